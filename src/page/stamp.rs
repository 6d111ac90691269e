//! Times and dates in digits, which are the same in every language.

fn digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether the colon parts the hours of a time from its minutes.
pub(crate) fn is_clock(bytes: &[u8], colon: usize) -> bool {
    colon > 0
        && digit(bytes, colon - 1)
        && digit(bytes, colon + 1)
        && digit(bytes, colon + 2)
        && !digit(bytes, colon + 3)
}

/// Whether the sign at `at` is the first of two that join three numbers: `17.6.2021`, `2021-06-17`.
pub(crate) fn is_date(bytes: &[u8], at: usize) -> bool {
    if at == 0 || !digit(bytes, at - 1) {
        return false;
    }
    let digits = bytes[at + 1..]
        .iter()
        .take(4)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let second = at + 1 + digits;
    (1..=2).contains(&digits) && bytes.get(second) == Some(&bytes[at]) && digit(bytes, second + 1)
}
