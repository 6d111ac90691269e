//! What went, counted by category and by rule.

use std::collections::BTreeMap;

use unboil::{Category, RuleId};

use super::document::Document;

/// How often, and how many characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) stretches: usize,
    pub(crate) characters: usize,
}

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) documents: usize,
    /// Of these, those from which something goes.
    pub(crate) changed: usize,
    /// Of all documents, as they were.
    pub(crate) characters: usize,
    pub(crate) removed: Count,
    categories: BTreeMap<Category, Count>,
    rules: BTreeMap<String, (Category, Count)>,
}

impl Tally {
    pub(crate) fn add(&mut self, document: &Document<'_>) {
        self.documents += 1;
        self.changed += usize::from(!document.removals.is_empty());
        self.characters += document.characters();
        for removal in &document.removals {
            let count = Count {
                stretches: 1,
                characters: removal.text.chars().count(),
            };
            self.removed.add(count);
            self.categories
                .entry(removal.category)
                .or_default()
                .add(count);
            let rule = self.rules.entry(removal.rule.to_string());
            let (_, of_rule) = rule.or_insert((removal.category, Count::default()));
            of_rule.add(count);
        }
    }

    /// The categories that something was found of, the largest first.
    pub(crate) fn categories(&self) -> Vec<(Category, Count)> {
        let mut categories: Vec<_> = self.categories.iter().map(|(&c, &n)| (c, n)).collect();
        categories.sort_by_key(|(_, count)| std::cmp::Reverse(count.characters));
        categories
    }

    /// The rules that found something, the largest first.
    pub(crate) fn rules(&self) -> Vec<(RuleId, Category, Count)> {
        let rules = self.rules.iter();
        let mut rules: Vec<_> = rules
            .map(|(id, &(category, count))| (RuleId::from(id.as_str()), category, count))
            .collect();
        rules.sort_by_key(|(_, _, count)| std::cmp::Reverse(count.characters));
        rules
    }
}

impl Count {
    fn add(&mut self, other: Count) {
        self.stretches += other.stretches;
        self.characters += other.characters;
    }
}

/// A share in percent, for people: `9.3 %`.
pub(crate) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    format!("{:.1}\u{a0}%", 100.0 * part as f64 / whole as f64)
}

/// A number with its noun: `1 document`, `2,310 documents`, `2 stretches`.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    let ending = match (number, noun.ends_with("ch")) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{} {noun}{ending}", indicatif::HumanCount(number as u64))
}
