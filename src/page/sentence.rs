//! A page that a tool has flattened to one line, or to a few: its sentences stand for lines.

use memchr::memmem;

use crate::fold::{begins_visible, is_space, trim};
use crate::line::{EndMark, Line, Lines, count_bytes, end_mark, last_bytes};
use crate::page::letter::{Class, class, is_sentence_end};

/// A line of this many bytes may hold what was many lines. Paragraphs of articles are shorter, but for one in a thousand.
const FLAT_BYTES: usize = 1500;
/// The longest line holds this share of a flattened text: on other pages of the corpora, however long their paragraphs are, 30 % at most.
const FLAT_SHARE: f32 = 0.35;
/// Its lines have so many bytes in the mean: three times as many as those of a page with its blocks.
const FLAT_MEAN: usize = 140;
/// Shorter lines of a flattened text, in bytes, are lines; a longer one that stands alone may be a short page.
const SPLIT_BYTES: usize = 300;

/// A word of so many bytes is data: an image that stands in its own address.
const DATA_BYTES: usize = 1000;

/// Whether the text, which has these lines, is flattened.
pub(crate) fn is_flat(text: &str, lines: &[Line]) -> bool {
    let (mut all, mut longest, mut count) = (0, 0, 0);
    for line in lines {
        let bytes = running_bytes(&text[line.start..line.content_end]);
        all += bytes;
        longest = longest.max(bytes);
        count += usize::from(bytes > 0);
    }
    (count == 1 && (SPLIT_BYTES..FLAT_BYTES).contains(&all) && may_be_page(text))
        || (longest >= FLAT_BYTES
            && longest as f32 >= FLAT_SHARE * all as f32
            && all >= FLAT_MEAN * count)
}

/// Bytes of a line, without its data.
fn running_bytes(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut data = 0;
    // Where a word begins, or the white space before it.
    let mut start = 0;
    while let Some(window) = bytes[start..].get(..DATA_BYTES) {
        // From behind, so that of most lines hardly a byte is looked at.
        if let Some(space) = window.iter().rposition(u8::is_ascii_whitespace) {
            start += space + 1;
            continue;
        }
        let behind = &bytes[start + DATA_BYTES..];
        let rest = behind.iter().position(u8::is_ascii_whitespace);
        let end = start + DATA_BYTES + rest.unwrap_or(behind.len());
        if bytes[start..end].is_ascii() {
            data += end - start;
        }
        start = end;
    }
    line.len() - data
}

/// Of the signs of a short page two are looked for first: that it has its title again, and that it doesn't end as an article does.
fn may_be_page(text: &str) -> bool {
    let ends = matches!(end_mark(trim(text)), EndMark::Stop | EndMark::Question);
    !ends || text.contains('©') || repeats_title(text)
}

/// Whether a flattened text is short.
pub(crate) fn is_short(text: &str) -> bool {
    text.len() < FLAT_BYTES
        || Lines::new(text).all(|line| line.content_end - line.start < FLAT_BYTES)
}

/// A part of a flattened text.
pub(crate) struct Piece {
    pub(crate) line: Line,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line as it stood.
    Line,
    /// Running text, or what has no case to tell.
    Running,
    /// Mostly capitals.
    Menu,
}

/// The lines of a flattened text; long ones as sentences, each with the white space behind it.
pub(crate) fn pieces(text: &str, lines: &[Line]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let titles = titles(text);
    for &line in lines {
        if line.content_end - line.start < SPLIT_BYTES {
            let kind = Kind::Line;
            pieces.push(Piece { line, kind });
            continue;
        }
        let mut start = line.start;
        let content = &text[line.start..line.content_end];
        let mut ends = ends(content);
        let first = titles.partition_point(|at| *at <= line.start);
        let of_line = titles[first..]
            .iter()
            .take_while(|at| **at < line.content_end);
        ends.extend(of_line.map(|at| at - line.start));
        ends.sort_unstable();
        ends.dedup();
        for end in ends {
            sentence(text, start, line.start + end, &mut pieces);
            start = line.start + end;
        }
        sentence(text, start, line.content_end, &mut pieces);
        if let Some(last) = pieces.last_mut() {
            last.line.end = line.end;
        }
    }
    pieces
}

