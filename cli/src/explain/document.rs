//! A text with what goes from it, in pieces for whoever shows it.

use std::borrow::Cow;

use unboil::{Cleaner, Removal};

/// One text, and the stretches that go from it.
pub(crate) struct Document<'t> {
    /// What the reader knows it by: the file, and the place in it.
    pub(crate) name: String,
    pub(crate) text: &'t str,
    pub(crate) removals: Vec<Removal<'t>>,
    /// Whether less was removed than found, since it would have been more prose than was left.
    pub(crate) fell_back: bool,
}

/// What a text is made of, in its order.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'d> {
    Kept(&'d str),
    Gone(Gone<'d>),
}

/// A removed stretch; the three parts together are its text.
#[derive(Debug, PartialEq)]
pub(crate) struct Gone<'d> {
    pub(crate) removal: &'d Removal<'d>,
    /// Blank lines that went along.
    pub(crate) before: &'d str,
    /// From the first to the last character that can be seen; empty if all are blank.
    pub(crate) core: &'d str,
    pub(crate) after: &'d str,
}

impl<'d> Piece<'d> {
    /// The text, if it stays.
    pub(crate) fn kept(self) -> Option<&'d str> {
        match self {
            Piece::Kept(text) => Some(text),
            Piece::Gone(_) => None,
        }
    }
}

impl<'t> Document<'t> {
    pub(crate) fn new(name: String, text: &'t str, cleaner: &Cleaner) -> Document<'t> {
        let cleaned = cleaner.clean(text);
        Document {
            name,
            text,
            removals: cleaned.removals,
            fell_back: cleaned.fell_back,
        }
    }

    pub(crate) fn characters(&self) -> usize {
        self.text.chars().count()
    }

    pub(crate) fn removed_characters(&self) -> usize {
        let texts = self.removals.iter().map(|removal| &removal.text);
        texts.map(|text| text.chars().count()).sum()
    }

    pub(crate) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut pieces = Vec::with_capacity(2 * self.removals.len() + 1);
        let mut at = 0;
        for removal in &self.removals {
            pieces.push(Piece::Kept(&self.text[at..removal.span.start]));
            let text = &self.text[removal.span.clone()];
            let start = text.len() - text.trim_start().len();
            let core = text.trim();
            pieces.push(Piece::Gone(Gone {
                removal,
                before: &text[..start],
                core,
                after: &text[start + core.len()..],
            }));
            at = removal.span.end;
        }
        pieces.push(Piece::Kept(&self.text[at..]));
        pieces.into_iter().filter(|piece| *piece != Piece::Kept(""))
    }
}

/// The text with line ends as `\n`, and with control characters as signs that can be seen: what a scraper found must not move the cursor of a
/// terminal, and a browser would swallow it.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            // The block "Control Pictures" of Unicode has a sign for each of the first 32, and for DEL.
            '\0'..='\x1f' if is_hidden(c) => {
                shown.extend(char::from_u32(0x2400 + u32::from(c)));
            }
            '\x7f' => shown.push('\u{2421}'),
            _ if is_hidden(c) => shown.push('\u{fffd}'),
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text() {
        let text = "It rained.\r\n\r\nShare this story\r\n\r\n[ad_1] Snow fell.\r\n \r\n[ad_2]";
        let document = Document::new("x".to_owned(), text, &Cleaner::default());
        assert!(document.removals.len() > 1);
        let together: String = document
            .pieces()
            .map(|piece| match piece {
                Piece::Kept(text) => text.to_owned(),
                Piece::Gone(gone) => {
                    assert_eq!(gone.core, gone.core.trim());
                    [gone.before, gone.core, gone.after].concat()
                }
            })
            .collect();
        assert_eq!(together, text);
    }

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(visible("a\tb\r\nc\rd"), "a\tb\nc\u{240d}d");
        assert_eq!(
            visible("\x1b[2J\0\x7f\u{9b}"),
            "\u{241b}[2J\u{2400}\u{2421}\u{fffd}"
        );
        assert!(matches!(visible("plain\n"), Cow::Borrowed(_)));
    }
}
