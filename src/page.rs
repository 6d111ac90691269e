//! The text of a whole page: where its article begins and ends. What is outside goes, and inside the article text is cleaned as in
//! [`Mode::Article`](crate::Mode::Article).

mod inside;
mod profile;
mod range;
mod score;
mod sentence;
mod topic;
mod unit;

use regex::RegexSet;

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

/// The text as the units of page mode see it: sentences stand for lines where a tool has flattened it.
pub(crate) fn look<'t>(text: &'t str, rules: &RuleSet, keep: Option<&RegexSet>) -> Option<(Survey<'t>, Page)> {
    let (survey, flat) = survey(text, rules, keep);
    let page = decide_page(&survey, rules, flat)?;
    Some((survey, page))
}

fn survey<'t>(text: &'t str, rules: &RuleSet, keep: Option<&RegexSet>) -> (Survey<'t>, bool) {
    if sentence::is_flat(text) {
        (Survey::over(text, sentence::pieces(text).into_iter(), rules, keep), true)
    } else {
        (Survey::new(text, rules, keep), false)
    }
}

fn decide_page(survey: &Survey<'_>, rules: &RuleSet, flat: bool) -> Option<Page> {
    let units = Units::of(survey, flat);
    let mut scores = score::scores(survey, rules, &units, flat);
    let furniture = range::furniture(&units, &scores, flat);
    #[cfg(debug_page)]
    if std::env::var_os("UNBOIL_DEBUG").is_some() {
        use score::Anchor as A;
        let c = |a: A| scores.iter().filter(|s| s.anchor == a).count();
        let mut run = 0; let mut longest = 0; let mut strong = 0;
        for s in &scores { if s.is_prose() { run = 0 } else { run += 1; longest = longest.max(run) } }
        for l in &survey.lines { if l.strong { strong += 1 } }
        let lead = scores.iter().position(|s| s.class >= 2).unwrap_or(scores.len());
        let pw: u32 = units.units.iter().zip(&scores).filter(|(_, s)| s.is_prose()).map(|(u, _)| u.profile.words).sum();
        let aw: u32 = units.units.iter().map(|u| u.profile.words).sum();
        eprintln!("FEAT {furniture} units {} prose {} label {} header {} comments {} copyright {} credit {} longest {} lead {} strong {} pw {} aw {} menu {} flat {}", scores.len(), scores.iter().filter(|s| s.is_prose()).count(), c(A::Label), c(A::Header), c(A::Comments), c(A::Copyright), c(A::Credit), longest, lead, strong, pw, aw, units.units.iter().zip(&scores).filter(|(u, s)| !s.is_prose() && u.profile.words >= 15 && u.profile.lower_share().is_some_and(|x| x < 0.35)).map(|(u, _)| u.profile.words).sum::<u32>(), flat as u8);
    }
    if furniture < range::FURNITURE {
        return None;
    }
    let article = range::find(survey, &units, &mut scores);
    let Some(article) = article else {
        return Some(Page { decision: decide(survey, rules, Reach::Strong), no_article: true });
    };
    if furniture < range::MUCH_FURNITURE {
        let words = |range: std::ops::Range<usize>| -> u32 { units.units[range].iter().map(|unit| unit.profile.words).sum() };
        if words(article.range.clone()) * 2 < words(0..units.units.len()) {
            return None;
        }
    }
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
    for (place, goes) in inside::foreign(&units, &scores, &article, flat).into_iter().enumerate() {
        if goes {
            mark(article.range.start + place, within);
        }
    }
    for number in article.range.end..scores.len() {
        mark(number, if number >= article.comments { comments } else { after });
    }
    #[cfg(debug_page)]
    if std::env::var_os("UNBOIL_DEBUG").is_some() { eprintln!("WHOLE {furniture} flat {flat}"); for (n, u) in units.units.iter().enumerate() {
        let s = &scores[n];
        let inr = article.range.contains(&n);
        let line = u.first as usize;
        eprintln!("{}{} {:3} c{} {:?} b{:.0} v{:.0} L{} lr{:?} {}", if inr {"|"} else {" "}, if removed[line]==NO_RULE {"+"} else {"-"}, n, s.class, s.anchor, s.base, s.value, u.profile.length, u.profile.lower_share().map(|x| (x*100.0) as u32), u.lines().map(|l| survey.content(l)).collect::<Vec<_>>().join(" / ").chars().take(110).collect::<String>());
    } }
    Some(Page { decision: decide_rest(survey, rules, removed), no_article: false })
}
