//! Of which site a text is.

use clap::Args;
use unboil::Cleaner;

use crate::{json_lines, warc};

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Of which site a text is")]
pub(crate) struct SiteOptions {
    /// The field with the name of the site, of JSON lines.
    #[arg(long, value_name = "FIELD")]
    site: Option<String>,
    /// The field with the address of the page, of JSON lines: its site is the host, without `www.`. Common Crawl's records name their address themselves.
    #[arg(long, value_name = "FIELD", conflicts_with = "site")]
    site_from_url: Option<String>,
    /// The site that all texts are of.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["site", "site_from_url"])]
    site_name: Option<String>,
}

impl SiteOptions {
    pub(crate) fn resolve(&self) -> SiteOf {
        let SiteOptions {
            site,
            site_from_url,
            site_name,
        } = self.clone();
        match (site, site_from_url, site_name) {
            (Some(field), ..) => SiteOf::Field(field),
            (_, Some(field), _) => SiteOf::AddressField(field),
            (.., Some(name)) => SiteOf::Name(name),
            _ => SiteOf::Address,
        }
    }
}

/// Where the site of a text is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SiteOf {
    Field(String),
    AddressField(String),
    Name(String),
    /// In the address that a record gives itself.
    Address,
}

const HINT: &str =
    "name a field with --site or --site-from-url, or the site of all texts with --site-name";

/// What a record says of itself.
#[derive(Clone, Copy)]
pub(crate) enum Says<'r> {
    Nothing,
    /// A JSON line has fields.
    Line(&'r str),
    /// A record of Common Crawl has a header.
    Header(&'r [u8]),
}

impl SiteOf {
    /// The site of a text.
    ///
    /// # Errors
    ///
    /// Its record doesn't say so, where it should.
    pub(crate) fn of(&self, says: Says<'_>) -> Result<String, String> {
        match (self, says) {
            (SiteOf::Name(name), _) => Ok(name.clone()),
            (_, Says::Header(header)) => {
                let address = warc::value_of(header, "warc-target-uri")
                    .ok_or("the record has no WARC-Target-URI, which says of which site it is")?;
                host(&String::from_utf8_lossy(&header[address]))
            }
            (SiteOf::Field(field), Says::Line(line)) => string(line, field),
            (SiteOf::AddressField(field), Says::Line(line)) => host(&string(line, field)?),
            (SiteOf::Address, Says::Line(_)) => {
                Err(format!("nothing says of which site the text is: {HINT}"))
            }
            (_, Says::Nothing) => Err(
                "only JSON lines and records of Common Crawl say of which site a text is; give the site of all texts with --site-name".to_owned(),
            ),
        }
    }
}

fn string(line: &str, field: &str) -> Result<String, String> {
    let found = json_lines::find_text(line, field)?.map(|found| found.text.into_owned());
    let found = found.filter(|text| !text.trim().is_empty());
    found.ok_or_else(|| {
        format!("field `{field}` is empty, and should say of which site the text is")
    })
}

/// The host of an address, without `www.` and the port.
fn host(address: &str) -> Result<String, String> {
    let behind = match address.trim().split_once("://") {
        Some((_, behind)) => behind,
        None => address.trim(),
    };
    let authority = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(format!("`{address}` is no address of a page"));
    }
    Ok(host.to_owned())
}

/// The cleaner for the one site that there is a pack for; nothing if there are none or several.
pub(crate) fn only(cleaner: &Cleaner) -> Option<Cleaner> {
    let mut sites = cleaner.sites();
    let first = sites.next()?;
    match sites.next() {
        None => cleaner.for_site(first),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (address, wanted) in [
            ("https://www.Gazette.example/a/b?c", "gazette.example"),
            (
                "http://user:secret@news.gazette.example:8080",
                "news.gazette.example",
            ),
            ("gazette.example/x", "gazette.example"),
            ("https://[2001:db8::1]/", "[2001:db8::1]"),
            ("https://gazette.example.#top", "gazette.example"),
        ] {
            assert_eq!(host(address).as_deref(), Ok(wanted), "{address}");
        }
        assert!(host("https:///path").is_err());
        assert!(host("no address at all").is_err());
    }
}
