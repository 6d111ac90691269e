//! Inputs that are made to take time or memory: they end soon, as what they are or with an error that names the limit. `docs/limits.md` has the list;
//! `cargo bench -p unboil-cli --bench hostile` measures the same at a gigabyte.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use program::{Folder, NOISY, QUIET, conversion, gzip};

#[test]
fn a_hundred_thousand_empty_records() {
    let folder = Folder::new();
    let records = conversion("").repeat(100_000) + &conversion(NOISY);
    folder.write("a.wet", &records);
    folder.run("clean a.wet -o b.wet --removals gone").status(0);
    assert!(folder.text("b.wet") == conversion("").repeat(100_000) + &conversion(QUIET));
    assert!(folder.text("gone").contains("\"record\":100001,"));
}

/// Each stood before half a megabyte that was copied to take it.
#[test]
fn a_hundred_thousand_broken_records() {
    let folder = Folder::new();
    let records = "WARC/1.0\r\n\r\n\r\n\r\n".repeat(100_000) + &conversion(NOISY);
    folder.write("a.wet", &records);
    let done = folder.run("clean a.wet --on-error skip").status(1);
    assert!(done.stdout().ends_with(&conversion(QUIET)));
    assert_eq!(done.stderr().lines().count(), 100_000);
}

/// Each was read from the file by itself.
#[test]
fn line_breaks_where_records_should_be() {
    let folder = Folder::new();
    let breaks = "\r\n".repeat(2_000_000);
    folder.write("a.wet", format!("{breaks}{}{breaks}", conversion(NOISY)));
    let done = folder.run("clean a.wet").status(0);
    assert!(done.stdout() == format!("{breaks}{}{breaks}", conversion(QUIET)));
}

#[test]
fn lengths_that_no_machine_has() {
    let folder = Folder::new();
    for length in [
        "99999999999999",
        "18446744073709551615",
        "99999999999999999999999",
    ] {
        let record = conversion(NOISY).replace("Length: 58", &format!("Length: {length}"));
        folder.write("a.wet", record);
        folder
            .run("clean a.wet")
            .status(1)
            .says("record 1 at byte 0");
    }
}

/// A file of a megabyte that unpacks to more than a gigabyte.
#[test]
fn a_record_has_a_length() {
    let folder = Folder::new();
    let member = gzip(" ".repeat(1 << 24));
    let packed = member.repeat(65);
    for name in ["a.txt.gz", "a.jsonl.gz", "a.csv.gz"] {
        folder.write(name, &packed);
        folder
            .run(&format!("clean {name} -o out"))
            .status(1)
            .says("a record has more than 1073741824 bytes, which is the limit");
        assert!(!folder.exists("out"));
        std::fs::remove_file(folder.path(name)).unwrap();
    }
}

#[test]
fn a_text_has_a_length() {
    let folder = Folder::new();
    let lines = format!("{NOISY}{}", "a\n".repeat((1 << 20) + 1));
    folder.write("a.txt", &lines);
    let limit = "a.txt: the text has more than 1048576 lines, which is the limit of mode `page`";
    folder.run("clean --mode page a.txt").status(1).says(limit);
    folder
        .run("explain --mode page a.txt")
        .status(1)
        .says(limit);
    let skipped = folder
        .run("clean --mode page a.txt --on-error skip")
        .status(1);
    assert!(skipped.stdout() == lines);
    let json = serde_json::json!({"text": "It rained. ".repeat(1_600_000)});
    folder.write("b.jsonl", format!("{json}\n"));
    folder
        .run("clean --mode page b.jsonl")
        .status(1)
        .says("b.jsonl: line 1: the text has 17600000 bytes; the limit of mode `page` is 16777216");
}

#[test]
fn a_header_row_has_so_many_columns() {
    let folder = Folder::new();
    folder.write("a.csv", ",".repeat(10_000_000));
    folder
        .run("clean a.csv")
        .status(1)
        .says("the header row has more than 65536 columns, which is the limit");
    let names: Vec<_> = (0..10_000).map(|n| format!("c{n}")).collect();
    folder.write("b.csv", names.join(",") + "\n");
    let said = folder.run("clean b.csv").status(1).stderr();
    assert!(
        said.contains("`c11` and 9988 more;") && said.len() < 500,
        "{said}"
    );
}

/// What other readers of JSON overflow their stack with.
#[test]
fn json_that_is_nested_deeply() {
    let folder = Folder::new();
    for line in ["[".repeat(5_000_000), "{\"text\":".repeat(1_000_000)] {
        folder.write("a.jsonl", line);
        let done = folder.run("clean a.jsonl").status(1);
        assert!(done.stderr().starts_with("unboil: a.jsonl: line 1: "));
        assert!(done.stderr().len() < 500);
    }
}

/// Texts of one thing again and again, in every mode.
#[test]
fn one_thing_again_and_again() {
    let folder = Folder::new();
    for (unit, left) in [
        ("[", true),
        (" ", true),
        ("\n", true),
        ("\r", true),
        ("\u{301}", true),
        ("Read also:\n", false),
        (
            "Related stories\nRead also:\nMost read\nYou may also like\n",
            false,
        ),
        ("skip past newsletter promotion\n", false),
    ] {
        folder.write("a.txt", unit.repeat(1_000_000 / unit.len()));
        for mode in ["markers", "article", "page"] {
            let done = folder.run(&format!("clean --mode {mode} a.txt")).status(0);
            assert_eq!(!done.stdout().is_empty(), left, "{unit:?} in mode {mode}");
        }
    }
}
