//! A text as lines, and the shape of a line.

use memchr::memchr;

use crate::fold::{is_lead, is_letter_or_digit, is_pictograph, is_space, trim};

/// One line of a text: byte offsets of its content and of its end, line break included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) start: usize,
    /// Where the content ends and the line break (`\n` or `\r\n`, if any) begins.
    pub(crate) content_end: usize,
    pub(crate) end: usize,
}

impl Line {
    /// A part of a line, with the white space at its end.
    pub(crate) fn part(text: &str, start: usize, end: usize) -> Line {
        let content_end = start + text[start..end].trim_end_matches(is_space).len();
        Line {
            start,
            content_end,
            end,
        }
    }
}

/// The lines of a text, one after the other.
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Lines<'t> {
        Lines { text, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        if start >= bytes.len() {
            return None;
        }
        let (content_end, end) = match memchr(b'\n', &bytes[start..]) {
            Some(length) => {
                let newline = start + length;
                let carriage = newline > start && bytes[newline - 1] == b'\r';
                (newline - usize::from(carriage), newline + 1)
            }
            None => (bytes.len(), bytes.len()),
        };
        self.at = end;
        Some(Line {
            start,
            content_end,
            end,
        })
    }
}

/// How a line closes, behind quotes, brackets and icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndMark {
    None,
    /// A full stop of any script.
    Stop,
    /// `?` or `!` of any script.
    Question,
    Ellipsis,
    /// `:`, `;` or `,`: more follows.
    Open,
}

/// What a line looks like. `rules/README.md` defines the kinds for writers of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bullet,
    Time,
    Number,
    Url,
    Label,
    Headline,
    Sentence,
    Paragraph,
    Other,
}

/// Shape of a line: worked out once, from the line alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) kind: Kind,
    pub(crate) end: EndMark,
    /// Words; in scripts without spaces, half the characters.
    pub(crate) words: u16,
    /// Starts with a lower-case letter.
    pub(crate) lower_start: bool,
    /// Starts with a bullet, dash, quote or the like.
    pub(crate) marked_start: bool,
    /// Starts with a mark that stands behind a word: a link or another element inside a sentence ended the line before it.
    pub(crate) continues: bool,
}

/// A closed line of this many words is a paragraph, as is any line of [`PARAGRAPH_OPEN_WORDS`]. Both constants were measured
/// on extractor output of 181 news pages: shorter, and other articles' teasers count as paragraphs.
pub(crate) const PARAGRAPH_WORDS: u16 = 20;
const PARAGRAPH_OPEN_WORDS: u16 = 45;
/// Longer than this, an unclosed line is neither a headline nor a label (same measurement).
const HEADLINE_WORDS: u16 = 24;
pub(crate) const LABEL_WORDS: u16 = 4;

/// A closed line of this many words counts as a paragraph if its neighbour is one like it: articles of short sentences end
/// too early otherwise (measured on extractor output of 181 pages).
pub(crate) const PAIRED_WORDS: u16 = 9;

impl Shape {
    pub(crate) fn of(content: &str) -> Shape {
        let content = trim(content);
        let first = content.chars().next().unwrap_or(' ');
        let end = end_mark(content);
        let words = word_count(content);
        let marked_start = !is_letter_or_digit(first);
        Shape {
            kind: kind(content, first, end, words),
            end,
            words,
            lower_start: first.is_lowercase(),
            marked_start,
            continues: marked_start && continues(content, first),
        }
    }

    pub(crate) fn is_paragraph(&self) -> bool {
        self.kind == Kind::Paragraph
    }

    /// Other articles' headlines, labels, questions: short and not closed by a full stop.
    pub(crate) fn is_headline_like(&self) -> bool {
        matches!(self.kind, Kind::Label | Kind::Headline)
    }
}

/// Whether a line begins with a comma, a full stop, the end of a bracket: alone, or with a space behind it where the script has spaces. `.NET` and `...` begin otherwise.
fn continues(content: &str, first: char) -> bool {
    let next = content.as_bytes().get(1);
    match first {
        ',' | '.' | ';' | ')' => {
            next.is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'.')
        }
        '，' | '。' | '、' | '；' | '）' | '،' | '؛' | '۔' | '।' => true,
        _ => false,
    }
}

