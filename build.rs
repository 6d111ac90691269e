//! Reads the packs of `rules/`, folds their phrases, finds the literals of their patterns and parses these, so that building a cleaner need not:
//! writes them as static data for `src/built_in.rs`. It trusts the packs; the tests of the crate hold them against the format.

#[allow(dead_code, unreachable_pub)]
#[path = "src/anchor.rs"]
mod anchor;
#[allow(dead_code, unreachable_pub)]
#[path = "src/ends.rs"]
mod ends;
#[allow(dead_code, unreachable_pub)]
#[path = "src/expression.rs"]
mod expression;
#[allow(dead_code, unreachable_pub)]
#[path = "src/fold.rs"]
mod fold;
#[allow(dead_code, unreachable_pub)]
#[path = "src/table.rs"]
mod table;

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use toml::de::{DeTable, DeValue};

use crate::anchor::{Anchor, Signs};
use crate::expression::Expression;
use crate::fold::fold_phrase;
use crate::table::{Inner, Items, Limits, Table, Target};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src/anchor.rs");
    println!("cargo::rerun-if-changed=src/ends.rs");
    println!("cargo::rerun-if-changed=src/expression.rs");
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
    // Side by side, so that whoever asks for all of them has few pages of memory read in.
    let ids: String = rules.iter().map(|(id, _)| &**id).collect();
    let mut code = format!("static IDS: &str = {ids:?};\nstatic RULES: &[StaticRule] = &[\n");
    let mut id_end = 0;
    let mut items = Items::default();
    for (number, (id, rule)) in (0..).zip(&rules) {
        let id_start = id_end;
        id_end += id.len();
        code += &format!(
            "StaticRule {{ id: part(IDS, {id_start}, {id_end}), {} }},\n",
            rule.code
        );
        rule.add_to(&mut items, number);
    }
    code += "];\n";
    let tables = items.into_tables();
    code += "pub(crate) static TABLES: Tables = Tables {";
    for (name, table) in [
        ("lines", &tables.lines),
        ("heads", &tables.heads),
        ("tails", &tables.tails),
    ] {
        write_table(name, table, &mut code).expect("a String can be written to");
    }
    write_inner(&tables.inner, &mut code).expect("a String can be written to");
    code += "};\n";
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("built_in.rs"), code).expect("OUT_DIR can be written");
}

/// A table as code.
fn write_table(name: &str, table: &Table, code: &mut String) -> std::fmt::Result {
    let Table {
        starts,
        keys,
        pairs,
        targets,
        classes,
        filters,
    } = table;
    write!(
        code,
        "{name}: Table {{ starts: Cow::Borrowed(&{starts:?}), keys: Cow::Borrowed(&{keys:?}), pairs: Cow::Borrowed(&{pairs:?}), \
         classes: Cow::Borrowed(&{classes:?}), filters: ["
    )?;
    for filter in filters {
        write!(code, "Cow::Borrowed(&{filter:?}), ")?;
    }
    write!(code, "], ")?;
    write_targets(targets, code)?;
    write!(code, "}},")
}

fn write_inner(inner: &Inner, code: &mut String) -> std::fmt::Result {
    let Inner {
        texts: found,
        ends,
        targets,
        classes,
        any_class,
    } = inner;
    write!(
        code,
        "inner: Inner {{ texts: Cow::Borrowed({}), ends: Cow::Borrowed(&{ends:?}), classes: Cow::Borrowed(&{classes:?}), any_class: {any_class}, ",
        texts(found)
    )?;
    write_targets(targets, code)?;
    write!(code, "}},")
}

fn write_targets(targets: &[Target], code: &mut String) -> std::fmt::Result {
    write!(code, "targets: Cow::Borrowed(&[")?;
    for Target { rule, role } in targets {
        write!(code, "Target {{ rule: {rule}, role: Role::{role:?} }},")?;
    }
    write!(code, "]), ")
}

