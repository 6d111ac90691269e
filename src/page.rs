//! The text of a whole page: where its article begins and ends. What is outside goes, and inside the article text is cleaned as in
//! [`Mode::Article`](crate::Mode::Article).

mod inside;
mod profile;
mod range;
mod score;
mod topic;
mod unit;

use crate::block::{Decision, Reach, decide, decide_rest};
use crate::evidence::Survey;
use crate::page::unit::Units;
use crate::rule::Detector;
use crate::rule_set::{NO_RULE, RuleIndex, RuleSet};

/// What goes from a page.
pub(crate) struct Page {
    pub(crate) decision: Decision,
    /// There is no article: only strong rules have been applied.
    pub(crate) no_article: bool,
}

pub(crate) fn decide_page(survey: &Survey<'_>, rules: &RuleSet) -> Page {
    let units = Units::of(survey);
    let mut scores = score::scores(survey, rules, &units);
    let dirt = range::dirt(&scores);
    let article = range::find(survey, &units, &mut scores, dirt);
    let Some(article) = article else {
        return Page { decision: decide(survey, rules, Reach::Strong), no_article: true };
    };
    let mut removed = vec![NO_RULE; survey.lines.len()];
    let mut mark = |number: usize, rule: RuleIndex| {
        for line in units.units[number].lines() {
            let evidence = &survey.lines[line];
            if !evidence.kept {
                removed[line] = if evidence.strong && evidence.rule != NO_RULE { evidence.rule } else { rule };
            }
        }
    };
    let before = rules.detector(Detector::BeforeArticle);
    let after = rules.detector(Detector::AfterArticle);
    let comments = rules.detector(Detector::PageComments);
    let within = rules.detector(Detector::InsideArticle);
    for number in 0..article.range.start {
        mark(number, before);
    }
    for (place, goes) in inside::foreign(&scores, &article).into_iter().enumerate() {
        if goes {
            mark(article.range.start + place, within);
        }
    }
    for number in article.range.end..scores.len() {
        mark(number, if number >= article.comments { comments } else { after });
    }
    #[cfg(debug_page)]
    if std::env::var_os("UNBOIL_DEBUG").is_some() { for (n, u) in units.units.iter().enumerate() {
        let s = &scores[n];
        let inr = article.range.contains(&n);
        let line = u.first as usize;
        eprintln!("{}{} {:3} c{} {:?} b{:.0} v{:.0} L{} lr{:?} {}", if inr {"|"} else {" "}, if removed[line]==NO_RULE {"+"} else {"-"}, n, s.class, s.anchor, s.base, s.value, u.profile.length, u.profile.lower_share().map(|x| (x*100.0) as u32), u.lines().map(|l| survey.content(l)).collect::<Vec<_>>().join(" / ").chars().take(110).collect::<String>());
    } }
    Page { decision: decide_rest(survey, rules, removed), no_article: false }
}
