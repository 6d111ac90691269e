//! `unboil eval`: how well texts are cleaned whose article is known, and what was lost and left in the worst of them.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde::Serialize;
use unboil::Cleaner;

use crate::batch::Piece;
use crate::exit::Exit;
use crate::explain::document::{Document, visible};
use crate::explain::tally::plural;
use crate::format::Format;
use crate::input::Inputs;
use crate::problem::{Place, Problem};
use crate::progress::Progress;
use crate::score::{Article, Means, Score, Sums, shingles, words};
use crate::settings::SettingOptions;
use crate::texts::{Record, lines_of, open};

const EXAMPLES: &str = "\
Examples:
  unboil eval pages.jsonl --text text --gold article
  unboil eval pages.jsonl.gz --text text.trafilatura --gold gold --worst 20
  unboil eval pages.jsonl --text text --gold article --by lost     where the cleaning did harm
  unboil eval pages.jsonl --text text --gold article --json | jq .after.f1

Scores are those of the article-extraction-benchmark: runs of four words, counted for each document; precision and recall are
means over documents, F1 is their harmonic mean.";

/// Lines that are printed of what a document lost, and of what was left in it.
const LINES_SHOWN: usize = 5;
/// Characters that are printed of a line.
const CHARACTERS_SHOWN: usize = 90;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvalOptions {
    /// JSON lines, plain or packed (gzip, zstd); `-` is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The field with the text to clean; a dot goes into a nested object (`page.text`).
    #[arg(long, value_name = "FIELD")]
    text: String,
    /// The field with the article as it should be.
    #[arg(long, value_name = "FIELD")]
    gold: String,
    /// How many of the worst documents to show.
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    worst: usize,
    /// What makes a document bad.
    #[arg(long, value_enum, default_value_t = Order::F1)]
    by: Order,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// A low F1 after the cleaning.
    F1,
    /// Much of the article among what was removed.
    Lost,
    /// Much that is not of the article among what was left.
    Left,
}

/// One document, scored.
#[derive(Serialize)]
struct Evaluated {
    document: String,
    before: Figures,
    after: Figures,
    /// Lines of the article that were removed.
    lost: Vec<Lost>,
    /// Lines that were left and are not of the article.
    left: Vec<String>,
    #[serde(skip)]
    scores: (Score, Score),
}

/// The figures of one document; nothing where there were no words to count.
#[derive(Serialize)]
struct Figures {
    f1: f64,
    precision: Option<f64>,
    recall: Option<f64>,
}

#[derive(Serialize)]
struct Lost {
    line: String,
    rule: String,
}

#[derive(Serialize)]
struct Evaluation {
    documents: usize,
    before: Means,
    after: Means,
    worst: Vec<Evaluated>,
}

pub(crate) fn run(options: &EvalOptions) -> Exit {
    let cleaner = match options.settings.cleaner() {
        Ok(cleaner) => cleaner,
        Err(error) => return Exit::usage(&error),
    };
    let found = Inputs::find(std::slice::from_ref(&options.file), None);
    let sizes = found.files.iter().map(|input| input.size);
    let progress = Arc::new(Progress::new(sizes.sum()));
    let evaluation = evaluate(options, &cleaner, &found, &progress);
    progress.finish();
    let evaluation = match evaluation {
        Ok(evaluation) => evaluation,
        Err(problem) => return crate::texts::report(&problem),
    };
    let mut out = io::BufWriter::new(anstream::stdout());
    let done = if options.json {
        serde_json::to_writer_pretty(&mut out, &evaluation)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        report(&evaluation, options.by, &mut out)
    };
    Exit::of_output(done.and_then(|()| out.flush()))
}

