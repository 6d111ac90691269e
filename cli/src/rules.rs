//! `unboil rules` and `unboil rule`: which rules there are, and all about one of them.

use std::io::{self, Write};
use std::path::PathBuf;

use anstyle::Style;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::json;
use unboil::{Category, Rule, RulePack, Status};

use crate::exit::Exit;
use crate::reason::reason;
use crate::settings::{SettingOptions, read_packs};

const RULES_EXAMPLES: &str = "\
Examples:
  unboil rules                                     every rule
  unboil rules --language en --category related    some of them
  unboil rules --json | jq -r .id                  for a program";

const RULE_EXAMPLES: &str = "\
Examples:
  unboil rule en/skip-link
  unboil rule en/skip-link --json | jq -r '.lines[]'";

#[derive(Debug, Args)]
#[command(after_help = RULES_EXAMPLES)]
pub(crate) struct RulesOptions {
    /// Only rules of these languages, such as `en,und`; `und` is for any language.
    #[arg(
        long,
        visible_alias = "languages",
        value_name = "LANGUAGE",
        value_delimiter = ','
    )]
    language: Vec<String>,
    /// Only rules of these categories.
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', hide_possible_values = true, value_parser = categories())]
    category: Vec<Category>,
    /// Only rules with this status.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = statuses())]
    status: Vec<Status>,
    #[command(flatten)]
    packs: PackOptions,
    /// Print one JSON object a line, with all that is known about each rule.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = RULE_EXAMPLES)]
pub(crate) struct RuleOptions {
    /// The rule, such as `en/skip-link`.
    id: String,
    #[command(flatten)]
    packs: PackOptions,
    /// Print a JSON object.
    #[arg(long)]
    json: bool,
}

/// Which packs there are beside those of the crate.
#[derive(Debug, Args)]
struct PackOptions {
    /// A file with rules of your own; may be given more than once [default: those of unboil.toml].
    #[arg(long, value_name = "PACK")]
    rules: Vec<PathBuf>,
}

impl PackOptions {
    fn read(&self) -> Result<Vec<RulePack>, String> {
        let settings = SettingOptions {
            rules: self.rules.clone(),
            ..SettingOptions::default()
        };
        let files = settings.resolve()?.rules.unwrap_or_default();
        let mut packs = Vec::new();
        for file in files {
            packs.extend(read_packs(&file)?);
        }
        Ok(packs)
    }
}

fn all_packs(packs: &[RulePack]) -> Vec<&RulePack> {
    let mut all: Vec<&RulePack> = RulePack::built_in().collect();
    all.extend(packs);
    all
}

fn categories() -> impl TypedValueParser<Value = Category> {
    let names = Category::ALL.iter().map(|category| category.as_str());
    PossibleValuesParser::new(names).try_map(|name| Category::from_name(&name).ok_or("unknown"))
}

fn statuses() -> impl TypedValueParser<Value = Status> {
    let names = Status::ALL.iter().map(|status| status.as_str());
    PossibleValuesParser::new(names).try_map(|name| Status::from_name(&name).ok_or("unknown"))
}

pub(crate) fn list(options: &RulesOptions) -> Exit {
    let packs = match options.packs.read() {
        Ok(packs) => packs,
        Err(error) => return Exit::usage(&error),
    };
    let languages: Vec<String> = options.language.iter().map(|l| l.to_lowercase()).collect();
    let all = all_packs(&packs);
    for language in &languages {
        if !all
            .iter()
            .any(|pack| pack.language().to_lowercase() == *language)
        {
            let mut known: Vec<_> = all.iter().map(|pack| pack.language()).collect();
            known.sort_unstable();
            known.dedup();
            return Exit::usage(&format!(
                "there are no rules for language `{language}`; there are some for {}",
                known.join(", ")
            ));
        }
    }
    let wanted = |rule: &&Rule| {
        (languages.is_empty() || languages.contains(&rule.language().to_lowercase()))
            && (options.category.is_empty() || options.category.contains(&rule.category()))
            && (options.status.is_empty() || options.status.contains(&rule.status()))
    };
    let rules: Vec<&Rule> = all
        .iter()
        .flat_map(|pack| pack.rules())
        .filter(wanted)
        .collect();
    let mut out = io::BufWriter::new(anstream::stdout());
    let done = if options.json {
        rules
            .iter()
            .try_for_each(|rule| writeln!(out, "{}", as_json(rule)))
    } else {
        table(&rules, &mut out)
    };
    Exit::of_output(done.and_then(|()| out.flush()))
}

