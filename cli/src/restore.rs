//! `unboil restore`: the input back, byte for byte, from what was left of it and the removals file.

mod ledger;
mod record;
mod refill;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use self::ledger::Ledger;
use self::record::restore_batch;
use crate::batch::{Cutter, Piece};
use crate::exit::Exit;
use crate::format::Format;
use crate::input::{Input, Inputs};
use crate::output::PartialFile;
use crate::parquet::Values;
use crate::problem::{Place, Problem};
use crate::progress::Progress;
use crate::settings::SettingOptions;
use crate::texts::{of_file, open, report};

const EXAMPLES: &str = "\
Examples:
  unboil clean page.txt --removals gone.jsonl > clean.txt
  unboil restore clean.txt --removals gone.jsonl > page.txt

  unboil clean crawl/ -o clean/ --removals gone.jsonl
  unboil restore clean/ --removals gone.jsonl -o crawl-again/

Compressed files come back as the bytes that were compressed; Parquet files, with the values that were in their column.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RestoreOptions {
    /// What was left: a file, or the folder that `unboil clean -o` wrote; `-` is standard input.
    #[arg(value_name = "CLEANED")]
    cleaned: PathBuf,
    /// The file that `unboil clean --removals` wrote.
    #[arg(long, value_name = "FILE")]
    removals: PathBuf,
    /// Where to write: a file, or a folder if CLEANED is one [default: standard output].
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// The document to restore, as the removals file calls it [default: the one whose name fits].
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// What CLEANED is [default: by its name or its first bytes].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The field or column that was cleaned; a dot goes into a nested object (`page.text`) [default: text, or that of unboil.toml].
    #[arg(long, visible_alias = "column", value_name = "NAME")]
    field: Option<String>,
}

pub(crate) fn run(options: &RestoreOptions) -> Exit {
    let ledger = match Ledger::open(&options.removals) {
        Ok(ledger) => ledger,
        Err(problem) => return report(&problem),
    };
    let found = Inputs::find(std::slice::from_ref(&options.cleaned), None);
    if let Some(problem) = found.problems.first() {
        return report(problem);
    }
    let settings = match SettingOptions::default().resolve() {
        Ok(settings) => settings,
        Err(error) => return Exit::usage(&error),
    };
    let field = options.field.as_deref().or(settings.field.as_deref());
    let restorer = Restorer {
        options,
        ledger: &ledger,
        format: options.format.or(settings.format),
        field: field.unwrap_or("text"),
    };
    match found.files.as_slice() {
        [input] if !found.many => restorer.restore_one(input),
        inputs => restorer.restore_folder(inputs),
    }
}

struct Restorer<'o> {
    options: &'o RestoreOptions,
    ledger: &'o Ledger,
    format: Option<Format>,
    field: &'o str,
}

/// A path as the removals file names it: where it isn't UTF-8, with a sign for what can't be read.
fn as_named(path: &Path) -> PathBuf {
    PathBuf::from(path.display().to_string())
}

/// Why restoring ends early.
enum Stop {
    Input(Problem),
    Output(io::Error),
}

