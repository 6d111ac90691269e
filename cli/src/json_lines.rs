//! JSON lines: one string of an object edited; every other byte of the line stays as it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use memchr::memchr;
use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A string of a line, as it stands there and as it reads.
pub(crate) struct Field<'l> {
    /// What stands between its quotes.
    pub(crate) raw: Range<usize>,
    pub(crate) text: Cow<'l, str>,
}

/// The string at `path`; nothing if it is `null`.
///
/// # Errors
///
/// The line is no JSON object, has no such field, or the field is no string.
pub(crate) fn find_text<'l>(line: &'l str, path: &str) -> Result<Option<Field<'l>>, String> {
    let span = find(line, path)?;
    let value = &line[span.clone()];
    if value == "null" {
        return Ok(None);
    }
    if !value.starts_with('"') {
        return Err(format!(
            "field `{path}` is not a string but {}",
            kind_of(value)
        ));
    }
    let raw = span.start + 1..span.end - 1;
    let inner = &line[raw.clone()];
    let text = if memchr(b'\\', inner.as_bytes()).is_none() {
        Cow::Borrowed(inner)
    } else {
        Cow::Owned(decode(inner).ok_or_else(|| {
            format!("field `{path}` is a string that holds half a surrogate pair")
        })?)
    };
    Ok(Some(Field { raw, text }))
}

/// What stands between the quotes of a string, decoded; nothing if a character is half of a surrogate pair. The string is known to be right
/// otherwise: a reader of JSON has been over it. A second one would copy a large text twice.
fn decode(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(run) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..run]);
        let escaped = &rest[run..];
        let (mut length, character) = match escaped.as_bytes().get(1)? {
            b'u' => {
                let unit = unit(escaped)?;
                match char::from_u32(unit) {
                    Some(character) => (6, character),
                    None => {
                        let pair = [unit as u16, unit_of_pair(escaped.get(6..)?)?];
                        (12, char::decode_utf16(pair).next()?.ok()?)
                    }
                }
            }
            b'n' => (2, '\n'),
            b't' => (2, '\t'),
            b'r' => (2, '\r'),
            b'b' => (2, '\u{8}'),
            b'f' => (2, '\u{c}'),
            other => (2, char::from(*other)),
        };
        text.push(character);
        length += run;
        rest = &rest[length..];
    }
    text.push_str(rest);
    Some(text)
}

/// The number of an escape such as `\u00e9` that bytes begin with.
fn unit(escaped: &str) -> Option<u32> {
    u32::from_str_radix(escaped.get(2..6)?, 16).ok()
}

fn unit_of_pair(escaped: &str) -> Option<u16> {
    u16::try_from(unit(escaped.strip_prefix("\\u").map(|_| escaped)?)?).ok()
}

fn kind_of(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    }
}

/// Where the value at the path stands in the line. A field whose own name has the dots comes before nested objects.
pub(crate) fn find(line: &str, path: &str) -> Result<Range<usize>, String> {
    if let Some(span) = value_of(line, path)? {
        return Ok(span);
    }
    for (dot, _) in path.match_indices('.') {
        if let Some(outer) = value_of(line, &path[..dot])?
            && line[outer.clone()].starts_with('{')
        {
            let inner = find(&line[outer.clone()], &path[dot + 1..])?;
            return Ok(outer.start + inner.start..outer.start + inner.end);
        }
    }
    Err(format!(
        "there is no field `{path}`{}; name the one that holds the text with --field",
        but_others(line)
    ))
}

/// How many fields a message names.
const NAMED_FIELDS: usize = 12;

/// The fields that an object has, for a message.
fn but_others(object: &str) -> String {
    let fields: BTreeMap<String, IgnoredAny> =
        serde_json::from_str(without_mark(object)).unwrap_or_default();
    let names: Vec<_> = fields.keys().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => String::new(),
        number if number > NAMED_FIELDS => {
            format!(" but {}, …", names[..NAMED_FIELDS].join(", "))
        }
        _ => format!(" but {}", names.join(", ")),
    }
}

/// A line without the byte order mark that some programs begin a file with.
pub(crate) fn without_mark(line: &str) -> &str {
    line.strip_prefix('\u{feff}').unwrap_or(line)
}

