//! The command `unboil`: takes web boilerplate out of text.

mod clean;
mod exit;
mod json_lines;
mod options;
#[allow(dead_code)]
mod removals;
mod settings;

use std::process::ExitCode;

use clap::Parser;

use crate::options::{Command, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    let exit = match &options.command {
        Some(Command::Clean(options)) => clean::run(options),
        None => clean::run(&options.clean),
    };
    exit.into()
}
