//! Patterns: regular expressions for whole lines, and the literal text by which lines are chosen for them.

use once_cell::sync::OnceCell;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use crate::line::{fold_char, fold_into};
use crate::rule::LineView;

/// Compiled size of one pattern, in bytes; ten times what the largest pattern of `rules/` needs.
const PATTERN_SIZE_LIMIT: usize = 256 * 1024;

/// A regular expression for a whole folded line, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) source: String,
    pub(crate) case_sensitive: bool,
    pub(crate) anchor: Anchor,
    regex: OnceCell<Result<Regex, String>>,
}

/// Folded literals, one of which the line must begin or end with for the pattern to be tried.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Head(Vec<String>),
    Tail(Vec<String>),
}

impl Pattern {
    /// Checks that the pattern can be found by a literal; it is compiled when it is first needed.
    pub(crate) fn new(source: String, case_sensitive: bool) -> Result<Pattern, String> {
        Ok(Pattern {
            anchor: anchor(&source)?,
            source,
            case_sensitive,
            regex: OnceCell::new(),
        })
    }

    pub(crate) fn compiled(&self) -> Result<&Regex, String> {
        self.regex
            .get_or_init(|| {
                RegexBuilder::new(&format!("^(?:{})$", self.source))
                    .case_insensitive(!self.case_sensitive)
                    .size_limit(PATTERN_SIZE_LIMIT)
                    .build()
                    .map_err(|error| match error {
                        regex::Error::CompiledTooBig(limit) => {
                            format!("compiles to more than {limit} bytes")
                        }
                        other => last_line(&other.to_string()),
                    })
            })
            .as_ref()
            .map_err(String::clone)
    }

    pub(crate) fn is_match(&self, view: &LineView<'_>) -> bool {
        let Ok(regex) = self.compiled() else {
            return false;
        };
        if self.case_sensitive {
            let mut plain = String::new();
            fold_into(view.core, false, &mut plain);
            regex.is_match(&plain)
        } else {
            regex.is_match(view.folded)
        }
    }
}

/// The regex crate draws a picture of the pattern; its last line is the reason.
pub(crate) fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

/// What the literal at an end of a pattern must have at least, in characters: fewer, and the pattern is tried on every other line.
const ANCHOR_CHARS: usize = 2;
/// Longer literals distinguish no better.
const ANCHOR_MAX_CHARS: usize = 16;

/// The literals that a pattern begins or ends with.
fn anchor(source: &str) -> Result<Anchor, String> {
    if let Some(head) = plain_head(source) {
        return Ok(Anchor::Head(head));
    }
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
        return Ok(Anchor::Head(head));
    }
    let tail = literals(&hir, ExtractKind::Suffix);
    if let Some(tail) = tail.clone().filter(long_enough) {
        return Ok(Anchor::Tail(tail));
    }
    let head = head.filter(rare_enough).map(Anchor::Head);
    let tail = || tail.filter(rare_enough).map(Anchor::Tail);
    head.or_else(tail).ok_or_else(|| {
        format!(
            "must begin or end with literal text of at least {ANCHOR_CHARS} characters, or with a digit or a sign that prose seldom has"
        )
    })
}

/// The literals that a pattern begins with, where reading it is enough to see them: most of the time that a cleaner takes to
/// build would go into parsing patterns that no text asks for.
fn plain_head(source: &str) -> Option<Vec<String>> {
    let (heads, _) = heads(source)?;
    let heads: Vec<String> = heads
        .into_iter()
        .map(|head| head.chars().take(ANCHOR_MAX_CHARS).collect())
        .collect();
    heads
        .iter()
        .all(|head| head.chars().count() >= ANCHOR_CHARS)
        .then_some(heads)
}

/// More alternatives than this are left to the parser, which knows what to cut.
const MAX_HEADS: usize = 200;

