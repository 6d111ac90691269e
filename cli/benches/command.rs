//! What the command costs, as ratios in one run: `make bench-command`. Each figure is the best of several runs, since other work on the machine only ever adds
//! time. The texts are the five documents of `fixtures/raw`, one by one.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use unboil::Cleaner;

const UNBOIL: &str = env!("CARGO_BIN_EXE_unboil");
const RUNS: usize = 5;
/// Of text, in bytes.
const SIZE: usize = 64 << 20;

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let texts = documents();
    let size: usize = texts.iter().map(String::len).sum();
    let rounds = SIZE / size + 1;
    let lines = path("texts.jsonl");
    write_lines(&lines, &texts, rounds);
    let wet = path("texts.warc.wet.gz");
    write_wet(&wet, &texts, rounds);
    let several = path("several");
    fs::create_dir(&several).unwrap();
    for number in 0..8 {
        fs::copy(&wet, several.join(format!("{number}.warc.wet.gz"))).unwrap();
    }

    let megabytes = (size * rounds) as f64 / 1e6;
    let speed = |time: Duration| megabytes / time.as_secs_f64();
    println!(
        "{megabytes:.0} MB of text; speeds in MB of text a second, on one core unless it says otherwise\n"
    );

    let cleaner = Cleaner::default();
    let library = fastest(RUNS, || {
        for text in (0..rounds).flat_map(|_| &texts) {
            black_box(cleaner.clean(text));
        }
    });
    let jq = run("jq", &["-c", "."], &lines, Some(1));
    let one = unboil(&["-j", "1"], &lines, Some(1));
    println!("library on the bare texts        {:8.0}", speed(library));
    println!("unboil, JSON lines               {:8.0}", speed(one));
    if let Some(jq) = jq {
        println!("jq -c .                          {:8.0}", speed(jq));
        ratio("JSON lines: unboil to jq", speed(one) / speed(jq), 10.0);
    }
    ratio(
        "JSON lines: unboil to the library",
        speed(one) / speed(library),
        1.0 / 3.0,
    );

    let packed = unboil(&["-j", "1"], &wet, Some(1));
    println!("unboil, .wet.gz to plain         {:8.0}", speed(packed));
    if let Some(zcat) = run("zcat", &[], &wet, Some(1)) {
        println!("zcat                             {:8.0}", speed(zcat));
        ratio(".wet.gz: unboil to zcat", speed(packed) / speed(zcat), 0.7);
    }
    let output = path("out.warc.wet.gz");
    let output = output.to_str().unwrap();
    let repacked = unboil(&["-j", "1", "-o", output], &wet, Some(1));
    println!("unboil, .wet.gz to .wet.gz       {:8.0}", speed(repacked));

    let two = unboil(&["-j", "2"], &lines, None);
    ratio(
        "JSON lines: two cores to one",
        one.as_secs_f64() / two.as_secs_f64(),
        1.8,
    );
    let out = path("out");
    let out = out.to_str().unwrap();
    let one = unboil(&["-j", "1", "-o", out], &several, Some(1));
    let two = unboil(&["-j", "2", "-o", out], &several, None);
    ratio(
        "a folder of .wet.gz: two cores to one",
        one.as_secs_f64() / two.as_secs_f64(),
        1.8,
    );

    let small = path("small.txt");
    fs::write(&small, &texts[0]).unwrap();
    let nothing = start("true", &[]);
    let version = start(UNBOIL, &["--version"]).saturating_sub(nothing);
    let file = start(UNBOIL, &[small.to_str().unwrap()]).saturating_sub(nothing);
    limit(
        "start: unboil --version",
        version.as_secs_f64() * 1e3,
        15.0,
        "ms",
    );
    limit(
        "start: one small file",
        file.as_secs_f64() * 1e3,
        15.0,
        "ms",
    );

    let document = texts.concat().repeat((200 << 20) / size);
    fs::write(path("one.txt"), &document).unwrap();
    let line = serde_json::json!({"text": document}).to_string() + "\n";
    fs::write(path("one.jsonl"), &line).unwrap();
    for (name, largest) in [("one.txt", document.len()), ("one.jsonl", line.len())] {
        let input = File::open(path(name)).unwrap();
        let peak = peak_memory(Stdio::from(input), |_| {});
        limit(
            &format!("memory beyond a document of 200 MB: {name}"),
            (peak as f64 - largest as f64) / 1e6,
            512.0,
            "MB",
        );
    }
    let block = fs::read(&lines).unwrap();
    let peak = peak_memory(Stdio::piped(), move |stdin| {
        for _ in 0..5_000_000_000 / block.len() + 1 {
            stdin.write_all(&block).unwrap();
        }
    });
    limit(
        "memory for JSON lines of 5 GB",
        peak as f64 / 1e6,
        512.0,
        "MB",
    );
}