/// Scores all documents. A file of which a part can't be read has no score: the first problem ends it.
fn evaluate(
    options: &EvalOptions,
    cleaner: &Cleaner,
    found: &Inputs,
    progress: &Arc<Progress>,
) -> Result<Evaluation, Problem> {
    if let Some(problem) = found.problems.first() {
        return Err(problem.clone());
    }
    let (mut before, mut after) = (Sums::default(), Sums::default());
    let mut worst: Vec<Evaluated> = Vec::new();
    for input in &found.files {
        let title = input.title();
        let mut cutter = open(input, Some(Format::Jsonl), &options.text, progress)?;
        while let Some(piece) = cutter.next() {
            let batch = match piece {
                Piece::Batch(batch) => batch,
                Piece::Broken { problem, .. }
                | Piece::Unusable(problem)
                | Piece::Unreadable(problem) => return Err(problem),
            };
            let lines: Vec<_> = lines_of(&batch).collect();
            let scored: Vec<Result<Evaluated, Problem>> = lines
                .into_par_iter()
                .map(|(number, line)| {
                    let record = Record::parse(&title, number, line)?;
                    let text = record.text(&options.text)?;
                    let gold = record.text(&options.gold)?;
                    Ok(Evaluated::new(record.name(), text, gold, cleaner))
                })
                .collect();
            for document in scored {
                let document = document?;
                before.add(&document.scores.0);
                after.add(&document.scores.1);
                // Perfect is not among the worst.
                if document.after.f1 < 1.0 {
                    worst.push(document);
                }
            }
            worst.sort_by(|a, b| {
                let by_badness = a.badness(options.by).total_cmp(&b.badness(options.by));
                by_badness.reverse()
            });
            worst.truncate(options.worst);
        }
    }
    if after.documents() == 0 {
        return Err(Problem {
            document: options.file.display().to_string(),
            place: Place::File,
            reason: "there is no document in it".to_owned(),
        });
    }
    Ok(Evaluation {
        documents: after.documents(),
        before: before.means(),
        after: after.means(),
        worst,
    })
}

impl Evaluated {
    fn new(place: String, text: &str, gold: &str, cleaner: &Cleaner) -> Evaluated {
        let document = Document::new(place, text, cleaner);
        let cleaned: String = document.pieces().filter_map(|piece| piece.kept()).collect();
        let article = Article::new(gold);
        let scores = (Score::new(&article, text), Score::new(&article, &cleaned));
        let article = Lookup {
            lines: gold.lines().map(words).collect(),
            article,
        };
        let mut lost = Vec::new();
        for removal in &document.removals {
            for line in removal.text.lines().filter(|line| article.has_line(line)) {
                lost.push(Lost {
                    line: line.to_owned(),
                    rule: removal.rule.to_string(),
                });
            }
        }
        let left = cleaned.lines().filter(|line| !article.has_words(line));
        Evaluated {
            before: Figures::of(&scores.0),
            after: Figures::of(&scores.1),
            left: left.map(str::to_owned).collect(),
            lost,
            document: document.name,
            scores,
        }
    }

    fn badness(&self, order: Order) -> f64 {
        let characters = |lines: &mut dyn Iterator<Item = &String>| {
            lines.map(|line| line.chars().count()).sum::<usize>() as f64
        };
        match order {
            Order::F1 => -self.after.f1,
            Order::Lost => characters(&mut self.lost.iter().map(|lost| &lost.line)),
            Order::Left => characters(&mut self.left.iter()),
        }
    }
}

impl Figures {
    fn of(score: &Score) -> Figures {
        Figures {
            f1: score.f1(),
            precision: score.precision(),
            recall: score.recall(),
        }
    }
}

/// The article as it should be, to look lines up in.
struct Lookup<'g> {
    article: Article<'g>,
    lines: HashSet<Vec<&'g str>>,
}

