//! The public entry: a cleaner, how it is built, and what it gives back.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use once_cell::sync::Lazy;
use regex::{RegexSet, RegexSetBuilder};

use crate::anchor::last_line;
use crate::block::{Reach, decide};
use crate::built_in::BUILT_IN;
use crate::error::{BuildError, Problem};
use crate::evidence::Survey;
use crate::fingerprint;
use crate::line::Shape;
use crate::matcher::{Matches, Scratch};
use crate::pack::{RulePack, did_you_mean, problem_of, site_name};
use crate::page;
use crate::page::Page;
use crate::removal::Removal;
use crate::rule::{Category, Rule, RuleId, Status, named_enum};
use crate::rule_set::{RuleSet, RuleTable};
use crate::seam::{removals, spans};

named_enum! {
    /// How much is removed: the one knob.
    ///
    /// ```
    /// use unboil::{Cleaner, Mode};
    /// let text = "Skip to content\nEmail\nShare this story\n\nIt rained.";
    /// let markers = Cleaner::builder().mode(Mode::Markers).build()?;
    /// assert_eq!(markers.clean(text).text, "Email\n\nIt rained.");
    /// assert_eq!(unboil::clean(text), "It rained.");
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    #[derive(Default)]
    #[non_exhaustive]
    pub Mode {
        /// Only what strong rules find, line by line: for text that must not lose a word.
        Markers = "markers",
        /// And weak evidence in company, blocks, head and tail: for what an extractor gave.
        #[default]
        Article = "article",
        /// And everything outside the article: for the text of a whole page, as WET files, `get_text()`, inscriptis or html2text give it.
        Page = "page",
    }
}

/// The text without its boilerplate, by the default cleaner; the same text, borrowed, if there is none.
///
/// ```
/// use std::borrow::Cow;
///
/// let text = "The bridge is open again.\n\nRead also:\nTen years of roadworks\n\nThe first lorry crossed at six.\n";
/// assert_eq!(unboil::clean(text), "The bridge is open again.\n\nThe first lorry crossed at six.\n");
/// assert!(matches!(unboil::clean("Read also the small print, she said.\n"), Cow::Borrowed(_)));
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    DEFAULT.clean(text).text
}

static DEFAULT: Lazy<Cleaner> = Lazy::new(Cleaner::new);

/// A text that has been cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cleaned<'t> {
    /// What is left: the input less the removed spans, borrowed if there are none.
    pub text: Cow<'t, str>,
    /// What went, in the order of the text.
    pub removals: Vec<Removal<'t>>,
    /// Whether [`Mode::Article`] would have taken more prose than it left, so that less was removed than it found.
    pub fell_back: bool,
    /// Whether [`Mode::Page`] found no article: a section front, an error page, a log-in wall. Only strong rules have been applied then.
    ///
    /// ```
    /// use unboil::{Cleaner, Mode};
    /// let pages = Cleaner::builder().mode(Mode::Page).build()?;
    /// let menu = "Home\nSports\nWeather\nContact us\nLog in\nSearch\nPage not found\nPrivacy policy\nTerms of use\n";
    /// assert!(pages.clean(menu).no_article);
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    pub no_article: bool,
}

/// Takes boilerplate out of texts. Immutable, shared between threads, cheap to clone.
///
/// ```
/// use unboil::Cleaner;
///
/// let cleaner = Cleaner::default();
/// let cleaned = cleaner.clean("[ad_1]\n\nThe bridge is open again.\n\nShare this story\n");
/// assert_eq!(cleaned.text, "The bridge is open again.\n");
/// let reasons: Vec<_> = cleaned.removals.iter().map(|r| (r.rule.as_str(), r.span.clone())).collect();
/// assert_eq!(reasons, [("und/ad-marker", 0..8), ("en/share-prompt", 34..52)]);
/// ```
#[derive(Clone, Debug)]
pub struct Cleaner {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    rules: RuleSet,
    mode: Mode,
    keep: Option<RegexSet>,
    /// The rules of each site, by its name.
    sites: Arc<BTreeMap<String, Arc<RuleTable>>>,
    /// The site whose rules are among `rules`.
    site: Option<String>,
    /// Made when it is asked for: it reads every phrase of every rule.
    fingerprint: OnceLock<u64>,
}

