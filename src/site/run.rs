//! Lines that stand beside each other on many pages, and which of them hang together.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::rule::Seen;
use crate::site::form::{FormNumber, Forms};
use crate::site::page::{Page, Pages, Place, TextNumber};

/// On half of the pages, and at least three, two lines must stand beside each other where no paragraph of an article comes before or none comes behind.
pub(crate) fn least_outside(pages: usize) -> usize {
    pages.div_ceil(2).max(3)
}

/// On four fifths if one of them is prose, or both differ from page to page.
fn least_of_prose(pages: usize) -> usize {
    (pages * 4).div_ceil(5).max(3)
}

/// On four fifths, and at least five, if they stand between paragraphs.
fn least_inside(pages: usize) -> usize {
    (pages * 4).div_ceil(5).max(5)
}

/// Forms that hang together: the lines of one rule.
#[derive(Debug)]
pub(crate) struct Run {
    /// In the order in which they come first.
    pub(crate) forms: Vec<FormNumber>,
    pub(crate) seen: Seen,
    pub(crate) place: Place,
    /// For some pages, by number, lines in a row that the rule takes.
    pub(crate) examples: Vec<(usize, Range<usize>)>,
}

/// Pages that examples are taken from.
const EXAMPLES: usize = 3;

#[derive(Debug)]
pub(crate) struct Runs {
    /// In the order of the pages: those that come first come first.
    pub(crate) runs: Vec<Run>,
}

/// On how many pages two forms stand beside each other.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    outside: usize,
    inside: usize,
}

impl Runs {
    pub(crate) fn of(pages: &Pages<'_>, forms: &Forms) -> Runs {
        let is_prose = prose_forms(pages, forms);
        let slots: Vec<Vec<Option<FormNumber>>> = pages
            .pages
            .iter()
            .map(|page| slots(pages, page, forms, &is_prose))
            .collect();
        let mut stable: HashMap<(FormNumber, FormNumber), Count> = HashMap::new();
        for (page, slots) in pages.pages.iter().zip(&slots) {
            count(page, slots, &mut stable);
        }
        let all = pages.pages.len();
        stable.retain(|(first, second), count| {
            let prose = is_prose[*first as usize] || is_prose[*second as usize];
            let patterns = forms.is_pattern(*first) && forms.is_pattern(*second);
            if prose || patterns {
                count.outside >= least_of_prose(all)
            } else {
                count.outside >= least_outside(all)
                    || count.outside + count.inside >= least_inside(all)
            }
        });
        let roots = hang_together(forms.forms.len(), stable.keys().copied());
        let mut runs = collect(pages, &slots, &stable, &roots);
        // A notice of some paragraphs may be the series that the articles are of.
        runs.retain(|run| run.forms.iter().any(|form| !is_prose[*form as usize]));
        Runs { runs }
    }
}

fn prose_forms(pages: &Pages<'_>, forms: &Forms) -> Vec<bool> {
    let mut prose = vec![false; forms.forms.len()];
    for (text, number) in pages.texts.iter().zip(0..) {
        if let Some(form) = forms.of_text(number) {
            prose[form as usize] |= text.prose;
        }
    }
    prose
}

/// A shorter line with a number that differs from page to page may be the cell of a table, in characters; with fewer letters it is nothing but a number.
const CELL_CHARS: usize = 60;
const CELL_LETTERS: usize = 3;
/// So many rows or cells are a table.
const TABLE_CELLS: usize = 3;
/// Fewer lines in a row that stand above a table are its header.
const TABLE_HEADER: usize = 4;

/// What a line may be in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    None,
    /// Words and numbers.
    Row,
    /// A number and its unit.
    Number,
}

