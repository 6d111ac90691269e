//! `unboil completions` and `unboil man`: made from the same definitions as the help.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::exit::Exit;
use crate::options::Options;

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  unboil completions bash > ~/.local/share/bash-completion/completions/unboil
  unboil completions zsh > \"${fpath[1]}/_unboil\"
  unboil completions fish > ~/.config/fish/completions/unboil.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  unboil man | man -l -                         read it
  unboil man --output ~/.local/share/man/man1   install it, with a page for each subcommand";

#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(crate) struct CompletionsOptions {
    /// The shell to print a script for.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub(crate) struct ManOptions {
    /// A folder for a page of the command and one of each subcommand; the command's page is printed if it is not given.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(crate) fn completions(options: &CompletionsOptions) -> Exit {
    // The generator writes to memory: it takes every failed write for a fault of its own and panics.
    let mut script = Vec::new();
    clap_complete::generate(
        options.shell,
        &mut Options::command(),
        "unboil",
        &mut script,
    );
    Exit::of_output(print(&script))
}

pub(crate) fn man(options: &ManOptions) -> Exit {
    let Some(folder) = &options.output else {
        let mut page = Vec::new();
        let done = clap_mangen::Man::new(Options::command()).render(&mut page);
        return Exit::of_output(done.and_then(|()| print(&page)));
    };
    let done = fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Options::command(), folder));
    match done {
        Ok(()) => Exit::Success,
        Err(error) => {
            eprintln!("unboil: {}: {error}", folder.display());
            Exit::SomeFailed
        }
    }
}

fn print(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}