/// A title has so many bytes and so many characters at least: shorter ones are names that articles are full of.
const TITLE_BYTES: usize = 32;
const TITLE_LEAST: usize = 20;
/// The title of a short page has so many words.
const TITLE_WORDS: usize = 4;
/// In characters.
const TITLE_MOST: usize = 250;

/// A word before it is looked at in so many bytes.
const WORD_BYTES: usize = 40;

/// Whether the title of a short page stands there again, and has so many words that it is no name.
pub(crate) fn repeats_title(text: &str) -> bool {
    let titles = titles(text);
    let (pairs, _) = titles.as_chunks();
    pairs
        .iter()
        .any(|&[start, end]| text[start..end].split_whitespace().count() >= TITLE_WORDS)
}

fn starts_lower(text: &str) -> bool {
    text.starts_with(char::is_lowercase)
}

/// Where the title of a page, with which it begins, stands there again: where each of these begins and ends, sorted. In a sentence it is a name.
fn titles(text: &str) -> Vec<usize> {
    let start = text.len() - text.trim_start_matches(is_space).len();
    let page = &text[start..];
    let first_line = &page[..Lines::new(page).next().map_or(0, |line| line.content_end)];
    let mut boundaries = first_line
        .char_indices()
        .map(|(at, _)| at)
        .skip(TITLE_LEAST);
    let mut places = Vec::new();
    let Some(least) = boundaries.find(|at| *at >= TITLE_BYTES) else {
        return places;
    };
    let finder = memmem::Finder::new(&page[..least]);
    let mut from = least;
    while let Some(found) = finder.find(&page.as_bytes()[from..]) {
        let at = from + found;
        let pairs = first_line[..at.min(first_line.len())]
            .chars()
            .zip(page[at..].chars());
        let same = pairs.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8());
        let length: usize = same.take(TITLE_MOST).sum();
        // The last word may only begin in the same way.
        let words = page[at..at + length].trim_end_matches(|c| !is_space(c));
        let end = at + words.len();
        let before = last_bytes(&page[..at], WORD_BYTES).rsplit('\n').next();
        let before = before.and_then(|before| before.split_whitespace().last());
        let goes_on = before.is_some_and(starts_lower)
            || starts_lower(page[end..].trim_start_matches(is_space));
        if !goes_on {
            places.extend([start + at, start + end]);
        }
        from = at + length;
    }
    places
}

/// Whether a final mark may begin with the byte.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    // Of ASCII, and of Hebrew to Urdu, Devanagari, Georgian to Ethiopic, general punctuation, Chinese and Japanese and their wide forms.
    let bytes = b".!?\xD6\xD8\xDB\xE0\xE1\xE2\xE3\xEF";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// Whether the byte, behind the first letter of a word, is of no white space: it begins what is seen, or goes on with it.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = begins_visible(byte as u8) || matches!(byte, 0x80..=0xBF);
        byte += 1;
    }
    table
};

/// Where sentences end in a line, their white space included.
fn ends(content: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    // Where the first word may begin that no sentence has ended in.
    let mut from = 0;
    let mut at = 0;
    while let Some(ahead) = content.as_bytes()[at..]
        .iter()
        .position(|byte| MAY_END[usize::from(*byte)])
    {
        at += ahead;
        let mut characters = content[at..].chars();
        let Some(mark) = characters.next() else { break };
        if !is_sentence_end(mark) {
            at += mark.len_utf8();
            continue;
        }
        let own_break = !mark.is_ascii() && mark != '…';
        let rest = characters.as_str();
        let rest = rest.trim_start_matches(|c| is_closer(c) || is_sentence_end(c));
        let mut next = rest.chars();
        let mut spaces = 0;
        let next = loop {
            match next.next() {
                Some(c) if spaces < MAX_SPACES && is_space(c) => spaces += 1,
                other => {
                    break other.map(|c| (c, content.len() - next.as_str().len() - c.len_utf8()));
                }
            }
        };
        let Some((next, start)) = next else { break };
        let goes_on = mark == '.'
            && (is_abbreviation(&content[from..at])
                || is_day(&content[from..at]) && is_month(&content[start..]));
        if (spaces > 0 || own_break) && !goes_on && class(next) != Class::Lower {
            ends.push(start);
        }
        at = start;
        from = start;
    }
    ends
}

