//! Rules: what they are called, what they remove, and how one line is held against one rule.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::anchor::Texts;
use crate::fold::{core, fold_into};
use crate::line::{EndMark, Kind, Shape};
use crate::marker::Marker;
use crate::pattern::Patterns;
use crate::report::is_report;
use crate::table::MAX_WORDS;

/// The name of a rule, such as `en/skip-link`: permanent, and unique among the rules of a cleaner.
///
/// ```
/// let cleaned = unboil::Cleaner::default().clean("Skip to content\n\nIt rained.");
/// assert_eq!(cleaned.removals[0].rule.as_str(), "en/skip-link");
/// ```
#[derive(Clone)]
pub struct RuleId(Name);

/// Built-in names are borrowed, so that threads that report the same rule share no counter.
#[derive(Clone)]
enum Name {
    BuiltIn(&'static str),
    Pack(Arc<str>),
}

impl RuleId {
    pub(crate) fn built_in(name: &'static str) -> RuleId {
        RuleId(Name::BuiltIn(name))
    }

    /// Whether the rule is one of this crate. A pack of the user may give the same name while the built-in rule is left out.
    pub(crate) fn is_built_in(&self) -> bool {
        matches!(self.0, Name::BuiltIn(_))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Name::BuiltIn(name) => name,
            Name::Pack(name) => name,
        }
    }
}

