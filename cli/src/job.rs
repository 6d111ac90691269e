//! One run over all inputs: read in order, cleaned by workers, written in order.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::exit::Exit;
use crate::feeder::{Feeder, Open, Opener, Task};
use crate::format::Format;
use crate::input::Input;
use crate::journal::{Entry, Head, Journal, Stamp};
use crate::output::{self, PartialFile, Printer};
use crate::pipeline::{self, Gate};
use crate::problem::{Problem, QuarantineLine};
use crate::progress::Progress;
use crate::statistics::Statistics;
use crate::target::Target;
use crate::worker::{Counts, Done, Orders, Worker};

/// What is to be done.
pub(crate) struct Plan {
    pub(crate) inputs: Vec<Input>,
    /// Paths that lead nowhere.
    pub(crate) problems: Vec<Problem>,
    /// The folder that all outputs are below.
    pub(crate) tree: Option<PathBuf>,
    /// The one output file.
    pub(crate) output: Option<PathBuf>,
    pub(crate) format: Option<Format>,
    pub(crate) removals: Option<PathBuf>,
    pub(crate) quarantine: Option<PathBuf>,
    /// Whether counts are wanted, and in which file.
    pub(crate) statistics: Option<Option<PathBuf>>,
    /// Of a folder job; and what a later run must have in common with this one.
    pub(crate) journal: Option<(Journal, Head)>,
    pub(crate) workers: usize,
}

/// What a worker has made of a task.
enum Outcome {
    Begin(Arc<Open>),
    Done(Box<Done>),
    End,
    /// A whole input, written by the worker.
    Whole(Box<Whole>),
}

struct Whole {
    input: Input,
    stamp: Stamp,
    done: Done,
    written: bool,
    /// Why its output can't be written.
    failure: Option<String>,
}

/// The writing end of a run.
pub(crate) struct Job {
    plan: Plan,
    orders: Arc<Orders>,
    progress: Arc<Progress>,
    removals: Option<PartialFile>,
    quarantine: Option<PartialFile>,
    journal: Option<Journal>,
    printer: Printer,
    current: Option<Current>,
    statistics: Statistics,
    counts: Counts,
    /// Inputs that an earlier run has done.
    skipped: usize,
    failed: bool,
    end: End,
}

/// The input that is being written.
struct Current {
    entry: Entry,
    target: Target,
    name: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// All inputs are done.
    Whole,
    /// Something was wrong.
    Stopped,
    /// Nobody reads the output any more.
    Unread,
}

impl Job {
    /// Opens the files that belong to the whole job; `done` is what an earlier run did of it.
    pub(crate) fn new(
        mut plan: Plan,
        orders: Orders,
        progress: Arc<Progress>,
        mut done: Vec<Entry>,
    ) -> Result<Job, String> {
        let names = [plan.removals.clone(), plan.quarantine.clone()];
        let lengths = |done: &[Entry]| match done.last() {
            Some(last) => [Some(last.removals), Some(last.quarantine)],
            None => [None, None],
        };
        let is_there = |(name, length): (&Option<PathBuf>, Option<u64>)| match (name, length) {
            (Some(name), Some(length)) => std::fs::metadata(output::partial_name(name))
                .is_ok_and(|found| found.len() >= length),
            _ => true,
        };
        if !names.iter().zip(lengths(&done)).all(is_there) {
            done.clear();
        }
        let mut files = [None, None];
        for ((file, name), length) in files.iter_mut().zip(&names).zip(lengths(&done)) {
            if let Some(name) = name {
                let opened = match plan.tree {
                    Some(_) => PartialFile::resumable(name, length),
                    None => PartialFile::create(name),
                };
                *file = Some(opened.map_err(|error| explain(name, &error))?);
            }
        }
        let [removals, quarantine] = files;
        let journal = match plan.journal.take() {
            Some((mut journal, head)) => {
                let folder = plan.tree.as_deref().unwrap_or(Path::new(""));
                journal
                    .begin(&head, done.len())
                    .map_err(|error| explain(folder, &error))?;
                Some(journal)
            }
            None => None,
        };
        let mut job = Job {
            orders: Arc::new(orders),
            progress,
            removals,
            quarantine,
            journal,
            printer: Printer::new(),
            current: None,
            statistics: Statistics::default(),
            counts: Counts::default(),
            skipped: done.len(),
            failed: false,
            end: End::Whole,
            plan,
        };
        for (entry, input) in done.into_iter().zip(&job.plan.inputs) {
            job.progress.advance(input.size);
            job.failed |= entry.failed;
            job.counts.add(entry.counts);
            job.statistics.add(entry.statistics.unwrap_or_default());
        }
        Ok(job)
    }

