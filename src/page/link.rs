//! Links of Markdown in the lines of a page, and over lines that a tool has wrapped.

/// Longer targets of links than this, in bytes, are taken for text.
const TARGET_BYTES: usize = 2000;

/// Where a tool has wrapped a line inside a link of Markdown: what the lines beside it say of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Links {
    /// Characters at its end behind a bracket that is not closed in it, but for those of links.
    text_open: u16,
    /// How many brackets are not closed in it, two at most: an image in a link has one of its own.
    starts: u8,
    /// How many texts of links end in it that do not begin there.
    ends: u8,
    /// One more than the characters before the end of the text of a link that does not begin in it; 0 where none ends.
    text_end: u16,
    /// One more than the characters before a bracket that is closed in it and not opened; 0 where none is.
    pub(crate) target_end: u16,
    /// It ends inside the target of a link.
    pub(crate) target_open: bool,
}

impl Links {
    /// Takes in that the text of a link ends behind so many characters, and does not begin in the line. No wrapped line has so many that they can't be counted.
    pub(crate) fn end_text(&mut self, characters: u32) {
        self.text_end = one_more(characters);
        self.ends = self.ends.saturating_add(1);
    }

    /// The same for a bracket that is not opened there.
    pub(crate) fn end_target(&mut self, characters: u32) {
        self.target_end = one_more(characters);
    }

    /// Takes in that so many brackets are not closed, with so many characters behind the first.
    fn open(&mut self, starts: u8, characters: u32) {
        (self.text_open, self.starts) = match u16::try_from(characters) {
            Ok(characters) => (characters, starts),
            Err(_) => (0, 0),
        };
    }

    /// Whether a link goes on in the line with these.
    pub(crate) fn go_on_in(&self, next: &Links) -> bool {
        self.target_open && next.target_end > 0 || self.starts > 0 && next.text_end > 0
    }

    /// Whether a link ends that does not begin there.
    pub(crate) fn begin_before(&self) -> bool {
        self.text_end > 0 || self.target_end > 0
    }

    /// Takes in the links of the line that goes on with this one, which has so many characters, and so many that are texts of links. Gives how many it has without what goes on
    /// of a target, and how many more are texts of links once it is joined.
    pub(crate) fn join(&mut self, next: &Links, length: u32, linked: u32) -> (u32, u32) {
        let links = *self;
        *self = *next;
        let mut target = 0;
        if links.target_open {
            self.target_open |= next.target_end == 0;
            target = match next.target_end {
                0 => length,
                end => u32::from(end),
            };
        }
        let length = length - target;
        if links.starts == 0 {
            return (length, linked);
        }
        let text_open = u32::from(links.text_open);
        let opens = next.starts > 0;
        match next.text_end {
            0 if opens || linked > 0 => {}
            0 => self.open(links.starts, text_open + length + 1),
            _ if next.ends < links.starts && !opens => {
                self.open(links.starts - next.ends, text_open + length + 1);
            }
            end => {
                let of_text = text_open + u32::from(end).saturating_sub(target);
                return (length, linked + of_text);
            }
        }
        (length, linked)
    }
}

fn one_more(characters: u32) -> u16 {
    u16::try_from(characters + 1).unwrap_or(0)
}

/// Where the text of a link begins, in characters, and how many of those before are texts of links.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    start: u32,
    linked: u32,
}

impl Text {
    /// How many characters are texts of links once this one ends, behind so many.
    pub(crate) fn linked(self, length: u32) -> u32 {
        self.linked + length - self.start
    }
}

/// The texts of links in which a reader of a line is: the innermost, and the first one around it.
#[derive(Default)]
pub(crate) struct OpenTexts {
    inner: Option<Text>,
    outer: Option<Text>,
}

impl OpenTexts {
    /// A bracket opens behind so many characters, of which so many are texts of links.
    pub(crate) fn begin(&mut self, start: u32, linked: u32) {
        self.outer = self.outer.or(self.inner);
        self.inner = Some(Text { start, linked });
    }

    /// A bracket closes: that of this text, if it was opened in the line.
    pub(crate) fn end(&mut self) -> Option<Text> {
        std::mem::replace(&mut self.inner, self.outer.take())
    }

    /// The line ends, with so many characters, of which so many are texts of links.
    pub(crate) fn leave(self, links: &mut Links, length: u32, linked: u32) {
        if let Some(first) = self.outer.or(self.inner) {
            let starts = 1 + u8::from(self.outer.is_some());
            links.open(starts, first.linked(length) - linked);
        }
    }
}

/// Where the target ends of the Markdown link whose text ends at `bracket`: at the end of the line if it goes on in the next.
pub(crate) fn target_end(bytes: &[u8], bracket: usize) -> Option<usize> {
    if bytes.get(bracket + 1) != Some(&b'(') {
        return None;
    }
    let rest = &bytes[bracket + 2..];
    let rest = &rest[..rest.len().min(TARGET_BYTES)];
    if let Some(length) = memchr::memchr(b')', rest) {
        return Some(bracket + 3 + length);
    }
    // An address has no space, but for that before its title.
    let space = memchr::memchr(b' ', rest).unwrap_or(rest.len());
    let goes_on =
        (1..TARGET_BYTES).contains(&rest.len()) && matches!(&rest[space..], [] | [b' ', b'"', ..]);
    goes_on.then_some(bytes.len())
}

#[cfg(test)]
mod tests {
    use crate::page::profile::Profile;

    /// Characters of lines that are one paragraph, and how many of them are texts of links.
    fn joined(lines: &[&str]) -> (u32, u32) {
        let mut profiles = lines
            .iter()
            .map(|line| Profile::of(line, 0..line.len(), &mut Vec::new()));
        let mut first = profiles.next().unwrap_or_default();
        for next in profiles {
            first.join(&next, false);
        }
        (first.length, first.linked)
    }

    #[test]
    fn links_are_seen_over_lines() {
        for (lines, expected) in [
            (&["See [a name](/a) here"][..], (15, 6)),
            (&["See [a", "name](/a) here"], (15, 6)),
            (&["See [a", "longer", "name](/a) here"], (22, 13)),
            // A space for every break.
            (&["See [a name](/a-", "page) here"], (16, 6)),
            (&["See [a name](/a-", "page-of-", "many) here"], (17, 6)),
            (&["See [a", "name](/a-", "page) here"], (16, 6)),
            (&["See [a name](/a \"Of", "this\") here"], (16, 6)),
            (&["See [a", "[name](/a) here"], (15, 4)),
            // An image in a link.
            (&["[ ![an ox](/b) The ox ](/a) here"], (19, 14)),
            (&["[ ![an", "ox](/b) The ox ](/a) here"], (19, 14)),
            (&["[ ![an ox](/b-", "big) The", "ox ](/a) here"], (20, 15)),
            (&["[ ![an", "ox](/b) The", "ox ](/a) here"], (19, 14)),
            (&["[ ![](/b-", "big) The ox ](/a) here"], (15, 10)),
            (&["See [a (name", "here) too"], (21, 0)),
            (&["See a name](of this", "here) too"], (28, 0)),
            (&["See a name](of", "this) here"], (16, 0)),
        ] {
            assert_eq!(joined(lines), expected, "{lines:?}");
        }
    }
}
