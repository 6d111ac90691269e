//! Where the article of a page begins and ends.

use std::ops::Range;

use crate::evidence::Survey;
use crate::page::profile::sign;
use crate::page::rows::{PIECE_COST, is_running_item};
use crate::page::score::{Anchor, Score, is_short_sentence};
use crate::page::several;
use crate::page::topic::{Title, Vocabulary, weigh};
use crate::page::unit::{Unit, Units};
use crate::page::{comments, edge, parts, posts};

/// The article of a page.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    /// Its units; several ranges on a page of several articles.
    pub(crate) ranges: Vec<Range<usize>>,
    /// The unit that names it, outside the ranges.
    pub(crate) headline: Option<usize>,
    /// Where the comments begin.
    pub(crate) comments: usize,
    /// Stretches inside the ranges between one part of the article and the next.
    pub(crate) gaps: Vec<Range<usize>>,
    /// Each range is a message of a thread.
    pub(crate) is_thread: bool,
}

/// A line with a date stands this far before the first paragraph at most.
const DATE_LINES: usize = 6;
pub(crate) const HEADLINE_LINES: usize = 15;

pub(crate) fn find(
    survey: &Survey<'_>,
    units: &Units,
    scores: &mut [Score],
    flat: bool,
) -> Option<Article> {
    let list = &units.units;
    let mut vocabulary = Vocabulary::new(units);
    let (numbered, sections) = match flat {
        true => (Vec::new(), Vec::new()),
        false => (
            parts::numbered(units, scores),
            parts::sections(units, scores, &mut vocabulary),
        ),
    };
    isolate(units, scores, &numbered, &sections, flat);
    let parts = [numbered, sections].concat();
    let title = Title::of(survey, units);
    let headlines = match &title {
        // What a page begins with that is cleaned once more is its first paragraph, and a heading may well take up its words.
        Some(title) if flat || title.is_line(units) => headlines(units, scores, title),
        _ => Vec::new(),
    };
    if !flat {
        let own = |range: &Range<usize>| is_article(list, scores, range, &parts);
        let thread = posts::find(units, scores, &headlines, own);
        if thread.is_some() {
            return thread;
        }
    }
    let wall = start_wall(scores, &headlines);
    if let Some(title) = &title {
        for (number, score) in scores.iter_mut().enumerate() {
            if score.is_prose() && title.shared(number) >= 2 {
                score.base *= 1.5;
            }
        }
    }
    if wall.is_none() {
        dated(scores);
    }
    // What has no article before it is a log or a talk, and the article itself.
    let thread = comments::thread(survey, list, scores, flat)
        .filter(|&first| !flat || is_article(list, scores, &(0..first), &[]));
    let comments = comments::start(scores, thread, wall, &headlines);
    for (number, score) in scores.iter_mut().enumerate() {
        if number > comments && score.base > 0.0 {
            score.base *= 0.4;
        }
    }
    weigh(units, scores, &mut vocabulary, 0..list.len(), 2);
    let judge = Judge {
        units,
        title: title.as_ref(),
        wall,
        walls: comments,
    };
    let mut range = judge.best(scores)?;
    for _ in 0..2 {
        weigh(units, scores, &mut vocabulary, range.0.clone(), 1);
        let next = judge.best(scores)?;
        let settled = next.0 == range.0;
        range = next;
        if settled {
            break;
        }
    }
    let is_short = judge.is_dated(scores, &range.0)
        && (is_brief(list, scores, &range.0)
            || is_note(list, scores, &range.0) && judge.headline(scores, &range.0).is_some());
    if !is_short && !is_article(list, scores, &range.0, &parts) {
        return None;
    }
    let mut ranges = several::further(
        scores,
        &range,
        if thread.is_some() {
            Vec::new()
        } else {
            judge.runs(scores)
        },
    );
    let headline = wall
        .filter(|wall| *wall < range.0.start && judge.is_at(scores, &range.0, *wall))
        .or_else(|| judge.headline(scores, &range.0));
    ranges.push(range.0);
    ranges.sort_by_key(|range| range.start);
    let mut gaps = Vec::new();
    let runs = judge.runs(scores);
    for number in 0..ranges.len() {
        let from = match number.checked_sub(1) {
            Some(before) => ranges[before].end,
            // In a flattened page the headline is a part of a sentence, and seldom what is found.
            None if flat => 0,
            None => wall.unwrap_or(0),
        };
        let to = ranges.get(number + 1).map_or(comments, |next| next.start);
        gaps.extend(edge::join(
            &runs,
            list,
            scores,
            &mut ranges[number],
            from,
            to,
        ));
    }
    if !flat {
        let mut from = wall.map_or(0, |wall| wall + 1);
        for range in &mut ranges {
            edge::extend_to_needed(survey, list, scores, range, from);
            edge::extend_to_edited(scores, range, from, comments);
            edge::extend(list, scores, range, comments);
            let above = headlines.iter().rfind(|number| **number < range.start);
            edge::extend_to_paragraphs(units, scores, range, above.copied().or(headline), comments);
            edge::extend_to_sentences(list, scores, range, from, comments);
            from = range.end;
        }
    }
    ranges.dedup_by(|next, range| {
        let overlap = next.start < range.end;
        if overlap {
            range.end = range.end.max(next.end);
        }
        overlap
    });
    if !flat && let Some(headline) = headline {
        let leads = edge::leads(list, scores, &ranges[0], headline);
        ranges.splice(0..0, leads.into_iter().map(|lead| lead..lead + 1));
    }
    let headline = headline.filter(|number| !ranges.iter().any(|range| range.contains(number)));
    Some(Article {
        ranges,
        headline,
        comments,
        gaps,
        is_thread: false,
    })
}

