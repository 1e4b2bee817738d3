//! The ids that an SMSC gives. Between the answer to a submission and the receipt they change their writing: with or without
//! leading zeros, in hexadecimal here and in decimal there (facts, `gateways.md`, E5).

use std::collections::{HashMap, VecDeque};

use domain::id::MessageId;
use domain::phone::PhoneNumber;

/// The most ids that are remembered: those of some minutes. Older ones are in the store.
const MOST: usize = 50_000;

/// The one writing in which an id is kept.
pub(super) fn canonical(id: &str) -> String {
    let id = id.trim();
    let digits = id.trim_start_matches('0');
    if digits.is_empty() && !id.is_empty() { "0".to_owned() } else { digits.to_lowercase() }
}

/// What an id in a receipt may mean: the same, the same number in hexadecimal, the same number in decimal.
pub(super) fn candidates(id: &str) -> Vec<String> {
    let id = canonical(id);
    let hexadecimal = id.parse::<u128>().ok().map(|number| format!("{number:x}"));
    let decimal = u128::from_str_radix(&id, 16).ok().map(|number| number.to_string());
    let mut candidates = vec![id];
    for other in hexadecimal.into_iter().chain(decimal) {
        if !candidates.contains(&other) {
            candidates.push(other);
        }
    }
    candidates
}

/// The last ids, and the message of each: a receipt may come before the store knows the id.
#[derive(Default)]
pub(super) struct References {
    known: HashMap<String, (MessageId, PhoneNumber)>,
    order: VecDeque<String>,
}

impl References {
    /// Remembers the message of an id, which is canonical.
    pub(super) fn remember(&mut self, id: String, message: MessageId, phone: PhoneNumber) {
        if self.known.insert(id.clone(), (message, phone)).is_none() {
            self.order.push_back(id);
        }
        while self.order.len() > MOST {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }

    /// The message of the first id that is known and went to the phone, if the receipt names one.
    pub(super) fn find(&self, candidates: &[String], phone: Option<&PhoneNumber>) -> Option<MessageId> {
        let known = candidates.iter().filter_map(|id| self.known.get(id));
        let mut fits = known.filter(|(_, its)| phone.is_none_or(|phone| phone == its));
        fits.next().map(|(message, _)| *message)
    }
}

#[cfg(test)]
mod tests {
    use domain::id::PharmacyId;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0000000001", &["1"])]
    #[case("31", &["31", "1f", "49"])]
    #[case("001F", &["1f", "31"])]
    #[case(" ABC-7 ", &["abc-7"])]
    #[case("000", &["0"])]
    #[case("", &[""])]
    #[case("+5", &["+5", "5"])]
    #[case("0b0c2f3e-77aa", &["b0c2f3e-77aa"])]
    #[case("340282366920938463463374607431768211456", &["340282366920938463463374607431768211456"])]
    fn an_id_may_mean(#[case] id: &str, #[case] expected: &[&str]) {
        assert_eq!(candidates(id), expected);
    }

    #[test]
    fn an_id_is_that_of_the_phone() {
        let phone = |last: u8| PhoneNumber::try_from(format!("+21261234567{last}")).unwrap();
        let message = |n| MessageId::new(PharmacyId(1), n);
        let mut references = References::default();
        references.remember("31".into(), message(1), phone(1));
        references.remember("1f".into(), message(2), phone(2));
        assert_eq!(references.find(&candidates("31"), Some(&phone(1))), Some(message(1)));
        assert_eq!(references.find(&candidates("31"), Some(&phone(2))), Some(message(2)));
        assert_eq!(references.find(&candidates("31"), Some(&phone(3))), None);
        assert_eq!(references.find(&candidates("1F"), None), Some(message(2)));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let phone = PhoneNumber::try_from("+212612345678".to_owned()).unwrap();
        let mut references = References::default();
        for n in 0..=MOST {
            references.remember(n.to_string(), MessageId(1), phone.clone());
        }
        assert_eq!((references.known.len(), references.order.len()), (MOST, MOST));
        assert_eq!(references.find(&["0".into()], None), None);
    }
}
