//! Packs for sites: learned, checked, used.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

#[path = "../../tests/sites/mod.rs"]
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod sites;

use program::{Folder, conversion, gzip};
use serde_json::json;
use sites::{Site, Subject};

fn two_sites() -> [Site; 2] {
    [
        sites::site(0, Subject::News, 12),
        sites::site(5, Subject::Stocks, 12),
    ]
}

fn lines(sites: &[Site]) -> String {
    let mut lines = String::new();
    for page in 0..12 {
        for site in sites {
            let address = format!("https://www.{}/{page}?x", site.name);
            let text = site.pages[page].text();
            lines +=
                &json!({"page": {"url": address, "text": text}, "site": site.name}).to_string();
            lines.push('\n');
        }
    }
    lines
}

/// The pack of a site without the line that says how it came about.
fn pack(folder: &Folder, name: &str) -> String {
    folder
        .text(name)
        .lines()
        .skip(1)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn every_input_gives_the_same_packs() {
    let folder = Folder::new();
    let sites = two_sites();
    folder.write("pages.jsonl.gz", gzip(lines(&sites).as_bytes()));
    let done = folder
        .run("learn pages.jsonl.gz --field page.text --site-from-url page.url -o a")
        .status(0);
    assert!(
        done.stdout().starts_with("2 packs with "),
        "{}",
        done.stdout()
    );
    let done = folder
        .run("learn pages.jsonl.gz --field page.text --site site -o b -j 1")
        .status(0);
    assert_eq!(done.stderr(), "");
    for site in &sites {
        let wanted = pack(&folder, &format!("a/{}.toml", site.name));
        assert!(wanted.contains(&format!("site = \"{}\"", site.name)));
        assert_eq!(pack(&folder, &format!("b/{}.toml", site.name)), wanted);
        for (number, page) in site.pages.iter().enumerate() {
            folder.write(&format!("{}/{number}.txt", site.name), page.text());
        }
        let name = &site.name;
        folder
            .run(&format!("learn {name} --site-name {name} -o c-{name}"))
            .status(0);
        assert_eq!(pack(&folder, &format!("c-{name}/{name}.toml")), wanted);
        folder.run(&format!("check a/{name}.toml")).status(0);
    }
    let mut crawl = String::new();
    for site in &sites {
        for (number, page) in site.pages.iter().enumerate() {
            let address = format!("http://{}/{number}", site.name);
            let record = conversion(&page.text());
            let header = format!("WARC-Target-URI: {address}\r\nContent-Type");
            crawl += &record.replacen("Content-Type", &header, 1);
        }
    }
    folder.write("crawl.warc.wet", crawl);
    folder.run("learn crawl.warc.wet -o d").status(0);
    for site in &sites {
        let name = format!("{}.toml", site.name);
        assert_eq!(
            pack(&folder, &format!("d/{name}")),
            pack(&folder, &format!("a/{name}"))
        );
    }
}

#[test]
fn texts_are_cleaned_by_the_rules_of_their_site() {
    let folder = Folder::new();
    let sites = two_sites();
    let lines = lines(&sites);
    folder.write("pages.jsonl", &lines);
    folder
        .run("learn pages.jsonl --field page.text --site site -o packs")
        .status(0);
    let done = folder
        .run("clean pages.jsonl --field page.text --site-from-url page.url --rules packs")
        .status(0);
    let cleaned = done.stdout();
    let name = |site: &Site| {
        site.pages[0]
            .lines
            .iter()
            .find(|(_, line)| line.starts_with("The "))
            .unwrap()
            .1
            .clone()
    };
    for site in &sites {
        assert!(
            lines.contains(&format!("\\n{}\\n", name(site)))
                || lines.contains(&format!("\"{}\\n", name(site)))
        );
        assert!(
            !cleaned.contains(&format!("\"{}\\n", name(site))),
            "{}",
            name(site)
        );
    }
    // One pack is for all texts, several need to know of which site a text is.
    let first = &sites[0];
    folder.write("page.txt", first.pages[3].text());
    let one = folder
        .run(&format!("page.txt --rules packs/{}.toml", first.name))
        .status(0)
        .stdout();
    let named = folder
        .run(&format!(
            "page.txt --rules packs --site-name {}",
            first.name
        ))
        .status(0)
        .stdout();
    assert_eq!(one, named);
    assert!(one.len() < folder.run("page.txt").status(0).stdout().len());
    let done = folder.run("clean page.txt --rules packs").status(1);
    assert!(done.stderr().contains("--site-name"), "{}", done.stderr());
    let done = folder
        .run("clean pages.jsonl --field page.text --rules packs")
        .status(1);
    assert!(
        done.stderr()
            .contains("line 1: nothing says of which site the text is"),
        "{}",
        done.stderr()
    );
}

#[test]
fn nothing_is_learned_rather_than_something_wrong() {
    let folder = Folder::new();
    let page = |text: &str| json!({"site": "gazette.example", "text": text}).to_string() + "\n";
    folder.write("few.jsonl", page("It rained.") + &page("It snowed."));
    let done = folder.run("learn few.jsonl --site site -o packs").status(1);
    assert_eq!(done.stdout(), "0 packs with 0 rules in packs, of 1 site\n");
    assert!(
        done.stderr()
            .contains("gazette.example: 2 pages were added; at least 3 different ones are needed")
    );
    folder.write("same.jsonl", page("It rained.").repeat(5));
    let done = folder
        .run("learn same.jsonl --site site -o packs")
        .status(1);
    assert!(
        done.stderr().contains("5 pages were added, all the same"),
        "{}",
        done.stderr()
    );
    folder.write(
        "nameless.jsonl",
        page("It rained.").replace("gazette.example", " "),
    );
    let done = folder
        .run("learn nameless.jsonl --site site -o packs")
        .status(1);
    assert!(
        done.stderr()
            .contains("nameless.jsonl: line 1: field `site` is empty"),
        "{}",
        done.stderr()
    );
    let done = folder.run("learn few.jsonl -o packs").status(1);
    assert!(
        done.stderr()
            .contains("name a field with --site or --site-from-url"),
        "{}",
        done.stderr()
    );
    folder.write("few.csv", "site,text\na.example,It rained.\n");
    let done = folder.run("learn few.csv --site site -o packs").status(1);
    assert!(
        done.stderr().contains("only JSON lines and records"),
        "{}",
        done.stderr()
    );
    folder.write("wrong.jsonl", "{\"site\": 3, \"text\": \"a\"}\n");
    let done = folder
        .run("learn wrong.jsonl --site site -o packs")
        .status(1);
    assert!(
        done.stderr()
            .contains("line 1: field `site` is not a string but a number"),
        "{}",
        done.stderr()
    );
    assert!(!folder.exists("packs/gazette.example.toml"));
}

#[test]
fn a_changed_pack_is_not_written_over() {
    let folder = Folder::new();
    folder.write("pages.jsonl", lines(&two_sites()));
    folder
        .run("learn pages.jsonl --field page.text --site site -o packs")
        .status(0);
    let done = folder
        .run("learn pages.jsonl --field page.text --site site -o packs")
        .status(2);
    assert!(
        done.stderr()
            .contains("is there already; --overwrite replaces"),
        "{}",
        done.stderr()
    );
    folder
        .run("learn pages.jsonl --field page.text --site site -o packs --overwrite")
        .status(0);
}
