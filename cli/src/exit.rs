//! What the command says to its caller.

use std::process::ExitCode;

/// Exit status, as documented in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Success,
    /// Some input could not be read or cleaned; the rest was.
    SomeFailed,
    /// The command was called wrongly; nothing was done.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::SomeFailed => 1,
            Exit::Usage => 2,
        })
    }
}
