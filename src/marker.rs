//! What is found inside lines: template markers such as `[ad_1]`, and lines of glued icon names.

use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, Input};
use memchr::memmem;
use once_cell::sync::Lazy;

use crate::line::{EndMark, Shape, count_bytes, end_mark};
use crate::rule::Rule;
use crate::rule_set::{NO_RULE, RuleIndex};

/// A literal inside a line; `*` stands for up to [`MARKER_GAP`] bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// The literal cut at its stars; the first part is never empty.
    pub(crate) parts: Vec<String>,
}

/// Bytes that a `*` in a marker can stand for. Attributes of shortcodes are shorter; it bounds the search.
const MARKER_GAP: usize = 200;

impl Marker {
    pub(crate) fn new(source: &str) -> Marker {
        Marker {
            parts: source.split('*').map(str::to_owned).collect(),
        }
    }

    /// Where the marker that begins at the start of `text` ends, in bytes.
    pub(crate) fn length_at(&self, text: &str) -> Option<usize> {
        let mut at = self.parts[0].len();
        if !text.starts_with(&self.parts[0]) {
            return None;
        }
        for part in &self.parts[1..] {
            let gap = text[at..]
                .char_indices()
                .take_while(|(offset, c)| *offset <= MARKER_GAP && !matches!(c, '\n' | '\r'))
                .map(|(offset, c)| (offset, c, text[at + offset..].starts_with(part.as_str())))
                .find(|(_, c, found)| *found || matches!(c, '[' | ']' | '{' | '}'))?;
            if !gap.2 {
                return None;
            }
            at += gap.0 + part.len();
        }
        Some(at)
    }
}

/// Finds the literals that may stand anywhere in a text: the only ones that see every byte.
#[derive(Debug)]
pub(crate) struct MarkerFinder {
    /// The first literal of each marker.
    triggers: Option<AhoCorasick>,
    markers: Vec<(Marker, RuleIndex)>,
    icon_rule: RuleIndex,
}

const ICON_WORDS: [&str; 3] = ["icon", "Icon", "ICON"];

/// A stretch inside a line that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) span: Range<usize>,
    pub(crate) rule: RuleIndex,
}

impl MarkerFinder {
    pub(crate) fn new(rules: &[Arc<Rule>], active: &[bool], icon_rule: RuleIndex) -> MarkerFinder {
        let mut markers: Vec<(Marker, RuleIndex)> = Vec::new();
        for ((rule, active), number) in rules.iter().zip(active).zip(0..) {
            if *active {
                markers.extend(rule.markers.iter().map(|marker| (marker.clone(), number)));
            }
        }
        let mut literals: Vec<&str> = markers
            .iter()
            .map(|(marker, _)| marker.parts[0].as_str())
            .collect();
        literals.sort_unstable();
        literals.dedup();
        // An automaton of more literals than memory holds is no reason to fail: none of the markers is then found.
        let triggers = (!literals.is_empty())
            .then(|| AhoCorasick::new(&literals).ok())
            .flatten();
        MarkerFinder {
            triggers,
            markers,
            icon_rule,
        }
    }

    /// Where the next trigger at `from` or later begins.
    pub(crate) fn next_trigger(&self, text: &str, from: usize) -> Option<usize> {
        let input = Input::new(text.as_bytes()).range(from..);
        Some(self.triggers.as_ref()?.find(input)?.start())
    }

    /// The rule that takes the whole line for its icon names, if any.
    pub(crate) fn icon_line(&self, content: &str, shape: &Shape) -> RuleIndex {
        let candidate = self.icon_rule != NO_RULE
            && shape.end == EndMark::None
            && content.len() >= MIN_ICONS * ICON_WORDS[0].len();
        if candidate && is_glued_icons(content) {
            self.icon_rule
        } else {
            NO_RULE
        }
    }

