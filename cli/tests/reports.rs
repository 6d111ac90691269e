//! What is said of what goes, and how settings are given.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use program::{Folder, NOISY, QUIET, json_lines};
use serde_json::{Value, json};

#[test]
fn check_writes_nothing_and_says_where() {
    let folder = Folder::new();
    folder.write("a.jsonl", json_lines(2, NOISY) + &json_lines(1, QUIET));
    folder.write("b.txt", QUIET);
    let done = folder.run("clean --check a.jsonl b.txt").status(2);
    assert_eq!(
        done.stdout(),
        "a.jsonl: 2 of 3 documents, 36 bytes would go\n"
    );
    assert_eq!(folder.run("clean --check b.txt").status(0).stdout(), "");
}

#[test]
fn statistics_count_characters() {
    let folder = Folder::new();
    folder.write("a.jsonl", json_lines(3, &NOISY.replace("bridge", "Brücke")));
    let done = folder.run("clean a.jsonl -o b.jsonl --stats").status(0);
    for line in [
        "documents              3",
        "120 kept",
        "54 removed",
        "en/share-prompt",
        "       3  Share this story",
    ] {
        assert!(
            done.stderr().contains(line),
            "{line:?} in\n{}",
            done.stderr()
        );
    }
    folder
        .run("clean a.jsonl -o b.jsonl --stats=s.json")
        .status(0);
    let statistics: Value = serde_json::from_str(&folder.text("s.json")).unwrap();
    assert_eq!(
        statistics["categories"]["share"],
        json!({"removals": 3, "characters": 54})
    );
    assert_eq!(
        statistics["lines"][0],
        json!({"line": "Share this story", "removed": 3})
    );
}

#[test]
fn dolma_gets_spans_of_characters() {
    let folder = Folder::new();
    let text = NOISY.replace("bridge", "Brücke");
    let lines = [
        json!({"id": "a", "source": "s", "text": text}),
        json!({"id": "b", "text": QUIET}),
    ];
    folder.write("documents/x.jsonl", format!("{}\n{}\n", lines[0], lines[1]));
    folder
        .run("clean documents --emit dolma -o attributes/unboil")
        .status(0);
    let lines: Vec<Value> = folder
        .text("attributes/unboil/x.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    let spans = json!([[40, 58, 1.0]]);
    let attributes = json!({"unboil__removed": spans, "unboil__share": spans});
    assert_eq!(
        lines[0],
        json!({"source": "s", "id": "a", "attributes": attributes})
    );
    assert_eq!(lines[1], json!({"id": "b", "attributes": {}}));
    let characters: String = text.chars().skip(40).take(18).collect();
    assert_eq!(characters, program::GONE);
    folder.write("a.txt", NOISY);
    folder
        .run("clean a.txt --emit dolma")
        .status(1)
        .says("reads JSON lines");
}

const PACK: &str = r#"
schema = 1
language = "en"

[[rule]]
id = "gazette/weather-box"
category = "site"
summary = "The box with the weather of the day"
status = "stable"
since = "1"
strength = "strong"
lines = ["weather in your town"]
must_match = ["Weather in your town"]
must_not_match = ["Weather in your town is what you make of it, he said."]
"#;

#[test]
fn settings_stand_in_a_file_and_options_replace_them() {
    let folder = Folder::new();
    folder.write("packs/gazette.toml", PACK);
    folder.write(
        "unboil.toml",
        "keep = [\"share\"]\nrules = [\"packs/gazette.toml\"]\nfield = \"t\"\n",
    );
    folder.write("deep/er/a.txt", format!("Weather in your town\n\n{NOISY}"));
    let run = |line: &str| {
        let mut command = folder.command(line);
        let done = command
            .current_dir(folder.path("deep/er"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(run("clean a.txt"), NOISY);
    assert_eq!(run("clean a.txt --keep credit"), QUIET);
    assert_eq!(
        run("clean a.txt --no-config"),
        format!("Weather in your town\n\n{QUIET}")
    );
    assert_eq!(run("clean a.txt --always-keep ^Share"), NOISY);
    folder.write("jsonl", "{\"t\": \"[ad_1]\"}\n");
    assert_eq!(
        folder.run("clean --format jsonl jsonl").status(0).stdout(),
        "{\"t\": \"\"}\n"
    );
    folder.write("bad.toml", "mode = \"article\"\nkep = []\n");
    folder.run("clean a.txt --config bad.toml").status(2);
    folder
        .run("clean deep/er/a.txt --config bad.toml")
        .status(2)
        .says("unknown field `kep`");
    folder
        .run("clean deep/er/a.txt --keep newsleter")
        .status(2)
        .says("did you mean");
}

#[test]
fn documents_without_an_article_are_left_out_and_counted() {
    let folder = Folder::new();
    let menu = "Home\nSports\nWeather\nContact us\nLog in\nSearch\nPage not found\nPrivacy policy\nTerms of use\n";
    let article = "The bridge is open again, after a year in which the only way across was the ferry.\n\n"
        .to_owned()
        + &"The first lorry crossed at six in the morning, and by noon there was a queue on both banks, which nobody minded.\n\n".repeat(3)
        + "“I counted the days,” said the baker on the far bank, who lost half of her customers and most of her patience.\n";
    folder.write(
        "a.jsonl",
        json_lines(1, menu) + &json_lines(1, &article) + &json_lines(1, menu),
    );
    let done = folder
        .run("clean a.jsonl --mode page --require-article")
        .status(0)
        .says("2 documents without an article left out");
    assert_eq!(done.stdout().lines().count(), 1);
    assert!(done.stdout().contains("baker"));
    folder.write("in/menu.txt", menu);
    folder.write("in/article.txt", &article);
    folder
        .run("clean in -o out --mode page --require-article")
        .status(0);
    assert!(folder.exists("out/article.txt") && !folder.exists("out/menu.txt"));
    folder
        .run("clean a.jsonl --require-article")
        .status(2)
        .says("--mode page");
}
