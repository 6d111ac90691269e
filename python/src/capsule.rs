//! The C structs of Arrow's PyCapsule protocol: <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>.
//!
//! The only unsafe code of the project: the protocol hands over pointers. What they point to is trusted to be what the protocol says, as every consumer
//! must; what is *in* the arrays is not, and is checked where it is read.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;
use std::vec;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef, make_array};
use arrow_schema::{ArrowError, DataType, Field};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// Errors of C functions are numbers of the C library; this one says that the arguments are wrong, and so do most producers.
const EINVAL: c_int = 22;

/// The array of an object with `__arrow_c_array__`.
pub(crate) fn read_array(data: &Bound<'_, PyAny>) -> PyResult<(Field, ArrayRef)> {
    let capsules = data.call_method0(intern!(data.py(), "__arrow_c_array__"))?;
    let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
        capsules.extract().map_err(|_| {
            PyTypeError::new_err("__arrow_c_array__ must return a tuple of two capsules")
        })?;
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast();
    // SAFETY: a capsule of this name holds a schema, and lives at least as long as this reference to it, which ends here.
    let field = field_of(unsafe { schema.as_ref() })?;
    let array = array.pointer_checked(Some(ARRAY))?.cast();
    // SAFETY: a capsule of this name holds an array, which is moved out: its destructor finds it released.
    let array = unsafe { FFI_ArrowArray::from_raw(array.as_ptr()) };
    let array = import(array, field.data_type())?;
    Ok((field, array))
}

/// All arrays of an object with `__arrow_c_stream__`.
pub(crate) fn read_stream(data: &Bound<'_, PyAny>) -> PyResult<(Field, Vec<ArrayRef>)> {
    let capsule = data.call_method0(intern!(data.py(), "__arrow_c_stream__"))?;
    let capsule = capsule
        .cast_into::<PyCapsule>()
        .map_err(|_| PyTypeError::new_err("__arrow_c_stream__ must return a capsule"))?;
    let stream = capsule.pointer_checked(Some(STREAM))?.cast();
    // SAFETY: a capsule of this name holds a stream, which is moved out: its destructor finds it released.
    let mut stream = Stream(unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) });
    let field = stream.field()?;
    let mut arrays = Vec::new();
    while let Some(array) = stream.next(field.data_type())? {
        arrays.push(array);
        data.py().check_signals()?;
    }
    Ok((field, arrays))
}

fn field_of(schema: &FFI_ArrowSchema) -> PyResult<Field> {
    Field::try_from(schema).map_err(|error| PyTypeError::new_err(error.to_string()))
}

fn import(array: FFI_ArrowArray, data_type: &DataType) -> PyResult<ArrayRef> {
    if array.is_released() {
        return Err(PyValueError::new_err("the array is already released"));
    }
    // SAFETY: the producer says that the array is of this type.
    let data = unsafe { from_ffi_and_data_type(array, data_type.clone()) };
    let data = data.map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(make_array(data))
}

/// A stream of somebody else.
struct Stream(FFI_ArrowArrayStream);

impl Stream {
    fn field(&mut self) -> PyResult<Field> {
        let get_schema = self.0.get_schema().ok_or_else(|| {
            PyValueError::new_err("the stream is already released: it has been read before")
        })?;
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the function is that of this stream, and the schema is there to be filled.
        match unsafe { get_schema(&mut self.0, &mut schema) } {
            0 => field_of(&schema),
            code => Err(self.error(code)),
        }
    }

    fn next(&mut self, data_type: &DataType) -> PyResult<Option<ArrayRef>> {
        let get_next = self
            .0
            .get_next()
            .ok_or_else(|| PyValueError::new_err("the stream is already released"))?;
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: the function is that of this stream, and the array is there to be filled.
        match unsafe { get_next(&mut self.0, &mut array) } {
            0 if array.is_released() => Ok(None),
            0 => import(array, data_type).map(Some),
            code => Err(self.error(code)),
        }
    }