/// The article of a short page in one line: all of its prose but a notice of copyright, and what stands between. There is too little of it to choose from.
pub(crate) fn find_short(units: &Units, scores: &[Score]) -> Option<Article> {
    let mut prose = (0..scores.len()).filter(|&number| {
        scores[number].is_prose() && !units.units[number].profile.has(sign::COPYRIGHT)
    });
    let first = prose.next()?;
    let range = first..prose.next_back().unwrap_or(first) + 1;
    is_article(&units.units, scores, &range, &[]).then(|| Article {
        ranges: vec![range],
        headline: None,
        comments: scores.len(),
        gaps: Vec::new(),
        is_thread: false,
    })
}

/// Fewer characters of paragraphs, one beside the other, are a teaser; a lone paragraph must have more.
const ARTICLE_LENGTH: u32 = 250;
const LONE_LENGTH: u32 = 350;

/// Whether a run is more than a teaser or a notice.
fn is_article(
    units: &[Unit],
    scores: &[Score],
    range: &Range<usize>,
    parts: &[Range<usize>],
) -> bool {
    // The paragraph that announces parts is one of them.
    let end = parts.iter().map(|part| part.end).max().unwrap_or(0);
    let mut of_part = vec![false; end];
    for part in parts {
        of_part[part.start.saturating_sub(1)..part.end].fill(true);
    }
    let mut connected = 0;
    let mut lone = 0;
    for number in range.clone().filter(|&number| scores[number].class > 0) {
        let length = units[number].profile.length;
        let mut before = scores[..number].iter().rev();
        let mut behind = scores[number + 1..].iter();
        let is_prose = |next: Option<&Score>| next.is_some_and(Score::is_prose);
        if is_prose(before.find(|score| !score.bridged))
            || is_prose(behind.find(|score| !score.bridged))
            || of_part.get(number) == Some(&true)
        {
            connected += length;
        }
        lone = lone.max(length);
    }
    connected >= ARTICLE_LENGTH || lone >= LONE_LENGTH
}

/// A paragraph of so many characters between its headline with a date and the rest of the page is a short article.
const NOTE_LENGTH: u32 = 150;

/// So many sentences behind a date, of so many characters in all, are one too.
const BRIEF_UNITS: usize = 3;
const BRIEF_LENGTH: u32 = 200;

