//! The laws of `docs/design.md`, one function each, for property tests and fuzz targets alike. A function panics where its law is broken.

use std::borrow::Cow;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use unboil::{Cleaned, Cleaner, Mode, Rule, Strength};

/// Every law that speaks of any text.
pub(crate) fn all(cleaner: &Cleaner, text: &str) {
    all_but_slow(cleaner, text);
    fast_is_slow(cleaner, text);
}

/// The same without law 8, for which every rule is tried on lines.
pub(crate) fn all_but_slow(cleaner: &Cleaner, text: &str) {
    // Cleaned once for most of them, so that fuzz targets try twice as many texts.
    let cleaned = cleaner.clean(text);
    deletion_only(cleaner, text, &cleaned);
    spans(cleaner, text, &cleaned);
    seams(text, &cleaned);
    nothing_to_remove(text, &cleaned);
    twice_is_once(cleaner, &cleaned);
    line_ends(cleaner, text);
}

/// Law 1: what is left is the input less the removed spans, and the removals give the input back.
pub(crate) fn deletion_only(cleaner: &Cleaner, text: &str, cleaned: &Cleaned<'_>) {
    let mut left = String::new();
    let mut at = 0;
    for removal in &cleaned.removals {
        left.push_str(&text[at..removal.span.start]);
        assert_eq!(&text[removal.span.clone()], removal.text);
        at = removal.span.end;
    }
    left.push_str(&text[at..]);
    assert_eq!(cleaned.text, left);
    assert_eq!(unboil::apply(text, &cleaned.removals).unwrap(), left);
    assert_eq!(unboil::restore(&left, &cleaned.removals).unwrap(), text);
    assert_eq!(cleaner.removals(text), cleaned.removals);
}

/// Law 2: spans are sorted, disjoint and not empty, lie on character boundaries, name a rule that exists, and cover whole
/// lines, unless the rule has inline markers or the span is one end of a line. Spans that touch cover them together: what is left of a line may go
/// for another reason. Where the beginning of a line stays, its break does too.
pub(crate) fn spans(cleaner: &Cleaner, text: &str, cleaned: &Cleaned<'_>) {
    let removals = &cleaned.removals;
    let mut run_start = 0;
    for (number, removal) in removals.iter().enumerate() {
        let span = removal.span.clone();
        let goes_on = number > 0 && removals[number - 1].span.end == span.start;
        if !goes_on {
            run_start = span.start;
        }
        assert!(span.start < span.end && span.end <= text.len());
        assert!(number == 0 || removals[number - 1].span.end <= span.start);
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        let rule = cleaner.rules().find(|rule| *rule.id() == removal.rule);
        let rule = rule.unwrap_or_else(|| panic!("{} doesn't exist", removal.rule));
        assert_eq!(rule.category(), removal.category);
        let touching = removals[number..]
            .windows(2)
            .take_while(|pair| pair[0].span.end == pair[1].span.start)
            .count();
        let run_end = removals[number + touching].span.end;
        if rule.has_markers() || is_end_of_line(text, &span, run_end) {
            continue;
        }
        // Of a flattened page sentences go.
        if cleaner.mode() == Mode::Page && stands_in_flat_line(text, cleaned, &span) {
            continue;
        }
        assert!(
            goes_on || starts_at_line(text, span.start),
            "{removal:?} starts inside a line"
        );
        let ends_with_break = text[..span.end].ends_with('\n');
        let next_goes_on = removals
            .get(number + 1)
            .is_some_and(|next| next.span.start == span.end);
        let keeps_break = !starts_at_line(text, run_start)
            && (text[span.end..].starts_with('\n') || text[span.end..].starts_with("\r\n"));
        assert!(
            ends_with_break || span.end == text.len() || next_goes_on || keeps_break,
            "{removal:?} ends inside a line"
        );
    }
}

/// The span is a part of one line, at its start or at its end, up to where spans go that touch it: what hung there on a paragraph.
fn is_end_of_line(text: &str, span: &std::ops::Range<usize>, run_end: usize) -> bool {
    let behind = text[span.end..].split('\n').next().unwrap_or_default();
    let line_end = span.end + behind.trim_end_matches('\r').len();
    !text[span.clone()].contains('\n') && (run_end >= line_end || starts_at_line(text, span.start))
}

/// Page mode takes sentences for lines where a text has lines of 1500 bytes or more, or but one, or is left with but one; of these texts it may split any line
/// of 300.
fn stands_in_flat_line(text: &str, cleaned: &Cleaned<'_>, span: &std::ops::Range<usize>) -> bool {
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |length| span.end + length);
    let left = cleaned.text.lines();
    let flat = text.lines().any(|line| line.len() >= 1500)
        || left.filter(|line| !line.is_empty()).count() <= 1;
    flat && text[start..end].lines().any(|line| line.len() >= 300)
}

/// A line starts here, or the break before it goes since the text ends here.
fn starts_at_line(text: &str, at: usize) -> bool {
    at == 0
        || text[..at].ends_with('\n')
        || text[at..].starts_with('\n')
        || text[at..].starts_with("\r\n")
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE0F}'
            )
    })
}

