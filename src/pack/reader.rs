//! How a rule pack is read from its TOML: every problem is found, not only the first.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;
use toml::de::{DeTable, DeValue};

use crate::anchor::owned;
use crate::error::Problem;
use crate::fold::fold_phrase;
use crate::marker::Marker;
use crate::pack::{RulePack, SCHEMA, did_you_mean, problem_of, shorten, site_name};
use crate::pattern::Pattern;
use crate::rule::{
    Belonging, Block, Category, Detector, MAX_LINE_BYTES, Rule, RuleId, Seen, Status, Strength,
};

/// The pack with every rule that could be read, and what was wrong with the others.
pub(super) fn read(file: &str, text: &str) -> (RulePack, Vec<Problem>) {
    let mut reader = Reader {
        file: Arc::from(file),
        newlines: memchr_iter(b'\n', text.as_bytes()).collect(),
        rule: None,
        problems: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.report(error.span().unwrap_or_default(), error.message().to_owned());
    }
    let mut pack = RulePack {
        language: "und".to_owned(),
        site: None,
        rules: Vec::new(),
    };
    // After a syntax error whatever was read is a guess.
    if !reader.problems.is_empty() {
        return (pack, reader.problems);
    }
    let mut top = Fields::new(table.get_ref(), table.span());
    match top.take("schema") {
        Some((DeValue::Integer(schema), span)) => {
            if i64::from_str_radix(schema.as_str(), schema.radix()) != Ok(SCHEMA) {
                let message =
                    format!("schema {schema} is not known; this version reads schema {SCHEMA}");
                reader.report(span, message);
                return (pack, reader.problems);
            }
        }
        Some((_, span)) => reader.report(span, "`schema` must be a whole number".to_owned()),
        None => reader.report(0..0, format!("`schema = {SCHEMA}` is missing")),
    }
    if let Some(language) = reader.required_string(&mut top, "language") {
        pack.language = language;
    }
    if let Some((site, span)) = reader.string(&mut top, "site") {
        if site.trim().is_empty() {
            reader.report(span, "`site` is empty".to_owned());
        }
        pack.site = Some(site_name(&site));
    }
    match top.take("rule") {
        Some((DeValue::Array(rules), _)) => {
            let mut seen: HashMap<String, usize> = HashMap::new();
            for value in rules {
                let DeValue::Table(table) = value.get_ref() else {
                    reader.report(
                        value.span(),
                        "a rule must be a table: `[[rule]]`".to_owned(),
                    );
                    continue;
                };
                let line = reader.line_of(value.span().start);
                if let Some(rule) = reader.rule(Fields::new(table, value.span()), &pack.language) {
                    if let Some(first) = seen.insert(rule.id.to_string(), line) {
                        let message = format!("the id is given twice; first in line {first}");
                        reader.problems.push(problem_of(&rule, message));
                    }
                    pack.rules.push(Arc::new(rule));
                }
            }
        }
        Some((_, span)) => reader.report(
            span,
            "`rule` must be an array of tables: `[[rule]]`".to_owned(),
        ),
        None => reader.report(0..0, "the pack holds no rule".to_owned()),
    }
    reader.reject_unknown(&top);
    (pack, reader.problems)
}

/// A table, and which of its keys have been asked for.
struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl<'t, 'i> Fields<'t, 'i> {
    fn new(table: &'t DeTable<'i>, span: Range<usize>) -> Fields<'t, 'i> {
        Fields {
            table,
            span,
            known: Vec::new(),
        }
    }

    fn take(&mut self, key: &'static str) -> Option<(&'t DeValue<'i>, Range<usize>)> {
        self.known.push(key);
        self.table
            .get(key)
            .map(|value| (value.get_ref(), value.span()))
    }
}

struct Reader {
    file: Arc<str>,
    newlines: Vec<usize>,
    rule: Option<String>,
    problems: Vec<Problem>,
}

impl Reader {
    fn line_of(&self, offset: usize) -> usize {
        self.newlines.partition_point(|&newline| newline < offset) + 1
    }

