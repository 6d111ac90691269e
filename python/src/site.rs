//! Learning sites, for Python.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use unboil::LearnError;

use crate::text::utf8;

/// Learns from pages of sites what is not the article there, and writes it down as a rule pack for each.
///
/// Lines that stand beside the same neighbour on half of a site's pages, and at least three, are no part of an article. Of each site at most 64
/// pages are kept, chosen by a hash of their texts: neither order nor merging makes a difference. Learners can be pickled, compared and merged.
///
/// >>> import unboil
/// >>> stories = ["Snow fell on the roof of the town hall for three days.",
/// ...            "The ferry was late again today, as it is every Friday.",
/// ...            "Two owls have lived in the old mill since last spring."]
/// >>> learner = unboil.SiteLearner()
/// >>> for story in stories:
/// ...     learner.add("gazette.example", f"The Gazette\nFounded by two sisters\nTown and river\n\n{story}\n")
/// >>> learner
/// <unboil.SiteLearner of 1 site>
/// >>> cleaner = unboil.Cleaner(rules=[learner.pack("gazette.example")])
/// >>> cleaner.clean_site("gazette.example", "The Gazette\nFounded by two sisters\nTown and river\n\nThe new bridge was opened.\n")
/// 'The new bridge was opened.\n'
#[pyclass(module = "unboil", eq)]
#[derive(Clone, Default, PartialEq)]
pub(crate) struct SiteLearner {
    learner: unboil::SiteLearner,
}

fn value_error(error: LearnError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

#[pymethods]
impl SiteLearner {
    #[new]
    fn new() -> SiteLearner {
        SiteLearner::default()
    }

    /// Adds the text of a page. Upper and lower case of the name of the site make no difference.
    ///
    /// Raises ``ValueError`` for an empty name, ``TypeError`` for what is no string.
    fn add(&mut self, site: &Bound<'_, PyAny>, text: &Bound<'_, PyAny>) -> PyResult<()> {
        let (site, text) = (utf8(site)?, utf8(text)?);
        self.learner.add(&site, &text).map_err(value_error)
    }

    /// Adds all that another learner has seen: the result is the same as if one had seen all pages.
    ///
    /// >>> import unboil
    /// >>> first, second = unboil.SiteLearner(), unboil.SiteLearner()
    /// >>> first.add("a.example", "It rained.")
    /// >>> second.add("b.example", "It snowed.")
    /// >>> first.merge(second)
    /// >>> first.sites
    /// ['a.example', 'b.example']
    fn merge(&mut self, other: &Bound<'_, SiteLearner>) -> PyResult<()> {
        let other = other
            .try_borrow()
            .map_err(|_| PyValueError::new_err("a learner can't be merged with itself"))?;
        self.learner.merge(other.learner.clone());
        Ok(())
    }

    /// The sites of which pages were added, sorted.
    #[getter]
    fn sites(&self) -> Vec<&str> {
        self.learner.sites().collect()
    }

    /// Bytes of the texts that are kept.
    #[getter]
    fn size(&self) -> usize {
        self.learner.size()
    }

    /// What was learned of a site, as the text of a rule pack.
    ///
    /// Raises ``ValueError`` if nothing can be learned: fewer than three different pages, only copies of one, nothing that repeats.
    ///
    /// >>> import unboil
    /// >>> unboil.SiteLearner().pack("gazette.example")
    /// Traceback (most recent call last):
    /// ...
    /// ValueError: gazette.example: no page of this site was added
    fn pack(&self, py: Python<'_>, site: &Bound<'_, PyAny>) -> PyResult<String> {
        let site = utf8(site)?;
        let pack = py.detach(|| self.learner.pack(&site));
        pack.map(|pack| pack.to_toml()).map_err(value_error)
    }

    /// The packs of all sites from which something can be learned, by their names.
    fn packs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.outcomes(py, true)
    }

    /// Why nothing can be learned, for all other sites.
    ///
    /// >>> import unboil
    /// >>> learner = unboil.SiteLearner()
    /// >>> learner.add("gazette.example", "It rained.")
    /// >>> learner.problems()
    /// {'gazette.example': 'gazette.example: 1 page was added; at least 3 different ones are needed'}
    fn problems<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.outcomes(py, false)
    }

    /// A learner for each site, by its name.
    fn split<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let learners = PyDict::new(py);
        for (site, learner) in self.learner.clone().into_sites() {
            learners.set_item(site, SiteLearner { learner }.into_pyobject(py)?)?;
        }
        Ok(learners)
    }

    /// All that was seen, as bytes for ``from_bytes`` of the same version.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.learner.to_bytes())
    }

    /// What ``to_bytes`` wrote. Raises ``ValueError`` for other bytes.
    #[staticmethod]
    fn from_bytes(data: &[u8]) -> PyResult<SiteLearner> {
        let learner = unboil::SiteLearner::from_bytes(data).map_err(value_error)?;
        Ok(SiteLearner { learner })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = py.get_type::<SiteLearner>().getattr("from_bytes")?;
        let arguments = PyTuple::new(py, [self.to_bytes(py)])?;
        PyTuple::new(py, [make, arguments.into_any()])
    }

    fn __repr__(&self) -> String {
        match self.learner.sites().count() {
            1 => "<unboil.SiteLearner of 1 site>".to_owned(),
            sites => format!("<unboil.SiteLearner of {sites} sites>"),
        }
    }
}

impl SiteLearner {
    /// The packs that were learned, or the reasons why none was.
    fn outcomes<'py>(&self, py: Python<'py>, learned: bool) -> PyResult<Bound<'py, PyDict>> {
        let all: Vec<(String, Result<String, String>)> = py.detach(|| {
            let packs = self.learner.packs().map(|(site, pack)| {
                let pack = pack.map(|pack| pack.to_toml());
                (site.to_owned(), pack.map_err(|error| error.to_string()))
            });
            packs.collect()
        });
        let outcomes = PyDict::new(py);
        for (site, pack) in all {
            match pack {
                Ok(text) if learned => outcomes.set_item(site, text)?,
                Err(reason) if !learned => outcomes.set_item(site, reason)?,
                _ => {}
            }
        }
        Ok(outcomes)
    }
}