/// Whether a full stop behind the text belongs to its last word: `Mr. Smith`, `J. Scott`, `U.S. troops`.
fn is_abbreviation(text: &str) -> bool {
    let is_letter = |c: &char| !matches!(class(*c), Class::Space | Class::Sign);
    let word = text.chars().rev().take_while(|c| class(*c) != Class::Space);
    match word.filter(is_letter).take(SHORT + 1).enumerate().last() {
        Some((more, first)) => more < SHORT && class(first) == Class::Upper,
        None => false,
    }
}

/// A word with a capital of so many letters at most, before a full stop, is an abbreviation, and a number of so many digits may be a day.
const SHORT: usize = 3;
const DAY_DIGITS: usize = 2;

/// Whether the text ends as `12. Mai 2023` begins.
fn is_day(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=DAY_DIGITS).contains(&(text.len() - before.len())) && before.ends_with(is_space)
}

/// Whether the text begins with a word and a number: a month, and a year or a time.
fn is_month(text: &str) -> bool {
    let mut words = text.split(is_space);
    words
        .next()
        .is_some_and(|word| word.chars().all(char::is_alphabetic))
        && words
            .next()
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
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
/// The same for a capital before a mark: sentences list names and end in them, and menus have no marks.
const MARKED: f32 = 0.6;
/// What a change between the two costs.
const CHANGE: f32 = 3.5;

/// Adds the sentence, in several pieces where menus run into it: where capitals give way to running text and where running text
/// gives way to capitals.
fn sentence(text: &str, start: usize, end: usize, pieces: &mut Vec<Piece>) {
    let mut add = |start, end, kind| {
        let line = Line::part(text, start, end);
        pieces.push(Piece { line, kind });
    };
    let (mut kind, changes) = changes(&text[start..end]);
    let mut from = start;
    for (at, next) in changes {
        // Of two in one place the first is of nothing.
        if start + at > from {
            add(from, start + at, kind);
            from = start + at;
        }
        kind = next;
    }
    add(from, end, kind);
}

/// A word that has a case, or what counts as one.
struct Word {
    start: usize,
    end: usize,
    lower: bool,
    /// Of a script without case and spaces.
    wide: bool,
    /// A mark of a sentence stands behind it.
    marked: bool,
}

/// With fewer words in capitals, or in lower case, no change is worth what it costs.
const CHANGED_WORDS: usize = 3;

/// What the words begin as, and where menus and running text begin behind: the cheapest explanation of the words by two states (Viterbi).
fn changes(content: &str) -> (Kind, Vec<(usize, Kind)>) {
    let capitals = count_bytes(content.as_bytes(), |byte| byte.is_ascii_uppercase());
    if capitals < CHANGED_WORDS && content.is_ascii() {
        return (Kind::Running, Vec::new());
    }
    let words = words(content);
    let lower = words.iter().filter(|word| word.lower).count();
    let upper = words.len() - lower;
    if lower.min(upper) < CHANGED_WORDS {
        return (Kind::of(lower >= upper), Vec::new());
    }
    // For each word and state the state of the word before.
    let mut came: Vec<[bool; 2]> = Vec::with_capacity(words.len());
    let (mut menu, mut running) = (0.0f32, 0.0f32);
    for word in &words {
        let odds = match (word.lower, word.marked) {
            (true, _) => LOWER,
            (false, true) => MARKED,
            (false, false) => CAPITAL,
        };
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
    let mut changes = Vec::new();
    for number in (0..words.len()).rev() {
        let before = came[number][usize::from(state)];
        if before != state && number > 0 {
            let at = if state {
                sentence_start(content, &words, number)
            } else {
                capital_at(&words, number)
            };
            changes.push((words[at].start, Kind::of(state)));
            state = before;
        }
    }
    changes.reverse();
    (Kind::of(state), changes)
}

impl Kind {
    fn of(running: bool) -> Kind {
        if running { Kind::Running } else { Kind::Menu }
    }
}

/// So many letters of a script without case and spaces weigh as much as a word.
const WIDE_WORD: usize = 4;
/// Bytes of most words with their space, at least.
const WORD_LENGTH: usize = 5;

/// The words that have a case. In a script that has neither case nor spaces, what stands between two spaces is a label or a headline, as if it began with a capital,
/// unless it has marks as clauses and sentences have.
fn words(content: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(content.len() / WORD_LENGTH);
    let mut start = 0;
    while start < content.len() {
        let (token, space) = token(&content[start..]);
        // That of the first letter or digit.
        let first = token.chars().map(|c| (c, class(c)));
        let mut first = first.skip_while(|(_, kind)| matches!(kind, Class::Sign | Class::Space));
        let word = |lower, wide| Word {
            start,
            end: start + token.len(),
            lower,
            wide,
            marked: matches!(token.as_bytes(), [.., b',' | b'.' | b':' | b')']),
        };
        match first.next() {
            Some((c, Class::Letter)) if is_wide(c) && token.contains(is_clause_mark) => {
                let count = letters(token).div_ceil(WIDE_WORD);
                words.extend((0..count).map(|_| word(true, true)));
            }
            Some((c, Class::Letter)) if is_wide(c) => words.push(word(false, true)),
            Some((_, kind @ (Class::Lower | Class::Upper))) => {
                words.push(word(kind == Class::Lower, false));
            }
            _ => {}
        }
        start += token.len() + space;
    }
    words
}

fn letters(token: &str) -> usize {
    count_bytes(token.as_bytes(), |byte| !matches!(byte, 0x80..=0xBF))
}

/// What stands before the first white space, and the bytes of that.
fn token(text: &str) -> (&str, usize) {
    let mut at = 0;
    loop {
        let rest = text[at..].bytes();
        at += rest.take_while(|byte| IN_WORD[usize::from(*byte)]).count();
        let Some(c) = text[at..].chars().next() else {
            return (text, 0);
        };
        if is_space(c) {
            return (&text[..at], c.len_utf8());
        }
        at += c.len_utf8();
    }
}

fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | '。' | '！' | '？' | '．')
}

