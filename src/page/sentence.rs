//! A page that a tool has flattened to one line, or to a few: its sentences stand for lines.

use crate::fold::is_space;
use crate::line::{Line, Lines};
use crate::page::letter::{Class, class, is_sentence_end};

/// A line of this many bytes may hold what was many lines. Paragraphs of articles are shorter, but for one in a thousand.
const FLAT_BYTES: usize = 1500;
/// Such lines hold this share of a flattened text.
const FLAT_SHARE: f32 = 0.35;
/// Its lines have so many bytes in the mean: three times as many as those of a page with its blocks.
const FLAT_MEAN: usize = 140;
/// Shorter lines of a flattened text, in bytes, are lines.
const SPLIT_BYTES: usize = 300;

/// Whether the text is flattened.
pub(crate) fn is_flat(text: &str) -> bool {
    let (mut all, mut flat, mut lines) = (0, 0, 0);
    for line in Lines::new(text) {
        let bytes = line.content_end - line.start;
        all += bytes;
        lines += usize::from(bytes > 0);
        flat += if bytes >= FLAT_BYTES { bytes } else { 0 };
    }
    flat > 0 && flat as f32 >= FLAT_SHARE * all as f32 && all >= FLAT_MEAN * lines
}

/// The lines of a flattened text; long ones as sentences, each with the white space behind it.
pub(crate) fn pieces(text: &str) -> Vec<Line> {
    let mut pieces = Vec::new();
    for line in Lines::new(text) {
        if line.content_end - line.start < SPLIT_BYTES {
            pieces.push(line);
            continue;
        }
        let mut start = line.start;
        let content = &text[line.start..line.content_end];
        for end in ends(content) {
            sentence(text, start, line.start + end, &mut pieces);
            start = line.start + end;
        }
        let from = pieces.len();
        sentence(text, start, line.content_end, &mut pieces);
        match pieces[from..].last_mut() {
            Some(last) => last.end = line.end,
            None => pieces.push(Line {
                start,
                content_end: line.content_end,
                end: line.end,
            }),
        }
    }
    pieces
}

/// Where sentences end in a line, their white space included.
fn ends(content: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut characters = content.char_indices().peekable();
    // Letters of the word before, and whether it starts with a capital.
    let mut letters = 0;
    let mut capital = false;
    while let Some((_, c)) = characters.next() {
        match class(c) {
            Class::Lower | Class::Letter | Class::Digit => letters += 1,
            Class::Upper => {
                if letters == 0 {
                    capital = true;
                }
                letters += 1;
            }
            Class::Space => {
                letters = 0;
                capital = false;
            }
            Class::Sign if is_sentence_end(c) => {
                // `Mr. Smith`, `J. Scott`, `U.S. troops`.
                let abbreviated = c == '.' && capital && letters <= 3;
                let own_break = !c.is_ascii() && c != '…';
                while characters
                    .next_if(|(_, c)| is_closer(*c) || is_sentence_end(*c))
                    .is_some()
                {}
                let mut spaces = 0;
                while spaces < MAX_SPACES && characters.next_if(|(_, c)| is_space(*c)).is_some() {
                    spaces += 1;
                }
                let Some(&(at, next)) = characters.peek() else {
                    break;
                };
                if (spaces > 0 || own_break) && !abbreviated && class(next) != Class::Lower {
                    ends.push(at);
                }
                letters = 0;
                capital = false;
            }
            Class::Sign => {}
        }
    }
    ends
}

/// White space that belongs to the sentence before it, in characters; more opens the next one.
const MAX_SPACES: usize = 60;

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）' | '】' | '》'
    )
}

/// Log-odds of a lower-case word and of a capital, in running text against a menu: three words of four against one of six.
const LOWER: f32 = 1.5;
const CAPITAL: f32 = -1.2;
/// What a change between the two costs.
const CHANGE: f32 = 3.5;

/// Adds the sentence, in several pieces where menus run into it: where capitals give way to running text and where running text
/// gives way to capitals.
fn sentence(text: &str, start: usize, end: usize, pieces: &mut Vec<Line>) {
    if start >= end {
        return;
    }
    let mut from = start;
    for cut in changes(&text[start..end]) {
        piece(text, from, start + cut, pieces);
        from = start + cut;
    }
    piece(text, from, end, pieces);
}

fn piece(text: &str, start: usize, end: usize, pieces: &mut Vec<Line>) {
    let content_end = start + text[start..end].trim_end_matches(is_space).len();
    pieces.push(Line {
        start,
        content_end,
        end,
    });
}

/// A word that has a case.
struct Word {
    start: usize,
    letters: usize,
    lower: bool,
}

/// Where menus end and begin: the cheapest explanation of the words by two states (Viterbi).
fn changes(content: &str) -> Vec<usize> {
    let words = words(content);
    // For each word and state the state of the word before.
    let mut came: Vec<[bool; 2]> = Vec::with_capacity(words.len());
    let (mut menu, mut running) = (0.0f32, 0.0f32);
    for word in &words {
        let odds = if word.lower { LOWER } else { CAPITAL };
        let menu_from_running = running - CHANGE > menu;
        let running_from_running = running >= menu - CHANGE;
        let before = (menu, running);
        menu = if menu_from_running {
            before.1 - CHANGE
        } else {
            before.0
        } - odds / 2.0;
        running = if running_from_running {
            before.1
        } else {
            before.0 - CHANGE
        } + odds / 2.0;
        came.push([menu_from_running, running_from_running]);
    }
    let mut state = running >= menu;
    let mut cuts = Vec::new();
    for number in (0..words.len()).rev() {
        let before = came[number][usize::from(state)];
        if before != state && number > 0 {
            let at = if state {
                sentence_start(&words, number)
            } else {
                capital_at(&words, number)
            };
            cuts.push(words[at].start);
            state = before;
        }
    }
    cuts.reverse();
    cuts.dedup();
    cuts.retain(|cut| *cut > 0);
    cuts
}

fn words(content: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in content.split(is_space) {
        let first = word.chars().find(|c| c.is_alphanumeric());
        let kind = first.map(class);
        if let Some(Class::Lower | Class::Upper) = kind {
            words.push(Word {
                start: at,
                letters: word.chars().count(),
                lower: kind == Some(Class::Lower),
            });
        }
        at += word.len();
        at += content[at..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// A sentence begins with a capital, or with the name that ends in it.
fn sentence_start(words: &[Word], from: usize) -> usize {
    let mut from = from;
    if words[from].lower {
        let mut more = 0;
        while from > 0
            && !words[from - 1].lower
            && (more == 0 || (more < 3 && words[from].letters > 4))
        {
            from -= 1;
            more += 1;
        }
    }
    from
}

/// A menu begins with a capital.
fn capital_at(words: &[Word], from: usize) -> usize {
    (from..words.len())
        .find(|&number| !words[number].lower)
        .unwrap_or(from)
}
