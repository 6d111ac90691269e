//! One field of a JSON object replaced; every other byte of the line stays as it is.

use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The line with the string at `path` cleaned; the line itself if nothing changes.
pub(crate) fn clean_field(
    line: &[u8],
    path: &str,
    clean: impl FnOnce(&str) -> String,
) -> Result<Vec<u8>, String> {
    let line = std::str::from_utf8(line)
        .map_err(|error| format!("not UTF-8: byte {} can't be read", error.valid_up_to()))?;
    let span = find(line, path)?;
    let value = &line[span.clone()];
    if value == "null" {
        return Ok(line.as_bytes().to_vec());
    }
    let text: String = serde_json::from_str(value)
        .map_err(|_| format!("field `{path}` is not a string but {}", kind_of(value)))?;
    let cleaned = clean(&text);
    if cleaned == text {
        return Ok(line.as_bytes().to_vec());
    }
    let encoded = serde_json::to_string(&cleaned).map_err(|error| error.to_string())?;
    Ok([&line[..span.start], &encoded, &line[span.end..]]
        .concat()
        .into_bytes())
}

fn kind_of(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "true or false",
        Some(b'"') => "a string that holds half a surrogate pair",
        _ => "a number",
    }
}

/// Where the value at the path stands in the line. A field whose own name has the dots comes before nested objects.
fn find(line: &str, path: &str) -> Result<Range<usize>, String> {
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
        "there is no field `{path}`; name the one that holds the text with --field"
    ))
}

fn value_of(object: &str, name: &str) -> Result<Option<Range<usize>>, String> {
    let mut reader = serde_json::Deserializer::from_str(object);
    let value = reader
        .deserialize_map(Member { name })
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| format!("not a JSON object: {error}"))?;
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
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.name {
                found = Some(map.next_value::<&'de RawValue>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}
