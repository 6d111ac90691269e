//! What the command says to its caller.

use std::process::ExitCode;

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

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::SomeFailed => 1,
            Exit::Usage | Exit::WouldRemove => 2,
        })
    }
}