fn table(rules: &[&Rule], out: &mut impl Write) -> io::Result<()> {
    let rows: Vec<[&str; 5]> = rules
        .iter()
        .map(|rule| {
            [
                rule.id().as_str(),
                rule.category().as_str(),
                rule.strength().as_str(),
                state(rule),
                rule.summary(),
            ]
        })
        .collect();
    let head = ["RULE", "CATEGORY", "STRENGTH", "STATUS", "REMOVES"];
    let mut widths = head.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    let bold = Style::new().bold();
    let quiet = Style::new().dimmed();
    let [id, category, strength, status, _] = widths;
    let [a, b, c, d, e] = head;
    writeln!(
        out,
        "{bold}{a:id$}  {b:category$}  {c:strength$}  {d:status$}  {e}{bold:#}"
    )?;
    for [a, b, c, d, e] in &rows {
        writeln!(
            out,
            "{a:id$}  {b:category$}  {c:strength$}  {d:status$}  {e}"
        )?;
    }
    let noun = if rows.len() == 1 { "rule" } else { "rules" };
    writeln!(
        out,
        "{quiet}{} {noun}; unboil rule ID shows one in full{quiet:#}",
        rows.len()
    )
}

/// The status as people need it: whether the rule does anything unless it is asked to.
fn state(rule: &Rule) -> &'static str {
    match rule.status() {
        Status::Stable if rule.category().is_of_article() => "on request",
        status => status.as_str(),
    }
}

pub(crate) fn show(options: &RuleOptions) -> Exit {
    let packs = match options.packs.read() {
        Ok(packs) => packs,
        Err(error) => return Exit::usage(&error),
    };
    let rules: Vec<&Rule> = all_packs(&packs)
        .iter()
        .flat_map(|pack| pack.rules())
        .collect();
    let Some(rule) = rules.iter().find(|rule| *rule.id() == *options.id.as_str()) else {
        return Exit::usage(&format!(
            "there is no rule `{}`{}",
            options.id,
            hint(&options.id, &rules)
        ));
    };
    let mut out = io::BufWriter::new(anstream::stdout());
    let done = if options.json {
        writeln!(out, "{}", as_json(rule))
    } else {
        describe(rule, &mut out)
    };
    Exit::of_output(done.and_then(|()| out.flush()))
}

/// What might have been meant by an id that no rule has.
fn hint(id: &str, rules: &[&Rule]) -> String {
    if Category::from_name(id).is_some() {
        return format!(", but a category of that name: unboil rules --category {id}");
    }
    if rules.iter().any(|rule| rule.language() == id) {
        return format!(", but a language: unboil rules --language {id}");
    }
    let name = |id: &str| id.rsplit('/').next().map(str::to_owned).unwrap_or_default();
    let wanted = id.to_lowercase();
    let mut near: Vec<(f64, &str)> = rules
        .iter()
        .map(|rule| {
            let known = rule.id().as_str();
            // A name without its pack, or with another pack's, is as good as a slip of a key.
            let whole = strsim::normalized_damerau_levenshtein(&wanted, known);
            let part = strsim::normalized_damerau_levenshtein(&name(&wanted), &name(known)) * 0.95;
            (whole.max(part), known)
        })
        .filter(|(likeness, _)| *likeness >= 0.7)
        .collect();
    // Of the same rule in many languages, English is the one that most readers of ids know.
    let is_foreign = |id: &str| !id.starts_with("en/");
    near.sort_by(|a, b| {
        let by_likeness = b.0.total_cmp(&a.0);
        by_likeness.then_with(|| (is_foreign(a.1), a.1).cmp(&(is_foreign(b.1), b.1)))
    });
    let near: Vec<_> = near
        .iter()
        .take(3)
        .map(|(_, id)| format!("`{id}`"))
        .collect();
    if near.is_empty() {
        "; unboil rules lists them all".to_owned()
    } else {
        format!("; did you mean {}?", near.join(" or "))
    }
}