fn is_brief(units: &[Unit], scores: &[Score], range: &Range<usize>) -> bool {
    let prose = range.clone().filter(|&number| scores[number].is_prose());
    let (count, length) = prose.fold((0, 0), |(count, length), number| {
        (count + 1, length + units[number].profile.length)
    });
    count >= BRIEF_UNITS && length >= BRIEF_LENGTH
}

fn is_note(units: &[Unit], scores: &[Score], range: &Range<usize>) -> bool {
    let mut units = units[range.clone()].iter().zip(&scores[range.clone()]);
    units.any(|(unit, score)| score.class == 3 && unit.profile.length >= NOTE_LENGTH)
}

/// Chooses among the runs of a page.
struct Judge<'p> {
    units: &'p Units,
    title: Option<&'p Title>,
    /// The headline.
    wall: Option<usize>,
    /// The first unit of the comments.
    walls: usize,
}

/// Another article begins where a run has lost so much.
const RUN_DROP: f32 = 40.0;

impl Judge<'_> {
    fn best(&self, scores: &[Score]) -> Option<(Range<usize>, f32)> {
        let mut candidates = self.candidates(scores)?;
        // However long a thread is, it is no article where there is one before it.
        let before = |range: &Range<usize>| range.start < self.walls;
        let own = |range| before(range) && is_article(&self.units.units, scores, range, &[]);
        if candidates.iter().any(|(range, _)| own(range)) {
            candidates.retain(|(range, _)| before(range));
        }
        candidates
            .into_iter()
            .max_by(|a, b| self.worth(scores, a).total_cmp(&self.worth(scores, b)))
    }

    /// All runs of the page that could be articles, each as far as nothing better is in its way.
    fn runs(&self, scores: &[Score]) -> Vec<(Range<usize>, f32)> {
        let mut runs = Vec::new();
        let mut sum = 0.0;
        let mut most = 0.0;
        let mut range = 0..0;
        for (number, score) in scores.iter().enumerate() {
            let ends = score.anchor == Anchor::Comments;
            if sum <= 0.0 || ends || sum < most - RUN_DROP {
                if most > 0.0 {
                    runs.push((range.clone(), most));
                }
                (sum, most) = (0.0, 0.0);
                range = number..number;
            }
            if ends {
                continue;
            }
            sum += if number > self.walls {
                score.value.max(score.value * 2.5)
            } else {
                score.value
            };
            if sum > most {
                most = sum;
                range.end = number + 1;
            }
        }
        if most > 0.0 {
            runs.push((range, most));
        }
        runs
    }

    /// The best run, the best one behind the headline, and the best ones before and behind the best.
    fn candidates(&self, scores: &[Score]) -> Option<Vec<(Range<usize>, f32)>> {
        let mut candidates: Vec<(Range<usize>, f32)> = Vec::new();
        let behind_wall = self.wall.map(|wall| wall..scores.len());
        for stretch in std::iter::once(0..scores.len()).chain(behind_wall) {
            if let Some(found) = best(scores, stretch, self.walls) {
                candidates.push(found);
            }
        }
        let first = candidates.first()?.0.clone();
        for stretch in [0..first.start, first.end..scores.len()] {
            if let Some(found) = best(scores, stretch, self.walls)
                && candidates.iter().all(|(range, _)| *range != found.0)
            {
                candidates.push(found);
            }
        }
        Some(candidates)
    }

    fn worth(&self, scores: &[Score], (range, sum): &(Range<usize>, f32)) -> f32 {
        let mut worth = *sum;
        if range.start >= self.walls {
            worth *= 0.4;
        }
        // What follows the copyright notice of a page are rules of the house.
        let before = &scores[..range.start];
        if before.iter().any(|score| score.anchor == Anchor::Copyright) {
            worth *= 0.3;
        }
        if let Some(title) = self.title {
            worth *= 0.5 + title.coverage(scores, range.clone());
        }
        match self.wall {
            Some(wall) if self.is_at(scores, range, wall) => worth *= 2.0,
            Some(_) => {}
            None if self.headline(scores, range).is_some() => worth *= 1.6,
            None => {}
        }
        if self.is_dated(scores, range) {
            worth *= 1.3;
        }
        worth
    }

    /// Whether a date stands shortly before the run.
    fn is_dated(&self, scores: &[Score], range: &Range<usize>) -> bool {
        scores[range.start.saturating_sub(DATE_LINES)..range.start]
            .iter()
            .any(|score| score.date)
    }

    /// Whether the run begins behind the headline, or takes up its words before it stands there again.
    fn is_at(&self, scores: &[Score], range: &Range<usize>, wall: usize) -> bool {
        let hits = |number: usize| self.title.map_or(0, |title| title.shared(number));
        if range.start >= wall {
            range.start <= wall + HEADLINE_LINES
        } else {
            let before = range.start..wall.min(range.end);
            range.end > wall
                && wall - range.start <= HEADLINE_LINES
                && before
                    .filter(|&number| scores[number].is_prose() && hits(number) >= 2)
                    .count()
                    >= 2
        }
    }

    /// The line before the run whose words the run takes up.
    fn headline(&self, scores: &[Score], range: &Range<usize>) -> Option<usize> {
        let mut stands = vec![false; self.units.stem_count()];
        let prose = range.clone().filter(|&number| scores[number].is_prose());
        for number in prose.take(HEADLINE_PARAGRAPHS) {
            for &stem in self.units.stems_of(&self.units.units[number]) {
                stands[stem as usize] = true;
            }
        }
        let from = range.start.saturating_sub(HEADLINE_LINES);
        (from..range.start)
            .filter(|&number| !scores[number].is_prose() && scores[number].anchor == Anchor::None)
            .rfind(|&number| {
                let own = self.units.stems_of(&self.units.units[number]);
                let found = own.iter().filter(|&&stem| stands[stem as usize]).count();
                own.len() >= 3 && found * 10 >= own.len() * 6
            })
    }
}

