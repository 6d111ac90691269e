//! Columns and tables over the Arrow PyCapsule protocol (<https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>), both ways.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, Field};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::capsule;
use crate::strings::{self, Failure, is_text};
use crate::threads;

/// Arrays of one type. Cleaned texts are held as bytes, which need no second look at whether they are UTF-8; the field says what they are.
struct Chunks {
    field: Field,
    arrays: Vec<ArrayRef>,
}

impl Chunks {
    fn rows(&self) -> usize {
        self.arrays.iter().map(|array| array.len()).sum()
    }
}

/// An array or record batch, for whatever reads the Arrow PyCapsule protocol.
///
/// >>> import pyarrow, unboil
/// >>> array = unboil.Cleaner().clean_arrow(pyarrow.array(["It rained."]))
/// >>> array
/// <unboil.ArrowArray: 1 row of Utf8>
/// >>> pyarrow.array(array).to_pylist()
/// ['It rained.']
#[pyclass(module = "unboil", frozen)]
pub(crate) struct ArrowArray {
    field: Field,
    array: ArrayRef,
}

#[pymethods]
impl ArrowArray {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, &self.field)
    }

    /// The protocol lets a producer leave it to the consumer to make another type of it.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema;
        capsule::write_array(py, &self.field, &self.array)
    }

    fn __len__(&self) -> usize {
        self.array.len()
    }

    fn __repr__(&self) -> String {
        describe("ArrowArray", self.array.len(), &self.field)
    }
}

/// A chunked array or table, for whatever reads the Arrow PyCapsule protocol; it can be read more than once.
///
/// >>> import pyarrow, unboil
/// >>> texts = pyarrow.chunked_array([["It rained."], ["It snowed.\n\n[ad_2]"]])
/// >>> pyarrow.chunked_array(unboil.Cleaner().clean_arrow(texts)).to_pylist()
/// ['It rained.', 'It snowed.']
#[pyclass(module = "unboil", frozen)]
pub(crate) struct ArrowChunkedArray {
    chunks: Chunks,
}

#[pymethods]
impl ArrowChunkedArray {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, &self.chunks.field)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let Chunks { field, arrays } = &self.chunks;
        capsule::write_stream(py, field, arrays.clone())
    }

    fn __len__(&self) -> usize {
        self.chunks.rows()
    }

    fn __repr__(&self) -> String {
        describe("ArrowChunkedArray", self.chunks.rows(), &self.chunks.field)
    }
}

fn describe(class: &str, rows: usize, field: &Field) -> String {
    let plural = if rows == 1 { "" } else { "s" };
    let what = match field.data_type() {
        DataType::Struct(fields) => {
            let names: Vec<_> = fields.iter().map(|field| field.name().as_str()).collect();
            format!("columns {}", names.join(", "))
        }
        other => other.to_string(),
    };
    format!("<unboil.{class}: {rows} row{plural} of {what}>")
}

pub(crate) fn clean<'py>(
    cleaner: &unboil::Cleaner,
    data: &Bound<'py, PyAny>,
    column: Option<&str>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let py = data.py();
    let (chunks, is_stream) = read(data)?;
    let place = Place::of(&chunks.field, column)?;
    let cleaned = py.detach(|| clean_chunks(cleaner, &chunks.arrays, place, threads));
    let arrays = cleaned.map_err(|failure| {
        PyValueError::new_err(match column {
            Some(column) => format!("column {column:?}: {failure}"),
            None => failure.to_string(),
        })
    })?;
    let field = chunks.field;
    if is_stream {
        let chunks = Chunks { field, arrays };
        Ok(Bound::new(py, ArrowChunkedArray { chunks })?.into_any())
    } else {
        let array = arrays.into_iter().next();
        let array = array.ok_or_else(|| PyRuntimeError::new_err("the array is gone"))?;
        Ok(Bound::new(py, ArrowArray { field, array })?.into_any())
    }
}

