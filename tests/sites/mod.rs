//! Made-up sites: templates, articles, and traps that repeat though they are the article. The same seed makes the same pages.
#![allow(unreachable_pub)]

mod words;

use words::{ENGLISH, GERMAN, RUSSIAN, Words};

/// What a line of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Article,
    /// Stands on every page, or on most, with the same words but for numbers and names.
    Template,
    /// Belongs to the page, but to no article and to no template: headlines of other articles.
    Other,
}

pub struct Page {
    pub lines: Vec<(Part, String)>,
}

impl Page {
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

pub struct Site {
    pub name: String,
    pub pages: Vec<Page>,
}

/// What the articles of a site are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    News,
    /// Ten of fifty pages carry the same story of an agency, under titles of their own.
    Agency,
    /// A third of the pages quote the same paragraph.
    Quotes,
    /// Verse with a refrain that comes back on other pages.
    Verse,
    /// A table of days and temperatures after two paragraphs.
    Weather,
    /// The same, with a cell a line.
    Stocks,
    /// Headings and quantities.
    Recipes,
    /// Some articles are about the notice in the footer and quote it, or list the sections of the site.
    Notices,
    /// Questions and answers, with the same heading in every article.
    Interviews,
}

impl Subject {
    pub const ALL: [Subject; 9] = [
        Subject::News,
        Subject::Agency,
        Subject::Quotes,
        Subject::Verse,
        Subject::Weather,
        Subject::Stocks,
        Subject::Recipes,
        Subject::Notices,
        Subject::Interviews,
    ];
}

/// Sebastiano Vigna's SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len())]
    }

    /// Some of them, in their order.
    fn some<'a>(&mut self, all: &[&'a str], least: usize, most: usize) -> Vec<&'a str> {
        let mut wanted = self.between(least, most.min(all.len()));
        let mut left = all.len();
        let mut some = Vec::new();
        for &one in all {
            if self.below(left) < wanted {
                some.push(one);
                wanted -= 1;
            }
            left -= 1;
        }
        some
    }
}

/// What stands on the pages of one site.
struct Template {
    words: &'static Words,
    name: String,
    slogan: String,
    menu: Vec<&'static str>,
    buttons: Vec<&'static str>,
    footer: Vec<&'static str>,
    has_notice: bool,
    has_basket: bool,
    letter_inside: bool,
    refrain: [String; 2],
    quote: String,
    agency: Vec<String>,
}

/// A site with so many pages about the subject.
pub fn site(seed: u64, subject: Subject, pages: usize) -> Site {
    long_site(seed, subject, pages, 0)
}

