//! The command `unboil`: takes web boilerplate out of text. A library only so that the Python package can start the same command.

mod batch;
mod check;
mod clean;
mod compression;
mod delimited;
mod dolma;
mod edit;
mod eval;
mod exit;
mod explain;
mod feeder;
mod format;
mod input;
mod job;
mod journal;
mod json_lines;
mod learn;
mod options;
mod output;
#[cfg_attr(not(feature = "parquet"), path = "without_parquet.rs")]
mod parquet;
mod pipeline;
mod problem;
mod progress;
mod reason;
mod removals;
mod restore;
mod rules;
mod score;
mod settings;
mod shell;
mod site;
mod source;
mod statistics;
mod target;
mod texts;
mod warc;
mod worker;

use std::ffi::OsString;

use clap::Parser;

use crate::options::{Command, Options};
use crate::problem::OnError;

/// Runs the command with these arguments, the first of which is its name, and gives its exit status.
///
/// It reads and writes the standard streams of the process, which it ends itself after `--help`, `--version` and wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let options = Options::parse_from(options::join_quarantine(arguments.into_iter()));
    let exit = match &options.command {
        Some(Command::Clean(options)) => clean::run(options, OnError::Stop),
        Some(Command::Explain(options)) => explain::run(options),
        Some(Command::Rules(options)) => rules::list(options),
        Some(Command::Rule(options)) => rules::show(options),
        Some(Command::Check(options)) => check::run(options),
        Some(Command::Eval(options)) => eval::run(options),
        Some(Command::Learn(options)) => learn::run(options),
        Some(Command::Restore(options)) => restore::run(options),
        Some(Command::Completions(options)) => shell::completions(options),
        Some(Command::Man(options)) => shell::man(options),
        None => clean::run(&options.clean, OnError::Pass),
    };
    exit.status()
}
