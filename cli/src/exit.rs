//! What the command says to its caller.

use std::io;

/// Exit status, as documented in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Success,
    /// Something was wrong with an input or an output; it is named on standard error.
    SomeFailed,
    /// The command was called wrongly; nothing was done.
    Usage,
    /// `--check` found something that would go.
    WouldRemove,
}

impl Exit {
    /// The number that the system is told.
    pub(crate) fn status(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::SomeFailed => 1,
            Exit::Usage | Exit::WouldRemove => 2,
        }
    }

    /// Says why nothing can be done.
    pub(crate) fn usage(message: &str) -> Exit {
        eprintln!("unboil: {message}");
        Exit::Usage
    }

    /// How writing to standard output went. Whoever closes it has seen enough.
    pub(crate) fn of_output(done: io::Result<()>) -> Exit {
        match done {
            Ok(()) => Exit::Success,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
            Err(error) => {
                eprintln!("unboil: standard output: {error}");
                Exit::SomeFailed
            }
        }
    }

    /// What went wrong first.
    pub(crate) fn and(self, other: Exit) -> Exit {
        if self == Exit::Success { other } else { self }
    }
}
