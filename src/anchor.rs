//! The literal text by which lines are chosen for patterns and phrases. The build script uses it for the packs of this crate.

use std::borrow::Cow;

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind};

use crate::fold::fold_char;

/// Folded literals, one of which the line must begin or end with for the pattern to be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Head(Texts),
    Tail(Texts),
}

/// Texts that are built into the crate or belong to a pack.
pub(crate) type Texts = Cow<'static, [Cow<'static, str>]>;

/// Texts of a pack.
pub(crate) fn owned(texts: Vec<String>) -> Texts {
    texts.into_iter().map(Cow::Owned).collect()
}

/// What the literal at an end of a pattern must have at least, in characters: fewer, and the pattern is tried on every other line.
const ANCHOR_CHARS: usize = 2;
/// Longer literals are many more, and distinguish little better: of 16 characters they made the tables half again as large and lines no faster to look up.
const ANCHOR_MAX_CHARS: usize = 8;

/// The literals that a pattern begins or ends with.
pub(crate) fn anchor(source: &str) -> Result<Anchor, String> {
    let hir = regex_syntax::parse(source).map_err(|error| last_line(&error.to_string()))?;
    let long = |literal: &String| literal.chars().count() >= ANCHOR_CHARS;
    let rare = |literal: &String| {
        literal.starts_with(|c: char| c.is_ascii_digit() || c == ')' || !c.is_ascii())
    };
    let long_enough = |literals: &Vec<String>| literals.iter().all(long);
    let rare_enough = |literals: &Vec<String>| {
        literals
            .iter()
            .all(|literal| long(literal) || rare(literal))
    };
    let head = literals(&hir, ExtractKind::Prefix);
    if let Some(head) = head.clone().filter(long_enough) {
        return Ok(Anchor::Head(owned(head)));
    }
    let tail = literals(&hir, ExtractKind::Suffix);
    if let Some(tail) = tail.clone().filter(long_enough) {
        return Ok(Anchor::Tail(owned(tail)));
    }
    let head = head
        .filter(rare_enough)
        .map(|head| Anchor::Head(owned(head)));
    let tail = || {
        tail.filter(rare_enough)
            .map(|tail| Anchor::Tail(owned(tail)))
    };
    head.or_else(tail).ok_or_else(|| {
        format!(
            "must begin or end with literal text of at least {ANCHOR_CHARS} characters, or with a digit or a sign that prose seldom has"
        )
    })
}

/// Whether a literal at the beginning of a pattern tells little: it begins with a digit and has no letter, as lines of any language do.
pub(crate) fn is_weak(literal: &str) -> bool {
    begins_with_digit(literal) && !literal.contains(char::is_alphabetic)
}

/// What every weak literal does, and so every line that begins with one.
pub(crate) fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// More literals than this, and looking for them costs as much as the pattern.
const INNER_COUNT: usize = 16;
/// A part of a longer one is as seldom.
const INNER_MAX_CHARS: usize = 16;

/// Folded literals, one of which stands somewhere in every line that a pattern matches; none if that can't be said. Of several such sets it is that
/// with the longest literals. To look for them is cheaper than the pattern, and most patterns that begin with a digit need never be compiled.
pub(crate) fn inner_literals(source: &str) -> Vec<String> {
    let hir = regex_syntax::parse(source).ok();
    let found = hir.and_then(|hir| inner(&hir));
    found.unwrap_or_default()
}

fn inner(hir: &Hir) -> Option<Vec<String>> {
    let mut found = match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            vec![text.chars().map(fold_char).take(INNER_MAX_CHARS).collect()]
        }
        HirKind::Capture(capture) => return inner(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => return inner(&repetition.sub),
        HirKind::Concat(parts) => {
            let sets = parts.iter().filter_map(inner);
            return sets.max_by_key(|set| set.iter().map(String::len).min());
        }
        HirKind::Alternation(ways) => {
            let sets: Option<Vec<_>> = ways.iter().map(inner).collect();
            sets?.concat()
        }
        _ => return None,
    };
    found.sort();
    found.dedup();
    (found.len() <= INNER_COUNT).then_some(found)
}

fn literals(hir: &Hir, kind: ExtractKind) -> Option<Vec<String>> {
    let prefix = matches!(kind, ExtractKind::Prefix);
    let sequence = Extractor::new().kind(kind).extract(hir);
    let mut literals = Vec::new();
    for literal in sequence.literals()? {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        let folded = text.chars().map(fold_char);
        let cut: String = if prefix {
            folded.take(ANCHOR_MAX_CHARS).collect()
        } else {
            let skip = text.chars().count().saturating_sub(ANCHOR_MAX_CHARS);
            folded.skip(skip).collect()
        };
        if cut.is_empty() {
            return None;
        }
        literals.push(cut);
    }
    literals.sort();
    literals.dedup();
    (!literals.is_empty()).then_some(literals)
}

/// The regex crate draws a picture of the pattern; its last line is the reason.
pub(crate) fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_literals_are_those_that_no_match_lacks() {
        for (source, expected) in [
            ("[0-9]+ comments?", &[" comment"][..]),
            (
                "(?:ein Gedanke|[0-9]+ gedanken) (?:zu|auf) .+",
                &[" gedanken", "ein gedanke"],
            ),
            ("(?:jan(?:uary)?|feb) [0-9]{4}", &["feb", "jan"]),
            ("(?:share )?[0-9]+", &[]),
            ("(?:comments|[0-9]+)", &[]),
            ("(?:by )+[^ ]+", &["by "]),
            (".*[^ ]", &[]),
        ] {
            assert_eq!(inner_literals(source), expected, "{source}");
        }
    }
}
