//! Decisions on thousands of texts, made out of the pages, documents, examples and made-up sites by chance: what moves the border of a heuristic by one changes some of them. The
//! same seed makes the same texts. Whoever means a change looks at some of what `DECISIONS=FOLDER cargo test --test decisions` writes before it and
//! after, and records it with `UPDATE=yes cargo test --test decisions`.

mod fixtures;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod forms;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod laws;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod sites;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use forms::{Page, as_markdown, examples, in_one_line, in_pieces, pages, with_wrapped_links};
use sites::{Part, Random, Subject};
use unboil::{Cleaned, Cleaner, CleanerBuilder, Mode, RulePack, SiteLearner};

/// Texts of each kind, and how many of them have one line in the record.
const TEXTS: usize = 2000;
const TOGETHER: usize = 200;

/// Things of which one is picked by chance. Each has a place by its name, and one more changes few picks.
struct Pool<T>(Vec<(u64, T)>);

impl<T> Pool<T> {
    fn new(named: impl IntoIterator<Item = (String, T)>) -> Pool<T> {
        let named = named.into_iter();
        let placed =
            named.map(|(name, thing)| (Random::new(hash(SEED, name.as_bytes())).next(), thing));
        let mut things: Vec<(u64, T)> = placed.collect();
        things.sort_by_key(|(place, _)| *place);
        Pool(things)
    }

    fn pick(&self, random: &mut Random) -> &T {
        let place = random.next();
        let number = self.0.partition_point(|(other, _)| *other < place);
        &self.0[number % self.0.len()].1
    }
}

/// What a text is made of.
struct Material {
    pages: Pool<Page>,
    /// Articles and what extractors gave: all of their lines are their own.
    documents: Pool<Page>,
    examples: Pool<String>,
}

/// The documents of a folder, all of whose lines are their own.
fn documents(folder: &str) -> impl Iterator<Item = Page> {
    let documents = fixtures::documents(folder).into_iter();
    documents.map(|(name, text)| Page {
        name,
        lines: text.lines().map(|line| (true, line.to_owned())).collect(),
    })
}

/// Pages of made-up sites.
fn made_up() -> impl Iterator<Item = Page> {
    let sites = (0..).zip(Subject::ALL);
    sites.flat_map(|(seed, subject)| {
        let pages = sites::site(seed, subject, 3).pages.into_iter().enumerate();
        pages.map(move |(number, page)| Page {
            name: format!("{subject:?} {number}"),
            lines: page
                .lines
                .into_iter()
                .map(|(part, line)| (part == Part::Article, line))
                .collect(),
        })
    })
}

impl Material {
    fn new() -> Material {
        let named = |page: Page| (page.name.clone(), page);
        Material {
            pages: Pool::new(pages().into_iter().chain(made_up()).map(named)),
            documents: Pool::new(documents("negative").chain(documents("raw")).map(named)),
            examples: Pool::new(examples().into_iter().map(|text| (text.clone(), text))),
        }
    }

    /// A page or document, and whether it is a page.
    fn source(&self, random: &mut Random) -> (&Page, bool) {
        match random.percent(50) {
            true => (self.pages.pick(random), true),
            false => (self.documents.pick(random), false),
        }
    }

    /// A line of a page or document.
    fn line(&self, random: &mut Random) -> &str {
        let lines = &self.source(random).0.lines;
        &lines[random.below(lines.len())].1
    }

    /// Some of the lines of a page or document, as they follow one another.
    fn some_lines(&self, most: usize, random: &mut Random) -> &[(bool, String)] {
        some(&self.source(random).0.lines, most, random)
    }

    /// A page or document, whole or a part of it, with the head and foot of a page where it has none, and with some changes.
    fn text(&self, random: &mut Random) -> Page {
        let (source, is_page) = self.source(random);
        let mut lines = match random.percent(50) {
            true => source.lines.clone(),
            false => some(&source.lines, 40, random).to_vec(),
        };
        if !is_page && random.percent(70) {
            let page = &self.pages.pick(random).lines;
            let first = page.iter().position(|(own, _)| *own).unwrap_or(0);
            let last = page.iter().rposition(|(own, _)| *own);
            lines.splice(..0, page[..first].iter().cloned());
            lines.extend_from_slice(&page[last.map_or(0, |last| last + 1)..]);
        }
        for _ in 0..random.below(10) {
            let at = random.below(lines.len());
            self.change(&mut lines, at, random);
        }
        match random.below(30) {
            0 => lines.extend_from_within(..),
            1 => lines
                .iter_mut()
                .for_each(|(_, line)| line.insert_str(0, "   ")),
            2 => lines.iter_mut().for_each(|(_, line)| line.push_str("  ")),
            3 => lines.iter_mut().for_each(|(_, line)| line.push('\r')),
            _ => {}
        }
        Page {
            name: String::new(),
            lines,
        }
    }

