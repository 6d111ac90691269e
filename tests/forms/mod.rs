//! The pages of `fixtures/pages`, the forms in which tools print a page, and what rules look at.

use unboil::Cleaner;

use crate::{fixtures, laws};

pub(crate) struct Page {
    pub(crate) name: String,
    /// Each line, and whether it is the article's.
    pub(crate) lines: Vec<(bool, String)>,
}

pub(crate) fn pages() -> Vec<Page> {
    let pages = fixtures::documents("pages").into_iter();
    let page = |(name, text): (String, String)| Page {
        name: name.trim_end_matches(".txt").to_owned(),
        lines: text
            .lines()
            .map(|line| (line.starts_with("  "), line[2..].to_owned()))
            .collect(),
    };
    pages.map(page).collect()
}

impl Page {
    pub(crate) fn text(&self) -> String {
        self.lines
            .iter()
            .map(|(_, line)| format!("{line}\n"))
            .collect()
    }

    pub(crate) fn article(&self) -> impl Iterator<Item = &str> {
        let own = self.lines.iter().filter(|(own, _)| *own);
        own.map(|(_, line)| line.as_str())
    }

    pub(crate) fn foreign(&self) -> impl Iterator<Item = &str> {
        let foreign = self.lines.iter().filter(|(own, _)| !*own);
        foreign.map(|(_, line)| line.as_str())
    }
}

/// Without regard to where a line is broken and what marks it has.
pub(crate) fn in_one_line(text: &str) -> String {
    text.split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// As tools make Markdown of a page: what is not the article's are lists of links.
pub(crate) fn as_markdown(page: &Page) -> String {
    let lines = page.lines.iter();
    lines
        .map(|(own, line)| match own {
            true => format!("\n{line}\n"),
            false => format!("  * [{line}](https://example.org/{})\n", line.len()),
        })
        .collect()
}

/// A line with every ninth and tenth word of its sentences given to `link`, and the mark behind them to what follows.
pub(crate) fn with_links(line: &str, link: impl Fn(&str) -> String) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    if words.len() < 12 {
        return line.to_owned();
    }
    let parts = words.chunks(10).map(|words| {
        let (before, linked) = words.split_at(words.len().min(8));
        let text = linked.join(" ");
        let name = text.trim_end_matches(|c: char| !c.is_alphanumeric());
        match name {
            "" => words.join(" "),
            _ => format!("{} {}{}", before.join(" "), link(name), &text[name.len()..]),
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// Links inside paragraphs on lines of their own, as `get_text("\n", strip=True)` has them.
pub(crate) fn in_pieces(page: &Page) -> String {
    let lines = page.lines.iter().map(|(own, line)| match own {
        true => with_links(line, |name| format!("\n{name}\n")),
        false => line.clone(),
    });
    let text = lines.map(|line| line + "\n").collect::<String>();
    let pieces = text.lines().map(str::trim).filter(|line| !line.is_empty());
    pieces.map(|piece| format!("{piece}\n")).collect()
}

/// The page as Markdown, with links in its article too, wrapped inside their texts.
pub(crate) fn with_wrapped_links(page: &Page) -> String {
    let lines = page.lines.iter().map(|(own, line)| match own {
        true => {
            let target = "https://example.org/archive/2024/one-page-of-many.html";
            let line = with_links(line, |name| format!("[{name}]({target})"));
            format!("\n{line}\n\n")
        }
        false => format!("[{line}](https://example.org/{})\n\n", line.len()),
    });
    laws::wrapped(&lines.collect::<String>(), 79)
}

/// What rules have something to say about: their own examples, of one line or more, and hard sentences.
pub(crate) fn examples() -> Vec<String> {
    let cleaner = Cleaner::default();
    let examples = cleaner
        .rules()
        .flat_map(|rule| rule.must_match().chain(rule.must_not_match()))
        .map(|example| {
            let lines = example.lines();
            let lines = lines.map(|line| line.strip_prefix("- ").unwrap_or(line));
            lines.collect::<Vec<_>>().join("\n")
        });
    examples.chain(fixtures::hazards()).collect()
}
