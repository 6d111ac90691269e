//! Made-up sites: templates, articles, and traps that repeat though they are the article. The same seed makes the same pages.
#![allow(unreachable_pub)]

/// What a line of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Article,
    /// Stands on every page, or on most, with the same words but for numbers and names.
    Template,
    /// Belongs to the page, but to no article and to no template: headlines of other articles.
    Other,
}

pub struct Page {
    pub lines: Vec<(Part, String)>,
}

impl Page {
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

pub struct Site {
    pub name: String,
    pub pages: Vec<Page>,
}

/// What the articles of a site are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    News,
    /// Ten of fifty pages carry the same story of an agency, under titles of their own.
    Agency,
    /// A third of the pages quote the same paragraph.
    Quotes,
    /// Verse with a refrain that comes back on other pages.
    Verse,
    /// A table of days and temperatures after two paragraphs.
    Weather,
    /// The same, with a cell a line.
    Stocks,
    /// Headings and quantities.
    Recipes,
    /// Some articles are about the notice in the footer and quote it, or list the sections of the site.
    Notices,
    /// Questions and answers, with the same heading in every article.
    Interviews,
}

impl Subject {
    pub const ALL: [Subject; 9] = [
        Subject::News,
        Subject::Agency,
        Subject::Quotes,
        Subject::Verse,
        Subject::Weather,
        Subject::Stocks,
        Subject::Recipes,
        Subject::Notices,
        Subject::Interviews,
    ];
}

/// Sebastiano Vigna's SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len())]
    }

    /// Some of them, in their order.
    fn some<'a>(&mut self, all: &[&'a str], least: usize, most: usize) -> Vec<&'a str> {
        let mut wanted = self.between(least, most.min(all.len()));
        let mut left = all.len();
        let mut some = Vec::new();
        for &one in all {
            if self.below(left) < wanted {
                some.push(one);
                wanted -= 1;
            }
            left -= 1;
        }
        some
    }
}

/// The words of a language.
struct Words {
    people: &'static [&'static str],
    families: &'static [&'static str],
    subjects: &'static [&'static str],
    verbs: &'static [&'static str],
    objects: &'static [&'static str],
    times: &'static [&'static str],
    sections: &'static [&'static str],
    buttons: &'static [&'static str],
    footer: &'static [&'static str],
    newsletter: [&'static str; 3],
    notice: &'static str,
    legal: &'static str,
    author_box: &'static str,
    comments: &'static str,
    basket: &'static str,
    days: &'static [&'static str],
    heading: &'static str,
    parts: [&'static str; 2],
    and: &'static str,
}

