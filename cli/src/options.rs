//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  unboil article.txt                      print the article without boilerplate
  cat article.txt | unboil > clean.txt    the same in a pipe
  unboil --body-only *.txt                title, byline and date go too
  unboil --format jsonl --field text - < pages.jsonl > clean.jsonl

Exit status: 0 all done, 1 some input could not be read (it is named on standard error), 2 wrong usage.";

/// Takes web boilerplate out of plain text and keeps every word of the article.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) clean: CleanOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clean files or standard input and print what is left (the default command).
    #[command(after_help = EXAMPLES)]
    Clean(CleanOptions),
}

#[derive(Debug, Args)]
pub(crate) struct CleanOptions {
    /// Files to clean; `-`, or none, is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How much is removed.
    #[arg(long, value_enum, default_value_t = Mode::Article)]
    pub(crate) mode: Mode,
    /// Remove title, byline, date lines and standfirst as well.
    #[arg(long)]
    pub(crate) body_only: bool,
    /// In page mode, leave out documents that hold no article: section fronts, error pages, log-in walls.
    #[arg(long)]
    pub(crate) require_article: bool,
    /// What the input is.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// The field of a JSON line that holds the text; a dot goes into a nested object (`page.text`).
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) field: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// Only lines that are never prose: for text that must not lose a word.
    Markers,
    /// What an extractor left around and inside an article.
    Article,
    /// The text of a whole page: everything outside the article goes as well.
    Page,
}

impl From<Mode> for unboil::Mode {
    fn from(mode: Mode) -> unboil::Mode {
        match mode {
            Mode::Markers => unboil::Mode::Markers,
            Mode::Article => unboil::Mode::Article,
            Mode::Page => unboil::Mode::Page,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Each file is one text.
    Text,
    /// Each line is a JSON object with the text in one of its fields.
    Jsonl,
}
