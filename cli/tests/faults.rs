//! What goes wrong around a run: inputs that vanish, places that can't be written to, other runs.
#![cfg(target_os = "linux")]

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use program::disk::SmallDisk;
use program::{Folder, NOISY, QUIET, json_lines};

/// A pipe with a name, at which a run waits.
fn make_pipe(folder: &Folder, name: &str) {
    let made = Command::new("mkfifo").arg(folder.path(name)).status();
    assert!(made.unwrap().success());
}

fn wait_for(what: impl Fn() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "nothing happens"
        );
        sleep(Duration::from_millis(2));
    }
}

/// A run that reads a pipe before `in/a.txt` and the others of the folder, and waits for it.
fn waiting_run(folder: &Folder, options: &str) -> Child {
    for name in ["in/a.txt", "in/b.txt", "in/c.txt"] {
        folder.write(name, NOISY);
    }
    make_pipe(folder, "first.txt");
    let child = folder
        .command(&format!("clean first.txt in -o out -j 1 {options}"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(|| folder.exists("out/.unboil-job.jsonl"));
    child
}

/// Lets the run go on, and says how it ended and what it said.
fn release(folder: &Folder, child: Child) -> (Option<i32>, String) {
    fs::write(folder.path("first.txt"), NOISY).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn an_input_that_is_removed_before_it_is_read_is_named() {
    for (on_error, left) in [("stop", 2), ("skip", 3), ("quarantine bad", 3)] {
        let folder = Folder::new();
        let child = waiting_run(&folder, &format!("--on-error {on_error}"));
        fs::remove_file(folder.path("in/b.txt")).unwrap();
        let (status, said) = release(&folder, child);
        assert_eq!(status, Some(1));
        assert!(
            said.contains("in/b.txt: No such file or directory"),
            "{said}"
        );
        let mut tree = folder.tree("out");
        tree.retain(|(name, _)| !name.starts_with('.'));
        assert_eq!(tree.len(), left, "{on_error}");
        assert!(tree.iter().all(|(_, text)| text == QUIET.as_bytes()));
        // What was done is done, and the rest is taken up.
        if on_error == "stop" {
            folder.write("first.txt.new", NOISY);
            fs::rename(folder.path("first.txt.new"), folder.path("first.txt")).unwrap();
            folder.run("clean first.txt in -o out --resume").status(0);
            assert_eq!(folder.tree("out").len(), 3);
        }
    }
}

#[test]
fn an_input_that_changes_before_it_is_read_is_cleaned_as_it_is_then() {
    let folder = Folder::new();
    let child = waiting_run(&folder, "");
    folder.write("in/b.txt", &NOISY[..20]);
    folder.write("in/c.txt", "");
    assert_eq!(release(&folder, child), (Some(0), String::new()));
    assert_eq!(folder.text("out/in/b.txt"), NOISY[..20]);
    assert_eq!(folder.text("out/in/c.txt"), "");
}

#[test]
fn an_input_that_is_cut_off_while_it_is_read_has_no_output() {
    for options in ["-o out.jsonl", "-o out.jsonl --on-error skip", "-o out/"] {
        let folder = Folder::new();
        folder.write("big.jsonl", json_lines(100_000, NOISY));
        make_pipe(&folder, "removals");
        let child = folder
            .command(&format!(
                "clean big.jsonl -j 1 --removals removals {options}"
            ))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut removals = File::open(folder.path("removals")).unwrap();
        // What has been removed of the first half megabyte doesn't fit into the pipe, so the run waits.
        removals.read_exact(&mut [0]).unwrap();
        let input = OpenOptions::new()
            .write(true)
            .open(folder.path("big.jsonl"));
        input.unwrap().set_len(1 << 20).unwrap();
        removals.read_to_end(&mut Vec::new()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("it was cut off while it was read: 1048576 of "),
            "{said}"
        );
        // What can be read of it goes on if broken records do.
        assert_eq!(folder.exists("out.jsonl"), options.contains("skip"));
        assert!(!folder.exists("out/big.jsonl"));
    }
}

#[test]
fn a_place_that_can_not_be_written_to_is_named_and_left_alone() {
    let folder = Folder::new();
    folder.write("in/a.txt", NOISY);
    let disk = folder.path("disk");
    let Some(disk) = SmallDisk::mount(&disk, "1m") else {
        return;
    };
    folder.write("disk/old.txt", "old");
    fs::create_dir(folder.path("disk/out")).unwrap();
    disk.remount("ro");
    for (line, place) in [
        ("clean in -o disk/new", "disk/new: "),
        ("clean in -o disk/out", "disk/out: "),
        ("clean in/a.txt -o disk/old.txt", "disk/old.txt: "),
        ("clean in/a.txt -o disk/none/a.txt", "disk/none/a.txt: "),
        ("clean in -o out --removals disk/gone", "disk/gone: "),
        (
            "clean in -o out --on-error quarantine disk/bad",
            "disk/bad: ",
        ),
        ("clean in -o out --stats=disk/stats", "disk/stats: "),
    ] {
        folder
            .run(line)
            .status(1)
            .says(&format!("unboil: {place}Read-only file system"));
    }
    assert_eq!(
        folder.tree("disk"),
        [("old.txt".to_owned(), b"old".to_vec())]
    );
    disk.remount("rw");
    folder.run("clean in -o disk/out").status(0);
    assert_eq!(folder.text("disk/out/a.txt"), QUIET);
}

const BUSY: &str = "another run of unboil is writing to it";

#[test]
fn a_folder_that_another_run_writes_to_is_left_to_it() {
    let folder = Folder::new();
    let child = waiting_run(&folder, "--removals removed.jsonl");
    for options in ["", "--resume", "--mode markers"] {
        folder
            .run(&format!("clean in -o out {options}"))
            .status(1)
            .says(&format!("unboil: out: {BUSY}"));
    }
    // Another folder, but the same file of removals.
    folder
        .run("clean in -o other --removals removed.jsonl")
        .status(1)
        .says(&format!("unboil: removed.jsonl: {BUSY}"));
    assert_eq!(folder.tree("other").len(), 1);
    let (status, said) = release(&folder, child);
    assert_eq!((status, said.as_str()), (Some(0), ""));
    assert_eq!(folder.tree("out").len(), 4);
    assert_eq!(folder.text("removed.jsonl").lines().count(), 4);
    folder.run("clean in -o out --mode markers").status(0);
}

#[test]
fn the_lock_of_a_run_that_is_killed_is_gone() {
    let folder = Folder::new();
    let mut child = waiting_run(&folder, "");
    folder.run("clean in -o out").status(1).says(BUSY);
    child.kill().unwrap();
    child.wait().unwrap();
    folder.run("clean in -o out").status(0);
    assert_eq!(folder.tree("out").len(), 3);
}

#[test]
fn a_file_that_another_run_writes_is_left_to_it() {
    let folder = Folder::new();
    let lines = json_lines(20_000, NOISY);
    let mut child = folder
        .command("clean --format jsonl -o out.jsonl")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).unwrap();
    wait_for(|| folder.exists(".out.jsonl.unboil-partial"));
    folder
        .pipe("clean --format jsonl -o out.jsonl", json_lines(1, QUIET))
        .status(1)
        .says(&format!("unboil: out.jsonl: {BUSY}"));
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert_eq!(folder.text("out.jsonl"), json_lines(20_000, QUIET));
}

/// Runs with different results that begin at the same moment: what is there at the end is that of one of them.
#[test]
fn runs_that_begin_at_once_do_not_mix_their_outputs() {
    let folder = Folder::new();
    let text = "It rained.\n\nRead also: Ten years of roadworks\n\nReply\n\nShare this story\n";
    for number in 0..50 {
        folder.write(&format!("in/{number}.txt"), text.repeat(1 + number));
    }
    folder.write("in/all.jsonl", json_lines(3000, text));
    let options = [
        "",
        "--mode markers",
        "--keep share",
        "--drop date --keep related",
    ];
    let mut results = Vec::new();
    for (number, options) in options.iter().enumerate() {
        let out = format!("out{number}");
        folder
            .run(&format!("clean in -o {out} {options}"))
            .status(0);
        results.push(folder.tree(&out));
    }
    let mut refused = 0;
    for round in 0..20 {
        let start = |number: usize| {
            let options = options[(number + round) % options.len()];
            folder
                .command(&format!("clean in -o out {options}"))
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let children: Vec<Child> = (0..4).map(start).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            match output.status.code() {
                Some(0) => {}
                Some(1) if said.contains(BUSY) => refused += 1,
                _ => panic!("{said}"),
            }
        }
        let tree = folder.tree("out");
        assert!(
            results.contains(&tree),
            "the outputs of several runs are mixed"
        );
    }
    assert!(refused > 0, "no two runs were there at once");
}
