//! The TOML of a rule pack as it is written, checked: `rules/README.md` is its definition.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;
use toml::de::{DeTable, DeValue};

use crate::anchor::owned;
use crate::error::{PackError, Problem};
use crate::fold::fold_phrase;
use crate::marker::Marker;
use crate::pattern::Pattern;
use crate::rule::{
    Belonging, Block, Category, Detector, MAX_LINE_BYTES, Rule, RuleId, Seen, Status, Strength,
};

/// The version of the format that this crate reads.
pub(crate) const SCHEMA: i64 = 1;

/// Patterns of one pack. Each is compiled by itself, and a line is held against all that it begins like: this is nine times what the largest pack of `rules/`
/// has.
const MAX_PATTERNS: usize = 4_000;

/// Rules of one pack that have the same phrase, or markers that begin alike: a line is held against each.
const MAX_ALIKE: usize = 100;

/// Rules of one file, checked: every pattern compiles, and every one-line example does what it says.
///
/// ```
/// use unboil::{Cleaner, RulePack};
///
/// let pack = RulePack::parse("gazette.toml", r#"
///     schema = 1
///     language = "en"
///
///     [[rule]]
///     id = "gazette/weather-box"
///     category = "site"
///     summary = "The box with the weather of the day"
///     status = "stable"
///     since = "1"
///     strength = "strong"
///     lines = ["weather in your town"]
///     must_match = ["Weather in your town »"]
///     must_not_match = ["Weather in your town is what you make of it, he said."]
/// "#)?;
/// let cleaner = Cleaner::builder().pack(pack).build()?;
/// assert_eq!(cleaner.clean("Weather in your town »\n\nIt rained.").text, "It rained.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RulePack {
    pub(crate) language: String,
    pub(crate) site: Option<String>,
    pub(crate) rules: Vec<Arc<Rule>>,
}

impl RulePack {
    /// Reads a pack from the text of a TOML file; `file` is the name that errors give it.
    ///
    /// The one-line examples of its rules are run. Those of several lines need the other rules of a cleaner and
    /// are run by [`Cleaner::verify`](crate::Cleaner::verify).
    ///
    /// # Errors
    ///
    /// One error lists everything that is wrong: syntax, unknown fields and values, missing or failing examples, patterns that don't
    /// compile, have no literal beginning or end, or compile to more than 256 KB, and ids that are given twice; more than 4,000 patterns, and the same phrase in
    /// more than 100 rules.
    pub fn parse(file: &str, text: &str) -> Result<RulePack, PackError> {
        RulePack::checked(file, text, true)
    }