    /// A sentence of so many words, with or without its full stop.
    fn sentence(&self, words: usize, random: &mut Random) -> String {
        let mut sentence = self.line(random).to_owned();
        while sentence.split(' ').count() < words {
            sentence = format!("{sentence} {}", self.line(random));
        }
        let words: Vec<&str> = sentence.split(' ').take(words).collect();
        words.join(" ") + random.pick(&[".", ".", ".", "", "?", ":"])
    }

    /// Lines that belong together, of a kind that heuristics look for.
    fn group(&self, random: &mut Random) -> Vec<String> {
        let count = random.between(2, 9);
        let numbers = 0..count;
        let number = |random: &mut Random| random.between(1, 2100);
        match random.below(16) {
            0 => numbers
                .flat_map(|message| {
                    let date = format!("Jane Doe June {}, 2021 at 4:1{message} pm", message + 3);
                    let words = random.between(2, 30);
                    [date, self.sentence(words, random)]
                })
                .collect(),
            1 => numbers
                .map(|time| format!("00:0{time} {}", self.sentence(6, random).to_lowercase()))
                .collect(),
            2 => {
                let kinds = ["cake", "jam", "tart", "pie", "wine", "tea", "soup", "salad"];
                let kinds = kinds.iter().take(count);
                let keywords: Vec<String> = kinds.map(|kind| format!("plum {kind}")).collect();
                vec![keywords.join(", ")]
            }
            3 => {
                let number = number(random);
                vec![format!(
                    "Gazette Ltd | {number} Harbour Street | 20457 Hamburg | Tel. (040) 12-34 {number} | office@gazette.example"
                )]
            }
            4 => numbers
                .map(|_| {
                    format!(
                        "{} {} {}",
                        self.sentence(1, random),
                        number(random),
                        number(random)
                    )
                })
                .collect(),
            5 => numbers.map(|_| number(random).to_string()).collect(),
            6 => numbers
                .map(|_| {
                    let words = random.between(3, 8);
                    self.sentence(words, random)
                        .trim_end_matches(['.', '?', ':'])
                        .to_owned()
                })
                .collect(),
            7 => numbers
                .map(|row| format!("    let row = read(list[{row}], \"{row}\");"))
                .collect(),
            8 => numbers
                .map(|_| format!("| {} | {} |", self.sentence(2, random), number(random)))
                .collect(),
            9 => numbers
                .map(|item| {
                    let mark = if item % 2 == 0 { "  * " } else { "    o " };
                    let words = random.between(1, 14);
                    format!("{mark}{}", self.sentence(words, random))
                })
                .collect(),
            10 => numbers
                .map(|item| {
                    let words = random.between(1, 30);
                    format!("{}. {}", item + 1, self.sentence(words, random))
                })
                .collect(),
            11 => numbers
                .map(|_| {
                    let text = self.sentence(4, random);
                    format!("* [{text}](https://example.org/{})", number(random))
                })
                .collect(),
            12 => {
                let words: Vec<String> = (0..count * 3).map(|_| self.sentence(1, random)).collect();
                vec![words.join(random.pick(&[" | ", " · ", " ", " • ", ", "]))]
            }
            13 => numbers
                .flat_map(|day| {
                    let words = random.between(8, 30);
                    [format!("{}.05.2021", day + 1), self.sentence(words, random)]
                })
                .collect(),
            // Of any length, for the borders of what is prose.
            _ => numbers
                .map(|_| {
                    let words = random.between(1, 45);
                    self.sentence(words, random)
                })
                .collect(),
        }
    }