/// The folded literals that one branch of a pattern begins with, and whether they are all of it.
fn heads(branch: &str) -> Option<(Vec<String>, bool)> {
    if alternatives(branch)?.len() > 1 {
        return None;
    }
    let mut heads = vec![String::new()];
    let mut rest = branch;
    while let Some(c) = rest.chars().next() {
        let (piece, whole, behind) = if let Some(group) = rest.strip_prefix("(?:") {
            let end = closing(group)?;
            let mut pieces = Vec::new();
            let mut whole = true;
            for alternative in alternatives(&group[..end])? {
                let (more, complete) = self::heads(alternative)?;
                pieces.extend(more);
                whole &= complete;
            }
            (pieces, whole, &group[end + 1..])
        } else {
            let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
            let (literal, length) = match escaped {
                Some(sign) if sign.is_ascii_punctuation() => (sign, 2),
                None if !r"\.+*?()|[]{}^$".contains(c) => (c, c.len_utf8()),
                _ => return Some((heads, false)),
            };
            (vec![fold_char(literal).to_string()], true, &rest[length..])
        };
        let optional = behind.starts_with(['?', '*', '{']);
        if optional || heads.len() * piece.len() > MAX_HEADS {
            return Some((heads, false));
        }
        heads = heads
            .iter()
            .flat_map(|head| piece.iter().map(move |piece| format!("{head}{piece}")))
            .collect();
        if !whole || behind.starts_with('+') {
            return Some((heads, false));
        }
        rest = behind;
    }
    Some((heads, true))
}

/// The branches of a pattern between `|` outside all groups; nothing if brackets don't match.
fn alternatives(source: &str) -> Option<Vec<&str>> {
    let mut branches = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for (at, sign) in signs(source) {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return None,
            ')' => depth -= 1,
            '|' if depth == 0 => {
                branches.push(&source[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    branches.push(&source[start..]);
    (depth == 0).then_some(branches)
}

/// Where the bracket stands that closes the group whose inside begins here.
fn closing(inside: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in signs(inside) {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The characters of a pattern that are not escaped and don't stand in a class.
fn signs(source: &str) -> impl Iterator<Item = (usize, char)> {
    let mut escaped = false;
    let mut class = 0;
    source.char_indices().filter(move |&(_, c)| {
        let plain = !escaped && class == 0;
        escaped = !escaped && c == '\\';
        if !escaped && (plain || class > 0) {
            match c {
                '[' => class += 1,
                ']' if class > 0 => class -= 1,
                _ => {}
            }
        }
        plain && c != '['
    })
}

fn literals(hir: &regex_syntax::hir::Hir, kind: ExtractKind) -> Option<Vec<String>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_set::BUILT_IN;

    #[test]
    fn plain_heads_are_heads() {
        for (source, expected) in [
            (
                "share (?:this|on) .*",
                Some(vec!["share this ", "share on "]),
            ),
            ("(?:photo|image)s? by .+", Some(vec!["photo", "image"])),
            ("(?:a|b)c", Some(vec!["ac", "bc"])),
            (r"\(?ap photo", None),
            (r"\{\{.*", Some(vec!["{{"])),
            ("ab|cd", None),
            ("ab+c", Some(vec!["ab"])),
            ("abc?", Some(vec!["ab"])),
            ("(?:x|(?:ab|cd)e)f.*", Some(vec!["xf", "abef", "cdef"])),
            ("(?:x|(?:ab|cd)e).*", None),
            ("(?:xy|(?:ab|cd)e)f.*", Some(vec!["xyf", "abef", "cdef"])),
            ("[ab]c", None),
            ("ab[c|d)]e", Some(vec!["ab"])),
            ("Größe .*", Some(vec!["größe "])),
        ] {
            let expected =
                expected.map(|heads| heads.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(plain_head(source), expected, "{source}");
        }
    }

    #[test]
    fn plain_heads_agree_with_the_parser() {
        let rules = BUILT_IN.iter().flat_map(|pack| &pack.rules);
        for pattern in rules.flat_map(|rule| &rule.patterns) {
            let Some(plain) = plain_head(&pattern.source) else {
                continue;
            };
            let hir = regex_syntax::parse(&pattern.source).unwrap();
            let parsed = literals(&hir, ExtractKind::Prefix).unwrap();
            for literal in parsed {
                let agrees = |head: &String| {
                    head.starts_with(&literal) || literal.starts_with(head.as_str())
                };
                assert!(
                    plain.iter().any(agrees),
                    "{}: {literal:?} is not in {plain:?}",
                    pattern.source
                );
            }
        }
    }
}
