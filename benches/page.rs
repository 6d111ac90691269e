//! How fast page mode is, on dumps of whole pages in the forms that tools give them, as bytes a second; and the bound that it must keep: at most twelve
//! times a plain scan for line ends that copies every line, over the same text, in the same run.

use std::hint::black_box;
use std::time::{Duration, Instant};

use unboil::{Cleaner, Mode};

const BOUND: f64 = 12.0;
const BYTES: usize = 64 << 20;

/// The shortest of several runs: other work on the machine only ever adds time.
fn fastest(runs: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn scan_and_copy(text: &str) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        copy.push_str(&text[start..=end]);
        start = end + 1;
    }
    copy.push_str(&text[start..]);
    copy
}

/// Pages of `fixtures/pages`, with paragraphs and menus repeated under other numbers until they have the length of pages.
fn pages() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pages");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().contains(".none"))
        .collect();
    paths.sort();
    let page = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut page = String::new();
        for line in text.lines() {
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
    paths.iter().map(page).collect()
}

fn main() {
    let cleaner = Cleaner::builder().mode(Mode::Page).build().unwrap();
    let blocks = pages();
    let flattened: Vec<String> = blocks
        .iter()
        .map(|page| page.replace("\n\n", " ").replace('\n', " "))
        .collect();
    let mut broken = false;
    for (form, pages) in [("a block a line", blocks), ("flattened", flattened)] {
        let size: usize = pages.iter().map(String::len).sum();
        let times = BYTES / size;
        let whole: String = pages.concat().repeat(times);
        let left: usize = pages
            .iter()
            .map(|page| cleaner.clean(page).text.len())
            .sum();
        assert!(
            left > size / 4 && left < size,
            "{form}: {left} of {size} bytes are left"
        );
        let scan = fastest(5, || {
            black_box(scan_and_copy(black_box(&whole)));
        });
        let clean = fastest(3, || {
            for _ in 0..times {
                for page in &pages {
                    black_box(cleaner.clean(black_box(page)));
                }
            }
        });
        let ratio = clean.as_secs_f64() / scan.as_secs_f64();
        let rate = (times * size) as f64 / clean.as_secs_f64() / 1e6;
        let verdict = if ratio <= BOUND { "" } else { "  BROKEN" };
        broken |= ratio > BOUND;
        println!("{form:20} {rate:6.0} MB/s, {ratio:6.1} x scan (at most {BOUND}){verdict}");
    }
    if broken {
        std::process::exit(1);
    }
}
