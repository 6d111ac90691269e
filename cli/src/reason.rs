//! Why a rule takes a line, in words.

use unboil::{Rule, Strength};

/// One or two sentences for someone who wonders why a line went.
pub(crate) fn reason(rule: &Rule) -> &'static str {
    match (rule.strength(), rule.opens_block()) {
        _ if rule.has_markers() => {
            "A marker that no writer puts there; it goes where a sentence could end, and what stands around it stays."
        }
        _ if rule.detector().is_some() => {
            "Found by the shape of the line and of those around it, not by its words."
        }
        (_, true) => {
            "A header; the short lines that hang on it go with it, up to the next paragraph at most."
        }
        (Strength::Strong, false) => "Such a line is never prose, so it goes wherever it stands.",
        (Strength::Weak, false) => {
            "Such a line might be prose, so it goes only in company: beside other lines that go."
        }
    }
}
