//! The colours of categories, on paper and on a terminal.

use anstyle::AnsiColor;
use unboil::Category;

/// Up to three categories that are kin share a hue and differ in how light they are.
const FAMILIES: &[(u16, AnsiColor, &[Category])] = &[
    (
        20,
        AnsiColor::Red,
        &[Category::Advertisement, Category::Paywall, Category::App],
    ),
    (
        52,
        AnsiColor::Yellow,
        &[Category::Newsletter, Category::Account, Category::Consent],
    ),
    (
        80,
        AnsiColor::Yellow,
        &[Category::Title, Category::Byline, Category::Date],
    ),
    (
        105,
        AnsiColor::Yellow,
        &[Category::Credit, Category::Copyright],
    ),
    (
        130,
        AnsiColor::Green,
        &[Category::Comments, Category::Feedback],
    ),
    (155, AnsiColor::Green, &[Category::Share, Category::Follow]),
    (180, AnsiColor::Cyan, &[Category::Icon, Category::Generated]),
    (
        215,
        AnsiColor::Cyan,
        &[Category::Player, Category::ReadTime],
    ),
    (236, AnsiColor::Blue, &[Category::Page]),
    (
        258,
        AnsiColor::Blue,
        &[Category::Related, Category::Topic, Category::Duplicate],
    ),
    (
        302,
        AnsiColor::Magenta,
        &[Category::Navigation, Category::Site, Category::Label],
    ),
    (
        345,
        AnsiColor::Magenta,
        &[Category::Template, Category::Script, Category::Error],
    ),
];

/// How light the colour of the first, second and third of a family is, as CSS `oklch` has it.
const LIGHT: [f32; 3] = [0.68, 0.55, 0.8];

fn place(category: Category) -> (u16, AnsiColor, f32) {
    let mut places = FAMILIES.iter().flat_map(|(hue, ansi, family)| {
        family
            .iter()
            .zip(LIGHT)
            .map(move |(of, light)| (*of, (*hue, *ansi, light)))
    });
    places
        .find_map(|(of, place)| (of == category).then_some(place))
        .unwrap_or((0, AnsiColor::White, LIGHT[0]))
}

/// The hue of a category in degrees, as CSS `oklch` has it.
pub(crate) fn hue(category: Category) -> u16 {
    place(category).0
}

/// How light a surface of the category's colour is, from 0 to 1, as CSS `oklch` has it.
pub(crate) fn light(category: Category) -> f32 {
    place(category).2
}

/// The colour of the terminal's own palette that comes nearest, so that it suits the reader's theme.
pub(crate) fn ansi(category: Category) -> AnsiColor {
    place(category).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_own_colour() {
        let mut colours: Vec<_> = Category::ALL
            .iter()
            .map(|&c| (hue(c), light(c).to_string()))
            .collect();
        assert!(colours.iter().all(|(hue, _)| *hue > 0));
        colours.sort();
        colours.dedup();
        assert_eq!(colours.len(), Category::ALL.len());
    }
}
