//! The bounds on speed that the project promises, as ratios in one run on one core: `make bench` fails where one is broken.
//!
//! The measure is a plain scan for line ends that copies every line, over the same text. `cargo bench --bench bounds -- WORD` measures only what has
//! the word in its name. `TEXTS=FOLDER` adds mode `page` on the files of a folder: pages of which each is seen once in a round.

#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod scan;
#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod texts;

use std::hint::black_box;
use std::time::{Duration, Instant};

use scan::fastest;
use unboil::{Cleaner, Mode};

const BYTES: usize = 64 << 20;

/// `unit` repeated to about `bytes`.
fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len() + 1)
}

/// Prints what is measured, and remembers what breaks its bound.
struct Report {
    /// Only what has this in its name is measured.
    wanted: String,
    broken: Vec<String>,
}

impl Report {
    fn wants(&self, what: &str) -> bool {
        what.contains(&self.wanted)
    }

    fn line(&mut self, what: &str, measured: f64, bound: f64, unit: &str) {
        let verdict = if measured <= bound { "" } else { "  BROKEN" };
        if measured > bound {
            self.broken.push(what.to_owned());
        }
        println!("{what:52} {measured:8.2} {unit} (at most {bound}){verdict}");
    }
}

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    arguments.retain(|argument| argument != "--bench");
    let mut report = Report {
        wanted: arguments.concat(),
        broken: Vec::new(),
    };
    building(&mut report);
    documents(&mut report);
    removals(&mut report);
    one_text(&mut report);
    if !report.broken.is_empty() {
        println!("broken: {}", report.broken.join("; "));
        std::process::exit(1);
    }
}

/// Comes first: what is built once a process is built here.
fn building(report: &mut Report) {
    const NAME: &str = "building the default cleaner";
    if !report.wants(NAME) {
        return;
    }
    let before = scan::resident();
    let start = Instant::now();
    let cleaner = black_box(Cleaner::default());
    let first = start.elapsed().as_secs_f64() * 1e3;
    let grown = before.and_then(|before| Some(scan::resident()? - before));
    report.line(
        &format!("{NAME}, first in the process"),
        first,
        3.0,
        "ms    ",
    );
    if let Some(megabytes) = grown {
        report.line(&format!("{NAME}, memory"), megabytes, 6.0, "MB    ");
    }
    drop(cleaner);
}

/// Documents one by one, to 64 MB.
fn documents(report: &mut Report) {
    let rows = [
        ("default mode, prose", Mode::Article, texts::prose(), 2.5),
        (
            "default mode, extractor output",
            Mode::Article,
            texts::extracted(),
            4.0,
        ),
        (
            "default mode, page dumps",
            Mode::Article,
            texts::pages(),
            8.0,
        ),
        ("page mode, page dumps", Mode::Page, texts::pages(), 10.0),
        (
            "page mode, page dumps, flattened",
            Mode::Page,
            texts::flattened(),
            10.0,
        ),
    ];
    let own = std::env::var("TEXTS").ok().map(|folder| {
        let name = "page mode, texts of your own";
        (name, Mode::Page, texts::of_folder(&folder), 10.0)
    });
    for (name, mode, documents, bound) in rows.into_iter().chain(own) {
        if !report.wants(name) {
            continue;
        }
        let cleaner = Cleaner::builder().mode(mode).build().unwrap();
        let size: usize = documents.iter().map(String::len).sum();
        let left: usize = documents
            .iter()
            .map(|document| cleaner.clean(document).text.len())
            .sum();
        assert!(
            left > size / 4,
            "{name}: {left} of {size} bytes are left: that is not the usual work"
        );
        let rounds = BYTES / size + 1;
        let scan = scan::seconds_per_byte(&documents.concat().repeat(rounds));
        let time = fastest(3, || {
            for _ in 0..rounds {
                for document in &documents {
                    black_box(cleaner.clean(black_box(document)));
                }
            }
        });
        let seconds_per_byte = time.as_secs_f64() / (rounds * size) as f64;
        println!(
            "{name}: {:.0} MB/s; the scan: {:.0} MB/s",
            1e-6 / seconds_per_byte,
            1e-6 / scan
        );
        report.line(name, seconds_per_byte / scan, bound, "x scan");
    }
}

/// Those who only want to know what would go don't pay more than those who want the text.
fn removals(report: &mut Report) {
    const NAME: &str = "removals alone, extractor output";
    if !report.wants(NAME) {
        return;
    }
    let cleaner = Cleaner::default();
    let documents = texts::extracted();
    let rounds = (8 << 20) / documents.iter().map(String::len).sum::<usize>();
    let each = |work: &dyn Fn(&str)| {
        for _ in 0..rounds {
            documents.iter().for_each(|document| work(document));
        }
    };
    let [alone, clean] = fastest_in_turns([
        &mut || {
            each(&|document| {
                black_box(cleaner.removals(black_box(document)));
            });
        },
        &mut || {
            each(&|document| {
                black_box(cleaner.clean(black_box(document)));
            });
        },
    ]);
    report.line(
        NAME,
        alone.as_secs_f64() / clean.as_secs_f64(),
        1.0,
        "x clean",
    );
}

/// The fastest of several runs of each, which take turns, so that a slow moment of the machine hits both.
fn fastest_in_turns(mut works: [&mut dyn FnMut(); 2]) -> [Duration; 2] {
    let mut times = [Duration::MAX; 2];
    for _ in 0..5 {
        for (work, time) in works.iter_mut().zip(&mut times) {
            *time = (*time).min(fastest(1, work));
        }
    }
    times
}

fn one_text(report: &mut Report) {
    const NAME: &str = "default mode, extractor output as one text of 64 MB";
    if !report.wants(NAME) {
        return;
    }
    let cleaner = Cleaner::default();
    let whole = repeated(&texts::extracted().join("\n"), BYTES);
    let time = fastest(3, || {
        black_box(cleaner.clean(black_box(&whole)));
    });
    let seconds_per_byte = time.as_secs_f64() / whole.len() as f64;
    // Beside the work, one text of this size pays for memory that documents use again.
    report.line(
        NAME,
        seconds_per_byte / scan::seconds_per_byte(&whole),
        4.5,
        "x scan",
    );
}