impl From<&str> for RuleId {
    fn from(name: &str) -> RuleId {
        RuleId(Name::Pack(Arc::from(name)))
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for RuleId {
    fn eq(&self, other: &RuleId) -> bool {
        self.as_str() == other.as_str()
    }
}

impl PartialEq<str> for RuleId {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for RuleId {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Eq for RuleId {}

impl std::hash::Hash for RuleId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

macro_rules! named_enum {
    ($(#[$meta:meta])* $vis:vis $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// Every value, in the order of `rules/README.md`.
            $vis const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The name as it stands in packs, options and reports.
            $vis fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// The value with this name.
            $vis fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use named_enum;

named_enum! {
    /// What kind of thing a rule removes.
    ///
    /// ```
    /// use unboil::Category;
    /// assert_eq!(Category::from_name("related"), Some(Category::Related));
    /// assert_eq!(Category::Related.to_string(), "related");
    /// ```
    #[non_exhaustive]
    pub Category {
        /// Template and shortcode leftovers: `[ad_1]`, `{{title}}`.
        Template = "template",
        /// Names of icons and titles of drawings, often glued together.
        Icon = "icon",
        /// Labels of advertisements; the advertisements themselves seldom reach plain text.
        Advertisement = "advertisement",
        /// Links to other articles: related, read also, most read.
        Related = "related",
        /// Requests and buttons to share.
        Share = "share",
        /// Requests to follow on a network.
        Follow = "follow",
        /// Headers, times and controls of audio and video players.
        Player = "player",
        /// Skip links, menus, breadcrumbs, page numbers.
        Navigation = "navigation",
        /// Counts, forms and policies of comment sections.
        Comments = "comments",
        /// Requests to subscribe by mail.
        Newsletter = "newsletter",
        /// Notices that the rest is for subscribers.
        Paywall = "paywall",
        /// Log-in and registration.
        Account = "account",
        /// Promotion of an application.
        App = "app",
        /// Cookie and privacy consent.
        Consent = "consent",
        /// Copyright and syndication notices.
        Copyright = "copyright",
        /// Credits and placeholders of images, credits of agencies.
        Credit = "credit",
        /// Lists of tags and topics.
        Topic = "topic",
        /// Reading time and view counts.
        ReadTime = "readtime",
        /// Labels whose value is gone: `Published at`.
        Label = "label",
        /// Requests for ratings and corrections.
        Feedback = "feedback",
        /// Lines of error pages.
        Error = "error",
        /// Notices that a script or browser is missing something.
        Script = "script",
        /// Notes on summaries and audio made by machines.
        Generated = "generated",
        /// What stands twice.
        Duplicate = "duplicate",
        /// The article's own title; stays unless asked for.
        Title = "title",
        /// The article's own byline; stays unless asked for.
        Byline = "byline",
        /// The article's own date; stays unless asked for.
        Date = "date",
        /// What repeats on the pages of one site.
        Site = "site",
        /// What stands around the article of a whole page.
        Page = "page",
    }
}

impl Detector {
    /// Whether it looks at whole pages: only [`Mode::Page`](crate::Mode::Page) asks it.
    pub(crate) fn is_of_page(self) -> bool {
        use Detector::{
            AfterArticle, BeforeArticle, InsideArticle, PageComments, PageContents, PageHeadline,
            PageMenu,
        };
        matches!(
            self,
            BeforeArticle
                | AfterArticle
                | PageComments
                | PageContents
                | PageMenu
                | PageHeadline
                | InsideArticle
        )
    }
}

impl Category {
    /// Whether lines of the category say who wrote a text, or when.
    pub(crate) fn is_dateline(self) -> bool {
        matches!(self, Category::Byline | Category::Date)
    }

    /// Whether the category is the article's own and stays by default: title, byline and date.
    ///
    /// ```
    /// assert!(unboil::Category::Byline.is_of_article());
    /// ```
    pub fn is_of_article(self) -> bool {
        matches!(self, Category::Title | Category::Byline | Category::Date)
    }
}

named_enum! {
    /// Where a rule stands in its life.
    #[non_exhaustive]
    pub Status {
        /// On by default; changes of what it matches are listed in the changelog.
        Stable = "stable",
        /// Off unless dropped by name.
        Preview = "preview",
        /// Matches nothing; its id stays known, so that settings which name it go on working.
        Removed = "removed",
    }
}

named_enum! {
    /// How much a matching line proves.
    pub Strength {
        /// The line goes by itself.
        Strong = "strong",
        /// The line goes only in company: beside other lines that go.
        Weak = "weak",
    }
}

named_enum! {
    /// Judgements on shape that need more than a phrase; each is used by one rule of `rules/und.toml`.
    #[non_exhaustive]
    pub Detector {
        /// A line made of names of icons.
        GluedIcons = "glued-icons",
        /// The title a second time, before the first paragraph.
        RepeatedTitle = "repeated-title",
        /// The line that names the article.
        Title = "title",
        /// The summary between title and text.
        Standfirst = "standfirst",
        /// Labels before the first paragraph, among known ones.
        Menu = "menu",
        /// Headlines and labels after the last paragraph, behind certain boilerplate.
        Footer = "footer",
        /// Readers' posts behind the article.
        CommentThread = "comment-thread",
        /// Paragraphs that stand in the text before.
        RepeatedText = "repeated-text",
        /// A caption that ends in the name of who made the picture.
        CaptionCredit = "caption-credit",
        /// Many keywords with a word in common, after the last paragraph.
        KeywordList = "keyword-list",
        /// Address and telephone numbers of whoever runs the site, after the last paragraph.
        AddressLine = "address-line",
        /// What stands before the article of a whole page.
        BeforeArticle = "before-article",
        /// What stands behind the article of a whole page.
        AfterArticle = "after-article",
        /// The comments behind the article of a whole page.
        PageComments = "page-comments",
        /// The table of contents of the article of a whole page, behind a label that its rule knows.
        PageContents = "page-contents",
        /// Labels in a row, before or behind the article of a whole page.
        PageMenu = "page-menu",
        /// The headline above the article of a whole page.
        PageHeadline = "page-headline",
        /// What stands inside the article of a whole page and belongs to others.
        InsideArticle = "inside-article",
    }
}

named_enum! {
    /// Kinds of lines that can belong to a block.
    #[non_exhaustive]
    pub(crate) Belonging {
        /// Only bullet signs.
        Bullet = "bullet",
        /// Clock times and durations.
        Time = "time",
        /// Digits and counters.
        Number = "number",
        /// Matches a rule of category `date`.
        Date = "date",
        /// One address.
        Url = "url",
        /// At most four words, no final punctuation.
        Label = "label",
        /// 2 to 24 words, not closed by a full stop, comma, colon or semicolon.
        Headline = "headline",
        /// Closed, but too short for a paragraph.
        Sentence = "sentence",
    }
}

/// The evidence of a rule that was learned from the pages of a site: numbers of pages.
///
/// A line of the rule may stand in several places of a page, so that the places can add up to more than `pages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Seen {
    /// Pages on which lines of the rule stood beside one another.
    pub pages: u32,
    /// Pages that were looked at; near-duplicates count once.
    pub of: u32,
    /// Pages that have such lines before their first paragraph.
    pub head: u32,
    /// Pages that have them between two paragraphs.
    pub inside: u32,
    /// Pages that have them after their last paragraph.
    pub tail: u32,
}

/// A header and what hangs on it. The fields are those of `rules/README.md`.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) belongs: Cow<'static, [Belonging]>,
    /// Folded phrases.
    pub(crate) ends: Texts,
    pub(crate) min_lines: usize,
    pub(crate) max_lines: usize,
}

/// One named thing to remove. Made by [`RulePack::parse`](crate::RulePack::parse).
///
/// ```
/// let cleaner = unboil::Cleaner::default();
/// let rule = cleaner.rules().find(|rule| rule.id() == "en/skip-link").unwrap();
/// assert!(rule.matches("Skip to content ↓"));
/// assert!(!rule.matches("Skip to content was what the editor wrote."));
/// ```
#[derive(Debug)]
pub struct Rule {
    pub(crate) id: RuleId,
    pub(crate) language: Cow<'static, str>,
    pub(crate) category: Category,
    pub(crate) summary: Cow<'static, str>,
    pub(crate) status: Status,
    pub(crate) since: Cow<'static, str>,
    pub(crate) strength: Strength,
    /// Folded phrases.
    pub(crate) lines: Texts,
    /// Folded phrases.
    pub(crate) labels: Texts,
    pub(crate) patterns: Patterns,
    pub(crate) markers: Vec<Marker>,
    pub(crate) detector: Option<Detector>,
    pub(crate) block: Option<Block>,
    pub(crate) max_words: Option<u16>,
    pub(crate) closed: Option<bool>,
    pub(crate) must_match: Texts,
    pub(crate) must_not_match: Texts,
    pub(crate) seen: Option<Seen>,
    pub(crate) file: Cow<'static, str>,
    pub(crate) line: usize,
}

const MAX_LABEL_WORDS: u16 = 35;

/// A longer line, in bytes, matches no phrase, label or pattern. No interface text of `rules/` comes near; it bounds the work a line.
pub(crate) const MAX_LINE_BYTES: usize = 1024;

impl Rule {
    /// The permanent name.
    pub fn id(&self) -> &RuleId {
        &self.id
    }

    /// The language of the rule's pack: a BCP 47 tag, or `und` for any.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What kind of thing it removes.
    pub fn category(&self) -> Category {
        self.category
    }

    /// Whether what it matches stands around comments and nowhere else.
    pub(crate) fn is_of_comments(&self) -> bool {
        self.category == Category::Comments && self.strength == Strength::Strong
    }

    /// What it removes, in one line.
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Where it stands in its life.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The version that first had the rule as it is.
    pub fn since(&self) -> &str {
        &self.since
    }

    /// How much a matching line proves.
    pub fn strength(&self) -> Strength {
        self.strength
    }

    /// Phrases that are the whole line, as lines are compared with them: folded, so in lower case and without decoration.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// let rule = cleaner.rules().find(|rule| rule.id() == "en/skip-link").unwrap();
    /// assert!(rule.lines().any(|line| line == "skip to content"));
    /// ```
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| &**line)
    }

    /// Labels that open a line and have something behind them, folded like [`Rule::lines`].
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// assert!(cleaner.rules().any(|rule| rule.labels().any(|label| label == "read also")));
    /// ```
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(|label| &**label)
    }

    /// Regular expressions for the whole folded line, as written.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// assert!(cleaner.rules().any(|rule| rule.patterns().next().is_some()));
    /// ```
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| &*pattern.source)
    }