    fn report(&mut self, span: Range<usize>, message: String) {
        self.problems.push(Problem {
            place: Some((self.file.clone(), self.line_of(span.start))),
            rule: self.rule.clone(),
            message,
        });
    }

    fn reject_unknown(&mut self, fields: &Fields<'_, '_>) {
        for key in fields.table.keys() {
            let name: &str = key.get_ref();
            if !fields.known.contains(&name) {
                let hint = did_you_mean(name, fields.known.iter().copied());
                self.report(
                    key.span(),
                    format!("unknown field `{}`{hint}", shorten(name)),
                );
            }
        }
    }

    fn string(
        &mut self,
        fields: &mut Fields<'_, '_>,
        key: &'static str,
    ) -> Option<(String, Range<usize>)> {
        match fields.take(key)? {
            (DeValue::String(text), span) => Some((text.to_string(), span)),
            (_, span) => {
                self.report(span, format!("`{key}` must be a string"));
                None
            }
        }
    }

    fn required_string(
        &mut self,
        fields: &mut Fields<'_, '_>,
        key: &'static str,
    ) -> Option<String> {
        if fields.table.get(key).is_none() {
            self.report(fields.span.clone(), format!("`{key}` is missing"));
        }
        let (text, span) = self.string(fields, key)?;
        if text.trim().is_empty() {
            self.report(span, format!("`{key}` is empty"));
            return None;
        }
        Some(text)
    }