/// Kana and Han: those who write them put spaces between labels, and none between words.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

/// A sentence begins with a capital, or with the name that ends in it.
fn sentence_start(content: &str, words: &[Word], from: usize) -> usize {
    let mut from = from;
    if words[from].lower && !words[from].wide {
        let mut more = 0;
        let is_name = |word: &Word| letters(&content[word.start..word.end]) > 4;
        while from > 0
            && !words[from - 1].lower
            && (more == 0 || (more < 3 && is_name(&words[from])))
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

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "The ferry that nobody took stops on Friday ";

    fn pieces_of(behind: &str) -> Vec<String> {
        let text = format!(
            "{TITLE}– Harbour Notes Home Boats Archive {behind} It rained all day. {}",
            "Nobody came. ".repeat(20)
        );
        let lines: Vec<Line> = Lines::new(&text).collect();
        let pieces: Vec<Line> = pieces(&text, &lines)
            .into_iter()
            .map(|piece| piece.line)
            .collect();
        let ends = pieces.iter().map(|piece| piece.end);
        assert!(
            ends.eq(pieces
                .iter()
                .skip(1)
                .map(|piece| piece.start)
                .chain([text.len()]))
        );
        let contents = pieces
            .iter()
            .map(|piece| &text[piece.start..piece.content_end]);
        contents.map(str::to_owned).collect()
    }

    #[test]
    fn a_title_that_stands_again_is_a_piece() {
        let pieces = pieces_of(&format!(
            "{TITLE}By Ann Moor 12 May The council met at noon."
        ));
        assert!(
            pieces.iter().any(|piece| piece == TITLE.trim_end()),
            "{pieces:?}"
        );
    }

    #[test]
    fn a_title_in_a_sentence_is_a_name() {
        for behind in [
            format!("She wrote {TITLE}in a night."),
            format!("{TITLE}was the first that she wrote."),
        ] {
            let pieces = pieces_of(&behind);
            assert!(
                pieces.iter().all(|piece| piece != TITLE.trim_end()),
                "{pieces:?}"
            );
        }
    }
}