impl Restorer<'_> {
    fn restore_one(&self, input: &Input) -> Exit {
        let document = match self.document_of(input) {
            Ok(document) => document,
            Err(message) => return Exit::usage(&message),
        };
        if let Some(file) = &self.options.output {
            return self.to_file(input, &document, file);
        }
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        match self.print(input, &document, &mut out) {
            Ok(()) => Exit::of_output(out.flush()),
            Err(Stop::Output(error)) => Exit::of_output(Err(error)),
            Err(Stop::Input(problem)) => report(&problem),
        }
    }

    /// The document that a cleaned file was made of.
    fn document_of(&self, input: &Input) -> Result<String, String> {
        let RestoreOptions {
            removals, document, ..
        } = self.options;
        let removals = removals.display();
        let names = || self.ledger.documents();
        let known = || {
            names()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        if let Some(name) = document {
            // One that nothing was removed from isn't in the file.
            return if names().len() == 0 || names().any(|known| known == name) {
                Ok(name.clone())
            } else {
                Err(format!(
                    "{removals} has no removals of `{name}`; it has some of {}",
                    known()
                ))
            };
        }
        let name = input.path.as_deref().map(as_named).unwrap_or_default();
        let file_name = name.file_name();
        let fitting: Vec<&str> = names()
            .filter(|document| Path::new(document).file_name() == file_name)
            .collect();
        match (names().len(), fitting.as_slice()) {
            (0, _) => Ok(String::new()),
            (1, _) => Ok(names().collect()),
            (_, [one]) => Ok((*one).to_owned()),
            _ => Err(format!(
                "{removals} has removals of several documents; name the one that {} was made of with --document: {}",
                input.title(),
                known()
            )),
        }
    }

    fn restore_folder(&self, inputs: &[Input]) -> Exit {
        let Some(output) = &self.options.output else {
            return Exit::usage("a folder is restored into another one; name it with -o");
        };
        if self.options.document.is_some() {
            return Exit::usage("--document is for a single file, not for a folder");
        }
        let mut exit = Exit::Success;
        let mut complain = |reason: String| {
            exit = report(&Problem {
                document: self.options.cleaned.display().to_string(),
                place: Place::File,
                reason,
            });
        };
        let mut documents: BTreeMap<&Path, &str> = BTreeMap::new();
        for document in self.ledger.documents() {
            // Of the files whose path is an end of the document's name, the one with the longest.
            let fitting = inputs
                .iter()
                .filter(|input| Path::new(document).ends_with(as_named(&input.below)));
            let Some(file) = fitting.max_by_key(|input| input.below.components().count()) else {
                complain(format!("no file is left of `{document}`"));
                continue;
            };
            if let Some(other) = documents.insert(&file.below, document) {
                complain(format!(
                    "the same file could be left of `{other}` and of `{document}`; restore it by itself, with --document"
                ));
            }
        }
        for input in inputs {
            let document = documents.get(&*input.below).copied().unwrap_or_default();
            exit = exit.and(self.to_file(input, document, &output.join(&input.below)));
        }
        exit
    }

    fn to_file(&self, input: &Input, document: &str, file: &Path) -> Exit {
        let title = file.display();
        let is_input = |path: &PathBuf| same_file::is_same_file(path, file).unwrap_or(false);
        if input.path.as_ref().is_some_and(is_input) {
            return Exit::usage(&format!(
                "{title}: the output would be written over the input"
            ));
        }
        let created = PartialFile::create(file).map_err(Stop::Output);
        let done = created
            .and_then(|created| self.restore_into(input, document, created))
            .and_then(|whole| whole.commit().map_err(Stop::Output));
        match done {
            Ok(()) => Exit::Success,
            Err(Stop::Input(problem)) => report(&problem),
            Err(Stop::Output(error)) => {
                eprintln!("unboil: {title}: {error}");
                Exit::SomeFailed
            }
        }
    }

    fn restore_into(
        &self,
        input: &Input,
        document: &str,
        file: PartialFile,
    ) -> Result<PartialFile, Stop> {
        let mut cutter = self.open(input)?;
        let problem = |reason: String| Stop::Input(of_file(input, reason));
        let mut out = io::BufWriter::with_capacity(1 << 16, file);
        let out = if let Some(writer) = cutter.column_writer(input).map_err(problem)? {
            let column = writer.start(out);
            self.restore_pieces(input, document, &mut cutter, |bytes, values| {
                // If it can't be written, the end says why.
                column.write(bytes, values.unwrap_or_default());
                Ok(())
            })?;
            column
                .finish()
                .map_err(|reason| Stop::Output(io::Error::other(reason)))?
        } else {
            self.restore_pieces(input, document, &mut cutter, |bytes, _| {
                out.write_all(&bytes)
            })?;
            out
        };
        let whole = out.into_inner().map_err(io::Error::from);
        whole.map_err(Stop::Output)
    }

    fn print(&self, input: &Input, document: &str, out: &mut impl Write) -> Result<(), Stop> {
        let mut cutter = self.open(input)?;
        if cutter.source.format == Format::Parquet {
            let reason = "Parquet can't be printed; name a file with -o";
            return Err(Stop::Input(of_file(input, reason)));
        }
        self.restore_pieces(input, document, &mut cutter, |bytes, _| {
            out.write_all(&bytes)
        })
    }

    fn open(&self, input: &Input) -> Result<Cutter, Stop> {
        let progress = Arc::new(Progress::new(input.size));
        open(input, self.format, self.field, &progress).map_err(Stop::Input)
    }

    fn restore_pieces(
        &self,
        input: &Input,
        document: &str,
        cutter: &mut Cutter,
        mut take: impl FnMut(Vec<u8>, Option<Values>) -> io::Result<()>,
    ) -> Result<(), Stop> {
        let mut removals = self.ledger.of(document).map_err(Stop::Input)?;
        while let Some(piece) = cutter.next() {
            let batch = match piece {
                Piece::Batch(batch) => batch,
                Piece::Broken { problem, .. }
                | Piece::Unusable(problem)
                | Piece::Unreadable(problem) => return Err(Stop::Input(problem)),
            };
            let restored = restore_batch(batch, self.field, &mut removals);
            let (bytes, values) = restored.map_err(|(place, reason)| {
                Stop::Input(Problem {
                    document: input.title(),
                    place,
                    reason,
                })
            })?;
            take(bytes, values).map_err(Stop::Output)?;
        }
        removals
            .finish()
            .map_err(|reason| Stop::Input(of_file(input, reason)))
    }
}
