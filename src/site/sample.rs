//! The pages of a site that are learned from: a sample that doesn't depend on the order in which they come.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::fingerprint::{FNV_START, fnv};

/// Pages that are kept of a site. More tell little more: the standard error of a share among so many is at most six percentage points.
const SAMPLE_PAGES: usize = 64;

/// The pages with the smallest hashes (bottom-k sampling: Cohen and Kaplan, Summarizing data using bottom-k sketches, 2007). Of a union of pages, the sample is
/// that of the union of the samples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Pages that were added, equal ones counted again.
    pub(crate) added: u64,
    /// Bytes of the pages that are kept.
    size: usize,
    pages: BTreeSet<(u64, Arc<str>)>,
}

impl Sample {
    pub(crate) fn add(&mut self, text: &str) {
        self.added += 1;
        let hash = hash(text);
        let full = self.pages.len() >= SAMPLE_PAGES;
        if full && self.pages.last().is_some_and(|last| hash > last.0) {
            return;
        }
        self.insert((hash, Arc::from(text)));
    }

    fn insert(&mut self, page: (u64, Arc<str>)) {
        let size = page.1.len();
        if self.pages.insert(page) {
            self.size += size;
        }
        if self.pages.len() > SAMPLE_PAGES
            && let Some((_, last)) = self.pages.pop_last()
        {
            self.size -= last.len();
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn merge(&mut self, other: Sample) {
        self.added += other.added;
        for page in other.pages {
            self.insert(page);
        }
    }

    /// In the order of their hashes.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(|(_, text)| &**text)
    }
}

/// FNV-1a, with the last steps of MurmurHash3 behind it, since texts that differ in their last letters differ in few bits
/// otherwise (<https://github.com/aappleby/smhasher>).
fn hash(text: &str) -> u64 {
    let mut hash = fnv(FNV_START, text.bytes());
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

const HEADER: &[u8] = b"unboil site learner 1\n";

pub(crate) fn to_bytes(sites: &BTreeMap<String, Sample>) -> Vec<u8> {
    let mut bytes = HEADER.to_vec();
    let number = |bytes: &mut Vec<u8>, number: u64| bytes.extend(number.to_le_bytes());
    let text = |bytes: &mut Vec<u8>, text: &str| {
        number(bytes, text.len() as u64);
        bytes.extend(text.as_bytes());
    };
    number(&mut bytes, sites.len() as u64);
    for (name, sample) in sites {
        text(&mut bytes, name);
        number(&mut bytes, sample.added);
        number(&mut bytes, sample.pages.len() as u64);
        sample.texts().for_each(|page| text(&mut bytes, page));
    }
    bytes
}

/// Nothing if the bytes are something else.
pub(crate) fn from_bytes(bytes: &[u8]) -> Option<BTreeMap<String, Sample>> {
    let mut rest = bytes.strip_prefix(HEADER)?;
    let mut sites = BTreeMap::new();
    for _ in 0..number(&mut rest)? {
        let name = text(&mut rest)?.to_owned();
        let mut sample = Sample {
            added: number(&mut rest)?,
            ..Sample::default()
        };
        for _ in 0..number(&mut rest)? {
            let text = text(&mut rest)?;
            sample.insert((hash(text), Arc::from(text)));
        }
        sites.insert(name, sample);
    }
    rest.is_empty().then_some(sites)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (first, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(u64::from_le_bytes(*first))
}

fn text<'b>(rest: &mut &'b [u8]) -> Option<&'b str> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (text, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples that were made by different versions can be merged.
    #[test]
    fn hashes_are_what_the_definitions_say() {
        assert_eq!(hash(""), 0xefd0_1f60_ba99_2926);
        assert_eq!(hash("It rained."), 0x26d5_fbf5_4e57_14dd);
        assert_eq!(hash("It snowed."), 0x9604_eee0_cc2d_fb15);
    }
}
