//! Completions and manual, made of the same definitions as the help.

use std::process::{Command, Stdio};

fn unboil(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_unboil"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = unboil(&["completions", shell]);
        for word in ["explain", "removals", "gold"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn bash_completes_subcommands_and_options() {
    let script = unboil(&["completions", "bash"]);
    let ask = |words: &str, at: usize| {
        let line = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD={at}; _unboil unboil \"${{COMP_WORDS[{at}]}}\" unboil; echo \"${{COMPREPLY[*]}}\""
        );
        let done = Command::new("bash")
            .args(["-c", &line])
            .stderr(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(ask("unboil ex", 1).trim(), "explain");
    assert!(ask("unboil eval --go", 2).contains("--gold"));
}

#[test]
fn the_manual_has_a_page_for_each_subcommand() {
    let page = unboil(&["man"]);
    assert!(page.contains(".TH unboil 1"), "{page}");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man1");
    let _ = std::fs::remove_dir_all(&folder);
    unboil(&["man", "--output", folder.to_str().unwrap()]);
    for name in ["unboil", "unboil-clean", "unboil-explain", "unboil-restore"] {
        let page = std::fs::read_to_string(folder.join(format!("{name}.1"))).unwrap();
        assert!(page.contains(&format!(".TH {name} 1")), "{page}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    for arguments in [
        &["rules"] as &[&str],
        &["completions", "bash"],
        &["man"],
        &["rule", "en/skip-link"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_unboil"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{arguments:?}");
        assert!(done.status.success(), "{arguments:?}");
    }
}
