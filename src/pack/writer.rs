//! A rule pack written as TOML, in the order of `rules/README.md`.

use toml_writer::ToTomlValue;

use crate::pack::{RulePack, SCHEMA};
use crate::rule::{Rule, Seen};

impl RulePack {
    /// The pack as TOML that [`RulePack::parse`] reads: the same rules, with their phrases folded.
    ///
    /// ```
    /// use unboil::RulePack;
    ///
    /// let english = RulePack::built_in().find(|pack| pack.language() == "en").unwrap();
    /// let again = RulePack::parse("en.toml", &english.to_toml())?;
    /// assert_eq!(again.rules().count(), english.rules().count());
    /// # Ok::<(), unboil::PackError>(())
    /// ```
    pub fn to_toml(&self) -> String {
        let mut text = format!("schema = {SCHEMA}\n");
        pair(&mut text, "language", &self.language);
        if let Some(site) = &self.site {
            pair(&mut text, "site", site);
        }
        for rule in self.rules() {
            write_rule(&mut text, rule);
        }
        text
    }
}

fn pair(text: &mut String, key: &str, value: &str) {
    line(text, key, value.to_toml_value());
}

fn line(text: &mut String, key: &str, value: impl std::fmt::Display) {
    text.push_str(&format!("{key} = {value}\n"));
}

/// One string stands on the line of its key, more stand on a line each.
fn strings<S: AsRef<str>>(text: &mut String, key: &str, values: impl Iterator<Item = S>) {
    let values: Vec<String> = values.map(|value| value.as_ref().to_toml_value()).collect();
    match &values[..] {
        [] => {}
        [value] => line(text, key, format!("[{value}]")),
        values => {
            let lines: String = values
                .iter()
                .map(|value| format!("    {value},\n"))
                .collect();
            line(text, key, format!("[\n{lines}]"));
        }
    }
}

fn write_rule(text: &mut String, rule: &Rule) {
    text.push_str("\n[[rule]]\n");
    pair(text, "id", rule.id.as_str());
    pair(text, "category", rule.category.as_str());
    pair(text, "summary", &rule.summary);
    pair(text, "status", rule.status.as_str());
    pair(text, "since", &rule.since);
    pair(text, "strength", rule.strength.as_str());
    if let Some(seen) = &rule.seen {
        let Seen {
            pages,
            of,
            head,
            inside,
            tail,
        } = seen;
        let share = f64::from(*pages) / f64::from((*of).max(1));
        let table = format!(
            "{{ pages = {pages}, of = {of}, share = {share:.2}, head = {head}, inside = {inside}, tail = {tail} }}"
        );
        line(text, "seen", table);
    }
    strings(text, "lines", rule.lines());
    strings(text, "labels", rule.labels());
    strings(text, "patterns", rule.patterns());
    if rule.patterns.iter().any(|pattern| pattern.case_sensitive) {
        line(text, "case_sensitive", true);
    }
    strings(text, "markers", rule.markers());
    if let Some(detector) = rule.detector {
        pair(text, "detector", detector.as_str());
    }
    if let Some(words) = rule.max_words {
        line(text, "max_words", words);
    }
    if let Some(closed) = rule.closed {
        line(text, "closed", closed);
    }
    strings(text, "must_match", rule.must_match());
    strings(text, "must_not_match", rule.must_not_match());
    if let Some(block) = &rule.block {
        text.push_str("\n[rule.block]\n");
        strings(
            text,
            "belongs",
            block.belongs.iter().map(|kind| kind.as_str()),
        );
        strings(text, "ends", block.ends.iter());
        line(text, "min_lines", block.min_lines);
        line(text, "max_lines", block.max_lines);
    }
}
