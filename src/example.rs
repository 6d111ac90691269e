//! The examples of a rule, and whether they hold: `missing`, `noisy` or `wrong`.

use std::sync::Arc;

use crate::cleaner::{Cleaner, Mode};
use crate::credit::is_caption;
use crate::error::Problem;
use crate::line::Shape;
use crate::marker::{MarkerFinder, is_glued_icons};
use crate::pack::{problem_of, shorten};
use crate::rule::{Detector, Rule, Status, Strength};
use crate::rule_set::NO_RULE;

/// Prose that an example is put between where the place of a line matters. It holds nothing that a rule could match.
pub(crate) const BEFORE: &str = "The ferry left the harbour an hour late because fog had settled over the mouth of the river, \
     and nobody on the quay could see the far bank until the bells began to ring.";
const AFTER: &str = "By the evening the wind had turned to the north, the water was clear again, and the captain \
     told those who were still waiting that the last crossing of the day would leave at nine.";

/// A small document in which two characters open every line: `- ` a line that goes, two spaces one that stays.
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) left: String,
}

impl Document {
    /// Nothing if a line has neither of the two openings.
    pub(crate) fn parse(notation: &str) -> Option<Document> {
        let mut text = Vec::new();
        let mut left = Vec::new();
        for line in notation.trim_matches('\n').split('\n') {
            if let Some(goes) = line.strip_prefix("- ") {
                text.push(goes);
            } else {
                let stays = line
                    .strip_prefix("  ")
                    .or_else(|| line.is_empty().then_some(""))?;
                text.push(stays);
                left.push(stays);
            }
        }
        Some(Document {
            text: text.join("\n"),
            left: left.join("\n"),
        })
    }
}

/// The one-line examples, held against the rule alone.
pub(crate) fn verify_lines(rule: &Arc<Rule>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if rule.status == Status::Removed {
        return problems;
    }
    let one_line = |example: &&str| !example.contains('\n');
    for example in rule.must_match().filter(one_line) {
        if !matches_alone(rule, example) {
            problems.push(problem_of(
                rule,
                format!("missing: must_match `{}` is not matched", shorten(example)),
            ));
        }
    }
    for example in rule.must_not_match().filter(one_line) {
        if matches_alone(rule, example) {
            problems.push(problem_of(
                rule,
                format!("noisy: must_not_match `{}` is matched", shorten(example)),
            ));
        }
    }
    let needs_document =
        rule.strength == Strength::Weak || rule.block.is_some() || rule.detector.is_some();
    if needs_document && !rule.must_match().any(|example| example.contains('\n')) {
        let message =
            "a weak rule, a block or a detector needs an example of several lines in must_match"
                .to_owned();
        problems.push(problem_of(rule, message));
    }
    for example in rule.must_match().chain(rule.must_not_match()) {
        if example.contains('\n') && Document::parse(example).is_none() {
            let message = format!(
                "every line of the example `{}` must begin with `- ` or two spaces",
                shorten(example)
            );
            problems.push(problem_of(rule, message));
        }
    }
    problems
}

/// Whether the rule's phrases, labels and patterns match the line, or its markers or its detector take something out of it.
fn matches_alone(rule: &Arc<Rule>, line: &str) -> bool {
    let takes_inside = || {
        let finder = MarkerFinder::new(std::slice::from_ref(rule), &[true], NO_RULE);
        !rule.markers.is_empty() && !finder.edits(line).is_empty()
    };
    let is_detected = || match rule.detector {
        Some(Detector::GluedIcons) => is_glued_icons(line),
        Some(Detector::CaptionCredit) => is_caption(line, &Shape::of(line)),
        _ => false,
    };
    rule.matches(line) || takes_inside() || is_detected()
}

