//! What hangs together becomes a rule: with its evidence, examples, and prose of the site that must stay.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::anchor::owned;
use crate::cleaner::Cleaner;
use crate::example;
use crate::pattern::Pattern;
use crate::rule::{Category, Rule, RuleId, Status, Strength};
use crate::site::form::{Form, FormNumber, Forms};
use crate::site::page::{Page, Pages, Place};
use crate::site::run::{Run, Runs};
use crate::table::MAX_WORDS;

/// Examples of each kind.
const EXAMPLES: usize = 3;
/// Lines of an example of several lines.
const EXAMPLE_LINES: usize = 4;

/// A rule for each run whose examples hold.
pub(crate) fn rules(
    site: &str,
    cleaner: &Cleaner,
    pages: &Pages<'_>,
    forms: &Forms,
    runs: &Runs,
) -> Vec<Arc<Rule>> {
    let pack = pack_name(site);
    let mut counts = [0; 3];
    let drafts = runs.runs.iter().filter_map(|run| {
        let draft = Draft { pages, forms, run };
        let count = &mut counts[run.place as usize];
        let name = format!("{pack}/{}-{}", place_name(run.place), *count + 1);
        let rule = draft.rule(&name, cleaner)?;
        *count += 1;
        Some(rule)
    });
    drafts.collect()
}

/// The name of a site as the first part of an id: `news-example-org`.
fn pack_name(site: &str) -> String {
    let mut name = String::new();
    for c in site.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    match name.trim_end_matches('-') {
        "" => "site".to_owned(),
        name => name.to_owned(),
    }
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Head => "head",
        Place::Inside => "inside",
        Place::Tail => "tail",
    }
}

struct Draft<'p> {
    pages: &'p Pages<'p>,
    forms: &'p Forms,
    run: &'p Run,
}

impl Draft<'_> {
    /// Nothing if its examples don't do what they say: then the rule would do something else than was seen.
    fn rule(&self, name: &str, cleaner: &Cleaner) -> Option<Arc<Rule>> {
        let mut lines = Vec::new();
        let mut patterns = Vec::new();
        for &form in &self.run.forms {
            match &self.forms.forms[form as usize] {
                Form::Line(text) => lines.push(self.pages.text(*text).folded.clone()),
                Form::Numbers(source) | Form::Name(source) => {
                    patterns.push(Pattern::of_source(source, false).ok()?);
                }
            }
        }
        let single: Vec<String> = self.line_examples().take(EXAMPLES).collect();
        let words = self.words();
        let mut rule = Rule {
            id: RuleId::from(name),
            language: Cow::Borrowed("und"),
            category: Category::Site,
            summary: Cow::Owned(self.summary()),
            status: Status::Stable,
            since: Cow::Borrowed("1"),
            strength: Strength::Weak,
            lines: owned(lines),
            labels: owned(Vec::new()),
            patterns: patterns.into(),
            markers: Vec::new(),
            detector: None,
            block: None,
            max_words: Some(words).filter(|words| *words > MAX_WORDS),
            closed: None,
            must_match: owned(Vec::new()),
            must_not_match: owned(Vec::new()),
            seen: Some(self.run.seen),
            file: Cow::Borrowed(""),
            line: 0,
        };
        rule.must_not_match = owned(self.counter_examples(&rule, cleaner));
        // The first document that holds will do: what else stands on a page may be taken by other rules.
        for document in self.documents() {
            let mut all = single.clone();
            all.push(document);
            rule.must_match = owned(all);
            let shared = Arc::new(rule);
            let with_rule = cleaner.with_site_rules(vec![shared.clone()]);
            if with_rule.verify_rules([&shared].into_iter()).is_empty() {
                return Some(shared);
            }
            drop(with_rule);
            rule = Arc::into_inner(shared)?;
        }
        None
    }

    /// Words of the longest line that it takes.
    fn words(&self) -> u16 {
        let forms: HashSet<FormNumber> = self.run.forms.iter().copied().collect();
        let texts = self.pages.texts.iter().zip(0..);
        let its = texts.filter(|(_, number)| {
            let form = self.forms.of_text(*number);
            form.is_some_and(|form| forms.contains(&form))
        });
        its.map(|(text, _)| text.shape.words).max().unwrap_or(0)
    }

    /// Lines that it takes: the first of each form, those with patterns first.
    fn line_examples(&self) -> impl Iterator<Item = String> {
        let mut seen = HashSet::new();
        let mut examples = Vec::new();
        for (page, range) in &self.run.examples {
            for text in self.pages.pages[*page].lines[range.clone()]
                .iter()
                .copied()
                .flatten()
            {
                let form = self.forms.of_text(text);
                if let Some(form) = form.filter(|form| seen.insert(*form)) {
                    let example = self.pages.text(text).content.trim().to_owned();
                    examples.push((self.forms.is_pattern(form), example));
                }
            }
        }
        examples.sort_by_key(|(is_pattern, _)| !is_pattern);
        examples.into_iter().map(|(_, example)| example)
    }

    fn summary(&self) -> String {
        let lines = self.run.forms.len();
        let place = match self.run.place {
            Place::Head => "before the article",
            Place::Inside => "inside the article",
            Place::Tail => "behind the article",
        };
        format!("{lines} lines {place}, learned")
    }

    /// Small documents in the notation of packs: lines in a row and a paragraph of the same page.
    fn documents(&self) -> impl Iterator<Item = String> {
        self.run.examples.iter().flat_map(|(page, range)| {
            let page = &self.pages.pages[*page];
            let lines = range.start..range.end.min(range.start + EXAMPLE_LINES);
            let lines: Vec<String> = page.lines[lines]
                .iter()
                .copied()
                .flatten()
                .map(|text| format!("- {}", self.pages.text(text).content))
                .collect();
            let lines = lines.join("\n");
            let own = self.paragraphs(page).next();
            own.into_iter()
                .chain([example::BEFORE])
                .map(|paragraph| match self.run.place {
                    Place::Head => format!("{lines}\n  {paragraph}"),
                    Place::Tail => format!("  {paragraph}\n{lines}"),
                    Place::Inside => lines.clone(),
                })
                .collect::<Vec<_>>()
        })
    }

    /// Prose that stands on no other page.
    fn paragraphs(&self, page: &Page) -> impl Iterator<Item = &str> {
        let texts = page.lines.iter().copied().flatten();
        let texts = texts.map(|number| self.pages.text(number));
        texts
            .filter(|text| text.pages == 1 && text.shape.is_paragraph())
            .map(|text| text.content)
    }

    /// Prose of the site that has most words in common with the rule's lines, and stays.
    fn counter_examples(&self, rule: &Rule, cleaner: &Cleaner) -> Vec<String> {
        let words: HashSet<&str> = rule.lines().flat_map(|line| line.split(' ')).collect();
        let texts = self.pages.texts.iter();
        let mut candidates: Vec<(usize, &str)> = texts
            .filter(|text| text.prose && text.pages == 1)
            .map(|text| {
                let own: HashSet<&str> = text.folded.split(' ').collect();
                let common = own.intersection(&words).count();
                (common, text.content)
            })
            .collect();
        candidates.sort_by_key(|(common, content)| (usize::MAX - common, content.len()));
        let mut examples = Vec::new();
        for (_, content) in candidates.into_iter().take(EXAMPLES * 4) {
            if examples.len() < EXAMPLES
                && !rule.matches(content)
                && example::stays(cleaner, content)
            {
                examples.push(content.trim().to_owned());
            }
        }
        if examples.is_empty() {
            examples.push(example::BEFORE.to_owned());
        }
        examples
    }
}