    /// Does the work.
    pub(crate) fn run(mut self) -> Exit {
        let problems = std::mem::take(&mut self.plan.problems);
        for problem in &problems {
            self.failed = true;
            self.progress.say(&problem.to_string());
            if self.skipped == 0
                && let Err(error) = self.name_in_quarantine(problem)
            {
                self.fail(&error);
                return self.finish();
            }
        }
        let gate = Arc::new(Gate::default());
        let workers = self.plan.workers;
        let opener = Opener {
            orders: self.orders.clone(),
            progress: self.progress.clone(),
            format: self.plan.format,
            tree: self.plan.tree.clone(),
            output: self.plan.output.clone(),
            gate: (workers > 1).then(|| gate.clone()),
        };
        let left = self.plan.inputs[self.skipped..].to_vec();
        let mut feeder = Feeder::new(opener.clone(), left);
        let orders = self.orders.clone();
        let opener = Opener {
            gate: None,
            ..opener
        };
        let new_worker = move || {
            let mut worker = Worker::new(orders.clone());
            let opener = opener.clone();
            move |task| match task {
                Task::Begin(open) => Outcome::Begin(open),
                Task::Piece(open, piece) => {
                    Outcome::Done(Box::new(worker.clean(&open.name, piece, open.packing)))
                }
                Task::End => Outcome::End,
                Task::Whole(input) => {
                    Outcome::Whole(Box::new(clean_whole(&mut worker, &opener, *input)))
                }
                Task::Unreadable(input, problem) => {
                    Outcome::Whole(Box::new(refuse_whole(&mut worker, *input, problem)))
                }
            }
        };
        let job = pipeline::run(
            workers,
            &gate,
            move || feeder.next(),
            new_worker,
            self,
            Job::take,
        );
        job.map_or(Exit::SomeFailed, Job::finish)
    }

    fn take(&mut self, outcome: Outcome) -> ControlFlow<()> {
        let taken = match outcome {
            Outcome::Begin(open) => self.begin(&open),
            Outcome::Done(done) => self.write(*done),
            Outcome::End => self.end_file(),
            Outcome::Whole(whole) => self.take_whole(*whole),
        };
        match taken {
            Ok(()) if self.end == End::Whole => ControlFlow::Continue(()),
            Ok(()) => ControlFlow::Break(()),
            Err(message) => {
                self.fail(&message);
                ControlFlow::Break(())
            }
        }
    }

    fn fail(&mut self, message: &str) {
        self.progress.say(message);
        self.end = End::Stopped;
    }

    fn begin(&mut self, open: &Arc<Open>) -> Result<(), String> {
        let mut entry = Entry::new(&open.input, open.stamp);
        entry.statistics = self.orders.wants_statistics.then(Statistics::default);
        let target = if self.orders.check {
            Target::Nothing
        } else {
            Target::open(open).map_err(|reason| format!("{}: {reason}", open.target_title()))?
        };
        if matches!(target, Target::Print) {
            let headed = self.plan.inputs.len() > 1
                && open.format == Format::Text
                && io::stdout().is_terminal();
            let head = format!("==> {} <==\n", open.input.title());
            let printed = self.printer.start_line().and_then(|()| {
                if headed {
                    self.printer.print(head.as_bytes(), true)
                } else {
                    Ok(())
                }
            });
            self.printed(printed)?;
        }
        self.current = Some(Current {
            entry,
            target,
            name: open.name.clone(),
        });
        Ok(())
    }