/// A headline is looked for in so many of the paragraphs behind it.
const HEADLINE_PARAGRAPHS: usize = 8;

/// So many dates, each between two paragraphs, make a log of them.
const ENTRIES: usize = 3;

/// A lone paragraph between labels is seldom the article's, but for that of a section, and for one of its numbered parts: those hold together what stands between them.
fn isolate(
    units: &Units,
    scores: &mut [Score],
    numbered: &[Range<usize>],
    sections: &[Range<usize>],
    flat: bool,
) {
    let broken = units.broken;
    let units = &units.units;
    let prose: Vec<bool> = scores.iter().map(Score::is_prose).collect();
    // The dates between the entries of a log part them no more than blank lines do, and the times of a ticker cost nothing.
    let is_entry = |number: Option<usize>, least: u8| {
        let score = number.and_then(|number| scores.get(number));
        score.is_some_and(|score| score.class >= least)
    };
    let is_time = |number: usize| !units[number].profile.has(sign::YEAR);
    let is_between = |number: usize| {
        let least = if is_time(number) { 1 } else { 2 };
        scores[number].date
            && is_entry(number.checked_sub(1), least)
            && is_entry(Some(number + 1), least)
    };
    let dates = (0..units.len()).filter(|&number| is_between(number));
    let are_entries = dates.clone().count() >= ENTRIES;
    let times: Vec<usize> = dates
        .filter(|&number| are_entries && is_time(number))
        .collect();
    let is_piece = |number: usize| broken && !prose[number] && scores[number].base >= PIECE_COST;
    let is_sentence = |number: usize| {
        flat && !prose[number] && is_short_sentence(&units[number], scores[number].anchor)
    };
    let transparent = |number: usize| {
        units[number].profile.length == 0
            || scores[number].bridged
            || (are_entries && is_between(number))
            || is_piece(number)
            || is_sentence(number)
    };
    let mut neighbours: Vec<bool> = {
        let mut list = vec![false; units.len()];
        let mut last: Option<usize> = None;
        for number in 0..units.len() {
            if transparent(number) {
                continue;
            }
            let beside = |last: usize| {
                prose[last]
                    && prose[number]
                    && units[last].profile.indent == units[number].profile.indent
                    || is_running_item(&units[last]) && is_running_item(&units[number])
            };
            if let Some(last) = last
                && beside(last)
            {
                list[last] = true;
                list[number] = true;
            }
            last = Some(number);
        }
        for section in sections {
            list[section.clone()].fill(true);
        }
        list
    };
    let credits = go_on_behind_credits(scores, &mut neighbours, transparent);
    for number in times.into_iter().chain(credits) {
        scores[number].base = 0.0;
    }
    let mut numbered = numbered.iter().peekable();
    for (number, score) in scores.iter_mut().enumerate() {
        numbered.next_if(|range| range.end <= number);
        if numbered.peek().is_some_and(|range| range.contains(&number)) {
            if !prose[number] && score.anchor == Anchor::None {
                score.base = score.base.max(0.0);
            }
        } else if prose[number] && !neighbours[number] {
            let length = units[number].profile.length as f32;
            score.base *= ((length - 100.0) / 450.0).clamp(0.1, 0.8);
        }
    }
}