/// Whether a line holds nothing, not even an object.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    line.iter().all(u8::is_ascii_whitespace)
}

/// Why a line is no JSON, with the place in the line.
pub(crate) fn not_json(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    match error.column() {
        0 => format!("not a JSON object: {what}"),
        column => format!("not a JSON object: {what} at byte {column} of the line"),
    }
}

/// Where the member of an object with this name stands, if there is one.
pub(crate) fn value_of(object: &str, name: &str) -> Result<Option<Range<usize>>, String> {
    let mut reader = serde_json::Deserializer::from_str(without_mark(object));
    let value = reader
        .deserialize_map(Member { name })
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| not_json(&error))?;
    Ok(value.map(|raw| {
        let start = raw.get().as_ptr() as usize - object.as_ptr() as usize;
        start..start + raw.get().len()
    }))
}

/// Looks for one member of an object; of several with the same name, the last, as most readers of JSON do.
struct Member<'n> {
    name: &'n str,
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(named) = map.next_key_seed(Name(self.name))? {
            if named {
                found = Some(map.next_value::<&'de RawValue>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Compares a key without keeping it.
struct Name<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, key: D) -> Result<bool, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

/// Where stretches of the decoded text, sorted and disjoint, stand between the quotes of a string that is known to be right.
pub(crate) fn raw_spans(raw: &str, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = raw.as_bytes();
    let (mut at, mut decoded) = (0, 0);
    let mut find = |target: usize| {
        while let Some(run) = memchr(b'\\', &bytes[at..]) {
            if target <= decoded + run {
                break;
            }
            let (length, character) = escape(&bytes[at + run..]);
            at += run + length;
            decoded += run + character;
        }
        at + (target - decoded)
    };
    spans
        .iter()
        .map(|span| find(span.start)..find(span.end))
        .collect()
}

/// The length of the escape that bytes begin with, and that of its character in UTF-8.
fn escape(bytes: &[u8]) -> (usize, usize) {
    if bytes.get(1) != Some(&b'u') {
        return (2, 1);
    }
    let unit = std::str::from_utf8(&bytes[..6]).ok().and_then(unit);
    match char::from_u32(unit.unwrap_or(0)) {
        Some(character) => (6, character.len_utf8()),
        // Half of a surrogate pair, and all that is beyond the basic plane takes four bytes.
        None => (12, 4),
    }
}

/// What stood between the quotes of a JSON string, if it isn't what this command would write for its text.
pub(crate) fn unusual<'r>(raw: &'r str, text: &str) -> Option<&'r str> {
    let usual = serde_json::to_string(text).ok()?;
    (usual[1..usual.len() - 1] != *raw).then_some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_decoded_as_a_reader_of_json_does() {
        for raw in [
            r#"plain"#,
            r#"\"\\\/\b\f\n\r\t"#,
            r#"\u0000\u00e9\u20ac\uFFFF"#,
            r#"a\ud83d\ude00é"#,
            r#"\ud83d"#,
            r#"\ude00x"#,
            r#"\ud83dx12345"#,
            r#"\ud83d\n"#,
            r#"\ud83d\u0041"#,
        ] {
            let wanted = serde_json::from_str::<String>(&format!("\"{raw}\"")).ok();
            assert_eq!(decode(raw), wanted, "{raw}");
        }
    }

    #[test]
    fn escapes_are_found_again() {
        let line = r#"{"text": "a\n\u00e9\ud83d\ude00é\\b"}"#;
        let field = find_text(line, "text").unwrap().unwrap();
        assert_eq!(field.text, "a\né😀é\\b");
        let raw = &line[field.raw.clone()];
        for (start, _) in field.text.char_indices() {
            for end in
                (start + 1..=field.text.len()).filter(|end| field.text.is_char_boundary(*end))
            {
                let span = &raw_spans(raw, std::slice::from_ref(&(start..end)))[0];
                let left = format!("\"{}\"", &raw[span.clone()]);
                let text: String = serde_json::from_str(&left).unwrap();
                assert_eq!(text, field.text[start..end]);
            }
        }
    }
}
