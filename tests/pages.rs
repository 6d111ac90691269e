//! Whole pages as tools print them: a block a line, hard-wrapped, as Markdown, with inline elements on lines of their own, and flattened to one
//! line. A page is written as an example of a rule is: `- ` before a line that goes, two spaces before one that stays; one whose name ends in
//! `.none` holds no article, and one whose name ends in `.blocks` is only tried a block a line.

mod fixtures;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod forms;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod laws;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod sites;

use std::fmt::Write;

use forms::{Page, as_markdown, in_one_line, in_pieces, pages, with_wrapped_links};
use unboil::{Cleaner, Mode};

fn articles() -> impl Iterator<Item = Page> {
    pages()
        .into_iter()
        .filter(|page| !page.name.ends_with(".none"))
}

/// Those of which no form but a block a line is of interest.
fn articles_of_any_form() -> impl Iterator<Item = Page> {
    articles().filter(|page| !page.name.ends_with(".blocks"))
}

fn cleaner() -> Cleaner {
    Cleaner::builder().mode(Mode::Page).build().unwrap()
}

/// The laws hold, and all that is the article's stays: `seen` is a text as it is compared.
fn keeps_the_article(page: &Page, text: &str, seen: impl Fn(&str) -> String) -> String {
    laws::all(&cleaner(), text);
    let cleaned = cleaner().clean(text);
    assert!(!cleaned.no_article, "{}: no article in {text}", page.name);
    let left = seen(&cleaned.text);
    for line in page.article() {
        assert!(
            left.contains(&seen(line)),
            "{}: lost {line:?}, left {left}",
            page.name
        );
    }
    left
}