    /// Changes one line of a text, or puts some in.
    fn change(&self, lines: &mut Vec<(bool, String)>, at: usize, random: &mut Random) {
        const ENDS: [&str; 12] = [
            ".", "?", "!", ":", "…", "...", ",", ".”", "。", ";", " »", "...]",
        ];
        const BEGINNINGS: [&str; 16] = [
            "- ",
            "* ",
            "• ",
            "1. ",
            "2. ",
            "## ",
            "> ",
            "| ",
            "© ",
            "— ",
            "“",
            "(",
            "3 ",
            ", ",
            "<p class=",
            "  ",
        ];
        const LINES: [&str; 32] = [
            "12.05.2021",
            "2021-06-17 12:30",
            "Jane Doe, 17 June 2021 at 9:30 am",
            "0:00",
            "7",
            "1.2K",
            "1999",
            "By Jane Doe",
            "Read also",
            "Comments",
            "3 comments",
            "Leave a reply",
            "Related",
            "Photo: Jane Doe",
            "© 2021 The Gazette",
            "Home | News | Sport | Weather | Contact",
            "Home News Sport Weather Contact About Us Help Shop Travel Books Film Music Art Food Style Health Science Tech",
            "https://example.org/a",
            "for (const x of list) { print(x); }",
            "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":[\"a long text\",\"another long text\",\"a third long text of this row\"],\
             \"k\":\"and what else a page hands to its scripts\",\"l\":\"so that they can show it to those who read it\"}",
            "Write to office@gazette.example with your name and what you saw, and we print the best of the letters.",
            "Her report can be had at https://example.org/report, and whoever wants to read all of it needs an evening or two.",
            "ЛЕДОВЫЙ ДВОРЕЦ ОТКРЫЛСЯ ПОСЛЕ ДОЛГОГО РЕМОНТА",
            "THE OLD BRIDGE IS OPEN AGAIN AFTER ELEVEN MONTHS",
            "١٢ ٣٤ ٥٦",
            "Log in | Register | Help",
            "www.gazette.example:8080",
            "[ ] (a) [b](c",
            "Subscribe",
            "A headline about ten years of roadworks",
            "• • •",
            "\u{200B}",
        ];
        let line = lines[at].1.clone();
        let own = lines[at].0;
        let place = somewhere(&line, random);
        let (before, behind) = line.split_at(place);
        let text = &mut lines[at].1;
        match random.below(28) {
            0 | 1 => drop((lines.len() > 1).then(|| lines.remove(at))),
            2 => lines.insert(at, (own, line)),
            3 => {
                let other = random.below(lines.len());
                lines.swap(at, other);
            }
            4 | 5 => *text = before.trim_end().to_owned(),
            6 => *text = behind.trim_start().to_owned(),
            7 => {
                let rest = behind.trim_start().to_owned();
                *text = before.trim_end().to_owned();
                lines.insert(at + 1, (own, rest));
            }
            8 => {
                if let Some((_, next)) = lines.get(at + 1).cloned() {
                    lines[at].1 = format!(
                        "{line}{}{next}",
                        random.pick(&[" ", " | ", ", ", "", " · "])
                    );
                    lines.remove(at + 1);
                }
            }
            9 | 10 => {
                let example = self.examples.pick(random).lines();
                lines.splice(at..at, example.map(|line| (false, line.to_owned())));
            }
            11 | 12 => {
                let new = self.line(random).to_owned();
                lines.insert(at, (own, new));
            }
            13 | 14 => lines.insert(at, (false, random.pick(&LINES).to_owned())),
            15 => lines.insert(at, (own, String::new())),
            16 => {
                *text = line
                    .trim_end_matches(|c: char| !c.is_alphanumeric())
                    .to_owned()
            }
            17 => text.push_str(random.pick(&ENDS)),
            18 => text.insert_str(0, random.pick(&BEGINNINGS)),
            19 => *text = format!("[{line}](https://example.org/{})", line.len()),
            20 => *text = in_capitals(&line),
            21 => *text = line.to_lowercase(),
            22 | 23 => drop(lines.splice(at..at, self.some_lines(12, random).iter().cloned())),
            _ => {
                let group = self.group(random).into_iter();
                lines.splice(at..at, group.map(|line| (own, line)));
            }
        }
    }
}

/// Some of these lines, at most so many.
fn some<'l>(lines: &'l [(bool, String)], most: usize, random: &mut Random) -> &'l [(bool, String)] {
    let count = random.between(1, lines.len().min(most));
    let first = random.below(lines.len() - count + 1);
    &lines[first..first + count]
}

/// A place in a line, mostly before a space.
fn somewhere(line: &str, random: &mut Random) -> usize {
    let mut at = random.below(line.len() + 1);
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    let space = line[at..].find(' ').filter(|_| random.percent(80));
    space.map_or(at, |space| at + space)
}

/// Every word with a capital, as in headlines.
fn in_capitals(line: &str) -> String {
    let mut begins = true;
    let letter = |c: char| {
        let letter = if begins {
            c.to_uppercase().next()
        } else {
            None
        };
        begins = c == ' ';
        letter.unwrap_or(c)
    };
    line.chars().map(letter).collect()
}

/// A kind of texts: how they are cleaned, and how they are printed.
struct Kind {
    name: &'static str,
    cleaner: Cleaner,
    form: fn(&Page) -> String,
}