const fn assert_shareable<T: Send + Sync>() {}
const _: () = assert_shareable::<Cleaner>();

impl Default for Cleaner {
    /// The cleaner of [`clean`](crate::clean()): [`Mode::Article`], all languages, every stable rule except those of
    /// the categories `title`, `byline` and `date`. Built once a process; later calls clone it.
    fn default() -> Cleaner {
        DEFAULT.clone()
    }
}

impl Cleaner {
    fn new() -> Cleaner {
        // The packs of this crate are known to build: its tests do nothing else.
        CleanerBuilder::default()
            .build()
            .unwrap_or_else(|_| Cleaner {
                inner: Arc::new(Inner {
                    rules: RuleSet::new(RuleTable::new(Vec::new())),
                    mode: Mode::default(),
                    keep: None,
                    sites: Arc::default(),
                    site: None,
                    fingerprint: OnceLock::new(),
                }),
            })
    }

    /// Settings to build a cleaner from; without any, it builds the default one.
    pub fn builder() -> CleanerBuilder {
        CleanerBuilder::default()
    }

    /// Cleans a text. It can't fail: when in doubt, a line stays.
    ///
    /// Time grows with the length of the text; memory is the text that is left, the removals, and about 60 bytes for each line that is not blank. A text that
    /// is too long comes back as it is: [`Cleaner::check_length`] says whether it is.
    pub fn clean<'t>(&self, text: &'t str) -> Cleaned<'t> {
        let Page {
            removals,
            no_article,
            fell_back,
        } = self.look(text);
        if removals.is_empty() {
            return Cleaned {
                text: Cow::Borrowed(text),
                removals,
                fell_back,
                no_article,
            };
        }
        let removed: usize = removals.iter().map(|removal| removal.span.len()).sum();
        let mut left = String::with_capacity(text.len() - removed);
        let mut at = 0;
        for removal in &removals {
            left.push_str(&text[at..removal.span.start]);
            at = removal.span.end;
        }
        left.push_str(&text[at..]);
        Cleaned {
            text: Cow::Owned(left),
            removals,
            fell_back,
            no_article,
        }
    }

    /// Cleans a text of a site: by the rules for all texts and, if a pack with this `site` was added, by those of the site.
    ///
    /// ```
    /// use unboil::{Cleaner, RulePack};
    ///
    /// let pack = RulePack::parse("gazette.toml", r#"
    ///     schema = 1
    ///     language = "und"
    ///     site = "gazette.example"
    ///
    ///     [[rule]]
    ///     id = "gazette-example/head"
    ///     category = "site"
    ///     summary = "The first lines of every page"
    ///     status = "stable"
    ///     since = "1"
    ///     strength = "weak"
    ///     lines = ["the gazette", "founded by two sisters"]
    ///     must_match = ["- The Gazette\n- Founded by two sisters\n  It rained."]
    ///     must_not_match = ["The Gazette was founded by two sisters."]
    /// "#)?;
    /// let cleaner = Cleaner::builder().pack(pack).build()?;
    /// let text = "The Gazette\nFounded by two sisters\n\nIt rained.";
    /// assert_eq!(cleaner.clean_site("gazette.example", text).text, "It rained.");
    /// assert_eq!(cleaner.clean(text).text, text);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn clean_site<'t>(&self, site: &str, text: &'t str) -> Cleaned<'t> {
        match self.for_site(site) {
            Some(cleaner) => cleaner.clean(text),
            None => self.clean(text),
        }
    }

    /// A cleaner for texts of one site, that [`Cleaner::clean_site`] uses; nothing if there is no pack for it. Cheap: all that is large is shared.
    /// Upper and lower case make no difference.
    ///
    /// ```
    /// assert!(unboil::Cleaner::default().for_site("gazette.example").is_none());
    /// ```
    pub fn for_site(&self, site: &str) -> Option<Cleaner> {
        let (name, table) = self.inner.sites.get_key_value(&site_name(site))?;
        Some(self.with_site(table.clone(), Some(name)))
    }

    /// The sites that packs were added for, sorted.
    ///
    /// ```
    /// assert_eq!(unboil::Cleaner::default().sites().count(), 0);
    /// ```
    pub fn sites(&self) -> impl Iterator<Item = &str> {
        self.inner.sites.keys().map(String::as_str)
    }

    /// What [`Cleaner::clean`] would remove, without building the text that is left.
    ///
    /// ```
    /// let removals = unboil::Cleaner::default().removals("It rained.\n\n[ad_2]");
    /// assert_eq!(removals[0].span, 10..18);
    /// ```
    pub fn removals<'t>(&self, text: &'t str) -> Vec<Removal<'t>> {
        self.look(text).removals
    }

    fn look<'t>(&self, text: &'t str) -> Page<'t> {
        if self.check_length(text).is_err() {
            return Page {
                removals: Vec::new(),
                no_article: false,
                fell_back: true,
            };
        }
        let Inner {
            rules, keep, mode, ..
        } = &*self.inner;
        let reach = match mode {
            Mode::Markers => Reach::Strong,
            Mode::Article => Reach::Company,
            Mode::Page => return page::clean(text, rules, keep.as_ref()),
        };
        let survey = Survey::new(text, rules, keep.as_ref());
        let decision = decide(&survey, rules, reach);
        Page {
            removals: removals(text, rules, &spans(&survey, &decision.removed)),
            no_article: false,
            fell_back: decision.fell_back,
        }
    }

    /// How much this cleaner removes.
    ///
    /// ```
    /// assert_eq!(unboil::Cleaner::default().mode(), unboil::Mode::Article);
    /// ```
    pub fn mode(&self) -> Mode {
        self.inner.mode
    }

    /// The active rules, sorted by id; for a cleaner of a site, with those of the site behind.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// assert!(cleaner.rules().any(|rule| rule.id() == "und/ad-marker"));
    /// ```
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.active_rules().map(|rule| &**rule)
    }

    pub(crate) fn active_rules(&self) -> impl Iterator<Item = &Arc<Rule>> {
        let rules = self.inner.rules.rules();
        rules.filter(|(_, active)| *active).map(|(rule, _)| rule)
    }

    /// The active rules whose `lines`, `labels` or `patterns` match one line, given without its line break: those for which
    /// [`Rule::matches`] says so, found faster. Whether the line would go also depends on its company.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// assert_eq!(cleaner.matches("Skip to content ↓"), ["en/skip-link"]);
    /// ```
    pub fn matches(&self, line: &str) -> Vec<RuleId> {
        let rules = &self.inner.rules;
        let mut matches = Matches::default();
        let shape = Shape::of(line);
        rules.find_all(line, &shape, &mut Scratch::default(), &mut matches);
        let found = matches.rules.iter();
        found.map(|&index| rules.rule(index).id.clone()).collect()
    }

    /// Runs the examples of every active rule through this cleaner: the same as [`RulePack::parse`] does for single lines, and beyond that in documents.
    ///
    /// # Errors
    ///
    /// One error lists every example that fails: `missing` (must match and doesn't), `noisy` (must not match and does), `wrong` (removes other
    /// lines than it says, or another rule removes them).
    pub fn verify(&self) -> Result<(), BuildError> {
        let mut problems = self.verify_rules(self.active_rules());
        if self.inner.site.is_none() {
            let general = self.active_rules().count();
            for cleaner in self.sites().filter_map(|site| self.for_site(site)) {
                problems.extend(cleaner.verify_rules(cleaner.active_rules().skip(general)));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(BuildError { problems })
        }
    }

    pub(crate) fn rule_set(&self) -> &RuleSet {
        &self.inner.rules
    }

    /// A cleaner with some rules for a site more, which no other cleaner has.
    pub(crate) fn with_site_rules(&self, rules: Vec<Arc<Rule>>) -> Cleaner {
        let rules = rules.into_iter().map(|rule| (rule, true)).collect();
        self.with_site(Arc::new(RuleTable::new(rules)), None)
    }

    fn with_site(&self, table: Arc<RuleTable>, name: Option<&String>) -> Cleaner {
        let Inner {
            rules,
            mode,
            keep,
            sites,
            ..
        } = &*self.inner;
        Cleaner {
            inner: Arc::new(Inner {
                rules: rules.with_site(table),
                mode: *mode,
                keep: keep.clone(),
                sites: sites.clone(),
                site: name.cloned(),
                fingerprint: OnceLock::new(),
            }),
        }
    }

    pub(crate) fn verify_rules<'r>(
        &self,
        rules: impl Iterator<Item = &'r Arc<Rule>>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        for rule in rules {
            problems.extend(crate::example::verify_lines(rule));
            for (source, reason) in rule.compile() {
                problems.push(problem_of(rule, format!("pattern `{source}`: {reason}")));
            }
            problems.extend(crate::example::verify_documents(self, rule));
        }
        problems
    }

    /// A number that changes when rules, settings or the version of this crate do: for caches of cleaned text.
    ///
    /// ```
    /// use unboil::{Cleaner, Mode};
    /// let markers = Cleaner::builder().mode(Mode::Markers).build()?;
    /// assert_ne!(markers.fingerprint(), Cleaner::default().fingerprint());
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    pub fn fingerprint(&self) -> u64 {
        let Inner {
            rules,
            mode,
            keep,
            sites,
            site,
            ..
        } = &*self.inner;
        // For a text of one site, the packs of others don't matter.
        let sites = || {
            let all = sites.iter().map(|(name, table)| (name, &**table));
            all.filter(|_| site.is_none())
        };
        let patterns = keep.as_ref().map_or(&[][..], RegexSet::patterns);
        *self
            .inner
            .fingerprint
            .get_or_init(|| fingerprint::of(rules, *mode, patterns, sites()))
    }
}

