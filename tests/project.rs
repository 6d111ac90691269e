//! What the project says of itself is so: why there is each dependency, and which rules changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};
use unboil::RulePack;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The crates that a manifest names, but for those of this repository.
fn direct_dependencies(manifest: &str) -> BTreeSet<String> {
    let text = read(manifest);
    let manifest = DeTable::parse(&text).unwrap();
    let mut names = BTreeSet::new();
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(DeValue::Table(table)) = manifest.get_ref().get(kind).map(|value| value.get_ref())
        else {
            continue;
        };
        let foreign = table
            .iter()
            .filter(|(_, value)| value.get_ref().get("path").is_none());
        names.extend(foreign.map(|(name, _)| name.get_ref().to_string()));
    }
    assert!(!names.is_empty());
    names
}

#[test]
fn each_direct_dependency_has_a_reason() {
    let design = read("docs/design.md");
    let (_, section) = design.split_once("\n## Dependencies\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    // The library comes first, then a table for each of the others.
    let tables: Vec<&str> = section.split(" alone:\n").collect();
    let manifests = [
        "Cargo.toml",
        "cli/Cargo.toml",
        "python/Cargo.toml",
        "fuzz/Cargo.toml",
    ];
    assert_eq!(tables.len(), manifests.len());
    for (manifest, table) in manifests.into_iter().zip(tables) {
        let rows = table
            .lines()
            .filter_map(|line| line.strip_prefix('|')?.split_once('|'));
        let of_cargo = rows.filter(|(first, _)| !first.contains("from PyPI"));
        let explained: BTreeSet<String> = of_cargo
            .flat_map(|(first, _)| quoted(first))
            .map(str::to_owned)
            .collect();
        assert_eq!(
            direct_dependencies(manifest),
            explained,
            "{manifest} and its table in docs/design.md"
        );
    }
}

/// The ids that a piece of the changelog names: `en/skip-link`, or `*/newsletter` for the rule of that name in several packs.
fn named_rules(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_name = |name: &str| {
        let is_of_names =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        !name.is_empty() && name.chars().all(is_of_names)
    };
    quoted(text)
        .filter_map(|word| word.split_once('/'))
        .filter(move |(pack, name)| (*pack == "*" || is_name(pack)) && is_name(name))
}

#[test]
fn the_changelog_names_rules_that_exist() {
    let changelog = read("CHANGELOG.md");
    let ids: BTreeSet<&str> = RulePack::built_in()
        .flat_map(RulePack::rules)
        .map(|rule| rule.id().as_str())
        .collect();
    let count = |pack: &str, name: &str| {
        let is_it = |id: &&&str| id.split_once('/') == Some((pack, name));
        let is_of_a_pack = |id: &&&str| id.split_once('/').is_some_and(|(_, own)| own == name);
        match pack {
            "*" => ids.iter().filter(is_of_a_pack).count(),
            _ => ids.iter().filter(is_it).count(),
        }
    };
    let mut named = 0;
    for entry in changelog.split("\n- ") {
        for (pack, name) in named_rules(entry) {
            named += 1;
            let expected = if pack == "*" { 2 } else { 1 };
            assert!(
                count(pack, name) >= expected || entry.contains("removed"),
                "`{pack}/{name}` is in no pack, and the changelog doesn't say that it was removed"
            );
        }
    }
    assert!(named > 20);
}

/// A rule with a later `since` than the first version is new or changed: the section of that version names it.
#[test]
fn the_changelog_names_rules_that_changed() {
    let changelog = read("CHANGELOG.md");
    for rule in RulePack::built_in().flat_map(RulePack::rules) {
        if rule.since() == "0.1.0" {
            continue;
        }
        let mut sections = changelog.split("\n## ").skip(1);
        let section = sections.find(|section| section.split(' ').next() == Some(rule.since()));
        let (pack, name) = rule.id().as_str().split_once('/').unwrap();
        let is_named = section.is_some_and(|section| {
            named_rules(section).any(|named| named == (pack, name) || named == ("*", name))
        });
        assert!(
            is_named,
            "{} is since {}, and that section of the changelog doesn't name it",
            rule.id(),
            rule.since()
        );
    }
}
