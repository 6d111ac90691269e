//! The settings of a cleaner as Python gives them and gets them back.

use std::collections::BTreeSet;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use unboil::{Mode, RulePack};

/// All that makes one cleaner another than the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) body_only: bool,
    pub(crate) languages: Option<BTreeSet<String>>,
    pub(crate) drop: BTreeSet<String>,
    pub(crate) keep: BTreeSet<String>,
    pub(crate) rules: Vec<Pack>,
    pub(crate) always_keep: Vec<String>,
}

/// The text of a rule pack, and what to call it.
#[derive(Clone, Debug)]
pub(crate) struct Pack {
    name: String,
    text: String,
    origin: Origin,
}

/// How a pack was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Path,
    Text,
    NameAndText,
}

impl PartialEq for Pack {
    /// A pack is its text, wherever that was read.
    fn eq(&self, other: &Pack) -> bool {
        self.text == other.text
    }
}

impl Eq for Pack {}

impl Pack {
    /// A path, the text itself, or a pair of name and text. A pack has several lines and a path has one.
    fn extract(item: &Bound<'_, PyAny>, number: usize) -> PyResult<Pack> {
        if let Ok(pair) = item.cast::<PyTuple>() {
            let (name, text) = pair.extract().map_err(|_| {
                PyTypeError::new_err(format!(
                    "rules[{number}]: a tuple must hold the name and the text of a pack, as two strings"
                ))
            })?;
            return Ok(Pack {
                name,
                text,
                origin: Origin::NameAndText,
            });
        }
        if let Ok(text) = item.extract::<String>()
            && text.contains('\n')
        {
            return Ok(Pack {
                name: format!("rules[{number}]"),
                text,
                origin: Origin::Text,
            });
        }
        let py = item.py();
        let path = py
            .import("os")?
            .call_method1("fspath", (item,))
            .map_err(|_| {
                PyTypeError::new_err(format!(
                    "rules[{number}]: expected the path or the text of a pack, not {}",
                    type_name(item)
                ))
            })?;
        let options = PyDict::new(py);
        options.set_item("encoding", "utf-8")?;
        options.set_item("newline", "")?;
        let file = py
            .import("io")?
            .call_method("open", (&path,), Some(&options))?;
        let text = file.call_method0("read");
        file.call_method0("close")?;
        Ok(Pack {
            name: path.str()?.extract()?,
            text: text?.extract()?,
            origin: Origin::Path,
        })
    }

    /// The pack in a form that needs no file.
    fn by_value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.origin {
            Origin::Text => Ok(PyString::new(py, &self.text).into_any()),
            Origin::Path | Origin::NameAndText => {
                Ok((&self.name, &self.text).into_pyobject(py)?.into_any())
            }
        }
    }

    /// The pack as it was given.
    fn as_given<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.origin {
            Origin::Path => Ok(PyString::new(py, &self.name).into_any()),
            Origin::Text | Origin::NameAndText => self.by_value(py),
        }
    }
}

fn type_name(object: &Bound<'_, PyAny>) -> String {
    object
        .get_type()
        .name()
        .map_or_else(|_| "another type".to_owned(), |name| name.to_string())
}

/// One string, or a collection of them.
pub(crate) fn strings(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let wrong = |found: &Bound<'_, PyAny>| {
        PyTypeError::new_err(format!(
            "{name} must be a list of strings, not {}",
            type_name(found)
        ))
    };
    if let Ok(one) = value.extract::<String>() {
        return Ok(vec![one]);
    }
    let items = value.try_iter().map_err(|_| wrong(value))?;
    items
        .map(|item| {
            let item = item?;
            item.extract().map_err(|_| {
                PyTypeError::new_err(format!(
                    "{name} must be a list of strings, but holds {}",
                    type_name(&item)
                ))
            })
        })
        .collect()
}

/// One pack, or a collection of them.
pub(crate) fn packs(value: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<Pack>> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let is_one = value.is_instance_of::<PyString>() || value.hasattr("__fspath__")?;
    if is_one {
        return Ok(vec![Pack::extract(value, 0)?]);
    }
    let items = value.try_iter().map_err(|_| {
        PyTypeError::new_err(format!(
            "rules must be a list of paths or texts of packs, not {}",
            type_name(value)
        ))
    })?;
    items
        .enumerate()
        .map(|(number, item)| Pack::extract(&item?, number))
        .collect()
}

/// The mode with a name.
pub(crate) fn mode(name: &str) -> PyResult<Mode> {
    Mode::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Mode::ALL.iter().map(|mode| mode.as_str()).collect();
        PyValueError::new_err(format!(
            "there is no mode {name:?}; known are: {}",
            known.join(", ")
        ))
    })
}

impl Settings {
    /// The cleaner that they make.
    ///
    /// # Errors
    ///
    /// `ValueError` with every problem of every pack, or of the settings.
    pub(crate) fn build(&self) -> PyResult<unboil::Cleaner> {
        let mut builder = unboil::Cleaner::builder()
            .mode(self.mode)
            .body_only(self.body_only);
        if let Some(languages) = &self.languages {
            builder = builder.languages(languages.iter().cloned());
        }
        for name in &self.drop {
            builder = builder.drop(name);
        }
        for name in &self.keep {
            builder = builder.keep(name);
        }
        for pattern in &self.always_keep {
            builder = builder.always_keep(pattern);
        }
        let mut errors = Vec::new();
        for pack in &self.rules {
            match RulePack::parse(&pack.name, &pack.text) {
                Ok(pack) => builder = builder.pack(pack),
                Err(error) => errors.push(error.to_string()),
            }
        }
        if !errors.is_empty() {
            return Err(PyValueError::new_err(errors.join("\n")));
        }
        builder
            .build()
            .map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// Those that are not as by default, in the order of the signature. Packs as they were given, or in a form that needs no file.
    pub(crate) fn changed<'py>(
        &self,
        py: Python<'py>,
        packs_by_value: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        let changed = PyDict::new(py);
        let default = Settings::default();
        if self.mode != default.mode {
            changed.set_item("mode", self.mode.as_str())?;
        }
        if self.body_only {
            changed.set_item("body_only", true)?;
        }
        if let Some(languages) = &self.languages {
            changed.set_item("languages", PyList::new(py, languages)?)?;
        }
        for (name, names) in [("drop", &self.drop), ("keep", &self.keep)] {
            if !names.is_empty() {
                changed.set_item(name, PyList::new(py, names)?)?;
            }
        }
        if !self.rules.is_empty() {
            changed.set_item("rules", self.packs(py, packs_by_value)?)?;
        }
        if !self.always_keep.is_empty() {
            changed.set_item("always_keep", PyList::new(py, &self.always_keep)?)?;
        }
        Ok(changed)
    }

    pub(crate) fn packs<'py>(
        &self,
        py: Python<'py>,
        by_value: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let packs: PyResult<Vec<_>> = self
            .rules
            .iter()
            .map(|pack| {
                if by_value {
                    pack.by_value(py)
                } else {
                    pack.as_given(py)
                }
            })
            .collect();
        PyList::new(py, packs?)
    }
}