/// Law 3: where whole lines went, at most one blank line is left, none at either end of the text; the last line keeps its
/// break if it had one. Blank lines elsewhere stay.
pub(crate) fn seams(text: &str, cleaned: &Cleaned<'_>) {
    let removals = &cleaned.removals;
    let mut number = 0;
    let mut gone_before = 0;
    while number < removals.len() {
        let start = removals[number].span.start;
        let mut end = removals[number].span.end;
        while number + 1 < removals.len() && removals[number + 1].span.start == end {
            number += 1;
            end = removals[number].span.end;
        }
        number += 1;
        let whole_lines =
            starts_at_line(text, start) && (end == text.len() || text[..end].ends_with('\n'));
        let seam = start - gone_before;
        gone_before += end - start;
        if !whole_lines {
            continue;
        }
        let (before, after) = cleaned.text.split_at(seam);
        let blanks = before
            .lines()
            .rev()
            .take_while(|line| is_blank(line))
            .count()
            + after.lines().take_while(|line| is_blank(line)).count();
        if before.lines().all(is_blank) || after.lines().all(is_blank) {
            assert_eq!(blanks, 0, "blank lines at an end of {:?}", cleaned.text);
        } else {
            assert!(
                blanks <= 1,
                "{blanks} blank lines at byte {seam} of {:?}",
                cleaned.text
            );
        }
    }
    if !cleaned.text.is_empty() {
        assert_eq!(
            cleaned.text.ends_with('\n'),
            text.ends_with('\n'),
            "{:?}",
            cleaned.text
        );
    }
}

/// Law 4: nothing to remove, nothing done.
pub(crate) fn nothing_to_remove(text: &str, cleaned: &Cleaned<'_>) {
    if cleaned.removals.is_empty() {
        assert!(matches!(cleaned.text, Cow::Borrowed(same) if std::ptr::eq(same, text)));
    } else {
        assert!(cleaned.text.len() < text.len());
    }
}

/// Law 5: twice is once.
pub(crate) fn twice_is_once(cleaner: &Cleaner, once: &Cleaned<'_>) {
    let twice = cleaner.removals(&once.text);
    assert!(
        twice.is_empty(),
        "cleaning {:?} again removes {twice:?}\nfirst {:?}",
        once.text,
        once.removals
    );
}

/// Law 6: noise put in comes out. `noise` goes before the paragraph with the number `place` of a clean article, or behind the last.
pub(crate) fn noise_comes_out(cleaner: &Cleaner, paragraphs: &[&str], noise: &str, place: usize) {
    let article = paragraphs.join("\n\n") + "\n";
    assert!(
        cleaner.removals(&article).is_empty(),
        "the article is not clean"
    );
    let mut parts = paragraphs.to_vec();
    parts.insert(place, noise);
    let dirty = parts.join("\n\n") + "\n";
    let cleaned = cleaner.clean(&dirty);
    assert_eq!(
        cleaned.text, article,
        "{noise:?} was put in; {:#?}",
        cleaned.removals
    );
}

/// What law 6 can put in of a rule: strong lines, and blocks of lines that all go.
pub(crate) fn noises(rule: &Rule) -> Vec<String> {
    let mut noises = Vec::new();
    for example in rule.must_match() {
        if example.contains('\n') {
            let lines: Option<Vec<&str>> = example
                .trim_matches('\n')
                .lines()
                .map(|line| line.strip_prefix("- "))
                .collect();
            noises.extend(lines.map(|lines| lines.join("\n")));
        } else if rule.strength() == Strength::Strong && !rule.has_markers() {
            noises.push(example.to_owned());
        }
    }
    noises
}

/// Law 7: the same decisions for `\n` and `\r\n`, of a text that neither makes too long.
pub(crate) fn line_ends(cleaner: &Cleaner, text: &str) {
    let unix = text.replace('\r', "");
    let dos = unix.replace('\n', "\r\n");
    if cleaner.check_length(&dos).is_err() {
        return;
    }
    let of_unix = cleaner.clean(&unix);
    let of_dos = cleaner.clean(&dos);
    assert_eq!(of_unix.text.replace('\n', "\r\n"), of_dos.text);
    let rules = |removals: &[unboil::Removal<'_>]| {
        removals.iter().map(|r| r.rule.clone()).collect::<Vec<_>>()
    };
    assert_eq!(rules(&of_unix.removals), rules(&of_dos.removals));
}

/// Law 8: the matcher finds what trying every rule on every line finds.
pub(crate) fn fast_is_slow(cleaner: &Cleaner, text: &str) {
    for line in text.lines().take(4) {
        let slow: Vec<_> = cleaner
            .rules()
            .filter(|rule| rule.matches(line))
            .map(Rule::id)
            .collect();
        let fast = cleaner.matches(line);
        assert_eq!(fast.iter().collect::<Vec<_>>(), slow, "{line:?}");
    }
}