fn cell(pages: &Pages<'_>, forms: &Forms, text: Option<TextNumber>) -> Cell {
    let Some(number) = text else {
        return Cell::None;
    };
    let text = pages.text(number);
    let form = forms.of_text(number);
    let varies = form.is_none_or(|form| forms.has_numbers(form));
    if !varies
        || text.prose
        || !text.folded.bytes().any(|byte| byte.is_ascii_digit())
        || text.folded.chars().nth(CELL_CHARS).is_some()
    {
        return Cell::None;
    }
    match text.folded.chars().filter(|c| c.is_alphabetic()).count() {
        CELL_LETTERS.. => Cell::Row,
        _ => Cell::Number,
    }
}

/// Which lines are of tables: rows below each other, or cells with at most a label between them.
fn tables(cells: &[Cell]) -> Vec<bool> {
    let near =
        |line: usize, reach: usize| line.saturating_sub(reach)..(line + reach + 1).min(cells.len());
    let is = |line: usize, cell: Cell| cells.get(line) == Some(&cell);
    let count = |range: Range<usize>, holds: &dyn Fn(Cell) -> bool| {
        cells[range].iter().filter(|cell| holds(**cell)).count()
    };
    (0..cells.len())
        .map(|line| {
            let beside = count(near(line, 1), &|cell| cell != Cell::None) > 1;
            match cells[line] {
                Cell::Row => {
                    beside && count(near(line, 2), &|cell| cell != Cell::None) >= TABLE_CELLS
                }
                Cell::Number => count(near(line, 4), &|cell| cell == Cell::Number) >= TABLE_CELLS,
                Cell::None => {
                    let before = (1..=2).any(|back| line >= back && is(line - back, Cell::Number));
                    before && (1..=2).any(|ahead| is(line + ahead, Cell::Number))
                }
            }
        })
        .collect()
}

/// The forms of a page's lines, where they may belong to the site: not in tables, no pattern where the title could stand, and no prose without lines of the
/// site on both sides.
fn slots(
    pages: &Pages<'_>,
    page: &Page,
    forms: &Forms,
    is_prose: &[bool],
) -> Vec<Option<FormNumber>> {
    let cells: Vec<Cell> = page
        .lines
        .iter()
        .map(|text| cell(pages, forms, *text))
        .collect();
    let of_table = tables(&cells);
    let form = |line: usize| page.lines[line].and_then(|text| forms.of_text(text));
    let mut slots: Vec<Option<FormNumber>> = (0..page.lines.len())
        .map(|line| form(line).filter(|_| !of_table[line]))
        .collect();
    for stretch in stretches(&slots, Option::is_some) {
        if of_table.get(stretch.end) == Some(&true) && stretch.len() < TABLE_HEADER {
            slots[stretch].fill(None);
        }
    }
    // Before the title there is a menu, behind it little: what a pattern takes must have most of the head behind it.
    let fixed = |slot: &Option<FormNumber>| slot.is_some_and(|form| !forms.is_pattern(form));
    let head = (0..slots.len())
        .take_while(|&line| page.place(line) == Place::Head)
        .count();
    let all = slots[..head].iter().filter(|slot| fixed(slot)).count();
    let mut before = 0;
    for slot in &mut slots[..head] {
        if fixed(slot) {
            before += 1;
        } else if before * 2 >= all {
            *slot = None;
        }
    }
    let prose = |slot: &Option<FormNumber>| slot.is_some_and(|form| is_prose[form as usize]);
    for stretch in stretches(&slots, prose) {
        let before = stretch.start == 0 || fixed(&slots[stretch.start - 1]);
        let behind = slots.get(stretch.end).is_none_or(fixed);
        if !before || !behind || page.place(stretch.start) == Place::Inside {
            slots[stretch].fill(None);
        }
    }
    // Where patterns follow each other, they are the facts of an article.
    let pattern = |slot: &Option<FormNumber>| slot.is_some_and(|form| forms.is_pattern(form));
    for stretch in stretches(&slots, pattern) {
        if stretch.len() > PATTERNS {
            slots[stretch].fill(None);
        }
    }
    slots
}

/// So many patterns may stand in a row.
const PATTERNS: usize = 2;

