//! Buttons and labels that stand at the end or the start of a paragraph: `... in 2021.Share this story`.

use crate::line::{EndMark, Shape, last_bytes};
use crate::marker::Edit;
use crate::rule::{Category, Rule, Strength};
use crate::rule_set::{NO_RULE, RuleIndex};

/// A line of fewer words is no paragraph that something could hang on.
const PROSE_WORDS: u16 = 8;
/// Bytes at the end of a line that are searched for the last sentence's end, and bytes at the start for a capital that a new word begins with.
const TAIL_BYTES: usize = 90;
const HEAD_BYTES: usize = 40;

/// Whether a look at the line is worth while: most lines of prose are closed.
pub(crate) fn may_hang(content: &str, shape: &Shape) -> bool {
    shape.words >= PROSE_WORDS && (shape.end == EndMark::None || has_capital_inside(content))
}

/// The stretch at an end of the line that a certain rule knows as a whole line, if one does. `known` says which rule that is.
pub(crate) fn edit(content: &str, known: &mut impl FnMut(&str) -> RuleIndex) -> Option<Edit> {
    behind_last_sentence(content, known).or_else(|| before_capital(content, known))
}

/// Rules whose whole lines are not the last words of a sentence either.
pub(crate) fn is_certain(rule: &Rule) -> bool {
    rule.strength == Strength::Strong
        && matches!(
            rule.category,
            Category::Advertisement
                | Category::Comments
                | Category::Follow
                | Category::Navigation
                | Category::Newsletter
                | Category::Player
                | Category::Related
                | Category::Share
        )
}

fn behind_last_sentence(content: &str, known: &mut impl FnMut(&str) -> RuleIndex) -> Option<Edit> {
    let from = content.len() - last_bytes(content, TAIL_BYTES).len();
    let is_end = |c: char| {
        matches!(
            c,
            '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔'
        )
    };
    let is_closer = |c: char| matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '\'');
    let end = content[from..].rfind(is_end)? + from;
    let behind = content[end..].trim_start_matches(is_end);
    let rest = behind.trim_start_matches(is_closer);
    let start = content.len() - rest.len();
    let hanging = rest.trim();
    if hanging.is_empty() || Shape::of(&content[..start]).words < PROSE_WORDS / 2 {
        return None;
    }
    let rule = known(hanging);
    let span = start..content.len();
    (rule != NO_RULE).then_some(Edit { span, rule })
}

fn before_capital(content: &str, known: &mut impl FnMut(&str) -> RuleIndex) -> Option<Edit> {
    let mut from = 0;
    while let Some(at) = next_capital(content, from) {
        let rule = known(&content[..at]);
        if rule != NO_RULE {
            return Some(Edit { span: 0..at, rule });
        }
        from = at;
    }
    None
}

/// Whether [`next_capital`] finds one: without a way out of the loop, so that the compiler looks at many bytes at once.
fn has_capital_inside(content: &str) -> bool {
    let head = &content.as_bytes()[..content.len().min(HEAD_BYTES)];
    let pairs = head.iter().zip(head.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (a, b)| {
        found | (a.is_ascii_lowercase() & b.is_ascii_uppercase())
    })
}

/// Where, behind `from`, a capital of the Latin alphabet follows directly on a small letter near the start of the line.
fn next_capital(content: &str, from: usize) -> Option<usize> {
    let head = &content.as_bytes()[..content.len().min(HEAD_BYTES)];
    let pairs = head.windows(2).enumerate().skip(from);
    pairs
        .filter(|(_, pair)| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .map(|(at, _)| at + 1)
        .next()
}

#[cfg(test)]
mod tests {
    use crate::Cleaner;

    #[test]
    fn what_hangs_on_a_paragraph_goes() {
        let cleaner = Cleaner::default();
        for (text, left) in [
            (
                "The old bridge was closed for good in 2021.Share this story",
                "The old bridge was closed for good in 2021.",
            ),
            (
                "“The old bridge was closed for good in 2021.” Read more Share this story",
                "“The old bridge was closed for good in 2021.” Read more Share this story",
            ),
            (
                "[gallery ids=\"101,102,103,104,105,106,107,108\"]Share this storyThe old bridge was closed for good in 2021.",
                "The old bridge was closed for good in 2021.",
            ),
            (
                "Share this storyThe old bridge was closed for good in 2021.",
                "The old bridge was closed for good in 2021.",
            ),
            (
                "橋は二〇二一年に閉鎖され、渡し船だけが残った。関連記事",
                "橋は二〇二一年に閉鎖され、渡し船だけが残った。",
            ),
            (
                "The old bridge was closed for good in 2021. Share this with everyone",
                "The old bridge was closed for good in 2021. Share this with everyone",
            ),
            (
                "She pressed the button. Share this story, she said to herself, and nobody",
                "She pressed the button. Share this story, she said to herself, and nobody",
            ),
        ] {
            assert_eq!(cleaner.clean(text).text, left);
            assert_eq!(cleaner.clean(left).text, left);
        }
    }
}
