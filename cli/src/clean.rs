//! `unboil clean`: what is asked for, checked before anything is written.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::exit::Exit;
use crate::format::Format;
use crate::input::{Input, Inputs, absolute};
use crate::job::{Job, Plan};
use crate::journal::{Head, Journal};
use crate::options::{CleanOptions, Emit, Mode};
use crate::output::end_on_signals;
use crate::problem::OnError;
use crate::progress::Progress;
use crate::site::{self, SiteOf};
use crate::worker::Orders;

/// Cleans what the options name; `on_error` is for records that can't be cleaned, if the options don't say.
pub(crate) fn run(options: &CleanOptions, on_error: OnError) -> Exit {
    match start(options, on_error) {
        Ok(job) => job.run(),
        Err(Refusal { message, exit }) => {
            eprintln!("unboil: {message}");
            exit
        }
    }
}

/// Why nothing is done.
struct Refusal {
    message: String,
    exit: Exit,
}

impl From<String> for Refusal {
    fn from(message: String) -> Refusal {
        Refusal {
            message,
            exit: Exit::Usage,
        }
    }
}

fn start(options: &CleanOptions, on_error: OnError) -> Result<Job, Refusal> {
    let on_error = options.on_error.clone().unwrap_or(on_error);
    let settings = options.settings.resolve()?;
    let mut inputs = Inputs::find(&options.paths, options.output.as_deref());
    if on_error == OnError::Stop && !inputs.problems.is_empty() {
        let problems: Vec<_> = inputs.problems.iter().map(ToString::to_string).collect();
        return Err(Refusal {
            message: problems.join("\nunboil: "),
            exit: Exit::SomeFailed,
        });
    }
    let tree = match &options.output {
        None => None,
        Some(output) => {
            let is_folder =
                output.is_dir() || output.as_os_str().as_encoded_bytes().ends_with(b"/");
            if is_folder && inputs.files.iter().any(|input| input.path.is_none()) {
                return Err(format!(
                    "{}: standard input needs a file to be written to, not a folder",
                    output.display()
                )
                .into());
            }
            (is_folder || inputs.many).then(|| output.clone())
        }
    };
    if let Some(folder) = &tree
        && folder.exists()
        && !folder.is_dir()
    {
        return Err(format!(
            "{}: several inputs need a folder to be written to, and this is a file",
            folder.display()
        )
        .into());
    }
    if let Some(folder) = &tree
        && let Some(name) = same_output(&inputs.files)
    {
        return Err(format!(
            "{name} is named twice; both would be written to {}",
            folder.join(&name).display()
        )
        .into());
    }
    if options.emit == Emit::Dolma
        && matches!(options.format.or(settings.format), Some(format) if format != Format::Jsonl)
    {
        return Err("--emit dolma reads JSON lines only".to_owned().into());
    }
    let quarantine = match &on_error {
        OnError::Quarantine(file) => Some(file.clone()),
        _ => None,
    };
    let statistics_file = options.stats.clone().flatten();
    let written = [
        options.output.clone().filter(|_| tree.is_none()),
        options.removals.clone(),
        quarantine.clone(),
        statistics_file.clone(),
    ];
    refuse_overwriting(&inputs.files, tree.as_deref(), &written)?;
    let parquet = |input: &Input| {
        let name = input.path.as_deref().unwrap_or(Path::new(""));
        options.format.or_else(|| Format::of_name(name)) == Some(Format::Parquet)
    };
    if options.output.is_none()
        && !options.check
        && inputs.files.len() > 1
        && inputs.files.iter().any(parquet)
    {
        return Err(
            "several Parquet files can't be written to one output; name a folder with -o"
                .to_owned()
                .into(),
        );
    }
    let require_article = options.require_article || settings.require_article == Some(true);
    if require_article && settings.mode != Some(Mode::Page) {
        return Err(
            "only --mode page knows whether there is an article; --require-article needs it"
                .to_owned()
                .into(),
        );
    }
    let cleaner = settings.cleaner()?;
    let site = options.site.resolve();
    // The pack of one site is for all texts, if nothing says of which site a text is.
    let only = site::only(&cleaner).filter(|_| site == SiteOf::Address);
    let orders = Orders {
        require_article,
        site: Some(site).filter(|_| only.is_none() && cleaner.sites().next().is_some()),
        cleaner: only.unwrap_or(cleaner),
        field: options
            .field
            .clone()
            .or_else(|| settings.field.clone())
            .unwrap_or_else(|| "text".to_owned()),
        on_error,
        offsets: options.offsets.or(settings.offsets).unwrap_or_default(),
        emit: options.emit,
        wants_removals: options.removals.is_some(),
        wants_statistics: options.stats.is_some(),
        check: options.check,
    };
    let format = options.format.or(settings.format);
    let head = tree.as_ref().map(|_| Head {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        cleaner: orders.cleaner.fingerprint(),
        options: format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            orders.field,
            orders.on_error,
            orders.offsets,
            orders.emit,
            format,
            options.removals,
            options.stats,
            orders.require_article,
            orders.site,
        ),
    });
    let mut done = Vec::new();
    let journal = match (&tree, head) {
        (Some(folder), Some(head)) => {
            let mut journal = Journal::open(folder).map_err(|error| Refusal {
                message: format!("{}: {error}", folder.display()),
                exit: Exit::SomeFailed,
            })?;
            if options.resume {
                done = journal.read(&head, &inputs.files)?;
            }
            Some((journal, head))
        }
        _ => None,
    };
    let progress = Arc::new(Progress::new(total(&inputs.files)));
    let hint = match (&tree, &options.output) {
        (Some(_), _) => "; what is done stays, and --resume goes on with the rest",
        (None, Some(_)) => "; nothing is written",
        (None, None) => "",
    };
    end_on_signals(progress.clone(), hint);
    let jobs = options
        .jobs
        .or(settings.jobs)
        .map(usize::from)
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into));
    let plan = Plan {
        problems: std::mem::take(&mut inputs.problems),
        inputs: inputs.files,
        output: options.output.clone().filter(|_| tree.is_none()),
        tree,
        format,
        removals: options.removals.clone(),
        quarantine,
        statistics: options.stats.clone(),
        journal,
        workers: jobs.unwrap_or(1),
    };
    Job::new(plan, orders, progress, done).map_err(|message| Refusal {
        message,
        exit: Exit::SomeFailed,
    })
}

