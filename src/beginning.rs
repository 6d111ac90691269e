//! What the headers of lists and of comments begin with.

use crate::ends::{beginning, head, length};
use crate::rule_set::RuleTable;
use crate::table::hash;

/// A filter that says of most texts that no header begins as they do.
#[derive(Debug)]
pub(crate) struct Beginnings {
    bits: Vec<u64>,
}

/// Bytes of a beginning at most.
const BYTES: usize = 4;
/// Bits of the filter, a power of two.
const BITS: usize = 1 << 17;

impl Beginnings {
    pub(crate) fn new(table: &RuleTable) -> Beginnings {
        let mut beginnings = Beginnings {
            bits: vec![0; BITS / u64::BITS as usize],
        };
        let active = table.rules.iter().zip(&table.active);
        let rules = active.filter(|(_, active)| **active).map(|(rule, _)| rule);
        for rule in rules.filter(|rule| rule.block.is_some() || rule.is_of_comments()) {
            let patterns = rule.patterns.iter();
            let patterns = patterns.flat_map(|pattern| pattern.signs.heads());
            for text in rule.lines.iter().chain(&*rule.labels).chain(patterns) {
                let key = head(text);
                let length = length(key).min(BYTES);
                if length > 0 {
                    let bit = bit_of(key & beginning(length));
                    beginnings.bits[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
        beginnings
    }

    /// Whether a header may begin as the text does.
    pub(crate) fn may_begin(&self, text: &str) -> bool {
        let key = head(text);
        (1..=BYTES).any(|length| {
            let bit = bit_of(key & beginning(length));
            self.bits[bit / 64] >> (bit % 64) & 1 == 1
        })
    }
}

fn bit_of(key: u64) -> usize {
    (hash(key) >> 40) as usize & (BITS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::RulePack;

    #[test]
    fn headers_begin_as_their_lines_labels_and_patterns_do() {
        let text = r#"
            schema = 1
            language = "en"
            [[rule]]
            id = "gull/read-also"
            category = "related"
            summary = "More of the same"
            status = "stable"
            since = "1"
            strength = "strong"
            lines = ["read this"]
            labels = ["letters"]
            patterns = ["(?:puzzle|riddle) of .+"]
            must_match = ["Read this"]
            must_not_match = ["Weather and tides"]
            block = { belongs = ["headline"] }
        "#;
        let pack = RulePack::parse_unverified("gull.toml", text).unwrap();
        let rules = pack.rules.iter().map(|rule| (rule.clone(), true));
        let beginnings = Beginnings::new(&RuleTable::new(rules.collect()));
        for text in [
            "Read this",
            "Letters: all",
            "Puzzle of the day",
            "Riddle of",
        ] {
            assert!(beginnings.may_begin(text), "{text}");
        }
        for text in ["Weather and tides", "The gull", "Of the day", ""] {
            assert!(!beginnings.may_begin(text), "{text}");
        }
    }
}
