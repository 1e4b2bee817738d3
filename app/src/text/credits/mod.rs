//! Words of *Solde SMS*, of requests for credits and of the sales desk. Apart from [`Text`](super::Text), and named by the
//! pages of their chunk alone: the first load has none of them.

mod ar;
mod en;
mod fr;

use domain::credit::{EntryKind, Sort};
use domain::language::Language;
use domain::topup::{Act, State};

use super::Count;
use crate::context::use_language;

/// *Solde SMS*.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Credits {
    pub title: &'static str,
    pub moves: &'static str,
    pub reserved: &'static str,
    pub spent: &'static str,
    pub runs_out: &'static str,
    pub runs_out_says: &'static str,
    pub no_forecast: &'static str,
    pub low_at: &'static str,
    pub change: &'static str,
    pub save: &'static str,
    pub low_hint: &'static str,
    /// Credits left.
    pub low: Count,
    pub low_none: &'static str,
    /// The chart in words: from how many on which day, to how many on which day.
    pub chart: fn(&str, &str, &str, &str) -> String,
    pub chart_title: &'static str,
    pub chart_table: &'static str,
    pub chart_ahead: &'static str,
    pub chart_low: Count,
    pub day: &'static str,
    pub left_at_end: &'static str,
    pub spent_that_day: &'static str,
    pub granted_that_day: &'static str,
    pub date: &'static str,
    pub by: &'static str,
    pub why: &'static str,
    pub amount: &'static str,
    pub after: &'static str,
    /// In the order of [`EntryKind::ALL`].
    pub kinds: [&'static str; 6],
    pub topup_activated: &'static str,
    /// The number of the entry.
    pub corrects: fn(&str) -> String,
    pub by_itself: &'static str,
    pub older: &'static str,
    pub newest: &'static str,
    pub empty: &'static str,
    pub empty_says: &'static str,
    pub none_found: &'static str,
    pub filter: &'static str,
    pub all: &'static str,
    pub clear: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub sort: &'static str,
    /// In the order of [`Sort::ALL`].
    pub sorts: [&'static str; 5],
    pub export: &'static str,
    pub requests: &'static str,
}

/// Requests for credits, for both sides.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct TopUps {
    pub ask: &'static str,
    pub ask_says: &'static str,
    pub ask_note: &'static str,
    pub ask_hint: &'static str,
    pub follow: &'static str,
    pub none: &'static str,
    pub new: &'static str,
    pub title: fn(&str) -> String,
    /// In the order of [`State::ALL`].
    pub states: [&'static str; 8],
    /// What is to be done now, for the pharmacy. In the order of [`State::ALL`].
    pub now: [&'static str; 8],
    /// The same for the sales service.
    pub now_sales: [&'static str; 8],
    /// The names of the steps of the way: asked, chosen, issued, proved, received, activated.
    pub steps: [&'static str; 6],
    pub way: &'static str,
    pub refused: &'static str,
    pub cancelled: &'static str,
    pub by_at: fn(&str, &str, &str) -> String,
    pub packs: &'static str,
    pub no_packs: &'static str,
    pub choose: &'static str,
    pub chosen: &'static str,
    /// The price of one SMS.
    pub price_of_one: fn(&str) -> String,
    pub issue: &'static str,
    pub proforma: &'static str,
    pub open_proforma: &'static str,
    pub amount: &'static str,
    pub reference: &'static str,
    pub reference_says: &'static str,
    pub rib: &'static str,
    pub bank: &'static str,
    pub holder: &'static str,
    pub proof: &'static str,
    pub proof_choose: &'static str,
    pub proof_hint: &'static str,
    pub proof_photo: &'static str,
    pub proof_send: &'static str,
    pub proof_again: &'static str,
    pub proof_taken: &'static str,
    /// Which of the proofs.
    pub proof_n: fn(&str) -> String,
    pub proof_missing: &'static str,
    pub proof_large: &'static str,
    pub proof_other: &'static str,
    pub proof_many: &'static str,
    pub receive: &'static str,
    pub activate: &'static str,
    pub activate_says: fn(&str, &str) -> String,
    pub refuse: &'static str,
    pub cancel: &'static str,
    pub reason: &'static str,
    pub reason_hint: &'static str,
    pub reason_needed: &'static str,
    pub keep: &'static str,
    pub messages: &'static str,
    pub message: &'static str,
    pub send: &'static str,
    pub no_messages: &'static str,
    pub of_sales: &'static str,
    pub of_pharmacy: &'static str,
    pub available: &'static str,
    pub pack_gone: &'static str,
    pub no_bank: &'static str,
    pub balance_full: &'static str,
    pub print: &'static str,
    pub back: &'static str,
    pub issued_on: &'static str,
    pub client: &'static str,
    pub issuer: &'static str,
    pub what: &'static str,
    pub credits: &'static str,
    pub total: &'static str,
    pub tax_id: &'static str,
    pub not_invoice: &'static str,
    pub pay_says: &'static str,
}

/// The sales desk.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Sales {
    pub title: &'static str,
    pub service: &'static str,
    pub requests: &'static str,
    pub packs: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub find: &'static str,
    pub all: &'static str,
    pub open_only: &'static str,
    pub request: &'static str,
    pub pharmacy: &'static str,
    pub pack: &'static str,
    pub price: &'static str,
    pub state: &'static str,
    pub waiting: &'static str,
    pub to_do: Count,
    pub month: fn(&str) -> String,
    pub activated: &'static str,
    pub credits: &'static str,
    pub turnover: &'static str,
    pub empty: &'static str,
    pub empty_says: &'static str,
    pub none_found: &'static str,
    pub more: &'static str,
    pub minutes: Count,
    pub hours: Count,
    pub days: Count,
    pub price_list: &'static str,
    pub add_pack: &'static str,
    pub change_pack: &'static str,
    pub version: fn(&str) -> String,
    pub name: &'static str,
    pub save: &'static str,
    pub withdraw: &'static str,
    pub offer: &'static str,
    pub withdrawn: &'static str,
    pub old_price_says: &'static str,
    pub bank_details: &'static str,
    pub bank_says: &'static str,
    pub holder: &'static str,
    pub address: &'static str,
    pub tax_id: &'static str,
    pub bank: &'static str,
    pub rib: &'static str,
    pub rib_hint: &'static str,
    pub rib_wrong: &'static str,
    pub saved: &'static str,
    pub account: &'static str,
    pub account_says: &'static str,
    pub correct: &'static str,
    pub entry: &'static str,
    pub correct_credits: &'static str,
    pub correct_says: &'static str,
    pub not_correctable: &'static str,
    pub used_already: &'static str,
    pub no_entry: &'static str,
    pub pack_changed: &'static str,
}

/// All of them in one language.
pub struct Words {
    /// *Solde SMS*.
    pub credits: Credits,
    /// Requests.
    pub topups: TopUps,
    /// The sales desk.
    pub sales: Sales,
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Fr => &fr::WORDS,
        Language::Ar => &ar::WORDS,
        Language::En => &en::WORDS,
    }
}

/// The words of the page's language.
pub fn use_words() -> &'static Words {
    words(use_language())
}

fn of<K: PartialEq, T: Copy>(all: &[K], words: &[T], wanted: &K) -> Option<T> {
    all.iter().zip(words).find(|(one, _)| *one == wanted).map(|(_, words)| *words)
}

impl Credits {
    /// Why the ledger has an entry.
    pub fn kind(&self, kind: EntryKind) -> &'static str {
        of(&EntryKind::ALL, &self.kinds, &kind).unwrap_or_default()
    }

    /// Entries of one sort.
    pub fn sort(&self, sort: Sort) -> &'static str {
        of(&Sort::ALL, &self.sorts, &sort).unwrap_or_default()
    }
}

