//! What is left of a text, what went, and the way back, with offsets in code points.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::text::{CodePoints, byte_of, count, utf8};

/// A stretch of the text that went, and why.
///
/// >>> import unboil
/// >>> removal = unboil.Cleaner().analyze("Größe\n\n[ad_2]").removals[0]
/// >>> removal
/// unboil.Removal(start=5, end=13, rule='und/ad-marker', category='template', text='\n\n[ad_2]')
/// >>> "Größe\n\n[ad_2]"[removal.start:removal.end]
/// '\n\n[ad_2]'
#[pyclass(module = "unboil", frozen, eq, hash, get_all)]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Removal {
    /// Where it began in the text, in code points: an index into the Python string.
    start: usize,
    /// Where it ended.
    end: usize,
    /// The id of the rule that found it, such as ``und/ad-marker``.
    rule: String,
    /// The kind of thing it is, such as ``template``.
    category: String,
    /// The text that went.
    text: String,
}

#[pymethods]
impl Removal {
    #[new]
    fn new(start: usize, end: usize, rule: String, category: String, text: String) -> Removal {
        Removal {
            start,
            end,
            rule,
            category,
            text,
        }
    }

    fn __getnewargs__(&self) -> (usize, usize, &str, &str, &str) {
        (self.start, self.end, &self.rule, &self.category, &self.text)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quoted = |text: &str| PyString::new(py, text).repr();
        Ok(format!(
            "unboil.Removal(start={}, end={}, rule={}, category={}, text={})",
            self.start,
            self.end,
            quoted(&self.rule)?,
            quoted(&self.category)?,
            quoted(&self.text)?
        ))
    }
}

/// A text that has been cleaned.
///
/// >>> import unboil
/// >>> cleaned = unboil.Cleaner().analyze("Skip to content\n\nIt rained.\n")
/// >>> cleaned.text
/// 'It rained.\n'
/// >>> [(removal.rule, removal.text) for removal in cleaned.removals]
/// [('en/skip-link', 'Skip to content\n\n')]
#[pyclass(module = "unboil", frozen)]
pub(crate) struct Cleaned {
    text: Py<PyString>,
    removals: Py<PyTuple>,
    fell_back: bool,
    no_article: bool,
}

#[pymethods]
impl Cleaned {
    #[new]
    #[pyo3(signature = (text, removals, fell_back=false, no_article=false))]
    fn new(
        text: Bound<'_, PyString>,
        removals: Vec<Bound<'_, Removal>>,
        fell_back: bool,
        no_article: bool,
    ) -> PyResult<Cleaned> {
        Ok(Cleaned {
            removals: PyTuple::new(text.py(), removals)?.unbind(),
            text: text.unbind(),
            fell_back,
            no_article,
        })
    }

    /// What is left: the text without the removals. The same string if nothing went.
    #[getter]
    fn text(&self, py: Python<'_>) -> Py<PyString> {
        self.text.clone_ref(py)
    }

    /// What went, in the order of the text.
    #[getter]
    fn removals(&self, py: Python<'_>) -> Py<PyTuple> {
        self.removals.clone_ref(py)
    }

    /// Whether more prose would have gone than was left, so that less was removed than was found.
    #[getter]
    fn fell_back(&self) -> bool {
        self.fell_back
    }

    /// Whether mode ``page`` found no article: a section front, an error page, a log-in wall. Only strong rules have been applied then.
    ///
    /// >>> import unboil
    /// >>> menu = "Home\nSports\nWeather\nContact us\nLog in\nSearch\nPage not found\nPrivacy policy\nTerms of use\n"
    /// >>> unboil.Cleaner(mode="page").analyze(menu).no_article
    /// True
    #[getter]
    fn no_article(&self) -> bool {
        self.no_article
    }