    fn printed(&mut self, printed: io::Result<()>) -> Result<(), String> {
        match printed {
            Ok(()) => Ok(()),
            // Whoever reads the output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.end = End::Unread;
                Ok(())
            }
            Err(error) => Err(format!("standard output: {error}")),
        }
    }

    fn write(&mut self, done: Done) -> Result<(), String> {
        let Some(mut current) = self.current.take() else {
            return Ok(());
        };
        self.take_reports(&done, &mut current.entry)?;
        match &mut current.target {
            Target::Nothing => {}
            Target::Print => {
                let printed = self.printer.print(&done.bytes, done.ends_line);
                self.printed(printed)?;
            }
            target => target
                .write(done)
                .map_err(|error| format!("{}: {error}", target.title()))?,
        }
        self.current = Some(current);
        Ok(())
    }

    /// What is said of the piece: problems, removals, counts.
    fn take_reports(&mut self, done: &Done, entry: &mut Entry) -> Result<(), String> {
        for problem in &done.problems {
            self.progress.say(&problem.to_string());
            self.failed = true;
            entry.failed = true;
        }
        if done.stop {
            self.end = End::Stopped;
        }
        if done.leave_out {
            entry.written = false;
        }
        for (file, name, bytes) in [
            (&mut self.removals, &self.plan.removals, &done.removals),
            (
                &mut self.quarantine,
                &self.plan.quarantine,
                &done.quarantine,
            ),
        ] {
            if let (Some(file), Some(name)) = (file, name) {
                file.write_all(bytes)
                    .map_err(|error| explain(name, &error))?;
            }
        }
        entry.counts.add(done.counts);
        if let (Some(sum), Some(statistics)) = (&mut entry.statistics, &done.statistics) {
            sum.add(statistics.clone());
        }
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), String> {
        let Some(Current {
            entry,
            target,
            name,
        }) = self.current.take()
        else {
            return Ok(());
        };
        if entry.written {
            let title = target.title();
            target
                .commit()
                .map_err(|error| format!("{title}: {error}"))?;
        }
        self.note(entry, &name)
    }

    fn take_whole(&mut self, whole: Whole) -> Result<(), String> {
        let mut entry = Entry::new(&whole.input, whole.stamp);
        entry.statistics = self.orders.wants_statistics.then(Statistics::default);
        self.take_reports(&whole.done, &mut entry)?;
        entry.written = whole.written;
        if let Some(failure) = whole.failure {
            return Err(failure);
        }
        if self.end == End::Stopped {
            return Ok(());
        }
        self.note(entry, &whole.input.name())
    }

    /// The input is done.
    fn note(&mut self, mut entry: Entry, name: &str) -> Result<(), String> {
        if let Some(statistics) = &mut entry.statistics {
            statistics.end_file();
            self.statistics.add(statistics.clone());
        }
        self.counts.add(entry.counts);
        if self.orders.check && entry.counts.changed > 0 {
            let Counts {
                documents,
                changed,
                removed,
                ..
            } = entry.counts;
            let line =
                format!("{name}: {changed} of {documents} documents, {removed} bytes would go\n");
            let printed = self.printer.print(line.as_bytes(), true);
            self.printed(printed)?;
        }
        if let Some(journal) = &mut self.journal {
            entry.removals = self.removals.as_ref().map_or(0, PartialFile::length);
            entry.quarantine = self.quarantine.as_ref().map_or(0, PartialFile::length);
            journal
                .add(&entry)
                .map_err(|error| self.explain_journal(&error))?;
        }
        Ok(())
    }

    fn explain_journal(&self, error: &io::Error) -> String {
        explain(self.plan.tree.as_deref().unwrap_or(Path::new("")), error)
    }

    fn name_in_quarantine(&mut self, problem: &Problem) -> Result<(), String> {
        let (Some(file), Some(name)) = (&mut self.quarantine, &self.plan.quarantine) else {
            return Ok(());
        };
        let mut line = Vec::new();
        QuarantineLine::new(problem, None).write(&mut line);
        file.write_all(&line).map_err(|error| explain(name, &error))
    }

    fn finish(mut self) -> Exit {
        self.current = None;
        if self.end == End::Whole
            && let Err(message) = self.commit()
        {
            self.fail(&message);
        }
        self.progress.finish();
        if self.end != End::Whole {
            if let Some(journal) = &mut self.journal {
                // Without its last lines some inputs are done once more.
                let _ = journal.flush();
            }
            self.removals = None;
            self.quarantine = None;
            // Workers may still be at work; what they write now is not wanted.
            std::mem::forget(output::writing());
            output::abandon();
        }
        match self.end {
            End::Unread if !self.failed => Exit::Success,
            End::Whole if !self.failed && self.orders.check && self.counts.changed > 0 => {
                Exit::WouldRemove
            }
            End::Whole if !self.failed => Exit::Success,
            _ => Exit::SomeFailed,
        }
    }

    fn commit(&mut self) -> Result<(), String> {
        for (file, name) in [
            (self.removals.take(), &self.plan.removals),
            (self.quarantine.take(), &self.plan.quarantine),
        ] {
            if let (Some(file), Some(name)) = (file, name) {
                file.commit().map_err(|error| explain(name, &error))?;
            }
        }
        match &self.plan.statistics {
            None => {}
            Some(None) => {
                self.progress.finish();
                // Nobody may read standard error.
                let _ = write!(io::stderr(), "{}", self.statistics);
            }
            Some(Some(name)) => {
                let json = format!("{:#}\n", self.statistics.to_json());
                PartialFile::create(name)
                    .and_then(|mut file| {
                        file.write_all(json.as_bytes())?;
                        file.commit()
                    })
                    .map_err(|error| explain(name, &error))?;
            }
        }
        if let Some(journal) = self.journal.take() {
            journal
                .finish()
                .map_err(|error| self.explain_journal(&error))?;
        }
        self.progress.finish();
        if self.counts.left_out > 0 {
            let number = self.counts.left_out;
            let plural = if number == 1 { "" } else { "s" };
            self.progress.say(&format!(
                "{number} document{plural} without an article left out"
            ));
        }
        if io::stderr().is_terminal() && self.plan.statistics.is_none() {
            let Counts {
                documents,
                read,
                removed,
                ..
            } = self.counts;
            let plural = if documents == 1 { "" } else { "s" };
            self.progress.say(&format!(
                "{documents} document{plural}, {} bytes kept, {removed} removed",
                read - removed
            ));
        }
        Ok(())
    }
}