/// Settings of a [`Cleaner`]; every method may be called more than once.
///
/// ```
/// use unboil::{Cleaner, Mode};
///
/// let cleaner = Cleaner::builder()
///     .mode(Mode::Article)
///     .body_only(true)                 // title, byline and date go too
///     .keep("credit")                  // a category that stays
///     .keep("en/share-prompt")         // a rule that doesn't apply
///     .always_keep("^EDITOR'S NOTE")   // lines that stay whatever the rules say
///     .build()?;
/// # Ok::<(), unboil::BuildError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CleanerBuilder {
    mode: Mode,
    body_only: bool,
    languages: Option<BTreeSet<String>>,
    drop: BTreeSet<String>,
    keep: BTreeSet<String>,
    packs: Vec<RulePack>,
    without_built_in: bool,
    always_keep: Vec<String>,
}

impl CleanerBuilder {
    /// How much is removed; [`Mode::Article`] by default.
    pub fn mode(mut self, mode: Mode) -> CleanerBuilder {
        self.mode = mode;
        self
    }

    /// Whether title, byline, date lines and standfirst go too; they stay by default.
    pub fn body_only(mut self, body_only: bool) -> CleanerBuilder {
        self.body_only = body_only;
        self
    }

    /// The languages whose built-in rules apply, as BCP 47 tags (`en`); all by default. Rules for any language always apply, as do packs that are
    /// added with [`CleanerBuilder::pack`].
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::builder().languages(["en"]).build()?;
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    pub fn languages<L: Into<String>>(
        mut self,
        languages: impl IntoIterator<Item = L>,
    ) -> CleanerBuilder {
        let languages = languages
            .into_iter()
            .map(|language| language.into().to_lowercase());
        self.languages.get_or_insert_default().extend(languages);
        self
    }

