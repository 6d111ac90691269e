//! The laws, on generated texts and on mutations of the real documents.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod fixtures;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod forms;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod laws;

use forms::examples;
use once_cell::sync::Lazy;
use proptest::prelude::*;
use proptest::sample::select;
use unboil::{Cleaner, Mode};

static CLEANERS: Lazy<Vec<Cleaner>> = Lazy::new(laws::cleaners);

static RAW: Lazy<Vec<String>> = Lazy::new(|| {
    let raw = fixtures::documents("raw").into_iter();
    raw.map(|(_, text)| text).collect()
});

/// Lines that rules have something to say about, and what stands around.
static LINES: Lazy<Vec<String>> = Lazy::new(|| {
    let raw = RAW.iter().flat_map(|text| text.lines()).map(str::to_owned);
    let examples = examples();
    let examples = examples.iter().flat_map(|example| example.lines());
    examples.map(str::to_owned).chain(raw).collect()
});

/// Characters that have broken text tools before.
const ODD: [&str; 24] = [
    "\u{A0}",
    "\u{FEFF}",
    "\0",
    "\u{301}",
    "İ",
    "ı",
    "ß",
    "ſ",
    "ς",
    "👩‍👩‍👧",
    "🎧",
    "שלום",
    "مرحبا",
    "\u{202E}",
    "\u{200B}",
    "\r",
    "\t",
    "\u{2028}",
    "\u{85}",
    "。",
    "คำ",
    "-",
    "[",
    "{{",
];

const WORDS: [&str; 14] = [
    "Heading here",
    "A headline about ten years of roadworks",
    "-",
    "•",
    "0:00",
    "12:34",
    "7",
    "1.2K",
    "https://example.org/x",
    "Jun 17, 2021",
    "By Jane Doe",
    "Jane Doe",
    "Read also",
    "Comments",
];

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(&LINES[..]),
        2 => select(laws::ARTICLE.to_vec()).prop_map(str::to_owned),
        3 => select(WORDS.to_vec()).prop_map(str::to_owned),
        1 => select(ODD.to_vec()).prop_map(str::to_owned),
        1 => (select(&LINES[..]), select(ODD.to_vec()), any::<prop::sample::Index>())
            .prop_map(|(line, odd, index)| insert(&line, odd, index.index(line.len() + 1))),
        1 => "\\PC{0,40}",
        1 => Just(String::new()),
    ]
}

fn insert(line: &str, odd: &str, mut at: usize) -> String {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    format!("{}{odd}{}", &line[..at], &line[at..])
}

fn line_break() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just("\n"), 4 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just("\n \n\n"), 1 => Just("\n\u{A0}\n")]
}

fn generated() -> impl Strategy<Value = String> {
    (
        prop::collection::vec((line(), line_break()), 0..24),
        line(),
        any::<bool>(),
    )
        .prop_map(|(lines, last, open)| {
            let mut text: String = lines
                .into_iter()
                .flat_map(|(line, end)| [line, end.to_owned()])
                .collect();
            if open {
                text.push_str(&last);
            }
            text
        })
}

/// What can happen to a document on its way.
#[derive(Clone, Debug)]
enum Mutation {
    Drop,
    Double,
    SwapWithNext,
    Cut,
    Odd(&'static str),
    Insert(String),
    Long,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        2 => Just(Mutation::Drop),
        2 => Just(Mutation::Double),
        2 => Just(Mutation::SwapWithNext),
        1 => Just(Mutation::Cut),
        2 => select(ODD.to_vec()).prop_map(Mutation::Odd),
        3 => select(&LINES[..]).prop_map(Mutation::Insert),
        1 => Just(Mutation::Long),
    ]
}

/// Lines of documents have fewer bytes.
const LONG_BYTES: usize = 4096;

