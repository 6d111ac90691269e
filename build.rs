//! Reads the packs of `rules/`, folds their phrases and finds the literals of their patterns, so that building a cleaner need not:
//! writes them as static data for `src/built_in.rs`. It trusts the packs; the tests of the crate hold them against the format.

#[allow(dead_code, unreachable_pub)]
#[path = "src/anchor.rs"]
mod anchor;
#[allow(dead_code, unreachable_pub)]
#[path = "src/fold.rs"]
mod fold;
#[allow(dead_code, unreachable_pub)]
#[path = "src/table.rs"]
mod table;

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use toml::de::{DeTable, DeValue};

use crate::anchor::{Anchor, head_entry, is_weak, tail_entry};
use crate::fold::fold_phrase;
use crate::table::{Role, Table, Target, classes};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/anchor.rs");
    println!("cargo::rerun-if-changed=src/fold.rs");
    println!("cargo::rerun-if-changed=src/table.rs");
    let mut rules = Vec::new();
    let mut paths: Vec<_> = fs::read_dir("rules")
        .expect("rules/ is a folder of the crate")
        .map(|entry| entry.expect("rules/ can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a pack is text");
        read(&path, &text, &mut rules);
    }
    rules.sort_by(|a: &(String, Rule), b| a.0.cmp(&b.0));
    let mut code = String::from("static RULES: &[StaticRule] = &[\n");
    let mut heads = Vec::new();
    let mut tails = Vec::new();
    let mut inner = Vec::new();
    for (number, (_, rule)) in (0..).zip(&rules) {
        code += &rule.code;
        let phrase = |(text, role): &(String, Role)| {
            let fits = classes(*role, rule.max_words, rule.closed);
            let target = Target {
                rule: number,
                role: *role,
            };
            (Cow::Owned(text.clone()), target, fits)
        };
        heads.extend(rule.heads.iter().map(phrase));
        tails.extend(rule.tails.iter().map(phrase));
        inner.extend(rule.inner.iter().map(phrase));
    }
    code += "];\n";
    for (name, phrases) in [("HEADS", heads), ("TAILS", tails), ("INNER", inner)] {
        write_table(name, &Table::new(phrases), &mut code).expect("a String can be written to");
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("built_in.rs"), code).expect("OUT_DIR can be written");
}

/// A table as code.
fn write_table(name: &str, table: &Table, code: &mut String) -> std::fmt::Result {
    let Table {
        text,
        ends,
        keys,
        parents,
        starts,
        target_ends,
        targets,
        fits,
        all_fits,
        filters,
    } = table;
    write!(
        code,
        "pub(crate) static {name}: Table = Table {{ text: Cow::Borrowed({text:?}), all_fits: {all_fits}, keys: Cow::Borrowed(&{keys:?}), \
         fits: Cow::Borrowed(&{fits:?}), "
    )?;
    for (field, numbers) in [
        ("ends", ends),
        ("parents", parents),
        ("starts", starts),
        ("target_ends", target_ends),
    ] {
        write!(code, "{field}: Cow::Borrowed(&{numbers:?}), ")?;
    }
    write!(code, "targets: Cow::Borrowed(&[")?;
    for Target { rule, role } in &**targets {
        write!(code, "Target {{ rule: {rule}, role: Role::{role:?} }},")?;
    }
    write!(code, "]), filters: [")?;
    for filter in filters {
        write!(
            code,
            "Filter {{ short: Cow::Borrowed(&{:?}), long: Cow::Borrowed(&{:?}) }},",
            filter.short, filter.long
        )?;
    }
    writeln!(code, "] }};")
}

/// A rule as code, and what its lines are looked up by.
struct Rule {
    code: String,
    heads: Vec<(String, Role)>,
    tails: Vec<(String, Role)>,
    inner: Vec<(String, Role)>,
    max_words: Option<u16>,
    closed: Option<bool>,
}