fn describe(rule: &Rule, out: &mut impl Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let quiet = Style::new().dimmed();
    let (file, line) = rule.defined_at();
    writeln!(out, "{bold}{}{bold:#}", rule.id())?;
    writeln!(out, "{}.", rule.summary())?;
    writeln!(out, "{}", reason(rule))?;
    let state = match state(rule) {
        "on request" => format!(
            "{}, on request: --drop {} or --body-only",
            rule.status(),
            rule.category()
        ),
        "preview" => format!(
            "preview: off unless you ask for it with --drop {}",
            rule.id()
        ),
        other => other.to_owned(),
    };
    writeln!(out)?;
    for (name, value) in [
        ("category", rule.category().to_string()),
        ("language", rule.language().to_owned()),
        ("strength", rule.strength().to_string()),
        (
            "status",
            format!("{state}, as it is since {}", rule.since()),
        ),
        ("defined in", format!("{file}:{line}")),
    ] {
        writeln!(out, "{quiet}{name:10}{quiet:#}  {value}")?;
    }
    let markers: Vec<String> = rule.markers().collect();
    let detector = rule.detector().map(|detector| detector.as_str());
    let lists: [(&str, Vec<&str>); 7] = [
        ("Removes", rule.must_match().collect()),
        ("Leaves alone", rule.must_not_match().collect()),
        ("Whole lines", rule.lines().collect()),
        ("Labels", rule.labels().collect()),
        ("Patterns", rule.patterns().collect()),
        ("Markers", markers.iter().map(String::as_str).collect()),
        ("Detector", detector.into_iter().collect()),
    ];
    for (name, texts) in lists {
        if texts.is_empty() {
            continue;
        }
        writeln!(out, "\n{bold}{name}{bold:#}")?;
        for (number, text) in texts.iter().enumerate() {
            let lines: Vec<&str> = text.trim_matches('\n').split('\n').collect();
            // Examples of several lines are set apart.
            if number > 0 && (lines.len() > 1 || texts[number - 1].contains('\n')) {
                writeln!(out)?;
            }
            for line in lines {
                writeln!(out, "  {line}")?;
            }
        }
    }
    Ok(())
}

fn as_json(rule: &Rule) -> serde_json::Value {
    let (file, line) = rule.defined_at();
    json!({
        "id": rule.id().as_str(),
        "summary": rule.summary(),
        "category": rule.category().as_str(),
        "language": rule.language(),
        "status": rule.status().as_str(),
        "default": rule.status() == Status::Stable && !rule.category().is_of_article(),
        "since": rule.since(),
        "strength": rule.strength().as_str(),
        "block": rule.opens_block(),
        "file": file,
        "line": line,
        "lines": rule.lines().collect::<Vec<_>>(),
        "labels": rule.labels().collect::<Vec<_>>(),
        "patterns": rule.patterns().collect::<Vec<_>>(),
        "markers": rule.markers().collect::<Vec<_>>(),
        "detector": rule.detector().map(|detector| detector.as_str()),
        "must_match": rule.must_match().collect::<Vec<_>>(),
        "must_not_match": rule.must_not_match().collect::<Vec<_>>(),
    })
}
