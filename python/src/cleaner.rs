//! The cleaner of the Python package.

use std::borrow::Cow;
use std::collections::BTreeSet;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::arrow;
use crate::cleaned::Cleaned;
use crate::list;
use crate::settings::{self, Settings};
use crate::text::{cleanable, utf8};
use crate::threads;

/// The text without its boilerplate, by the default cleaner; the same string if there is none.
///
/// >>> import unboil
/// >>> unboil.clean("Skip to content\n\nThe bridge is open again.\n\nShare this story\n")
/// 'The bridge is open again.\n'
/// >>> unboil.clean("Read also the small print, she said.\n")
/// 'Read also the small print, she said.\n'
#[pyfunction]
pub(crate) fn clean<'py>(text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    clean_one(&unboil::Cleaner::default(), text)
}

fn clean_one<'py>(
    cleaner: &unboil::Cleaner,
    text: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyString>> {
    let borrowed = cleanable(cleaner, text)?;
    let py = text.py();
    match py.detach(|| cleaner.clean(&borrowed).text) {
        Cow::Borrowed(_) => Ok(text.cast::<PyString>()?.clone()),
        Cow::Owned(left) => Ok(PyString::new(py, &left)),
    }
}

/// Takes boilerplate out of texts, and says what it removed.
///
/// Immutable; two with the same settings are equal. Build one and use it for all texts, from as many threads as you like. It can be
/// pickled; rule packs go along as text.
///
/// - ``mode``: how much is removed. ``"markers"``: only lines that are never prose, for text that must not lose a word; ``"article"``: what an
///   extractor left around and inside an article; ``"page"``: for the text of a whole page.
/// - ``body_only``: title, byline, date lines and standfirst go too.
/// - ``languages``: the languages whose rules apply, as BCP 47 tags; all by default.
/// - ``drop``: what goes though it stays by default: a category (``"byline"``) or a rule by its id (``"en/byline"``).
/// - ``keep``: what stays though it goes by default.
/// - ``rules``: packs of your own: the path of a TOML file, its text, or a pair of name and text.
/// - ``always_keep``: regular expressions; lines in which one finds something stay.
///
/// Where a list is expected a single string will do. Raises ``ValueError`` with every problem of the settings and packs.
///
/// >>> import unboil
/// >>> cleaner = unboil.Cleaner(mode="markers", keep=["share"])
/// >>> cleaner
/// unboil.Cleaner(mode='markers', keep=['share'])
/// >>> cleaner.clean("Skip to content\nShare this story\n\nIt rained.")
/// 'Share this story\n\nIt rained.'
#[pyclass(module = "unboil", frozen)]
pub(crate) struct Cleaner {
    settings: Settings,
    cleaner: unboil::Cleaner,
}

#[pymethods]
impl Cleaner {
    #[new]
    #[pyo3(signature = (*, mode="article", body_only=false, languages=None, drop=None, keep=None, rules=None, always_keep=None))]
    #[expect(clippy::too_many_arguments, reason = "these are keyword arguments")]
    fn new(
        py: Python<'_>,
        mode: &str,
        body_only: bool,
        languages: Option<&Bound<'_, PyAny>>,
        drop: Option<&Bound<'_, PyAny>>,
        keep: Option<&Bound<'_, PyAny>>,
        rules: Option<&Bound<'_, PyAny>>,
        always_keep: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Cleaner> {
        let languages = languages
            .map(|languages| settings::strings("languages", Some(languages)))
            .transpose()?
            .map(|languages| languages.iter().map(|tag| tag.to_lowercase()).collect());
        let settings = Settings {
            mode: settings::mode(mode)?,
            body_only,
            languages,
            drop: BTreeSet::from_iter(settings::strings("drop", drop)?),
            keep: BTreeSet::from_iter(settings::strings("keep", keep)?),
            rules: settings::packs(rules)?,
            always_keep: settings::strings("always_keep", always_keep)?,
        };
        let cleaner = py.detach(|| {
            if settings == Settings::default() {
                Ok(unboil::Cleaner::default())
            } else {
                settings.build()
            }
        })?;
        Ok(Cleaner { settings, cleaner })
    }

    /// The text without its boilerplate; the same string if there is none.
    ///
    /// Raises ``TypeError`` for what is no string, ``UnicodeEncodeError`` (a ``ValueError``) for a string with half a surrogate pair, ``ValueError`` for a
    /// text of more than 16,777,216 lines or, in mode ``"page"``, of more than 1,048,576 lines or 16 MiB.
    ///
    /// >>> import unboil
    /// >>> unboil.Cleaner(keep="share").clean("[ad_1]\n\nIt rained.\n\nShare this story")
    /// 'It rained.\n\nShare this story'
    fn clean<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        clean_one(&self.cleaner, text)
    }

