//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

use crate::check::CheckOptions;
use crate::eval::EvalOptions;
use crate::explain::ExplainOptions;
use crate::format::Format;
use crate::learn::LearnOptions;
use crate::problem::OnError;
use crate::removals::Offsets;
use crate::restore::RestoreOptions;
use crate::rules::{RuleOptions, RulesOptions};
use crate::settings::SettingOptions;
use crate::shell::{CompletionsOptions, ManOptions};
use crate::site::SiteOptions;

const EXAMPLES: &str = "\
Examples:
  unboil article.txt                                print the article without boilerplate
  cat article.txt | unboil > clean.txt              the same in a pipe
  unboil --format jsonl < pages.jsonl > clean.jsonl the field `text` of JSON lines
  unboil clean pages/ -o clean/                     a folder, on all cores
  unboil clean crawl.warc.wet.gz -o clean.warc.wet.gz --removals removed.jsonl

Exit status: 0 all done; 1 something was wrong with an input or an output (it is named on standard error); 2 wrong usage, or with --check,
something would be removed; 130 interrupted.";

/// Takes web boilerplate out of plain text and keeps every word of the article.
#[derive(Debug, Parser)]
#[command(name = "unboil", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) clean: CleanOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clean files, folders or standard input (without a subcommand: the same, printed, and going on after an error).
    #[command(after_help = EXAMPLES)]
    Clean(CleanOptions),
    /// Show what would go from a text and why, on the terminal or as a page for the browser.
    Explain(ExplainOptions),
    /// List the rules.
    Rules(RulesOptions),
    /// Show one rule: what it removes, its examples, where it is defined.
    Rule(RuleOptions),
    /// Validate rule packs and run their examples.
    Check(CheckOptions),
    /// Score the cleaning of texts whose article is known: precision, recall, F1, before and after.
    Eval(EvalOptions),
    /// Learn from the pages of sites what is not the article there: a rule pack for each.
    Learn(LearnOptions),
    /// Put back what was removed: the input, byte for byte.
    Restore(RestoreOptions),
    /// Print a script that completes commands and options in a shell.
    Completions(CompletionsOptions),
    /// Print the manual, or write it for `man`.
    Man(ManOptions),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct CleanOptions {
    /// Files, folders, and patterns such as `crawl/**/*.txt`; `-`, or none, is standard input.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The output: a file, or for folders and several files, a folder that gets the same tree [default: standard output].
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// What the input is [default: by its name or its first bytes]. Packed input (gzip, zstd) is known by its first bytes.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// The field or column that holds the text; a dot goes into a nested object (`page.text`) [default: text].
    #[arg(long, visible_alias = "column", value_name = "NAME")]
    pub(crate) field: Option<String>,
    /// How many cores to use [default: all].
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Go on with an unfinished job: files that are done are left as they are.
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,
    /// What happens to a record that can't be cleaned: `stop` ends the job, `skip` passes it on as it is, `quarantine FILE` puts it into FILE [default:
    /// stop; without a subcommand, skip].
    #[arg(long, value_name = "stop|skip|quarantine FILE")]
    pub(crate) on_error: Option<OnError>,
    #[command(flatten)]
    pub(crate) settings: SettingOptions,
    #[command(flatten)]
    pub(crate) site: SiteOptions,
    /// Leave documents out in which `--mode page` finds no article: section fronts, error pages, log-in walls.
    #[arg(long, conflicts_with = "emit", help_heading = "What is removed")]
    pub(crate) require_article: bool,
    /// A file for what is removed: JSON lines with document, span, rule, category and text.
    #[arg(long, value_name = "FILE", help_heading = "What is reported")]
    pub(crate) removals: Option<PathBuf>,
    /// The unit of spans in the removals file [default: bytes].
    #[arg(long, value_enum, help_heading = "What is reported")]
    pub(crate) offsets: Option<Offsets>,
    /// What is written.
    #[arg(long, value_enum, default_value_t = Emit::Clean, help_heading = "What is reported")]
    pub(crate) emit: Emit,
    /// Say on standard error what was kept and removed, by category and rule; with `=FILE`, write it there as JSON.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, help_heading = "What is reported")]
    pub(crate) stats: Option<Option<PathBuf>>,
    /// Write nothing; name the files from which something would be removed, and end with status 2 if there are any.
    #[arg(long, conflicts_with_all = ["output", "emit"], help_heading = "What is reported")]
    pub(crate) check: bool,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// The input without what is removed.
    Clean,
    /// Of JSON lines, attribute files of the Dolma toolkit: what would be removed, as spans of characters.
    Dolma,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mode {
    /// Only lines that are never prose: for text that must not lose a word.
    Markers,
    /// What an extractor left around and inside an article.
    Article,
    /// The text of a whole page: everything outside its article goes as well.
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

/// `--on-error quarantine FILE` in one word, as the parser of arguments wants it.
pub(crate) fn join_quarantine(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::new();
    let mut arguments = arguments.peekable();
    let mut options = true;
    while let Some(argument) = arguments.next() {
        options &= argument != "--";
        let named = joined.last().is_some_and(|last| last == "--on-error");
        let is_quarantine =
            named && argument == "quarantine" || argument == "--on-error=quarantine";
        joined.push(argument);
        if options
            && is_quarantine
            && let Some(file) = arguments.next_if(|next| !next.as_encoded_bytes().starts_with(b"-"))
            && let Some(last) = joined.last_mut()
        {
            last.push("=");
            last.push(file);
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarantine_takes_its_file() {
        let join = |line: &str| {
            let joined = join_quarantine(line.split(' ').map(OsString::from));
            joined
                .iter()
                .map(|word| word.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            join("unboil --on-error quarantine bad a"),
            "unboil --on-error quarantine=bad a"
        );
        assert_eq!(
            join("unboil --on-error=quarantine bad a"),
            "unboil --on-error=quarantine=bad a"
        );
        assert_eq!(join("unboil --on-error skip a"), "unboil --on-error skip a");
        assert_eq!(
            join("unboil -- --on-error quarantine a"),
            "unboil -- --on-error quarantine a"
        );
    }
}