/// Longest rows of slots for which something holds.
fn stretches(
    slots: &[Option<FormNumber>],
    holds: impl Fn(&Option<FormNumber>) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for line in (0..slots.len()).filter(|&line| holds(&slots[line])) {
        match found.last_mut() {
            Some(last) if last.end == line => last.end += 1,
            _ => found.push(line..line + 1),
        }
    }
    found
}

fn count(
    page: &Page,
    slots: &[Option<FormNumber>],
    counts: &mut HashMap<(FormNumber, FormNumber), Count>,
) {
    let mut outside = HashSet::new();
    let mut inside = HashSet::new();
    for line in 1..slots.len() {
        let (Some(first), Some(second)) = (slots[line - 1], slots[line]) else {
            continue;
        };
        // No slot is of the article's own prose, so that both lines are on the same side of it.
        if page.place(line) != Place::Inside {
            outside.insert((first, second));
        } else {
            inside.insert((first, second));
        }
    }
    for pair in &outside {
        counts.entry(*pair).or_default().outside += 1;
    }
    for pair in inside.difference(&outside) {
        counts.entry(*pair).or_default().inside += 1;
    }
}

/// For each form the smallest one that it hangs together with (disjoint sets, with paths halved: Tarjan and van Leeuwen, 1984).
fn hang_together(
    forms: usize,
    pairs: impl Iterator<Item = (FormNumber, FormNumber)>,
) -> Vec<FormNumber> {
    fn root(parents: &mut [FormNumber], mut form: FormNumber) -> FormNumber {
        while parents[form as usize] != form {
            parents[form as usize] = parents[parents[form as usize] as usize];
            form = parents[form as usize];
        }
        form
    }
    let mut parents: Vec<FormNumber> = (0..forms as FormNumber).collect();
    for (first, second) in pairs {
        let (first, second) = (root(&mut parents, first), root(&mut parents, second));
        parents[first.max(second) as usize] = first.min(second);
    }
    (0..forms as FormNumber)
        .map(|form| root(&mut parents, form))
        .collect()
}

