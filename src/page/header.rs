//! The headers of lists and comments in a flattened page, where they stand in one line with what they head.

use std::ops::Range;

use crate::beginning::Beginnings;
use crate::fold::is_space;
use crate::line::{Line, Shape};
use crate::matcher::{Matches, Scratch};
use crate::page::letter::{Class, class};
use crate::page::sentence::{Kind, Piece};
use crate::rule_set::{RuleIndex, RuleSet};

/// Headers are looked for behind so many bytes of running text: before the article they say nothing of where it ends.
const RUNNING_BYTES: usize = 240;
/// A header has so many words at most.
const HEADER_WORDS: usize = 4;
/// In a menu it is looked for among so many words: with all of them hardly more ends of articles are found.
const MENU_WORDS: usize = 40;

/// The lines of a flattened text: its pieces, parted before and behind each header. One stands at the start of a sentence, or in a menu.
pub(crate) fn part(text: &str, pieces: &[Piece], rules: &RuleSet) -> Vec<Line> {
    let mut lines = Vec::with_capacity(pieces.len() + pieces.len() / 8);
    let mut finder = Finder {
        rules,
        beginnings: rules.header_beginnings(),
        scratch: Scratch::default(),
        matches: Matches::default(),
        words: Vec::new(),
    };
    let mut running = 0;
    for Piece { line, kind } in pieces {
        let content = &text[line.start..line.content_end];
        let mut from = line.start;
        if running >= RUNNING_BYTES && *kind != Kind::Line {
            finder.find(content, *kind == Kind::Menu, &mut |header| {
                for cut in [line.start + header.start, line.start + header.end] {
                    if cut > from && cut < line.content_end {
                        lines.push(Line::part(text, from, cut));
                        from = cut;
                    }
                }
            });
        }
        if *kind == Kind::Running {
            running += content.len();
        }
        lines.push(Line {
            start: from,
            ..*line
        });
    }
    lines
}

/// A word between spaces.
struct Word {
    start: usize,
    end: usize,
    /// Where its first letter or digit stands, and its class.
    letter: usize,
    class: Option<Class>,
}

/// Finds headers in pieces.
struct Finder<'r> {
    rules: &'r RuleSet,
    beginnings: &'r Beginnings,
    scratch: Scratch,
    matches: Matches,
    words: Vec<Word>,
}

impl Finder<'_> {
    /// The headers with which a sentence begins or that stand in a menu, each with the space behind it. Behind one no sentence goes on, and none begins with a number:
    /// those are dates and ranks.
    fn find(&mut self, content: &str, is_menu: bool, found: &mut impl FnMut(Range<usize>)) {
        let starts = if is_menu { MENU_WORDS } else { 1 };
        self.read(content, starts + HEADER_WORDS);
        let mut number = 0;
        while number < self.words.len().min(starts) {
            let Word { letter, class, .. } = self.words[number];
            let may_begin = matches!(class, Some(Class::Upper | Class::Letter))
                && self.beginnings.may_begin(&content[letter..]);
            let last = match may_begin {
                true => self.last_of_header(content, number),
                false => None,
            };
            if let Some(last) = last {
                let end = self.words.get(last + 1);
                let end = end.map_or(content.len(), |word| word.start);
                found(self.words[number].start..end);
            }
            number = last.unwrap_or(number) + 1;
        }
    }

    /// The last word of the longest header that begins with the word.
    fn last_of_header(&mut self, content: &str, first: usize) -> Option<usize> {
        let end = self.words.len().min(first + HEADER_WORDS);
        (first..end)
            .rev()
            .find(|&last| !self.is_lower(last + 1) && self.is_header(content, first, last))
    }

    /// Whether these words, where they stand alone in a line, head a list or comments beyond doubt. A single word may as well begin a sentence or be an entry of a menu, but
    /// for one with a colon and in scripts without case.
    fn is_header(&mut self, content: &str, first: usize, last: usize) -> bool {
        let Finder {
            rules,
            scratch,
            matches,
            words,
            ..
        } = self;
        let phrase = &content[words[first].start..words[last].end];
        let of_letters = |word: &&Word| !matches!(word.class, None | Some(Class::Digit));
        let may_stand = words[first..=last].iter().filter(of_letters).count() > 1
            || phrase.contains(':')
            || !phrase
                .chars()
                .any(|c| matches!(class(c), Class::Lower | Class::Upper));
        let of_comments = |index: &RuleIndex| rules.rule(*index).is_of_comments();
        may_stand
            && rules.find_all(phrase, &Shape::of(phrase), scratch, matches)
            && (rules.heads_list(matches) || matches.rules.iter().any(of_comments))
    }

    fn is_lower(&self, number: usize) -> bool {
        let word = self.words.get(number);
        word.is_some_and(|word| word.class == Some(Class::Lower))
    }

    /// Reads the first words, no more than so many.
    fn read(&mut self, content: &str, most: usize) {
        self.words.clear();
        let mut start = None;
        let mut first = None;
        for (at, c) in content.char_indices().chain([(content.len(), ' ')]) {
            if is_space(c) {
                if let Some(start) = start.take() {
                    let (letter, class) = first.take().unzip();
                    self.words.push(Word {
                        start,
                        end: at,
                        letter: letter.unwrap_or(start),
                        class,
                    });
                    if self.words.len() == most {
                        return;
                    }
                }
                continue;
            }
            start = start.or(Some(at));
            if first.is_none() {
                let class = Some(class(c));
                let class = class.filter(|class| !matches!(class, Class::Sign | Class::Space));
                first = class.map(|class| (at, class));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Cleaner;
    use crate::line::Lines;
    use crate::page::sentence;

    use super::part;

    /// The first line of what stands behind the first sentences of a page.
    fn first_line(behind: &str) -> String {
        let before = "It rained all day, and nobody came. ".repeat(9);
        let text = format!("{before}{behind}");
        let lines: Vec<_> = Lines::new(&text).collect();
        let cleaner = Cleaner::default();
        let pieces = sentence::pieces(&text, &lines);
        let parted = part(&text, &pieces, cleaner.rule_set());
        let ends = parted.iter().map(|line| line.end);
        let starts = parted.iter().skip(1).map(|line| line.start);
        assert!(ends.eq(starts.chain([text.len()])));
        let first = parted.iter().find(|line| line.start == before.len());
        first.map_or_else(String::new, |line| {
            text[line.start..line.content_end].to_owned()
        })
    }

    #[test]
    fn headers_are_parted_from_what_follows() {
        for (behind, expected) in [
            (
                "Related Stories The crane on the pier breaks.",
                "Related Stories",
            ),
            ("See Also: The crane breaks.", "See Also:"),
            ("Leave a Reply Your name is needed.", "Leave a Reply"),
            ("関連記事 もう一つの記事", "関連記事"),
        ] {
            assert_eq!(first_line(behind), expected, "{behind}");
        }
        for behind in [
            "Related stories were told on the pier.",
            "Related Stories were told on the pier.",
            "Popular Posts were nailed to the door.",
            "Comments poured in.",
            "Related, a ferry that nobody took, sank.",
            "It rained.",
        ] {
            assert_eq!(first_line(behind), behind);
        }
    }
}
