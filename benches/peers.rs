//! Other ways to take boilerplate out of text, over the same texts on one core, each in a process of its own: times as ratios to a scan for line ends
//! that copies every line. `make bench` says how it is run.
//!
//! Those in Python (`python/bench/peers.py`) need an interpreter that has them, named by `PEERS_PYTHON`.

#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod scan;
#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod texts;

use std::env;
use std::fs;
use std::hint::black_box;
use std::process::{Command, exit};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{RegexSet, RegexSetBuilder};
use unboil::{Cleaner, Mode, Rule};

type Documents = fn() -> Vec<String>;
/// Seconds for each byte of documents.
type Measure = fn(&[String]) -> f64;

const TEXTS: [(&str, Documents); 4] = [
    ("prose", texts::prose),
    ("extractor output", texts::extracted),
    ("page dumps", texts::pages),
    ("CJK", texts::cjk),
];

const IN_RUST: [(&str, Measure); 4] = [
    ("unboil, default mode", |documents| {
        unboil(Mode::Article, documents)
    }),
    ("unboil, page mode", |documents| {
        unboil(Mode::Page, documents)
    }),
    ("Aho-Corasick of the phrases, one pass", one_automaton),
    ("RegexSet of the rules, line by line", one_set),
];

/// As they are shown, and what `peers.py` calls them.
const IN_PYTHON: [(&str, &str); 4] = [
    ("haystack, DocumentCleaner", "haystack"),
    ("NeMo Curator, BoilerPlateStringModifier", "nemo"),
    ("jusText, over lines", "justext"),
    ("datatrove, C4QualityFilter", "datatrove"),
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["--peer", name, texts] => {
            let (_, measure) = IN_RUST.iter().find(|peer| peer.0 == name).unwrap();
            let (_, documents) = TEXTS.iter().find(|kind| kind.0 == texts).unwrap();
            println!("{:e}", measure(&documents()));
        }
        ["--bench"] => table(),
        // `cargo test --benches` only wants to know that it builds.
        _ => {}
    }
}

fn table() {
    let this = env::current_exe().unwrap();
    let scans = TEXTS.map(|(_, documents)| {
        let text = documents().concat();
        scan::seconds_per_byte(&text.repeat((64 << 20) / text.len()))
    });
    print!("{:40}", "times the scan");
    TEXTS.iter().for_each(|(name, _)| print!("{name:>18}"));
    println!();
    for (name, _) in IN_RUST {
        row(name, &scans, |texts| {
            let mut command = Command::new(&this);
            command.args(["--peer", name, texts]);
            command
        });
    }
    let Some(python) = env::var_os("PEERS_PYTHON") else {
        println!("cleaners in Python are left out: PEERS_PYTHON names no interpreter");
        return;
    };
    let folder = write_documents();
    for (shown, name) in IN_PYTHON {
        row(shown, &scans, |texts| {
            let mut command = Command::new(&python);
            command
                .arg(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/python/bench/peers.py"
                ))
                .arg(name)
                .arg(folder.join(texts));
            command
        });
    }
}

/// One peer over all kinds of texts.
fn row(name: &str, scans: &[f64; 4], command: impl Fn(&str) -> Command) {
    print!("{name:40}");
    for ((texts, _), scan) in TEXTS.iter().zip(scans) {
        let output = command(texts).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let Some(Ok(seconds_per_byte)) = said.lines().last().map(str::parse::<f64>) else {
            eprintln!("{name}: {}", String::from_utf8_lossy(&output.stderr));
            exit(1);
        };
        print!("{:18.1}", seconds_per_byte / scan);
    }
    println!();
}

/// Every kind of text as a folder of its documents, for other programs.
fn write_documents() -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    for (name, documents) in TEXTS {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        for (number, document) in documents().iter().enumerate() {
            fs::write(folder.join(format!("{number:02}.txt")), document).unwrap();
        }
    }
    folder
}

/// Seconds for each byte of the documents.
fn seconds_per_byte(documents: &[String], mut work: impl FnMut(&str)) -> f64 {
    let size: usize = documents.iter().map(String::len).sum();
    let rounds = scan::rounds_of_a_second(|| documents.iter().for_each(|document| work(document)));
    let time = scan::fastest(3, || {
        for _ in 0..rounds {
            documents.iter().for_each(|document| work(document));
        }
    });
    time.as_secs_f64() / (rounds * size) as f64
}

fn unboil(mode: Mode, documents: &[String]) -> f64 {
    let cleaner = Cleaner::builder().mode(mode).build().unwrap();
    seconds_per_byte(documents, |text| {
        black_box(cleaner.clean(black_box(text)));
    })
}

/// All phrases that a rule is looked up by, wherever they stand: what it takes only to find them.
fn one_automaton(documents: &[String]) -> f64 {
    let cleaner = Cleaner::default();
    let phrases: Vec<&str> = cleaner
        .rules()
        .flat_map(|rule| rule.lines().chain(rule.labels()))
        .collect();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(phrases)
        .unwrap();
    seconds_per_byte(documents, |text| {
        black_box(automaton.find_iter(black_box(text)).count());
    })
}

/// All rules as regular expressions for a line, compiled as one set; lines that match are left out of a copy.
fn one_set(documents: &[String]) -> f64 {
    let set = rules_as_set(&Cleaner::default());
    seconds_per_byte(documents, |text| {
        let mut kept = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            if !set.is_match(line.trim()) {
                kept.push_str(line);
            }
        }
        black_box(kept);
    })
}

fn rules_as_set(cleaner: &Cleaner) -> RegexSet {
    let patterns = cleaner.rules().flat_map(|rule: &Rule| {
        let lines = rule
            .lines()
            .map(|line| format!(r"^{}[.:!…]*$", regex::escape(line)));
        let labels = rule
            .labels()
            .map(|label| format!(r"^{}\s*[:|»›>→–—-]", regex::escape(label)));
        let patterns = rule.patterns().map(|pattern| format!("^(?:{pattern})$"));
        lines.chain(labels).chain(patterns).collect::<Vec<_>>()
    });
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .size_limit(4 << 30)
        .dfa_size_limit(1 << 30)
        .build()
        .unwrap()
}