const ENGLISH: Words = Words {
    people: &[
        "Anna", "Omar", "Lucy", "Peter", "Mina", "Jonas", "Clara", "Victor", "Edith", "Samir",
    ],
    families: &[
        "Field", "Brook", "Harper", "Lind", "Moreau", "Castle", "Novak", "Whitby", "Okoye", "Stone",
    ],
    subjects: &[
        "the harbour master",
        "a group of pupils",
        "the town council",
        "an old fisherman",
        "the new museum",
        "the choir of the valley",
        "a farmer from the hills",
        "the night train",
        "the owner of the mill",
        "the volunteer fire brigade",
        "a retired teacher",
        "the river authority",
        "the baker on the corner",
        "the orchestra",
        "a team of surveyors",
        "the keeper of the lighthouse",
        "the library",
        "the parish",
    ],
    verbs: &[
        "has repaired",
        "wants to sell",
        "opened",
        "will paint",
        "measured",
        "has lost",
        "found",
        "defended",
        "is rebuilding",
        "showed",
        "gave away",
        "has photographed",
        "counted",
        "will close",
        "has rented",
        "described",
    ],
    objects: &[
        "the wooden bridge behind the market",
        "forty boxes of letters",
        "a garden with a view of the lake",
        "the clock in the tower",
        "three boats and a shed",
        "the path along the quarry",
        "a bell that nobody had heard for years",
        "the roof of the old station",
        "a map of all wells",
        "the last tram",
        "two paintings of the ferry",
        "the stone wall near the school",
        "a recipe for plum cake",
        "the windmill on the ridge",
        "the archive of the newspaper",
    ],
    times: &[
        "on a cold morning in March",
        "after a long dispute",
        "without asking anybody",
        "before the first snow",
        "in front of two hundred guests",
        "during the summer fair",
        "with the help of neighbours",
        "for less than expected",
        "while the rain went on",
        "at the end of the season",
        "as had been promised in spring",
    ],
    sections: &[
        "Town", "River", "Harbour", "Valley", "Farming", "Railways", "Letters", "Chess", "Gardens",
        "Museums", "Weather", "Markets", "Schools", "Walking", "Music", "Archive",
    ],
    buttons: &[
        "Print this page",
        "Save for later",
        "Send to a friend",
        "Larger type",
        "Listen",
        "Report a mistake",
        "Copy address",
    ],
    footer: &[
        "About the house",
        "Work with us",
        "House rules",
        "Imprint",
        "Advertise here",
        "Delivery",
        "Our printers",
        "Data protection",
        "Help pages",
        "Map of this site",
        "Holiday stop",
        "Readers' club",
    ],
    newsletter: [
        "The evening letter",
        "Five stories from the valley, every evening at six",
        "Send it to me",
    ],
    notice: "We keep small files on your computer so that you need not tell us twice which edition you read; if you go on reading, we take it that you agree with this.",
    legal: "All texts and pictures on these pages belong to the house or to those who made them, and may be printed elsewhere only if the house has agreed in writing.",
    author_box: "More stories by",
    comments: "Remarks so far",
    basket: "Your basket",
    days: &[
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    heading: "What happens next",
    parts: ["What you need", "How it is made"],
    and: "and",
};

const GERMAN: Words = Words {
    people: &[
        "Anna", "Omar", "Lena", "Peter", "Mina", "Jonas", "Klara", "Viktor", "Edith", "Samir",
    ],
    families: &[
        "Feld", "Bach", "Harder", "Lind", "Maurer", "Schloss", "Novak", "Weber", "Okoye", "Stein",
    ],
    subjects: &[
        "der Hafenmeister",
        "eine Gruppe von Schülern",
        "der Stadtrat",
        "ein alter Fischer",
        "das neue Museum",
        "der Chor des Tals",
        "eine Bäuerin aus den Hügeln",
        "der Nachtzug",
        "die Besitzerin der Mühle",
        "die freiwillige Feuerwehr",
        "ein Lehrer im Ruhestand",
        "die Bibliothek",
        "der Bäcker an der Ecke",
    ],
    verbs: &[
        "repariert",
        "verkauft",
        "eröffnet",
        "bemalt",
        "vermisst",
        "verliert",
        "findet",
        "verteidigt",
        "zeigt",
        "verschenkt",
        "fotografiert",
        "zählt",
    ],
    objects: &[
        "die hölzerne Brücke hinter dem Markt",
        "vierzig Kisten mit Briefen",
        "einen Garten mit Blick auf den See",
        "die Uhr im Turm",
        "drei Boote und einen Schuppen",
        "den Weg am Steinbruch",
        "eine Glocke, die seit Jahren niemand gehört hat",
        "das Dach des alten Bahnhofs",
        "eine Karte aller Brunnen",
        "die letzte Straßenbahn",
    ],
    times: &[
        "an einem kalten Morgen im März",
        "nach langem Streit",
        "ohne jemanden zu fragen",
        "vor dem ersten Schnee",
        "vor zweihundert Gästen",
        "während des Sommerfests",
        "mit Hilfe der Nachbarn",
        "für weniger Geld als erwartet",
        "am Ende der Saison",
    ],
    sections: &[
        "Stadt", "Fluss", "Hafen", "Tal", "Landbau", "Bahnen", "Briefe", "Schach", "Gärten",
        "Museen", "Wetter", "Märkte", "Schulen", "Wandern", "Musik", "Archiv",
    ],
    buttons: &[
        "Seite drucken",
        "Auf die Merkliste",
        "An Freunde schicken",
        "Größere Schrift",
        "Vorlesen lassen",
        "Fehler melden",
    ],
    footer: &[
        "Über das Haus",
        "Arbeiten bei uns",
        "Hausordnung",
        "Impressum",
        "Hier werben",
        "Zustellung",
        "Unsere Drucker",
        "Datenschutz",
        "Hilfeseiten",
        "Plan der Seiten",
        "Leserclub",
    ],
    newsletter: [
        "Der Abendbrief",
        "Fünf Geschichten aus dem Tal, jeden Abend um sechs",
        "Schickt ihn mir",
    ],
    notice: "Wir legen kleine Dateien auf Ihrem Rechner ab, damit Sie uns nicht zweimal sagen müssen, welche Ausgabe Sie lesen; wer weiterliest, ist damit einverstanden.",
    legal: "Alle Texte und Bilder auf diesen Seiten gehören dem Haus oder denen, die sie gemacht haben, und dürfen anderswo nur gedruckt werden, wenn das Haus schriftlich zugestimmt hat.",
    author_box: "Mehr Geschichten von",
    comments: "Bisherige Bemerkungen",
    basket: "Ihr Korb",
    days: &[
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ],
    heading: "Wie es weitergeht",
    parts: ["Was man braucht", "Wie es gemacht wird"],
    and: "und",
};

const RUSSIAN: Words = Words {
    people: &[
        "Анна",
        "Олег",
        "Лидия",
        "Пётр",
        "Мария",
        "Иван",
        "Клара",
        "Виктор",
    ],
    families: &[
        "Полева",
        "Ручей",
        "Горская",
        "Линд",
        "Морозов",
        "Замков",
        "Новак",
        "Каменев",
    ],
    subjects: &[
        "начальник порта",
        "группа школьников",
        "городской совет",
        "старый рыбак",
        "новый музей",
        "хор долины",
        "фермер с холмов",
        "ночной поезд",
        "хозяйка мельницы",
        "пожарная дружина",
        "библиотека",
        "пекарь на углу",
    ],
    verbs: &[
        "чинит",
        "продаёт",
        "открывает",
        "красит",
        "измеряет",
        "теряет",
        "находит",
        "защищает",
        "показывает",
        "дарит",
        "считает",
    ],
    objects: &[
        "деревянный мост за рынком",
        "сорок ящиков писем",
        "сад с видом на озеро",
        "часы на башне",
        "три лодки и сарай",
        "тропу вдоль карьера",
        "колокол, которого никто не слышал много лет",
        "крышу старого вокзала",
        "карту всех колодцев",
        "последний трамвай",
    ],
    times: &[
        "холодным мартовским утром",
        "после долгого спора",
        "никого не спросив",
        "до первого снега",
        "перед двумя сотнями гостей",
        "во время летней ярмарки",
        "с помощью соседей",
        "дешевле, чем ожидали",
        "в конце сезона",
    ],
    sections: &[
        "Город",
        "Река",
        "Порт",
        "Долина",
        "Поля",
        "Поезда",
        "Письма",
        "Шахматы",
        "Сады",
        "Музеи",
        "Рынки",
        "Школы",
        "Прогулки",
        "Музыка",
        "Архив",
    ],
    buttons: &[
        "Напечатать страницу",
        "Отложить на потом",
        "Послать другу",
        "Крупный шрифт",
        "Послушать",
        "Сообщить об ошибке",
    ],
    footer: &[
        "О доме",
        "Работа у нас",
        "Правила дома",
        "Выходные данные",
        "Разместить объявление",
        "Доставка",
        "Наши печатники",
        "Защита данных",
        "Страницы помощи",
        "Клуб читателей",
    ],
    newsletter: [
        "Вечернее письмо",
        "Пять историй из долины каждый вечер в шесть",
        "Пришлите его мне",
    ],
    notice: "Мы храним на вашем компьютере небольшие файлы, чтобы вам не пришлось дважды говорить нам, какой выпуск вы читаете; продолжая читать, вы соглашаетесь с этим.",
    legal: "Все тексты и картинки на этих страницах принадлежат дому или тем, кто их сделал, и могут быть напечатаны в другом месте только с письменного согласия дома.",
    author_box: "Другие истории от",
    comments: "Всего замечаний",
    basket: "Ваша корзина",
    days: &[
        "понедельник",
        "вторник",
        "среда",
        "четверг",
        "пятница",
        "суббота",
        "воскресенье",
    ],
    heading: "Что будет дальше",
    parts: ["Что нужно", "Как это делается"],
    and: "и",
};

/// What stands on the pages of one site.
struct Template {
    words: &'static Words,
    name: String,
    slogan: String,
    menu: Vec<&'static str>,
    buttons: Vec<&'static str>,
    footer: Vec<&'static str>,
    has_notice: bool,
    has_basket: bool,
    letter_inside: bool,
    refrain: [String; 2],
    quote: String,
    agency: Vec<String>,
}

/// A site with so many pages about the subject.
pub fn site(seed: u64, subject: Subject, pages: usize) -> Site {
    long_site(seed, subject, pages, 0)
}

/// The same, with so many paragraphs more in each article.
pub fn long_site(seed: u64, subject: Subject, pages: usize, paragraphs: usize) -> Site {
    let mut random = Random::new(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x5EED);
    let words = [&ENGLISH, &GERMAN, &RUSSIAN][random.below(3)];
    let family = random.pick(ENGLISH.families);
    let template = Template {
        words,
        name: format!(
            "The {family} {}",
            random.pick(&["Gazette", "Courier", "Observer", "Bulletin"])
        ),
        slogan: format!(
            "{} & {}",
            random.pick(words.sections),
            random.pick(words.sections)
        ),
        menu: random.some(words.sections, 6, 14),
        buttons: random.some(words.buttons, 3, 6),
        footer: random.some(words.footer, 5, 9),
        has_notice: random.percent(60),
        has_basket: random.percent(40),
        letter_inside: random.percent(40),
        refrain: [verse(words, &mut random), verse(words, &mut random)],
        quote: paragraph(words, &mut random, 2),
        agency: (0..4).map(|_| paragraph(words, &mut random, 3)).collect(),
    };
    let mut made: Vec<Page> = Vec::with_capacity(pages);
    for number in 0..pages {
        let mut page = page(&template, subject, number, &mut random);
        let title = page
            .lines
            .iter()
            .position(|(part, _)| *part == Part::Article);
        for _ in 0..paragraphs {
            let more = paragraph(words, &mut random, 4);
            page.lines
                .insert(title.map_or(0, |title| title + 1), (Part::Article, more));
        }
        made.push(page);
    }
    // Crawls come in no order.
    for number in (1..made.len()).rev() {
        made.swap(number, random.below(number + 1));
    }
    Site {
        name: format!("{}-{seed}.example", family.to_lowercase()),
        pages: made,
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn clause(words: &Words, random: &mut Random) -> String {
    let Words {
        subjects,
        verbs,
        objects,
        times,
        ..
    } = words;
    format!(
        "{} {} {} {}",
        random.pick(subjects),
        random.pick(verbs),
        random.pick(objects),
        random.pick(times)
    )
}

fn sentence(words: &Words, random: &mut Random) -> String {
    let first = capital(&clause(words, random));
    if random.percent(50) {
        return format!("{first}.");
    }
    format!("{first}, {} {}.", words.and, clause(words, random))
}

fn paragraph(words: &Words, random: &mut Random, sentences: usize) -> String {
    let sentences: Vec<String> = (0..sentences).map(|_| sentence(words, random)).collect();
    sentences.join(" ")
}

fn headline(words: &Words, random: &mut Random) -> String {
    let subject = capital(random.pick(words.subjects));
    format!(
        "{subject} {} {}",
        random.pick(words.verbs),
        random.pick(words.objects)
    )
}

fn verse(words: &Words, random: &mut Random) -> String {
    format!("{},", capital(random.pick(words.times)))
}

fn person(words: &Words, random: &mut Random) -> String {
    format!(
        "{} {}",
        random.pick(words.people),
        random.pick(words.families)
    )
}

fn page(template: &Template, subject: Subject, number: usize, random: &mut Random) -> Page {
    let words = template.words;
    let mut lines: Vec<(Part, String)> = Vec::new();
    let mut add = |part: Part, text: String| lines.push((part, text));
    if template.has_notice {
        add(Part::Template, words.notice.to_owned());
    }
    add(Part::Template, template.name.clone());
    add(Part::Template, template.slogan.clone());
    if template.has_basket {
        add(
            Part::Template,
            format!("{} ({})", words.basket, random.below(12)),
        );
    }
    for section in &template.menu {
        add(Part::Template, (*section).to_owned());
    }
    let author = person(words, random);
    add(Part::Article, headline(words, random));
    if random.percent(70) {
        for button in &template.buttons {
            add(Part::Template, (*button).to_owned());
        }
    }
    for line in article(template, subject, number, random) {
        add(Part::Article, line);
    }
    if template.letter_inside {
        let letter = words.newsletter;
        letter
            .iter()
            .for_each(|line| add(Part::Template, (*line).to_owned()));
        add(Part::Article, paragraph(words, random, 3));
        add(Part::Article, paragraph(words, random, 2));
    }
    add(Part::Template, format!("{} {author}", words.author_box));
    add(
        Part::Template,
        format!("{}: {}", words.comments, random.below(300)),
    );
    if !template.letter_inside && random.percent(80) {
        let letter = words.newsletter;
        letter
            .iter()
            .for_each(|line| add(Part::Template, (*line).to_owned()));
    }
    for _ in 0..random.between(0, 4) {
        add(Part::Other, headline(words, random));
    }
    for entry in &template.footer {
        add(Part::Template, (*entry).to_owned());
    }
    add(Part::Template, words.legal.to_owned());
    add(Part::Template, format!("© 2019 {}", template.name));
    Page { lines }
}

fn article(
    template: &Template,
    subject: Subject,
    number: usize,
    random: &mut Random,
) -> Vec<String> {
    let words = template.words;
    let mut lines = Vec::new();
    let text = |lines: &mut Vec<String>, random: &mut Random, least: usize, most: usize| {
        for _ in 0..random.between(least, most) {
            let sentences = random.between(2, 5);
            lines.push(paragraph(words, random, sentences));
        }
    };
    match subject {
        Subject::News => {
            text(&mut lines, random, 3, 9);
            if random.percent(40) {
                lines.push(words.heading.to_owned());
                text(&mut lines, random, 1, 3);
            }
        }
        Subject::Agency => {
            if number.is_multiple_of(5) {
                lines.extend(template.agency.iter().cloned());
            } else {
                text(&mut lines, random, 3, 8);
            }
        }
        Subject::Quotes => {
            text(&mut lines, random, 2, 5);
            if number.is_multiple_of(3) {
                lines.push(template.quote.clone());
                text(&mut lines, random, 1, 3);
            }
        }
        Subject::Verse => {
            text(&mut lines, random, 1, 2);
            for _ in 0..random.between(2, 5) {
                lines.push(verse(words, random));
                lines.push(verse(words, random));
                if number.is_multiple_of(3) {
                    lines.extend(template.refrain.iter().cloned());
                }
            }
            text(&mut lines, random, 1, 1);
        }
        Subject::Weather => {
            text(&mut lines, random, 2, 3);
            for day in words.days {
                lines.push(format!(
                    "{day} {}° {}°",
                    random.between(0, 15),
                    random.between(16, 34)
                ));
            }
        }
        Subject::Stocks => {
            text(&mut lines, random, 2, 3);
            for name in words.families {
                lines.push((*name).to_owned());
                lines.push(format!("{}.{:02}", random.below(400), random.below(100)));
                lines.push(format!("+{}.{} %", random.below(9), random.below(10)));
            }
        }
        Subject::Recipes => {
            text(&mut lines, random, 1, 2);
            lines.push(words.parts[0].to_owned());
            for _ in 0..random.between(4, 9) {
                lines.push(format!(
                    "{} g {}",
                    random.between(2, 40) * 10,
                    random.pick(words.objects)
                ));
            }
            lines.push(words.parts[1].to_owned());
            text(&mut lines, random, 2, 4);
        }
        Subject::Notices => {
            text(&mut lines, random, 2, 4);
            if number.is_multiple_of(7) {
                lines.push(words.legal.to_owned());
                text(&mut lines, random, 1, 3);
            }
            if number.is_multiple_of(6) {
                lines.push(template.menu[2].to_owned());
                text(&mut lines, random, 1, 2);
                lines.push(template.menu[4].to_owned());
                lines.push(template.menu[5].to_owned());
                text(&mut lines, random, 1, 2);
            }
        }
        Subject::Interviews => {
            text(&mut lines, random, 1, 1);
            for _ in 0..random.between(3, 7) {
                lines.push(format!("{}?", capital(&clause(words, random))));
                text(&mut lines, random, 1, 2);
            }
            lines.push(words.heading.to_owned());
            text(&mut lines, random, 1, 1);
        }
    }
    lines
}
