//! What stands for Parquet in a build without it.

use std::io::Write;
use std::marker::PhantomData;
use std::path::Path;

/// Values that never are.
#[derive(Debug, Default)]
pub(crate) struct Values {
    pub(crate) ends: Vec<usize>,
    pub(crate) rows: Vec<u64>,
}

/// Says how to get a build that reads Parquet.
pub(crate) enum ColumnCutter {}

impl ColumnCutter {
    pub(crate) fn open(_: &Path, _: &str) -> Result<ColumnCutter, String> {
        Err("this build of unboil reads no Parquet; build one that does with `cargo install --path cli --features parquet`".to_owned())
    }

    pub(crate) fn next(&mut self) -> Result<Option<(Vec<u8>, Values)>, String> {
        match *self {}
    }

    pub(crate) fn writer(&self, _: &Path) -> Result<ColumnWriter, String> {
        match *self {}
    }
}

pub(crate) enum ColumnWriter {}

impl ColumnWriter {
    pub(crate) fn start<W: Write + Send + 'static>(self, _: W) -> ParquetOutput<W> {
        match self {}
    }
}

pub(crate) struct ParquetOutput<W>(std::convert::Infallible, PhantomData<W>);

impl<W> ParquetOutput<W> {
    pub(crate) fn write(&self, _: Vec<u8>, _: Values) -> bool {
        match self.0 {}
    }

    pub(crate) fn finish(self) -> Result<W, String> {
        match self.0 {}
    }
}
