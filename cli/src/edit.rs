//! Bytes that go from a buffer, and bytes that come in their place.

use std::ops::Range;

/// A stretch of a buffer and what stands there afterwards; nothing, if it goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) with: Vec<u8>,
}

impl Edit {
    pub(crate) fn delete(range: Range<usize>) -> Edit {
        Edit {
            range,
            with: Vec::new(),
        }
    }
}

/// Carries out edits that are sorted and disjoint: in place, unless one needs more room than those before it made.
pub(crate) fn apply(bytes: &mut Vec<u8>, edits: &[Edit]) {
    let Some(first) = edits.first() else { return };
    let mut write = first.range.start;
    let mut fits = true;
    let mut room = 0;
    for edit in edits {
        room += edit.range.len();
        fits &= edit.with.len() <= room;
        room = room.saturating_sub(edit.with.len());
    }
    if !fits {
        let mut edited = Vec::with_capacity(bytes.len());
        let mut read = 0;
        for edit in edits {
            edited.extend_from_slice(&bytes[read..edit.range.start]);
            edited.extend_from_slice(&edit.with);
            read = edit.range.end;
        }
        edited.extend_from_slice(&bytes[read..]);
        *bytes = edited;
        return;
    }
    for (number, edit) in edits.iter().enumerate() {
        bytes[write..write + edit.with.len()].copy_from_slice(&edit.with);
        write += edit.with.len();
        let next = edits
            .get(number + 1)
            .map_or(bytes.len(), |next| next.range.start);
        bytes.copy_within(edit.range.end..next, write);
        write += next - edit.range.end;
    }
    bytes.truncate(write);
}

/// Where positions of the unedited buffer are afterwards; each given in order, none inside an edit.
pub(crate) fn moved(positions: &mut [usize], edits: &[Edit]) {
    let mut edits = edits.iter().peekable();
    let (mut gone, mut come) = (0, 0);
    for position in positions {
        while let Some(edit) = edits.next_if(|edit| edit.range.end <= *position) {
            gone += edit.range.len();
            come += edit.with.len();
        }
        *position = *position - gone + come;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, with: &str) -> Edit {
        Edit {
            range,
            with: with.into(),
        }
    }

    #[test]
    fn edits_that_fit_and_edits_that_do_not() {
        for (edits, wanted) in [
            (vec![Edit::delete(0..2), edit(3..5, "x")], "cxfg"),
            (vec![edit(1..2, "xyz"), Edit::delete(5..7)], "axyzcde"),
            (vec![edit(2..4, "--"), Edit::delete(6..7)], "ab--ef"),
            (vec![Edit::delete(0..7)], ""),
            (vec![], "abcdefg"),
        ] {
            let mut bytes = b"abcdefg".to_vec();
            let mut end = [bytes.len()];
            apply(&mut bytes, &edits);
            moved(&mut end, &edits);
            assert_eq!(String::from_utf8_lossy(&bytes), wanted);
            assert_eq!(end, [wanted.len()]);
        }
    }
}
