//! Explained documents on a terminal or in a pipe: two signs open every line, as in the examples of rules, and the rule stands beside.

use std::io::{self, Write};

use anstyle::{Effects, Style};
use unicode_width::UnicodeWidthStr;

use super::colour::ansi;
use super::document::{Document, Gone, Piece, visible};
use super::tally::{Tally, percent, plural};

/// Where rules stand if there is no terminal whose width could say it.
const PIPE_WIDTH: usize = 100;
/// Rules stand no farther to the right than this, so that the eye finds the way on a wide screen.
const MAX_WIDTH: usize = 120;

pub(crate) struct Terminal<W> {
    out: W,
    width: usize,
    /// Whether struck-out and coloured text will be seen; otherwise signs say what goes within a line.
    styled: bool,
    tally: Tally,
}

/// A line of the text, put together from its pieces.
#[derive(Default)]
struct Line<'d> {
    parts: Vec<(&'d str, Option<&'d Gone<'d>>)>,
    /// The stretch that begins in this line.
    begins: Option<&'d Gone<'d>>,
}

impl<W: Write> Terminal<W> {
    pub(crate) fn new(out: W, width: Option<usize>, styled: bool) -> Terminal<W> {
        Terminal {
            out,
            width: width.unwrap_or(PIPE_WIDTH).min(MAX_WIDTH),
            styled,
            tally: Tally::default(),
        }
    }

    pub(crate) fn add(&mut self, document: &Document<'_>, headed: bool) -> io::Result<()> {
        if headed {
            let bold = Style::new().bold();
            if self.tally.documents > 0 {
                writeln!(self.out)?;
            }
            writeln!(
                self.out,
                "{bold}==> {} <=={bold:#}  {}",
                visible(&document.name).replace('\n', "\u{240a}"),
                share(document.removed_characters(), document.characters()),
            )?;
        }
        if document.fell_back {
            writeln!(
                self.out,
                "(less was removed than found: it would have been more prose than was left)"
            )?;
        }
        self.tally.add(document);
        let pieces: Vec<_> = document.pieces().collect();
        let mut line = Line::default();
        for piece in &pieces {
            let (text, gone) = match piece {
                Piece::Kept(text) => (*text, None),
                Piece::Gone(gone) => (&*gone.removal.text, Some(gone)),
            };
            let mut seen = gone.is_none_or(|gone| gone.core.is_empty());
            for part in text.split_inclusive('\n') {
                if !seen && !part.trim().is_empty() {
                    line.begins = gone;
                    seen = true;
                }
                line.parts.push((part.trim_end_matches(['\n', '\r']), gone));
                if part.ends_with('\n') {
                    self.line(&std::mem::take(&mut line))?;
                }
            }
        }
        if !line.parts.is_empty() {
            self.line(&line)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        let is_seen = |text: &str| !text.trim().is_empty();
        let stays = line
            .parts
            .iter()
            .any(|(text, gone)| gone.is_none() && is_seen(text));
        // The end of a line that stays may go with the lines below.
        let goes = line
            .parts
            .iter()
            .any(|(text, gone)| gone.is_some() && (is_seen(text) || !stays));
        let colour =
            |gone: &Gone<'_>| Style::new().fg_color(Some(ansi(gone.removal.category).into()));
        let first = line.parts.iter().find_map(|(_, gone)| *gone);
        let style = first.map(colour).unwrap_or_default();
        let sign = match (goes, stays) {
            (true, true) => "~",
            (true, false) => "-",
            (false, _) => " ",
        };
        let blank = line.parts.iter().all(|(text, _)| !is_seen(text));
        let mut width = 2;
        match (blank, goes) {
            (true, false) => return writeln!(self.out),
            (true, true) => return writeln!(self.out, "{style}{sign}{style:#}"),
            (false, _) => write!(self.out, "{style}{sign}{style:#} ")?,
        }
        for (text, gone) in &line.parts {
            let text = visible(text);
            width += text.width();
            match gone {
                None => write!(self.out, "{text}")?,
                Some(_) if !is_seen(&text) => {}
                Some(_) if stays && !self.styled => {
                    let core = text.trim_start();
                    let space = &text[..text.len() - core.len()];
                    width += 4;
                    write!(self.out, "{space}[-{core}-]")?;
                }
                Some(gone) => {
                    let style = colour(gone) | Effects::STRIKETHROUGH;
                    write!(self.out, "{style}{text}{style:#}")?;
                }
            }
        }
        if let Some(gone) = line.begins {
            let rule = gone.removal.rule.as_str();
            let gap = self.width.saturating_sub(width + rule.len()).max(2);
            let style = colour(gone);
            write!(self.out, "{:gap$}{style}{rule}{style:#}", "")?;
        }
        writeln!(self.out)
    }

    /// What went, by category: the key to the colours.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let Tally {
            documents,
            changed,
            characters,
            removed,
            ..
        } = &self.tally;
        let bold = Style::new().bold();
        writeln!(self.out)?;
        if *documents > 1 {
            write!(
                self.out,
                "{bold}{}{bold:#}, {changed} with removals: ",
                plural(*documents, "document")
            )?;
        }
        write!(self.out, "{}", share(removed.characters, *characters))?;
        if removed.stretches > 0 {
            write!(self.out, ", in {}", plural(removed.stretches, "stretch"))?;
        }
        writeln!(self.out)?;
        let categories = self.tally.categories();
        let longest = categories
            .iter()
            .map(|(category, _)| category.as_str().len())
            .max();
        for (category, count) in &categories {
            let style = Style::new().fg_color(Some(ansi(*category).into()));
            // At most 40 signs, and one for the smallest.
            let bar = "█".repeat((40 * count.characters).div_ceil(removed.characters.max(1)));
            writeln!(
                self.out,
                "  {style}{:name$}{style:#} {:>7}  {style}{bar}{style:#}",
                category.as_str(),
                percent(count.characters, removed.characters),
                name = longest.unwrap_or(0),
            )?;
        }
        self.out.flush()
    }
}

fn share(removed: usize, characters: usize) -> String {
    if removed == 0 {
        return "nothing removed".to_owned();
    }
    let share = percent(removed, characters);
    format!("{share} of {} removed", plural(characters, "character"))
}
