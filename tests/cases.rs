//! Small documents with a reason: `fixtures/cases/*.toml`. Set `UNBOIL_CASE` to a part of a name to run only those.
//!
//! In a case's `text`, `- ` opens a line that goes and two spaces a line that stays.

use std::collections::HashSet;
use std::fs;

use toml::de::{DeTable, DeValue};
use unboil::{Cleaner, Mode};

struct Case {
    name: String,
    cleaner: Cleaner,
    text: String,
    left: String,
}

fn cases(file: &str) -> Vec<Case> {
    let path = format!("{}/fixtures/cases/{file}", env!("CARGO_MANIFEST_DIR"));
    let toml = fs::read_to_string(&path).unwrap();
    let table = DeTable::parse(&toml).unwrap_or_else(|error| panic!("{path}: {error}"));
    let cases = table.get_ref()["case"].get_ref().as_array().unwrap();
    cases
        .iter()
        .map(|case| read(case.get_ref().as_table().unwrap()))
        .collect()
}

fn read(table: &DeTable<'_>) -> Case {
    let string = |key: &str| {
        let value = table
            .get(key)
            .unwrap_or_else(|| panic!("`{key}` is missing in {table:?}"));
        value.get_ref().as_str().unwrap().to_owned()
    };
    for key in table.keys() {
        let known = ["name", "why", "mode", "body_only", "text"];
        assert!(known.contains(&&**key.get_ref()), "unknown key {key:?}");
    }
    let name = string("name");
    assert!(!string("why").is_empty());
    let mode = table
        .get("mode")
        .map_or(Mode::Article, |_| Mode::from_name(&string("mode")).unwrap());
    let body_only = matches!(
        table.get("body_only").map(|value| value.get_ref()),
        Some(DeValue::Boolean(true))
    );
    let mut text = String::new();
    let mut left = String::new();
    for line in string("text").lines() {
        let (opening, line) = line.split_at(line.len().min(2));
        text += &format!("{line}\n");
        match opening {
            "- " => {}
            "  " | "" => left += &format!("{line}\n"),
            _ => panic!("{name}: a line must begin with `- ` or two spaces: {opening}{line}"),
        }
    }
    Case {
        name,
        cleaner: Cleaner::builder()
            .mode(mode)
            .body_only(body_only)
            .build()
            .unwrap(),
        text,
        left,
    }
}

/// The cases that come out otherwise than they should, with what was removed.
fn failures(cases: Vec<Case>) -> Vec<String> {
    let wanted = std::env::var("UNBOIL_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    for case in cases.iter().filter(|case| case.name.contains(&wanted)) {
        let cleaned = case.cleaner.clean(&case.text);
        if cleaned.text != case.left {
            let removed: Vec<_> = cleaned
                .removals
                .iter()
                .map(|removal| format!("    {}: {:?}", removal.rule, removal.text))
                .collect();
            failures.push(format!(
                "{}:\n  left {:?}\n  want {:?}\n  removed\n{}",
                case.name,
                cleaned.text,
                case.left,
                removed.join("\n")
            ));
        }
    }
    failures
}

const FILES: [&str; 3] = ["in-the-wild.toml", "synthetic.toml", "negative.toml"];

#[test]
fn cases_come_out_as_they_should() {
    let failures: Vec<_> = FILES
        .into_iter()
        .flat_map(|file| failures(cases(file)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn negative_cases_lose_nothing() {
    for case in cases("negative.toml") {
        assert_eq!(case.text, case.left, "{} is not negative", case.name);
    }
}

/// A failure that is mended must move to another file.
#[test]
fn known_failures_still_fail() {
    let known = cases("known-failures.toml").len();
    let failing = failures(cases("known-failures.toml"));
    let filtered = std::env::var("UNBOIL_CASE").is_ok();
    assert!(
        filtered || failing.len() == known,
        "one of the known failures is mended; still failing:\n{}",
        failing.join("\n")
    );
}

#[test]
fn names_are_given_once() {
    let mut names = HashSet::new();
    for file in FILES.into_iter().chain(["known-failures.toml"]) {
        for case in cases(file) {
            assert!(
                names.insert(case.name.clone()),
                "{} stands twice",
                case.name
            );
        }
    }
}