    /// What goes inside a line, in offsets of the line; after that, nothing more would.
    pub(crate) fn edits(&self, content: &str) -> Vec<Edit> {
        /// Markers inside markers; deeper than this, nobody's template made them, and the line stays as it is.
        const ROUNDS: usize = 4;
        let mut edits: Vec<Edit> = Vec::new();
        for _ in 0..ROUNDS {
            let left = without(content, &edits);
            let more = self.edits_once(&left);
            if more.is_empty() {
                return edits;
            }
            edits = merge(&edits, &more);
        }
        Vec::new()
    }

    fn edits_once(&self, content: &str) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut from = 0;
        while let Some(at) = self.next_trigger(content, from) {
            from = at + 1;
            let Some((length, rule)) = self.marker_at(content, at) else {
                continue;
            };
            let kept_from = edits.last().map_or(0, |edit| edit.span.end);
            let ends =
                content[at..].starts_with("[/") || self.sentence_may_end(content, at, kept_from);
            if let Some(next) = self.sentence_may_start(content, at + length)
                && ends
            {
                from = next;
                edits.push(Edit {
                    span: at..next,
                    rule,
                });
            }
        }
        trim_end(content, &mut edits);
        edits
    }

    /// The longest marker that begins here.
    fn marker_at(&self, content: &str, at: usize) -> Option<(usize, RuleIndex)> {
        self.markers
            .iter()
            .filter_map(|(marker, rule)| Some((marker.length_at(&content[at..])?, *rule)))
            .max_by_key(|(length, rule)| (*length, std::cmp::Reverse(*rule)))
    }

    /// Whether what stands before a marker is a whole sentence, or nothing.
    fn sentence_may_end(&self, content: &str, at: usize, kept_from: usize) -> bool {
        let before = &content[..at];
        let bare = before[kept_from..].trim_end();
        if bare.is_empty() {
            return true;
        }
        matches!(
            end_mark(bare),
            EndMark::Stop | EndMark::Question | EndMark::Ellipsis
        )
    }

    /// Where the text goes on behind a marker, if a sentence may start there: white space behind it is passed over.
    fn sentence_may_start(&self, content: &str, behind: usize) -> Option<usize> {
        let rest = &content[behind..];
        let bare = rest.trim_start();
        let next = content.len() - bare.len();
        let glued = bare.len() == rest.len();
        let fits = match bare.chars().next() {
            None => true,
            Some('[' | '{') if self.marker_at(content, next).is_some() => true,
            Some(c) if glued => {
                (c.is_alphabetic() && !c.is_lowercase())
                    || matches!(c, '“' | '"' | '«' | '„' | '「')
            }
            Some(c) => !c.is_lowercase() && !matches!(c, ',' | ';' | ':' | ')'),
        };
        fits.then_some(next)
    }
}

/// Lets the white space go that would be left at the end of the line.
fn trim_end(content: &str, edits: &mut [Edit]) {
    let mut end = content.len();
    for number in (0..edits.len()).rev() {
        if edits[number].span.end != end {
            return;
        }
        let free_from = number
            .checked_sub(1)
            .map_or(0, |before| edits[before].span.end);
        let span = &mut edits[number].span;
        span.start = content[..span.start].trim_end().len().max(free_from);
        end = span.start;
    }
}

/// The content less the edits.
pub(crate) fn without(content: &str, edits: &[Edit]) -> String {
    let mut left = String::with_capacity(content.len());
    let mut at = 0;
    for edit in edits {
        left.push_str(&content[at..edit.span.start]);
        at = edit.span.end;
    }
    left.push_str(&content[at..]);
    left
}

/// `more`, whose offsets count what `edits` left, together with `edits`.
pub(crate) fn merge(edits: &[Edit], more: &[Edit]) -> Vec<Edit> {
    let mut merged: Vec<Edit> = Vec::new();
    let mut old = edits.iter().peekable();
    // Bytes that went before the offset in hand.
    let mut gone = 0;
    for new in more {
        while let Some(edit) = old.next_if(|edit| edit.span.start <= new.span.start + gone) {
            gone += edit.span.len();
            merged.push(edit.clone());
        }
        let mut span = new.span.start + gone..new.span.end + gone;
        while let Some(edit) = old.next_if(|edit| edit.span.start < span.end) {
            gone += edit.span.len();
            span.end += edit.span.len();
        }
        match merged.last_mut() {
            Some(last) if last.span.end == span.start => last.span.end = span.end,
            _ => merged.push(Edit {
                span,
                rule: new.rule,
            }),
        }
    }
    merged.extend(old.cloned());
    merged
}

