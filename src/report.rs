//! Sentences that say who said so: `This website uses cookies, said the lawyer.` What a notice would say they only report.

use crate::rule::Category;

/// Words that stand in a report behind a comma, or behind what was said, by language, with strokes between them. They are folded; one with a space, or of a script without spaces,
/// may end inside of a word.
const SAID: [(&str, &str); 31] = [
    (
        "ar",
        "قال|قالت|وقال|وقالت|يقول|تقول|أكد|أكدت|أضاف|أضافت|أوضح|أوضحت|وعد|وعدت|صرح|صرحت|كتب|كتبت|قرأ|قرأت|بحسب|هكذا|وفقا للشرطة|وفقا للمحكمة",
    ),
    (
        "bg",
        "каза|казва|казаха|заяви|съобщи|съобщиха|обеща|написа|пише|твърди|предупреди|обясни|увери|прочете|гласеше|разказа|според съда|\
         според полицията|по думите",
    ),
    (
        "cs",
        "řekl|řekla|řekli|říká|uvedl|uvedla|uvádí|dodal|dodala|oznámil|oznámila|napsal|napsala|sliboval|slíbil|slíbila|varuje|varoval|tvrdí|\
         ujišťoval|ujistil|přečetl|přečetla|stálo|podle soudu|podle policie|podle mluvčí",
    ),
    (
        "da",
        "sagde|siger|skrev|skriver|lovede|advarer|advarede|læste|fortæller|fortalte|forklarede|forklarer|mener|ifølge politiet|ifølge retten|\
         stod der|lød det",
    ),
    (
        "de",
        "sagt|sagte|sagten|sagen|heißt|hieß|teilte|erklärte|schrieb|schreibt|warnte|warnt|versprach|versicherte|urteilte|betonte|berichtete|\
         meint|meinte|laut|stand auf|stand in|stand im|steht auf|steht in|steht im|so der|so die",
    ),
    (
        "el",
        "είπε|είπαν|λέει|λένε|έλεγε|έγραφε|έγραψε|δήλωσε|δήλωσαν|ανέφερε|υποσχέθηκε|υποσχόταν|διαβεβαίωσε|διάβασε|προειδοποιεί|προειδοποίησε|\
         εξήγησε|σύμφωνα με το δικαστήριο|σύμφωνα με την αστυνομία|σύμφωνα με τον",
    ),
    (
        "en",
        "said|says|wrote|writes|argued|argues|claimed|claims|promised|warned|warns|ruled|joked|told|explains|announced|according to the court|\
         according to the police|according to police|according to the report|according to a|banner read|banners read|notice read|sign read|\
         letter read|message read|it read",
    ),
    (
        "es",
        "dijo|dijeron|dice|dicen|decía|afirmó|afirma|aseguró|aseguraba|asegura|explicó|explica|advirtió|advierte|prometió|prometía|escribió|\
         contó|rezaba|anunció|declaró|señaló|indicó|denunció|según el|según la denuncia|según la policía|según los|según un|según una",
    ),
    (
        "fa",
        "گفت|گفتند|گفته|افزود|نوشت|نوشته|می گوید|می گویند|وعده داد|هشدار داد",
    ),
    (
        "fi",
        "sanoo|sanoi|sanovat|kertoi|kertoo|lupasi|luki|lukee|vakuutti|varoittaa|varoitti|kirjoitti|kirjoittaa|huusi|neuvoo|totesi|toteaa|\
         oikeuden mukaan|poliisin mukaan|tutkimuksen mukaan",
    ),
    (
        "fr",
        "dit|disait|disaient|déclare|déclaré|affirme|affirmé|affirmait|affichait|explique|expliqué|assure|assuré|assurait|prévient|prévenu|\
         promet|promis|promettait|constaté|rapporte|rappelle|raconte|répond|estime|annoncé|lisait|lit-on|a indiqué|a écrit|a précisé|\
         selon la police|selon le tribunal|selon le maire|selon les|selon un|selon une|selon lui|selon elle",
    ),
    (
        "he",
        "אמר|אמרה|אמרו|אומר|אומרת|הבטיח|הבטיחה|כתב|כתבה|מסר|מסרה|הזהיר|הזהירה|טען|הסביר|הסבירה|נכתב|לדברי|לפי המשטרה",
    ),
    (
        "hi",
        "ने कहा|ने बताया|ने लिखा|ने वादा|कहते हैं|कहती हैं|कहता है|पुलिस के अनुसार|अदालत के अनुसार",
    ),
    (
        "hu",
        "mondta|mondják|mondja|állt|ígérte|írta|írja|figyelmeztet|figyelmeztetett|olvasta|biztosította|közölte|jelentette|állítja|állította|\
         bíróság szerint|rendőrség szerint|polgármester szerint",
    ),
    (
        "id",
        "ujar|ujarnya|tutur|ucap|ucapnya|katanya|jelasnya|janji|membacakan|begitu bunyi|kata wali|kata menteri|kata polisi|kata dia|kata hakim|\
         menurut pengadilan|menurut polisi",
    ),
    (
        "it",
        "dice|dicono|disse|diceva|dicevano|detto|spiega|spiegato|afferma|affermato|annunciato|dichiarato|prometteva|promesso|avverte|scrive|\
         scritto da|racconta|leggeva|legge sul|assicura|assicurato|aveva garantito|ha garantito|secondo il garante|secondo la polizia|\
         secondo il giudice|secondo il tribunale|secondo il sindaco",
    ),
    (
        "ja",
        "と述べ|と語っ|と話し|と言っ|と書かれ|と書い|と説明し|によると|読み上げた|述べた|語った|話した|と約束し|とあった|と強調し|と主張し|と警告し",
    ),
    (
        "ko",
        "라고 말|라고 밝|라고 했|라고 하|라고 약속|라고 적|라고 읽|라고 판사|라고 가게|라고 전|라고 안내문|라고 설명|라고 시장|고 말했|고 밝혔|고 전했|에 따르면",
    ),
    (
        "nb",
        "sa|sier|skrev|skriver|lovet|advarer|advarte|leste|forteller|fortalte|forklarte|forklarer|mener|opplyser|ifølge politiet|ifølge retten|\
         sto det|heter det",
    ),
    (
        "nl",
        "zegt|zeggen|zei|zeiden|aldus|schreef|schrijft|beloofde|waarschuwt|waarschuwde|verklaarde|vertelt|vertelde|meldde|las|stond er|staat er|\
         volgens de rechter|volgens de politie|volgens de bond",
    ),
    (
        "pl",
        "powiedział|powiedziała|mówi|mówił|mówiła|podaje|podał|podała|zapewniał|zapewnił|zapewniła|ostrzega|twierdzi|przeczytał|przeczytała|\
         napisał|napisała|obiecywał|obiecał|obiecała|głosił|głosiła|oświadczył|oświadczyła|tłumaczy|dodał|dodała|według sądu|według policji",
    ),
    (
        "pt",
        "disse|disseram|diz|dizem|dizia|afirmou|afirma|garantiu|prometia|prometeu|explicou|explica|alertou|alerta|escreveu|contou|anunciou|\
         declarou|lia|segundo o|segundo a associação|segundo a polícia|segundo os|segundo um|segundo uma",
    ),
    (
        "ro",
        "spus|spune|spun|zis|zice|scria|anunțat|declarat|promis|promitea|asigurat|avertizează|avertizat|a citit|a scris|potrivit tribunalului|\
         potrivit poliției",
    ),
    (
        "ru",
        "сказал|сказала|сказали|говорит|говорил|говорится|говорилось|заявил|заявила|заявили|сообщил|сообщила|сообщили|отметил|отметила|обещал|\
         обещала|пообещал|пообещала|написал|написала|пишет|утверждает|предупреждает|предупредил|заверил|заверила|прочитал|прочитала|рассказал|\
         рассказала|объяснил|объяснила|гласил|гласила|по словам",
    ),
    (
        "sk",
        "povedal|povedala|hovorí|uviedol|uviedla|uvádza|dodal|dodala|oznámil|oznámila|napísal|napísala|sľuboval|sľúbil|sľúbila|varuje|varoval|\
         tvrdí|prečítal|prečítala|stálo|podľa súdu|podľa polície",
    ),
    (
        "sv",
        "sade|sa|säger|skrev|skriver|lovade|varnar|varnade|försäkrade|läste|berättar|berättade|förklarade|förklarar|uppger|menar|\
         enligt domstolen|enligt polisen|stod det|hette det",
    ),
    (
        "th",
        "กล่าวว่า|บอกว่า|ระบุว่า|สัญญาว่า|อ่านว่า|เขียนว่า|ตำรวจกล่าว|ศาลกล่าว",
    ),
    (
        "tr",
        "dedi|dediler|diyor|diyordu|söyledi|söylüyor|anlattı|açıkladı|belirtti|yazıyordu|yazıyor|yazdı|okudu|uyardı|mahkemeye göre|polise göre",
    ),
    (
        "uk",
        "сказав|сказала|сказали|каже|казав|казала|йдеться|йшлося|заявив|заявила|заявили|повідомив|повідомила|повідомили|зазначив|зазначила|\
         обіцяв|обіцяла|пообіцяв|написав|написала|пише|стверджує|попереджає|попередив|запевнив|запевнила|прочитав|прочитала|розповів|розповіла|\
         пояснив|пояснила|за словами",
    ),
    (
        "vi",
        "hứa|nói|cho biết|cho hay|cam đoan|khẳng định|cảnh báo|thông báo viết|theo tòa|theo cảnh sát|thẩm phán",
    ),
    (
        "zh",
        "说|說|写道|寫道|读道|讀道|指出|承诺|承諾|保证|保證|认为|認為|警告|表示|写着|寫著",
    ),
];