    /// A string that names one of a known set of values.
    fn named<T: Copy>(
        &mut self,
        text: &str,
        span: Range<usize>,
        key: &str,
        from_name: fn(&str) -> Option<T>,
        names: &[&'static str],
    ) -> Option<T> {
        let value = from_name(text);
        if value.is_none() {
            let hint = did_you_mean(text, names.iter().copied());
            let known = names.join(", ");
            self.report(
                span,
                format!(
                    "`{key}` can't be `{}`{hint}; it is one of: {known}",
                    shorten(text)
                ),
            );
        }
        value
    }

    fn strings(
        &mut self,
        fields: &mut Fields<'_, '_>,
        key: &'static str,
    ) -> Vec<(String, Range<usize>)> {
        let Some((value, span)) = fields.take(key) else {
            return Vec::new();
        };
        let DeValue::Array(values) = value else {
            self.report(span, format!("`{key}` must be an array of strings"));
            return Vec::new();
        };
        let mut strings = Vec::with_capacity(values.len());
        for value in values {
            match value.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    strings.push((text.to_string(), value.span()))
                }
                DeValue::String(_) => {
                    self.report(value.span(), format!("`{key}` holds an empty string"))
                }
                _ => self.report(value.span(), format!("`{key}` must hold strings only")),
            }
        }
        strings
    }

    fn count(&mut self, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<usize> {
        let (value, span) = fields.take(key)?;
        let number = match value {
            DeValue::Integer(number) => usize::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if !number.is_some_and(|number| (1..=1000).contains(&number)) {
            self.report(
                span,
                format!("`{key}` must be a whole number from 1 to 1000"),
            );
            return None;
        }
        number
    }

    fn truth(&mut self, fields: &mut Fields<'_, '_>, key: &'static str) -> Option<bool> {
        let (value, span) = fields.take(key)?;
        if value.as_bool().is_none() {
            self.report(span, format!("`{key}` must be true or false"));
        }
        value.as_bool()
    }

    /// Phrases, folded.
    fn phrases(&mut self, fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<String> {
        let mut phrases = Vec::new();
        for (phrase, span) in self.strings(fields, key) {
            let folded = fold_phrase(&phrase);
            if folded.is_empty() {
                let message = format!(
                    "`{key}`: nothing is left of `{}` once its decoration is cut off",
                    shorten(&phrase)
                );
                self.report(span, message);
            } else if folded.len() > MAX_LINE_BYTES {
                let message = format!(
                    "`{key}`: `{}` has {} bytes; the limit is {MAX_LINE_BYTES}",
                    shorten(&phrase),
                    folded.len()
                );
                self.report(span, message);
            } else {
                phrases.push(folded);
            }
        }
        phrases
    }

    fn rule(&mut self, mut fields: Fields<'_, '_>, language: &str) -> Option<Rule> {
        let before = self.problems.len();
        let name = self.required_string(&mut fields, "id");
        self.rule.clone_from(&name);
        if let Some(name) = &name
            && !is_rule_name(name)
        {
            let message =
                "an id is `pack/name` in lower-case letters, digits and hyphens".to_owned();
            self.report(fields.span.clone(), message);
        }
        let category = self.required_name(
            &mut fields,
            "category",
            Category::from_name,
            Category::ALL.iter().map(|c| c.as_str()),
        );
        let summary = self.required_string(&mut fields, "summary");
        let status = self.required_name(
            &mut fields,
            "status",
            Status::from_name,
            Status::ALL.iter().map(|s| s.as_str()),
        );
        let since = self.required_string(&mut fields, "since");
        let strength = self.required_name(
            &mut fields,
            "strength",
            Strength::from_name,
            Strength::ALL.iter().map(|s| s.as_str()),
        );
        let lines = self.phrases(&mut fields, "lines");
        let labels = self.phrases(&mut fields, "labels");
        let case_sensitive = self.truth(&mut fields, "case_sensitive").unwrap_or(false);
        let patterns = self.patterns(&mut fields, case_sensitive);
        let markers = self.markers(&mut fields);
        let detector = self
            .string(&mut fields, "detector")
            .and_then(|(text, span)| {
                let names: Vec<_> = Detector::ALL.iter().map(|d| d.as_str()).collect();
                self.named(&text, span, "detector", Detector::from_name, &names)
            });
        let block = self.block(&mut fields);
        let max_words = self
            .count(&mut fields, "max_words")
            .map(|words| words as u16);
        let closed = self.truth(&mut fields, "closed");
        let must_match = self.examples(&mut fields, "must_match", status);
        let must_not_match = self.examples(&mut fields, "must_not_match", status);
        let matchers = lines.len()
            + labels.len()
            + patterns.len()
            + markers.len()
            + usize::from(detector.is_some());
        if matchers == 0 && status != Some(Status::Removed) && self.problems.len() == before {
            let message =
                "one of `lines`, `labels`, `patterns`, `markers`, `detector` is needed".to_owned();
            self.report(fields.span.clone(), message);
        }
        let seen = self.seen(&mut fields);
        self.reject_unknown(&fields);
        self.rule = None;
        if self.problems.len() > before {
            return None;
        }
        Some(Rule {
            id: RuleId::from(name?.as_str()),
            language: Cow::Owned(language.to_owned()),
            category: category?,
            summary: Cow::Owned(summary?),
            status: status?,
            since: Cow::Owned(since?),
            strength: strength?,
            lines: owned(lines),
            labels: owned(labels),
            patterns: patterns.into(),
            markers,
            detector,
            block,
            max_words,
            closed,
            must_match: owned(must_match),
            must_not_match: owned(must_not_match),
            seen,
            file: Cow::Owned(self.file.to_string()),
            line: self.line_of(fields.span.start),
        })
    }

    fn required_name<T: Copy>(
        &mut self,
        fields: &mut Fields<'_, '_>,
        key: &'static str,
        from_name: fn(&str) -> Option<T>,
        names: impl Iterator<Item = &'static str>,
    ) -> Option<T> {
        let span = fields.table.get(key).map(|value| value.span());
        let text = self.required_string(fields, key)?;
        let names: Vec<_> = names.collect();
        self.named(&text, span?, key, from_name, &names)
    }

    fn examples(
        &mut self,
        fields: &mut Fields<'_, '_>,
        key: &'static str,
        status: Option<Status>,
    ) -> Vec<String> {
        let examples: Vec<_> = self
            .strings(fields, key)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        if examples.is_empty() && status != Some(Status::Removed) {
            self.report(
                fields.span.clone(),
                format!("`{key}` needs at least one example"),
            );
        }
        examples
    }

    fn patterns(&mut self, fields: &mut Fields<'_, '_>, case_sensitive: bool) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (source, span) in self.strings(fields, "patterns") {
            match Pattern::of_source(&source, case_sensitive) {
                Ok(pattern) => patterns.push(pattern),
                Err(reason) => {
                    self.report(span, format!("pattern `{}`: {reason}", shorten(&source)))
                }
            }
        }
        patterns
    }

    fn markers(&mut self, fields: &mut Fields<'_, '_>) -> Vec<Marker> {
        let mut markers = Vec::new();
        for (source, span) in self.strings(fields, "markers") {
            let marker = Marker::new(&source);
            if marker.parts[0].len() < 2
                || marker.parts.iter().skip(1).any(String::is_empty)
                || source.contains(['\n', '\r'])
                || source.len() > MAX_LINE_BYTES
            {
                let message = format!(
                    "marker `{}` must be one line of at most {MAX_LINE_BYTES} bytes, begin with two literal bytes, and not end with `*`",
                    shorten(&source)
                );
                self.report(span, message);
            } else {
                markers.push(marker);
            }
        }
        markers
    }

    fn table<'t, 'i>(
        &mut self,
        fields: &mut Fields<'t, 'i>,
        key: &'static str,
    ) -> Option<(Fields<'t, 'i>, Range<usize>)> {
        let (value, span) = fields.take(key)?;
        let DeValue::Table(table) = value else {
            self.report(span, format!("`{key}` must be a table"));
            return None;
        };
        Some((Fields::new(table, span.clone()), span))
    }

    fn seen(&mut self, fields: &mut Fields<'_, '_>) -> Option<Seen> {
        let (mut fields, span) = self.table(fields, "seen")?;
        let mut pages = |key| {
            let number = match fields.take(key) {
                Some((DeValue::Integer(number), _)) => number,
                Some((_, span)) => {
                    self.report(span, format!("`{key}` must be a number of pages"));
                    return None;
                }
                None => return Some(0),
            };
            u32::from_str_radix(number.as_str(), number.radix()).ok()
        };
        let seen = Seen {
            pages: pages("pages")?,
            of: pages("of")?,
            head: pages("head")?,
            inside: pages("inside")?,
            tail: pages("tail")?,
        };
        // For people; it follows from the numbers.
        fields.take("share");
        let most = [seen.pages, seen.head, seen.inside, seen.tail]
            .into_iter()
            .max();
        if seen.pages == 0 || most > Some(seen.of) {
            let message =
                "`seen` needs `pages`, at least 1, and `of`, which no other number is greater than";
            self.report(span, message.to_owned());
        }
        self.reject_unknown(&fields);
        Some(seen)
    }

    fn block(&mut self, fields: &mut Fields<'_, '_>) -> Option<Block> {
        let (mut fields, span) = self.table(fields, "block")?;
        let names: Vec<_> = Belonging::ALL.iter().map(|b| b.as_str()).collect();
        let mut belongs = Vec::new();
        for (text, span) in self.strings(&mut fields, "belongs") {
            belongs.extend(self.named(&text, span, "belongs", Belonging::from_name, &names));
        }
        let ends = self.phrases(&mut fields, "ends");
        if belongs.is_empty() && ends.is_empty() {
            self.report(span, "a block needs `belongs` or `ends`".to_owned());
        }
        let block = Block {
            belongs: Cow::Owned(belongs),
            ends: owned(ends),
            min_lines: self.count(&mut fields, "min_lines").unwrap_or(1),
            max_lines: self.count(&mut fields, "max_lines").unwrap_or(30),
        };
        self.reject_unknown(&fields);
        Some(block)
    }
}

fn is_rule_name(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    name.split_once('/')
        .is_some_and(|(pack, thing)| part(pack) && part(thing))
}
