//! The command `unboil`: takes web boilerplate out of text.

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
mod source;
mod statistics;
mod target;
mod texts;
mod warc;
mod worker;

use std::process::ExitCode;

use clap::Parser;

use crate::options::{Command, Options};
use crate::problem::OnError;

fn main() -> ExitCode {
    let arguments = options::join_quarantine(std::env::args_os());
    let options = Options::parse_from(arguments);
    let exit = match &options.command {
        Some(Command::Clean(options)) => clean::run(options, OnError::Stop),
        Some(Command::Explain(options)) => explain::run(options),
        Some(Command::Rules(options)) => rules::list(options),
        Some(Command::Rule(options)) => rules::show(options),
        Some(Command::Check(options)) => check::run(options),
        Some(Command::Eval(options)) => eval::run(options),
        Some(Command::Restore(options)) => restore::run(options),
        Some(Command::Completions(options)) => shell::completions(options),
        Some(Command::Man(options)) => shell::man(options),
        None => clean::run(&options.clean, OnError::Pass),
    };
    exit.into()
}
