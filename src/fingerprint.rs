//! A number for what a cleaner does, for caches.

use std::sync::Arc;

use crate::cleaner::Mode;
use crate::rule::Rule;
use crate::rule_set::{RuleSet, RuleTable};

/// What FNV-1a of 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>) begins with.
pub(crate) const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of some bytes and all that came before them.
pub(crate) fn fnv(hash: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(hash, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn add(hash: &mut u64, text: &str) {
    *hash = fnv(*hash, text.bytes().chain([0]));
}

/// Of what decides what goes, in texts of any site. `sites` are the packs of sites by name.
pub(crate) fn of<'s>(
    rules: &RuleSet,
    mode: Mode,
    always_keep: &[String],
    sites: impl Iterator<Item = (&'s String, &'s RuleTable)>,
) -> u64 {
    let mut hash = FNV_START;
    add(&mut hash, env!("CARGO_PKG_VERSION"));
    add(&mut hash, mode.as_str());
    for pattern in always_keep {
        add(&mut hash, pattern);
    }
    add_rules(&mut hash, rules.rules());
    for (name, site) in sites {
        add(&mut hash, name);
        add_rules(
            &mut hash,
            site.rules.iter().zip(site.active.iter().copied()),
        );
    }
    hash
}

fn add_rules<'r>(hash: &mut u64, rules: impl Iterator<Item = (&'r Arc<Rule>, bool)>) {
    let mut add = |text: &str| add(hash, text);
    for (rule, active) in rules {
        add(rule.id.as_str());
        add(if active { "active" } else { "inactive" });
        add(rule.category.as_str());
        add(rule.strength.as_str());
        for (what, phrases) in [("lines", &rule.lines), ("labels", &rule.labels)] {
            add(what);
            phrases.iter().for_each(|phrase| add(phrase));
        }
        for pattern in rule.patterns.iter() {
            add(if pattern.case_sensitive {
                "exact"
            } else {
                "folded"
            });
            add(&pattern.source);
        }
        for marker in &rule.markers {
            add(&marker.parts.join("*"));
        }
        add(rule.detector.map_or("", |detector| detector.as_str()));
        if let Some(block) = &rule.block {
            block
                .belongs
                .iter()
                .for_each(|belonging| add(belonging.as_str()));
            block.ends.iter().for_each(|phrase| add(phrase));
            add(&format!("{} {}", block.min_lines, block.max_lines));
        }
        add(&format!("{:?} {:?}", rule.max_words, rule.closed));
        // Where the lines of a rule were seen decides where they go.
        if let Some(seen) = rule.seen {
            add(&format!("{seen:?}"));
        }
    }
}