    /// The text that is left, and what went and why, with offsets in code points.
    ///
    /// >>> import unboil
    /// >>> cleaned = unboil.Cleaner().analyze("It rained.\n\nShare this story\n")
    /// >>> cleaned.text
    /// 'It rained.\n'
    /// >>> cleaned.removals[0]
    /// unboil.Removal(start=11, end=29, rule='en/share-prompt', category='share', text='\nShare this story\n')
    fn analyze(&self, text: &Bound<'_, PyAny>) -> PyResult<Cleaned> {
        let borrowed = cleanable(&self.cleaner, text)?;
        let cleaned = text.py().detach(|| self.cleaner.clean(&borrowed));
        Cleaned::of(text.cast()?, &borrowed, &cleaned)
    }

    /// The same for a text of a site: by the rules for all texts and, if there is a pack for the site among ``rules``, by its rules.
    ///
    /// >>> import unboil
    /// >>> unboil.Cleaner().clean_site("gazette.example", "It rained.\n\n[ad_2]")
    /// 'It rained.'
    fn clean_site<'py>(
        &self,
        site: &Bound<'py, PyAny>,
        text: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyString>> {
        clean_one(&self.of_site(&utf8(site)?), text)
    }

    /// What ``clean_site`` leaves, and what went and why.
    ///
    /// >>> import unboil
    /// >>> unboil.Cleaner().analyze_site("gazette.example", "It rained.\n\n[ad_2]").removals[0].rule
    /// 'und/ad-marker'
    fn analyze_site(&self, site: &Bound<'_, PyAny>, text: &Bound<'_, PyAny>) -> PyResult<Cleaned> {
        let cleaner = self.of_site(&utf8(site)?);
        let borrowed = cleanable(&cleaner, text)?;
        let cleaned = text.py().detach(|| cleaner.clean(&borrowed));
        Cleaned::of(text.cast()?, &borrowed, &cleaned)
    }

    /// The sites that there are packs for, sorted.
    #[getter]
    fn sites(&self) -> Vec<&str> {
        self.cleaner.sites().collect()
    }

