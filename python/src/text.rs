//! Text between Python and Rust: strings borrowed as UTF-8, and offsets in code points.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyString};

/// The UTF-8 of a Python string, readable without the interpreter.
///
/// # Errors
///
/// `TypeError` if it is no string, `UnicodeEncodeError`, which is a `ValueError`, if it holds half a surrogate pair.
pub(crate) fn utf8(object: &Bound<'_, PyAny>) -> PyResult<PyBackedStr> {
    match object.cast::<PyString>() {
        Ok(string) => PyBackedStr::try_from(string.clone()),
        Err(_) => {
            let hint = if object.is_instance_of::<PyBytes>() {
                "; decode it first, as in text.decode(\"utf-8\")"
            } else {
                ""
            };
            let found = object.get_type().name()?;
            Err(PyTypeError::new_err(format!(
                "the text must be a str, not {found}{hint}"
            )))
        }
    }
}

/// The UTF-8 of a Python string that a cleaner can clean.
///
/// # Errors
///
/// Those of [`utf8`], and `ValueError` if the text is too long.
pub(crate) fn cleanable(
    cleaner: &unboil::Cleaner,
    object: &Bound<'_, PyAny>,
) -> PyResult<PyBackedStr> {
    let text = utf8(object)?;
    cleaner
        .check_length(&text)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(text)
}

/// The same error with the place where it happened put before its message. What only has a message keeps its type; others become a `ValueError`.
pub(crate) fn at(py: Python<'_>, place: &str, error: PyErr) -> PyErr {
    let message = format!("{place}: {}", error.value(py));
    let placed = if error.is_instance_of::<PyTypeError>(py) {
        PyTypeError::new_err(message)
    } else {
        PyValueError::new_err(message)
    };
    placed.set_cause(py, Some(error));
    placed
}

/// Turns byte offsets of one text into code points, in one pass over the text, if they are asked for in their order.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    code_point: usize,
}

impl<'t> CodePoints<'t> {
    pub(crate) fn of(text: &'t str) -> CodePoints<'t> {
        CodePoints {
            text,
            byte: 0,
            code_point: 0,
        }
    }

    /// The number of code points before a byte that begins one, and is not before the one that was asked for last.
    pub(crate) fn before(&mut self, byte: usize) -> usize {
        self.code_point += count(&self.text[self.byte..byte]);
        self.byte = byte;
        self.code_point
    }
}

/// The length of a text in code points.
pub(crate) fn count(text: &str) -> usize {
    text.chars().count()
}

/// The byte at which the code point with this number begins; the length of the text for the one after its last.
pub(crate) fn byte_of(text: &str, code_point: usize) -> Option<usize> {
    if code_point <= text.len() && text.is_ascii() {
        return Some(code_point);
    }
    let starts = text.char_indices().map(|(byte, _)| byte);
    starts.chain([text.len()]).nth(code_point)
}
