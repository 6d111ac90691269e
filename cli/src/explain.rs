//! `unboil explain`: what would go from a text, and why.

pub(crate) mod colour;
pub(crate) mod document;
mod page;
pub(crate) mod tally;
mod terminal;

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::ColorChoice;
use clap::{Args, ValueEnum};
use terminal_size::terminal_size_of;
use unboil::{Cleaner, Rule};

use self::document::Document;
use self::page::Page;
use self::tally::plural;
use self::terminal::Terminal;
use crate::exit::Exit;
use crate::format::Format;
use crate::options::Mode;
use crate::output::PartialFile;
use crate::problem::{Place, Problem};
use crate::settings::{SettingOptions, Settings};
use crate::texts::{Texts, report};

const EXAMPLES: &str = "\
Examples:
  unboil explain article.txt                          on the terminal
  unboil explain --color always article.txt | less -R
  unboil explain --html page.html articles/           as a page for the browser
  unboil explain --html page.html --limit 100 pages.jsonl

Every line is opened by a sign: `-` it goes, `~` a part of it goes, blank it stays. The rule stands beside.
Colours are left out in a pipe and where NO_COLOR is set.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainOptions {
    /// Files, folders, and patterns such as `crawl/**/*.txt`; `-`, or none, is standard input.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write one page for a browser, for all documents; `-` is standard output. It needs no other file and no network.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Stop after this many documents.
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// When to strike out and colour what goes.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// What the input is [default: by its name or its first bytes].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The field or column that holds the text; a dot goes into a nested object (`page.text`) [default: text, or that of unboil.toml].
    #[arg(long, visible_alias = "column", value_name = "NAME")]
    field: Option<String>,
    #[command(flatten)]
    settings: SettingOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    Always,
    Never,
}

/// The active rules of a cleaner, by their ids.
pub(crate) struct RuleBook<'c> {
    rules: HashMap<&'c str, &'c Rule>,
}

impl<'c> RuleBook<'c> {
    pub(crate) fn new(cleaner: &'c Cleaner) -> RuleBook<'c> {
        let rules = cleaner.rules();
        RuleBook {
            rules: rules.map(|rule| (rule.id().as_str(), rule)).collect(),
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&'c Rule> {
        self.rules.get(id).copied()
    }
}

pub(crate) fn run(options: &ExplainOptions) -> Exit {
    let settings = options.settings.resolve();
    let (settings, cleaner) =
        match settings.and_then(|settings| Ok((settings.cleaner()?, settings))) {
            Ok((cleaner, settings)) => (settings, cleaner),
            Err(error) => return Exit::usage(&error),
        };
    let field = options.field.as_deref().or(settings.field.as_deref());
    let texts = Texts::new(
        &options.paths,
        options.format.or(settings.format),
        field.unwrap_or("text"),
    );
    let limit = options.limit.unwrap_or(usize::MAX);
    match &options.html {
        Some(file) => explain_as_page(&settings, &cleaner, texts, limit, file),
        None => explain_on_terminal(options, &cleaner, texts, limit),
    }
}

fn explain_on_terminal(
    options: &ExplainOptions,
    cleaner: &Cleaner,
    texts: Texts,
    limit: usize,
) -> Exit {
    let choice = match options.color {
        Colour::Auto => ColorChoice::Auto,
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    };
    let stdout = io::stdout().lock();
    let choice = match choice {
        ColorChoice::Auto => anstream::AutoStream::choice(&stdout),
        given => given,
    };
    let width = terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
    let out = anstream::AutoStream::new(
        Box::new(io::BufWriter::new(stdout)) as Box<dyn Write>,
        choice,
    );
    let mut terminal = Terminal::new(out, width, choice != ColorChoice::Never);
    let mut exit = Exit::Success;
    let done = texts.each(limit, |text, headed| match explained(text, cleaner) {
        Ok(document) => terminal.add(&document, headed),
        Err(problem) => {
            exit = report(&problem);
            Ok(())
        }
    });
    let done = done.and_then(|()| terminal.finish());
    Exit::of_output(done).and(exit)
}

/// # Errors
///
/// The text can't be read, or is too long.
fn explained<'t>(
    text: Result<(String, &'t str), Problem>,
    cleaner: &Cleaner,
) -> Result<Document<'t>, Problem> {
    let (name, text) = text?;
    match cleaner.check_length(text) {
        Ok(()) => Ok(Document::new(name, text, cleaner)),
        Err(error) => Err(Problem {
            document: name,
            place: Place::File,
            reason: error.to_string(),
        }),
    }
}

fn explain_as_page(
    settings: &Settings,
    cleaner: &Cleaner,
    texts: Texts,
    limit: usize,
    file: &Path,
) -> Exit {
    let mut page = Page::default();
    let mut exit = Exit::Success;
    // Nothing is written while texts are read.
    let _: Result<(), Infallible> = texts.each(limit, |text, _| {
        match explained(text, cleaner) {
            Ok(document) => page.add(&document),
            Err(problem) => exit = report(&problem),
        }
        Ok(())
    });
    let page_of =
        |out: &mut dyn Write| page.write(&RuleBook::new(cleaner), &described(settings), out);
    if file == Path::new("-") {
        let mut out = io::BufWriter::new(io::stdout().lock());
        return Exit::of_output(page_of(&mut out).and_then(|()| out.flush())).and(exit);
    }
    let written = PartialFile::create(file).and_then(|created| {
        let mut out = io::BufWriter::new(created);
        page_of(&mut out)?;
        out.into_inner()?.commit()
    });
    match written {
        Ok(()) => {
            if io::stderr().is_terminal() {
                eprintln!(
                    "unboil: {} in {}",
                    plural(page.documents(), "document"),
                    file.display()
                );
            }
            exit
        }
        Err(error) => {
            eprintln!("unboil: {}: {error}", file.display());
            Exit::SomeFailed
        }
    }
}

/// The settings in a few words.
fn described(settings: &Settings) -> String {
    let mode = unboil::Mode::from(settings.mode.unwrap_or(Mode::Article));
    let mut words = vec![format!("mode {mode}")];
    if settings.body_only == Some(true) {
        words.push("body only".to_owned());
    }
    let lists = [
        ("languages", &settings.languages),
        ("drop", &settings.drop),
        ("keep", &settings.keep),
        ("always keep", &settings.always_keep),
    ];
    for (name, list) in lists {
        if let Some(list) = list {
            words.push(format!("{name} {}", list.join(", ")));
        }
    }
    for pack in settings.rules.iter().flatten() {
        words.push(format!("rules {}", pack.display()));
    }
    words.join("; ")
}
