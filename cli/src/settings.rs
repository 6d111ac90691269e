//! What is removed: the options that every subcommand with a cleaner has, and `unboil.toml`, which has the same names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use unboil::{Cleaner, RulePack};

use crate::format::Format;
use crate::options::Mode;
use crate::removals::Offsets;
use crate::site;

/// The name of the file with settings that is looked for upward from the working directory.
const CONFIG_NAME: &str = "unboil.toml";

/// Options that decide what is removed. One given on the command line replaces the one of the same name in `unboil.toml`.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What is removed")]
pub(crate) struct SettingOptions {
    /// How much is removed [default: article].
    #[arg(long, value_enum)]
    pub(crate) mode: Option<Mode>,
    /// Remove title, byline, date lines and standfirst as well.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) body_only: Option<bool>,
    /// Languages whose rules apply, such as `en,de` [default: all].
    #[arg(long, value_name = "LANGUAGE", value_delimiter = ',')]
    pub(crate) languages: Vec<String>,
    /// Remove a category (`byline`) or what a rule finds (`en/byline`) although it stays by default.
    #[arg(long, value_name = "CATEGORY|RULE", value_delimiter = ',')]
    pub(crate) drop: Vec<String>,
    /// Keep a category (`credit`) or what a rule finds (`en/photo-credit`).
    #[arg(long, value_name = "CATEGORY|RULE", value_delimiter = ',')]
    pub(crate) keep: Vec<String>,
    /// A file with rules of your own, or a folder with such files; may be given more than once. Of packs for sites, one applies to every text, and of
    /// several that of the text's site.
    #[arg(long, value_name = "PACK")]
    pub(crate) rules: Vec<PathBuf>,
    /// Keep every line in which this regular expression finds something; may be given more than once.
    #[arg(long, value_name = "REGEX")]
    pub(crate) always_keep: Vec<String>,
    /// A file with settings [default: unboil.toml in the working directory or above it].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Don't look for unboil.toml.
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

impl SettingOptions {
    /// The settings of the command line over those of the file.
    ///
    /// # Errors
    ///
    /// The file can't be read or has something in it that is no setting.
    pub(crate) fn resolve(&self) -> Result<Settings, String> {
        let mut settings = match (&self.config, self.no_config) {
            (Some(file), _) => Settings::read(file)?
                .ok_or_else(|| format!("{}: there is no such file", file.display()))?,
            (None, true) => Settings::default(),
            (None, false) => Settings::find()?,
        };
        settings.mode = self.mode.or(settings.mode);
        settings.body_only = self.body_only.or(settings.body_only);
        let lists = [
            (&self.languages, &mut settings.languages),
            (&self.drop, &mut settings.drop),
            (&self.keep, &mut settings.keep),
            (&self.always_keep, &mut settings.always_keep),
        ];
        for (given, setting) in lists {
            if !given.is_empty() {
                *setting = Some(given.clone());
            }
        }
        if !self.rules.is_empty() {
            settings.rules = Some(self.rules.clone());
        }
        Ok(settings)
    }

    /// The cleaner that these options and `unboil.toml` ask for.
    ///
    /// # Errors
    ///
    /// One message with every problem of the file, the packs or the settings.
    pub(crate) fn cleaner(&self) -> Result<Cleaner, String> {
        let cleaner = self.resolve()?.cleaner()?;
        Ok(site::only(&cleaner).unwrap_or(cleaner))
    }
}

/// `unboil.toml`: every name is that of an option.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    pub(crate) mode: Option<Mode>,
    pub(crate) body_only: Option<bool>,
    pub(crate) languages: Option<Vec<String>>,
    pub(crate) drop: Option<Vec<String>>,
    pub(crate) keep: Option<Vec<String>>,
    /// Relative to the file that names them.
    pub(crate) rules: Option<Vec<PathBuf>>,
    pub(crate) always_keep: Option<Vec<String>>,
    pub(crate) require_article: Option<bool>,
    pub(crate) format: Option<Format>,
    pub(crate) field: Option<String>,
    pub(crate) jobs: Option<u16>,
    pub(crate) offsets: Option<Offsets>,
}

impl Settings {
    /// The settings of the nearest `unboil.toml` above the working directory; none if there is none.
    fn find() -> Result<Settings, String> {
        let folder = std::env::current_dir()
            .map_err(|error| format!("the working directory can't be found: {error}"))?;
        for folder in folder.ancestors() {
            if let Some(settings) = Settings::read(&folder.join(CONFIG_NAME))? {
                return Ok(settings);
            }
        }
        Ok(Settings::default())
    }

    fn read(file: &Path) -> Result<Option<Settings>, String> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        let mut settings: Settings = toml::from_str(&text)
            .map_err(|error| format!("{}: {}", file.display(), error.to_string().trim_end()))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        for pack in settings.rules.iter_mut().flatten() {
            *pack = folder.join(&*pack);
        }
        Ok(Some(settings))
    }

    /// The cleaner that these settings ask for.
    pub(crate) fn cleaner(&self) -> Result<Cleaner, String> {
        let mut builder = Cleaner::builder()
            .mode(self.mode.unwrap_or(Mode::Article).into())
            .body_only(self.body_only.unwrap_or(false));
        if let Some(languages) = &self.languages {
            builder = builder.languages(languages.iter().cloned());
        }
        for name in self.drop.iter().flatten() {
            builder = builder.drop(name);
        }
        for name in self.keep.iter().flatten() {
            builder = builder.keep(name);
        }
        for pattern in self.always_keep.iter().flatten() {
            builder = builder.always_keep(pattern);
        }
        for path in self.rules.iter().flatten() {
            for pack in read_packs(path)? {
                builder = builder.pack(pack);
            }
        }
        builder.build().map_err(|error| error.to_string())
    }
}

/// Whether a file of a folder is taken for a rule pack.
pub(crate) fn is_pack(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "toml")
}

/// The rule packs of a file, or of the files in a folder whose names end in `.toml`, sorted by name.
pub(crate) fn read_packs(path: &Path) -> Result<Vec<RulePack>, String> {
    if !path.is_dir() {
        return Ok(vec![read_pack(path)?]);
    }
    let explain = |error: io::Error| format!("{}: {error}", path.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(explain)? {
        let file = entry.map_err(explain)?.path();
        if is_pack(&file) {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(format!(
            "{}: there is no rule pack (*.toml) in this folder",
            path.display()
        ));
    }
    files.sort();
    files.iter().map(|file| read_pack(file)).collect()
}

/// A rule pack from a file.
pub(crate) fn read_pack(file: &Path) -> Result<RulePack, String> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    RulePack::parse(&name, &text).map_err(|error| error.to_string())
}