/// Law 8 for one line and some of the rules: what is found matches, and of the rules from this number on none is missed.
pub(crate) fn fast_is_slow_for(cleaner: &Cleaner, line: &str, first: usize, number: usize) {
    let fast = cleaner.matches(line);
    for rule in cleaner.rules().filter(|rule| fast.contains(rule.id())) {
        assert!(rule.matches(line), "{} and {line:?}", rule.id());
    }
    for rule in cleaner.rules().skip(first).take(number) {
        if rule.matches(line) {
            assert!(fast.contains(rule.id()), "{} and {line:?}", rule.id());
        }
    }
}

/// Law 9: twice the text, twice the time. What is looked for here is growth with the square: sixteen times the text may take at most
/// four times sixteen times as long, by the fastest of several tries. The exact ratio is a benchmark's.
pub(crate) fn linear(cleaner: &Cleaner, text: &str) {
    let long = text.repeat(16);
    let time = |text: &str| {
        let tries = (0..5).map(|_| {
            let start = Instant::now();
            std::hint::black_box(cleaner.removals(text));
            start.elapsed()
        });
        tries.min().unwrap_or_default()
    };
    let (short, long) = (time(text), time(&long));
    let floor = Duration::from_millis(1);
    assert!(
        long <= short.max(floor) * 64,
        "{short:?} became {long:?}: {:?}",
        &text[..text.len().min(60)]
    );
}

/// Law 10: when in doubt, keep. An article sentence stays alone, at the head, between paragraphs and at the tail.
pub(crate) fn keeps(cleaner: &Cleaner, sentence: &str, paragraphs: &[&str]) {
    let (first, last) = (paragraphs[0], paragraphs[paragraphs.len() - 1]);
    for text in [
        sentence.to_owned(),
        format!("{sentence}\n\n{first}\n\n{last}\n"),
        format!("{first}\n\n{sentence}\n\n{last}\n"),
        format!("{first}\n{sentence}\n{last}\n"),
        format!("{first}\n\n{last}\n\n{sentence}\n"),
    ] {
        let removals = cleaner.removals(&text);
        assert!(removals.is_empty(), "from {text:?}: {removals:#?}");
    }
}

/// Law 11: threads make no difference. Each of `threads` threads cleans all texts with the same cleaner, beginning with another one, and finds what `alone`, which
/// does the same and has no other thread beside it, finds.
pub(crate) fn threads_agree(alone: &Cleaner, shared: &Cleaner, texts: &[&str], threads: usize) {
    let expected: Vec<_> = texts.iter().map(|text| alone.clean(text)).collect();
    let start = Barrier::new(threads);
    std::thread::scope(|scope| {
        for first in 0..threads {
            let (start, expected) = (&start, &expected);
            scope.spawn(move || {
                start.wait();
                for number in (0..texts.len()).map(|number| (first + number) % texts.len()) {
                    let cleaned = shared.clean(texts[number]);
                    assert_eq!(cleaned, expected[number], "thread {first}, text {number}");
                }
            });
        }
    });
}

/// Cleaners of every mode, with settings of every kind.
pub(crate) fn cleaners() -> Vec<Cleaner> {
    let mut builders = Vec::new();
    for mode in Mode::ALL {
        builders.push(Cleaner::builder().mode(*mode));
        builders.push(Cleaner::builder().mode(*mode).body_only(true));
    }
    builders.push(Cleaner::builder().keep("related").keep("und/ad-marker"));
    builders.push(Cleaner::builder().drop("date").drop("byline").keep("share"));
    builders.push(Cleaner::builder().languages(["und"]));
    builders.push(Cleaner::builder().always_keep("[aeiou]$"));
    builders
        .into_iter()
        .map(|builder| builder.build().unwrap())
        .collect()
}

/// A clean article for law 6 and law 10.
pub(crate) const ARTICLE: [&str; 4] = [
    "The council met on Monday evening in the old school, and for the first time in eleven years every one of its members had \
     come, though two of them left again before the vote was called.",
    "Nobody had expected the plan for the bridge to pass at once, least of all the engineer who had drawn it, and when the \
     hands went up she was looking out of the window at the rain.",
    "“We have waited long enough,” said the mayor, who grew up on the far bank and rowed to school until he was twelve. “My \
     grandchildren should not have to learn how to row.”",
    "When the doors were opened the corridor was full of people who had waited for three hours to hear what had been decided, \
     and most of them went home without a word.",
];

/// The text as a tool prints it that breaks lines at spaces before they get wider than `width`.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (content, end) = match line.strip_suffix('\n') {
            Some(content) => (content, "\n"),
            None => (line, ""),
        };
        let mut used = 0;
        for (number, word) in content.split(' ').enumerate() {
            let letters = word.chars().count();
            if number > 0 {
                let breaks = used + 1 + letters > width;
                wrapped.push(if breaks { '\n' } else { ' ' });
                used = if breaks { 0 } else { used + 1 };
            }
            wrapped.push_str(word);
            used += letters;
        }
        wrapped.push_str(end);
    }
    wrapped
}