    fn __getnewargs__(&self, py: Python<'_>) -> (Py<PyString>, Py<PyTuple>, bool, bool) {
        (
            self.text(py),
            self.removals(py),
            self.fell_back,
            self.no_article,
        )
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let py = other.py();
        let Ok(other) = other.cast::<Cleaned>() else {
            return Ok(false);
        };
        let other = other.get();
        Ok(self.fell_back == other.fell_back
            && self.no_article == other.no_article
            && self.text.bind(py).as_any().eq(other.text.bind(py))?
            && self
                .removals
                .bind(py)
                .as_any()
                .eq(other.removals.bind(py))?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        let mut hasher = DefaultHasher::new();
        self.text.bind(py).hash()?.hash(&mut hasher);
        self.removals.bind(py).hash()?.hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = self.text.bind(py).repr()?;
        let removals: PyResult<Vec<_>> = self
            .removals
            .bind(py)
            .iter()
            .map(|removal| Ok(removal.repr()?.to_string()))
            .collect();
        let flags: String = [
            (", fell_back=True", self.fell_back),
            (", no_article=True", self.no_article),
        ]
        .into_iter()
        .filter_map(|(flag, is_set)| is_set.then_some(flag))
        .collect();
        Ok(format!(
            "unboil.Cleaned(text={text}, removals=[{}]{flags})",
            removals?.join(", ")
        ))
    }
}

impl Cleaned {
    /// What was made of a text, whose string comes back if nothing went.
    pub(crate) fn of<'py>(
        string: &Bound<'py, PyString>,
        text: &str,
        cleaned: &unboil::Cleaned<'_>,
    ) -> PyResult<Cleaned> {
        let py = string.py();
        let mut code_points = CodePoints::of(text);
        let removals: PyResult<Vec<_>> = cleaned
            .removals
            .iter()
            .map(|removal| {
                let removal = Removal {
                    start: code_points.before(removal.span.start),
                    end: code_points.before(removal.span.end),
                    rule: removal.rule.as_str().to_owned(),
                    category: removal.category.as_str().to_owned(),
                    text: removal.text.clone().into_owned(),
                };
                Bound::new(py, removal)
            })
            .collect();
        let removals = removals?;
        let left = if removals.is_empty() {
            string.clone()
        } else {
            PyString::new(py, &cleaned.text)
        };
        Ok(Cleaned {
            text: left.unbind(),
            removals: PyTuple::new(py, removals)?.unbind(),
            fell_back: cleaned.fell_back,
            no_article: cleaned.no_article,
        })
    }
}

/// The text as it was, from what was left of it and what went.
///
/// Raises ``ValueError`` if the removals are not those of this text: they must be in order, not overlap, and fit.
///
/// >>> import unboil
/// >>> cleaned = unboil.Cleaner().analyze("It rained.\n\n[ad_2]")
/// >>> unboil.restore(cleaned.text, cleaned.removals)
/// 'It rained.\n\n[ad_2]'
#[pyfunction]
pub(crate) fn restore(
    text: &Bound<'_, PyAny>,
    removals: Vec<Bound<'_, Removal>>,
) -> PyResult<String> {
    let left = utf8(text)?;
    let removed: usize = removals
        .iter()
        .map(|removal| removal.get().text.len())
        .sum();
    let mut restored = String::with_capacity(left.len() + removed);
    let mut code_points = 0;
    let mut rest: &str = &left;
    for (number, removal) in removals.iter().enumerate() {
        let Removal {
            start, end, text, ..
        } = removal.get();
        let wrong = |why: &str| {
            PyValueError::new_err(format!(
                "removal {number} covers characters {start} to {end}, but {why}"
            ))
        };
        let length = count(text);
        if length == 0 || end.checked_sub(*start) != Some(length) {
            return Err(wrong("its text has another length"));
        }
        let kept = start
            .checked_sub(code_points)
            .and_then(|kept| byte_of(rest, kept))
            .ok_or_else(|| wrong("the cleaned text has no place for it"))?;
        let (before, after) = rest.split_at(kept);
        restored.push_str(before);
        restored.push_str(text);
        rest = after;
        code_points = *end;
    }
    restored.push_str(rest);
    Ok(restored)
}