    fn error(&mut self, code: c_int) -> PyErr {
        let message = self.0.get_last_error().and_then(|get_last_error| {
            // SAFETY: the function is that of this stream, which has just failed.
            let message = unsafe { get_last_error(&mut self.0) };
            // SAFETY: what is not null is a string that lives until the next call to the stream.
            (!message.is_null()).then(|| unsafe { CStr::from_ptr(message) })
        });
        PyValueError::new_err(match message {
            Some(message) => message.to_string_lossy().into_owned(),
            None => format!("the stream failed with error {code}"),
        })
    }
}

/// What `__arrow_c_schema__` gives.
pub(crate) fn write_schema<'py>(py: Python<'py>, field: &Field) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(field).map_err(wrong)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// What `__arrow_c_array__` gives.
pub(crate) fn write_array<'py>(
    py: Python<'py>,
    field: &Field,
    array: &dyn Array,
) -> PyResult<Bound<'py, PyTuple>> {
    let array = FFI_ArrowArray::new(&array.to_data());
    let array = PyCapsule::new_with_value(py, array, ARRAY)?;
    PyTuple::new(py, [write_schema(py, field)?, array])
}

/// What `__arrow_c_stream__` gives.
pub(crate) fn write_stream<'py>(
    py: Python<'py>,
    field: &Field,
    arrays: Vec<ArrayRef>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let state = Box::new(State {
        field: field.clone(),
        arrays: arrays.into_iter(),
        error: None,
    });
    // SAFETY: the functions below take a stream whose private data is this state; `release` frees it and marks the stream as released.
    let stream = unsafe {
        FFI_ArrowArrayStream::new_unchecked(
            Some(get_schema),
            Some(get_next),
            Some(get_last_error),
            Some(release),
            Box::into_raw(state).cast(),
        )
    };
    PyCapsule::new_with_value(py, stream, STREAM)
}

fn wrong(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// What a stream of ours is made of.
struct State {
    field: Field,
    arrays: vec::IntoIter<ArrayRef>,
    error: Option<CString>,
}

/// The state of a stream.
///
/// # Safety
///
/// The stream must be one of [`write_stream`] and not released, and nothing else may use it meanwhile.
unsafe fn state<'s>(stream: *mut FFI_ArrowArrayStream) -> &'s mut State {
    // SAFETY: the private data of such a stream is a state.
    unsafe { &mut *(*stream).private_data().cast::<State>() }
}

unsafe extern "C" fn get_schema(
    stream: *mut FFI_ArrowArrayStream,
    schema: *mut FFI_ArrowSchema,
) -> c_int {
    // SAFETY: consumers call this with the stream that they have it from.
    let state = unsafe { state(stream) };
    match FFI_ArrowSchema::try_from(&state.field) {
        Ok(field) => {
            // SAFETY: consumers give room for a schema, with nothing in it that had to be released.
            unsafe { ptr::write(schema, field) };
            0
        }
        Err(error) => {
            state.error = CString::new(error.to_string()).ok();
            EINVAL
        }
    }
}

unsafe extern "C" fn get_next(
    stream: *mut FFI_ArrowArrayStream,
    array: *mut FFI_ArrowArray,
) -> c_int {
    // SAFETY: consumers call this with the stream that they have it from.
    let next = unsafe { state(stream) }.arrays.next();
    // An array that is released already says that there are no more.
    let next = next.map_or_else(FFI_ArrowArray::empty, |next| {
        FFI_ArrowArray::new(&next.to_data())
    });
    // SAFETY: consumers give room for an array, with nothing in it that had to be released.
    unsafe { ptr::write(array, next) };
    0
}

unsafe extern "C" fn get_last_error(stream: *mut FFI_ArrowArrayStream) -> *const c_char {
    // SAFETY: consumers call this with the stream that they have it from.
    let error = unsafe { &state(stream).error };
    error.as_ref().map_or(ptr::null(), |error| error.as_ptr())
}

unsafe extern "C" fn release(stream: *mut FFI_ArrowArrayStream) {
    // SAFETY: consumers call this once, with the stream that they have it from, whose private data came out of a box.
    unsafe {
        let state: *mut c_void = (*stream).private_data();
        drop(Box::from_raw(state.cast::<State>()));
        (*stream).set_private_data(ptr::null_mut());
        (*stream).set_release(None);
    }
}