    /// Many texts at once, in their order, on as many threads as there are cores, or as ``threads`` says.
    ///
    /// The first text that can't be cleaned raises the error of ``clean`` with its place in the list, and there is no result.
    ///
    /// >>> import unboil
    /// >>> unboil.Cleaner().clean_many(["It rained.\n\n[ad_2]", "It snowed."])
    /// ['It rained.', 'It snowed.']
    #[pyo3(signature = (texts, threads=None))]
    fn clean_many<'py>(
        &self,
        texts: &Bound<'py, PyAny>,
        threads: Option<isize>,
    ) -> PyResult<Bound<'py, PyList>> {
        list::clean_many(&self.cleaner, texts, threads::wanted(threads)?)
    }

    /// A column of texts in Arrow's memory, or a table with such a column, to the same with clean texts.
    ///
    /// ``data`` is anything that speaks the Arrow PyCapsule protocol: arrays, chunked arrays, record batches and tables of pyarrow, Series and
    /// DataFrames of polars or pandas, relations of DuckDB, and so on. Its strings may be of any of Arrow's string types or a dictionary of
    /// them. What comes back speaks the protocol too: give it to ``pyarrow.array``, ``pyarrow.chunked_array``, ``pyarrow.table``,
    /// ``polars.Series`` or ``polars.DataFrame``. Type, name, chunks and nulls stay as they were.
    ///
    /// ``column`` names the column of a table. ``threads`` is as in ``clean_many``.
    ///
    /// Raises ``TypeError`` for what has no Arrow data or no strings, ``ValueError`` with the row for bytes that are no UTF-8.
    ///
    /// >>> import pyarrow, unboil
    /// >>> pyarrow.array(unboil.Cleaner().clean_arrow(pyarrow.array(["It rained.\n\n[ad_2]", None]))).to_pylist()
    /// ['It rained.', None]
    /// >>> table = pyarrow.table({"url": ["a"], "text": ["It rained.\n\n[ad_2]"]})
    /// >>> pyarrow.table(unboil.Cleaner().clean_arrow(table, column="text")).to_pylist()
    /// [{'url': 'a', 'text': 'It rained.'}]
    #[pyo3(signature = (data, *, column=None, threads=None))]
    fn clean_arrow<'py>(
        &self,
        data: &Bound<'py, PyAny>,
        column: Option<&str>,
        threads: Option<isize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        arrow::clean(&self.cleaner, data, column, threads::wanted(threads)?)
    }

    /// A number that changes when rules, settings or the version of this package do: for caches of cleaned text.
    ///
    /// >>> import unboil
    /// >>> unboil.Cleaner().fingerprint == unboil.Cleaner(mode="article").fingerprint
    /// True
    /// >>> unboil.Cleaner().fingerprint == unboil.Cleaner(mode="markers").fingerprint
    /// False
    #[getter]
    fn fingerprint(&self) -> u64 {
        self.cleaner.fingerprint()
    }

    /// How much is removed: ``"markers"``, ``"article"`` or ``"page"``.
    #[getter]
    fn mode(&self) -> &'static str {
        self.settings.mode.as_str()
    }

    /// Whether title, byline, date lines and standfirst go too.
    #[getter]
    fn body_only(&self) -> bool {
        self.settings.body_only
    }

    /// The languages whose rules apply, sorted; ``None`` for all.
    #[getter]
    fn languages(&self) -> Option<Vec<&String>> {
        let languages = self.settings.languages.as_ref();
        languages.map(|languages| languages.iter().collect())
    }

    /// Categories and rules that go though they stay by default, sorted.
    #[getter]
    fn drop(&self) -> Vec<&String> {
        self.settings.drop.iter().collect()
    }

    /// Categories and rules that stay though they go by default, sorted.
    #[getter]
    fn keep(&self) -> Vec<&String> {
        self.settings.keep.iter().collect()
    }

    /// The rule packs as they were given.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.settings.packs(py, false)
    }

    /// Regular expressions of lines that stay.
    #[getter]
    fn always_keep(&self) -> &[String] {
        &self.settings.always_keep
    }

    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.settings.changed(py, true)?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Cleaner>();
        other.is_ok_and(|other| self.settings == other.get().settings)
    }

    fn __hash__(&self) -> u64 {
        self.cleaner.fingerprint()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let changed = self.settings.changed(py, false)?;
        let arguments: PyResult<Vec<_>> = changed
            .iter()
            .map(|(name, value)| Ok(format!("{name}={}", value.repr()?)))
            .collect();
        Ok(format!("unboil.Cleaner({})", arguments?.join(", ")))
    }
}

impl Cleaner {
    fn of_site(&self, site: &str) -> unboil::Cleaner {
        let of_site = self.cleaner.for_site(site);
        of_site.unwrap_or_else(|| self.cleaner.clone())
    }
}
