//! The command `unboil`: takes web boilerplate out of text.

mod batch;
mod clean;
mod compression;
mod delimited;
mod dolma;
mod edit;
mod exit;
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
mod removals;
mod settings;
mod source;
mod statistics;
mod target;
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
        None => clean::run(&options.clean, OnError::Pass),
    };
    exit.into()
}
