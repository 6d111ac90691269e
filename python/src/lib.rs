//! The Python module `unboil._unboil`: what `unboil/__init__.py` gives its users. The documentation that they see stands here, the types in `__init__.pyi`.

mod arrow;
mod capsule;
mod cleaned;
mod cleaner;
mod list;
mod settings;
mod site;
mod strings;
mod text;
mod threads;

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command `unboil` with these arguments, the first of which is its name, and gives its exit status.
#[pyfunction]
fn run_command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| unboil_cli::run(arguments))
}

/// The compiled part of the package.
#[pymodule(gil_used = false)]
mod _unboil {
    #[pymodule_export]
    use crate::arrow::{ArrowArray, ArrowChunkedArray};
    #[pymodule_export]
    use crate::cleaned::{Cleaned, Removal, restore};
    #[pymodule_export]
    use crate::cleaner::{Cleaner, clean};
    #[pymodule_export]
    use crate::run_command;
    #[pymodule_export]
    use crate::site::SiteLearner;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