fn collect(
    pages: &Pages<'_>,
    slots: &[Vec<Option<FormNumber>>],
    stable: &HashMap<(FormNumber, FormNumber), Count>,
    roots: &[FormNumber],
) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut numbers: HashMap<FormNumber, usize> = HashMap::new();
    let mut known: HashSet<FormNumber> = HashSet::new();
    for (page_number, (page, slots)) in pages.pages.iter().zip(slots).enumerate() {
        let mut places: HashSet<(usize, Place)> = HashSet::new();
        let mut line = 0;
        while line < slots.len() {
            let start = line;
            line += 1;
            let hangs = |line: usize| {
                let pair = slots[line - 1].zip(slots[line]);
                pair.is_some_and(|pair| stable.contains_key(&pair))
            };
            while line < slots.len() && hangs(line) {
                line += 1;
            }
            let Some(form) = slots[start].filter(|_| line - start > 1) else {
                continue;
            };
            let number = *numbers.entry(roots[form as usize]).or_insert_with(|| {
                runs.push(Run {
                    forms: Vec::new(),
                    seen: Seen {
                        pages: 0,
                        of: pages.pages.len() as u32,
                        head: 0,
                        inside: 0,
                        tail: 0,
                    },
                    place: Place::Inside,
                    examples: Vec::new(),
                });
                runs.len() - 1
            });
            let run = &mut runs[number];
            let forms = slots[start..line].iter().copied().flatten();
            run.forms.extend(forms.filter(|form| known.insert(*form)));
            if run.examples.len() < EXAMPLES
                && run
                    .examples
                    .last()
                    .is_none_or(|(page, _)| *page != page_number)
            {
                run.examples.push((page_number, start..line));
            }
            places.extend((start..line).map(|line| (number, page.place(line))));
        }
        let different: HashSet<usize> = places.iter().map(|(number, _)| *number).collect();
        for number in different {
            runs[number].seen.pages += 1;
        }
        for (number, place) in places {
            let seen = &mut runs[number].seen;
            match place {
                Place::Head => seen.head += 1,
                Place::Inside => seen.inside += 1,
                Place::Tail => seen.tail += 1,
            }
        }
    }
    for run in &mut runs {
        let Seen {
            head, inside, tail, ..
        } = run.seen;
        run.place = match head.max(inside).max(tail) {
            most if most == head => Place::Head,
            most if most == tail => Place::Tail,
            _ => Place::Inside,
        };
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;

    #[test]
    fn rows_below_each_other_and_numbers_near_each_other_are_tables() {
        for (lines, expected) in [
            ("RRR", "ttt"),
            ("RR", ".."),
            ("RR.R", ".t.."),
            ("R.R.R", "....."),
            ("RNR", "t.t"),
            ("NNN", "ttt"),
            ("N.N.N", "ttttt"),
            ("N..N..N", ".ttttt."),
            ("N...N", "..t.."),
            ("N....N", "......"),
            ("..NNN.", "..ttt."),
        ] {
            let cells: Vec<Cell> = lines
                .chars()
                .map(|line| match line {
                    'R' => Cell::Row,
                    'N' => Cell::Number,
                    _ => Cell::None,
                })
                .collect();
            let found: String = tables(&cells)
                .into_iter()
                .map(|of_table| if of_table { 't' } else { '.' })
                .collect();
            assert_eq!(found, expected, "{lines}");
        }
    }

    #[test]
    fn a_cell_is_short_and_its_number_differs() {
        let lines = [
            ("Channel 4".to_owned(), Cell::None),
            ("Gold NUMBER".to_owned(), Cell::Row),
            ("NUMBER mph".to_owned(), Cell::Row),
            ("NUMBER km".to_owned(), Cell::Number),
            ("NUMBER %".to_owned(), Cell::Number),
            ("The streets NAME".to_owned(), Cell::None),
            ("NAME and a gull".to_owned(), Cell::None),
            (
                "On day NUMBER we left at 7 and we were back at 9.".to_owned(),
                Cell::None,
            ),
            (
                format!("{}NUMBER", "gull ".repeat(10) + "and some "),
                Cell::None,
            ),
            (
                format!("{}NUMBER", "gull ".repeat(10) + "and more"),
                Cell::Row,
            ),
            ("- - -".to_owned(), Cell::None),
        ];
        let names = ["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel"];
        let texts = names.iter().zip(11_u8..).map(|(name, number)| {
            let lines = lines.iter().map(|(line, _)| line.as_str());
            let text = lines.collect::<Vec<_>>().join("\n");
            text.replace("NUMBER", &number.to_string())
                .replace("NAME", name)
        });
        let texts: Vec<String> = texts.collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let cleaner = Cleaner::default();
        let pages = Pages::of(&texts, cleaner.rule_set());
        let forms = Forms::of(&pages);
        for ((line, expected), text) in lines.iter().zip(&pages.pages[0].lines) {
            assert_eq!(cell(&pages, &forms, *text), *expected, "{line}");
        }
    }

    #[test]
    fn stretches_are_as_long_as_can_be() {
        let slots = [Some(1), Some(2), None, Some(1), None, None, Some(3)];
        assert_eq!(stretches(&slots, Option::is_some), [0..2, 3..4, 6..7]);
    }

    #[test]
    fn examples_are_of_three_pages() {
        let texts: Vec<String> = (0..5)
            .map(|number| {
                let own = format!("On day {number} nobody came to the river but the captain and his dog.");
                format!("The Gull\nTown and river\n{own}\nThe Gull\n{own} It was cold.\nThe Gull\nTown and river\n")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let cleaner = Cleaner::default();
        let pages = Pages::of(&texts, cleaner.rule_set());
        let runs = Runs::of(&pages, &Forms::of(&pages)).runs;
        assert_eq!(runs.len(), 1);
        let Seen {
            head, inside, tail, ..
        } = runs[0].seen;
        // A line by itself is none of it.
        assert_eq!((head, inside, tail), (5, 0, 5));
        assert_eq!(runs[0].examples, [(0, 0..2), (1, 0..2), (2, 0..2)]);
    }
}