fn documents() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/raw");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

fn write_lines(path: &Path, texts: &[String], rounds: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    for (id, text) in (0..rounds).flat_map(|_| texts).enumerate() {
        let url = format!("https://example.org/{id}");
        let line = serde_json::json!({"id": id, "url": url, "text": text});
        writeln!(file, "{line}").unwrap();
    }
}

/// A member for each record, as Common Crawl packs them.
fn write_wet(path: &Path, texts: &[String], rounds: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    for (id, text) in (0..rounds).flat_map(|_| texts).enumerate() {
        let mut packer = flate2::write::GzEncoder::new(&mut file, flate2::Compression::default());
        write!(
            packer,
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.org/{id}\r\n\
             WARC-Block-Digest: sha1:{}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
            "A".repeat(32),
            text.len()
        )
        .unwrap();
        packer.finish().unwrap();
    }
}

/// The shortest of several runs.
fn fastest(runs: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// The time of a program over a file; nothing if there is no such program.
fn run(program: &str, arguments: &[&str], input: &Path, cores: Option<usize>) -> Option<Duration> {
    if Command::new(program).arg("--version").output().is_err() {
        println!("{program} is not here; what is compared with it is left out");
        return None;
    }
    Some(fastest(RUNS, || {
        let mut command = match cores {
            Some(_) => {
                let mut command = Command::new("taskset");
                command.args(["-c", "0", program]);
                command
            }
            None => Command::new(program),
        };
        let status = command
            .args(arguments)
            .arg(input)
            .stdout(Stdio::null())
            .status();
        assert!(status.unwrap().success());
    }))
}

fn unboil(arguments: &[&str], input: &Path, cores: Option<usize>) -> Duration {
    let mut all = vec!["clean", "--no-config"];
    all.extend(arguments);
    run(UNBOIL, &all, input, cores).unwrap_or_default()
}

/// From the start of a program to its end.
fn start(program: &str, arguments: &[&str]) -> Duration {
    fastest(100, || {
        let mut command = Command::new(program);
        let status = command.args(arguments).stdout(Stdio::null()).status();
        assert!(status.unwrap().success());
    })
}

/// The most memory that the command takes, in bytes.
fn peak_memory(
    input: Stdio,
    write: impl FnOnce(&mut std::process::ChildStdin) + Send + 'static,
) -> u64 {
    let mut child = Command::new(UNBOIL)
        .args(["clean", "--no-config", "-j", "2"])
        .stdin(input)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        if let Some(mut stdin) = stdin {
            scope.spawn(move || write(&mut stdin));
        }
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let kilobytes = text
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))
                .and_then(|value| value.trim().strip_suffix(" kB")?.parse::<u64>().ok());
            peak = peak.max(kilobytes.unwrap_or(0) * 1024);
            std::thread::sleep(Duration::from_millis(2));
        }
        peak
    })
}

fn ratio(what: &str, measured: f64, at_least: f64) {
    let verdict = if measured >= at_least {
        ""
    } else {
        "  NOT REACHED"
    };
    println!("{what:44} {measured:8.2}    (at least {at_least:.2}){verdict}");
}

fn limit(what: &str, measured: f64, at_most: f64, unit: &str) {
    let verdict = if measured <= at_most {
        ""
    } else {
        "  NOT REACHED"
    };
    println!("{what:44} {measured:8.1} {unit} (at most {at_most}){verdict}");
}
