//! Broken input of every kind: named, and never dropped in silence.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use program::{Folder, NOISY, QUIET, conversion, gzip, json_lines};
use serde_json::{Value, json};

fn quarantine(folder: &Folder) -> Vec<Value> {
    let text = folder.text("bad");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_broken_line_stops_or_passes_or_is_put_away() {
    let good = json_lines(1, NOISY);
    let clean = json_lines(1, QUIET);
    for (broken, reason) in [
        ("{\"text\": \"x", "not a JSON object"),
        ("{\"body\": \"x\"}", "there is no field `text`"),
        ("{\"text\": [1]}", "not a string but an array"),
        ("{\"text\": \"\\ud800\"}", "half a surrogate pair"),
    ] {
        let folder = Folder::new();
        folder.write("a.jsonl", format!("{good}{broken}\n{good}"));
        let stopped = folder
            .run("clean a.jsonl")
            .status(1)
            .says("a.jsonl: line 2: ")
            .says(reason);
        assert_eq!(stopped.stdout(), clean);
        folder.run("clean a.jsonl -o b.jsonl").status(1);
        assert!(!folder.exists("b.jsonl"));
        let skipped = folder
            .run("clean a.jsonl --on-error skip")
            .status(1)
            .says(reason);
        assert_eq!(skipped.stdout(), format!("{clean}{broken}\n{clean}"));
        let kept = folder
            .run("clean --on-error quarantine bad a.jsonl")
            .status(1)
            .says(reason);
        assert_eq!(kept.stdout(), format!("{clean}{clean}"));
        let bad = quarantine(&folder);
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0]["text"], format!("{broken}\n"));
        assert_eq!(bad[0]["record"], 2);
    }
}

/// Some programs begin each file that they write with a byte order mark.
#[test]
fn a_byte_order_mark_before_json() {
    let folder = Folder::new();
    for (name, format) in [("a.jsonl", ""), ("a", ""), ("b", "--format jsonl")] {
        folder.write(name, format!("\u{feff}{}", json_lines(2, NOISY)));
        let clean = folder
            .run(&format!("clean {format} {name} --removals gone"))
            .status(0);
        assert_eq!(clean.stdout(), format!("\u{feff}{}", json_lines(2, QUIET)));
    }
    folder.write("empty.jsonl", "\u{feff}");
    assert_eq!(
        folder.run("clean empty.jsonl").status(0).stdout(),
        "\u{feff}"
    );
}

#[test]
fn bytes_that_are_no_text() {
    let folder = Folder::new();
    folder.write("a.txt", b"caf\xe9\n\nShare this story\n");
    folder
        .run("clean a.txt")
        .status(1)
        .says("a.txt: not UTF-8: byte 3");
    folder.write("utf16.txt", b"\xff\xfea\0");
    folder
        .run("clean utf16.txt")
        .status(1)
        .says("iconv -f UTF-16");
    let done = folder.run("clean a.txt --on-error skip").status(1);
    assert_eq!(done.0.stdout, folder.read("a.txt"));
    folder
        .run("clean a.txt -o b.txt --on-error quarantine bad")
        .status(1);
    assert!(!folder.exists("b.txt"));
    assert_eq!(
        quarantine(&folder)[0]["base64"],
        "Y2Fm6QoKU2hhcmUgdGhpcyBzdG9yeQo="
    );
    let mut lines = json_lines(1, NOISY).into_bytes();
    lines.extend(b"{\"text\": \"\xff\"}\n");
    folder.write("a.jsonl", &lines);
    folder
        .run("clean a.jsonl")
        .status(1)
        .says("line 2: not UTF-8: byte 10");
}

#[test]
fn packed_data_that_are_cut_or_damaged() {
    let folder = Folder::new();
    let lines = json_lines(2000, NOISY);
    let whole = gzip(&lines);
    folder.write("cut.jsonl.gz", &whole[..whole.len() - 20]);
    folder
        .run("clean cut.jsonl.gz -o b.jsonl")
        .status(1)
        .says("cut off");
    assert!(!folder.exists("b.jsonl"));
    let done = folder
        .run("clean cut.jsonl.gz --on-error skip")
        .status(1)
        .says("cut.jsonl.gz: line ");
    let clean = json_lines(2000, QUIET);
    let printed = done.stdout();
    let last = printed.rfind('\n').unwrap() + 1;
    assert!(printed.len() > clean.len() / 2);
    assert_eq!(&printed[..last], &clean[..last]);
    let mut damaged = whole.clone();
    let end = damaged.len();
    damaged[end - 6] ^= 1;
    folder.write("damaged.jsonl.gz", damaged);
    folder
        .run("clean damaged.jsonl.gz")
        .status(1)
        .says("damaged");
    let frame = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    folder.write("cut.jsonl.zst", &frame[..frame.len() - 9]);
    folder
        .run("clean cut.jsonl.zst")
        .status(1)
        .says("cut.jsonl.zst");
    folder.write("plain.txt.gz", "It rained.");
    folder
        .run("clean plain.txt.gz")
        .status(1)
        .says("ends in `.gz`");
}

