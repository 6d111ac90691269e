//! Patterns: regular expressions for whole lines.

use std::borrow::Cow;

use once_cell::sync::OnceCell;
use regex::{Regex, RegexBuilder};

use crate::anchor::{Signs, last_line};
use crate::expression::{Expression, MOST_BYTES};
use crate::fold::fold_into;
use crate::rule::{LineView, MAX_LINE_BYTES};

/// Compiled size of one pattern, in bytes; ten times what the largest pattern of `rules/` needs.
const PATTERN_SIZE_LIMIT: usize = 256 * 1024;

/// Letters of two bytes may have three when they are folded.
const _: () = assert!(MAX_LINE_BYTES * 3 / 2 <= MOST_BYTES);

/// A regular expression for a whole folded line.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) source: Cow<'static, str>,
    pub(crate) case_sensitive: bool,
    pub(crate) signs: Signs,
    /// What it is held against lines by, but for the few patterns that need the whole engine of regular expressions.
    expression: Option<Expression>,
    /// That of those; made when a line first asks for it. What can't be compiled matches nothing.
    automaton: OnceCell<Option<Regex>>,
}

impl Pattern {
    /// A pattern that lines are chosen for by `signs`.
    pub(crate) fn new(
        source: Cow<'static, str>,
        case_sensitive: bool,
        signs: Signs,
        expression: Option<Expression>,
    ) -> Pattern {
        Pattern {
            source,
            case_sensitive,
            signs,
            expression,
            automaton: OnceCell::new(),
        }
    }

    /// A pattern of a pack.
    ///
    /// # Errors
    ///
    /// It has nothing that lines could be chosen by.
    pub(crate) fn of_source(source: &str, case_sensitive: bool) -> Result<Pattern, String> {
        Ok(Pattern::new(
            Cow::Owned(source.to_owned()),
            case_sensitive,
            Signs::of(source)?,
            Expression::new(source, case_sensitive),
        ))
    }

    /// The whole engine of regular expressions for it.
    ///
    /// # Errors
    ///
    /// It is too large, or nothing that can be parsed.
    pub(crate) fn compiled(&self) -> Result<Regex, String> {
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
    }

    pub(crate) fn is_match(&self, view: &LineView<'_>) -> bool {
        if !self.case_sensitive {
            return self.describes(view.folded);
        }
        let mut plain = String::new();
        fold_into(view.core, false, &mut plain);
        self.describes(&plain)
    }

    /// Whether it describes the line, folded unless case matters.
    fn describes(&self, line: &str) -> bool {
        match &self.expression {
            Some(expression) => expression.is_match(line),
            None => {
                let automaton = self.automaton.get_or_init(|| self.compiled().ok());
                automaton.as_ref().is_some_and(|regex| regex.is_match(line))
            }
        }
    }
}
