//! The command `unboil`: a filter that takes web boilerplate out of text.

mod exit;
mod json_lines;
mod options;

use std::fs;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use unboil::Cleaner;

use crate::exit::Exit;
use crate::options::{CleanOptions, Command, Format, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    let options = match options.command {
        Some(Command::Clean(options)) => options,
        None => options.clean,
    };
    if options.require_article && options.mode != options::Mode::Page {
        eprintln!(
            "unboil: --require-article needs --mode page: only page mode looks for an article"
        );
        return Exit::Usage.into();
    }
    let exit = match Job::new(&options) {
        Ok(mut job) => job.run(&options.files),
        Err(error) => {
            eprintln!("unboil: {error}");
            Exit::Usage
        }
    };
    exit.into()
}

/// One run over all inputs.
struct Job<'o> {
    options: &'o CleanOptions,
    cleaner: Cleaner,
    output: BufWriter<io::Stdout>,
    /// The last byte written, so that no two documents share a line.
    last_byte: u8,
    documents: usize,
    bytes_read: usize,
    bytes_removed: usize,
    failed: bool,
    /// The document that was cleaned last is left out.
    left_out: bool,
}

impl<'o> Job<'o> {
    fn new(options: &'o CleanOptions) -> Result<Job<'o>, unboil::BuildError> {
        let cleaner = Cleaner::builder()
            .mode(options.mode.into())
            .body_only(options.body_only)
            .build()?;
        Ok(Job {
            options,
            cleaner,
            output: BufWriter::with_capacity(1 << 16, io::stdout()),
            last_byte: b'\n',
            documents: 0,
            bytes_read: 0,
            bytes_removed: 0,
            failed: false,
            left_out: false,
        })
    }

    fn run(&mut self, files: &[PathBuf]) -> Exit {
        let done = self.clean_all(files).and_then(|()| self.output.flush());
        match done {
            Ok(()) => {}
            // Whoever reads the output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Success,
            Err(error) => {
                eprintln!("unboil: standard output: {error}");
                return Exit::SomeFailed;
            }
        }
        if io::stderr().is_terminal() {
            let kept = self.bytes_read - self.bytes_removed;
            eprintln!(
                "unboil: {} document{}, {kept} bytes kept, {} removed",
                self.documents,
                if self.documents == 1 { "" } else { "s" },
                self.bytes_removed
            );
        }
        if self.failed {
            Exit::SomeFailed
        } else {
            Exit::Success
        }
    }

    fn clean_all(&mut self, files: &[PathBuf]) -> io::Result<()> {
        let standard_input = [PathBuf::from("-")];
        let files = if files.is_empty() {
            &standard_input
        } else {
            files
        };
        let headed =
            files.len() > 1 && self.options.format == Format::Text && io::stdout().is_terminal();
        for file in files {
            if headed {
                self.start_line()?;
                writeln!(self.output, "==> {} <==", file.display())?;
            }
            if file == Path::new("-") {
                let input = io::stdin();
                if input.is_terminal() {
                    eprintln!(
                        "unboil: reading from the terminal; end with Ctrl-D, or see unboil --help"
                    );
                }
                self.clean_input("standard input", input.lock())?;
            } else {
                match fs::File::open(file) {
                    Ok(opened) => {
                        self.clean_input(&file.display().to_string(), io::BufReader::new(opened))?
                    }
                    Err(error) => self.report(&format!("{}: {error}", file.display())),
                }
            }
        }
        Ok(())
    }

    fn clean_input(&mut self, name: &str, mut input: impl BufRead) -> io::Result<()> {
        match self.options.format {
            Format::Text => {
                let mut bytes = Vec::new();
                if let Err(error) = input.read_to_end(&mut bytes) {
                    self.report(&format!("{name}: {error}"));
                    return Ok(());
                }
                match std::str::from_utf8(&bytes) {
                    Ok(text) => {
                        self.start_line()?;
                        let cleaned = self.clean(text);
                        if self.left_out {
                            return Ok(());
                        }
                        self.write(cleaned.as_bytes())
                    }
                    Err(error) => {
                        self.report(&format!(
                            "{name}: not UTF-8: byte {} can't be read as text; nothing is written for this file",
                            error.valid_up_to()
                        ));
                        Ok(())
                    }
                }
            }
            Format::Jsonl => self.clean_json_lines(name, input),
        }
    }

    fn clean_json_lines(&mut self, name: &str, mut input: impl BufRead) -> io::Result<()> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            match input.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    self.report(&format!("{name}: {error}"));
                    break;
                }
            }
            self.start_line()?;
            if line.iter().all(u8::is_ascii_whitespace) {
                self.write(&line)?;
                continue;
            }
            self.left_out = false;
            match json_lines::clean_field(&line, &self.options.field, |text| self.clean(text)) {
                Ok(_) if self.left_out => {}
                Ok(cleaned) => self.write(&cleaned)?,
                Err(reason) => {
                    self.report(&format!(
                        "{name}: line {number}: {reason}; the line is passed on as it is"
                    ));
                    self.write(&line)?;
                }
            }
        }
        Ok(())
    }

    fn clean(&mut self, text: &str) -> String {
        let cleaned = self.cleaner.clean(text);
        self.documents += 1;
        self.left_out = self.options.require_article && cleaned.no_article;
        self.bytes_read += text.len();
        self.bytes_removed += text.len() - cleaned.text.len();
        cleaned.text.into_owned()
    }

    /// Ends the line that the document before left open.
    fn start_line(&mut self) -> io::Result<()> {
        if self.last_byte == b'\n' {
            Ok(())
        } else {
            self.write(b"\n")
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.last_byte = bytes.last().copied().unwrap_or(self.last_byte);
        self.output.write_all(bytes)
    }

    fn report(&mut self, message: &str) {
        self.failed = true;
        eprintln!("unboil: {message}");
    }
}
