//! Errors: what is wrong, where, and what the limit is.

use std::fmt;
use std::sync::Arc;

/// One thing that is wrong with a pack or a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, and the line in it from 1.
    pub(crate) place: Option<(Arc<str>, usize)>,
    pub(crate) rule: Option<String>,
    pub(crate) message: String,
}

impl Problem {
    /// The file as it was named to [`RulePack::parse`](crate::RulePack::parse), and the line in it from 1; nothing for a setting.
    pub fn place(&self) -> Option<(&str, usize)> {
        self.place.as_ref().map(|(file, line)| (&**file, *line))
    }

    /// The rule, if one is concerned.
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// What is wrong, without the place and the rule. Of an example that fails it begins with `missing`, `noisy` or `wrong`, as
    /// [`Cleaner::verify`](crate::Cleaner::verify) has them.
    ///
    /// ```
    /// let error = unboil::RulePack::parse("mine.toml", "schema = 9").unwrap_err();
    /// assert_eq!(error.problems()[0].message(), "schema 9 is not known; this version reads schema 1");
    /// ```
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((file, line)) = &self.place {
            write!(f, "{file}:{line}: ")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, "rule {rule}: ")?;
        }
        f.write_str(&self.message)
    }
}

fn write_problems(f: &mut fmt::Formatter<'_>, what: &str, problems: &[Problem]) -> fmt::Result {
    let plural = if problems.len() == 1 { "" } else { "s" };
    write!(f, "{what}: {} problem{plural}", problems.len())?;
    for problem in problems {
        write!(f, "\n  {problem}")?;
    }
    Ok(())
}

macro_rules! problem_list {
    ($(#[$meta:meta])* $name:ident, $what:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            pub(crate) problems: Vec<Problem>,
        }

        impl $name {
            /// Everything that is wrong; never empty.
            pub fn problems(&self) -> &[Problem] {
                &self.problems
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_problems(f, $what, &self.problems)
            }
        }

        impl std::error::Error for $name {}
    };
}

problem_list! {
    /// A rule pack that can't be used: every problem, each with file, line and rule.
    ///
    /// ```
    /// let error = unboil::RulePack::parse("mine.toml", "schema = 9").unwrap_err();
    /// assert!(error.to_string().contains("mine.toml:1: schema 9 is not known; this version reads schema 1"));
    /// ```
    PackError, "the rule pack can't be used"
}

problem_list! {
    /// Settings that contradict each other or name what doesn't exist: every problem.
    ///
    /// ```
    /// let error = unboil::Cleaner::builder().keep("newsleter").build().unwrap_err();
    /// assert!(error.to_string().contains("did you mean `newsletter`?"));
    /// ```
    BuildError, "the cleaner can't be built"
}

/// Pages from which nothing can be learned, and why.
///
/// ```
/// let error = unboil::SiteLearner::new().pack("gazette.example").unwrap_err();
/// assert_eq!(error.to_string(), "gazette.example: no page of this site was added");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnError {
    message: String,
}

impl LearnError {
    pub(crate) fn new(message: &str) -> LearnError {
        LearnError {
            message: message.to_owned(),
        }
    }

    pub(crate) fn of(site: &str, message: &str) -> LearnError {
        LearnError::new(&format!("{site}: {message}"))
    }
}

impl fmt::Display for LearnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LearnError {}

/// Removals that don't fit the text they are applied to.
///
/// ```
/// let cleaned = unboil::Cleaner::default().clean("It rained.\n\n[ad_2]");
/// let error = unboil::apply("Ice", &cleaned.removals).unwrap_err();
/// assert_eq!(error.to_string(), "removal 0 covers bytes 10 to 18, but the text has 3 bytes");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanError {
    pub(crate) message: String,
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SpanError {}
