//! Texts of each kind that is cleaned, made of those in `fixtures/`.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder of `fixtures/` whose name passes, by name.
fn files(folder: &str, passes: fn(&str) -> bool) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| passes(&path.file_name().unwrap().to_string_lossy()))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// What extractors gave: articles with boilerplate left in them.
pub(crate) fn extracted() -> Vec<String> {
    files("raw", |_| true)
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
    files("negative", |name| {
        ["zh-", "ja-", "ko-"]
            .iter()
            .any(|language| name.starts_with(language))
    })
}

/// Pages with a block a line, their paragraphs and menus repeated under other numbers until they have the length of pages.
pub(crate) fn pages() -> Vec<String> {
    let lengthen = |text: &String| {
        let mut page = String::new();
        for line in text.lines() {
            // Two characters before each line say whether it is the article's.
            let (own, line) = (line.starts_with("  "), &line[2..]);
            for number in 0..5 {
                page += line;
                if number > 0 {
                    page += &format!(" {number}");
                }
                page += if own { ".\n\n" } else { "\n" };
            }
        }
        page
    };
    files("pages", |name| !name.contains(".none"))
        .iter()
        .map(lengthen)
        .collect()
}

/// The same pages, each as one long line.
pub(crate) fn flattened() -> Vec<String> {
    let flatten = |page: &String| page.replace("\n\n", " ").replace('\n', " ");
    pages().iter().map(flatten).collect()
}
