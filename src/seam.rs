//! From decisions about lines to removed spans, with the blank lines that go along.

use std::borrow::Cow;
use std::ops::Range;

use crate::evidence::Survey;
use crate::line::Lines;
use crate::removal::Removal;
use crate::rule_set::{NO_RULE, RuleIndex, RuleSet};

/// A stretch of a text and the rule that takes it.
pub(crate) type Span = (Range<usize>, RuleIndex);

/// The removals that the spans of a text amount to.
pub(crate) fn removals<'t>(text: &'t str, rules: &RuleSet, spans: &[Span]) -> Vec<Removal<'t>> {
    let removal = |(span, rule): &Span| {
        let found = rules.rule(*rule);
        Removal {
            text: Cow::Borrowed(&text[span.clone()]),
            span: span.clone(),
            rule: found.id.clone(),
            category: found.category,
        }
    };
    spans.iter().map(removal).collect()
}

/// The spans that the decisions amount to: `removed` names for each line of the survey the rule that takes it, or [`NO_RULE`].
pub(crate) fn spans(survey: &Survey<'_>, removed: &[RuleIndex]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut edits = survey.edits.iter().peekable();
    let mut add = |span: Range<usize>, rule: RuleIndex| {
        if !span.is_empty() {
            spans.push((span, rule));
        }
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
    spans
}

/// The bytes that go with the lines `first..end`: of the blank lines around them at most one stays, and none at either end of the text.
fn run_span(survey: &Survey<'_>, first: usize, end: usize) -> Range<usize> {
    let text = survey.text;
    let before = first.checked_sub(1).map(|before| &survey.lines[before]);
    let after = survey.lines.get(end);
    match (before, after) {
        (None, None) => 0..text.len(),
        (None, Some(after)) => 0..after.start,
        // The rest of a line whose beginning stays: its break stays too.
        (Some(before), None) if !text[..before.end()].ends_with('\n') => {
            let content = text.strip_suffix('\n').unwrap_or(text);
            let content = content
                .strip_suffix('\r')
                .filter(|_| text.ends_with('\n'))
                .unwrap_or(content);
            before.content_end..content.len()
        }
        (Some(before), Some(_))
            if !text[..before.end()].ends_with('\n')
                && text[..survey.lines[end - 1].end()].ends_with('\n') =>
        {
            before.content_end..survey.lines[end - 1].content_end
        }
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
