//! Lines that differ from page to page by a number or a name, as one.

use std::collections::{HashMap, HashSet};

use crate::fold::core;
use crate::line::EndMark;
use crate::site::page::{Pages, Text, TextNumber};
use crate::site::run::least_outside;

/// The number of a form among those of a site.
pub(crate) type FormNumber = u32;

/// What lines are counted as.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// The same words, folded.
    Line(TextNumber),
    /// The same words but for numbers: a pattern.
    Numbers(String),
    /// The same words and a name behind them: a pattern.
    Name(String),
}

#[derive(Debug)]
pub(crate) struct Forms {
    pub(crate) forms: Vec<Form>,
    /// For each text its form, if enough pages have it.
    of_text: Vec<Option<FormNumber>>,
}

/// A line that a name ends has at least so many words before the name, and at most so many in all; the name itself has one to three.
const WORDS_BEFORE_NAME: usize = 2;
const WORDS_WITH_NAME: usize = 8;
const NAME_WORDS: usize = 3;
/// Fewer different numbers or names are no pattern.
const DIFFERENT: usize = 3;

impl Forms {
    pub(crate) fn of(pages: &Pages<'_>) -> Forms {
        let least = least_outside(pages.pages.len());
        let patterns: Vec<Vec<Form>> = pages.texts.iter().map(patterns).collect();
        let mut candidates: HashMap<&Form, Candidate> = HashMap::new();
        for (page, number) in pages.pages.iter().zip(0..) {
            for text in page.lines.iter().copied().flatten() {
                for form in &patterns[text as usize] {
                    let candidate = candidates.entry(form).or_default();
                    candidate.texts.insert(text);
                    candidate.pages.insert(number);
                }
            }
        }
        candidates.retain(|_, candidate| {
            candidate.pages.len() >= least && candidate.texts.len() >= DIFFERENT
        });
        let mut forms = Forms {
            forms: Vec::new(),
            of_text: Vec::with_capacity(pages.texts.len()),
        };
        let mut numbers: HashMap<Form, FormNumber> = HashMap::new();
        for ((text, patterns), number) in pages.texts.iter().zip(&patterns).zip(0..) {
            let form = if text.pages as usize >= least {
                Some(Form::Line(number))
            } else {
                let mut patterns = patterns.iter();
                patterns.find(|form| candidates.contains_key(form)).cloned()
            };
            // The article's own date and author are not furniture, however often they are the same.
            let form = form.filter(|_| !pages.rules.is_own_part(text.content, &text.shape));
            forms.of_text.push(form.map(|form| {
                *numbers.entry(form.clone()).or_insert_with(|| {
                    forms.forms.push(form);
                    (forms.forms.len() - 1) as FormNumber
                })
            }));
        }
        forms
    }

    pub(crate) fn of_text(&self, text: TextNumber) -> Option<FormNumber> {
        self.of_text[text as usize]
    }

    pub(crate) fn is_pattern(&self, form: FormNumber) -> bool {
        !matches!(self.forms[form as usize], Form::Line(_))
    }

    pub(crate) fn has_numbers(&self, form: FormNumber) -> bool {
        matches!(self.forms[form as usize], Form::Numbers(_))
    }
}

#[derive(Default)]
struct Candidate {
    texts: HashSet<TextNumber>,
    pages: HashSet<usize>,
}

/// The patterns that a line could be of, the closest first.
fn patterns(text: &Text<'_>) -> Vec<Form> {
    let names = name_patterns(text).into_iter().flatten();
    let numbers = number_pattern(text).map(Form::Numbers).into_iter();
    numbers.chain(names.map(Form::Name)).collect()
}

/// The line with a pattern for each number, if it has words too. Prose with a number in it is prose.
fn number_pattern(text: &Text<'_>) -> Option<String> {
    let folded = &text.folded;
    let has_digit = folded.bytes().any(|byte| byte.is_ascii_digit());
    if text.prose || !has_digit || !folded.contains(char::is_alphabetic) {
        return None;
    }
    let mut pattern = String::new();
    let mut rest = folded.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        pattern.push_str(&regex::escape(&rest[..at]));
        pattern.push_str("[0-9][0-9.,]*");
        rest =
            rest[at..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    }
    pattern.push_str(&regex::escape(rest));
    Some(pattern)
}

/// Patterns for the last words of a line as a name: words with capitals.
fn name_patterns(text: &Text<'_>) -> Option<Vec<String>> {
    let words: Vec<&str> = core(text.content).0.split_whitespace().collect();
    let folded: Vec<&str> = text.folded.split(' ').collect();
    let names = words.get(WORDS_BEFORE_NAME..)?.iter().rev();
    if words.len() > WORDS_WITH_NAME
        || words.len() != folded.len()
        || text.prose
        || text.shape.end != EndMark::None
    {
        return None;
    }
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let names = names.take_while(capital).take(NAME_WORDS).count();
    let pattern = |length: usize| {
        let before = folded[..words.len() - length].join(" ");
        format!(r"{} \S+( \S+){{0,2}}", regex::escape(&before))
    };
    Some((1..=names).map(pattern).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;

    #[test]
    fn patterns_are_of_lines_with_words_and_a_number_or_a_name() {
        let name = |before: &str| Form::Name(format!(r"{before} \S+( \S+){{0,2}}"));
        for (line, expected) in [
            (
                "Issue 1,204 of 12",
                vec![Form::Numbers(
                    "issue [0-9][0-9.,]* of [0-9][0-9.,]*".to_owned(),
                )],
            ),
            ("12 %", vec![]),
            ("Read on", vec![]),
            ("On day 1 we left at 7 and we were back at 9.", vec![]),
            ("Today is Fir", vec![name("today is")]),
            (
                "The editor today is Anna Maria Bell",
                vec![
                    name("the editor today is anna maria"),
                    name("the editor today is anna"),
                    name("the editor today is"),
                ],
            ),
            (
                "One of those who wrote it is Fir",
                vec![name("one of those who wrote it is")],
            ),
            ("One of all those who wrote it is Fir", vec![]),
        ] {
            let cleaner = Cleaner::default();
            let pages = Pages::of(&[line], cleaner.rule_set());
            assert_eq!(patterns(&pages.texts[0]), expected, "{line}");
        }
    }
}
