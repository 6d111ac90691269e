//! The bounds on speed that the project promises, as ratios in one run: `make bench` fails where one is broken.
//!
//! The measure is a plain scan for line ends that copies every line, over the same text.

use std::hint::black_box;
use std::time::{Duration, Instant};

use unboil::Cleaner;

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

fn raw_documents() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/raw");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

fn prose() -> String {
    raw_documents()
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| line.len() > 150)
        .fold(String::new(), |text, line| text + line + "\n\n")
}

/// `unit` repeated to about `bytes`.
fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len() + 1)
}

struct Report {
    broken: usize,
}

impl Report {
    fn line(&mut self, what: &str, measured: f64, bound: f64, unit: &str) {
        let verdict = if measured <= bound { "" } else { "  BROKEN" };
        self.broken += usize::from(measured > bound);
        println!("{what:52} {measured:8.2} {unit} (at most {bound}){verdict}");
    }
}

fn main() {
    let mut report = Report { broken: 0 };

    let mut first = Duration::ZERO;
    let start = Instant::now();
    let cleaner = black_box(Cleaner::default());
    first += start.elapsed();
    report.line(
        "building the default cleaner, first in the process",
        first.as_secs_f64() * 1e3,
        20.0,
        "ms",
    );

    let documents = raw_documents();
    let unit = documents.join("\n");
    let whole = repeated(&unit, 64 << 20);
    let copies = (64 << 20) / unit.len();
    assert_eq!(scan_and_copy(&whole), whole);
    let scan = fastest(5, || {
        black_box(scan_and_copy(black_box(&whole)));
    });
    let by_document = fastest(3, || {
        for _ in 0..copies {
            for document in &documents {
                black_box(cleaner.clean(black_box(document)));
            }
        }
    });
    let as_one = fastest(3, || {
        black_box(cleaner.clean(black_box(&whole)));
    });
    println!(
        "scan and copy of {} MB: {:.1} ms",
        whole.len() >> 20,
        scan.as_secs_f64() * 1e3
    );
    let ratio = |time: Duration| time.as_secs_f64() / scan.as_secs_f64();
    report.line(
        "raw documents to 64 MB, one by one",
        ratio(by_document),
        4.0,
        "x scan",
    );
    // Beside the work, one text of this size pays for memory that documents use again.
    report.line(
        "raw documents to 64 MB, as one text",
        ratio(as_one),
        4.5,
        "x scan",
    );

    let worst = [
        ("prose", prose()),
        ("raw documents", unit),
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
        ("line ends", "\n".to_owned()),
        (
            "combining marks",
            "\u{301}\n".repeat(3) + &"\u{301}".repeat(400),
        ),
    ];
    for (name, unit) in worst {
        let once = repeated(&unit, 16 << 20);
        let twice = repeated(&unit, 32 << 20);
        // Runs of the two lengths take turns, so that a slow moment of the machine hits both.
        let mut times = [Duration::MAX; 2];
        for _ in 0..5 {
            for (text, time) in [&once, &twice].into_iter().zip(&mut times) {
                *time = (*time).min(fastest(1, || {
                    black_box(cleaner.removals(black_box(text)));
                }));
            }
        }
        let growth = times[1].as_secs_f64() / times[0].as_secs_f64() * once.len() as f64 * 2.0
            / twice.len() as f64;
        report.line(&format!("growth, twice the text: {name}"), growth, 2.1, "x");
    }
    if report.broken > 0 {
        println!("{} bounds broken", report.broken);
        std::process::exit(1);
    }
}
