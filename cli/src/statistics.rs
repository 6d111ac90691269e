//! `--stats`: what was kept and what went.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};
use unboil::Removal;

/// How many different lines are counted; beyond, the rarest are forgotten.
const MAX_LINES: usize = 50_000;
/// How many lines are kept of each file, so that what a resumed job remembers is small.
const LINES_OF_FILE: usize = 1000;
/// How many lines are shown.
const SHOWN_LINES: usize = 20;
/// In bytes; a longer line is no phrase.
const MAX_LINE: usize = 200;

/// Counts over documents. Characters are Unicode code points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    pub(crate) documents: u64,
    /// Documents of which something went.
    pub(crate) changed: u64,
    /// Documents without an article, by `--require-article`.
    pub(crate) left_out: u64,
    pub(crate) characters_read: u64,
    pub(crate) characters_removed: u64,
    /// By category.
    pub(crate) categories: BTreeMap<String, Count>,
    /// By the id of the rule.
    pub(crate) rules: BTreeMap<String, Count>,
    /// How often a line went, for the most frequent ones; lower bounds where there were more than 50,000 different lines.
    pub(crate) lines: HashMap<String, u64>,
}

/// How often, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) removals: u64,
    pub(crate) characters: u64,
}

impl Statistics {
    /// Counts one document.
    pub(crate) fn add_document(&mut self, text: &str, removals: &[Removal<'_>]) {
        self.documents += 1;
        self.changed += u64::from(!removals.is_empty());
        self.characters_read += text.chars().count() as u64;
        for removal in removals {
            let characters = removal.text.chars().count() as u64;
            self.characters_removed += characters;
            let category = removal.category.as_str();
            add(&mut self.categories, category, characters);
            add(&mut self.rules, removal.rule.as_str(), characters);
            for line in removal.text.lines().map(str::trim) {
                if !line.is_empty() && line.len() <= MAX_LINE {
                    match self.lines.get_mut(line) {
                        Some(count) => *count += 1,
                        None => _ = self.lines.insert(line.to_owned(), 1),
                    }
                }
            }
        }
        self.forget(MAX_LINES);
    }

    /// Counts one document that is left out, since it has no article.
    pub(crate) fn leave_out(&mut self, text: &str) {
        let characters = text.chars().count() as u64;
        self.documents += 1;
        self.left_out += 1;
        self.characters_read += characters;
        self.characters_removed += characters;
    }

    /// Adds the counts of what comes later.
    pub(crate) fn add(&mut self, later: Statistics) {
        self.documents += later.documents;
        self.changed += later.changed;
        self.left_out += later.left_out;
        self.characters_read += later.characters_read;
        self.characters_removed += later.characters_removed;
        for (mine, theirs) in [
            (&mut self.categories, later.categories),
            (&mut self.rules, later.rules),
        ] {
            for (name, count) in theirs {
                let sum = mine.entry(name).or_default();
                sum.removals += count.removals;
                sum.characters += count.characters;
            }
        }
        for (line, count) in later.lines {
            *self.lines.entry(line).or_default() += count;
        }
        self.forget(MAX_LINES);
    }

    /// Ends the counts of one file.
    pub(crate) fn end_file(&mut self) {
        if self.lines.len() > LINES_OF_FILE {
            let most = self.most_frequent(LINES_OF_FILE);
            self.lines = most
                .into_iter()
                .map(|(line, count)| (line.to_owned(), count))
                .collect();
        }
    }

    fn forget(&mut self, limit: usize) {
        let mut least = 1;
        while self.lines.len() > limit {
            self.lines.retain(|_, count| *count > least);
            least *= 2;
        }
    }

    fn most_frequent(&self, number: usize) -> Vec<(&str, u64)> {
        let mut lines: Vec<_> = self
            .lines
            .iter()
            .map(|(line, count)| (line.as_str(), *count))
            .collect();
        lines.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        lines.truncate(number);
        lines
    }

    /// The counts as a JSON object, with the most frequent lines in order.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let lines: Vec<_> = self
            .most_frequent(SHOWN_LINES)
            .into_iter()
            .map(|(line, count)| serde_json::json!({"line": line, "removed": count}))
            .collect();
        serde_json::json!({
            "documents": self.documents,
            "changed": self.changed,
            "left_out": self.left_out,
            "characters_kept": self.characters_read - self.characters_removed,
            "characters_removed": self.characters_removed,
            "categories": self.categories,
            "rules": self.rules,
            "lines": lines,
        })
    }
}

fn add(counts: &mut BTreeMap<String, Count>, name: &str, characters: u64) {
    if !counts.contains_key(name) {
        counts.insert(name.to_owned(), Count::default());
    }
    if let Some(count) = counts.get_mut(name) {
        count.removals += 1;
        count.characters += characters;
    }
}

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.characters_read - self.characters_removed;
        writeln!(f, "documents   {:>12}", self.documents)?;
        writeln!(f, "changed     {:>12}", self.changed)?;
        if self.left_out > 0 {
            writeln!(f, "left out    {:>12} without an article", self.left_out)?;
        }
        writeln!(f, "characters  {kept:>12} kept")?;
        let share = 100.0 * self.characters_removed as f64 / self.characters_read.max(1) as f64;
        writeln!(
            f,
            "            {:>12} removed ({share:.1} %)",
            self.characters_removed
        )?;
        for (title, counts) in [("category", &self.categories), ("rule", &self.rules)] {
            if counts.is_empty() {
                continue;
            }
            writeln!(f, "\n{title:<32} {:>10} {:>12}", "removals", "characters")?;
            let mut counts: Vec<_> = counts.iter().collect();
            counts.sort_by(|a, b| b.1.characters.cmp(&a.1.characters).then(a.0.cmp(b.0)));
            for (name, count) in counts {
                writeln!(
                    f,
                    "{name:<32} {:>10} {:>12}",
                    count.removals, count.characters
                )?;
            }
        }
        if !self.lines.is_empty() {
            writeln!(f, "\nmost frequent lines")?;
            for (line, count) in self.most_frequent(SHOWN_LINES) {
                writeln!(f, "{count:>8}  {line}")?;
            }
        }
        Ok(())
    }
}
