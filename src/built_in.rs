//! The packs of this crate: read, folded and sorted by the build script.

use std::borrow::Cow;
use std::sync::Arc;

use once_cell::sync::Lazy;

use crate::anchor::{Anchor, Signs, Texts};
use crate::expression::Expression;
use crate::marker::Marker;
use crate::pack::RulePack;
use crate::pattern::{Pattern, Patterns};
use crate::rule::{Belonging, Block, Category, Detector, Rule, RuleId, Status, Strength};
use crate::table::{Inner, Role, Table, Tables, Target};

type StaticTexts = &'static [Cow<'static, str>];

struct StaticRule {
    file: &'static str,
    line: usize,
    language: &'static str,
    id: &'static str,
    category: &'static str,
    summary: &'static str,
    status: &'static str,
    since: &'static str,
    strength: &'static str,
    lines: StaticTexts,
    labels: StaticTexts,
    patterns: &'static [Pattern],
    /// How many patterns there are up to the last one without an [`Expression`].
    automata: usize,
    markers: &'static [&'static str],
    detector: Option<&'static str>,
    block: Option<StaticBlock>,
    max_words: Option<u16>,
    closed: Option<bool>,
    must_match: StaticTexts,
    must_not_match: StaticTexts,
}

struct StaticBlock {
    belongs: &'static [&'static str],
    ends: StaticTexts,
    min_lines: usize,
    max_lines: usize,
}

/// A part of a text, in bytes.
const fn part(text: &'static str, start: usize, end: usize) -> &'static str {
    text.split_at(end).0.split_at(start).1
}

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// The packs, `und` first.
pub(crate) static BUILT_IN: Lazy<Vec<RulePack>> = Lazy::new(|| {
    let mut packs: Vec<RulePack> = Vec::new();
    // Sorted by id, and so by pack.
    for rule in RULES.iter().filter_map(rule) {
        match packs.last_mut() {
            Some(pack) if pack.rules[0].file == rule.file => pack.rules.push(rule),
            _ => packs.push(RulePack {
                language: rule.language.to_string(),
                site: None,
                rules: vec![rule],
            }),
        }
    }
    packs.sort_by_key(|pack| pack.rules[0].file != "rules/und.toml");
    packs
});

/// Where a built-in rule stands among [`RULES`]: items of tables name it by this number. Nothing for a rule of the user.
pub(crate) fn number(id: &RuleId) -> Option<u32> {
    if !id.is_built_in() {
        return None;
    }
    let place = RULES.binary_search_by(|rule| rule.id.cmp(id.as_str()));
    u32::try_from(place.ok()?).ok()
}

/// Whether these rules, sorted by id, are all of this crate and no others, so that the tables hold for them as they are.
pub(crate) fn are_all(rules: &[Arc<Rule>]) -> bool {
    rules.len() == RULES.len() && rules.iter().all(|rule| rule.id.is_built_in())
}

/// How many built-in rules there are.
pub(crate) fn count() -> usize {
    RULES.len()
}

/// Nothing for a name that this version doesn't know; a test holds every rule against its TOML.
fn rule(source: &'static StaticRule) -> Option<Arc<Rule>> {
    let texts = |texts: StaticTexts| -> Texts { Cow::Borrowed(texts) };
    let block = source.block.as_ref().map(|block| Block {
        belongs: block
            .belongs
            .iter()
            .filter_map(|name| Belonging::from_name(name))
            .collect(),
        ends: texts(block.ends),
        min_lines: block.min_lines,
        max_lines: block.max_lines,
    });
    Some(Arc::new(Rule {
        id: RuleId::built_in(source.id),
        language: Cow::Borrowed(source.language),
        category: Category::from_name(source.category)?,
        summary: Cow::Borrowed(source.summary),
        status: Status::from_name(source.status)?,
        since: Cow::Borrowed(source.since),
        strength: Strength::from_name(source.strength)?,
        lines: texts(source.lines),
        labels: texts(source.labels),
        patterns: Patterns::of_static(source.patterns, source.automata),
        markers: source
            .markers
            .iter()
            .map(|marker| Marker::new(marker))
            .collect(),
        detector: source.detector.and_then(Detector::from_name),
        block,
        max_words: source.max_words,
        closed: source.closed,
        must_match: texts(source.must_match),
        must_not_match: texts(source.must_not_match),
        seen: None,
        file: Cow::Borrowed(source.file),
        line: source.line,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_rules_are_those_of_the_packs() {
        for pack in BUILT_IN.iter() {
            let file = &pack.rules[0].file;
            let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap();
            let mut parsed = RulePack::parse(file, &text).unwrap_or_else(|error| panic!("{error}"));
            parsed
                .rules
                .sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
            assert_eq!(parsed.rules.len(), pack.rules.len());
            for (parsed, built_in) in parsed.rules.iter().zip(&pack.rules) {
                // The one is compiled already, the other is not.
                let sources = |rule: &Rule| {
                    rule.patterns
                        .iter()
                        .map(|p| (p.source.clone(), p.signs.clone(), p.case_sensitive))
                        .collect::<Vec<_>>()
                };
                assert_eq!(sources(parsed), sources(built_in), "{}", parsed.id);
                let rest = |rule: &Rule| {
                    format!(
                        "{:?}",
                        (
                            (
                                &rule.id,
                                &rule.language,
                                rule.category,
                                &rule.summary,
                                rule.status,
                                &rule.since,
                                rule.strength
                            ),
                            (
                                &rule.lines,
                                &rule.labels,
                                &rule.markers,
                                rule.detector,
                                &rule.block,
                                rule.max_words,
                                rule.closed
                            ),
                            (
                                &rule.must_match,
                                &rule.must_not_match,
                                &rule.file,
                                rule.line
                            ),
                        )
                    )
                };
                assert_eq!(rest(parsed), rest(built_in));
            }
        }
    }
}
