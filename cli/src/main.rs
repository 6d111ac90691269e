//! The command `unboil`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(unboil_cli::run(std::env::args_os()))
}