fn read(path: &Path, text: &str, rules: &mut Vec<(String, Rule)>) {
    let pack = DeTable::parse(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let pack = pack.get_ref();
    let language = string(pack, "language");
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let file = format!("rules/{}.toml", stem.unwrap_or_default());
    let Some(DeValue::Array(tables)) = pack.get("rule").map(|value| value.get_ref()) else {
        panic!("{}: no rules", path.display());
    };
    for value in tables {
        let DeValue::Table(table) = value.get_ref() else {
            panic!("{}: a rule is not a table", path.display());
        };
        let line = text[..value.span().start].matches('\n').count() + 1;
        let id = string(table, "id");
        rules.push((id, rule(table, &file, line, &language)));
    }
}

fn rule(table: &DeTable<'_>, file: &str, line: usize, language: &str) -> Rule {
    let phrases = |table: &DeTable<'_>, key| {
        strings(table, key)
            .iter()
            .map(|text| fold_phrase(text))
            .collect::<Vec<_>>()
    };
    let lines = phrases(table, "lines");
    let labels = phrases(table, "labels");
    let mut heads: Vec<(String, Role)> = Vec::new();
    let mut tails = Vec::new();
    let mut inner: Vec<(String, Role)> = Vec::new();
    let mut add = |texts: &[String], role: fn(u32) -> Role| {
        let numbered = texts.iter().zip(0..);
        heads.extend(numbered.map(|(text, number)| (head_entry(text), role(number))));
    };
    add(&lines, Role::Line);
    add(&labels, Role::Label);
    let block = match table.get("block").map(|value| value.get_ref()) {
        Some(DeValue::Table(block)) => {
            let ends = phrases(block, "ends");
            add(&ends, Role::BlockEnd);
            let count = |key: &str, default: &str| {
                let value = block
                    .get(key)
                    .and_then(|value| value.get_ref().as_integer());
                value.map_or(default.to_owned(), |number| number.as_str().to_owned())
            };
            format!(
                "Some(StaticBlock {{ belongs: &{:?}, ends: {}, min_lines: {}, max_lines: {} }})",
                strings(block, "belongs"),
                texts(&ends),
                count("min_lines", "1"),
                count("max_lines", "30"),
            )
        }
        _ => "None".to_owned(),
    };
    let mut patterns = String::new();
    for (source, number) in strings(table, "patterns").iter().zip(0..) {
        let role = Role::Pattern(number);
        let anchor = anchor::anchor(source)
            .unwrap_or_else(|error| panic!("{file}:{line}: `{source}`: {error}"));
        let within = anchor::inner_literals(source);
        let (name, literals) = match &anchor {
            Anchor::Head(literals) => {
                let by_inner = |text: &str| is_weak(text) && !within.is_empty();
                let strong = literals.iter().filter(|text| !by_inner(text));
                heads.extend(strong.map(|text| (head_entry(text), role)));
                if literals.iter().any(|text| by_inner(text)) {
                    inner.extend(within.iter().map(|text| (text.clone(), role)));
                }
                ("Head", literals)
            }
            Anchor::Tail(literals) => {
                tails.extend(literals.iter().map(|text| (tail_entry(text), role)));
                ("Tail", literals)
            }
        };
        write!(
            patterns,
            "({source:?}, Anchor::{name}(Cow::Borrowed({})), {}), ",
            texts(literals),
            texts(&within)
        )
        .expect("a String can be written to");
    }
    let option = |key: &str| {
        let value = table.get(key).map(|value| match value.get_ref() {
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Boolean(truth) => truth.to_string(),
            other => format!("{:?}", other.as_str().unwrap_or_default()),
        });
        value.map_or("None".to_owned(), |value| format!("Some({value})"))
    };
    let case_sensitive = option("case_sensitive") == "Some(true)";
    let code = format!(
        "StaticRule {{ file: {file:?}, line: {line}, language: {language:?}, id: {:?}, category: {:?}, summary: {:?}, status: {:?}, \
         since: {:?}, strength: {:?}, lines: {}, labels: {}, patterns: &[{patterns}], case_sensitive: {case_sensitive}, markers: &{:?}, \
         detector: {}, block: {block}, max_words: {}, closed: {}, must_match: {}, must_not_match: {} }},\n",
        string(table, "id"),
        string(table, "category"),
        string(table, "summary"),
        string(table, "status"),
        string(table, "since"),
        string(table, "strength"),
        texts(&lines),
        texts(&labels),
        strings(table, "markers"),
        option("detector"),
        option("max_words"),
        option("closed"),
        texts(&strings(table, "must_match")),
        texts(&strings(table, "must_not_match")),
    );
    let get = |key: &str| table.get(key).map(|value| value.get_ref());
    let max_words = get("max_words").and_then(|words| words.as_integer());
    Rule {
        code,
        heads,
        tails,
        inner,
        max_words: max_words.map(|words| words.as_str().parse().expect("max_words is a number")),
        closed: get("closed").and_then(|closed| closed.as_bool()),
    }
}

/// Texts as code.
fn texts<T: AsRef<str>>(texts: &[T]) -> String {
    let items: Vec<String> = texts
        .iter()
        .map(|text| format!("Cow::Borrowed({:?})", text.as_ref()))
        .collect();
    format!("&[{}]", items.join(", "))
}

fn string(table: &DeTable<'_>, key: &str) -> String {
    let value = table.get(key).and_then(|value| value.get_ref().as_str());
    value
        .unwrap_or_else(|| panic!("`{key}` is not a string"))
        .to_owned()
}

fn strings(table: &DeTable<'_>, key: &str) -> Vec<String> {
    let values = table.get(key).and_then(|value| value.get_ref().as_array());
    let values = values.into_iter().flat_map(|values| values.iter());
    values
        .filter_map(|value| value.get_ref().as_str())
        .map(str::to_owned)
        .collect()
}
