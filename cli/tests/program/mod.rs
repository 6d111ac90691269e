//! The real binary in a folder of its own.

pub(crate) mod disk;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A text of which something goes, what is left of it, and what goes.
pub(crate) const NOISY: &str = "The bridge is open again, after a year.\n\nShare this story\n";
pub(crate) const QUIET: &str = "The bridge is open again, after a year.\n";
pub(crate) const GONE: &str = "\nShare this story\n";

/// A folder that the command runs in.
pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unboil"));
        command
            .args(line.split_whitespace())
            .current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, line: &str) -> Done {
        Done(self.command(line).stdin(Stdio::null()).output().unwrap())
    }

    pub(crate) fn pipe(&self, line: &str, input: impl AsRef<[u8]>) -> Done {
        let mut child = self
            .command(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        // The command may end before it has read all.
        let _ = writer.join().unwrap();
        Done(output)
    }

    /// Every file below a folder with its bytes, by name.
    pub(crate) fn tree(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(name);
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.push((name, fs::read(&path).unwrap()));
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Done(pub(crate) Output);

impl Done {
    #[track_caller]
    pub(crate) fn status(self, status: i32) -> Done {
        assert_eq!(self.0.status.code(), Some(status), "{self:#?}");
        self
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    #[track_caller]
    pub(crate) fn says(self, what: &str) -> Done {
        assert!(
            self.stderr().contains(what),
            "{what:?} in\n{}",
            self.stderr()
        );
        self
    }
}

/// A WARC record as Common Crawl writes it, without a digest.
pub(crate) fn conversion(text: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
        text.len()
    )
}

/// A gzip file of one member.
pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes.as_ref()).unwrap();
    packer.finish().unwrap()
}

/// All members of a gzip file, one by one.
pub(crate) fn members(mut packed: &[u8]) -> Vec<Vec<u8>> {
    let mut members = Vec::new();
    while !packed.is_empty() {
        let mut decoder = flate2::bufread::GzDecoder::new(packed);
        let mut member = Vec::new();
        std::io::Read::read_to_end(&mut decoder, &mut member).unwrap();
        packed = decoder.into_inner();
        members.push(member);
    }
    members
}

/// JSON lines of numbered documents.
pub(crate) fn json_lines(documents: usize, text: &str) -> String {
    (0..documents)
        .map(|id| {
            format!(
                "{}\n",
                serde_json::json!({"id": id.to_string(), "text": text})
            )
        })
        .collect()
}
