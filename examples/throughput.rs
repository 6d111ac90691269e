//! How fast one thread cleans the documents of a file, each with its length before it as four bytes, the lowest first:
//!
//! ```console
//! $ cargo run --release --example throughput -- documents.bin
//! ```
//!
//! Prints megabytes per second of the better of three rounds. `make bench-python` holds the Python package against it.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};
use std::{env, fs};

use unboil::Cleaner;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("name the file")?;
    let bytes = fs::read(path)?;
    let mut documents = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (document, after) = after
            .split_at_checked(length)
            .ok_or("the file is cut off")?;
        documents.push(std::str::from_utf8(document)?);
        rest = after;
    }
    let cleaner = Cleaner::default();
    let best = (0..3)
        .map(|_| {
            let start = Instant::now();
            for document in &documents {
                black_box(cleaner.clean(black_box(document)));
            }
            start.elapsed()
        })
        .min()
        .unwrap_or(Duration::MAX);
    let total: usize = documents.iter().map(|document| document.len()).sum();
    println!("{:.1}", total as f64 / 1e6 / best.as_secs_f64());
    Ok(())
}