    /// The same without running examples: for those who go on to [`Cleaner::verify`](crate::Cleaner::verify), which runs all of them and says of each what fails.
    ///
    /// # Errors
    ///
    /// Those of [`RulePack::parse`], less failing examples.
    ///
    /// ```
    /// use unboil::{Cleaner, RulePack};
    ///
    /// let text = r#"
    ///     schema = 1
    ///     language = "en"
    ///
    ///     [[rule]]
    ///     id = "gazette/weather-box"
    ///     category = "site"
    ///     summary = "The box with the weather of the day"
    ///     status = "stable"
    ///     since = "1"
    ///     strength = "strong"
    ///     lines = ["weather in your town"]
    ///     must_match = ["Weather in town"]
    ///     must_not_match = ["Weather is what you make of it, he said."]
    /// "#;
    /// assert!(RulePack::parse("gazette.toml", text).is_err());
    /// let pack = RulePack::parse_unverified("gazette.toml", text)?;
    /// let error = Cleaner::builder().pack(pack).build()?.verify().unwrap_err();
    /// assert!(error.to_string().contains("missing: must_match `Weather in town` is not matched"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_unverified(file: &str, text: &str) -> Result<RulePack, PackError> {
        RulePack::checked(file, text, false)
    }

    fn checked(file: &str, text: &str, with_examples: bool) -> Result<RulePack, PackError> {
        let (pack, mut problems) = read(file, text);
        let excess = excess(&pack.rules);
        if !excess.is_empty() {
            problems.extend(excess);
            return Err(PackError { problems });
        }
        for rule in &pack.rules {
            let uncompiled = rule.compile();
            if uncompiled.is_empty() && with_examples {
                problems.extend(crate::example::verify_lines(rule));
            }
            for (source, reason) in uncompiled {
                problems.push(problem_of(
                    rule,
                    format!("pattern `{}`: {reason}", shorten(source)),
                ));
            }
        }
        problems.sort_by_key(|problem| problem.place.as_ref().map_or(0, |place| place.1));
        if problems.is_empty() {
            Ok(pack)
        } else {
            Err(PackError { problems })
        }
    }

    /// The packs of this crate, with rules of every status: `und` first, then by language.
    ///
    /// ```
    /// use unboil::RulePack;
    /// assert_eq!(RulePack::built_in().next().unwrap().language(), "und");
    /// assert!(RulePack::built_in().flat_map(RulePack::rules).any(|rule| rule.id() == "en/skip-link"));
    /// ```
    pub fn built_in() -> impl Iterator<Item = &'static RulePack> {
        crate::built_in::BUILT_IN.iter()
    }

    /// The language that the pack is for: a BCP 47 tag, or `und` for any.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The site whose texts the pack is for, in lower case; nothing for a pack that is for all texts.
    ///
    /// ```
    /// let error = unboil::RulePack::parse("mine.toml", "schema = 1\nlanguage = 'und'\nsite = ''\n[[rule]]").unwrap_err();
    /// assert!(error.to_string().contains("`site` is empty"));
    /// ```
    pub fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }

    /// The rules, in the order of the file.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|rule| &**rule)
    }
}

pub(crate) fn problem_of(rule: &Rule, message: String) -> Problem {
    Problem {
        place: Some((Arc::from(&*rule.file), rule.line)),
        rule: Some(rule.id.to_string()),
        message,
    }
}

/// What there is too much of in a pack, so that lines would cost more than anyone expects.
fn excess(rules: &[Arc<Rule>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut patterns = 0;
    let mut alike: HashMap<(&str, &str), usize> = HashMap::new();
    for rule in rules {
        let before = patterns;
        patterns += rule.patterns.len();
        if before <= MAX_PATTERNS && patterns > MAX_PATTERNS {
            let message = format!(
                "the pack has more than {MAX_PATTERNS} patterns, which is the limit; `lines` have none"
            );
            problems.push(problem_of(rule, message));
        }
        let lines: HashSet<_> = rule.lines.iter().map(|line| ("lines", &**line)).collect();
        let labels: HashSet<_> = rule
            .labels
            .iter()
            .map(|label| ("labels", &**label))
            .collect();
        let markers = rule.markers.iter();
        let markers = markers.map(|marker| ("markers", &*marker.parts[0]));
        for (key, text) in lines.into_iter().chain(labels).chain(markers) {
            let number = alike.entry((key, text)).or_default();
            *number += 1;
            if *number == MAX_ALIKE + 1 {
                let message = format!(
                    "`{key}`: more than {MAX_ALIKE} in the pack are, or begin with, `{}`, which is the limit",
                    shorten(text)
                );
                problems.push(problem_of(rule, message));
            }
        }
    }
    problems
}

/// Enough of a long text to know it by.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The pack with every rule that could be read, and what was wrong with the others.
fn read(file: &str, text: &str) -> (RulePack, Vec<Problem>) {
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
            patterns,
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

/// The name of a site as packs are looked up by it.
pub(crate) fn site_name(site: &str) -> String {
    site.trim().to_lowercase()
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

/// `; did you mean ...?` for a name that is at most two edits away from a known one.
pub(crate) fn did_you_mean<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    known
        // What is much longer is no slip.
        .filter(|candidate| name.len() <= candidate.len() + 8)
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, candidate)| format!("; did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// Levenshtein distance, in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(from != *to))
                .min(above + 1)
                .min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}