fn kind(content: &str, first: char, end: EndMark, words: u16) -> Kind {
    if content.len() <= 40 {
        if content.len() <= 8
            && content.chars().count() <= 2
            && content.chars().all(|c| is_lead(c) || c == 'o')
        {
            return Kind::Bullet;
        }
        if first.is_ascii_digit() {
            if is_time(content) {
                return Kind::Time;
            }
            if is_counter(content) {
                return Kind::Number;
            }
        }
    }
    if matches!(first, 'h' | 'H' | 'w' | 'W') && is_url(content) {
        return Kind::Url;
    }
    let ended = !matches!(end, EndMark::None | EndMark::Open);
    if words >= PARAGRAPH_OPEN_WORDS || (ended && words >= PARAGRAPH_WORDS) {
        return Kind::Paragraph;
    }
    match end {
        EndMark::Stop => Kind::Sentence,
        EndMark::Open => Kind::Other,
        _ if words > HEADLINE_WORDS => Kind::Other,
        EndMark::None if words <= LABEL_WORDS => Kind::Label,
        _ => Kind::Headline,
    }
}

/// The halves of a day.
const HALVES: [&str; 4] = ["am", "pm", "a.m.", "p.m."];

/// Clock times and durations, one or more: `0:00`, `1:02:03`, `00:15 / 29:12`, `9:30 am`.
fn is_time(content: &str) -> bool {
    let mut times = 0;
    for token in content.split([' ', '/', '|', '-', '\u{A0}']) {
        match token {
            "" => {}
            _ if HALVES.iter().any(|half| token.eq_ignore_ascii_case(half)) => {
                if times == 0 {
                    return false;
                }
            }
            _ => {
                let mut parts = 0;
                for (place, part) in token.split(':').enumerate() {
                    let digits = part.len() == 2 || (place == 0 && part.len() == 1);
                    if !digits || !part.bytes().all(|b| b.is_ascii_digit()) {
                        return false;
                    }
                    parts += 1;
                }
                if !(2..=3).contains(&parts) {
                    return false;
                }
                times += 1;
            }
        }
    }
    times > 0
}

/// Digits and what counters carry: `12`, `1.2K`, `1/5`, `45 %`.
fn is_counter(content: &str) -> bool {
    content.len() <= 12
        && content.bytes().all(|b| {
            b.is_ascii_digit()
                || matches!(
                    b,
                    b'.' | b',' | b'/' | b'%' | b'+' | b' ' | b'K' | b'k' | b'M' | b'm'
                )
        })
        && content.bytes().filter(|b| b.is_ascii_alphabetic()).count() <= 1
}

fn is_url(content: &str) -> bool {
    let starts_with = |scheme: &str| {
        let start = content.as_bytes().get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    (starts_with("http://") || starts_with("https://") || starts_with("www."))
        && !content.contains(char::is_whitespace)
}

/// Scripts that put no space between words.
pub(crate) fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'      // Thai, Lao
        | '\u{1000}'..='\u{109F}'    // Myanmar
        | '\u{1780}'..='\u{17FF}'    // Khmer
        | '\u{3040}'..='\u{30FF}'    // kana
        | '\u{3400}'..='\u{9FFF}'    // Han
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// In how many bytes something holds. Of so few at a time that their number fits in a byte, which lets the compiler look at many at once.
pub(crate) fn count_bytes(bytes: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    let chunks = bytes.chunks(usize::from(u8::MAX));
    let counts = chunks.map(|chunk| {
        chunk
            .iter()
            .fold(0, |n: u8, byte| n.wrapping_add(holds(*byte).into()))
    });
    counts.map(usize::from).sum()
}

/// A longer line, in bytes, has so many words that a few more don't matter.
const COUNTED_BYTES: usize = 600;

/// Words by spaces, or half the characters where a look at the first letters shows a script without spaces.
fn word_count(content: &str) -> u16 {
    let (spaces, may_be_spaceless) = match content.len() {
        0..SHORT_BYTES => count_short(content.as_bytes()),
        length => {
            let counted = &content.as_bytes()[..length.min(COUNTED_BYTES)];
            (count_bytes(counted, |byte| byte == b' '), true)
        }
    };
    let words = if may_be_spaceless && is_of_spaceless_script(content) {
        (content.chars().count() - content.matches(' ').count()).div_ceil(2)
    } else {
        spaces + 1
    };
    u16::try_from(words).unwrap_or(u16::MAX)
}

/// For a shorter line, in bytes, it does not pay to look at sixteen and more at once.
const SHORT_BYTES: usize = 128;

/// Spaces of a short line, by eight bytes at once, and whether it has a character of three bytes or more, as the letters of scripts without spaces are.
fn count_short(bytes: &[u8]) -> (usize, bool) {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let (mut counts, mut greatest) = (0, 0);
    let mut add = |eight: u64| {
        // The high bit of each byte that is a space.
        let other = eight ^ (ONES * u64::from(b' '));
        let spaces = !(((other & !HIGH) + (HIGH - ONES)) | other) & HIGH;
        counts += spaces >> 7;
        greatest |= eight & eight << 1 & eight << 2;
    };
    let (chunks, rest) = bytes.as_chunks();
    for chunk in chunks {
        add(u64::from_le_bytes(*chunk));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    add(u64::from_le_bytes(last));
    let spaces = counts.wrapping_mul(ONES) >> 56;
    (spaces as usize, greatest & HIGH != 0)
}

/// Letters that a look at the script of a line takes.
const SCRIPT_LETTERS: usize = 8;

fn is_of_spaceless_script(content: &str) -> bool {
    // Most lines begin with so many letters of ASCII.
    let ascii = content.bytes().take_while(u8::is_ascii);
    if ascii
        .filter(u8::is_ascii_alphanumeric)
        .take(SCRIPT_LETTERS)
        .count()
        == SCRIPT_LETTERS
    {
        return false;
    }
    let is_sign = |c: char| matches!(c, '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{303F}');
    let mut letters = content.chars().filter(|&c| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric()
        } else {
            !is_sign(c)
        }
    });
    letters.by_ref().take(SCRIPT_LETTERS).any(is_spaceless)
}

