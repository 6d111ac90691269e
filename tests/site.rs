//! Learning a site from its pages: how much of its template goes from other pages, and that articles stay.

mod sites;

use sites::{Page, Part, Site, Subject};
use unboil::{Cleaner, Mode, RulePack, SiteLearner};

const PAGES: usize = 50;

fn made_up() -> impl Iterator<Item = (Subject, Site)> {
    let seeds = (0..3).flat_map(|round| Subject::ALL.iter().zip(round * 100..));
    seeds.map(|(subject, seed)| (*subject, sites::site(seed, *subject, PAGES)))
}

fn learned(site: &Site, pages: usize) -> RulePack {
    let mut learner = SiteLearner::new();
    for page in &site.pages[..pages] {
        learner.add(&site.name, &page.text()).unwrap();
    }
    // Copies of the same story count once.
    for page in site.pages.get(pages..10).unwrap_or_default() {
        if learner.pack(&site.name).is_ok() {
            break;
        }
        learner.add(&site.name, &page.text()).unwrap();
    }
    learner
        .pack(&site.name)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Characters of each part, and how many of them went.
#[derive(Default)]
struct Tally {
    template: [usize; 2],
    article: [usize; 2],
    other: [usize; 2],
    lost: Vec<String>,
    left: Vec<String>,
}

impl Tally {
    fn add(&mut self, page: &Page, cleaner: &Cleaner) {
        let text = page.text();
        let removals = cleaner.removals(&text);
        let mut start = 0;
        for (part, line) in &page.lines {
            let characters = line.chars().count();
            let went = removals.iter().any(|removal| {
                removal.span.start <= start && removal.span.end >= start + line.len()
            });
            let went = if went { characters } else { 0 };
            match part {
                Part::Template => {
                    self.template[0] += characters;
                    self.template[1] += went;
                    if went == 0 {
                        self.left.push(line.clone());
                    }
                }
                Part::Article => {
                    self.article[0] += characters;
                    self.article[1] += went;
                    if went > 0 {
                        let by = removals.iter().find(|removal| removal.span.end > start);
                        self.lost.push(format!("{line} <- {}", by.unwrap().rule));
                    }
                }
                Part::Other => {
                    self.other[0] += characters;
                    self.other[1] += went;
                }
            }
            start += line.len() + 1;
        }
    }

    fn removed(&self) -> f64 {
        self.template[1] as f64 / self.template[0] as f64
    }

    fn kept(&self) -> f64 {
        1.0 - self.article[1] as f64 / self.article[0] as f64
    }

    /// Of precision and recall, in characters.
    fn f1(&self) -> f64 {
        let left = |[all, went]: [usize; 2]| (all - went) as f64;
        let article = left(self.article);
        let precision = article / (article + left(self.template) + left(self.other));
        2.0 * precision * self.kept() / (precision + self.kept())
    }
}

fn tally(pages: usize) -> Tally {
    let mut all = Tally::default();
    for (subject, site) in made_up() {
        let pack = learned(&site, pages);
        let cleaner = Cleaner::builder().pack(pack).build().unwrap();
        let cleaner = cleaner.for_site(&site.name).unwrap();
        let mut tally = Tally::default();
        for page in &site.pages[10..] {
            tally.add(page, &cleaner);
        }
        println!(
            "{subject:?} {}: removed {:.4}, kept {:.5}; lost {:?}; left {:?}",
            site.name,
            tally.removed(),
            tally.kept(),
            tally.lost.iter().take(4).collect::<Vec<_>>(),
            tally.left.iter().take(4).collect::<Vec<_>>(),
        );
        for (sum, part) in [
            (&mut all.template, tally.template),
            (&mut all.article, tally.article),
        ] {
            sum[0] += part[0];
            sum[1] += part[1];
        }
    }
    println!(
        "{pages} pages: removed {:.5}, kept {:.6}",
        all.removed(),
        all.kept()
    );
    all
}

#[test]
fn ten_pages_teach_the_template() {
    let tally = tally(10);
    assert!(tally.removed() >= 0.98, "removed {}", tally.removed());
    assert!(tally.kept() >= 0.9995, "kept {}", tally.kept());
}

#[test]
fn three_pages_teach_most_of_it() {
    let tally = tally(3);
    assert!(tally.removed() >= 0.8, "removed {}", tally.removed());
    assert!(tally.kept() >= 0.9995, "kept {}", tally.kept());
}

#[test]
fn learning_lifts_page_mode() {
    let score = |site: &Site, cleaner: &Cleaner| {
        let mut tally = Tally::default();
        for page in &site.pages[10..] {
            tally.add(page, cleaner);
        }
        tally.f1()
    };
    let mut sums = (0.0, 0.0);
    for (subject, site) in made_up() {
        let builder = || Cleaner::builder().mode(Mode::Page);
        let before = score(&site, &builder().build().unwrap());
        let cleaner = builder().pack(learned(&site, 10)).build().unwrap();
        let after = score(&site, &cleaner.for_site(&site.name).unwrap());
        println!("{subject:?} {}: {before:.4} -> {after:.4}", site.name);
        assert!(after >= before, "{subject:?} {}", site.name);
        sums = (sums.0 + before, sums.1 + after);
    }
    assert!(sums.1 > sums.0 + 0.25, "{sums:?} over 27 sites");
}

/// Learners that the pages were spread over, merged in another order.
fn merged(site: &Site) -> SiteLearner {
    let mut learners: Vec<SiteLearner> = vec![SiteLearner::new(); 4];
    for (number, page) in site.pages.iter().enumerate() {
        learners[number % 3].add(&site.name, &page.text()).unwrap();
    }
    let mut all = SiteLearner::new();
    for learner in learners.into_iter().rev() {
        let again = SiteLearner::from_bytes(&learner.to_bytes()).unwrap();
        assert_eq!(again, learner);
        all.merge(again);
    }
    all
}

#[test]
fn order_and_spread_do_not_matter() {
    // More pages than are kept of a site.
    let site = sites::site(7, Subject::News, 150);
    let mut one = SiteLearner::new();
    for page in &site.pages {
        one.add(&site.name.to_uppercase(), &page.text()).unwrap();
    }
    assert_eq!(merged(&site), one);
    let pack = one.pack(&site.name).unwrap();
    assert_eq!(
        pack.to_toml(),
        merged(&site).pack(&site.name).unwrap().to_toml()
    );
}

#[test]
fn a_pack_is_what_it_says() {
    for (_, site) in made_up() {
        let pack = learned(&site, 10);
        assert_eq!(pack.site(), Some(site.name.as_str()));
        let text = pack.to_toml();
        assert_eq!(
            RulePack::parse("again.toml", &text).unwrap().to_toml(),
            text
        );
        for rule in pack.rules() {
            let seen = rule.seen().unwrap();
            assert!(
                seen.pages >= 3 && seen.pages <= seen.of && seen.of <= 10,
                "{seen:?}"
            );
        }
        // With the examples of all rules of the site, in documents.
        let cleaner = Cleaner::builder().pack(pack).build().unwrap();
        cleaner.verify().unwrap();
        cleaner.for_site(&site.name).unwrap().verify().unwrap();
    }
}

#[test]
fn twice_is_once_with_a_site() {
    for mode in [Mode::Article, Mode::Page] {
        for (_, site) in made_up() {
            let builder = Cleaner::builder().mode(mode).pack(learned(&site, 10));
            let cleaner = builder.build().unwrap().for_site(&site.name).unwrap();
            for page in &site.pages {
                let text = page.text();
                let once = cleaner.clean(&text);
                assert_eq!(unboil::apply(&text, &once.removals).unwrap(), once.text);
                let twice = cleaner.clean(&once.text);
                assert_eq!(twice.text, once.text, "{text}");
            }
        }
    }
}

#[test]
fn what_repeats_because_the_article_does_is_not_learned() {
    for (subject, site) in made_up() {
        let pack = learned(&site, 50);
        let lines: Vec<&str> = pack.rules().flat_map(|rule| rule.lines()).collect();
        let texts = site.pages.iter().flat_map(|page| &page.lines);
        let articles = texts.filter(|(part, line)| {
            // The notice that an article is about stands in the footer too.
            let template =
                |(part, other): &(Part, String)| *part == Part::Template && other == line;
            *part == Part::Article && !site.pages.iter().flat_map(|page| &page.lines).any(template)
        });
        for (_, line) in articles {
            let folded = line.trim_end_matches(['.', '?', ',']).to_lowercase();
            assert!(!lines.contains(&folded.as_str()), "{subject:?}: {line}");
        }
    }
}

fn refused(pages: &[&str]) -> String {
    let mut learner = SiteLearner::new();
    for page in pages {
        learner.add("gazette.example", page).unwrap();
    }
    learner.pack("gazette.example").unwrap_err().to_string()
}

#[test]
fn too_little_is_said_plainly() {
    let page =
        "The Gazette\nTown and river\nThe ferry was late again today, as it is every Friday.\n";
    assert_eq!(
        refused(&[page, page, page]),
        "gazette.example: 3 pages were added, all the same"
    );
    assert_eq!(
        refused(&[page]),
        "gazette.example: 1 page was added; at least 3 different ones are needed"
    );
    assert_eq!(
        refused(&[page, page, "It rained."]),
        "gazette.example: 3 pages were added; at least 3 different ones are needed"
    );
    let stamped = |minute: usize| format!("{page}12:{minute:02}\n");
    let pages: Vec<String> = (0..5).map(stamped).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    assert_eq!(
        refused(&pages),
        "gazette.example: 5 pages were added, but most have the same text: without near-duplicates 1 is left, and at least 3 are needed"
    );
    assert_eq!(
        refused(&["Rain.", "Snow.", "Hail."]),
        "gazette.example: no line stands beside the same other line on at least 3 of 3 pages"
    );
}

#[test]
fn a_pack_for_another_schema_is_refused() {
    let site = sites::site(1, Subject::News, 10);
    let text = learned(&site, 10).to_toml();
    let error =
        RulePack::parse("site.toml", &text.replace("schema = 1", "schema = 2")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("schema 2 is not known; this version reads schema 1"),
        "{error}"
    );
    let error =
        RulePack::parse("site.toml", &text.replace("pages = 10", "pages = 11")).unwrap_err();
    assert!(error.to_string().contains("`seen` needs"), "{error}");
}

#[test]
fn where_lines_were_seen_is_part_of_the_fingerprint() {
    let fingerprint = |seen: &str| {
        let site = sites::site(1, Subject::News, 10);
        let text = learned(&site, 10).to_toml();
        assert!(text.contains("head = 10, inside = 0"));
        let text = text.replace("head = 10, inside = 0", seen);
        let pack = RulePack::parse("site.toml", &text).unwrap();
        Cleaner::builder().pack(pack).build().unwrap().fingerprint()
    };
    assert_ne!(
        fingerprint("head = 10, inside = 0"),
        fingerprint("head = 0, inside = 10")
    );
}

#[test]
fn a_learner_is_taken_apart_by_site_and_put_together_again() {
    let mut learner = SiteLearner::new();
    learner.add("Herald.example", "It snowed.").unwrap();
    learner.add("gazette.example", "It rained.").unwrap();
    let names: Vec<&str> = learner.sites().collect();
    assert_eq!(names, ["gazette.example", "herald.example"]);
    let names: Vec<&str> = learner.packs().map(|(name, _)| name).collect();
    assert_eq!(names, ["gazette.example", "herald.example"]);
    let mut again = SiteLearner::new();
    for (name, part) in learner.clone().into_sites() {
        assert!(part.sites().eq([name.as_str()]));
        again.merge(part);
    }
    assert_eq!(again, learner);
}

#[test]
fn texts_of_a_site_without_a_pack_are_cleaned_by_the_rules_for_all() {
    let text = "It rained.\n\n[ad_2]";
    let cleaned = Cleaner::default().clean_site("nowhere.example", text);
    assert_eq!(cleaned.text, "It rained.");
}

/// Two lines in a row that differ only in a number or a name are a counter and a credit; three are what the page tells.
#[test]
fn facts_in_a_row_are_not_learned() {
    const NAMES: [&str; 8] = [
        "Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple",
    ];
    let learned = |facts: &str| {
        let mut learner = SiteLearner::new();
        for (name, number) in NAMES.iter().zip(21..) {
            let facts = facts.replace("NAME", name);
            let text = format!(
                "The Gazette\n{facts}\nTown and river\nLetters\nPuzzles\nOn day {number} the ferry {name} left the harbour late because of the fog, and nobody on quay {number} could see the far bank of the river.\n"
            );
            learner.add("gazette.example", &text).unwrap();
        }
        learner.pack("gazette.example").unwrap().to_toml()
    };
    let two = learned("The captain today is NAME\nBuilt at the yard NAME");
    assert!(two.contains("captain"), "{two}");
    let three =
        learned("The captain today is NAME\nBuilt at the yard NAME\nMoored at the quay NAME");
    assert!(
        three.contains("town and river") && !three.contains("captain"),
        "{three}"
    );
}

/// A page of links has no prose to show what must stay; a sentence of the project's own stands in for it.
#[test]
fn a_site_without_prose_is_learned() {
    let mut learner = SiteLearner::new();
    for name in ["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel"] {
        let text = format!(
            "The Gazette\nTown and river\nLetters\nPuzzles\n{name} street\n{name} lane\n{name} yard\n"
        );
        learner.add("gazette.example", &text).unwrap();
    }
    let pack = learner.pack("gazette.example").unwrap();
    for rule in pack.rules() {
        assert_eq!(rule.must_not_match().count(), 1);
    }
}

/// Two lines are fewer than a list of the article may have, and so must stand before or behind it; here the second is the last line before the article.
#[test]
fn two_lines_go_before_the_first_paragraph_and_not_behind_it() {
    let paragraph = |number: u32| {
        format!(
            "On day {number} the ferry left at seven with nobody on board but the captain, his dog and a man from \
             the council who counted the gulls on the far bank."
        )
    };
    let lines = "The Daily Gull\nWeather and tides\n";
    let mut learner = SiteLearner::new();
    for number in 0..10 {
        let page = format!("{lines}\n{}\n", paragraph(number));
        learner.add("gull.example", &page).unwrap();
    }
    let pack = learner.pack("gull.example").unwrap();
    let cleaner = Cleaner::builder().pack(pack).build().unwrap();
    let clean = |text: &str| cleaner.clean_site("gull.example", text).text.into_owned();
    let (first, second) = (paragraph(11), paragraph(12));
    assert_eq!(
        clean(&format!("{lines}{first}\n{second}\n")),
        format!("{first}\n{second}\n")
    );
    let inside = format!("{first}\n{lines}{second}\n");
    assert_eq!(clean(&inside), inside);
}

/// A paragraph that stands on one page and no other.
fn own_paragraph(number: usize) -> String {
    format!(
        "On day {number} the ferry left at seven with nobody on board but the captain, his dog and a man from the council who counted the {number} \
         gulls on the far bank."
    )
}

const NAMES: [&str; 10] = [
    "Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Rowan",
];

/// What is learned from so many pages, as TOML.
fn learned_from(pages: usize, page: impl Fn(usize) -> String) -> String {
    let mut learner = SiteLearner::new();
    for number in 0..pages {
        learner.add("gull.example", &page(number)).unwrap();
    }
    learner.pack("gull.example").unwrap().to_toml()
}

#[test]
fn a_pack_in_full() {
    const SITE: &str = ".News--Gull.example";
    let mut learner = SiteLearner::new();
    for (number, name) in NAMES[..6].iter().enumerate() {
        let first = own_paragraph(number);
        let page = format!(
            "The Gull\nTown and river\nLetters\nPuzzles\n\nIt was cold, said the {number} men who saw it, and colder still at noon.\n\n{first}\n\n\
             Read on below\nTo the start of the page\n\nIn week {number} it was cold, and nobody came.\n\nOur tip\n\n\
             In week {number} it was warm again, and all of them came.\n\n\
             Issue {number} of the year\nThe editor today is {name}\nNames of birds\n{name} and a gull\nHarbour office\nRiddles\n"
        );
        learner.add(SITE, &page).unwrap();
    }
    let pack = learner.pack(SITE).unwrap();
    assert_eq!(pack.site(), Some(".news--gull.example"));
    assert_eq!(pack.language(), "und");
    assert_eq!(pack.to_toml(), include_str!("sites/gull.toml"));
}

/// What it would take, or any rule takes, doesn't show what stays, though it has most words in common with its lines.
#[test]
fn counter_examples_are_what_stays() {
    let learned = learned_from(17, |number| {
        let paragraph = own_paragraph(number);
        let stop = if number < 9 { "" } else { "." };
        format!(
            "{paragraph}\nLetters\nPuzzles\n{number} people who like letters and puzzles are reading this now{stop}\nRiddles\n"
        )
    });
    let (_, examples) = learned.split_once("must_not_match = [").unwrap();
    assert_eq!(examples.matches("On day").count(), 3, "{learned}");
    assert!(!examples.contains("people"), "{learned}");
}

/// A rule says so if its longest line has more words than lines have that rules match otherwise.
#[test]
fn long_lines_are_learned() {
    for (words, expected) in [(40, false), (41, true)] {
        let notice = "gull ".repeat(words - 1);
        let learned = learned_from(6, |number| {
            let paragraph = own_paragraph(number);
            format!("{paragraph}\nLetters\nThe {notice}\nPuzzles\nRiddles\n")
        });
        assert!(learned.contains("\"the gull gull"), "{learned}");
        assert_eq!(learned.contains("max_words = 41"), expected, "{learned}");
        assert_eq!(learned.contains("max_words"), expected, "{learned}");
    }
}

/// Half of the pages are enough for a line, and for a pattern beside one; four fifths for prose, and for two patterns.
#[test]
fn more_pages_are_needed_for_what_may_be_the_article() {
    const NOTICE: &str = "What stands here was written by people who live by the river.";
    for (lines, needle, enough) in [
        ("Cups of tea", "cups of tea", 5),
        (NOTICE, "what stands here", 8),
        ("Issue NUMBER of the year", "issue [0-9]", 5),
        (
            "Issue NUMBER of the year\nThe editor today is NAME",
            "the editor today",
            8,
        ),
    ] {
        for (pages, expected) in [(enough, true), (enough - 1, false)] {
            let learned = learned_from(10, |number| {
                let mut page = format!("{}\nLetters\nPuzzles\nRiddles\n", own_paragraph(number));
                if number < pages {
                    page += &lines
                        .replace("NUMBER", &number.to_string())
                        .replace("NAME", NAMES[number]);
                }
                page
            });
            assert_eq!(learned.contains(needle), expected, "{pages}: {learned}");
        }
    }
}

/// Before and behind it, unless the page begins or ends there; and not inside the article.
#[test]
fn prose_is_learned_between_lines_of_the_site() {
    const NOTICE: &str = "What stands here was written by people who live by the river.";
    for (page, expected) in [
        ("NOTICE\nThe Gull\nTown and river\n\nOWN\n", true),
        ("The Gull\nNOTICE\nTown and river\n\nOWN\n", true),
        ("The Gull\nTown and river\nNOTICE\n\nOWN\n", false),
        (
            "The Gull\nTown and river\nOWN\nNOTICE\nLetters\nPuzzles\n",
            false,
        ),
        (
            "The Gull\nTown and river\nOWN\nLetters\nPuzzles\nNOTICE\n",
            true,
        ),
        (
            "The Gull\nTown and river\nOWN\nLetters\nNOTICE\nPuzzles\nOWN once more.\n",
            false,
        ),
    ] {
        let learned = learned_from(6, |number| {
            let page = page.replace("NOTICE", NOTICE);
            page.replace("OWN", &own_paragraph(number))
        });
        assert_eq!(learned.contains("what stands"), expected, "{learned}");
    }
}

/// It would take the title otherwise, which comes last.
#[test]
fn a_pattern_before_the_article_has_most_of_the_menu_behind_it() {
    let menu = [
        "The Gull",
        "Town and river",
        "Letters",
        "Puzzles",
        "Riddles",
        "Weather and tides",
    ];
    for (before, expected) in [(2, true), (3, false)] {
        let learned = learned_from(6, |number| {
            let issue = format!("Issue {number} of the year");
            let mut lines: Vec<&str> = menu.to_vec();
            lines.insert(before, &issue);
            format!("{}\n\n{}\n", lines.join("\n"), own_paragraph(number))
        });
        assert_eq!(learned.contains("issue"), expected, "{learned}");
    }
}

#[test]
fn the_header_of_a_table_is_not_learned() {
    for (header, expected) in [
        ("Harbour\nBridge\nTower", false),
        ("Harbour\nBridge\nTower\nMill", true),
    ] {
        let learned = learned_from(6, |number| {
            let paragraph = own_paragraph(number);
            format!(
                "{paragraph}\n{header}\n{number}2.5 %\n{number}3.5 %\n{number}4.5 %\nLetters\nPuzzles\n"
            )
        });
        assert!(learned.contains("letters"), "{learned}");
        assert_eq!(learned.contains("bridge"), expected, "{learned}");
    }
}

/// Lines that no rule could hold: too long, as they are or folded, or nothing but decoration.
#[test]
fn what_no_rule_can_hold_is_left_out() {
    for (line, expected) in [
        ("x".repeat(1024), true),
        ("x".repeat(1025), false),
        ("Ⱥ".repeat(512), false),
        ("- - -".to_owned(), false),
    ] {
        let learned = learned_from(6, |number| {
            let paragraph = own_paragraph(number);
            format!("{paragraph}\nLetters\nPuzzles\nRiddles\n{line}\n")
        });
        assert!(learned.contains("riddles"), "{learned}");
        assert_eq!(learned.contains("4 lines behind"), expected, "{learned}");
    }
}

/// Neither a notice on all of them that is longer than their own prose, nor a short quote on two, makes pages the same.
#[test]
fn pages_that_share_some_prose_are_different_pages() {
    let lines = "The Gull\nTown and river\n";
    let learned = learned_from(10, |number| {
        let own = match number {
            0..6 => format!("On day {number} the ferry left late because of the fog."),
            _ => format!("{} street", NAMES[number]),
        };
        let notice = "All that stands here was written by people who live by the river, and who may be asked about it in the old town hall.";
        format!("{lines}\n{own}\n\nLetters\n{notice}\nPuzzles\n")
    });
    assert!(learned.contains("of = 10"), "{learned}");
    let learned = learned_from(3, |number| {
        let paragraph = own_paragraph(number);
        let quote = match number {
            2 => "",
            _ => "The ferry was late again today, as it is every Friday.\n",
        };
        format!("{lines}\n{paragraph}\n{quote}")
    });
    assert!(learned.contains("of = 3"), "{learned}");
}

#[test]
fn of_a_site_a_sample_is_kept() {
    let mut learner = SiteLearner::new();
    for number in 0..80 {
        learner
            .add("gull.example", &format!("page {number:02}"))
            .unwrap();
        assert_eq!(learner.size(), 7 * (number + 1).min(64));
    }
}
