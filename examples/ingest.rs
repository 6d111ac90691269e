//! A folder of scraped text files, cleaned on all cores with one shared cleaner:
//!
//! ```console
//! $ cargo run --release --example ingest -- fixtures/raw cleaned
//! ```

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use unboil::Cleaner;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("give the folder to read and the folder to write".into());
    };
    fs::create_dir_all(&output)?;
    let entries: Vec<PathBuf> = fs::read_dir(input)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    let files: Vec<PathBuf> = entries.into_iter().filter(|path| path.is_file()).collect();

    let cleaner = Cleaner::default();
    let next = AtomicUsize::new(0);
    let removed = AtomicUsize::new(0);
    let threads = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let bytes = clean_file(&cleaner, file, &output)?;
                        removed.fetch_add(bytes, Ordering::Relaxed);
                    }
                    Ok::<(), Box<dyn Error + Send + Sync>>(())
                })
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| "a worker panicked")?)
    })?;
    let (files, removed) = (files.len(), removed.into_inner());
    println!("{files} files cleaned, {removed} bytes removed");
    Ok(())
}

/// Returns how many bytes were removed.
fn clean_file(
    cleaner: &Cleaner,
    file: &Path,
    output: &Path,
) -> Result<usize, Box<dyn Error + Send + Sync>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let cleaned = cleaner.clean(&text);
    let name = file.file_name().ok_or("a file without a name")?;
    fs::write(output.join(name), cleaned.text.as_bytes())?;
    Ok(text.len() - cleaned.text.len())
}