    /// Removes what is kept by default: a category (`byline`) or the rule with an id (`en/byline`).
    pub fn drop(mut self, category_or_rule: impl Into<String>) -> CleanerBuilder {
        self.drop.insert(category_or_rule.into());
        self
    }

    /// Keeps what is removed by default: a category (`credit`) or what the rule with an id (`en/photo-credit`) would take. An id outweighs a category.
    pub fn keep(mut self, category_or_rule: impl Into<String>) -> CleanerBuilder {
        self.keep.insert(category_or_rule.into());
        self
    }

    /// Adds the rules of a pack. Those of a pack for a site apply to texts that are given with the name of the site: [`Cleaner::clean_site`].
    pub fn pack(mut self, pack: RulePack) -> CleanerBuilder {
        self.packs.push(pack);
        self
    }

    /// Leaves out every pack of this crate, so that only those added with [`CleanerBuilder::pack`] apply: for packs that stand in for built-in ones.
    ///
    /// ```
    /// use unboil::{Cleaner, RulePack};
    /// let english = RulePack::built_in().find(|pack| pack.language() == "en").unwrap();
    /// let cleaner = Cleaner::builder().without_built_in().pack(english.clone()).build()?;
    /// assert_eq!(cleaner.clean("[ad_1]\n\nShare this story\n").text, "[ad_1]\n");
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    pub fn without_built_in(mut self) -> CleanerBuilder {
        self.without_built_in = true;
        self
    }

