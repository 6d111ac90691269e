//! The command `unboil`: takes web boilerplate out of text. A library only so that the Python package can start the same command.

mod clean;
mod exit;
mod json_lines;
mod options;
#[allow(dead_code)]
mod removals;
mod settings;

use std::ffi::OsString;

use clap::Parser;

use crate::options::{Command, Options};

/// Runs the command with these arguments, the first of which is its name, and gives its exit status.
///
/// It reads and writes the standard streams of the process, which it ends itself after `--help`, `--version` and wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let options = Options::parse_from(arguments);
    let exit = match &options.command {
        Some(Command::Clean(options)) => clean::run(options),
        None => clean::run(&options.clean),
    };
    exit.status()
}