    /// What it takes out of lines, as written: literal, but for `*`.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// let rule = cleaner.rules().find(|rule| rule.id() == "und/ad-marker").unwrap();
    /// assert!(rule.markers().any(|marker| marker == "[adrotate *]"));
    /// ```
    pub fn markers(&self) -> impl Iterator<Item = String> {
        self.markers.iter().map(|marker| marker.parts.join("*"))
    }

    /// The judgement on shape that it uses, if one.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// assert!(cleaner.rules().any(|rule| rule.detector() == Some(unboil::Detector::RepeatedTitle)));
    /// ```
    pub fn detector(&self) -> Option<Detector> {
        self.detector
    }

    /// Whether a line that it matches is a header, and the short lines that hang on it go too.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::default();
    /// let rule = cleaner.rules().find(|rule| rule.id() == "en/read-also").unwrap();
    /// assert!(rule.opens_block());
    /// ```
    pub fn opens_block(&self) -> bool {
        self.block.is_some()
    }

    /// Whether it takes out markers inside lines, so that its removals need not cover whole lines.
    pub fn has_markers(&self) -> bool {
        !self.markers.is_empty()
    }

    /// Examples that the rule removes, in the notation of `rules/README.md`.
    pub fn must_match(&self) -> impl Iterator<Item = &str> {
        self.must_match.iter().map(|example| &**example)
    }

