//! What every promotion has (the specification, section 5): the name of the pharmacy, and how to receive no more.

use super::{Piece, Placeholder, Template};
use crate::fold::words;
use crate::form::Fault;
use crate::stop;

impl Template {
    /// What this text lacks as a promotion of a pharmacy of this name: [`Fault::NoPharmacy`] where neither `{pharmacie}`
    /// nor the name stands in it, [`Fault::NoStop`] where no word does that the inbound side takes for *no more*
    /// ([`stop::is_told`]). Case and accents do not matter, whole words do.
    pub fn lacks_as_promotion(&self, pharmacy: &str) -> Vec<Fault> {
        let is_named = |piece: &Piece| match piece {
            Piece::Slot(placeholder, _) => *placeholder == Placeholder::Pharmacie,
            Piece::Text(text) => has_words(text, pharmacy),
        };
        let is_told = |piece: &Piece| matches!(piece, Piece::Text(text) if stop::is_told(text));
        let mut lacks = vec![];
        if !self.pieces.iter().any(is_named) {
            lacks.push(Fault::NoPharmacy);
        }
        if !self.pieces.iter().any(is_told) {
            lacks.push(Fault::NoStop);
        }
        lacks
    }
}

/// Whether the words of a name follow one another in a text.
fn has_words(text: &str, name: &str) -> bool {
    let name = words(name);
    !name.is_empty() && words(text).windows(name.len()).any(|some| some == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const BOTH: &[Fault] = &[Fault::NoPharmacy, Fault::NoStop];

    #[rstest]
    #[case("{pharmacie} : -20 %. STOP pour ne plus en recevoir", &[])]
    #[case("{ Pharmacie | nous } : -20 %. Répondez arrêt", &[])]
    #[case("PHARMACIE AL-AMAL : offre. Stop au 36111", &[])]
    #[case("صيدلية {pharmacie}: تخفيض. أرسل توقف", &[])]
    #[case("{pharmacie} : -20 %", &[Fault::NoStop])]
    #[case("{pharmacie} : non stoppé, arrêté, désabonné", &[Fault::NoStop])]
    #[case("{pharmacie} : offers end on Friday, cancel anytime", &[Fault::NoStop])]
    #[case("Offre. STOP", &[Fault::NoPharmacy])]
    #[case("La pharmacie El Amal : offre. STOP", &[Fault::NoPharmacy])]
    #[case("Pharmacie Al Amalou. STOP", &[Fault::NoPharmacy])]
    #[case("Pharmacie {nom} Al Amal. STOP", &[Fault::NoPharmacy])]
    #[case("{{pharmacie}} : offre", BOTH)]
    #[case("{prenom|stop}, {nom|Pharmacie Al Amal}", BOTH)]
    fn a_promotion_names_the_pharmacy_and_says_how_to_stop(#[case] text: &str, #[case] lacks: &[Fault]) {
        let template = Template::parse(text).unwrap();
        assert_eq!(template.lacks_as_promotion("Pharmacie Al Amal"), lacks, "{text}");
    }

    #[test]
    fn without_a_name_only_the_placeholder_names_it() {
        assert_eq!(Template::parse("Offre. STOP").unwrap().lacks_as_promotion(" -"), [Fault::NoPharmacy]);
        assert_eq!(Template::parse("{pharmacie} STOP").unwrap().lacks_as_promotion(""), []);
    }

    proptest! {
        #[test]
        fn what_is_added_to_a_whole_promotion_takes_nothing_away(before in "[a-zA-Zé0-9 .]{0,40}", after in "[a-zA-Zé0-9 .]{0,40}") {
            let text = before + " {pharmacie} STOP " + &after;
            prop_assert_eq!(Template::parse(&text).unwrap().lacks_as_promotion("Al Amal"), vec![]);
        }
    }
}