    /// Keeps every line in which the regular expression finds something, whatever the rules say.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::builder().always_keep("(?i)^advertisement").build()?;
    /// assert_eq!(cleaner.clean("Advertisement\n").text, "Advertisement\n");
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    pub fn always_keep(mut self, pattern: impl Into<String>) -> CleanerBuilder {
        self.always_keep.push(pattern.into());
        self
    }

    /// Builds the cleaner.
    ///
    /// # Errors
    ///
    /// One error lists every problem: languages, categories or rules that don't exist, names that are both dropped and kept, ids that two packs give,
    /// patterns to keep that don't compile.
    pub fn build(self) -> Result<Cleaner, BuildError> {
        let mut problems = Vec::new();
        let mut rules = self.collect_rules(&mut problems);
        self.check_names(&rules, &mut problems);
        let sites = self.split_off_sites(&mut rules);
        let keep = self.compile_keep(&mut problems);
        if !problems.is_empty() {
            return Err(BuildError { problems });
        }
        let table = |rules: BTreeMap<String, Arc<Rule>>| {
            let with_state = |rule: Arc<Rule>| {
                let active = self.is_active(&rule);
                (rule, active)
            };
            RuleTable::new(rules.into_values().map(with_state).collect())
        };
        let sites = sites
            .into_iter()
            .map(|(name, rules)| (name, Arc::new(table(rules))))
            .collect();
        Ok(Cleaner {
            inner: Arc::new(Inner {
                rules: RuleSet::new(table(rules)),
                mode: self.mode,
                keep,
                sites: Arc::new(sites),
                site: None,
                fingerprint: OnceLock::new(),
            }),
        })
    }