fn explain(name: &Path, error: &io::Error) -> String {
    format!("{}: {error}", name.display())
}

/// An input that can't be read at all.
fn refuse_whole(worker: &mut Worker, input: Input, problem: Problem) -> Whole {
    Whole {
        done: worker.refuse_file(problem),
        written: false,
        failure: None,
        stamp: Stamp::of(&input),
        input,
    }
}

/// Reads, cleans and writes one input.
fn clean_whole(worker: &mut Worker, opener: &Opener, input: Input) -> Whole {
    let (open, mut cutter) = match opener.open(&input) {
        Ok(opened) => opened,
        Err(problem) => return refuse_whole(worker, input, problem),
    };
    let mut whole = Whole {
        done: Done::default(),
        written: true,
        failure: None,
        stamp: open.stamp,
        input,
    };
    let fail = |reason: String| Some(format!("{}: {reason}", open.target_title()));
    let mut target = match Target::open(&open) {
        Ok(target) => target,
        Err(reason) => {
            whole.failure = fail(reason);
            return whole;
        }
    };
    while let Some(piece) = cutter.next() {
        let mut done = worker.clean(&open.name, piece, open.packing);
        whole.done.add_reports(&mut done);
        if whole.done.stop {
            return whole;
        }
        if let Err(error) = target.write(done) {
            whole.failure = fail(error.to_string());
            return whole;
        }
    }
    whole.written = !whole.done.leave_out;
    if whole.written
        && let Err(error) = target.commit()
    {
        whole.failure = fail(error.to_string());
    }
    whole
}