/// Every example of a rule, in a document.
pub(crate) fn verify_documents(cleaner: &Cleaner, rule: &Arc<Rule>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let of_page = rule.detector.is_some_and(Detector::is_of_page);
    if of_page && cleaner.mode() != Mode::Page {
        return problems;
    }
    for example in rule.must_match() {
        verify_match(cleaner, rule, example, &mut problems);
    }
    for example in rule.must_not_match() {
        verify_stay(cleaner, rule, example, &mut problems);
    }
    problems
}

fn verify_match(cleaner: &Cleaner, rule: &Arc<Rule>, example: &str, problems: &mut Vec<Problem>) {
    let wrong = |text: &str, what: String| {
        problem_of(
            rule,
            format!("wrong: must_match `{}` {what}", shorten(text)),
        )
    };
    if !example.contains('\n') {
        // A marker may stand inside a line that stays, and a weak line alone proves nothing.
        if rule.strength == Strength::Strong && rule.markers.is_empty() {
            let cleaned = cleaner.clean(&between(example)).text.into_owned();
            if cleaned != format!("{BEFORE}\n\n{AFTER}\n") {
                problems.push(wrong(
                    example,
                    format!("between two paragraphs leaves `{}`", inside(&cleaned)),
                ));
            }
        }
        return;
    }
    let Some(document) = Document::parse(example) else {
        return;
    };
    // A document that says where paragraphs are stands by itself; a list of lines stands between paragraphs.
    let list = document.left.is_empty();
    let (text, left) = if list {
        (between(&document.text), format!("{BEFORE}\n\n{AFTER}\n"))
    } else {
        (document.text.clone(), document.left.clone())
    };
    let cleaned = cleaner.clean(&text);
    // Where rules of several languages match the same line, the first by id is named.
    let fired = cleaned.removals.iter().any(|removal| {
        removal.rule == rule.id || removal.text.lines().any(|line| matches_alone(rule, line))
    });
    if without_blank_lines(&cleaned.text) != without_blank_lines(&left) {
        problems.push(wrong(example, difference(&cleaned.text, &left)));
    } else if !fired {
        let rules: Vec<_> = cleaned.removals.iter().map(|r| r.rule.as_str()).collect();
        problems.push(wrong(
            example,
            format!("is removed by {} instead", rules.join(", ")),
        ));
    }
}

fn verify_stay(cleaner: &Cleaner, rule: &Rule, example: &str, problems: &mut Vec<Problem>) {
    let (text, what) = match Document::parse(example) {
        Some(document) if example.contains('\n') => (document.text, ""),
        _ => (between(example), " between two paragraphs"),
    };
    let cleaned = cleaner.clean(&text);
    if let Some(removal) = cleaned.removals.first() {
        problems.push(problem_of(
            rule,
            format!(
                "noisy: from must_not_match `{}`{what} the rule {} takes `{}`",
                shorten(example),
                removal.rule,
                shorten(&removal.text)
            ),
        ));
    }
}

/// Whether a line stays between two paragraphs.
pub(crate) fn stays(cleaner: &Cleaner, line: &str) -> bool {
    cleaner.removals(&between(line)).is_empty()
}

fn between(example: &str) -> String {
    format!("{BEFORE}\n\n{example}\n\n{AFTER}\n")
}

/// The part of a text that is not the prose around it.
fn inside(text: &str) -> String {
    shorten(text.replace(BEFORE, "").replace(AFTER, "").trim())
}

/// The first line that should have gone, or else the first that should have stayed.
fn difference(found: &str, wanted: &str) -> String {
    let missing_in = |line: &&str, text: &str| {
        !line.trim().is_empty() && !text.lines().any(|other| other == *line)
    };
    let stayed = found.lines().find(|line| missing_in(line, wanted));
    let went = wanted.lines().find(|line| missing_in(line, found));
    match (stayed, went) {
        (Some(line), _) => format!("leaves `{}`", shorten(line)),
        (None, Some(line)) => format!("loses `{}`", shorten(line)),
        (None, None) => format!("leaves `{}`", inside(found)),
    }
}

fn without_blank_lines(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}
