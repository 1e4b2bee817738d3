//! What people answer to an SMS that they do not want: the words that mean *no more*.

use crate::fold::{fold, words};

/// Words (facts, `sms.md`, "STOP and hours") that mean it also where more follows, folded: `ARRÊT` is `arret`, and
/// tashkeel does not matter. `STOP merci`, `stop sms`, `STOP 36111`.
const FIRST: [&str; 9] =
    ["stop", "arret", "desabo", "desabonner", "desabonnement", "unsubscribe", "optout", "قف", "توقف"];

/// Words that mean it when they stand alone: they begin too many other sentences.
const ALONE: [&str; 5] = ["quit", "cancel", "end", "revoke", "الغاء"];

/// Whether a text means that its sender wants no more SMS: one of the words stands alone, in any case, with any spaces or
/// punctuation around or between its letters (`S T O P`, `« ARRÊT »`), or the text begins with a word that cannot be
/// mistaken. In doubt nobody is written to again.
pub fn is_stop(text: &str) -> bool {
    let folded = fold(text);
    let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let first = folded.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    ALONE.contains(&letters.as_str())
        || FIRST.contains(&letters.as_str())
        || first.is_some_and(|first| FIRST.contains(&first))
}

/// Whether a text tells its reader such a word: one that stands in it as a word of its own, and means *no more* whatever
/// follows. `ARRET`, and not `arrêtez`.
pub fn is_told(text: &str) -> bool {
    words(text).iter().any(|word| FIRST.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("STOP", true)]
    #[case("  stop \n", true)]
    #[case("S T O P", true)]
    #[case("Stop.", true)]
    #[case("« ARRÊT »", true)]
    #[case("ARRET", true)]
    #[case("arre\u{302}t", true)]
    #[case("Désabo", true)]
    #[case("قف", true)]
    #[case("قِفْ", true)]
    #[case("توقف", true)]
    #[case("تـوقـف!", true)]
    #[case("إلغاء", true)]
    #[case("STOP SMS", true)]
    #[case("STOP 36111", true)]
    #[case("stop!!!", true)]
    #[case("", false)]
    #[case("...", false)]
    #[case("Merci, je passe demain", false)]
    #[case("Je ne peux pas m'arrêter ce soir", false)]
    #[case("stop merci", true)]
    #[case("stoppez", false)]
    #[case("non-stop ?", false)]
    #[case("Le bus arrêt 12", false)]
    #[case("STOP, je ne veux plus rien", true)]
    #[case("cancel", true)]
    #[case("Cancel my order please", false)]
    #[case("36111", false)]
    fn only_the_words_are_an_opt_out(#[case] text: &str, #[case] stops: bool) {
        assert_eq!(is_stop(text), stops, "{text}");
    }
}
