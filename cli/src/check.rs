//! `unboil check`: whether rule packs are well-formed, and whether each rule does what its examples say.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Args;
use unboil::{Cleaner, CleanerBuilder, Problem, Rule, RulePack, Status};

use crate::exit::Exit;
use crate::explain::tally::plural;

const EXAMPLES: &str = "\
Examples:
  unboil check mine.toml
  unboil check rules/*.toml      the packs of a clone of unboil, in place of the built-in ones

Three things can be wrong with an example:
  missing    it must match, and doesn't
  noisy      it must not match, and does
  wrong      other lines go than it says, or another rule takes them

Exit status: 0 all is well, 1 something is wrong with a pack, 2 wrong usage.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckOptions {
    /// The packs: TOML files, of the form that rules/README.md of the project defines.
    #[arg(value_name = "PACK", required = true)]
    packs: Vec<PathBuf>,
}

pub(crate) fn run(options: &CheckOptions) -> Exit {
    let mut problems = Vec::new();
    let mut packs = Vec::new();
    for file in &options.packs {
        let name = file.display().to_string();
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return Exit::usage(&format!("{name}: {error}")),
        };
        match RulePack::parse_unverified(&name, &text) {
            Ok(pack) => packs.push(pack),
            Err(error) => problems.extend(error.problems().to_vec()),
        }
    }
    if !packs.is_empty() {
        problems.extend(verify(&packs));
    }
    Exit::of_output(report(&packs, &problems)).and(if problems.is_empty() {
        Exit::Success
    } else {
        Exit::SomeFailed
    })
}

/// The examples of the packs' rules, run in documents among all other rules.
fn verify(packs: &[RulePack]) -> Vec<Problem> {
    let ids: BTreeSet<&str> = packs
        .iter()
        .flat_map(RulePack::rules)
        .map(|rule| rule.id().as_str())
        .collect();
    // A pack that gives a built-in rule anew stands in for the built-in pack.
    let others: Vec<&RulePack> = RulePack::built_in()
        .filter(|pack| !pack.rules().any(|rule| ids.contains(rule.id().as_str())))
        .collect();
    let base = || {
        let builder = Cleaner::builder().without_built_in();
        others
            .iter()
            .fold(builder, |builder, pack| builder.pack((*pack).clone()))
    };
    let with_packs = || {
        packs
            .iter()
            .fold(base(), |builder, pack| builder.pack(pack.clone()))
    };
    let rules = || packs.iter().flat_map(RulePack::rules);
    let asked_for: Vec<&Rule> = rules()
        .filter(|rule| rule.status() != Status::Removed)
        .filter(|rule| rule.status() == Status::Preview || rule.category().is_of_article())
        .collect();
    let mut problems = failing(with_packs());
    if !asked_for.is_empty() {
        // What stays by default is checked while it goes. The examples of other rules are not written for that.
        let all = asked_for.iter().fold(with_packs(), |builder, rule| {
            builder.drop(rule.id().as_str())
        });
        let is_asked_for = |problem: &Problem| {
            asked_for
                .iter()
                .any(|rule| problem.rule() == Some(rule.id().as_str()))
        };
        problems.extend(failing(all).into_iter().filter(is_asked_for));
    }
    if problems
        .iter()
        .any(|problem| problem.rule().is_some_and(|id| !ids.contains(id)))
    {
        let known = failing(base());
        problems.retain(|problem| !known.contains(problem));
    }
    // What a line alone gets wrong, it gets wrong in a document as well.
    let mut said = BTreeSet::new();
    problems.retain(|problem| said.insert(about(problem)));
    problems
}

/// The rule, and the beginning of the example that fails or all that is said.
fn about(problem: &Problem) -> (Option<String>, String) {
    let message = problem.message();
    let example = message.split('`').nth(1).unwrap_or(message);
    (problem.rule().map(str::to_owned), example.to_owned())
}

fn failing(builder: CleanerBuilder) -> Vec<Problem> {
    match builder.build().and_then(|cleaner| cleaner.verify()) {
        Ok(()) => Vec::new(),
        Err(error) => error.problems().to_vec(),
    }
}

fn report(packs: &[RulePack], problems: &[Problem]) -> io::Result<()> {
    let mut out = io::BufWriter::new(anstream::stdout());
    let kind = |problem: &Problem| {
        let first = problem.message().split(':').next().unwrap_or_default();
        ["missing", "noisy", "wrong"]
            .into_iter()
            .find(|kind| *kind == first)
            .unwrap_or("invalid")
    };
    let loud = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    for problem in problems {
        if let Some((file, line)) = problem.place() {
            write!(out, "{file}:{line}: ")?;
        }
        let kind = kind(problem);
        write!(out, "{loud}{kind}{loud:#}: ")?;
        if let Some(rule) = problem.rule() {
            write!(out, "{rule}: ")?;
        }
        let message = problem.message();
        let message = message
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix(": "));
        writeln!(
            out,
            "{}",
            message.unwrap_or(problem.message()).replace('\n', "\\n")
        )?;
    }
    if problems.is_empty() {
        let rules = || packs.iter().flat_map(RulePack::rules);
        let examples =
            rules().map(|rule| rule.must_match().count() + rule.must_not_match().count());
        writeln!(
            out,
            "{} in {}: all hold",
            plural(examples.sum(), "example"),
            plural(rules().count(), "rule"),
        )?;
    } else {
        let counted: Vec<String> = ["invalid", "missing", "noisy", "wrong"]
            .into_iter()
            .map(|name| {
                (
                    problems
                        .iter()
                        .filter(|problem| kind(problem) == name)
                        .count(),
                    name,
                )
            })
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        writeln!(
            out,
            "{}: {}",
            plural(problems.len(), "problem"),
            counted.join(", ")
        )?;
    }
    out.flush()
}
