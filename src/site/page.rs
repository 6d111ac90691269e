//! The pages of a site as lines: which of them are the same, which pages are, and where an article begins and ends.

use std::collections::{HashMap, HashSet};

use crate::fold::{core, fold_into};
use crate::line::{EndMark, Lines, PAIRED_WORDS, Shape};
use crate::rule::MAX_LINE_BYTES;
use crate::rule_set::RuleSet;

/// The number of a text among the different lines of a site.
pub(crate) type TextNumber = u32;

/// A line, as it stands on one page or more.
#[derive(Debug)]
pub(crate) struct Text<'t> {
    /// As it stands on the first page that has it.
    pub(crate) content: &'t str,
    /// As rules see it.
    pub(crate) folded: String,
    pub(crate) shape: Shape,
    /// A paragraph, or a sentence of some length: what articles are made of.
    pub(crate) prose: bool,
    /// On how many pages it stands.
    pub(crate) pages: u32,
}

/// Where on a page a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Head,
    Inside,
    Tail,
}

#[derive(Debug)]
pub(crate) struct Page {
    /// Lines that are not blank; nothing for one that no rule could hold.
    pub(crate) lines: Vec<Option<TextNumber>>,
    /// The first and the last line of prose that stands on no other page. Nothing if there is none: then nobody can tell where the article is, and every
    /// line may be inside it.
    own: Option<(usize, usize)>,
}

impl Page {
    pub(crate) fn place(&self, line: usize) -> Place {
        match self.own {
            Some((first, _)) if line < first => Place::Head,
            Some((_, last)) if line > last => Place::Tail,
            _ => Place::Inside,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Pages<'t> {
    pub(crate) texts: Vec<Text<'t>>,
    /// Without near-duplicates.
    pub(crate) pages: Vec<Page>,
    pub(crate) rules: &'t RuleSet,
}

/// Prose that stands on this share of the pages belongs to the site, if half of the pages have other prose too.
const SITE_PROSE: f32 = 0.8;
/// Pages that share so much of the prose of the shorter one, in bytes, are near-duplicates.
const SAME_PROSE: f32 = 0.5;

impl<'t> Pages<'t> {
    pub(crate) fn of(sources: &[&'t str], rules: &'t RuleSet) -> Pages<'t> {
        let mut texts: Vec<Text<'t>> = Vec::new();
        let mut known: HashMap<String, TextNumber> = HashMap::new();
        let mut folded = String::new();
        let mut pages: Vec<Vec<Option<TextNumber>>> = Vec::new();
        for source in sources {
            let mut lines = Vec::new();
            for line in Lines::new(source) {
                let content = &source[line.start..line.content_end];
                if crate::fold::is_blank(content) {
                    continue;
                }
                fold_into(core(content).0, true, &mut folded);
                // A letter may take more bytes when it is folded.
                if folded.is_empty() || content.len().max(folded.len()) > MAX_LINE_BYTES {
                    lines.push(None);
                    continue;
                }
                let number = *known.entry(folded.clone()).or_insert_with(|| {
                    let shape = Shape::of(content);
                    texts.push(Text {
                        content,
                        folded: folded.clone(),
                        prose: is_prose(&shape),
                        shape,
                        pages: 0,
                    });
                    (texts.len() - 1) as TextNumber
                });
                lines.push(Some(number));
            }
            pages.push(lines);
        }
        drop_near_duplicates(&texts, &mut pages);
        for page in &pages {
            let different: HashSet<TextNumber> = page.iter().copied().flatten().collect();
            for number in different {
                texts[number as usize].pages += 1;
            }
        }
        let own = |lines: &[Option<TextNumber>]| {
            let is_own = |number: &Option<TextNumber>| {
                // A line too long for any rule is a paragraph.
                number.is_none_or(|number| {
                    let text = &texts[number as usize];
                    text.prose && text.pages == 1
                })
            };
            let first = lines.iter().position(is_own)?;
            Some((first, lines.iter().rposition(is_own)?))
        };
        let pages = pages
            .into_iter()
            .map(|lines| Page {
                own: own(&lines),
                lines,
            })
            .collect();
        Pages {
            texts,
            pages,
            rules,
        }
    }

    pub(crate) fn text(&self, number: TextNumber) -> &Text<'t> {
        &self.texts[number as usize]
    }
}

fn is_prose(shape: &Shape) -> bool {
    shape.is_paragraph()
        || (shape.end == EndMark::Stop && shape.words >= PAIRED_WORDS && !shape.marked_start)
}

/// Keeps the first of pages that share much of their prose. The same story on ten pages is no part of the site.
fn drop_near_duplicates(texts: &[Text<'_>], pages: &mut Vec<Vec<Option<TextNumber>>>) {
    let mut prose: Vec<HashSet<TextNumber>> = pages
        .iter()
        .map(|page| {
            let numbers = page.iter().copied().flatten();
            numbers
                .filter(|&number| texts[number as usize].prose)
                .collect()
        })
        .collect();
    let mut counts: HashMap<TextNumber, usize> = HashMap::new();
    for number in prose.iter().flatten() {
        *counts.entry(*number).or_default() += 1;
    }
    let of_site = |number: &TextNumber| counts[number] as f32 >= SITE_PROSE * pages.len() as f32;
    let with_other = prose.iter().filter(|page| !page.iter().all(of_site));
    if with_other.count() * 2 >= pages.len() {
        for page in &mut prose {
            page.retain(|number| !of_site(number));
        }
    }
    let bytes = |numbers: &mut dyn Iterator<Item = &TextNumber>| -> usize {
        numbers
            .map(|number| texts[*number as usize].content.len())
            .sum()
    };
    let mut kept: Vec<usize> = Vec::new();
    for page in 0..pages.len() {
        let own = bytes(&mut prose[page].iter());
        let is_same = |&other: &usize| {
            let shared = bytes(&mut prose[page].intersection(&prose[other]));
            let shorter = own.min(bytes(&mut prose[other].iter()));
            shared > 0 && shared as f32 >= SAME_PROSE * shorter as f32
        };
        if !kept.iter().any(is_same) {
            kept.push(page);
        }
    }
    let mut number = 0;
    pages.retain(|_| {
        number += 1;
        kept.binary_search(&(number - 1)).is_ok()
    });
}
