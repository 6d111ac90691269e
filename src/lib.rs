//! Takes web boilerplate out of scraped plain text and keeps every word of the article.
//!
//! [`clean`] is all that most programs need. A [`Cleaner`] has settings and says what it removed:
//!
//! ```
//! use unboil::Cleaner;
//!
//! let text = "The bridge is open again.\n\nRead also:\nTen years of roadworks\n\nThe first lorry crossed at six.\n";
//! let cleaned = Cleaner::default().clean(text);
//! assert_eq!(cleaned.text, "The bridge is open again.\n\nThe first lorry crossed at six.\n");
//!
//! let removal = &cleaned.removals[0];
//! assert_eq!(removal.text, "Read also:\nTen years of roadworks\n\n");
//! assert_eq!(removal.span, 27..62);
//! assert_eq!(removal.rule, "en/read-also");
//! assert_eq!(removal.category.as_str(), "related");
//! ```
//!
//! - [`Cleaner`] cleans texts; [`CleanerBuilder`] holds its settings, [`Mode`] the most important one.
//! - [`Cleaned`] is what is left, and each [`Removal`] a stretch that went, with the [`RuleId`] and [`Category`] that say why.
//! - [`apply`] and [`restore`] go from the input to the cleaned text and back.
//! - [`RulePack`] holds [`Rule`]s of your own.
//!
//! # What always holds
//!
//! Text is only deleted, never changed; cleaning a cleaned text removes nothing; text without boilerplate comes back borrowed;
//! `\r\n` and `\n` make no difference; time is linear in the length of the text; no input makes it panic. When in doubt, a line stays. A text that is
//! too long ([`Cleaner::check_length`]) stays as it is.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod anchor;
mod beginning;
mod block;
mod built_in;
mod cleaner;
mod credit;
mod edge;
mod ends;
mod error;
mod evidence;
mod example;
mod expression;
mod fingerprint;
mod fold;
mod glued;
mod head;
mod limit;
mod line;
mod marker;
mod matcher;
mod pack;
mod page;
mod pattern;
mod removal;
mod repeat;
mod report;
mod rule;
mod rule_set;
mod seam;
mod site;
mod table;
mod thread;
mod zone;

pub use cleaner::{Cleaned, Cleaner, CleanerBuilder, Mode, clean};
pub use error::{BuildError, LearnError, PackError, Problem, SpanError};
pub use limit::LengthError;
pub use pack::RulePack;
pub use removal::{Removal, apply, restore};
pub use rule::{Category, Detector, Rule, RuleId, Seen, Status, Strength};
pub use site::SiteLearner;

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
