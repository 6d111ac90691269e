//! `unboil learn`: a rule pack for each site, from its pages.

mod pile;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use unboil::RulePack;

use crate::batch::{Batch, Piece};
use crate::exit::Exit;
use crate::explain::tally::plural;
use crate::format::Format;
use crate::input::{Input, Inputs};
use crate::learn::pile::{LIMITS, Pile};
use crate::output::{PartialFile, end_on_signals};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::settings::is_pack;
use crate::site::{Says, SiteOf, SiteOptions};
use crate::texts::{Text, of_file, open, texts_of};

const EXAMPLES: &str = "\
Examples:
  unboil learn crawl.jsonl.gz --site-from-url url -o sites/      a pack for each site of a crawl
  unboil learn CC-MAIN-*.warc.wet.gz -o sites/                   records name their address themselves
  unboil learn pages/ --site-name example.org -o sites/          text files of one site
  unboil check sites/example.org.toml                            look at it, change it, check it
  unboil clean --rules sites/ --site-from-url url crawl.jsonl.gz -o clean.jsonl.gz

A line is learned if on half of the pages, and at least three, it stands beside the same neighbour before or behind the article; between its paragraphs, or if
it looks like prose, on four fifths. Of each site, up to 64 pages are looked at; those that share most of their text count once.

Exit status: 0 all done, also if some sites have too few pages to learn from (they are named); 1 something was wrong with an input or an output, or nothing was
learned; 2 wrong usage; 130 interrupted.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LearnOptions {
    /// Files, folders, and patterns such as `crawl/**/*.jsonl`; `-`, or none, is standard input.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder for the packs, which are named after their sites.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Write over packs that are in the folder.
    #[arg(long)]
    overwrite: bool,
    /// What the input is [default: by its name or its first bytes].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The field or column that holds the text; a dot goes into a nested object (`page.text`).
    #[arg(
        long,
        visible_alias = "column",
        value_name = "NAME",
        default_value = "text"
    )]
    field: String,
    /// How many cores to use [default: all].
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    #[command(flatten)]
    site: SiteOptions,
}

pub(crate) fn run(options: &LearnOptions) -> Exit {
    if let Err(message) = may_write(options) {
        return Exit::usage(&message);
    }
    if let Some(jobs) = options.jobs {
        // It fails only if there are threads already.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.into())
            .build_global();
    }
    let inputs = Inputs::find(&options.paths, Some(&options.output));
    let progress = Arc::new(Progress::new(
        inputs.files.iter().map(|input| input.size).sum(),
    ));
    end_on_signals(progress.clone(), "; nothing is written");
    let mut reader = Reader {
        options,
        site: options.site.resolve(),
        progress: progress.clone(),
        pile: Pile::new(&options.output, 0, LIMITS),
        failed: false,
    };
    for problem in &inputs.problems {
        reader.report(problem);
    }
    for input in &inputs.files {
        if let Err(message) = reader.read(input) {
            progress.finish();
            return fail(&message);
        }
    }
    progress.finish();
    let Reader { pile, failed, .. } = reader;
    match write_packs(options, pile) {
        Ok(exit) if failed => exit.and(Exit::SomeFailed),
        Ok(exit) => exit,
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> Exit {
    eprintln!("unboil: {message}");
    Exit::SomeFailed
}

/// A person may have changed a pack since it was learned.
fn may_write(options: &LearnOptions) -> Result<(), String> {
    let folder = &options.output;
    if folder.exists() && !folder.is_dir() {
        return Err(format!(
            "{}: packs need a folder to be written to, and this is a file",
            folder.display()
        ));
    }
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    match found.map(|entry| entry.path()).find(|path| is_pack(path)) {
        Some(pack) if !options.overwrite => Err(format!(
            "{} is there already; --overwrite replaces packs of the same sites",
            pack.display()
        )),
        _ => Ok(()),
    }
}

/// Reads texts and their sites.
struct Reader<'o> {
    options: &'o LearnOptions,
    site: SiteOf,
    progress: Arc<Progress>,
    pile: Pile,
    failed: bool,
}

impl Reader<'_> {
    fn report(&mut self, problem: &Problem) {
        self.failed = true;
        self.progress.say(&problem.to_string());
    }

    /// # Errors
    ///
    /// What was read can't be put aside.
    fn read(&mut self, input: &Input) -> Result<(), String> {
        let LearnOptions { format, field, .. } = self.options;
        let mut cutter = match open(input, *format, field, &self.progress) {
            Ok(cutter) => cutter,
            Err(problem) => {
                self.report(&problem);
                return Ok(());
            }
        };
        let says_nothing = match cutter.source.format {
            Format::Warc => None,
            Format::Jsonl if self.site != SiteOf::Address => None,
            Format::Jsonl => self.site.of(Says::Line("")).err(),
            _ => self.site.of(Says::Nothing).err(),
        };
        if let Some(reason) = says_nothing {
            self.report(&of_file(input, reason));
            return Ok(());
        }
        let title = input.title();
        while let Some(piece) = cutter.next() {
            match piece {
                Piece::Batch(batch) => self.add(&batch, &title)?,
                Piece::Broken {
                    continued: true, ..
                } => {}
                Piece::Broken { problem, .. }
                | Piece::Unusable(problem)
                | Piece::Unreadable(problem) => self.report(&problem),
            }
        }
        Ok(())
    }

    fn add(&mut self, batch: &Batch, title: &str) -> Result<(), String> {
        for text in texts_of(batch, title, &self.options.field) {
            let added = match text {
                Ok(Text { place, text, says }) => {
                    let added = match self.site.of(says) {
                        Ok(site) => {
                            let added = self.pile.add(&site, &text)?;
                            added.map_err(|error| error.to_string())
                        }
                        Err(reason) => Err(reason),
                    };
                    added.map_err(|reason| Problem {
                        document: title.to_owned(),
                        place,
                        reason,
                    })
                }
                Err(problem) => Err(problem),
            };
            if let Err(problem) = added {
                self.report(&problem);
            }
        }
        Ok(())
    }
}