/// Fewer names of icons than this may be a sentence about icons.
const MIN_ICONS: usize = 4;

/// Whether a line is a string of icon names: at least four, in a third of its words, and no final mark.
pub(crate) fn is_glued_icons(content: &str) -> bool {
    // Most lines have too few of a letter that stands in each name, which is seen faster.
    if count_bytes(content.as_bytes(), |byte| byte | 0x20 == b'c') < MIN_ICONS {
        return false;
    }
    static FINDERS: Lazy<[memmem::Finder<'static>; 3]> =
        Lazy::new(|| ICON_WORDS.map(memmem::Finder::new));
    let icons: usize = FINDERS
        .iter()
        .map(|finder| finder.find_iter(content.as_bytes()).count())
        .sum();
    icons >= MIN_ICONS
        && icons * 3 >= content.split_whitespace().count()
        && end_mark(content.trim_end()) == EndMark::None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in::BUILT_IN;

    fn edited(content: &str) -> String {
        let rules: Vec<_> = BUILT_IN[0].rules.clone();
        let active = vec![true; rules.len()];
        let finder = MarkerFinder::new(&rules, &active, NO_RULE);
        without(content, &finder.edits(content))
    }

    #[test]
    fn markers_end_where_their_last_part_does() {
        let marker = Marker::new("[caption *]");
        assert_eq!(marker.length_at("[caption id=\"a\"] x"), Some(16));
        assert_eq!(marker.length_at("[caption id=\"a\" [x]]"), None);
        assert_eq!(marker.length_at("[caption \n]"), None);
        assert_eq!(
            marker.length_at(&format!("[caption {}]", "x".repeat(300))),
            None
        );
        assert_eq!(Marker::new("{{*}}").length_at("{{title}}."), Some(9));
        assert_eq!(Marker::new("[ad_1]").length_at("[ad_1]"), Some(6));
    }

    #[test]
    fn markers_go_at_sentence_boundaries_only() {
        for (content, left) in [
            (
                "It rained. [ad_1] Then it snowed.",
                "It rained. Then it snowed.",
            ),
            ("[ad_1] It rained.", "It rained."),
            ("It rained. [ad_2]", "It rained."),
            ("It rained.[ad_2]", "It rained."),
            ("[ad_1][ad_2]", ""),
            ("[ad_1] [ad_2] It rained.", "It rained."),
            ("It rained.  [ad_1] [ad_2]", "It rained."),
            (
                "Themes print [ad_1] before the text.",
                "Themes print [ad_1] before the text.",
            ),
            ("Themes print [ad_1]", "Themes print [ad_1]"),
            (
                "It rained. [ad_1], they said.",
                "It rained. [ad_1], they said.",
            ),
            (
                "It rained. [AD_1] Then it snowed.",
                "It rained. [AD_1] Then it snowed.",
            ),
            ("array[ad_1]", "array[ad_1]"),
        ] {
            assert_eq!(edited(content), left, "{content}");
        }
    }

    #[test]
    fn later_edits_are_counted_in_the_first_text() {
        let edit = |span| Edit { span, rule: 0 };
        let content = "abcdefghij";
        let first = [edit(1..3), edit(5..6)];
        assert_eq!(without(content, &first), "adeghij");
        let second = [edit(0..1), edit(2..4)];
        let merged = merge(&first, &second);
        assert_eq!(without(content, &merged), "dhij");
    }

    #[test]
    fn icons() {
        assert!(is_glued_icons(
            "icon bookmark-bicon bookmarkicon cameraicon checkicon chevron"
        ));
        assert!(is_glued_icons(
            "Facebook icon Twitter icon Mail icon Print icon"
        ));
        assert!(!is_glued_icons(
            "A style icon, a music icon and an icon of the age"
        ));
        assert!(!is_glued_icons(
            "Icon, bookmark and camera shops were all looted in the same street."
        ));
    }
}
