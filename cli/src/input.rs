//! From the paths of the command line to the files that are cleaned.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::problem::{Place, Problem};

/// One file, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// Nothing for standard input.
    pub(crate) path: Option<PathBuf>,
    /// Its path below the deepest folder that holds all inputs.
    pub(crate) below: PathBuf,
    /// In bytes, as packed; 0 where it can't be known.
    pub(crate) size: u64,
}

impl Input {
    /// As messages and the removals file call it.
    pub(crate) fn name(&self) -> String {
        match &self.path {
            None => "-".to_owned(),
            Some(path) => path.display().to_string(),
        }
    }

    /// As messages call it.
    pub(crate) fn title(&self) -> String {
        match &self.path {
            None => "standard input".to_owned(),
            Some(_) => self.name(),
        }
    }
}

/// All inputs, in the order in which they are cleaned.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) files: Vec<Input>,
    /// Whether a folder or a pattern was named, or more than one file.
    pub(crate) many: bool,
    /// Paths that lead nowhere.
    pub(crate) problems: Vec<Problem>,
}

impl Inputs {
    /// Files as they are named, folders with all that is below them but hidden files, and patterns such as `crawl/**/*.txt`. What lies below
    /// `output` is left out.
    pub(crate) fn find(paths: &[PathBuf], output: Option<&Path>) -> Inputs {
        let mut search = Search {
            output: output.and_then(|output| fs::canonicalize(output).ok()),
            inputs: Inputs {
                many: paths.len() > 1,
                ..Inputs::default()
            },
            roots: Vec::new(),
        };
        if paths.is_empty() {
            search.add_standard_input();
        }
        for path in paths {
            search.add(path);
        }
        search.finish()
    }
}

struct Search {
    output: Option<PathBuf>,
    inputs: Inputs,
    /// For each path of the command line, the folder that its files are below.
    roots: Vec<PathBuf>,
}

impl Search {
    fn add_standard_input(&mut self) {
        self.inputs.files.push(Input {
            path: None,
            below: PathBuf::from("standard-input"),
            size: 0,
        });
    }

    fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            return self.add_standard_input();
        }
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                self.roots.push(path.to_path_buf());
                self.inputs.many = true;
                self.add_folder(path);
            }
            Ok(found) => {
                self.roots.push(folder_of(path));
                self.add_file(path.to_path_buf(), found.len());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(path) => {
                self.add_pattern(path);
            }
            Err(error) => self.report(path, error.to_string()),
        }
    }

    fn add_file(&mut self, path: PathBuf, size: u64) {
        self.inputs.files.push(Input {
            path: Some(path),
            below: PathBuf::new(),
            size,
        });
    }

    fn add_folder(&mut self, folder: &Path) {
        let output = self.output.clone();
        let is_output = |path: &Path| output.is_some() && fs::canonicalize(path).ok() == output;
        let entries = WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| {
                let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                let output = entry.file_type().is_dir() && is_output(entry.path());
                entry.depth() == 0 || !(hidden || output)
            });
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    let size = entry.metadata().map_or(0, |found| found.len());
                    self.add_file(entry.into_path(), size);
                }
                Ok(_) => {}
                // What a link to a folder above leads to is found without it.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_path_buf();
                    let reason = error
                        .io_error()
                        .map_or_else(|| error.to_string(), |error| error.to_string());
                    self.report(&path, reason);
                }
            }
        }
    }

    fn add_pattern(&mut self, pattern: &Path) {
        let text = pattern.to_string_lossy();
        self.inputs.many = true;
        let fixed: PathBuf = pattern
            .components()
            .take_while(|part| !is_pattern(Path::new(part)))
            .collect();
        let found = match glob::glob(&text) {
            Ok(found) => found,
            Err(error) => {
                return self.report(pattern, format!("the pattern can't be read: {error}"));
            }
        };
        let before = self.inputs.files.len();
        for path in found {
            match path {
                Ok(path) if path.is_dir() => {}
                Ok(path) => {
                    let size = fs::metadata(&path).map_or(0, |found| found.len());
                    self.add_file(path, size);
                }
                Err(error) => {
                    let path = error.path().to_path_buf();
                    self.report(&path, error.error().to_string());
                }
            }
        }
        if self.inputs.files.len() == before {
            self.report(pattern, "no file matches the pattern".to_owned());
        } else {
            self.roots.push(fixed);
        }
    }

    fn report(&mut self, path: &Path, reason: String) {
        self.inputs.problems.push(Problem {
            document: path.display().to_string(),
            place: Place::File,
            reason,
        });
    }

    fn finish(mut self) -> Inputs {
        let mut roots = self.roots.iter().map(|root| absolute(root));
        if let Some(first) = roots.next() {
            let common = roots.fold(first, |common, root| {
                common
                    .components()
                    .zip(root.components())
                    .take_while(|(a, b)| a == b)
                    .map(|(part, _)| part)
                    .collect()
            });
            for input in &mut self.inputs.files {
                if let Some(path) = &input.path {
                    let path = absolute(path);
                    let below = path.strip_prefix(&common).unwrap_or(&path);
                    input.below = below.to_path_buf();
                }
            }
        }
        self.inputs
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    // A name alone lies in the working directory.
    if folder == Path::new("") {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    }
}

/// The path from the root of the file system, without `.` and `..`; links stay as they are.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path)
        .unwrap_or_else(|_| path.to_path_buf())
        .components()
    {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
