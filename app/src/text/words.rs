//! Which of the words: by a number, a status, a reason, a fault. Apart from the words themselves, so that a language holds
//! words only.

use domain::campaign::{LeftOut, Objective};
use domain::client::Blocked;
use domain::form::{Fault, Field};
use domain::message::{Reason, Status};
use domain::money::in_groups;
use domain::phone::Unusable;
use domain::template::{Placeholder, Saved};

use super::{Common, Errors, Reasons, Statuses, Templates};

/// A number as it stands on a screen: groups of three by U+202F, which a right-to-left page does not turn round.
pub fn number(n: u32) -> String {
    in_groups(n.into(), '\u{202F}')
}

/// A number, a space that does not break, and a word.
pub(super) fn counted(n: u32, word: &str) -> String {
    number(n) + "\u{A0}" + word
}

impl Common {
    /// What a send is for.
    pub const fn objective(&self, objective: Objective) -> &'static str {
        match objective {
            Objective::BalanceReminder => self.reminder,
            Objective::Custom => self.custom,
        }
    }
}

impl Statuses {
    /// The status of one message.
    pub fn word(&self, status: Status) -> &'static str {
        of(&self.one, status).unwrap_or_default()
    }

    /// The status of so many messages, without the number.
    pub fn form(&self, status: Status, n: u32) -> &'static str {
        of(&self.many, status).map(|form| form(n)).unwrap_or_default()
    }
}

fn of<T: Copy>(words: &[T; 10], status: Status) -> Option<T> {
    Status::ALL.iter().zip(words).find(|(other, _)| **other == status).map(|(_, word)| *word)
}

impl Reasons {
    /// Why a message is where it is.
    pub const fn of_message(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::UnknownNumber => self.unknown_number,
            Reason::Unreachable => self.unreachable,
            Reason::NumberRefused => self.number_refused,
            Reason::GatewayDown => self.gateway_down,
            Reason::AnswerLost => self.answer_lost,
            Reason::NetworkUnsure => self.network_unsure,
            Reason::Paid => self.paid,
            Reason::OptedOut => self.opted_out,
            Reason::NoConsent => self.no_consent,
            Reason::Refused => self.refused,
            Reason::Undelivered => self.undelivered,
            Reason::Blocked => self.blocked,
            Reason::SenderRefused => self.sender_refused,
        }
    }

    /// Why a phone cannot receive an SMS.
    pub const fn of_phone(&self, unusable: Unusable) -> &'static str {
        match unusable {
            Unusable::Missing => self.phone_missing,
            Unusable::Unreadable => self.phone_unreadable,
            Unusable::Foreign => self.phone_foreign,
            Unusable::Fixed => self.phone_fixed,
            Unusable::Special => self.phone_special,
        }
    }

    /// Why a client of a list cannot receive an SMS.
    pub const fn of_blocked(&self, blocked: &Blocked) -> &'static str {
        match blocked {
            Blocked::Phone(unusable) => self.of_phone(*unusable),
            Blocked::OptedOut => self.opted_out,
            Blocked::NoConsent => self.no_consent,
        }
    }

    /// Why a client of the audience gets nothing.
    pub fn of_left_out(&self, left_out: LeftOut) -> String {
        match left_out {
            LeftOut::Phone(unusable) => self.of_phone(unusable).to_owned(),
            LeftOut::OptedOut => self.opted_out.to_owned(),
            LeftOut::NoConsent => self.no_consent.to_owned(),
            LeftOut::SharedNumber => self.shared_number.to_owned(),
            LeftOut::Missing(placeholder) => (self.missing)(placeholder_written(placeholder)),
            LeftOut::TooLong => self.too_long.to_owned(),
            LeftOut::NothingOwed => self.nothing_owed.to_owned(),
        }
    }
}

impl Templates {
    /// Which version of a template it is, of when, and by whom.
    pub fn version_of(&self, saved: &Saved) -> String {
        match &saved.by {
            Some(who) => (self.saved_by)(saved.version, who, &saved.changed.date),
            None => (self.first)(saved.version, &saved.changed.date),
        }
    }
}