    /// The rules of all packs by their ids.
    fn collect_rules(&self, problems: &mut Vec<Problem>) -> BTreeMap<String, Arc<Rule>> {
        let known: BTreeSet<&str> = BUILT_IN
            .iter()
            .map(RulePack::language)
            .filter(|l| *l != "und")
            .collect();
        for language in self.languages.iter().flatten() {
            if !known.contains(language.as_str()) && language != "und" {
                let list: Vec<_> = known.iter().copied().collect();
                problems.push(setting(format!(
                    "there are no rules for language `{language}`; known are: {}",
                    list.join(", ")
                )));
            }
        }
        let wanted = |pack: &&RulePack| {
            !self.without_built_in
                && (pack.language == "und"
                    || self
                        .languages
                        .as_ref()
                        .is_none_or(|languages| languages.contains(pack.language())))
        };
        let mut rules: BTreeMap<String, Arc<Rule>> = BTreeMap::new();
        for rule in BUILT_IN
            .iter()
            .filter(wanted)
            .chain(&self.packs)
            .flat_map(|pack| &pack.rules)
        {
            if let Some(first) = rules.get(rule.id.as_str()) {
                let (file, line) = first.defined_at();
                problems.push(problem_of(
                    rule,
                    format!("the id is taken by {file}:{line}"),
                ));
            } else {
                rules.insert(rule.id.to_string(), rule.clone());
            }
        }
        rules
    }

    /// Takes the rules of packs for sites out of `rules`.
    fn split_off_sites(
        &self,
        rules: &mut BTreeMap<String, Arc<Rule>>,
    ) -> BTreeMap<String, BTreeMap<String, Arc<Rule>>> {
        let mut sites: BTreeMap<String, BTreeMap<String, Arc<Rule>>> = BTreeMap::new();
        for pack in &self.packs {
            let Some(site) = &pack.site else { continue };
            let of_site = sites.entry(site.clone()).or_default();
            let ids = pack.rules.iter().map(|rule| rule.id.as_str());
            of_site.extend(ids.filter_map(|id| rules.remove_entry(id)));
        }
        sites
    }

    fn check_names(&self, rules: &BTreeMap<String, Arc<Rule>>, problems: &mut Vec<Problem>) {
        let is_known = |name: &str| {
            Category::from_name(name).is_some()
                || rules.contains_key(name)
                || BUILT_IN
                    .iter()
                    .flat_map(|pack| &pack.rules)
                    .any(|rule| rule.id == name)
        };
        for (verb, names) in [("drop", &self.drop), ("keep", &self.keep)] {
            for name in names {
                if !is_known(name) {
                    let categories = Category::ALL.iter().map(|category| category.as_str());
                    let hint =
                        did_you_mean(name, categories.chain(rules.keys().map(String::as_str)));
                    problems.push(setting(format!(
                        "{verb}: there is no category or rule `{name}`{hint}"
                    )));
                }
            }
        }
        for name in self.drop.intersection(&self.keep) {
            problems.push(setting(format!("`{name}` can't be both dropped and kept")));
        }
    }

    fn compile_keep(&self, problems: &mut Vec<Problem>) -> Option<RegexSet> {
        let before = problems.len();
        for pattern in &self.always_keep {
            if let Err(error) = RegexSetBuilder::new([pattern]).build() {
                let reason = last_line(&error.to_string());
                problems.push(setting(format!("always_keep `{pattern}`: {reason}")));
            }
        }
        if self.always_keep.is_empty() || problems.len() > before {
            return None;
        }
        RegexSetBuilder::new(&self.always_keep)
            .build()
            .map_err(|error| {
                problems.push(setting(format!(
                    "always_keep: {}",
                    last_line(&error.to_string())
                )))
            })
            .ok()
    }

    fn is_active(&self, rule: &Rule) -> bool {
        let (id, category) = (rule.id.as_str(), rule.category.as_str());
        if rule.status == Status::Removed || self.keep.contains(id) {
            false
        } else if self.drop.contains(id) {
            true
        } else if self.keep.contains(category) || rule.status == Status::Preview {
            false
        } else {
            !rule.category.is_of_article() || self.body_only || self.drop.contains(category)
        }
    }
}

fn setting(message: String) -> Problem {
    Problem {
        place: None,
        rule: None,
        message,
    }
}
