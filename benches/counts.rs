//! Instructions of five fixed workloads, counted by callgrind: unlike times they are the same on a busy machine, so that a test can hold them.
//!
//! `make counts` compares them with `benches/counts.tsv` and fails where one has grown by 5 %; `make counts-update` writes that file anew.
//! What counts is the difference between a process with a few rounds over the texts and one with more, so that neither starting nor building a cleaner is in it.
//!
//! The same way it is seen that work grows with the length of a text and no faster, whatever the text is made of: as exactly as no time shows it, since long texts
//! leave the caches.

#[expect(dead_code, reason = "benchmarks share it, and each needs a part")]
mod texts;

use std::fmt::Write;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::{env, fs};

use unboil::{Cleaner, Mode};

/// What a count may grow by.
const GROWTH: f64 = 1.05;
/// What it may grow by under another compiler, which may be the cause of some of it.
const GROWTH_ELSEWHERE: f64 = 1.15;
const ROUNDS: [u64; 2] = [2, 6];
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/counts.tsv");

type Workload = (&'static str, Mode, fn() -> Vec<String>);

const WORKLOADS: [Workload; 5] = [
    ("default-prose", Mode::Article, texts::prose),
    ("default-extractor-output", Mode::Article, texts::extracted),
    ("default-page-dumps", Mode::Article, texts::pages),
    ("default-cjk", Mode::Article, texts::cjk),
    ("page-page-dumps", Mode::Page, texts::pages),
];

/// The shortest of the texts whose instructions are compared, in bytes, and how many times as long they are.
const SHORTEST: usize = 16 << 10;
const TIMES: [usize; 3] = [1, 2, 4];
/// What twice the text may cost; twice, and what the end of a buffer or a table makes of it.
const TWICE: f64 = 2.1;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["--rounds", rounds, name] => run(name, rounds),
        ["--times", times, mode, name] => run_worst(name, mode, times),
        ["--update", "--bench"] => count().and_then(|counts| record(&counts)),
        ["--bench"] => count()
            .and_then(|counts| compare(&counts))
            .and_then(|()| growth()),
        // `cargo test --benches` only wants to know that it builds.
        _ => Ok(()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// What callgrind looks at.
fn run(name: &str, rounds: &str) -> Result<(), String> {
    let workload = WORKLOADS.iter().find(|workload| workload.0 == name);
    let (_, mode, documents) = workload.ok_or("no such workload")?;
    let rounds: u64 = rounds.parse().map_err(|_| "rounds are a number")?;
    let cleaner = Cleaner::builder().mode(*mode).build();
    let cleaner = cleaner.map_err(|error| error.to_string())?;
    let documents = documents();
    for _ in 0..rounds {
        for document in &documents {
            black_box(cleaner.clean(black_box(document)));
        }
    }
    Ok(())
}

/// The same for one long text.
fn run_worst(name: &str, mode: &str, times: &str) -> Result<(), String> {
    let named = MODES.iter().find(|(other, _)| *other == mode);
    let &(_, mode) = named.ok_or("no such mode")?;
    let times: usize = times.parse().map_err(|_| "times are a number")?;
    let cleaner = Cleaner::builder().mode(mode).build();
    let cleaner = cleaner.map_err(|error| error.to_string())?;
    let worst = texts::worst();
    let (_, unit) = worst
        .iter()
        .find(|(other, _)| *other == name)
        .ok_or("no such text")?;
    let repetitions = 0..(SHORTEST / unit.len() + 1) * times;
    let text: String = repetitions
        .map(|number| unit.replace(texts::NUMBER, &number.to_string()))
        .collect();
    black_box(cleaner.removals(black_box(&text)));
    Ok(())
}

/// Those that look beyond single lines.
const MODES: [(&str, Mode); 2] = [("article", Mode::Article), ("page", Mode::Page)];

/// Whether every text of [`texts::worst`] costs twice as much if it is twice as long.
fn growth() -> Result<(), String> {
    let mut problems = Vec::new();
    for (mode, _) in MODES {
        for (name, _) in texts::worst() {
            let mut costs = Vec::new();
            for times in TIMES {
                let arguments = ["--times", &times.to_string(), mode, name];
                costs.push(instructions(&arguments)? as f64);
            }
            let twice = (costs[2] - costs[1]) / (costs[1] - costs[0]);
            println!("twice the text, mode {mode:8} {name:24} {twice:6.3} times the instructions");
            if twice > TWICE {
                problems.push(format!(
                    "twice as much of {name} takes {twice:.2} times the instructions in mode {mode}"
                ));
            }
        }
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(problems.join("\n")),
    }
}

struct Count {
    name: &'static str,
    /// Of the texts.
    bytes: u64,
    /// For one round over the texts.
    instructions: u64,
}

fn count() -> Result<Vec<Count>, String> {
    let counts = WORKLOADS.iter().map(|&(name, _, documents)| {
        let [few, many] =
            ROUNDS.map(|rounds| instructions(&["--rounds", &rounds.to_string(), name]));
        Ok(Count {
            name,
            bytes: documents().iter().map(|text| text.len() as u64).sum(),
            instructions: (many? - few?) / (ROUNDS[1] - ROUNDS[0]),
        })
    });
    counts.collect()
}

/// Instructions of this program with other arguments.
fn instructions(arguments: &[&str]) -> Result<u64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .output()
        .map_err(|error| format!("valgrind (of the package of that name): {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    match collected {
        Some(number) if output.status.success() => Ok(number),
        _ => Err(format!(
            "valgrind failed over {}:\n{said}",
            arguments.join(" ")
        )),
    }
}

/// The compiler and the machine it makes code for: with others the same program has other instructions.
fn compiler() -> Result<String, String> {
    let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(program)
        .arg("-vV")
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = said.lines().next().unwrap_or_default();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(format!("{version}, {}", host.unwrap_or_default()))
}

fn record(counts: &[Count]) -> Result<(), String> {
    let mut text = format!(
        "# Instructions of a round over the texts of each workload; `make counts-update` writes this file.\ncompiler\t{}\nworkload\tbytes\tinstructions\n",
        compiler()?
    );
    for count in counts {
        writeln!(
            text,
            "{}\t{}\t{}",
            count.name, count.bytes, count.instructions
        )
        .map_err(|error| error.to_string())?;
    }
    print!("{text}");
    fs::write(RECORD, text).map_err(|error| format!("{RECORD}: {error}"))
}

fn compare(counts: &[Count]) -> Result<(), String> {
    let text = fs::read_to_string(RECORD).map_err(|error| format!("{RECORD}: {error}"))?;
    let recorded_by = text
        .lines()
        .find_map(|line| line.strip_prefix("compiler\t"))
        .unwrap_or_default();
    let compiler = compiler()?;
    let machine = |compiler: &str| compiler.split_once(", ").map(|(_, host)| host.to_owned());
    if machine(&compiler) != machine(recorded_by) {
        println!(
            "instruction counts are left out: they are of {recorded_by}, and this is {compiler}"
        );
        return Ok(());
    }
    let growth = if compiler == recorded_by {
        GROWTH
    } else {
        println!(
            "the counts are of {recorded_by}, and this is {compiler}: they may be {:.0} % more instead of {:.0} %",
            (GROWTH_ELSEWHERE - 1.0) * 100.0,
            (GROWTH - 1.0) * 100.0
        );
        GROWTH_ELSEWHERE
    };
    let mut problems = Vec::new();
    for count in counts {
        let row = text.lines().find_map(|line| {
            let mut fields = line.strip_prefix(count.name)?.split('\t').skip(1);
            let bytes: u64 = fields.next()?.parse().ok()?;
            Some((bytes, fields.next()?.parse::<u64>().ok()?))
        });
        let name = count.name;
        let Some((bytes, instructions)) = row else {
            problems.push(format!("{name} has no count"));
            continue;
        };
        let ratio = count.instructions as f64 / instructions as f64;
        println!(
            "{name:26} {:8.1} instructions a byte, {:+6.2} %",
            count.instructions as f64 / count.bytes as f64,
            (ratio - 1.0) * 100.0
        );
        if bytes != count.bytes {
            problems.push(format!("the texts of {name} are others"));
        } else if ratio > growth {
            problems.push(format!(
                "{name} takes {} instructions, and took {instructions}",
                count.instructions
            ));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}\nIf that is as it should be: make counts-update",
        problems.join("\n")
    ))
}