/// A placeholder as it stands in a text: it is written the same in every language.
pub const fn placeholder_written(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::Prenom => "{prenom}",
        Placeholder::Nom => "{nom}",
        Placeholder::Solde => "{solde}",
        Placeholder::Pharmacie => "{pharmacie}",
        Placeholder::Telephone => "{telephone}",
    }
}

impl Errors {
    /// What is wrong with a field, and what to type.
    pub fn fault(&self, field: Field, fault: Fault) -> String {
        let words = match (field, fault) {
            (Field::Recipients, Fault::Required) => self.nobody_ticked,
            (Field::Password, Fault::TooShort) => self.password_short,
            (Field::Amount, Fault::Unreadable) => self.amount_unreadable,
            (Field::From | Field::To, Fault::Unreadable) => self.date_unreadable,
            (_, Fault::EndsBefore) => self.ends_before,
            (_, Fault::Required) => self.required,
            (_, Fault::TooLong) => self.too_long,
            (_, Fault::TooShort) => self.too_short,
            // Whoever asks for such a number has the words for it.
            (_, Fault::Unreadable | Fault::Phone(_) | Fault::OptedOut) => self.unreadable,
            (_, Fault::Taken) => self.taken,
            (_, Fault::Past) => self.past,
            (_, Fault::TooFar) => self.too_far,
            (_, Fault::OutOfRange) => self.out_of_range,
            // Pages on which they happen have words for them: `text::care`, `text::library`.
            (_, Fault::NoPharmacy | Fault::NoStop | Fault::Health | Fault::Full) => self.invalid,
            (_, Fault::TooManyParts) => self.too_many_parts,
            (_, Fault::Template(error)) => return (self.template)(error.at.saturating_add(1)),
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use domain::language::Language;

    use super::*;
    use crate::text::text;

    #[rstest]
    #[case(0, "0")]
    #[case(999, "999")]
    #[case(1_842, "1\u{202F}842")]
    #[case(1_000_000, "1\u{202F}000\u{202F}000")]
    fn numbers_are_grouped(#[case] n: u32, #[case] written: &str) {
        assert_eq!(number(n), written);
    }

    #[rstest]
    #[case(Language::Fr, [(0, "0\u{A0}client"), (1, "1\u{A0}client"), (2, "2\u{A0}clients")])]
    #[case(Language::En, [(0, "0\u{A0}clients"), (1, "1\u{A0}client"), (2, "2\u{A0}clients")])]
    fn a_word_agrees_with_its_number(#[case] language: Language, #[case] expected: [(u32, &str); 3]) {
        for (n, words) in expected {
            assert_eq!((text(language).common.clients)(n), words);
        }
    }

    #[rstest]
    #[case(0, "0\u{A0}زبون")]
    #[case(1, "زبون واحد")]
    #[case(2, "زبونان")]
    #[case(3, "3\u{A0}زبناء")]
    #[case(10, "10\u{A0}زبناء")]
    #[case(11, "11\u{A0}زبونا")]
    #[case(99, "99\u{A0}زبونا")]
    #[case(100, "100\u{A0}زبون")]
    #[case(102, "102\u{A0}زبون")]
    #[case(103, "103\u{A0}زبناء")]
    #[case(1_248, "1\u{202F}248\u{A0}زبونا")]
    fn arabic_has_six_forms(#[case] n: u32, #[case] words: &str) {
        assert_eq!((text(Language::Ar).common.clients)(n), words);
    }

    #[test]
    fn a_search_finds_a_status_by_its_word_on_the_screen() {
        for language in Language::ALL {
            for status in Status::ALL {
                let found = domain::history::status_words(status, language);
                let shown = domain::fold::words(text(language).statuses.word(status));
                assert!(shown.iter().all(|word| found.contains(word)), "{shown:?}");
            }
        }
    }

    #[test]
    fn every_status_has_its_word() {
        let words = &text(Language::Fr).statuses;
        assert_eq!(words.word(Status::Scheduled), "Planifié");
        assert_eq!(words.word(Status::Excluded), "Exclu");
        assert_eq!(words.form(Status::Delivered, 1), "livré");
        assert_eq!(words.form(Status::Failed, 96), "échecs");
    }
}