    /// Examples that stay, in the same notation.
    pub fn must_not_match(&self) -> impl Iterator<Item = &str> {
        self.must_not_match.iter().map(|example| &**example)
    }

    /// On how many pages of its site it was seen when it was learned; nothing for a rule that a person wrote.
    pub fn seen(&self) -> Option<Seen> {
        self.seen
    }

    /// The file the rule stands in, as it was named to [`RulePack::parse`](crate::RulePack::parse), and its line there, from 1.
    pub fn defined_at(&self) -> (&str, usize) {
        (&self.file, self.line)
    }

    /// Whether `line` by itself, without its line break, is what the rule's `lines`, `labels` or `patterns` describe: the definition
    /// that [`Cleaner::matches`](crate::Cleaner::matches) is a fast form of. Markers and detectors are not asked.
    pub fn matches(&self, line: &str) -> bool {
        if line.len() > MAX_LINE_BYTES {
            return false;
        }
        let mut folded = String::new();
        let view = LineView::new(line, &mut folded);
        self.lines
            .iter()
            .any(|phrase| self.line_matches(phrase, &view))
            || self
                .labels
                .iter()
                .any(|label| self.label_matches(label, &view))
            || (0..self.patterns.len()).any(|number| self.pattern_matches(number, &view))
    }

    /// Whether its lines go only where they stand beside one another.
    pub(crate) fn goes_in_runs(&self) -> bool {
        self.category == Category::Site && self.strength == Strength::Weak
    }

    /// Whether nothing says that its lines stand before or behind the article.
    pub(crate) fn goes_inside(&self) -> bool {
        self.seen
            .is_none_or(|seen| seen.inside > seen.head.max(seen.tail))
    }

    /// Times and numbers are the same in every language, and no reason to ask every language's dates.
    pub(crate) fn is_asked_about(&self, shape: &Shape) -> bool {
        self.language == "und" || !matches!(shape.kind, Kind::Time | Kind::Number)
    }

    fn fits(&self, shape: &Shape, words: u16, limit: u16) -> bool {
        self.is_asked_about(shape)
            && words <= self.max_words.unwrap_or(limit)
            && self
                .closed
                .is_none_or(|closed| closed == (shape.end == EndMark::Stop))
    }

    pub(crate) fn line_matches(&self, phrase: &str, view: &LineView<'_>) -> bool {
        view.folded == phrase && self.fits(&view.shape, view.shape.words, MAX_WORDS)
    }