fn kinds() -> Vec<Kind> {
    let page = || Cleaner::builder().mode(Mode::Page);
    let article = Cleaner::builder;
    let blocks: fn(&Page) -> String = Page::text;
    let set_off: fn(&Page) -> String = |page| page.text().replace('\n', "\n\n");
    let narrow: fn(&Page) -> String = |page| laws::wrapped(&page.text().replace('\n', "\n\n"), 44);
    let site = site_pack();
    let some_kept = page().body_only(true).always_keep("^.{11}$");
    vec![
        kind("page, blocks", blocks, page()),
        kind("page, blocks, others kept", blocks, some_kept),
        kind("page, set off", set_off, page()),
        kind(
            "page, wrapped",
            |page| laws::wrapped(&page.text(), 79),
            page(),
        ),
        kind("page, narrow", narrow, page()),
        kind("page, markdown", as_markdown, page()),
        kind("page, in pieces", in_pieces, page()),
        kind("page, links", with_wrapped_links, page()),
        kind("page, flattened", |page| in_one_line(&page.text()), page()),
        kind("page, flattened and short", flattened_and_short, page()),
        kind("page, flattened in parts", flattened_in_parts, page()),
        kind("page, of a site", blocks, page().pack(site.clone())),
        kind("article, blocks", blocks, article()),
        kind("article, set off", set_off, article()),
        kind("article, narrow", narrow, article()),
        kind("article, in pieces", in_pieces, article()),
        kind("article, body only", blocks, article().body_only(true)),
        kind("article, of a site", blocks, article().pack(site)),
        kind("markers", blocks, article().mode(Mode::Markers)),
    ]
}

/// One line that is not long enough to be certain.
fn flattened_and_short(page: &Page) -> String {
    let text = in_one_line(&page.text());
    let words = text.split_inclusive(' ').scan(0, |length, word| {
        *length += word.len();
        (*length < 1500).then_some(word)
    });
    words.collect()
}

/// Three long lines.
fn flattened_in_parts(page: &Page) -> String {
    let parts = page.lines.chunks(page.lines.len() / 3 + 1);
    let lines = parts.map(|part| part.iter().map(|(_, line)| line.as_str()));
    let parts = lines.map(|lines| lines.collect::<Vec<_>>().join(" "));
    parts.collect::<Vec<_>>().join("\n")
}

fn kind(name: &'static str, form: fn(&Page) -> String, builder: CleanerBuilder) -> Kind {
    let cleaner = builder.build().unwrap();
    Kind {
        name,
        form,
        cleaner: cleaner.for_site(SITE).unwrap_or(cleaner),
    }
}

const SITE: &str = "gazette.example";

/// What is learned from made-up pages of which the material has some.
fn site_pack() -> RulePack {
    let mut learner = SiteLearner::new();
    for page in sites::site(0, Subject::ALL[0], 12).pages {
        learner.add(SITE, &page.text()).unwrap();
    }
    learner.pack(SITE).unwrap()
}

/// What a hash begins with, and the hash (FNV-1a by Fowler, Noll and Vo).
const SEED: u64 = 0xCBF2_9CE4_8422_2325;

fn hash(hash: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3);
    bytes.iter().fold(hash, step)
}

/// The text, with what goes and the rule that takes it in double brackets.
fn shown(text: &str, cleaned: &Cleaned<'_>) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for removal in &cleaned.removals {
        shown += &text[at..removal.span.start];
        write!(shown, "⟦{}: {}⟧", removal.rule, removal.text).unwrap();
        at = removal.span.end;
    }
    shown += &text[at..];
    if cleaned.no_article {
        shown += "⟦no article⟧";
    }
    shown
}

#[test]
fn decisions_on_texts_made_by_chance() {
    let material = Material::new();
    let folder = std::env::var_os("DECISIONS").map(PathBuf::from);
    let mut found = String::new();
    for (seed, kind) in (1..).zip(kinds()) {
        let mut all = String::new();
        for first in (0..TEXTS).step_by(TOGETHER) {
            let mut digest = SEED;
            let mut gone = 0;
            for number in first..first + TOGETHER {
                let mut random = Random::new(seed << 32 | number as u64);
                let text = (kind.form)(&material.text(&mut random));
                let cleaned = kind.cleaner.clean(&text);
                let shown = shown(&text, &cleaned);
                digest = hash(digest, shown.as_bytes());
                gone += text.len() - cleaned.text.len();
                writeln!(all, "═══ {number}\n{shown}").unwrap();
            }
            writeln!(found, "{}, from {first}\t{gone}\t{digest:016x}", kind.name).unwrap();
        }
        if let Some(folder) = &folder {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join(format!("{}.txt", kind.name)), all).unwrap();
        }
    }
    fixtures::assert_recorded("decisions.tsv", &found);
}
