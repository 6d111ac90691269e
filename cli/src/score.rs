//! Scores by shingles, as the public article-extraction-benchmark defines them
//! (<https://github.com/scrapinghub/article-extraction-benchmark>): words are runs of letters, digits and `_`, a text is the multiset of
//! its runs of four words; true and false positives and false negatives are counted for each document, precision and recall are means over
//! documents, and F1 is their harmonic mean.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

/// Words of a shingle.
const LENGTH: usize = 4;

/// The words of a text.
///
/// What the benchmark's `\w` is in Python: letters and numbers of every kind, but no combining marks.
pub(crate) fn words(text: &str) -> Vec<&str> {
    static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").ok());
    let word = WORD.as_ref();
    word.map_or(Vec::new(), |word| {
        word.find_iter(text).map(|found| found.as_str()).collect()
    })
}

/// The article as it should be, to hold texts against.
pub(crate) struct Article<'g> {
    words: Vec<&'g str>,
    /// Words by number, so that shingles are compared and counted fast.
    numbers: HashMap<&'g str, u32>,
    /// How often each shingle stands in it.
    shingles: HashMap<Shingle, usize>,
    /// How many there are.
    total: usize,
}

/// The numbers of a shingle's words; those that are not there are 0.
type Shingle = [u32; LENGTH];

impl<'g> Article<'g> {
    pub(crate) fn new(text: &'g str) -> Article<'g> {
        let words = words(text);
        let mut article = Article {
            numbers: HashMap::with_capacity(words.len()),
            shingles: HashMap::with_capacity(words.len()),
            total: shingles(&words).len(),
            words,
        };
        for word in &article.words {
            let next = article.numbers.len() as u32 + 1;
            article.numbers.entry(word).or_insert(next);
        }
        for shingle in shingles(&article.words) {
            if let Some(shingle) = numbered(&article.numbers, shingle) {
                *article.shingles.entry(shingle).or_default() += 1;
            }
        }
        article
    }

    pub(crate) fn words(&self) -> &[&'g str] {
        &self.words
    }

    pub(crate) fn contains(&self, shingle: &[&str]) -> bool {
        numbered(&self.numbers, shingle).is_some_and(|shingle| self.shingles.contains_key(&shingle))
    }
}

/// Nothing if a word is not known.
fn numbered(numbers: &HashMap<&str, u32>, shingle: &[&str]) -> Option<Shingle> {
    let mut found = Shingle::default();
    for (place, word) in found.iter_mut().zip(shingle) {
        *place = *numbers.get(word)?;
    }
    Some(found)
}

/// The runs of four words, or the one run of fewer.
pub(crate) fn shingles<'w, 't>(words: &'w [&'t str]) -> std::slice::Windows<'w, &'t str> {
    words.windows(LENGTH.min(words.len()).max(1))
}

/// One text against the article that it should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score {
    /// Shingles of the text that are of the article.
    right: usize,
    /// Shingles of the text that are not.
    excess: usize,
    /// Shingles of the article that the text lacks.
    missing: usize,
    /// Whether text and article have the same words.
    exact: bool,
}

impl Score {
    pub(crate) fn new(article: &Article<'_>, text: &str) -> Score {
        let words = words(text);
        let mut found: HashMap<Shingle, usize> = HashMap::with_capacity(article.shingles.len());
        let mut right = 0;
        for shingle in shingles(&words).filter_map(|shingle| numbered(&article.numbers, shingle)) {
            let Some(&there) = article.shingles.get(&shingle) else {
                continue;
            };
            let found = found.entry(shingle).or_default();
            *found += 1;
            right += usize::from(*found <= there);
        }
        Score {
            right,
            excess: shingles(&words).len() - right,
            missing: article.total - right,
            exact: article.words == words,
        }
    }

    /// Nothing for a text without words.
    pub(crate) fn precision(&self) -> Option<f64> {
        ratio(self.right, self.right + self.excess)
    }

    /// Nothing for an article without words.
    pub(crate) fn recall(&self) -> Option<f64> {
        ratio(self.right, self.right + self.missing)
    }

    /// Of this document alone; 1 where there was nothing to find and nothing was found.
    pub(crate) fn f1(&self) -> f64 {
        if self.right + self.excess + self.missing == 0 {
            return 1.0;
        }
        harmonic(
            self.precision().unwrap_or(0.0),
            self.recall().unwrap_or(0.0),
        )
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 {
        2.0 * a * b / (a + b)
    } else {
        0.0
    }
}

/// Scores of many documents, being added up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    documents: usize,
    precisions: (f64, usize),
    recalls: (f64, usize),
    exact: usize,
}

/// Means over documents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Means {
    pub(crate) f1: f64,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    /// The share of documents that are word for word what they should be.
    pub(crate) exact: f64,
}

impl Sums {
    pub(crate) fn add(&mut self, score: &Score) {
        self.documents += 1;
        let ratios = [
            (&mut self.precisions, score.precision()),
            (&mut self.recalls, score.recall()),
        ];
        for ((sum, number), ratio) in ratios {
            if let Some(ratio) = ratio {
                *sum += ratio;
                *number += 1;
            }
        }
        self.exact += usize::from(score.exact);
    }

    pub(crate) fn documents(&self) -> usize {
        self.documents
    }

    pub(crate) fn means(&self) -> Means {
        let mean = |(sum, number): (f64, usize)| if number > 0 { sum / number as f64 } else { 0.0 };
        let (precision, recall) = (mean(self.precisions), mean(self.recalls));
        Means {
            f1: harmonic(precision, recall),
            precision,
            recall,
            exact: ratio(self.exact, self.documents).unwrap_or(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_python() {
        assert_eq!(
            words("It's 5 o'clock_now, naïve x² Ⅳ"),
            ["It", "s", "5", "o", "clock_now", "naïve", "x²", "Ⅳ"]
        );
        // A combining mark ends a word, also in Hindi.
        assert_eq!(words("cafe\u{301} हिन्दी"), ["cafe", "ह", "न", "द"]);
        assert_eq!(words(" –…"), [""; 0]);
    }

    #[test]
    fn texts_are_compared_by_runs_of_four_words() {
        let score = Score::new(&Article::new("a b c d e"), "a b c d x");
        assert_eq!((score.right, score.excess, score.missing), (1, 1, 1));
        assert_eq!(
            (score.precision(), score.recall(), score.f1()),
            (Some(0.5), Some(0.5), 0.5)
        );
        // The same run twice counts twice.
        let score = Score::new(&Article::new("a a a a a"), "a a a a");
        assert_eq!((score.right, score.excess, score.missing), (1, 0, 1));
        // Three words are one shingle, which no text of four has.
        let score = Score::new(&Article::new("a b c"), "a b c d");
        assert_eq!((score.right, score.excess, score.missing), (0, 1, 1));
        assert!(Score::new(&Article::new("a, b."), "a b").exact);
    }

    #[test]
    fn texts_without_words_have_no_part_in_the_mean() {
        let mut sums = Sums::default();
        sums.add(&Score::new(&Article::new("a b c d"), ""));
        sums.add(&Score::new(&Article::new("a b c d"), "a b c d"));
        let means = sums.means();
        assert_eq!(
            (means.precision, means.recall, means.exact),
            (1.0, 0.5, 0.5)
        );
        assert_eq!(Score::new(&Article::new(""), "").f1(), 1.0);
        assert_eq!(Sums::default().means().f1, 0.0);
    }
}
