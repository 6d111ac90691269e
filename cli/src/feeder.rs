//! The reading end of a run: from inputs to tasks.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::batch::{Cutter, Piece};
use crate::format::{Compression, Format};
use crate::input::Input;
use crate::journal::Stamp;
use crate::options::Emit;
use crate::parquet::ColumnWriter;
use crate::pipeline::Gate;
use crate::problem::{Place, Problem};
use crate::progress::Progress;
use crate::source::Source;
use crate::worker::Orders;

/// An input of a folder that is at most so large, as packed, is read and written by one worker.
const SMALL: u64 = 1 << 20;

/// An input that is open, and where it goes.
pub(crate) struct Open {
    pub(crate) input: Input,
    pub(crate) name: String,
    pub(crate) stamp: Stamp,
    pub(crate) format: Format,
    /// Nothing for standard output.
    pub(crate) target: Option<PathBuf>,
    pub(crate) packing: Compression,
    /// The way to write a Parquet file anew; taken when its output is opened.
    pub(crate) column_writer: Mutex<Option<ColumnWriter>>,
}

impl Open {
    /// As messages call the output.
    pub(crate) fn target_title(&self) -> String {
        match &self.target {
            Some(target) => target.display().to_string(),
            None => "standard output".to_owned(),
        }
    }
}

/// What a worker does next.
pub(crate) enum Task {
    Begin(Arc<Open>),
    Piece(Arc<Open>, Piece),
    End,
    /// A small input, read and written as well.
    Whole(Box<Input>),
    /// An input that can't be read at all.
    Unreadable(Box<Input>, Problem),
}

/// How inputs are opened.
#[derive(Clone)]
pub(crate) struct Opener {
    pub(crate) orders: Arc<Orders>,
    pub(crate) progress: Arc<Progress>,
    pub(crate) format: Option<Format>,
    pub(crate) tree: Option<PathBuf>,
    pub(crate) output: Option<PathBuf>,
    /// Where several workers share the memory.
    pub(crate) gate: Option<Arc<Gate>>,
}

impl Opener {
    /// Opens an input.
    ///
    /// # Errors
    ///
    /// It can't be read at all.
    pub(crate) fn open(&self, input: &Input) -> Result<(Arc<Open>, Cutter), Problem> {
        let problem = |reason| Problem {
            document: input.title(),
            place: Place::File,
            reason,
        };
        let stamp = Stamp::of(input);
        let mut source = Source::open(input, self.format, &self.progress).map_err(problem)?;
        if self.orders.emit == Emit::Dolma && source.format != Format::Jsonl {
            return Err(problem(format!(
                "--emit dolma reads JSON lines, and this is {}",
                source.format.as_str()
            )));
        }
        let target = match (&self.tree, &self.output) {
            (Some(folder), _) => Some(folder.join(&input.below)),
            (None, output) => output.clone(),
        };
        let packing = match (&self.tree, &self.output) {
            (Some(_), _) => source.compression,
            (None, Some(output)) => Compression::of_name(output),
            (None, None) => Compression::None,
        };
        if let Some(gate) = self.gate.clone() {
            source.before_large = Some(Box::new(move || gate.wait_until_empty()));
        }
        let format = source.format;
        let cutter = Cutter::new(source, input, &self.orders.field).map_err(problem)?;
        let column_writer = cutter.column_writer(input).map_err(problem)?;
        let open = Arc::new(Open {
            input: input.clone(),
            name: input.name(),
            stamp,
            format,
            target,
            packing,
            column_writer: Mutex::new(column_writer),
        });
        Ok((open, cutter))
    }

    /// Whether one worker reads and writes the input.
    fn is_whole_task(&self, input: &Input) -> bool {
        self.tree.is_some() && input.size <= SMALL && input.path.is_some()
    }
}

/// Goes through the inputs.
pub(crate) struct Feeder {
    pub(crate) opener: Opener,
    pub(crate) inputs: std::vec::IntoIter<Input>,
    current: Option<(Arc<Open>, Cutter)>,
}

impl Feeder {
    pub(crate) fn new(opener: Opener, inputs: Vec<Input>) -> Feeder {
        Feeder {
            opener,
            inputs: inputs.into_iter(),
            current: None,
        }
    }

    /// The next task, and the memory it holds in bytes.
    pub(crate) fn next(&mut self) -> Option<(Task, usize)> {
        if let Some((open, cutter)) = &mut self.current {
            return Some(match cutter.next() {
                Some(piece) => {
                    let weight = piece.weight();
                    (Task::Piece(open.clone(), piece), weight)
                }
                None => {
                    self.current = None;
                    (Task::End, 0)
                }
            });
        }
        let input = self.inputs.next()?;
        if self.opener.is_whole_task(&input) {
            let weight = input.size as usize;
            return Some((Task::Whole(Box::new(input)), weight));
        }
        match self.opener.open(&input) {
            Ok((open, cutter)) => {
                self.current = Some((open.clone(), cutter));
                Some((Task::Begin(open), 0))
            }
            Err(problem) => Some((Task::Unreadable(Box::new(input), problem), 0)),
        }
    }
}