fn as_it_is(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_block_a_line() {
    for page in articles() {
        // Two spaces behind a line are a break of Markdown.
        for line_break in ["\n", "\n\n", "  \n", "\r\n"] {
            let text = page.text().replace('\n', line_break);
            let left = keeps_the_article(&page, &text, as_it_is);
            let lines = left.lines().map(str::trim_end);
            let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
            assert_eq!(lines, page.article().collect::<Vec<_>>(), "{}", page.name);
        }
    }
}

#[test]
fn hard_wrapped() {
    for page in articles_of_any_form().filter(|page| !page.name.starts_with("ja")) {
        let text = laws::wrapped(&page.text().replace('\n', "\n\n"), 79);
        let left = keeps_the_article(&page, &text, in_one_line);
        for line in page.foreign().filter(|line| line.len() > 12) {
            assert!(!left.contains(line), "{}: {line:?} stays", page.name);
        }
    }
}

/// A blank line behind every line, whether or not a paragraph ends there.
#[test]
fn hard_wrapped_and_set_off() {
    for page in articles_of_any_form().filter(|page| !page.name.starts_with("ja")) {
        let text = laws::wrapped(&page.text(), 79).replace('\n', "\n\n");
        let left = keeps_the_article(&page, &text, in_one_line);
        for line in page.foreign().filter(|line| line.len() > 12) {
            assert!(!left.contains(line), "{}: {line:?} stays", page.name);
        }
    }
}

#[test]
fn markdown() {
    for page in articles_of_any_form() {
        let left = keeps_the_article(&page, &as_markdown(&page), as_it_is);
        assert!(!left.contains("example.org"), "{}: {left}", page.name);
    }
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn inline_elements_on_lines_of_their_own() {
    let mut tried = 0;
    for page in articles_of_any_form() {
        let text = in_pieces(&page);
        // No mark behind a link says that sentences go on there.
        if text.contains("\n, ") || text.contains("\n.") {
            keeps_the_article(&page, &text, without_spaces);
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried}");
}

#[test]
fn links_that_are_wrapped() {
    for page in articles_of_any_form() {
        let text = with_wrapped_links(&page);
        let left = keeps_the_article(&page, &text, |text| {
            let target = "(https://example.org/archive/2024/one-page-of-many.html)";
            without_spaces(text)
                .replace(target, "")
                .replace(['[', ']'], "")
        });
        for line in page.foreign().filter(|line| line.len() > 12) {
            assert!(
                !left.contains(&without_spaces(line)),
                "{}: {line:?} stays",
                page.name
            );
        }
    }
}

#[test]
fn flattened() {
    // Where letters have no case and words have spaces, nothing parts a menu from the sentence behind it.
    let parted = |page: &Page| !page.name.contains("list") && !page.name.starts_with("ar-");
    for page in articles_of_any_form().filter(parted) {
        let text = in_one_line(&page.text());
        laws::all(&cleaner(), &text);
        let left = cleaner().clean(&text).text.into_owned();
        if left == text {
            // Of a short page too little speaks for one.
            assert!(text.len() < 1500, "{}: nothing goes", page.name);
            continue;
        }
        for line in page.article() {
            let words: Vec<&str> = line.split(' ').collect();
            let middle = words[words.len() / 4..].join(" ");
            assert!(
                left.contains(&middle),
                "{}: lost {middle:?}, left {left}",
                page.name
            );
        }
        for line in page.foreign().filter(|line| line.len() > 100) {
            assert!(!left.contains(line), "{}: {line:?} stays", page.name);
        }
    }
}

#[test]
fn a_short_page_in_one_line() {
    let page = articles().find(|page| page.name == "en-post").unwrap();
    let text = in_one_line(&page.text());
    let left = keeps_the_article(&page, &text, as_it_is);
    for line in ["Home", "Newsletter", "Recent Posts", "Older Posts", "©"] {
        assert!(!left.contains(line), "{line} stays: {left}");
    }
}

#[test]
fn pages_without_an_article() {
    for page in pages()
        .into_iter()
        .filter(|page| page.name.ends_with(".none"))
    {
        let text = page.text();
        laws::all(&cleaner(), &text);
        let cleaned = cleaner().clean(&text);
        assert!(cleaned.no_article, "{}: {}", page.name, cleaned.text);
        for removal in &cleaned.removals {
            assert!(
                !removal.rule.as_str().starts_with("page/"),
                "{}: {removal:?}",
                page.name
            );
        }
    }
}

/// What is clean already is left as it is, and so is its beginning in one line.
#[test]
fn an_article_by_itself_stays() {
    for page in articles() {
        let paragraphs: Vec<&str> = page.article().collect();
        let first = 1..=paragraphs.len();
        let texts = first.map(|count| paragraphs[..count].join(" "));
        for text in texts.chain([paragraphs.join("\n\n")]) {
            let cleaned = cleaner().clean(&text);
            assert_eq!(cleaned.text, text, "{}", page.name);
            assert!(!cleaned.no_article);
        }
    }
}

#[test]
fn the_headline_stays_for_whoever_asks() {
    let cleaner = Cleaner::builder()
        .mode(Mode::Page)
        .keep("page/headline")
        .build()
        .unwrap();
    let page = articles().find(|page| page.name == "en-news").unwrap();
    let text = page.text();
    let left = cleaner.clean(&text).text.into_owned();
    assert!(
        left.starts_with("Lighthouse at Grey Point gets its lamp back\n"),
        "{left}"
    );
}

#[test]
fn what_is_always_to_be_kept_stays_on_a_page() {
    let cleaner = Cleaner::builder()
        .mode(Mode::Page)
        .always_keep("^Share this story$")
        .build()
        .unwrap();
    let page = articles().find(|page| page.name == "en-news").unwrap();
    let lines = page.article().collect::<Vec<_>>().join("\n");
    let cleaned = cleaner.clean(&page.text()).text.into_owned();
    assert_eq!(cleaned, format!("Share this story\n{lines}\n"));
}

const MENU: &str = "Skip to content\nHome\nNews\nSport\nCulture\nWeather\nOpinion\nContact\nSubscribe\nLog in\nSearch\n";
const FOOTER: &str = "Share\nFacebook\nTwitter\nMost read\nThe ferry that nobody took\nA lamp for the pier\nWhy herring is cheap this year\n\
    About us\nPrivacy policy\nTerms of use\n© 2023 The Grey Point Courier\n";

/// Bytes that each rule takes, in the order of the text, from every page in every form, from hard articles in a page, and from made-up sites: what changes unasked is seen. Whoever has
/// changed mode `page` looks at the new rows after `UPDATE=yes cargo test --test pages`.
#[test]
fn what_goes_from_each_form() {
    let mut texts = Vec::new();
    for page in pages() {
        let text = page.text();
        texts.extend([
            (page.name.clone(), "blocks", text.clone()),
            (page.name.clone(), "set off", text.replace('\n', "\n\n")),
            (page.name.clone(), "wrapped", laws::wrapped(&text, 79)),
            (page.name.clone(), "markdown", as_markdown(&page)),
            (page.name.clone(), "in pieces", in_pieces(&page)),
            (page.name.clone(), "links", with_wrapped_links(&page)),
            (page.name.clone(), "flattened", in_one_line(&text)),
        ]);
    }
    for (name, text) in fixtures::documents("negative") {
        let name = name.trim_end_matches(".txt").to_owned();
        texts.push((
            name,
            "in a page",
            format!("{MENU}{}\n{FOOTER}", text.trim()),
        ));
    }
    for (seed, subject) in (0..).zip(sites::Subject::ALL) {
        let site = sites::site(seed, subject, 2);
        for (number, page) in site.pages.iter().enumerate() {
            let name = format!("{subject:?} {number}");
            let text = page.text();
            texts.extend([
                (name.clone(), "blocks", text.clone()),
                (name.clone(), "wrapped", laws::wrapped(&text, 79)),
                (name, "flattened", in_one_line(&text)),
            ]);
        }
    }
    let mut found = String::new();
    for (name, form, text) in texts {
        write!(found, "{name}\t{form}\t").unwrap();
        let cleaned = cleaner().clean(&text);
        for removals in cleaned.removals.chunk_by(|a, b| a.rule == b.rule) {
            let bytes: usize = removals.iter().map(|removal| removal.text.len()).sum();
            write!(found, " {} {bytes}", removals[0].rule).unwrap();
        }
        let ending = if cleaned.no_article {
            " no article"
        } else {
            ""
        };
        writeln!(found, "{ending}").unwrap();
    }
    fixtures::assert_recorded("forms.tsv", &found);
}