/// The fields of a rule as code, but for its id, and what its lines are looked up by.
struct Rule {
    code: String,
    lines: Vec<String>,
    labels: Vec<String>,
    block_ends: Vec<String>,
    patterns: Vec<Signs>,
    max_words: Option<u16>,
    closed: Option<bool>,
}

impl Rule {
    fn add_to(&self, items: &mut Items, number: u32) {
        let limits = Limits {
            rule: number,
            max_words: self.max_words,
            closed: self.closed,
        };
        items.add(
            limits,
            &self.lines,
            &self.block_ends,
            &self.labels,
            &self.patterns,
        );
    }
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
    let mut block_ends = Vec::new();
    let block = match table.get("block").map(|value| value.get_ref()) {
        Some(DeValue::Table(block)) => {
            block_ends = phrases(block, "ends");
            let count = |key: &str, default: &str| {
                let value = block
                    .get(key)
                    .and_then(|value| value.get_ref().as_integer());
                value.map_or(default.to_owned(), |number| number.as_str().to_owned())
            };
            format!(
                "Some(StaticBlock {{ belongs: &{:?}, ends: {}, min_lines: {}, max_lines: {} }})",
                strings(block, "belongs"),
                texts(&block_ends),
                count("min_lines", "1"),
                count("max_lines", "30"),
            )
        }
        _ => "None".to_owned(),
    };
    let case_sensitive = table
        .get("case_sensitive")
        .and_then(|value| value.get_ref().as_bool())
        .unwrap_or_default();
    let mut patterns = Vec::new();
    let mut pattern_code = String::new();
    let mut automata = 0;
    for source in strings(table, "patterns") {
        let signs =
            Signs::of(&source).unwrap_or_else(|error| panic!("{file}:{line}: `{source}`: {error}"));
        let Signs {
            anchor,
            inner,
            inner_pairs,
            pairs,
            marks,
            lengths,
            lasts,
        } = &signs;
        let expression = Expression::new(&source, case_sensitive);
        let (name, literals) = match anchor {
            Anchor::Head(literals) => ("Head", literals),
            Anchor::Tail(literals) => ("Tail", literals),
        };
        write!(
            pattern_code,
            "Pattern {{ source: Cow::Borrowed({source:?}), case_sensitive: {case_sensitive}, signs: Signs {{ anchor: Anchor::{name}(Cow::Borrowed({})), inner: Cow::Borrowed({}), \
             inner_pairs: Cow::Borrowed(&{inner_pairs:?}), pairs: {pairs}, marks: {marks}, lengths: {lengths:?}, lasts: {lasts} }}, expression: {} }}, ",
            texts(literals),
            texts(inner),
            expression_code(expression.as_ref()),
        )
        .expect("a String can be written to");
        patterns.push(signs);
        if expression.is_none() {
            automata = patterns.len();
        }
    }
    let option = |key: &str| {
        let value = table.get(key).map(|value| match value.get_ref() {
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Boolean(truth) => truth.to_string(),
            other => format!("{:?}", other.as_str().unwrap_or_default()),
        });
        value.map_or("None".to_owned(), |value| format!("Some({value})"))
    };
    let code = format!(
        "file: {file:?}, line: {line}, language: {language:?}, category: {:?}, summary: {:?}, status: {:?}, \
         since: {:?}, strength: {:?}, lines: {}, labels: {}, patterns: &[{pattern_code}], automata: {automata}, markers: &{:?}, \
         detector: {}, block: {block}, max_words: {}, closed: {}, must_match: {}, must_not_match: {}",
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
        lines,
        labels,
        block_ends,
        patterns,
        max_words: max_words.map(|words| words.as_str().parse().expect("max_words is a number")),
        closed: get("closed").and_then(|closed| closed.as_bool()),
    }
}

/// What a pattern is held against lines by, as code.
fn expression_code(expression: Option<&Expression>) -> String {
    let Some(Expression { code }) = expression else {
        return "None".to_owned();
    };
    let bytes = code.iter().flat_map(|byte| byte.escape_ascii());
    let bytes: String = bytes.map(char::from).collect();
    format!("Some(Expression {{ code: Cow::Borrowed(b\"{bytes}\") }})")
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
