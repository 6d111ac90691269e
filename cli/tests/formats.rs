//! Every format, plain and packed: only the text changes.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use program::{Folder, GONE, NOISY, QUIET, conversion, gzip, json_lines, members};
use serde_json::Value;

#[test]
fn json_keeps_every_byte_but_the_text() {
    let folder = Folder::new();
    let line =
        r#"{ "n": 1.50,"page":{"t":"Caf\u00e9 \ud83d\ude00\n\n[ad_1]", "z": []}, "t" : null }"#;
    let done = folder
        .pipe("clean --format jsonl --field page.t", line)
        .status(0);
    assert_eq!(done.stdout(), line.replace(r"\n\n[ad_1]", ""));
}

#[test]
fn json_lines_and_prose_are_told_apart_without_a_name() {
    let folder = Folder::new();
    let lines = json_lines(2, NOISY);
    let done = folder.pipe("clean", &lines).status(0);
    assert_eq!(done.stdout(), json_lines(2, QUIET));
    assert_eq!(folder.pipe("clean", NOISY).status(0).stdout(), QUIET);
}

#[test]
fn tables_keep_every_byte_but_the_column() {
    let folder = Folder::new();
    let row = |text: &str| format!("1,\"{text}\",\"a \"\"b\"\"\"\r\n\r\n2,plain,x\r\n");
    let table = |text: &str| format!("\u{feff}id,\"te\"\"xt\",rest\r\n{}", row(text));
    folder.write("a.csv", table(&NOISY.replace("bridge", "\"\"bridge\"\"")));
    let mut command = folder.command("clean a.csv --field");
    let done = command.arg("te\"xt").output().unwrap();
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        table(&QUIET.replace("bridge", "\"\"bridge\"\""))
    );
    let tabs = |text: &str| format!("text\tn\n\"{text}\"\t7");
    folder.write("a.tsv.gz", gzip(tabs(NOISY)));
    assert_eq!(folder.run("clean a.tsv.gz").status(0).stdout(), tabs(QUIET));
}

#[test]
fn a_record_has_its_length_and_digest_right() {
    let folder = Folder::new();
    let other =
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 17\r\n\r\nShare this story\n\r\n\r\n";
    let record = |text: &str, digest: &str| {
        conversion(text).replace(
            "Content-Length",
            &format!("WARC-Block-Digest: sha1:{digest}\r\nContent-Length"),
        )
    };
    // By `printf ... | sha1sum | xxd -r -p | base32`.
    let before = record(NOISY, &sha1(NOISY));
    let after = record(QUIET, &sha1(QUIET));
    let mut packed = gzip(other);
    packed.extend(gzip(&before));
    packed.extend(gzip(conversion("It rained.")));
    folder.write("a.warc.wet.gz", packed);
    folder.run("clean a.warc.wet.gz -o b.warc.wet.gz").status(0);
    let members = members(&folder.read("b.warc.wet.gz"));
    let members: Vec<_> = members.iter().map(|m| String::from_utf8_lossy(m)).collect();
    assert_eq!(members, [other, &after, &conversion("It rained.")]);
}

/// The digest by another program.
fn sha1(text: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let program = "import sys,hashlib,base64; \
        sys.stdout.write(base64.b32encode(hashlib.sha1(sys.stdin.buffer.read()).digest()).decode())";
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn packed_input_is_known_by_its_first_bytes_and_output_by_its_name() {
    let folder = Folder::new();
    let lines = json_lines(3, NOISY);
    let mut packed = gzip(&lines[..40]);
    packed.extend(gzip(&lines[40..]));
    assert_eq!(folder.pipe("clean", &packed).stdout(), json_lines(3, QUIET));
    let frames =
        [&lines[..40], &lines[40..]].map(|part| zstd::encode_all(part.as_bytes(), 1).unwrap());
    folder.write("a.jsonl.zst", frames.concat());
    folder.run("clean a.jsonl.zst -o b.jsonl.gz").status(0);
    assert_eq!(
        members(&folder.read("b.jsonl.gz")).concat(),
        json_lines(3, QUIET).as_bytes()
    );
    folder.run("clean a.jsonl.zst -o c.jsonl.zst").status(0);
    let unpacked = zstd::decode_all(&folder.read("c.jsonl.zst")[..]).unwrap();
    assert_eq!(unpacked, json_lines(3, QUIET).as_bytes());
    folder.write("empty.txt.gz", gzip(""));
    folder.run("clean empty.txt.gz -o e.txt.gz").status(0);
    assert_eq!(members(&folder.read("e.txt.gz")), [b""]);
}

#[test]
fn removals_lead_back() {
    let folder = Folder::new();
    let text = "İ😀 x\n\n[ad_1]\n\ne\u{301} שלום\n\nShare this story\n";
    folder.write("a.txt", text);
    for (unit, length) in [
        ("bytes", (|s: &str| s.len()) as fn(&str) -> usize),
        ("chars", |s| s.chars().count()),
        ("utf16", |s| s.encode_utf16().count()),
    ] {
        let line = format!("clean a.txt --removals r.jsonl --offsets {unit}");
        let mut left = folder.run(&line).status(0).stdout();
        for line in folder.text("r.jsonl").lines() {
            let removal: Value = serde_json::from_str(line).unwrap();
            assert_eq!(removal["document"], "a.txt");
            let start = removal["span"][0].as_u64().unwrap() as usize;
            let end = removal["span"][1].as_u64().unwrap() as usize;
            let gone = removal["text"].as_str().unwrap();
            assert_eq!(end - start, length(gone));
            let at = (0..=left.len())
                .filter(|at| left.is_char_boundary(*at))
                .find(|at| length(&left[..*at]) == start)
                .unwrap();
            left.insert_str(at, gone);
        }
        assert_eq!(left, text, "{unit}");
    }
}

#[test]
fn removals_say_what_their_text_does_not() {
    let folder = Folder::new();
    folder.write(
        "a.jsonl",
        "\n{\"text\":\"x\\n\\n[ad_1]\\n\\u0053hare this story\\n\"}\n",
    );
    folder
        .run("clean a.jsonl -o b.jsonl --removals r.jsonl")
        .status(0);
    assert_eq!(folder.text("b.jsonl"), "\n{\"text\":\"x\\n\"}\n");
    let removals: Vec<Value> = folder
        .text("r.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(removals.iter().all(|removal| removal["record"] == 2));
    assert!(removals.iter().any(|removal| {
        removal["raw"]
            .as_str()
            .is_some_and(|raw| raw.contains(r"\u0053hare"))
    }));
    folder.write("a.wet", conversion(NOISY));
    folder
        .run("clean a.wet -o b.wet --removals r.jsonl")
        .status(0);
    let removal: Value = serde_json::from_str(&folder.text("r.jsonl")).unwrap();
    let head = removal["head"].as_str().unwrap();
    assert!(conversion(NOISY).starts_with(head) && head.ends_with("\r\n\r\n"));
    assert_eq!(removal["text"], GONE);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_one() {
    let folder = Folder::new();
    folder.write("a.parquet", "PAR1");
    folder
        .run("clean a.parquet -o b.parquet")
        .status(1)
        .says("--features parquet");
    assert!(!folder.exists("b.parquet"));
}