/// The end of a line: at most so many bytes, from a character on.
pub(crate) fn last_bytes(content: &str, bytes: usize) -> &str {
    let mut from = content.len().saturating_sub(bytes);
    while !content.is_char_boundary(from) {
        from += 1;
    }
    &content[from..]
}

/// How far back from its end a line is searched for its final mark, in characters: `.”)` and an icon or two.
const CLOSERS: usize = 8;

/// The number or letter of a note has so many bytes at most, its bracket included.
const NOTE_BYTES: usize = 4;

/// A line without the note that an encyclopedia has at its end: `[12]`, `[a]`.
fn without_note(content: &str) -> Option<&str> {
    let before = content.strip_suffix(']')?;
    let (_, note) = last_bytes(before, NOTE_BYTES).rsplit_once('[')?;
    let is_note = !note.is_empty() && note.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_note.then(|| &before[..before.len() - note.len() - 1])
}

/// Whether a line is such a note and nothing else.
pub(crate) fn is_note(content: &str) -> bool {
    without_note(content.trim()) == Some("")
}

/// A line without the notes behind its final mark. Behind the text of a link a note is the number of its target.
fn without_notes(content: &str) -> &str {
    let mut left = content;
    while let Some(before) = without_note(left) {
        left = before;
    }
    if left.ends_with(']') {
        return content;
    }
    without_signature(left)
}

/// The longest signature, its first bracket included.
const SIGNATURE_BYTES: usize = 12;

/// A line without the letters with which its author or an agency signs it behind the last sentence: `(ab)`, `(dpa/kb)`.
fn without_signature(content: &str) -> &str {
    let Some(inner) = content.strip_suffix(')') else {
        return content;
    };
    let Some((_, letters)) = last_bytes(inner, SIGNATURE_BYTES).rsplit_once('(') else {
        return content;
    };
    let before = inner[..inner.len() - letters.len() - 1].trim_end();
    let is_signature = letters
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'/')
        && before.ends_with(['.', '!', '?', '"', '”', '“', '»', '«']);
    match is_signature && !letters.is_empty() {
        true => before,
        false => content,
    }
}

