//! Inputs that are made to take time or memory, at growing sizes: how long each takes for a megabyte more, and its memory. Linear is a factor of ten for ten times the
//! size. What is beyond a limit says so. `cargo bench -p unboil-cli --bench hostile -- 1000` goes to a gigabyte; 100 MB is the default.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const UNBOIL: &str = env!("CARGO_BIN_EXE_unboil");
const MODES: [&str; 3] = ["markers", "article", "page"];

const TEXTS: [(&str, &str); 12] = [
    ("[", "["),
    ("spaces", " "),
    ("line breaks", "\n"),
    ("lone CR", "\r"),
    ("one header", "Read also:\n"),
    (
        "openers of blocks",
        "Related stories\nRead also:\nMost read\nYou may also like\n",
    ),
    ("unclosed notes", "skip past newsletter promotion\n"),
    ("unclosed markers", "[ad_1[embed {{ (( "),
    ("combining marks", "\u{301}"),
    ("short lines", "a\n"),
    ("times", "0:00\n"),
    ("capitals and stops", "A b. "),
];

const EMPTY_RECORD: &str = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n\r\n\r\n";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --benches` only wants to know that it builds.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let most: usize = arguments
        .iter()
        .find_map(|size| size.parse().ok())
        .unwrap_or(100);
    let sizes: Vec<usize> = [1, 10, 100, 1000]
        .into_iter()
        .filter(|size| *size <= most)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    println!(
        "seconds and MB of memory at {sizes:?} MB; the factor is that of the time, for the last tenfold\n"
    );
    for (name, unit) in TEXTS {
        for mode in MODES {
            let file = path("a.txt");
            row(&format!("{name}, {mode}"), &sizes, |size| {
                write(&file, "", unit, size * 1_000_000 / unit.len());
                vec!["--mode", mode, file.to_str().unwrap()]
            });
        }
    }
    println!("\nrecords and rows\n");
    for (name, extension, first, unit) in [
        ("empty WET records", "wet", "", EMPTY_RECORD),
        ("broken WET records", "wet", "", "WARC/1.0\r\n\r\n\r\n\r\n"),
        ("line breaks as WET", "wet", "", "\r\n"),
        ("[ as JSON lines", "jsonl", "", "["),
        (
            "empty texts as JSON lines",
            "jsonl",
            "",
            "{\"text\":\"\"}\n",
        ),
        ("quotes as CSV", "csv", "text\n", "\""),
        ("empty rows of CSV", "csv", "text\n", "\n"),
        ("columns of CSV", "csv", "", ","),
    ] {
        let file = path(&format!("a.{extension}"));
        row(name, &sizes, |size| {
            write(&file, first, unit, size * 1_000_000 / unit.len());
            vec!["--on-error", "skip", file.to_str().unwrap()]
        });
    }
    println!(
        "\nrules of a pack, over a text of 1 MB; seconds and MB at [1000, 10000, 100000] rules\n"
    );
    let text = path("a.txt");
    write(
        &text,
        "",
        "The bridge is open again.\n\nTown 17 hall\n",
        25_000,
    );
    for (name, matcher, example) in [
        ("phrases", "lines = [\"town #\"]", "Town #"),
        ("labels", "labels = [\"town #\"]", "Town #: hall"),
        ("markers", "markers = [\"[town# *]\"]", "[town# x]"),
        ("the same phrase", "lines = [\"town\"]", "Town"),
        ("patterns", "patterns = [\"town # [a-z]+\"]", "Town # hall"),
    ] {
        let pack = path("pack.toml");
        row(name, &[1000, 10_000, 100_000], |rules| {
            let mut file = BufWriter::new(File::create(&pack).unwrap());
            writeln!(file, "schema = 1\nlanguage = \"und\"").unwrap();
            for number in 0..rules {
                let rule = format!("{matcher}\nmust_match = [\"{example}\"]")
                    .replace('#', &number.to_string());
                writeln!(
                    file,
                    "[[rule]]\nid = \"mine/r{number}\"\ncategory = \"site\"\nsummary = \"A box\"\nstatus = \"stable\"\nsince = \"1\"\n\
                     strength = \"strong\"\n{rule}\nmust_not_match = [\"It rained, he said.\"]"
                )
                .unwrap();
            }
            file.flush().unwrap();
            vec!["--rules", pack.to_str().unwrap(), text.to_str().unwrap()]
        });
    }
}

fn write(path: &Path, first: &str, unit: &str, times: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    file.write_all(first.as_bytes()).unwrap();
    let chunk = unit.repeat(1000);
    for _ in 0..times / 1000 {
        file.write_all(chunk.as_bytes()).unwrap();
    }
    file.write_all(unit.repeat(times % 1000).as_bytes())
        .unwrap();
    file.flush().unwrap();
}

/// Runs the command with the arguments that `prepare` gives for each size, until one is beyond a limit.
fn row<'a>(name: &str, sizes: &[usize], prepare: impl Fn(usize) -> Vec<&'a str>) {
    print!("{name:32}");
    let mut last: Option<Duration> = None;
    let mut factor = String::new();
    for size in sizes {
        let arguments = prepare(*size);
        let (time, memory, said) = run(&arguments);
        print!(" {:8.2} {:6}", time.as_secs_f64(), memory >> 20);
        if said.contains("limit") {
            let said: String = said
                .lines()
                .next()
                .unwrap_or("")
                .chars()
                .rev()
                .take(70)
                .collect();
            factor = format!("  …{}", said.chars().rev().collect::<String>());
            break;
        }
        if let Some(last) = last {
            factor = format!("  x {:.1}", time.as_secs_f64() / last.as_secs_f64());
        }
        last = Some(time);
    }
    println!("{factor}");
}

/// Time, peak memory in bytes, and the first of what is said on standard error.
fn run(arguments: &[&str]) -> (Duration, u64, String) {
    let errors = tempfile::NamedTempFile::new().unwrap();
    let started = Instant::now();
    let mut child = Command::new(UNBOIL)
        .args(["clean", "--no-config", "-j", "1"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(errors.reopen().unwrap())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let kilobytes = text
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|value| value.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) << 10);
        sleep(Duration::from_millis(1));
    }
    let time = started.elapsed();
    let mut said = String::new();
    let reader = std::io::Read::take(errors.reopen().unwrap(), 4096);
    let _ = std::io::Read::read_to_string(&mut { reader }, &mut said);
    (time, peak, said)
}
