//! Patterns: regular expressions for whole lines.

use std::borrow::Cow;

use once_cell::sync::OnceCell;
use regex::{Regex, RegexBuilder};

use crate::anchor::{Signs, last_line};
use crate::fold::fold_into;
use crate::rule::LineView;

/// Compiled size of one pattern, in bytes; ten times what the largest pattern of `rules/` needs.
const PATTERN_SIZE_LIMIT: usize = 256 * 1024;

/// A regular expression for a whole folded line, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) source: Cow<'static, str>,
    pub(crate) case_sensitive: bool,
    pub(crate) signs: Signs,
    regex: OnceCell<Result<Regex, String>>,
}

impl Pattern {
    /// A pattern that lines are chosen for by `signs`; it is compiled when a line first asks for it.
    pub(crate) fn new(source: Cow<'static, str>, case_sensitive: bool, signs: Signs) -> Pattern {
        Pattern {
            source,
            case_sensitive,
            signs,
            regex: OnceCell::new(),
        }
    }

    /// A pattern of a pack.
    ///
    /// # Errors
    ///
    /// It has nothing that lines could be chosen by.
    pub(crate) fn of_source(source: &str, case_sensitive: bool) -> Result<Pattern, String> {
        let signs = Signs::of(source)?;
        Ok(Pattern::new(
            Cow::Owned(source.to_owned()),
            case_sensitive,
            signs,
        ))
    }

    pub(crate) fn compiled(&self) -> Result<&Regex, String> {
        self.regex
            .get_or_init(|| {
                RegexBuilder::new(&format!("^(?:{})$", self.source))
                    .case_insensitive(!self.case_sensitive)
                    .size_limit(PATTERN_SIZE_LIMIT)
                    .build()
                    .map_err(|error| match error {
                        regex::Error::CompiledTooBig(limit) => {
                            format!("compiles to more than {limit} bytes")
                        }
                        other => last_line(&other.to_string()),
                    })
            })
            .as_ref()
            .map_err(String::clone)
    }

    pub(crate) fn is_match(&self, view: &LineView<'_>) -> bool {
        self.compiled()
            .is_ok_and(|regex| is_match(regex, self.case_sensitive, view))
    }
}

fn is_match(regex: &Regex, case_sensitive: bool, view: &LineView<'_>) -> bool {
    if case_sensitive {
        let mut plain = String::new();
        fold_into(view.core, false, &mut plain);
        regex.is_match(&plain)
    } else {
        regex.is_match(view.folded)
    }
}

/// All patterns of a rule as one, for lines that several of them are tried on: dates begin with a digit in thirty languages.
#[derive(Debug, Default)]
pub(crate) struct AnyPattern(OnceCell<Option<Regex>>);

impl AnyPattern {
    /// Nothing if together they are too large.
    pub(crate) fn is_match(&self, patterns: &[Pattern], view: &LineView<'_>) -> Option<bool> {
        let case_sensitive = patterns.first()?.case_sensitive;
        let regex = self.0.get_or_init(|| {
            let sources: Vec<String> = patterns
                .iter()
                .map(|pattern| format!("(?:{})", pattern.source))
                .collect();
            let source = format!("^(?:{})$", sources.join("|"));
            let mut builder = RegexBuilder::new(&source);
            builder
                .case_insensitive(!case_sensitive)
                .size_limit(4 * PATTERN_SIZE_LIMIT)
                .build()
                .ok()
        });
        regex
            .as_ref()
            .map(|regex| is_match(regex, case_sensitive, view))
    }
}