impl TopUps {
    /// Where a request stands.
    pub fn state(&self, state: State) -> &'static str {
        of(&State::ALL, &self.states, &state).unwrap_or_default()
    }

    /// What a button says.
    pub const fn act(&self, act: Act) -> &'static str {
        match act {
            Act::Request => self.ask,
            Act::Choose => self.choose,
            Act::Issue => self.issue,
            Act::Declare => self.proof_send,
            Act::Receive => self.receive,
            Act::Activate => self.activate,
            Act::Refuse => self.refuse,
            Act::Cancel => self.cancel,
            Act::Write => self.send,
        }
    }
}

impl Sales {
    /// How long something has waited, in the largest unit that says enough.
    pub fn waited(&self, minutes: u32) -> String {
        match minutes {
            0..60 => (self.minutes)(minutes),
            60..2_880 => (self.hours)(minutes / 60),
            _ => (self.days)(minutes / 1_440),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_state_has_its_word_in_every_language() {
        for language in Language::ALL {
            let words = words(language);
            assert!(EntryKind::ALL.iter().all(|kind| !words.credits.kind(*kind).is_empty()));
            assert!(Sort::ALL.iter().all(|sort| !words.credits.sort(*sort).is_empty()));
            assert!(State::ALL.iter().all(|state| !words.topups.state(*state).is_empty()));
            assert!(Act::ALL.iter().all(|act| !words.topups.act(*act).is_empty()));
        }
    }

    #[test]
    fn a_wait_is_told_in_its_largest_unit() {
        let sales = &words(Language::Fr).sales;
        let told = [0, 59, 60, 2_879, 2_880, 100_000].map(|minutes| sales.waited(minutes));
        assert_eq!(told, ["0\u{A0}min", "59\u{A0}min", "1\u{A0}h", "47\u{A0}h", "2\u{A0}jours", "69\u{A0}jours"]);
    }
}
