//! Outputs appear whole or not at all: killed, interrupted, on a full disk, with nobody reading.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use program::disk::SmallDisk;
use program::{Folder, NOISY, gzip, json_lines};

/// A folder with small files, large ones, and packed ones.
fn crawl(folder: &Folder, files: usize, lines: usize) {
    for number in 0..files {
        folder.write(
            &format!("in/{}/{number}.txt", number % 7),
            format!("{number}\n\n{}", NOISY.repeat(40)),
        );
    }
    let lines = json_lines(lines, NOISY);
    folder.write("in/3/big.jsonl", &lines);
    folder.write("in/5/big.jsonl.gz", gzip(&lines));
    folder.write("in/6/bad.jsonl", format!("{lines}{{\n"));
}

const JOB: &str =
    "clean in -o out --removals removed.jsonl --on-error quarantine bad.jsonl --stats=stats.json";
const FILES: [&str; 3] = ["removed.jsonl", "bad.jsonl", "stats.json"];

type Tree = Vec<(String, Vec<u8>)>;

/// All that the job has written.
fn result(folder: &Folder) -> (Tree, Vec<Vec<u8>>) {
    (
        folder.tree("out"),
        FILES.map(|name| folder.read(name)).into(),
    )
}

/// The names below OUT that have their final form.
fn finished(folder: &Folder) -> Tree {
    let mut tree = folder.tree("out");
    tree.retain(|(name, _)| !name.rsplit('/').next().unwrap().starts_with('.'));
    tree
}

/// A number that differs from run to run.
fn random(below: u64) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0) % below
}

/// How often jobs are killed in all.
const KILLS: usize = 200;

/// Runs a job until it has been killed so often, each time at another moment of `whole_time`, and looks at what is there after each run; `done` says
/// whether the run came to its end.
fn kill_at_random(
    folder: &Folder,
    job: &str,
    kills: usize,
    whole_time: Duration,
    look: impl Fn(bool),
) {
    let mut killed = 0;
    for _ in 0..20 * kills {
        let mut child = folder
            .command(&format!("{job} -j {}", 1 + random(3)))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_micros(random(whole_time.as_micros() as u64)));
        child.kill().unwrap();
        let done = child.wait().unwrap().code().is_some();
        killed += usize::from(!done);
        look(done);
        if killed == kills {
            return;
        }
    }
    panic!("only {killed} of {kills} runs could be killed");
}

#[test]
fn a_job_that_is_killed_again_and_again_ends_with_the_same_bytes() {
    let folder = Folder::new();
    crawl(&folder, 100, 1500);
    let start = Instant::now();
    folder.run(JOB).status(1);
    let whole_time = start.elapsed();
    let undisturbed = result(&folder);
    assert_eq!(undisturbed.0.len(), 103);
    std::fs::remove_dir_all(folder.path("out")).unwrap();
    for name in FILES {
        std::fs::remove_file(folder.path(name)).unwrap();
    }
    let job = format!("{JOB} --resume");
    kill_at_random(&folder, &job, KILLS - 40, whole_time, |done| {
        for (name, bytes) in finished(&folder) {
            let whole = undisturbed.0.iter().find(|file| file.0 == name).unwrap();
            assert!(bytes == whole.1, "{name} is not whole");
        }
        if done {
            assert!(result(&folder) == undisturbed);
        }
        for (name, whole) in FILES.iter().zip(&undisturbed.1) {
            assert!(!folder.exists(name) || folder.read(name) == *whole);
        }
    });
    folder.run(&job).status(1);
    assert!(result(&folder) == undisturbed);
}

#[test]
fn a_single_output_of_a_job_that_is_killed_is_the_old_one_or_the_new_one() {
    let folder = Folder::new();
    folder.write("a.jsonl.gz", gzip(json_lines(5000, NOISY)));
    let job = "clean a.jsonl.gz -o b.jsonl";
    let start = Instant::now();
    folder.run(job).status(0);
    let whole_time = start.elapsed();
    let new = folder.read("b.jsonl");
    folder.write("b.jsonl", "old");
    kill_at_random(&folder, job, 40, whole_time, |done| {
        let found = folder.read("b.jsonl");
        assert!(found == new || !done && found == b"old");
        folder.write("b.jsonl", "old");
    });
    folder.run(job).status(0);
    assert!(folder.read("b.jsonl") == new);
    assert_eq!(folder.tree("").len(), 2);
}

#[test]
fn a_job_goes_on_only_as_it_began() {
    let folder = Folder::new();
    folder.write("in/a.txt", NOISY);
    folder.write("in/b.txt", b"\xff");
    folder.run("clean in -o out -j 1").status(1);
    folder
        .run("clean in -o out --resume --mode markers")
        .status(2)
        .says("other options");
    folder.write("in/b.txt", "It rained.");
    // What has changed since is done again.
    folder.write("in/a.txt", "It snowed, and the ferry stayed at home.\n");
    folder.run("clean in -o out --resume").status(0);
    assert_eq!(
        folder.text("out/a.txt"),
        "It snowed, and the ferry stayed at home.\n"
    );
    assert_eq!(folder.tree("out").len(), 2);
    folder.run("clean in --resume").status(2);
}

