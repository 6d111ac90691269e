//! `unboil learn` on made-up sites: time and memory. `DOCUMENTS` says how many pages there are, a hundred of each site; 100,000 by default.

#[path = "../../tests/sites/mod.rs"]
#[expect(dead_code, reason = "tests have it too, and a benchmark needs a part")]
mod sites;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::time::Instant;

use serde_json::json;
use sites::Subject;

const PAGES: usize = 100;
/// Of an article, beside what the generator gives: pages of 4 KB.
const PARAGRAPHS: usize = 1;
/// The bounds: a million documents of 4 KB in ten minutes and 1 GB on two cores.
const SECONDS: f64 = 600.0;
const MEGABYTES: f64 = 1000.0;

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let documents: usize = std::env::var("DOCUMENTS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder for the pages");
    let input = folder.path().join("pages.jsonl");
    let bytes = write_pages(&input, documents);
    println!(
        "{documents} documents of {} bytes on average, {} sites",
        bytes / documents,
        documents / PAGES
    );
    let packs = folder.path().join("packs");
    let started = Instant::now();
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(env!("CARGO_BIN_EXE_unboil"))
        .args(["learn", "--site", "site", "-j", "2", "-o"])
        .args([&packs, &input])
        .output()
        .expect("the command and GNU time");
    let seconds = started.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    print!("{}", String::from_utf8_lossy(&output.stdout));
    let kilobytes: f64 = said
        .lines()
        .last()
        .and_then(|line| line.parse().ok())
        .expect("what GNU time says");
    let million = seconds * 1e6 / documents as f64;
    verdict("seconds for a million documents", million, SECONDS);
    verdict("megabytes of memory", kilobytes / 1000.0, MEGABYTES);
}

fn verdict(what: &str, value: f64, most: f64) {
    let state = if value <= most { "" } else { "  NOT REACHED" };
    println!("{what:<40} {value:>10.0}    (at most {most}){state}");
}

/// A site after the other would be the easiest order; pages of all sites come in turn.
fn write_pages(path: &std::path::Path, documents: usize) -> usize {
    let mut output = BufWriter::new(File::create(path).expect("a file for the pages"));
    let mut bytes = 0;
    // So many sites are made at once.
    const SITES: usize = 1000;
    let all = documents / PAGES;
    for first in (0..all).step_by(SITES) {
        let made: Vec<sites::Site> = (first..all.min(first + SITES))
            .map(|seed| {
                let subject = Subject::ALL[seed % Subject::ALL.len()];
                sites::long_site(seed as u64, subject, PAGES, PARAGRAPHS)
            })
            .collect();
        for page in 0..PAGES {
            for site in &made {
                let text = site.pages[page].text();
                bytes += text.len();
                let line = json!({"site": site.name, "text": text});
                writeln!(output, "{line}").expect("room for the pages");
            }
        }
    }
    output.flush().expect("room for the pages");
    bytes
}
