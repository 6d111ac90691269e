//! Rules for one site, learned from its pages: what stands on many of them beside the same neighbours is no part of an article.

mod draft;
mod form;
mod page;
mod run;
mod sample;

use std::collections::BTreeMap;

use crate::cleaner::Cleaner;
use crate::error::LearnError;
use crate::limit::MAX_PAGE_BYTES;
use crate::pack::{RulePack, site_name};
use crate::site::form::Forms;
use crate::site::page::Pages;
use crate::site::run::Runs;
use crate::site::sample::Sample;

/// Fewer different pages say nothing about a site.
pub(crate) const LEAST_PAGES: usize = 3;

/// Learns from pages of sites what is not the article there, and writes it down as a rule pack for each.
///
/// A line is learned if on half of the pages, and at least three, it stands beside the same neighbour, and not between paragraphs of the article; if it looks
/// like prose itself, on four fifths; between paragraphs, on four fifths and at least five. Numbers and names that differ from page to page become patterns. Dates, bylines and rows of
/// tables are not learned. Pages that are near-duplicates of each other count once.
///
/// Of each site at most 64 pages are kept, chosen by a hash of their texts: neither the order in which pages are added matters, nor on how many
/// learners they are spread that are [merged](SiteLearner::merge) in the end. Memory is the texts of these pages.
///
/// ```
/// use unboil::{Cleaner, SiteLearner};
///
/// let page = |story: &str| format!("The Gazette\nFounded by two sisters\nTown and river\n\n{story}\n");
/// let stories = [
///     "Snow fell on the roof of the town hall for three days.",
///     "The ferry was late again today, as it is every Friday.",
///     "Two owls have lived in the old mill since last spring.",
/// ];
/// let mut learner = SiteLearner::new();
/// for story in stories {
///     learner.add("gazette.example", &page(story))?;
/// }
/// let pack = learner.pack("gazette.example")?;
/// assert_eq!(pack.site(), Some("gazette.example"));
///
/// let cleaner = Cleaner::builder().pack(pack).build()?;
/// let cleaned = cleaner.clean_site("gazette.example", &page("The new bridge was opened.")).text.into_owned();
/// assert_eq!(cleaned, "The new bridge was opened.\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteLearner {
    sites: BTreeMap<String, Sample>,
}

impl SiteLearner {
    /// A learner that has seen nothing.
    pub fn new() -> SiteLearner {
        SiteLearner::default()
    }

    /// Adds the text of a page. Upper and lower case of the name of the site make no difference.
    ///
    /// # Errors
    ///
    /// The name of the site is empty, or the text is longer than 16 MiB, which is the limit of [`Mode::Page`](crate::Mode::Page) too.
    ///
    /// ```
    /// let error = unboil::SiteLearner::new().add(" ", "It rained.").unwrap_err();
    /// assert_eq!(error.to_string(), "a page has no site: its name is empty");
    /// ```
    pub fn add(&mut self, site: &str, text: &str) -> Result<(), LearnError> {
        let name = site_name(site);
        if name.is_empty() {
            return Err(LearnError::new("a page has no site: its name is empty"));
        }
        if text.len() > MAX_PAGE_BYTES {
            let message = format!(
                "the text of a page has {} bytes; the limit is {MAX_PAGE_BYTES}",
                text.len()
            );
            return Err(LearnError::of(&name, &message));
        }
        self.sites.entry(name).or_default().add(text);
        Ok(())
    }

    /// Adds all that another learner has seen: the result is the same as if one had seen all pages.
    ///
    /// ```
    /// use unboil::SiteLearner;
    /// let (mut all, mut first, mut second) = (SiteLearner::new(), SiteLearner::new(), SiteLearner::new());
    /// for (learner, page) in [(&mut first, "It rained."), (&mut second, "It snowed.")] {
    ///     learner.add("gazette.example", page)?;
    ///     all.add("gazette.example", page)?;
    /// }
    /// second.merge(first);
    /// assert_eq!(second, all);
    /// # Ok::<(), unboil::LearnError>(())
    /// ```
    pub fn merge(&mut self, other: SiteLearner) {
        for (site, sample) in other.sites {
            self.sites.entry(site).or_default().merge(sample);
        }
    }

    /// A learner for each site, sorted by their names: to spread them.
    ///
    /// ```
    /// let mut learner = unboil::SiteLearner::new();
    /// learner.add("gazette.example", "It rained.")?;
    /// assert_eq!(learner.clone().into_sites().next(), Some(("gazette.example".to_owned(), learner)));
    /// # Ok::<(), unboil::LearnError>(())
    /// ```
    pub fn into_sites(self) -> impl Iterator<Item = (String, SiteLearner)> {
        self.sites.into_iter().map(|(name, sample)| {
            let sites = BTreeMap::from([(name.clone(), sample)]);
            (name, SiteLearner { sites })
        })
    }