pub(crate) fn end_mark(content: &str) -> EndMark {
    let content = without_notes(content);
    let mut back = content.chars().rev();
    for _ in 0..CLOSERS {
        let Some(c) = back.next() else { break };
        match c {
            '.' => {
                return if content.ends_with("..") {
                    EndMark::Ellipsis
                } else {
                    EndMark::Stop
                };
            }
            // Full stops: CJK, Devanagari, Urdu, Armenian, Ethiopic, Khmer, Myanmar.
            '。' | '．' | '｡' | '।' | '॥' | '۔' | '։' | '።' | '។' | '။' => {
                return EndMark::Stop;
            }
            '?' | '!' | '？' | '！' | '؟' | '‽' | '⁉' | '‼' => return EndMark::Question,
            '…' => return EndMark::Ellipsis,
            ':' | ';' | ',' | '：' | '；' | '，' | '、' | '،' | '؛' => return EndMark::Open,
            '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '«' | '›' | '„' | ')' | ']' | '」'
            | '』' | '）' | '】' | '》' | '*' => {}
            _ if is_space(c) || is_pictograph(c) => {}
            // Thai, Lao: sentences carry no final mark, so that length alone tells prose.
            '\u{0E00}'..='\u{0EFF}' => {
                return if word_count(content) >= PARAGRAPH_WORDS {
                    EndMark::Stop
                } else {
                    EndMark::None
                };
            }
            _ => return EndMark::None,
        }
    }
    EndMark::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (content, kind) in [
            ("-", Kind::Bullet),
            ("•", Kind::Bullet),
            ("0:00", Kind::Time),
            ("1:02:03", Kind::Time),
            ("00:15 / 29:12", Kind::Time),
            ("9:30 am", Kind::Time),
            ("1:2", Kind::Label),
            ("am", Kind::Label),
            ("12", Kind::Number),
            ("1.2K", Kind::Number),
            ("2021-06-17", Kind::Label),
            ("https://example.org/a", Kind::Url),
            ("however", Kind::Label),
            ("Share this", Kind::Label),
            ("The Meeting’s Vibe and Cybersecurity", Kind::Headline),
            (
                "Why would anyone trust Brexit Britain again?",
                Kind::Headline,
            ),
            ("He laughed.", Kind::Sentence),
            ("He said: “Just fix this.”", Kind::Sentence),
            ("He said:", Kind::Other),
            ("He laughed.[12][b]", Kind::Sentence),
            ("He laughed [12]", Kind::Label),
            ("[He laughed.][12]", Kind::Label),
            ("[1]", Kind::Label),
            ("He laughed. (ab)", Kind::Sentence),
            ("“He laughed.” (dpa/kb)", Kind::Sentence),
            ("He laughed (ab)", Kind::Label),
            ("He laughed. ()", Kind::Label),
            ("Is it 10? (12)", Kind::Label),
            ("関連記事", Kind::Label),
            ("彼は笑った。", Kind::Sentence),
        ] {
            assert_eq!(Shape::of(content).kind, kind, "{content}");
        }
        let words = "word ".repeat(20);
        assert_eq!(Shape::of(&format!("{words}end.")).kind, Kind::Paragraph);
        assert_eq!(Shape::of(&words).kind, Kind::Headline);
        assert_eq!(Shape::of(&words.repeat(3)).kind, Kind::Paragraph);
        assert_eq!(
            Shape::of(&format!("{}。", "字".repeat(40))).kind,
            Kind::Paragraph
        );
        assert_eq!(Shape::of(&"คำ".repeat(20)).kind, Kind::Paragraph);
    }

    #[test]
    fn lines_that_go_on_behind_a_word() {
        for (content, continues) in [
            (", and", true),
            (" , and", true),
            (".", true),
            (". They", true),
            (".)", true),
            (") is", true),
            ("; the", true),
            ("。彼", true),
            ("، ثم", true),
            (".NET", false),
            (",5", false),
            ("...", false),
            ("- and", false),
            ("and, or", false),
            ("", false),
        ] {
            assert_eq!(Shape::of(content).continues, continues, "{content}");
        }
    }

    #[test]
    fn short_lines_are_counted_as_they_are() {
        let text = " a  b\u{A0}é ß ~!\u{7F}\u{1F}  字 か ".repeat(4);
        for (from, _) in text.char_indices() {
            for (to, _) in text.char_indices().skip_while(|(to, _)| *to < from) {
                let part = &text.as_bytes()[from..to];
                if part.len() < SHORT_BYTES {
                    let spaces = part.iter().filter(|byte| **byte == b' ').count();
                    let greatest = part.iter().max().copied().unwrap_or(0);
                    assert_eq!(count_short(part), (spaces, greatest >= 0xE0), "{part:?}");
                }
            }
        }
    }

    #[test]
    fn scripts_are_told_by_the_first_letters() {
        for (content, words) in [
            ("一二三四", 2),
            ("eight 一二三四五六七八", 7),
            // The ninth letter and those behind it are not looked at.
            ("eightlet 一二三四五六七八", 2),
            ("“eightlet” 一二三四五六七八", 2),
            ("“eightle” 一二三四五六七八", 9),
            ("naïvely e 一二三四五六七八", 3),
        ] {
            assert_eq!(word_count(content), words, "{content}");
            // The same for a line that isn't short.
            let long = format!("{content}{}", "字".repeat(200));
            assert_eq!(
                is_of_spaceless_script(content),
                word_count(&long) > 90,
                "{content}"
            );
        }
    }

    #[test]
    fn lines_keep_their_breaks() {
        let lines: Vec<_> = Lines::new("a\r\nb\n\nc").collect();
        let parts: Vec<_> = lines
            .iter()
            .map(|l| (l.start, l.content_end, l.end))
            .collect();
        assert_eq!(parts, [(0, 1, 3), (3, 4, 5), (5, 5, 6), (6, 7, 7)]);
        assert_eq!(Lines::new("").next(), None);
    }
}