/// Whether a closed line of this language, folded, reports that something was said. Headlines and captions do that themselves: of categories that take those, none does.
pub(crate) fn is_report(folded: &str, language: &str, category: Category) -> bool {
    if matches!(
        category,
        Category::Credit | Category::Related | Category::Title | Category::Byline | Category::Date
    ) {
        return false;
    }
    // What one language's rule knows of a notice may be the words of its neighbour, too.
    let related = RELATED.iter().find(|family| family.contains(&language));
    let family = related.map_or(std::slice::from_ref(&language), |family| family);
    family.iter().any(|language| reports_in(language, folded))
}

/// Languages that have phrases of notices in common.
const RELATED: [&[&str]; 4] = [
    &["bg", "ru", "uk"],
    &["cs", "sk"],
    &["da", "nb", "sv"],
    &["es", "pt"],
];

fn reports_in(language: &str, folded: &str) -> bool {
    let Ok(place) = SAID.binary_search_by(|(of, _)| (*of).cmp(language)) else {
        return false;
    };
    let mut said = SAID[place].1.split('|');
    match language {
        // What was said comes before who said it, with no comma between.
        "ja" | "ko" | "th" => said.any(|phrase| folded.contains(phrase)),
        // The word for it closes its clause, which is a short one.
        "zh" => {
            let clauses = folded.split(['，', ',', '。', '；', '：']).skip(1);
            let mut short = clauses.filter(|clause| clause.chars().count() <= CLAUSE);
            short.any(|clause| said.clone().any(|word| clause.ends_with(word)))
        }
        _ => folded.find([',', '،']).is_some_and(|comma| {
            let behind = &folded[comma..];
            let is_word = |c: char| c.is_alphanumeric();
            said.any(|phrase| {
                behind.match_indices(phrase).any(|(at, _)| {
                    !behind[..at].ends_with(is_word)
                        && (phrase.contains(' ')
                            || !behind[at + phrase.len()..].starts_with(is_word))
                })
            })
        }),
    }
}

/// Characters of a clause that says who said something, in Chinese.
const CLAUSE: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_sorted_and_phrases_folded() {
        assert!(SAID.is_sorted_by(|a, b| a.0 < b.0));
        for phrase in SAID.iter().flat_map(|(_, said)| said.split('|')) {
            let mut folded = String::new();
            crate::fold::fold_into(phrase, true, &mut folded);
            assert_eq!(folded, phrase);
        }
    }

    #[test]
    fn reports_say_who_said_it() {
        let is = |line, language| is_report(line, language, Category::Consent);
        assert!(is("this website uses cookies, said the lawyer", "en"));
        assert!(is("继续使用本网站即表示您同意使用cookie，法官读道", "zh"));
        assert!(
            is("이메일 주소는 공개되지 않습니다, 라고 시장은 말했다", "ko")
                || is("공개되지 않습니다라고 말했다", "ko")
        );
        assert!(!is("said the lawyer", "en"));
        assert!(!is(
            "we use cookies to analyse traffic, and to show advertisements",
            "en"
        ));
        assert!(!is("继续使用本网站，即表示您同意使用cookie", "zh"));
    }
}
