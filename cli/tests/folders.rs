//! Folders, patterns, and where their outputs go.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use std::fs;

use program::{Folder, NOISY, QUIET, gzip, json_lines, members};

fn crawl(folder: &Folder) {
    folder.write("crawl/a/one.txt", NOISY);
    folder.write("crawl/a/b/two.jsonl.gz", gzip(json_lines(2, NOISY)));
    folder.write("crawl/three", QUIET);
    folder.write("crawl/.hidden", NOISY);
}

#[test]
fn a_folder_keeps_its_tree() {
    let folder = Folder::new();
    crawl(&folder);
    // The output lies within the input, and is not an input the second time.
    for _ in 0..2 {
        folder.run("clean crawl -o crawl/out").status(0);
        let tree = folder.tree("crawl/out");
        let names: Vec<_> = tree.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a/b/two.jsonl.gz", "a/one.txt", "three"]);
        assert_eq!(
            members(&tree[0].1).concat(),
            json_lines(2, QUIET).as_bytes()
        );
        assert_eq!(tree[1].1, QUIET.as_bytes());
    }
}

/// Names of bytes that are no text are names all the same, and a link to a folder above is no reason to stop.
#[cfg(target_os = "linux")]
#[test]
fn odd_names_and_links_in_circles() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    let folder = Folder::new();
    for name in [&b"in/a b.txt"[..], b"in/new\nline.txt", b"in/bad\xff.txt"] {
        let path = folder.path("").join(Path::new(OsStr::from_bytes(name)));
        folder.write("in/a/plain.txt", NOISY);
        fs::write(path, NOISY).unwrap();
    }
    std::os::unix::fs::symlink("..", folder.path("in/a/up")).unwrap();
    folder.run("clean in -o out --removals gone").status(0);
    assert_eq!(folder.tree("out").len(), 4);
    assert!(
        folder
            .tree("out")
            .iter()
            .all(|(_, text)| text == QUIET.as_bytes())
    );
    folder.run("restore out --removals gone -o back").status(0);
    assert!(
        folder
            .tree("back")
            .iter()
            .all(|(_, text)| text == NOISY.as_bytes())
    );
}

#[test]
fn patterns_and_several_paths_keep_theirs() {
    let folder = Folder::new();
    crawl(&folder);
    let names = |out: &str| -> Vec<_> { folder.tree(out).into_iter().map(|file| file.0).collect() };
    folder.run("clean crawl/**/*.txt -o p").status(0);
    assert_eq!(names("p"), ["a/one.txt"]);
    folder
        .run("clean crawl/a/one.txt crawl/three -o s")
        .status(0);
    assert_eq!(names("s"), ["a/one.txt", "three"]);
    folder.run("clean crawl/a/one.txt -o single/").status(0);
    assert_eq!(names("single"), ["one.txt"]);
    folder.write("plain.txt", NOISY);
    folder.run("clean plain.txt crawl/three -o named").status(0);
    assert_eq!(names("named"), ["crawl/three", "plain.txt"]);
    assert_eq!(folder.text("plain.txt"), NOISY);
    folder
        .run("clean crawl/*.none -o n")
        .status(1)
        .says("no file matches");
    folder
        .run("clean nothing -o n")
        .status(1)
        .says("nothing: No such file");
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let folder = Folder::new();
    let line = |id: usize| {
        let text = NOISY.repeat(1 + id % 7);
        format!("{}\n", serde_json::json!({"id": id, "text": text}))
    };
    let lines: String = (0..20_000).map(line).collect();
    folder.write("in/big.jsonl", &lines);
    for number in 0..50 {
        folder.write(&format!("in/small/{number}.txt"), NOISY.repeat(number));
    }
    folder
        .run("clean in -j 1 -o one --removals one.jsonl --stats=one.json")
        .status(0);
    folder
        .run("clean in -j 5 -o five --removals five.jsonl --stats=five.json")
        .status(0);
    assert_eq!(folder.tree("one").len(), 51);
    assert!(folder.tree("one") == folder.tree("five"));
    assert!(folder.read("one.jsonl") == folder.read("five.jsonl"));
    assert_eq!(folder.text("one.json"), folder.text("five.json"));
    let printed = folder.run("clean in/big.jsonl -j 3").status(0).stdout();
    assert!(printed.as_bytes() == folder.read("one/big.jsonl"));
}

#[test]
fn no_input_is_written_over() {
    let folder = Folder::new();
    folder.write("a/x.txt", NOISY);
    fs::hard_link(folder.path("a/x.txt"), folder.path("link.txt")).unwrap();
    for line in [
        "clean a/x.txt -o a/x.txt",
        "clean a/x.txt -o a/../a/x.txt",
        "clean a/x.txt -o link.txt",
        "clean a -o a",
        "clean a/x.txt -o b.txt --removals a/x.txt",
        "clean a/x.txt --on-error quarantine a/x.txt",
    ] {
        folder.run(line).status(2).says("over an input");
        assert_eq!(folder.text("a/x.txt"), NOISY, "{line}");
    }
    let input = fs::OpenOptions::new()
        .append(true)
        .open(folder.path("a/x.txt"))
        .unwrap();
    let done = folder
        .command("clean a/x.txt")
        .stdout(input)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(folder.text("a/x.txt"), NOISY);
    folder
        .run("clean a/x.txt -o c.txt --removals c.txt")
        .status(2)
        .says("can't be one file");
    folder
        .run("clean a/x.txt a/x.txt -o d")
        .status(2)
        .says("named twice");
}
