//! What was removed, and the way back.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::SpanError;
use crate::rule::{Category, RuleId};

/// A stretch of the input that goes, and why.
///
/// ```
/// let cleaned = unboil::Cleaner::default().clean("It rained.\n\nShare this story\n");
/// let removal = &cleaned.removals[0];
/// assert_eq!(removal.span, 11..29);
/// assert_eq!(removal.text, "\nShare this story\n");
/// assert_eq!(removal.category, unboil::Category::Share);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal<'t> {
    /// Bytes of the input. Whole lines with the blank lines that went with them; inside a line only for inline markers.
    pub span: Range<usize>,
    /// The rule that found it.
    pub rule: RuleId,
    /// The kind of thing it is.
    pub category: Category,
    /// The text that went.
    pub text: Cow<'t, str>,
}

impl Removal<'_> {
    /// The same removal, with a text of its own.
    ///
    /// ```
    /// fn removals(text: String) -> Vec<unboil::Removal<'static>> {
    ///     let removals = unboil::Cleaner::default().removals(&text);
    ///     removals.into_iter().map(|removal| removal.into_owned()).collect()
    /// }
    /// assert_eq!(removals("It rained.\n[ad_2]".to_owned())[0].text, "\n[ad_2]");
    /// ```
    pub fn into_owned(self) -> Removal<'static> {
        Removal {
            span: self.span,
            rule: self.rule,
            category: self.category,
            text: Cow::Owned(self.text.into_owned()),
        }
    }
}

/// The input less the removed spans: what [`Cleaner::clean`](crate::Cleaner::clean) gives, from removals that were kept elsewhere.
///
/// # Errors
///
/// The removals are not sorted and disjoint, don't lie on character boundaries of `text`, or their texts are not what stands there.
///
/// ```
/// let text = "It rained.\n\n[ad_2]";
/// let removals = unboil::Cleaner::default().removals(text);
/// assert_eq!(unboil::apply(text, &removals)?, "It rained.");
/// # Ok::<(), unboil::SpanError>(())
/// ```
pub fn apply<'t>(text: &'t str, removals: &[Removal<'_>]) -> Result<Cow<'t, str>, SpanError> {
    let mut at = 0;
    let mut left = String::new();
    for (number, removal) in removals.iter().enumerate() {
        let Range { start, end } = removal.span;
        let fail = |why: String| SpanError {
            message: format!("removal {number} covers bytes {start} to {end}, but {why}"),
        };
        if end > text.len() {
            return Err(fail(format!("the text has {} bytes", text.len())));
        }
        if start < at || end <= start {
            return Err(fail(format!(
                "must begin at byte {at} or later and not be empty"
            )));
        }
        let Some(went) = text.get(start..end) else {
            return Err(fail("these are not character boundaries".to_owned()));
        };
        if went != removal.text {
            return Err(fail("another text stands there".to_owned()));
        }
        left.push_str(&text[at..start]);
        at = end;
    }
    if removals.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    left.push_str(&text[at..]);
    Ok(Cow::Owned(left))
}

/// The input back from what was left of it and what was removed.
///
/// # Errors
///
/// The removals are not sorted and disjoint, or reach beyond the text.
///
/// ```
/// let text = "It rained.\n\n[ad_2]";
/// let cleaned = unboil::Cleaner::default().clean(text);
/// assert_eq!(unboil::restore(&cleaned.text, &cleaned.removals)?, text);
/// # Ok::<(), unboil::SpanError>(())
/// ```
pub fn restore(cleaned: &str, removals: &[Removal<'_>]) -> Result<String, SpanError> {
    let removed: usize = removals.iter().map(|removal| removal.text.len()).sum();
    let mut text = String::with_capacity(cleaned.len() + removed);
    let mut at = 0;
    for (number, removal) in removals.iter().enumerate() {
        let Range { start, end } = removal.span;
        let fail = |why: &str| SpanError {
            message: format!("removal {number} covers bytes {start} to {end}, but {why}"),
        };
        if end.checked_sub(start) != Some(removal.text.len()) || start == end {
            return Err(fail("its text has another length"));
        }
        let kept = start
            .checked_sub(text.len())
            .and_then(|length| cleaned.get(at..)?.get(..length))
            .ok_or_else(|| fail("the cleaned text has no place for it"))?;
        text.push_str(kept);
        text.push_str(&removal.text);
        at += kept.len();
    }
    text.push_str(&cleaned[at..]);
    Ok(text)
}