    /// Whether its pattern of this number matches the line.
    pub(crate) fn pattern_matches(&self, number: usize, view: &LineView<'_>) -> bool {
        self.fits(&view.shape, view.shape.words, MAX_WORDS)
            && self.patterns.is_match(number, view)
            && !(view.shape.end == EndMark::Stop
                && is_report(view.folded, &self.language, self.category))
    }

    pub(crate) fn label_matches(&self, label: &str, view: &LineView<'_>) -> bool {
        let Some(rest) = view.folded.strip_prefix(label) else {
            return false;
        };
        let label_words = label.matches(' ').count() as u16 + 1;
        if view.shape.end == EndMark::Stop
            || !self.fits(
                &view.shape,
                view.shape.words.saturating_sub(label_words),
                MAX_LABEL_WORDS,
            )
        {
            return false;
        }
        if rest.is_empty() {
            return after_separator(view.trail).is_some();
        }
        let Some(rest) = after_separator(rest) else {
            return false;
        };
        // Folding keeps the number of characters, so that the remainder's own first letter can be found again.
        let before = view.folded[..view.folded.len() - rest.len()]
            .chars()
            .count();
        let mut plain = String::new();
        fold_into(view.core, false, &mut plain);
        !plain.chars().nth(before).is_some_and(char::is_lowercase)
    }

    /// Compiles every pattern; what fails, with the reason.
    pub(crate) fn compile(&self) -> Vec<(&str, String)> {
        let mut failures = Vec::new();
        for pattern in self.patterns.iter() {
            if let Err(reason) = pattern.compiled() {
                failures.push((&*pattern.source, reason));
            }
        }
        failures
    }
}

/// What stands behind the separator of a label, or nothing if `rest` doesn't begin with one.
fn after_separator(rest: &str) -> Option<&str> {
    let bare = rest.trim_start_matches(' ');
    let mut characters = bare.chars();
    let behind = match characters.next()? {
        ':' | '：' | '|' | '»' | '›' | '>' | '→' => characters.as_str(),
        '-' | '–' | '—' if bare.len() < rest.len() => {
            let behind = characters.as_str();
            if !behind.is_empty() && !behind.starts_with(' ') {
                return None;
            }
            behind
        }
        _ => return None,
    };
    Some(behind.trim_start_matches(' '))
}

/// A line as rules see it.
pub(crate) struct LineView<'a> {
    pub(crate) shape: Shape,
    pub(crate) folded: &'a str,
    /// Without decoration, but not folded.
    pub(crate) core: &'a str,
    /// The decoration cut off at the end.
    pub(crate) trail: &'a str,
}

impl<'a> LineView<'a> {
    pub(crate) fn new(content: &'a str, folded: &'a mut String) -> LineView<'a> {
        let (core, trail) = core(content);
        fold_into(core, true, folded);
        LineView {
            shape: Shape::of(content),
            folded,
            core,
            trail,
        }
    }
}

impl Belonging {
    /// Whether a line of this shape is of the kind; what a date is, only rules can say.
    pub(crate) fn admits(self, shape: &Shape) -> bool {
        match self {
            Belonging::Bullet => shape.kind == Kind::Bullet,
            Belonging::Time => shape.kind == Kind::Time,
            Belonging::Number => shape.kind == Kind::Number,
            Belonging::Date => false,
            Belonging::Url => shape.kind == Kind::Url,
            Belonging::Label => shape.kind == Kind::Label,
            Belonging::Headline => {
                shape.kind == Kind::Headline || (shape.kind == Kind::Label && shape.words >= 2)
            }
            Belonging::Sentence => shape.kind == Kind::Sentence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators() {
        assert_eq!(after_separator(": ten years"), Some("ten years"));
        assert_eq!(after_separator(" | ten"), Some("ten"));
        assert_eq!(after_separator(" - ten"), Some("ten"));
        assert_eq!(after_separator("-ten"), None);
        assert_eq!(after_separator(" -ten"), None);
        assert_eq!(after_separator(" ten"), None);
        assert_eq!(after_separator(":"), Some(""));
    }
}