fn mutated() -> impl Strategy<Value = String> {
    let mutations = prop::collection::vec((mutation(), any::<prop::sample::Index>()), 0..12);
    (select(&RAW[..]), mutations, any::<bool>(), any::<bool>()).prop_map(
        |(raw, mutations, dos, mark)| {
            let mut lines: Vec<String> = raw.split('\n').map(str::to_owned).collect();
            for (mutation, index) in mutations {
                let at = index.index(lines.len());
                let line = lines[at].clone();
                match mutation {
                    Mutation::Drop if lines.len() > 1 => drop(lines.remove(at)),
                    Mutation::Drop => {}
                    Mutation::Double => lines.insert(at, line),
                    Mutation::SwapWithNext => {
                        let next = (at + 1).min(lines.len() - 1);
                        lines.swap(at, next);
                    }
                    Mutation::Cut => {
                        lines[at] = line.chars().take(line.chars().count() / 2).collect()
                    }
                    Mutation::Odd(odd) => {
                        lines[at] = insert(&line, odd, index.index(line.len() + 1))
                    }
                    Mutation::Insert(new) => lines.insert(at, new),
                    // One that is long already would soon fill the memory.
                    Mutation::Long if line.len() <= LONG_BYTES => lines[at] = line.repeat(300),
                    Mutation::Long => {}
                }
            }
            let text = lines.join(if dos { "\r\n" } else { "\n" });
            if mark {
                format!("\u{FEFF}{text}")
            } else {
                text
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn laws_hold_for_generated_texts(text in generated(), cleaner in select(&CLEANERS[..])) {
        laws::all(&cleaner, &text);
    }

    #[test]
    fn laws_hold_for_mutated_documents(text in mutated(), cleaner in select(&CLEANERS[..])) {
        laws::all(&cleaner, &text);
    }

    #[test]
    fn laws_hold_for_hard_wrapped_documents(text in mutated(), cleaner in select(&CLEANERS[..])) {
        laws::all(&cleaner, &laws::wrapped(&text, 79));
    }

    #[test]
    fn laws_hold_for_any_characters(text in any::<String>(), cleaner in select(&CLEANERS[..])) {
        laws::all(&cleaner, &text);
    }

    #[test]
    fn removals_don_t_depend_on_threads(texts in prop::collection::vec(generated(), 2..6)) {
        let cleaner = Cleaner::default();
        let alone: Vec<_> = texts.iter().map(|text| cleaner.clean(text)).collect();
        let together: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = texts.iter().map(|text| scope.spawn(|| cleaner.clean(text))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        prop_assert_eq!(alone, together);
    }
}

#[test]
fn noise_comes_out_wherever_it_is_put() {
    for mode in [Mode::Article, Mode::Page] {
        let cleaner = Cleaner::builder().mode(mode).build().unwrap();
        for rule in cleaner.rules() {
            for noise in laws::noises(rule) {
                for place in 0..=laws::ARTICLE.len() {
                    laws::noise_comes_out(&cleaner, &laws::ARTICLE, &noise, place);
                }
            }
        }
    }
}

#[test]
fn hard_sentences_stay() {
    for mode in [Mode::Markers, Mode::Article] {
        let cleaner = Cleaner::builder().mode(mode).build().unwrap();
        for sentence in fixtures::hazards() {
            laws::keeps(&cleaner, &sentence, &laws::ARTICLE);
        }
    }
}

#[test]
fn time_grows_with_the_text() {
    let lines = LINES.join("\n");
    let one_line = LINES.join(" ");
    let texts = [
        "[".repeat(4096),
        "[embed ".repeat(512),
        "{{".repeat(2048),
        "[ad_1]".repeat(512),
        " ".repeat(4096),
        "\n".repeat(4096),
        "\r".repeat(4096),
        "\u{301}".repeat(2048),
        "Read also:\n".repeat(400),
        "Podcasts\n0:00\n".repeat(400),
        "icon ".repeat(800),
        "a\n".repeat(2048),
        "Email\n".repeat(800),
        "Skip to content\nEmail\n".repeat(400),
        "skip past newsletter promotion\n".repeat(200),
        lines,
        one_line,
    ];
    for text in texts {
        for cleaner in CLEANERS.iter() {
            laws::linear(cleaner, &text);
        }
    }
}

#[test]
fn texts_without_an_article_obey_the_laws() {
    for text in [
        "",
        "\n",
        "\n\n\n",
        " ",
        "\r\n",
        "[ad_1]",
        "[ad_1]\n",
        "Skip to content\n\nShare this story",
        "\u{FEFF}",
        "\0",
    ] {
        for cleaner in CLEANERS.iter() {
            laws::all(cleaner, text);
        }
    }
}

#[test]
fn a_line_of_a_megabyte_obeys_the_laws() {
    for unit in ["word ", "[ad_1] ", "字", "İ\u{301}", "icon "] {
        let line = unit.repeat(1_000_000 / unit.len());
        for text in [line.clone(), format!("Skip to content\n{line}\n[ad_2]")] {
            laws::all(&Cleaner::default(), &text);
        }
    }
}
