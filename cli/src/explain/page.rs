//! Explained documents as one page for a browser. It loads nothing; what is shown of a text, a file name or a rule is escaped by maud.

use std::io::{self, Write};

use data_encoding::BASE64;
use indicatif::HumanCount;
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use sha2::{Digest, Sha256};
use unboil::Category;

use super::RuleBook;
use super::colour::{hue, light};
use super::document::{Document, Gone, Piece, visible};
use super::tally::{Count, Tally, percent, plural};
use crate::reason::reason;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// With more documents than these the page begins with all of them folded: a table of contents.
const OPEN_DOCUMENTS: usize = 50;

/// A page in the making. Documents are rendered as they come; the head of the page needs the sums of all.
#[derive(Default)]
pub(crate) struct Page {
    documents: Vec<Rendered>,
    tally: Tally,
}

struct Rendered {
    heading: Markup,
    text: Markup,
    changed: bool,
}

impl Page {
    pub(crate) fn add(&mut self, document: &Document<'_>) {
        let mut own = Tally::default();
        own.add(document);
        self.tally.add(document);
        self.documents.push(Rendered {
            heading: heading(document, &own),
            text: text(document),
            changed: !document.removals.is_empty(),
        });
    }

    pub(crate) fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Writes the page. `settings` says what the texts were cleaned with.
    pub(crate) fn write(
        &self,
        rules: &RuleBook,
        settings: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let many = self.documents.len() > 1;
        let title = match self.documents.as_slice() {
            [_] => "What unboil removes".to_owned(),
            all => format!("What unboil removes from {}", plural(all.len(), "document")),
        };
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(self.category_styles())) }
                }
                body {
                    header {
                        h1 { (title) }
                        p { (self.sentence()) }
                        (self.shares())
                    }
                    main {
                        (self.controls(many))
                        div.documents { @for document in &self.documents { (self.document(document)) } }
                    }
                    (self.rules(rules))
                    footer { "unboil " (env!("CARGO_PKG_VERSION")) ", " (settings) }
                    div #reason role="tooltip" hidden {}
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        out.write_all(page.0.as_bytes())
    }

    fn sentence(&self) -> Markup {
        let Tally {
            documents,
            changed,
            characters,
            removed,
            ..
        } = &self.tally;
        html! {
            @if removed.stretches == 0 {
                "Nothing to remove: every line stays."
            } @else {
                strong { (percent(removed.characters, *characters)) }
                " of the text goes: " (HumanCount(removed.characters as u64)) " of "
                (plural(*characters, "character")) ", in " (plural(removed.stretches, "stretch")) "."
                @if *documents > 1 && changed < documents {
                    " " (plural(documents - changed, "document")) " stay as they are."
                }
            }
        }
    }

    /// A bar of what went, by category. Each part is a label of the box that shows or hides its category.
    fn shares(&self) -> Markup {
        let categories = self.tally.categories();
        let all = self.tally.removed.characters;
        let said: Vec<_> = categories
            .iter()
            .map(|(category, count)| format!("{category} {}", percent(count.characters, all)))
            .collect();
        html! {
            @if !categories.is_empty() {
                div.shares role="img" aria-label=(format!("Shares of what goes: {}", said.join(", "))) {
                    @for ((category, count), said) in categories.iter().zip(&said) {
                        label.(category.as_str()) for=(box_id(*category)) title=(said) style=(grow(*count)) {}
                    }
                }
            }
        }
    }

    fn controls(&self, many: bool) -> Markup {
        let all = self.tally.removed.characters;
        html! {
            nav aria-label="What is shown" {
                @if !self.tally.categories().is_empty() {
                    fieldset {
                        legend { "Removed" }
                        @for (category, count) in self.tally.categories() {
                            label.category.(category.as_str()) {
                                input type="checkbox" id=(box_id(category)) checked;
                                span.name { (category) }
                                span.share { (percent(count.characters, all)) }
                            }
                        }
                    }
                    button #all type="button" { "Show the cleaned text" }
                }
                @if many && self.tally.changed > 0 && self.tally.changed < self.tally.documents {
                    label.option {
                        input type="checkbox" id="changed-only";
                        "Only documents with removals"
                    }
                }
                @if many { button #fold type="button" { "Fold all documents" } }
                @if self.tally.removed.stretches > 0 {
                    p.keys { kbd { "n" } " next stretch, " kbd { "p" } " previous, " kbd { "a" } " cleaned text or all" }
                }
            }
        }
    }

    fn document(&self, document: &Rendered) -> Markup {
        let open = self.documents.len() <= OPEN_DOCUMENTS;
        html! {
            details.unchanged[!document.changed] open[open] {
                summary { (document.heading) }
                (document.text)
            }
        }
    }

    fn rules(&self, book: &RuleBook) -> Markup {
        let found = self.tally.rules();
        html! {
            @if !found.is_empty() {
                section.rules {
                    h2 { "Rules that found something" }
                    table {
                        thead { tr {
                            th scope="col" { "Rule" }
                            th scope="col" { "Category" }
                            th scope="col" { "Removes" }
                            th.number scope="col" { "Stretches" }
                            th.number scope="col" { "Characters" }
                        } }
                        tbody {
                            @for (id, category, count) in &found {
                                tr id=(rule_id(id.as_str())) .(category.as_str()) {
                                    th scope="row" { code { (id) } }
                                    td.kind { (category) }
                                    td {
                                        @if let Some(rule) = book.get(id.as_str()) {
                                            span.summary { (visible(rule.summary())) "." }
                                            " " span.why { (reason(rule)) }
                                        }
                                    }
                                    td.number { (HumanCount(count.stretches as u64)) }
                                    td.number { (HumanCount(count.characters as u64)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// For each category on the page, its hue, and what is hidden while its box is not checked.
    fn category_styles(&self) -> String {
        let categories = self.tally.categories().into_iter();
        categories
            .map(|(category, _)| {
                let id = box_id(category);
                format!(
                    ".{category}{{--hue:{hue};--light:{light}}}\n\
                     body:has(#{id}:not(:checked)) del.{category}{{display:none}}\n\
                     body:has(#{id}:not(:checked)) .shares .{category}{{opacity:.2}}\n",
                    hue = hue(category),
                    light = light(category)
                )
            })
            .collect()
    }
}

fn heading(document: &Document<'_>, own: &Tally) -> Markup {
    let removed = document.removed_characters();
    html! {
        h2 dir="auto" { (visible(&document.name)) }
        span.part aria-hidden="true" {
            @for (category, count) in own.categories() {
                span.(category.as_str()) style=(grow(count)) {}
            }
            span style=(format!("flex-grow:{}", own.characters - removed)) {}
        }
        span.sum {
            @if removed == 0 { "nothing removed" }
            @else { (percent(removed, own.characters)) " of " (plural(own.characters, "character")) }
        }
        @if document.fell_back {
            span.note { "Less was removed than found: it would have been more prose than was left." }
        }
    }
}

fn text(document: &Document<'_>) -> Markup {
    // A line break right behind the opening tag of a `pre` is not part of its text, so that one more is written.
    html! {
        pre.text { "\n"
            @for piece in document.pieces() {
                @match piece {
                    Piece::Kept(text) => (visible(text)),
                    Piece::Gone(gone) => (stretch(&gone)),
                }
            }
        }
    }
}

fn stretch(gone: &Gone<'_>) -> impl Render {
    let rule = gone.removal.rule.as_str();
    html! {
        del.(gone.removal.category.as_str()) {
            (visible(gone.before))
            @if !gone.core.is_empty() {
                span tabindex="0" data-rule=(rule) aria-describedby=(rule_id(rule)) {
                    // Line by line, so that no colour marks the blank lines between.
                    @for line in visible(gone.core).split_inclusive('\n') {
                        @let blank_from = line.trim_end().len();
                        @if blank_from > 0 { span { (&line[..blank_from]) } }
                        (&line[blank_from..])
                    }
                }
            }
            (visible(gone.after))
        }
    }
}

fn box_id(category: Category) -> String {
    format!("show-{category}")
}

fn rule_id(rule: &str) -> String {
    format!("rule-{rule}")
}

fn grow(count: Count) -> String {
    format!("flex-grow:{}", count.characters)
}

/// The one script that may run is the page's own, known by its digest, so that even text that got past the escaping could do nothing.
fn policy() -> String {
    let digest = BASE64.encode(&Sha256::digest(SCRIPT));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
}