impl Lookup<'_> {
    /// Whether a line is of the article: at least half of its runs of four words. The words of a shorter one may stand there by chance;
    /// it must be a whole line of the article.
    fn has_line(&self, line: &str) -> bool {
        let words = words(line);
        match words.len() {
            0 => false,
            1..4 => self.lines.contains(&words),
            _ => self.has_half(&words),
        }
    }

    /// The same in doubt of the cleaner: a shorter line is of the article if its words stand there one after the other.
    fn has_words(&self, line: &str) -> bool {
        let words = words(line);
        match words.len() {
            0 => true,
            length @ 1..4 => self.article.words().windows(length).any(|run| run == words),
            _ => self.has_half(&words),
        }
    }

    fn has_half(&self, words: &[&str]) -> bool {
        let all = shingles(words).len();
        let found = shingles(words)
            .filter(|shingle| self.article.contains(shingle))
            .count();
        2 * found >= all
    }
}

fn report(evaluation: &Evaluation, order: Order, out: &mut impl Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let quiet = Style::new().dimmed();
    let Evaluation { before, after, .. } = evaluation;
    writeln!(
        out,
        "{bold}{}{bold:#}\n",
        plural(evaluation.documents, "document")
    )?;
    writeln!(out, "{quiet}             before   after{quiet:#}")?;
    for (name, before, after) in [
        ("F1", before.f1, after.f1),
        ("precision", before.precision, after.precision),
        ("recall", before.recall, after.recall),
        ("exact", before.exact, after.exact),
    ] {
        let change = after - before;
        let style = match change {
            _ if change > 0.00005 => Style::new().fg_color(Some(AnsiColor::Green.into())),
            _ if change < -0.00005 => Style::new().fg_color(Some(AnsiColor::Red.into())),
            _ => quiet,
        };
        writeln!(
            out,
            "{name:11}  {before:.4}  {after:.4}  {style}{change:+.4}{style:#}"
        )?;
    }
    if evaluation.worst.is_empty() {
        return Ok(());
    }
    let by = match order {
        Order::F1 => "the lowest F1",
        Order::Lost => "the most lost",
        Order::Left => "the most left",
    };
    writeln!(out, "\n{bold}Documents with {by}{bold:#}")?;
    for document in &evaluation.worst {
        writeln!(
            out,
            "\n{bold}{}{bold:#}  F1 {:.4} -> {:.4}, precision {} -> {}, recall {} -> {}",
            visible(&document.document),
            document.before.f1,
            document.after.f1,
            figure(document.before.precision),
            figure(document.after.precision),
            figure(document.before.recall),
            figure(document.after.recall),
        )?;
        let lost: Vec<_> = document
            .lost
            .iter()
            .map(|lost| (&lost.line, lost.rule.as_str()))
            .collect();
        let left: Vec<_> = document.left.iter().map(|line| (line, "")).collect();
        excerpt("lost", AnsiColor::Red, &lost, out)?;
        excerpt("left", AnsiColor::Yellow, &left, out)?;
        if lost.is_empty() && left.is_empty() {
            writeln!(out, "  {quiet}what is missing was not in the text{quiet:#}")?;
        }
    }
    Ok(())
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("{value:.4}"))
}

/// The first of the lines, with the rule that took each.
fn excerpt(
    what: &str,
    colour: AnsiColor,
    lines: &[(&String, &str)],
    out: &mut impl Write,
) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let style = Style::new().fg_color(Some(colour.into()));
    let quiet = Style::new().dimmed();
    writeln!(
        out,
        "  {style}{what}: {}{style:#}",
        plural(lines.len(), "line")
    )?;
    for (line, rule) in lines.iter().take(LINES_SHOWN) {
        let line = line.trim();
        let mut short: String = line.chars().take(CHARACTERS_SHOWN).collect();
        if short.len() < line.len() {
            short.push('…');
        }
        let gap = if rule.is_empty() { "" } else { "  " };
        writeln!(out, "    {}{gap}{quiet}{rule}{quiet:#}", visible(&short))?;
    }
    if lines.len() > LINES_SHOWN {
        writeln!(
            out,
            "    {quiet}… and {} more{quiet:#}",
            lines.len() - LINES_SHOWN
        )?;
    }
    Ok(())
}