/// Behind an advertisement or the credit of an image a run of paragraphs goes on: the first paragraph there has neighbours too. Gives the units between them. A lone paragraph before
/// a credit may be a caption.
fn go_on_behind_credits(
    scores: &[Score],
    neighbours: &mut [bool],
    transparent: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut between = Vec::new();
    // The last paragraph of a run behind which a credit stands.
    let mut last: Option<usize> = None;
    for (number, score) in scores.iter().enumerate() {
        if score.anchor == Anchor::Credit {
            let before = number.checked_sub(1);
            let of_run = |before: &usize| scores[*before].is_prose() && neighbours[*before];
            last = before.filter(of_run).or(last);
        } else if !transparent(number)
            && let Some(last) = last.take()
            && score.is_prose()
        {
            neighbours[number] = true;
            between.extend(last + 1..number);
        }
    }
    between
}

/// The lines that are the title again.
fn headlines(units: &Units, scores: &mut [Score], title: &Title) -> Vec<usize> {
    let mut headlines = Vec::new();
    for number in 0..scores.len() {
        if number == 0 && title.unit == 0
            || scores[number].is_prose()
            || units.units[number].profile.length >= 200
        {
            continue;
        }
        let hits = title.shared(number);
        let all = units.stems_of(&units.units[number]).len();
        if hits * 10 >= title.stems * 6 && hits as usize * 10 >= all * 7 {
            let before = number.saturating_sub(2);
            if !scores[before..number].iter().any(Score::is_prose) {
                scores[number].base = -15.0;
            }
            headlines.push(number);
        }
    }
    headlines
}

/// The first headline that has prose behind it: the article does not begin before.
fn start_wall(scores: &[Score], headlines: &[usize]) -> Option<usize> {
    let has_prose = |number: &usize| {
        let until = (number + 1 + HEADLINE_LINES).min(scores.len());
        scores[number + 1..until].iter().any(Score::is_prose)
    };
    headlines.iter().copied().find(has_prose)
}

/// Without a title: the first paragraph behind a date.
fn dated(scores: &mut [Score]) {
    for number in 0..scores.len() {
        let next = scores.get(number + 1).is_some_and(Score::is_prose);
        let start = number.saturating_sub(DATE_LINES);
        if scores[number].is_prose() && next && scores[start..number].iter().any(|score| score.date)
        {
            scores[number].base += 20.0;
        }
    }
}

/// The run of units of `stretch` with the greatest sum (Kadane); comments end every run.
fn best(scores: &[Score], stretch: Range<usize>, wall: usize) -> Option<(Range<usize>, f32)> {
    let mut found: Option<(Range<usize>, f32)> = None;
    let mut sum = 0.0;
    let mut first = stretch.start;
    for number in stretch {
        let score = &scores[number];
        if number == wall || (score.anchor == Anchor::Comments && number >= wall) {
            sum = 0.0;
            first = number + 1;
            continue;
        }
        if sum <= 0.0 {
            sum = 0.0;
            first = number;
        }
        sum += score.value;
        if sum > found.as_ref().map_or(0.0, |(_, most)| *most) {
            found = Some((first..number + 1, sum));
        }
    }
    found
}
