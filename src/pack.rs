//! A rule pack: rules of one file, read, judged and written as TOML. `rules/README.md` is its definition.

mod reader;
mod writer;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::error::{PackError, Problem};
use crate::rule::Rule;

/// The version of the format that this crate reads.
pub(crate) const SCHEMA: i64 = 1;

/// Patterns of one pack. Each is compiled by itself, and a line is held against all that it begins like: this is nine times what the largest pack of `rules/`
/// has.
const MAX_PATTERNS: usize = 4_000;

/// Rules of one pack that have the same phrase, or markers that begin alike: a line is held against each.
const MAX_ALIKE: usize = 100;

/// Rules of one file, checked: every pattern compiles, and every one-line example does what it says.
///
/// ```
/// use unboil::{Cleaner, RulePack};
///
/// let pack = RulePack::parse("gazette.toml", r#"
///     schema = 1
///     language = "en"
///
///     [[rule]]
///     id = "gazette/weather-box"
///     category = "site"
///     summary = "The box with the weather of the day"
///     status = "stable"
///     since = "1"
///     strength = "strong"
///     lines = ["weather in your town"]
///     must_match = ["Weather in your town »"]
///     must_not_match = ["Weather in your town is what you make of it, he said."]
/// "#)?;
/// let cleaner = Cleaner::builder().pack(pack).build()?;
/// assert_eq!(cleaner.clean("Weather in your town »\n\nIt rained.").text, "It rained.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RulePack {
    pub(crate) language: String,
    pub(crate) site: Option<String>,
    pub(crate) rules: Vec<Arc<Rule>>,
}

impl RulePack {
    /// Reads a pack from the text of a TOML file; `file` is the name that errors give it.
    ///
    /// The one-line examples of its rules are run. Those of several lines need the other rules of a cleaner and
    /// are run by [`Cleaner::verify`](crate::Cleaner::verify).
    ///
    /// # Errors
    ///
    /// One error lists everything that is wrong: syntax, unknown fields and values, missing or failing examples, patterns that don't
    /// compile, have no literal beginning or end, or compile to more than 256 KB, and ids that are given twice; more than 4,000 patterns, and the same phrase in
    /// more than 100 rules.
    pub fn parse(file: &str, text: &str) -> Result<RulePack, PackError> {
        RulePack::checked(file, text, true)
    }

    /// The same without running examples: for those who go on to [`Cleaner::verify`](crate::Cleaner::verify), which runs all of them and says of each what fails.
    ///
    /// # Errors
    ///
    /// Those of [`RulePack::parse`], less failing examples.
    ///
    /// ```
    /// use unboil::{Cleaner, RulePack};
    ///
    /// let text = r#"
    ///     schema = 1
    ///     language = "en"
    ///
    ///     [[rule]]
    ///     id = "gazette/weather-box"
    ///     category = "site"
    ///     summary = "The box with the weather of the day"
    ///     status = "stable"
    ///     since = "1"
    ///     strength = "strong"
    ///     lines = ["weather in your town"]
    ///     must_match = ["Weather in town"]
    ///     must_not_match = ["Weather is what you make of it, he said."]
    /// "#;
    /// assert!(RulePack::parse("gazette.toml", text).is_err());
    /// let pack = RulePack::parse_unverified("gazette.toml", text)?;
    /// let error = Cleaner::builder().pack(pack).build()?.verify().unwrap_err();
    /// assert!(error.to_string().contains("missing: must_match `Weather in town` is not matched"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_unverified(file: &str, text: &str) -> Result<RulePack, PackError> {
        RulePack::checked(file, text, false)
    }

    fn checked(file: &str, text: &str, with_examples: bool) -> Result<RulePack, PackError> {
        let (pack, mut problems) = reader::read(file, text);
        let excess = excess(&pack.rules);
        if !excess.is_empty() {
            problems.extend(excess);
            return Err(PackError { problems });
        }
        for rule in &pack.rules {
            let uncompiled = rule.compile();
            if uncompiled.is_empty() && with_examples {
                problems.extend(crate::example::verify_lines(rule));
            }
            for (source, reason) in uncompiled {
                problems.push(problem_of(
                    rule,
                    format!("pattern `{}`: {reason}", shorten(source)),
                ));
            }
        }
        problems.sort_by_key(|problem| problem.place.as_ref().map_or(0, |place| place.1));
        if problems.is_empty() {
            Ok(pack)
        } else {
            Err(PackError { problems })
        }
    }

    /// The packs of this crate, with rules of every status: `und` first, then by language.
    ///
    /// ```
    /// use unboil::RulePack;
    /// assert_eq!(RulePack::built_in().next().unwrap().language(), "und");
    /// assert!(RulePack::built_in().flat_map(RulePack::rules).any(|rule| rule.id() == "en/skip-link"));
    /// ```
    pub fn built_in() -> impl Iterator<Item = &'static RulePack> {
        crate::built_in::BUILT_IN.iter()
    }

    /// The language that the pack is for: a BCP 47 tag, or `und` for any.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The site whose texts the pack is for, in lower case; nothing for a pack that is for all texts.
    ///
    /// ```
    /// let error = unboil::RulePack::parse("mine.toml", "schema = 1\nlanguage = 'und'\nsite = ''\n[[rule]]").unwrap_err();
    /// assert!(error.to_string().contains("`site` is empty"));
    /// ```
    pub fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }

    /// The rules, in the order of the file.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|rule| &**rule)
    }
}