#[test]
fn records_that_lie_about_their_length() {
    let clean = conversion(QUIET);
    for (lie, reason) in [
        ("10", "doesn't end there"),
        ("99", "doesn't end there"),
        ("999999", "bytes follow its header"),
    ] {
        let folder = Folder::new();
        let liar =
            conversion(NOISY).replace("Content-Length: 58", &format!("Content-Length: {lie}"));
        assert_ne!(liar, conversion(NOISY));
        let good = conversion(NOISY);
        folder.write("a.wet", format!("{good}{liar}{good}"));
        let stopped = folder
            .run("clean a.wet")
            .status(1)
            .says("a.wet: record 2 at byte 1")
            .says(reason);
        assert_eq!(stopped.stdout(), clean);
        let skipped = folder.run("clean a.wet --on-error skip").status(1);
        assert_eq!(skipped.stdout(), format!("{clean}{liar}{clean}"));
        let kept = folder
            .run("clean a.wet --on-error quarantine bad")
            .status(1);
        assert_eq!(kept.stdout(), format!("{clean}{clean}"));
        assert_eq!(quarantine(&folder)[0]["text"], liar);
    }
    let folder = Folder::new();
    folder.write("a.wet", "It rained.\r\n\r\n");
    folder
        .run("clean a.wet")
        .status(1)
        .says("no WARC record begins here");
    folder.write(
        "b.wet",
        conversion("x").replace("Content-Length: 1\r\n", ""),
    );
    folder
        .run("clean b.wet")
        .status(1)
        .says("no Content-Length");
}

#[test]
fn tables_without_the_column_or_with_broken_rows() {
    let folder = Folder::new();
    folder.write("a.csv", "id,body\n1,x\n");
    folder
        .run("clean a.csv -o b.csv")
        .status(1)
        .says("no column `text` but `id`, `body`");
    assert!(!folder.exists("b.csv"));
    let done = folder.run("clean a.csv --on-error skip").status(1);
    assert_eq!(done.stdout(), "id,body\n1,x\n");
    folder
        .run("clean a.csv -o b.csv --on-error quarantine bad")
        .status(1);
    assert!(!folder.exists("b.csv"));
    assert_eq!(
        quarantine(&folder),
        [
            json!({"document": "a.csv", "reason": "there is no column `text` but `id`, `body`; name the one that holds the text with --field"})
        ]
    );
    let table = format!("id,text\n1\n2,\"{NOISY}\"\n3,\"open");
    folder.write("c.csv", &table);
    let done = folder.run("clean c.csv --on-error skip").status(1);
    assert_eq!(done.stdout(), table.replace(NOISY, QUIET));
    let said = done.stderr();
    assert!(
        said.contains("row 1 at byte 8: it has no column `text`"),
        "{said}"
    );
    assert!(said.contains("row 3") && said.contains("quotes"), "{said}");
}

#[test]
fn one_bad_file_of_a_folder() {
    let folder = Folder::new();
    folder.write("in/a.txt", NOISY);
    folder.write("in/b.txt", b"\xff");
    folder.write("in/c.txt", NOISY);
    folder
        .run("clean in -o skipped --on-error skip -j 2")
        .status(1)
        .says("in/b.txt: not UTF-8");
    assert_eq!(folder.read("skipped/b.txt"), b"\xff");
    assert_eq!(folder.text("skipped/c.txt"), QUIET);
    folder
        .run("clean in -o kept --on-error quarantine bad")
        .status(1);
    assert!(!folder.exists("kept/b.txt"));
    folder.run("clean in -o stopped -j 1").status(1);
    assert!(folder.exists("stopped/a.txt") && !folder.exists("stopped/b.txt"));
    folder.write("in/b.txt", "It rained.");
    folder.run("clean in -o stopped --resume").status(0);
    assert_eq!(folder.tree("stopped").len(), 3);
}
