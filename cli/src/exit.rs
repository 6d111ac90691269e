//! What the command says to its caller.

/// Exit status, as documented in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Success,
    /// Some input could not be read or cleaned; the rest was.
    SomeFailed,
    /// The command was called wrongly; nothing was done.
    Usage,
}

impl Exit {
    /// The number that the system is told.
    pub(crate) fn status(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::SomeFailed => 1,
            Exit::Usage => 2,
        }
    }
}