/// The same, with so many paragraphs more in each article.
pub fn long_site(seed: u64, subject: Subject, pages: usize, paragraphs: usize) -> Site {
    let mut random = Random::new(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x5EED);
    let words = [&ENGLISH, &GERMAN, &RUSSIAN][random.below(3)];
    let family = random.pick(ENGLISH.families);
    let template = Template {
        words,
        name: format!(
            "The {family} {}",
            random.pick(&["Gazette", "Courier", "Observer", "Bulletin"])
        ),
        slogan: format!(
            "{} & {}",
            random.pick(words.sections),
            random.pick(words.sections)
        ),
        menu: random.some(words.sections, 6, 14),
        buttons: random.some(words.buttons, 3, 6),
        footer: random.some(words.footer, 5, 9),
        has_notice: random.percent(60),
        has_basket: random.percent(40),
        letter_inside: random.percent(40),
        refrain: [verse(words, &mut random), verse(words, &mut random)],
        quote: paragraph(words, &mut random, 2),
        agency: (0..4).map(|_| paragraph(words, &mut random, 3)).collect(),
    };
    let mut made: Vec<Page> = Vec::with_capacity(pages);
    for number in 0..pages {
        let mut page = page(&template, subject, number, &mut random);
        let title = page
            .lines
            .iter()
            .position(|(part, _)| *part == Part::Article);
        for _ in 0..paragraphs {
            let more = paragraph(words, &mut random, 4);
            page.lines
                .insert(title.map_or(0, |title| title + 1), (Part::Article, more));
        }
        made.push(page);
    }
    // Crawls come in no order.
    for number in (1..made.len()).rev() {
        made.swap(number, random.below(number + 1));
    }
    Site {
        name: format!("{}-{seed}.example", family.to_lowercase()),
        pages: made,
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn clause(words: &Words, random: &mut Random) -> String {
    let Words {
        subjects,
        verbs,
        objects,
        times,
        ..
    } = words;
    format!(
        "{} {} {} {}",
        random.pick(subjects),
        random.pick(verbs),
        random.pick(objects),
        random.pick(times)
    )
}

fn sentence(words: &Words, random: &mut Random) -> String {
    let first = capital(&clause(words, random));
    if random.percent(50) {
        return format!("{first}.");
    }
    format!("{first}, {} {}.", words.and, clause(words, random))
}

fn paragraph(words: &Words, random: &mut Random, sentences: usize) -> String {
    let sentences: Vec<String> = (0..sentences).map(|_| sentence(words, random)).collect();
    sentences.join(" ")
}

fn headline(words: &Words, random: &mut Random) -> String {
    let subject = capital(random.pick(words.subjects));
    format!(
        "{subject} {} {}",
        random.pick(words.verbs),
        random.pick(words.objects)
    )
}

fn verse(words: &Words, random: &mut Random) -> String {
    format!("{},", capital(random.pick(words.times)))
}

fn person(words: &Words, random: &mut Random) -> String {
    format!(
        "{} {}",
        random.pick(words.people),
        random.pick(words.families)
    )
}

fn page(template: &Template, subject: Subject, number: usize, random: &mut Random) -> Page {
    let words = template.words;
    let mut lines: Vec<(Part, String)> = Vec::new();
    let mut add = |part: Part, text: String| lines.push((part, text));
    if template.has_notice {
        add(Part::Template, words.notice.to_owned());
    }
    add(Part::Template, template.name.clone());
    add(Part::Template, template.slogan.clone());
    if template.has_basket {
        add(
            Part::Template,
            format!("{} ({})", words.basket, random.below(12)),
        );
    }
    for section in &template.menu {
        add(Part::Template, (*section).to_owned());
    }
    let author = person(words, random);
    add(Part::Article, headline(words, random));
    if random.percent(70) {
        for button in &template.buttons {
            add(Part::Template, (*button).to_owned());
        }
    }
    for line in article(template, subject, number, random) {
        add(Part::Article, line);
    }
    if template.letter_inside {
        let letter = words.newsletter;
        letter
            .iter()
            .for_each(|line| add(Part::Template, (*line).to_owned()));
        add(Part::Article, paragraph(words, random, 3));
        add(Part::Article, paragraph(words, random, 2));
    }
    add(Part::Template, format!("{} {author}", words.author_box));
    add(
        Part::Template,
        format!("{}: {}", words.comments, random.below(300)),
    );
    if !template.letter_inside && random.percent(80) {
        let letter = words.newsletter;
        letter
            .iter()
            .for_each(|line| add(Part::Template, (*line).to_owned()));
    }
    for _ in 0..random.between(0, 4) {
        add(Part::Other, headline(words, random));
    }
    for entry in &template.footer {
        add(Part::Template, (*entry).to_owned());
    }
    add(Part::Template, words.legal.to_owned());
    add(Part::Template, format!("© 2019 {}", template.name));
    Page { lines }
}

fn article(
    template: &Template,
    subject: Subject,
    number: usize,
    random: &mut Random,
) -> Vec<String> {
    let words = template.words;
    let mut lines = Vec::new();
    let text = |lines: &mut Vec<String>, random: &mut Random, least: usize, most: usize| {
        for _ in 0..random.between(least, most) {
            let sentences = random.between(2, 5);
            lines.push(paragraph(words, random, sentences));
        }
    };
    match subject {
        Subject::News => {
            text(&mut lines, random, 3, 9);
            if random.percent(40) {
                lines.push(words.heading.to_owned());
                text(&mut lines, random, 1, 3);
            }
        }
        Subject::Agency => {
            if number.is_multiple_of(5) {
                lines.extend(template.agency.iter().cloned());
            } else {
                text(&mut lines, random, 3, 8);
            }
        }
        Subject::Quotes => {
            text(&mut lines, random, 2, 5);
            if number.is_multiple_of(3) {
                lines.push(template.quote.clone());
                text(&mut lines, random, 1, 3);
            }
        }
        Subject::Verse => {
            text(&mut lines, random, 1, 2);
            for _ in 0..random.between(2, 5) {
                lines.push(verse(words, random));
                lines.push(verse(words, random));
                if number.is_multiple_of(3) {
                    lines.extend(template.refrain.iter().cloned());
                }
            }
            text(&mut lines, random, 1, 1);
        }
        Subject::Weather => {
            text(&mut lines, random, 2, 3);
            for day in words.days {
                lines.push(format!(
                    "{day} {}° {}°",
                    random.between(0, 15),
                    random.between(16, 34)
                ));
            }
        }
        Subject::Stocks => {
            text(&mut lines, random, 2, 3);
            for name in words.families {
                lines.push((*name).to_owned());
                lines.push(format!("{}.{:02}", random.below(400), random.below(100)));
                lines.push(format!("+{}.{} %", random.below(9), random.below(10)));
            }
        }
        Subject::Recipes => {
            text(&mut lines, random, 1, 2);
            lines.push(words.parts[0].to_owned());
            for _ in 0..random.between(4, 9) {
                lines.push(format!(
                    "{} g {}",
                    random.between(2, 40) * 10,
                    random.pick(words.objects)
                ));
            }
            lines.push(words.parts[1].to_owned());
            text(&mut lines, random, 2, 4);
        }
        Subject::Notices => {
            text(&mut lines, random, 2, 4);
            if number.is_multiple_of(7) {
                lines.push(words.legal.to_owned());
                text(&mut lines, random, 1, 3);
            }
            if number.is_multiple_of(6) {
                lines.push(template.menu[2].to_owned());
                text(&mut lines, random, 1, 2);
                lines.push(template.menu[4].to_owned());
                lines.push(template.menu[5].to_owned());
                text(&mut lines, random, 1, 2);
            }
        }
        Subject::Interviews => {
            text(&mut lines, random, 1, 1);
            for _ in 0..random.between(3, 7) {
                lines.push(format!("{}?", capital(&clause(words, random))));
                text(&mut lines, random, 1, 2);
            }
            lines.push(words.heading.to_owned());
            text(&mut lines, random, 1, 1);
        }
    }
    lines
}
