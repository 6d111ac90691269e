//! Texts of each kind that is cleaned, made of those in `fixtures/`.

use std::fs;
use std::path::Path;

/// Named one by one, so that figures stay comparable when a fixture is added.
fn files(folder: &str, names: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let read = |name: &&str| fs::read_to_string(folder.join(name).with_extension("txt")).unwrap();
    names.iter().map(read).collect()
}

/// What extractors gave: articles with boilerplate left in them.
pub(crate) fn extracted() -> Vec<String> {
    files(
        "raw",
        &[
            "ad-markers",
            "cnn-related-block",
            "kvia-comment-footer",
            "read-also-interstitials",
            "rt-icon-string",
        ],
    )
}

/// The paragraphs of those alone.
pub(crate) fn prose() -> Vec<String> {
    let paragraphs = |text: &String| {
        let long = text.lines().filter(|line| line.len() > 150);
        long.fold(String::new(), |text, line| text + line + "\n\n")
    };
    extracted().iter().map(paragraphs).collect()
}

/// Articles in Chinese, Japanese and Korean.
pub(crate) fn cjk() -> Vec<String> {
    files(
        "negative",
        &[
            "ja-interview-tokeishi",
            "ja-recipe-nikujaga",
            "ko-review-jeongi-juljeonja",
            "ko-yeonpyo-deungdae",
            "zh-CN-wenda-yangmao",
            "zh-CN-xinwen-laoqiao",
            "zh-TW-lvyou-xiaozhen",
        ],
    )
}

/// Pages with a block a line, of the length that pages have: each with the furniture of four others besides its own, so that a page has no line twice, and with its article again
/// under other numbers.
pub(crate) fn pages() -> Vec<String> {
    const TIMES: usize = 5;
    let texts = files(
        "pages",
        &[
            "de-bericht",
            "el-eidisi",
            "en-list",
            "en-news",
            "en-questions",
            "en-several",
            "ja-kiji",
            "ru-novosti",
        ],
    );
    let parts: Vec<[Vec<&str>; 3]> = texts.iter().map(|text| parts_of(text)).collect();
    let page = |number: usize| {
        let near = || parts.iter().cycle().skip(number).take(TIMES);
        let mut page = String::new();
        let mut add = |lines: &[&str], again: usize| {
            for line in lines {
                // Two characters before each line say whether it is the article's.
                let (own, line) = (line.starts_with("  "), &line[2..]);
                page += line;
                if again > 0 {
                    page += &format!(" {again}");
                }
                page += if own { ".\n\n" } else { "\n" };
            }
        };
        near().for_each(|[before, ..]| add(before, 0));
        (0..TIMES).for_each(|again| add(&parts[number][1], again));
        near().for_each(|[.., behind]| add(behind, 0));
        page
    };
    (0..texts.len()).map(page).collect()
}

/// The lines before the article, its own with what stands between, and those behind it.
fn parts_of(text: &str) -> [Vec<&str>; 3] {
    let lines: Vec<&str> = text.lines().collect();
    let is_own = |line: &&str| line.starts_with("  ");
    let first = lines.iter().position(is_own).unwrap();
    let last = lines.iter().rposition(is_own).unwrap();
    [
        lines[..first].to_vec(),
        lines[first..=last].to_vec(),
        lines[last + 1..].to_vec(),
    ]
}

/// The files of a folder.
pub(crate) fn of_folder(folder: &str) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path| fs::read_to_string(path).unwrap();
    paths.iter().map(read).collect()
}

/// The same pages, each as one long line.
pub(crate) fn flattened() -> Vec<String> {
    let flatten = |page: &String| page.replace("\n\n", " ").replace('\n', " ");
    pages().iter().map(flatten).collect()
}

/// Where the number of a repetition stands in what is repeated, so that its words are others each time.
pub(crate) const NUMBER: char = '\u{FFFC}';

/// What texts are made of that ask for much work: each repeated is a text.
pub(crate) fn worst() -> Vec<(&'static str, String)> {
    vec![
        ("prose", prose().concat()),
        ("extractor output", extracted().join("\n")),
        ("[", "[".to_owned()),
        ("unclosed markers", "[embed ".to_owned()),
        ("nested markers", "[ad_1][embed {{ ".to_owned()),
        ("headers without lists", "Read also:\n".to_owned()),
        ("short lines", "a\n".to_owned()),
        ("weak lines", "Email\n".to_owned()),
        (
            "every other line goes",
            "Skip to content\nThe rain went on.\n".to_owned(),
        ),
        (
            "sections",
            "The pier\nThe wooden pier dies from below where worms eat the piles, and nobody sees the piles of the pier until one of them breaks under \
             the people who walk on the pier.\n"
                .repeat(4)
                + "Home\nSearch\nLog in\n",
        ),
        (
            "sections of new words",
            ('a'..='c')
                .map(|part| {
                    let words = ('a'..='z').map(|word| format!(" {word}{part}{NUMBER}x"));
                    format!("Heading\nThe{}.\n", words.collect::<String>())
                })
                .chain(["Home\nSearch\n".to_owned()])
                .collect(),
        ),
        (
            "sentences in pieces",
            "The pier of\nGrey Point\n, which the\nharbour board\nbuilt for the\nherring fleet\n, is the oldest on the coast\n.\nHome\n".to_owned(),
        ),
        (
            "links over lines",
            "* [The pier of Grey Point, which the harbour board built for the herring\nfleet](https://example.org/pier-\nof-grey-point.html) is closed.\n".to_owned(),
        ),
        (
            "wrapped without case",
            "포구 끝에 있던 낡은 어구 창고가 지난주 갈매기를 돌보는 작은 병원으로 바뀌었다 날개를 다치거나 낚싯줄에 다리가 감긴\n".to_owned(),
        ),
        (
            "items of lists",
            "* The north door of the shed closes again without the help of anybody. It was oiled\n* Half of the roof has been tarred, and the other half waits for a week\nSheds\n".to_owned(),
        ),
        ("line ends", "\n".to_owned()),
        (
            "combining marks",
            "\u{301}\n".repeat(3) + &"\u{301}".repeat(400),
        ),
    ]
}