/// The arrays of an object, and whether it has them as a stream.
fn read(data: &Bound<'_, PyAny>) -> PyResult<(Chunks, bool)> {
    let py = data.py();
    if data.hasattr(intern!(py, "__arrow_c_array__"))? {
        let (field, array) = capsule::read_array(data)?;
        let arrays = vec![array];
        return Ok((Chunks { field, arrays }, false));
    }
    if !data.hasattr(intern!(py, "__arrow_c_stream__"))? {
        let hint = if data.hasattr(intern!(py, "__iter__"))? {
            "; for a list of strings there is clean_many"
        } else {
            ""
        };
        return Err(PyTypeError::new_err(format!(
            "clean_arrow needs data with __arrow_c_array__ or __arrow_c_stream__, which {} doesn't have{hint}",
            data.get_type().name()?
        )));
    }
    let (field, arrays) = capsule::read_stream(data)?;
    Ok((Chunks { field, arrays }, true))
}

/// Where in the data the texts are.
#[derive(Clone, Copy)]
enum Place {
    Whole,
    Column(usize),
}

impl Place {
    fn of(field: &Field, column: Option<&str>) -> PyResult<Place> {
        let fields = match (field.data_type(), column) {
            (DataType::Struct(fields), _) => fields,
            (_, Some(column)) => {
                return Err(PyTypeError::new_err(format!(
                    "column {column:?}: the data is a column of {}, not a table; leave column out",
                    field.data_type()
                )));
            }
            (other, None) if is_text(other) => return Ok(Place::Whole),
            (other, None) => {
                return Err(PyTypeError::new_err(format!(
                    "the column must hold strings, not {other}"
                )));
            }
        };
        let texts: Vec<_> = fields
            .iter()
            .filter(|field| is_text(field.data_type()))
            .map(|field| format!("{:?}", field.name()))
            .collect();
        let known = match texts.as_slice() {
            [] => "it has no columns of strings".to_owned(),
            texts => format!("its columns of strings are: {}", texts.join(", ")),
        };
        let Some(column) = column else {
            return Err(PyTypeError::new_err(format!(
                "the data is a table: name the column, as in clean_arrow(data, column=\"text\"); {known}"
            )));
        };
        let found = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.name() == column);
        match found.collect::<Vec<_>>().as_slice() {
            [(number, field)] if is_text(field.data_type()) => Ok(Place::Column(*number)),
            [(_, field)] => Err(PyTypeError::new_err(format!(
                "column {column:?} must hold strings, not {}; {known}",
                field.data_type()
            ))),
            [] => Err(PyValueError::new_err(format!(
                "there is no column {column:?}; {known}"
            ))),
            _ => Err(PyValueError::new_err(format!(
                "there are several columns {column:?}"
            ))),
        }
    }
}

fn clean_chunks(
    cleaner: &unboil::Cleaner,
    arrays: &[ArrayRef],
    place: Place,
    threads: usize,
) -> Result<Vec<ArrayRef>, Failure> {
    // Many chunks are shared between threads as they are; few are divided.
    let longest = arrays.iter().map(|array| array.len()).max().unwrap_or(0);
    let rows: usize = arrays.iter().map(|array| array.len()).sum();
    let within = if longest * threads <= rows {
        1
    } else {
        threads
    };
    let across = threads / within;
    let chunks: Vec<_> = arrays.iter().collect();
    let cleaned = threads::map(chunks, across, |array| {
        clean_chunk(cleaner, array, place, within)
    });
    let mut before = 0;
    let in_place = cleaned.into_iter().zip(arrays).map(|(cleaned, array)| {
        let first = before;
        before += array.len();
        cleaned.map_err(|failure| failure.after(first))
    });
    in_place.collect()
}

fn clean_chunk(
    cleaner: &unboil::Cleaner,
    array: &ArrayRef,
    place: Place,
    threads: usize,
) -> Result<ArrayRef, Failure> {
    let number = match place {
        Place::Whole => return strings::clean(cleaner, array, threads),
        Place::Column(number) => number,
    };
    let (fields, mut columns, nulls) = array.as_struct().clone().into_parts();
    columns[number] = strings::clean(cleaner, &columns[number], threads)?;
    let held = fields.iter().zip(&columns).map(|(field, column)| {
        let field = Field::clone(field).with_data_type(column.data_type().clone());
        Arc::new(field)
    });
    let table = StructArray::try_new_with_length(held.collect(), columns, nulls, array.len());
    Ok(Arc::new(table.map_err(Failure::of_arrow)?))
}
