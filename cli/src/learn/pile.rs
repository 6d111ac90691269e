//! What was learned so far, in memory and in files: a crawl has more pages than fit into memory.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use unboil::{LearnError, SiteLearner};

/// Parts that sites are spread over.
const PARTS: usize = 64;
/// Memory for texts, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// When more are held, all of them are put into files.
    held: usize,
    /// A part with more is split again before it is taken back.
    taken_back: u64,
}

pub(super) const LIMITS: Limits = Limits {
    held: 192 << 20,
    taken_back: 64 << 20,
};
/// A part is split again so many times at most.
const LEVELS: u32 = 4;

/// What was learned so far, spread by site, in memory and, when that is full, in files without names: they are gone whatever becomes of the program.
pub(super) struct Pile {
    folder: PathBuf,
    level: u32,
    limits: Limits,
    parts: Vec<SiteLearner>,
    files: Vec<Option<fs::File>>,
    /// Bytes that were added since it was last asked how many are held.
    unasked: usize,
}

impl Pile {
    pub(super) fn new(folder: &Path, level: u32, limits: Limits) -> Pile {
        Pile {
            folder: folder.to_owned(),
            level,
            limits,
            parts: vec![SiteLearner::new(); PARTS],
            files: (0..PARTS).map(|_| None).collect(),
            unasked: 0,
        }
    }

    /// Each level spreads sites in another way. Upper and lower case of a name make no difference, as to the learner.
    fn part_of(&self, site: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        (self.level, site.trim().to_lowercase()).hash(&mut hasher);
        hasher.finish() as usize % PARTS
    }

    /// # Errors
    ///
    /// The outer one ends the job: what is held can't be put into files.
    pub(super) fn add(&mut self, site: &str, text: &str) -> Result<Result<(), LearnError>, String> {
        let part = self.part_of(site);
        let added = self.parts[part].add(site, text);
        self.make_room(text.len())?;
        Ok(added)
    }

    fn merge(&mut self, learner: SiteLearner) -> Result<(), String> {
        for (site, learner) in learner.into_sites() {
            let (part, size) = (self.part_of(&site), learner.size());
            self.parts[part].merge(learner);
            self.make_room(size)?;
        }
        Ok(())
    }

    fn make_room(&mut self, added: usize) -> Result<(), String> {
        self.unasked += added;
        if self.unasked < self.limits.held / 16 {
            return Ok(());
        }
        self.unasked = 0;
        let held: usize = self.parts.iter().map(SiteLearner::size).sum();
        if held < self.limits.held - self.limits.held / 16 {
            return Ok(());
        }
        self.put_aside()
    }

    fn put_aside(&mut self) -> Result<(), String> {
        let explain = |error: io::Error| format!("{}: {error}", self.folder.display());
        fs::create_dir_all(&self.folder).map_err(explain)?;
        for (part, file) in self.parts.iter_mut().zip(&mut self.files) {
            let bytes = std::mem::take(part).to_bytes();
            let file = match file {
                Some(file) => file,
                None => file.insert(tempfile::tempfile_in(&self.folder).map_err(explain)?),
            };
            let length = (bytes.len() as u64).to_le_bytes();
            file.write_all(&length).map_err(explain)?;
            file.write_all(&bytes).map_err(explain)?;
        }
        Ok(())
    }

    /// Hands over each part as it is in the end, several at once, with the share of the work that it is.
    pub(super) fn each(
        mut self,
        take: &(dyn Fn(SiteLearner, f64) -> Result<(), String> + Sync),
    ) -> Result<(), String> {
        if self.files.iter().all(Option::is_none) {
            let parts = std::mem::take(&mut self.parts);
            let share = 1.0 / PARTS as f64;
            return parts.into_par_iter().try_for_each(|part| take(part, share));
        }
        self.put_aside()?;
        let Pile {
            folder,
            level,
            limits,
            files,
            ..
        } = self;
        let files: Vec<fs::File> = files.into_iter().flatten().collect();
        let share = 1.0 / files.len().max(1) as f64;
        let explain = |error: io::Error| format!("{}: {error}", folder.display());
        files.into_par_iter().try_for_each(|mut file| {
            let length = file.stream_position().map_err(explain)?;
            file.rewind().map_err(explain)?;
            let mut file = BufReader::new(file);
            if length <= limits.taken_back || level + 1 == LEVELS {
                let mut all = SiteLearner::new();
                while let Some(learner) = next(&mut file).map_err(explain)? {
                    all.merge(learner);
                }
                return take(all, share);
            }
            let mut pile = Pile::new(&folder, level + 1, limits);
            while let Some(learner) = next(&mut file).map_err(explain)? {
                pile.merge(learner)?;
            }
            drop(file);
            pile.each(&|part, inner| take(part, share * inner))
        })
    }
}

/// The next learner of a file of them.
fn next(file: &mut impl Read) -> io::Result<Option<SiteLearner>> {
    let mut length = [0; 8];
    match file.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut bytes = vec![0; u64::from_le_bytes(length) as usize];
    file.read_exact(&mut bytes)?;
    let learner = SiteLearner::from_bytes(&bytes);
    learner.map(Some).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    fn packs(limits: Limits) -> BTreeMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let mut pile = Pile::new(folder.path(), 0, limits);
        for page in 0..30 {
            for site in 0..200 {
                let text = format!(
                    "Gazette {site}\nTown and river\nThe ferry of page {page} was late today, as it is on most days of {site}.\nHouse rules\nImprint {site}\n"
                );
                pile.add(&format!("{site}.example"), &text)
                    .unwrap()
                    .unwrap();
            }
        }
        let found = Mutex::new(BTreeMap::new());
        pile.each(&|learner, _| {
            for (site, pack) in learner.packs() {
                let text = pack.map_or_else(|error| error.to_string(), |pack| pack.to_toml());
                assert_eq!(found.lock().unwrap().insert(site.to_owned(), text), None);
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        found.into_inner().unwrap()
    }

    #[test]
    fn what_does_not_fit_into_memory_makes_no_difference() {
        let all = packs(LIMITS);
        assert_eq!(all.len(), 200);
        assert!(
            all["7.example"].contains("imprint 7"),
            "{}",
            all["7.example"]
        );
        for (held, taken_back) in [(1 << 16, 1 << 20), (1 << 14, 1 << 12)] {
            assert!(packs(Limits { held, taken_back }) == all);
        }
    }
}
