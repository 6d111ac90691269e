//! How time grows with the length of texts, with threads and with rules of one's own, as a table for `python/bench/growth.py`: `make growth`.

#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod scan;
#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod texts;

use std::env;
use std::fmt::Write;
use std::hint::black_box;
use std::process::Command;
use std::thread;
use std::time::Instant;

use scan::fastest;
use unboil::{Cleaner, Mode, RulePack};

/// From 1 KB to 1 GB.
const LENGTHS: std::ops::RangeInclusive<u32> = 3..=9;
/// From one rule to 100,000.
const RULES: std::ops::RangeInclusive<u32> = 0..=5;
const DOCUMENT_BYTES: usize = 4000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["--rules", count] => rules(count.parse().unwrap()),
        ["--bench"] => {
            println!("figure\tline\tx\ty");
            lengths();
            // Each in a process of its own: what one cleaner leaves in memory is not the next one's.
            for exponent in RULES {
                let count = 10_usize.pow(exponent).to_string();
                let this = env::current_exe().unwrap();
                let output = Command::new(this).args(["--rules", &count]).output();
                let output = output.unwrap();
                assert!(
                    output.status.success(),
                    "{}",
                    String::from_utf8_lossy(&output.stderr)
                );
                print!("{}", String::from_utf8_lossy(&output.stdout));
            }
        }
        // `cargo test --benches` only wants to know that it builds.
        _ => {}
    }
}

/// `unit` again and again, to `bytes` and the end of that line.
fn text_of(unit: &str, bytes: usize) -> String {
    let mut text = unit.repeat(bytes / unit.len() + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[bytes..]);
    text.truncate(end.map_or(text.len(), |end| bytes + end + 1));
    text
}

/// A text as documents of some KB, cut at the ends of lines.
fn documents_of(text: &str) -> Vec<&str> {
    let mut documents = Vec::new();
    let mut rest = text;
    while rest.len() > DOCUMENT_BYTES {
        let end = memchr::memchr(b'\n', &rest.as_bytes()[DOCUMENT_BYTES..]);
        let (document, after) =
            rest.split_at(end.map_or(rest.len(), |end| DOCUMENT_BYTES + end + 1));
        documents.push(document);
        rest = after;
    }
    documents.push(rest);
    documents
}

fn clean_all(cleaner: &Cleaner, documents: &[&str], threads: usize) {
    if threads == 1 {
        for document in documents {
            black_box(cleaner.clean(black_box(document)));
        }
        return;
    }
    thread::scope(|scope| {
        for share in documents.chunks(documents.len().div_ceil(threads)) {
            scope.spawn(move || clean_all(cleaner, share, 1));
        }
    });
}

/// Seconds for texts of every length.
fn lengths() {
    let cases = [
        (Mode::Article, "extractor output", texts::extracted()),
        (Mode::Page, "page dumps", texts::pages()),
    ];
    for (mode, name, documents) in cases {
        let cleaner = Cleaner::builder().mode(mode).build().unwrap();
        let unit = documents.join("\n");
        for exponent in LENGTHS {
            let text = text_of(&unit, 10_usize.pow(exponent));
            let documents = documents_of(&text);
            let runs = if exponent < 8 { 5 } else { 1 };
            let row = |line: &str, work: &mut dyn FnMut()| {
                let seconds = fastest(runs, work).as_secs_f64();
                println!(
                    "length\tmode {mode}, {name}, {line}\t{}\t{seconds}",
                    text.len()
                );
            };
            if mode == Mode::Article {
                row("one text", &mut || {
                    black_box(cleaner.clean(black_box(&text)));
                });
            }
            for threads in [1, 2] {
                let line = format!(
                    "documents, {threads} {}",
                    if threads == 1 { "thread" } else { "threads" }
                );
                row(&line, &mut || clean_all(&cleaner, &documents, threads));
            }
        }
    }
}

/// Seconds to read and build, memory, and speed with so many rules of one's own beside the built-in ones.
fn rules(count: usize) {
    let pack = pack(count);
    let text = text_of(&texts::extracted().join("\n"), 20_000_000);
    let documents = documents_of(&text);
    let before = scan::resident();
    let start = Instant::now();
    let pack = RulePack::parse("own.toml", &pack).unwrap();
    let cleaner = Cleaner::builder().pack(pack).build().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    // The first look at a line compiles what is compiled only once.
    clean_all(&cleaner, &documents[..100], 1);
    println!("building\tread and built, seconds\t{count}\t{seconds}");
    if let Some(megabytes) = before.and_then(|before| Some(scan::resident()? - before)) {
        println!("memory\tmemory, MB\t{count}\t{megabytes}");
    }
    let time = fastest(3, || clean_all(&cleaner, &documents, 1));
    let rate = text.len() as f64 / 1e6 / time.as_secs_f64();
    println!("rate\tmode article, extractor output, MB/s\t{count}\t{rate}");
}

/// A pack of rules with two phrases each, in the form that people write.
fn pack(count: usize) -> String {
    const PLACES: [&str; 8] = [
        "harbour", "market", "station", "library", "garden", "museum", "theatre", "school",
    ];
    let mut pack = "schema = 1\nlanguage = \"en\"\n".to_owned();
    for number in 0..count {
        let place = PLACES[number % PLACES.len()];
        write!(
            pack,
            r#"
[[rule]]
id = "own/rule-{number}"
category = "navigation"
summary = "Links of desk {number}"
status = "stable"
since = "0.1.0"
strength = "strong"
lines = ["all from {place} desk {number}", "{place} desk {number} in pictures"]
must_match = ["All from {place} desk {number}"]
must_not_match = ["The {place} desk has the number {number}, and nobody sits at it."]
"#
        )
        .unwrap();
    }
    pack
}