/// Sites from which nothing was learned that are named, with the reason.
const NAMED: usize = 10;

fn write_packs(options: &LearnOptions, pile: Pile) -> Result<Exit, String> {
    const WHOLE: u64 = 1_000_000;
    let folder = &options.output;
    let progress = Progress::of_parts(WHOLE);
    let (packs, rules, sites) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let refused: Mutex<Vec<String>> = Mutex::new(Vec::new());
    pile.each(&|learner, share| {
        for (site, pack) in learner.packs() {
            sites.fetch_add(1, Ordering::Relaxed);
            match pack {
                Ok(pack) => {
                    write_pack(folder, site, &pack)?;
                    packs.fetch_add(1, Ordering::Relaxed);
                    rules.fetch_add(pack.rules().count(), Ordering::Relaxed);
                }
                Err(error) => {
                    let mut refused = refused.lock().unwrap_or_else(PoisonError::into_inner);
                    refused.push(error.to_string());
                }
            }
        }
        progress.advance((WHOLE as f64 * share) as u64);
        Ok(())
    })?;
    progress.finish();
    let mut refused = refused.into_inner().unwrap_or_else(PoisonError::into_inner);
    refused.sort();
    for reason in refused.iter().take(NAMED) {
        eprintln!("unboil: {reason}");
    }
    if refused.len() > NAMED {
        eprintln!(
            "unboil: and {} more sites from which nothing can be learned",
            refused.len() - NAMED
        );
    }
    let (packs, rules, sites) = (packs.into_inner(), rules.into_inner(), sites.into_inner());
    let done = writeln!(
        io::stdout(),
        "{} with {} in {}, of {}",
        plural(packs, "pack"),
        plural(rules, "rule"),
        folder.display(),
        plural(sites, "site")
    );
    Ok(Exit::of_output(done).and(match packs {
        0 => Exit::SomeFailed,
        _ => Exit::Success,
    }))
}

fn write_pack(folder: &Path, site: &str, pack: &RulePack) -> Result<(), String> {
    let file = folder.join(file_name(site));
    let text = format!(
        "# Learned by `unboil learn`. Look at it, take away what should stay, and run `unboil check` on it.\n{}",
        pack.to_toml()
    );
    let written = PartialFile::create(&file).and_then(|mut output| {
        output.write_all(text.as_bytes())?;
        output.commit()
    });
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// A name that every file system takes. Sites that would have the same are told apart by their bytes.
fn file_name(site: &str) -> String {
    let mut name = String::new();
    for c in site.chars() {
        if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
            name.push(c);
        } else {
            name.push_str(&format!("%{:x}", u32::from(c)));
        }
    }
    let name = match name.strip_prefix('.') {
        Some(rest) => format!("%2e{rest}"),
        None => name,
    };
    // File systems take 255 bytes.
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}.toml", &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        assert_eq!(file_name("gazette.example"), "gazette.example.toml");
        assert_eq!(file_name("../a b"), "%2e.%2fa%20b.toml");
        assert!(file_name(&"ж".repeat(300)).len() < 255);
    }
}