pub(crate) fn problem_of(rule: &Rule, message: String) -> Problem {
    Problem {
        place: Some((Arc::from(&*rule.file), rule.line)),
        rule: Some(rule.id.to_string()),
        message,
    }
}

/// What there is too much of in a pack, so that lines would cost more than anyone expects.
fn excess(rules: &[Arc<Rule>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut patterns = 0;
    let mut alike: HashMap<(&str, &str), usize> = HashMap::new();
    for rule in rules {
        let before = patterns;
        patterns += rule.patterns.len();
        if before <= MAX_PATTERNS && patterns > MAX_PATTERNS {
            let message = format!(
                "the pack has more than {MAX_PATTERNS} patterns, which is the limit; `lines` have none"
            );
            problems.push(problem_of(rule, message));
        }
        let lines: HashSet<_> = rule.lines.iter().map(|line| ("lines", &**line)).collect();
        let labels: HashSet<_> = rule
            .labels
            .iter()
            .map(|label| ("labels", &**label))
            .collect();
        let markers = rule.markers.iter();
        let markers = markers.map(|marker| ("markers", &*marker.parts[0]));
        for (key, text) in lines.into_iter().chain(labels).chain(markers) {
            let number = alike.entry((key, text)).or_default();
            *number += 1;
            if *number == MAX_ALIKE + 1 {
                let message = format!(
                    "`{key}`: more than {MAX_ALIKE} in the pack are, or begin with, `{}`, which is the limit",
                    shorten(text)
                );
                problems.push(problem_of(rule, message));
            }
        }
    }
    problems
}

/// Enough of a long text to know it by.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The name of a site as packs are looked up by it.
pub(crate) fn site_name(site: &str) -> String {
    site.trim().to_lowercase()
}

/// `; did you mean ...?` for a name that is at most two edits away from a known one.
pub(crate) fn did_you_mean<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    known
        // What is much longer is no slip.
        .filter(|candidate| name.len() <= candidate.len() + 8)
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, candidate)| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// Levenshtein distance, in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(from != *to))
                .min(above + 1)
                .min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, expected) in [
            ("kitten", "sitting", 3),
            ("", "box", 3),
            ("box", "", 3),
            ("thebox", "box", 3),
            ("box", "the box", 4),
            ("été", "ete", 2),
            ("box", "box", 0),
        ] {
            assert_eq!(edits(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn long_texts_are_cut_off() {
        assert_eq!(shorten(&"é".repeat(80)), "é".repeat(80));
        assert_eq!(shorten(&"é".repeat(81)), "é".repeat(80) + "…");
    }
}
