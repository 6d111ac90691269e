//! How long a text may be: what is longer is no text of a page, and would take more memory than anyone expects.

use std::fmt;

use memchr::memchr_iter;

use crate::cleaner::{Cleaner, Mode};

/// Lines of a text, in any mode. A line takes about 60 bytes, so that all together take one gigabyte.
pub(crate) const MAX_LINES: usize = 1 << 24;
/// Lines of a text in page mode, in which one takes about 250 bytes.
pub(crate) const MAX_PAGE_LINES: usize = 1 << 20;
/// Bytes of a text in page mode, in which each word and each sentence takes memory. Crawlers cut pages off at a tenth of it or less.
pub(crate) const MAX_PAGE_BYTES: usize = 1 << 24;

/// A text that is too long for a cleaner.
///
/// ```
/// let error = unboil::Cleaner::default().check_length(&"\n".repeat((1 << 24) + 1)).unwrap_err();
/// assert_eq!(error.to_string(), "the text has more than 16777216 lines, which is the limit of one text");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LengthError {
    message: String,
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LengthError {}

impl Cleaner {
    /// Whether a text is short enough for this cleaner. Of one that isn't, [`Cleaner::clean`] removes nothing.
    ///
    /// # Errors
    ///
    /// The text has more than 16,777,216 lines; or, in mode [`Mode::Page`], more than 1,048,576 lines or 16 MiB. Time is that of counting the lines, and
    /// nothing for a text that is too short to have so many.
    ///
    /// ```
    /// use unboil::{Cleaner, Mode};
    ///
    /// let text = "It rained. ".repeat(2_000_000);
    /// assert!(Cleaner::default().check_length(&text).is_ok());
    /// let cleaner = Cleaner::builder().mode(Mode::Page).build()?;
    /// assert_eq!(
    ///     cleaner.check_length(&text).unwrap_err().to_string(),
    ///     "the text has 22000000 bytes; the limit of mode `page` is 16777216",
    /// );
    /// assert!(cleaner.clean(&text).removals.is_empty());
    /// # Ok::<(), unboil::BuildError>(())
    /// ```
    pub fn check_length(&self, text: &str) -> Result<(), LengthError> {
        let fail = |message| Err(LengthError { message });
        let page = self.mode() == Mode::Page;
        if page && text.len() > MAX_PAGE_BYTES {
            return fail(format!(
                "the text has {} bytes; the limit of mode `page` is {MAX_PAGE_BYTES}",
                text.len()
            ));
        }
        let limit = if page { MAX_PAGE_LINES } else { MAX_LINES };
        let is_long =
            text.len() > limit && memchr_iter(b'\n', text.as_bytes()).nth(limit).is_some();
        if !is_long {
            return Ok(());
        }
        let what = if page { "mode `page`" } else { "one text" };
        fail(format!(
            "the text has more than {limit} lines, which is the limit of {what}"
        ))
    }
}
