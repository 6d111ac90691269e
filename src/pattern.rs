//! Patterns: regular expressions for whole lines.

use std::borrow::Cow;
use std::ops::Deref;

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
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) source: Cow<'static, str>,
    pub(crate) case_sensitive: bool,
    /// What lines are chosen for it by.
    pub(crate) signs: Signs,
    /// What it is held against lines by, but for the few patterns that need the whole engine of regular expressions.
    pub(crate) expression: Option<Expression>,
}

/// The patterns of a rule. Those of this crate are static: they take no memory of a cleaner.
#[derive(Debug)]
pub(crate) struct Patterns {
    all: Cow<'static, [Pattern]>,
    /// What those are held against lines by that have no [`Expression`], up to the last of them; made when a line first asks for it. What can't be compiled matches nothing.
    automata: Vec<OnceCell<Option<Regex>>>,
}

impl Patterns {
    /// Those of this crate, of which the first so many may need an automaton: to look at each would take as long as the rest of building a cleaner.
    pub(crate) fn of_static(all: &'static [Pattern], automata: usize) -> Patterns {
        Patterns {
            all: Cow::Borrowed(all),
            automata: vec![OnceCell::new(); automata],
        }
    }

    /// Whether the pattern of this number describes the line.
    pub(crate) fn is_match(&self, number: usize, view: &LineView<'_>) -> bool {
        let pattern = &self.all[number];
        if !pattern.case_sensitive {
            return self.describes(number, view.folded);
        }
        let mut plain = String::new();
        fold_into(view.core, false, &mut plain);
        self.describes(number, &plain)
    }

    /// The same, of a line that is folded unless case matters.
    fn describes(&self, number: usize, line: &str) -> bool {
        let pattern = &self.all[number];
        match &pattern.expression {
            Some(expression) => expression.is_match(line),
            None => {
                let automaton = self.automata[number].get_or_init(|| pattern.compiled().ok());
                automaton.as_ref().is_some_and(|regex| regex.is_match(line))
            }
        }
    }
}

impl From<Vec<Pattern>> for Patterns {
    fn from(patterns: Vec<Pattern>) -> Patterns {
        let last = patterns
            .iter()
            .rposition(|pattern| pattern.expression.is_none());
        Patterns {
            automata: vec![OnceCell::new(); last.map_or(0, |last| last + 1)],
            all: Cow::Owned(patterns),
        }
    }
}

impl Deref for Patterns {
    type Target = [Pattern];

    fn deref(&self) -> &[Pattern] {
        &self.all
    }
}

impl Pattern {
    /// A pattern of a pack.
    ///
    /// # Errors
    ///
    /// It has nothing that lines could be chosen by.
    pub(crate) fn of_source(source: &str, case_sensitive: bool) -> Result<Pattern, String> {
        Ok(Pattern {
            source: Cow::Owned(source.to_owned()),
            case_sensitive,
            signs: Signs::of(source)?,
            expression: Expression::new(source, case_sensitive),
        })
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
}