    /// Bytes of the texts that are kept.
    ///
    /// ```
    /// let mut learner = unboil::SiteLearner::new();
    /// learner.add("gazette.example", "It rained.")?;
    /// assert_eq!(learner.size(), 10);
    /// # Ok::<(), unboil::LearnError>(())
    /// ```
    pub fn size(&self) -> usize {
        self.sites.values().map(Sample::size).sum()
    }

    /// The sites of which pages were added, sorted.
    pub fn sites(&self) -> impl Iterator<Item = &str> {
        self.sites.keys().map(String::as_str)
    }

    /// What was learned of a site.
    ///
    /// # Errors
    ///
    /// No page of the site was added, fewer than three different ones, or only near-duplicates of each other; or nothing repeats on its pages.
    ///
    /// ```
    /// let mut learner = unboil::SiteLearner::new();
    /// learner.add("gazette.example", "It rained.")?;
    /// let error = learner.pack("gazette.example").unwrap_err();
    /// assert_eq!(error.to_string(), "gazette.example: 1 page was added; at least 3 different ones are needed");
    /// # Ok::<(), unboil::LearnError>(())
    /// ```
    pub fn pack(&self, site: &str) -> Result<RulePack, LearnError> {
        let name = site_name(site);
        match self.sites.get(&name) {
            Some(sample) => learn(&name, sample),
            None => Err(LearnError::of(&name, "no page of this site was added")),
        }
    }

    /// What was learned of each site, or why nothing was, sorted by their names.
    ///
    /// ```
    /// let mut learner = unboil::SiteLearner::new();
    /// learner.add("gazette.example", "It rained.")?;
    /// assert!(learner.packs().all(|(_, pack)| pack.is_err()));
    /// # Ok::<(), unboil::LearnError>(())
    /// ```
    pub fn packs(&self) -> impl Iterator<Item = (&str, Result<RulePack, LearnError>)> {
        let sites = self.sites.iter();
        sites.map(|(name, sample)| (name.as_str(), learn(name, sample)))
    }

    /// All that was seen, as bytes for [`SiteLearner::from_bytes`]: to send it from one machine to another. Readers of other versions of this crate may refuse it.
    ///
    /// ```
    /// use unboil::SiteLearner;
    /// let mut learner = SiteLearner::new();
    /// learner.add("gazette.example", "It rained.")?;
    /// assert_eq!(SiteLearner::from_bytes(&learner.to_bytes())?, learner);
    /// # Ok::<(), unboil::LearnError>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        sample::to_bytes(&self.sites)
    }

    /// What [`SiteLearner::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// The bytes are something else, or were cut off.
    ///
    /// ```
    /// assert!(unboil::SiteLearner::from_bytes(b"something else").is_err());
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<SiteLearner, LearnError> {
        sample::from_bytes(bytes)
            .map(|sites| SiteLearner { sites })
            .ok_or_else(|| {
                LearnError::new("these are not the whole bytes of a learner of this version")
            })
    }
}

fn learn(site: &str, sample: &Sample) -> Result<RulePack, LearnError> {
    let texts: Vec<&str> = sample.texts().collect();
    let refused = |message: String| Err(LearnError::of(site, &message));
    let added = match sample.added {
        1 => "1 page was".to_owned(),
        more => format!("{more} pages were"),
    };
    if texts.len() == 1 && sample.added > 1 {
        return refused(format!("{added} added, all the same"));
    }
    if texts.len() < LEAST_PAGES {
        return refused(format!(
            "{added} added; at least {LEAST_PAGES} different ones are needed"
        ));
    }
    let cleaner = Cleaner::default();
    let pages = Pages::of(&texts, cleaner.rule_set());
    if pages.pages.len() < LEAST_PAGES {
        return refused(format!(
            "{added} added, but most have the same text: without near-duplicates {} left, and at least {LEAST_PAGES} are needed",
            match pages.pages.len() {
                1 => "1 is".to_owned(),
                more => format!("{more} are"),
            }
        ));
    }
    let forms = Forms::of(&pages);
    let runs = Runs::of(&pages, &forms);
    let rules = draft::rules(site, &cleaner, &pages, &forms, &runs);
    if rules.is_empty() {
        return refused(format!(
            "no line stands beside the same other line on at least {} of {} pages",
            run::least_outside(pages.pages.len()),
            pages.pages.len()
        ));
    }
    let text = RulePack {
        language: "und".to_owned(),
        site: Some(site.to_owned()),
        rules,
    }
    .to_toml();
    // Read again, so that rules know their lines in the file. Their examples were run when they were drafted.
    RulePack::parse_unverified(&format!("{site}.toml"), &text)
        .map_err(|error| LearnError::of(site, &error.to_string()))
}