/// The size of all inputs; 0 if it can't be known.
fn total(inputs: &[Input]) -> u64 {
    if inputs.iter().any(|input| input.path.is_none()) {
        0
    } else {
        inputs.iter().map(|input| input.size).sum()
    }
}

/// An input that would have the same output as another.
fn same_output(inputs: &[Input]) -> Option<String> {
    let mut seen = HashMap::new();
    inputs
        .iter()
        .find(|input| seen.insert(&input.below, ()).is_some())
        .map(|input| input.below.display().to_string())
}

/// A name of a file that is the same for every path that leads to it, whether it exists or not.
fn identity(path: &Path) -> PathBuf {
    if let Ok(path) = fs::canonicalize(path) {
        return path;
    }
    let path = absolute(path);
    match (path.parent().map(fs::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => path,
    }
}

fn refuse_overwriting(
    inputs: &[Input],
    tree: Option<&Path>,
    written: &[Option<PathBuf>],
) -> Result<(), String> {
    let refuse = |what: &Path| {
        format!(
            "{}: the output would be written over an input; name another place",
            what.display()
        )
    };
    let read: HashMap<PathBuf, &Input> = inputs
        .iter()
        .filter_map(|input| Some((fs::canonicalize(input.path.as_ref()?).ok()?, input)))
        .collect();
    let mut all = HashMap::new();
    for file in written.iter().flatten() {
        let identity = identity(file);
        let is_special = fs::metadata(&identity).is_ok_and(|found| !found.is_file());
        if read.contains_key(&identity) || is_hard_link(inputs, file) {
            return Err(refuse(file));
        }
        if !is_special && all.insert(identity, ()).is_some() {
            return Err(format!("{}: two outputs can't be one file", file.display()));
        }
    }
    if let Some(folder) = tree {
        for input in inputs {
            let target = folder.join(&input.below);
            if !target.exists() {
                continue;
            }
            if read.contains_key(&identity(&target))
                || is_hard_link(std::slice::from_ref(input), &target)
            {
                return Err(refuse(&target));
            }
        }
    }
    if tree.is_none() && written[0].is_none() {
        let output = same_file::Handle::stdout();
        let is_file = |path: &Path| fs::metadata(path).is_ok_and(|found| found.is_file());
        let over = output.is_ok_and(|output| {
            inputs.iter().any(|input| {
                let path = input.path.as_deref();
                path.is_some_and(|path| {
                    is_file(path)
                        && same_file::Handle::from_path(path).is_ok_and(|input| input == output)
                })
            })
        });
        if over {
            return Err(refuse(Path::new("standard output")));
        }
    }
    Ok(())
}

fn is_hard_link(inputs: &[Input], file: &Path) -> bool {
    let same = |path: &Path| -> io::Result<bool> {
        Ok(fs::metadata(file)?.is_file() && same_file::is_same_file(path, file)?)
    };
    inputs
        .iter()
        .filter_map(|input| input.path.as_deref())
        .any(|path| same(path).unwrap_or(false))
}
