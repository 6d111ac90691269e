//! From decisions about lines to removed spans, with the blank lines that go along.

use std::borrow::Cow;
use std::ops::Range;

use crate::evidence::Survey;
use crate::line::Lines;
use crate::removal::Removal;
use crate::rule_set::{NO_RULE, RuleIndex, RuleSet};

/// The removals that the decisions amount to: `removed` names for each line of the survey the rule that takes it, or [`NO_RULE`].
pub(crate) fn removals<'t>(
    survey: &Survey<'t>,
    rules: &RuleSet,
    removed: &[RuleIndex],
) -> Vec<Removal<'t>> {
    let mut removals = Vec::new();
    let mut edits = survey.edits.iter().peekable();
    let mut add = |span: Range<usize>, rule: RuleIndex| {
        let found = rules.rule(rule);
        removals.push(Removal {
            text: Cow::Borrowed(&survey.text[span.clone()]),
            span,
            rule: found.id.clone(),
            category: found.category,
        });
    };
    let mut number = 0;
    while number < survey.lines.len() {
        let line = &survey.lines[number];
        if removed[number] == NO_RULE {
            while let Some(edit) = edits.next_if(|edit| edit.span.start < line.end()) {
                add(edit.span.clone(), edit.rule);
            }
            number += 1;
            continue;
        }
        let run_end = (number..survey.lines.len())
            .find(|&end| removed[end] == NO_RULE)
            .unwrap_or(survey.lines.len());
        let span = run_span(survey, number, run_end);
        let mut start = span.start;
        for next in number + 1..=run_end {
            let ends = next == run_end;
            if ends || removed[next] != removed[next - 1] {
                let end = if ends {
                    span.end
                } else {
                    survey.lines[next].start
                };
                add(start..end, removed[next - 1]);
                start = end;
            }
        }
        while edits.next_if(|edit| edit.span.start < span.end).is_some() {}
        number = run_end;
    }
    removals
}

/// The bytes that go with the lines `first..end`: of the blank lines around them at most one stays, and none at either end of the text.
fn run_span(survey: &Survey<'_>, first: usize, end: usize) -> Range<usize> {
    let text = survey.text;
    let before = first.checked_sub(1).map(|before| &survey.lines[before]);
    let after = survey.lines.get(end);
    match (before, after) {
        (None, None) => 0..text.len(),
        (None, Some(after)) => 0..after.start,
        // The text ends in a line break if and only if it did.
        (Some(before), None) if text.ends_with('\n') => before.end()..text.len(),
        (Some(before), None) => before.content_end..text.len(),
        (Some(before), Some(after)) => {
            let blanks_before = &text[before.end()..survey.lines[first].start];
            if let Some(blank) = Lines::new(blanks_before).next() {
                return before.end() + blank.end..after.start;
            }
            let gap_start = survey.lines[end - 1].end();
            let blank = Lines::new(&text[gap_start..after.start]).last();
            before.end()..blank.map_or(after.start, |blank| gap_start + blank.start)
        }
    }
}