#[test]
fn a_full_disk_leaves_whole_files_and_a_job_that_goes_on() {
    let folder = Folder::new();
    crawl(&folder, 300, 30_000);
    folder.run("clean in -o plain --on-error skip").status(1);
    let undisturbed = folder.tree("plain");
    let disk = folder.path("disk");
    let Some(disk) = SmallDisk::mount(&disk, "3m") else {
        return;
    };
    folder
        .run("clean in -o disk/out --on-error skip")
        .status(1)
        .says("No space left on device");
    let left = folder.tree("disk/out");
    assert!(left.len() > 1 && left.len() < undisturbed.len());
    for (name, bytes) in &left {
        if !name.ends_with(".unboil-job.jsonl") {
            let whole = undisturbed.iter().find(|file| file.0 == *name);
            assert!(*bytes == whole.unwrap().1, "{name} is not whole");
        }
    }
    // One file that doesn't fit leaves nothing, and neither do removals.
    disk.remount("size=4m");
    folder
        .run("clean in/3/big.jsonl -o disk/big.jsonl --removals disk/r.jsonl")
        .status(1)
        .says("No space left");
    assert!(!folder.exists("disk/big.jsonl") && !folder.exists("disk/r.jsonl"));
    disk.remount("size=100m");
    folder
        .run("clean in -o disk/out --on-error skip --resume")
        .status(1);
    assert!(folder.tree("disk/out") == undisturbed);
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn an_interrupted_job_ends_at_once_and_leaves_nothing_unfinished() {
    let folder = Folder::new();
    for name in ["-INT", "-TERM"] {
        // It waits for input for ever.
        let mut child = folder
            .command("clean --format jsonl -o out.jsonl")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let lines = json_lines(20_000, NOISY);
        stdin.write_all(lines.as_bytes()).unwrap();
        let started = Instant::now();
        while folder.tree("").is_empty() && started.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(5));
        }
        assert_eq!(folder.tree("").len(), 1);
        signal(&child, name);
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(said, "unboil: interrupted; nothing is written\n");
        assert!(folder.tree("").is_empty());
    }
}

#[test]
fn an_interrupted_filter_has_printed_whole_lines() {
    let folder = Folder::new();
    let mut child = folder
        .command("clean --format jsonl -j 2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let lines = json_lines(1000, NOISY);
        while stdin.write_all(lines.as_bytes()).is_ok() {}
    });
    let mut stdout = child.stdout.take().unwrap();
    let mut printed = vec![0; 1 << 20];
    stdout.read_exact(&mut printed).unwrap();
    signal(&child, "-INT");
    stdout.read_to_end(&mut printed).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    writer.join().unwrap();
    assert_eq!(printed.last(), Some(&b'\n'));
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let folder = Folder::new();
    for workers in [1, 2] {
        let mut child = folder
            .command(&format!("clean --format jsonl -j {workers}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // The input never ends.
        let writer = std::thread::spawn(move || {
            let lines = json_lines(1000, NOISY);
            while stdin.write_all(lines.as_bytes()).is_ok() {}
        });
        let mut printed = [0; 100];
        child
            .stdout
            .take()
            .unwrap()
            .read_exact(&mut printed)
            .unwrap();
        let done = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_eq!(done.status.code(), Some(0));
        assert!(done.stderr.is_empty());
    }
}

/// The most memory that a run has taken, in bytes.
fn peak_memory(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let kilobytes = text
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|value| value.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    peak
}

/// A pipe stands for a file that is larger than memory; 5 GB take too long for every day, and what holds for 600 MB holds for them.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    let folder = Folder::new();
    let run = |megabytes: usize| {
        let mut child = folder
            .command("clean --format jsonl -j 2")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let line = json_lines(
            1,
            &("A line of prose that stays as it is, and another one after it. ".repeat(30) + "\n")
                .repeat(30),
        );
        let lines = line.repeat((1 << 20) / line.len() + 1);
        let writer = std::thread::spawn(move || {
            for _ in 0..megabytes {
                stdin.write_all(lines.as_bytes()).unwrap();
            }
        });
        let peak = peak_memory(child);
        writer.join().unwrap();
        peak
    };
    let (short, long) = (run(150), run(600));
    assert!(long < 200 << 20, "{long} bytes");
    assert!(
        long < short + (40 << 20),
        "{short} bytes, then {long} bytes"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn one_large_document_fits_into_what_is_allowed() {
    let folder = Folder::new();
    let sentence =
        "A line of prose that stays as it is, as long as lines of prose are, and one more clause. ";
    let document = format!("{sentence}{sentence}\n").repeat(15 << 14);
    let megabytes = document.len() >> 20;
    folder.write("a.txt", &document);
    folder.write("a.jsonl", json_lines(1, &document));
    drop(document);
    for name in ["a.txt", "a.jsonl"] {
        let child = folder
            .command(&format!("clean {name} -o out-{name} -j 2"))
            .spawn()
            .unwrap();
        let peak = peak_memory(child) >> 20;
        // What is beyond the document grows with its lines: 512 MB are allowed at 200 MB.
        let beyond = peak.saturating_sub(megabytes as u64) * 200 / megabytes as u64;
        assert!(beyond < 512, "{name}: {megabytes} MB take {peak} MB");
        println!("{name}: {megabytes} MB take {peak} MB");
    }
}
