//! A customer of the pharmacy: what a list shows, and who can receive an SMS.

use serde::{Deserialize, Serialize};

use crate::id::ClientRef;
use crate::language::Language;
use crate::money::Money;
use crate::phone::Unusable;
use crate::time::Stamp;

/// The most characters of a first or a last name.
pub const MAX_NAME: usize = 80;
/// The most characters of a search.
pub const MAX_SEARCH: usize = 200;

/// One line of a list of clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Who it is.
    pub client: ClientRef,
    /// First name, empty if unknown.
    pub first_name: String,
    /// Last name, empty if unknown.
    pub last_name: String,
    /// The phone as Moroccans read it, or as it was typed where it cannot be used; empty if there is none.
    pub phone: String,
    /// What is owed.
    pub balance: Money,
    /// The language in which they read.
    #[serde(default)]
    pub language: Language,
    /// Why this client cannot receive an SMS; `None` if nothing stands against it.
    pub blocked: Option<Blocked>,
    /// Whether they consented to promotions.
    #[serde(default)]
    pub consents: bool,
    /// Another client of the pharmacy has the same number: their name. A send goes there once.
    #[serde(default)]
    pub shares_with: Option<String>,
}

/// Why a client of the list does not receive the SMS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// The phone cannot receive one.
    Phone(Unusable),
    /// The client no longer wants SMS.
    OptedOut,
    /// The SMS is a promotion, and the client has not consented to any.
    NoConsent,
}

/// What a client said about receiving SMS, by phone as the network knows it: whoever shares the number shares the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// When.
    pub at: Stamp,
    /// Who noted it; `None` where it came from the client's own SMS.
    pub by: Option<String>,
    /// How it was said; `None` where that is not known.
    pub how: Option<How>,
}

/// How somebody said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// To a person of the pharmacy.
    Counter,
    /// By an SMS of their own.
    Sms,
}

/// What a person notes for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// They consent to promotions.
    Consent,
    /// They do not, any more.
    Withdraw,
    /// They want no more SMS at all.
    Stop,
    /// They want SMS again. A promotion needs their consent anew.
    Resume,
}

/// A client, with what they said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The line of the list.
    pub line: Line,
    /// Whether there is a number that can receive an SMS: what they say is noted for it.
    pub has_number: bool,
    /// They consented to promotions.
    pub consent: Option<Said>,
    /// They want no more SMS.
    pub opted_out: Option<Said>,
}

impl How {
    /// The word under which it is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Sms => "sms",
        }
    }

    /// What is stored under a word; `None` for what another version wrote.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Counter, Self::Sms].into_iter().find(|how| how.word() == word)
    }
}

impl Wish {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Consent, Self::Withdraw, Self::Stop, Self::Resume];

    /// The word in a form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Withdraw => "withdraw",
            Self::Stop => "stop",
            Self::Resume => "resume",
        }
    }

    /// The number under which it is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Consent => 0,
            Self::Withdraw => 1,
            Self::Stop => 2,
            Self::Resume => 3,
        }
    }
}

/// Which clients a list shows. Both for the list of clients and for that of recipients, so that *all of the list* means
/// what is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Words and digits that must be found, as typed.
    pub search: String,
    /// Only who owes this much or more; `None` is everyone.
    pub owes_at_least: Option<Money>,
    /// What else narrows it.
    #[serde(default)]
    pub only: Only,
}

/// What narrows a list besides its search and the balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Only {
    /// Who reads this language.
    pub language: Option<Language>,
    /// Who has paid nothing for so many days, or never.
    pub unpaid_days: Option<u16>,
    /// Who got no balance reminder for so many days, or never: one that failed or was cancelled does not count.
    pub unreminded_days: Option<u16>,
    /// Who consented to promotions, or who did not.
    pub consent: Option<bool>,
}

/// The most days that a list looks back.
pub const MAX_DAYS: u16 = 3_660;

impl Only {
    /// Whether it narrows at all.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

/// A page of a list of clients.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The first of the list, as many as were asked for.
    pub lines: Vec<Line>,
    /// How many clients the whole list has.
    pub total: u32,
    /// How many of them can receive an SMS (clients who share a number are counted once each).
    pub reachable: u32,
    /// The same, each client of a shared number counted: those who can be ticked.
    #[serde(default)]
    pub able: u32,
    /// How many of the numbers are of clients who consented to promotions.
    #[serde(default)]
    pub consenting: u32,
}

impl Lines {
    /// The same for a promotion: who has not consented cannot receive it.
    #[must_use]
    pub fn for_promotion(mut self) -> Self {
        (self.reachable, self.able) = (self.consenting, self.consenting);
        self.lines = self.lines.into_iter().map(Line::for_promotion).collect();
        self
    }
}

/// The language that a client reads as far as their name tells: Arabic if it is written so, else French. For who is new;
/// a person may know better.
pub fn language_of(first: &str, last: &str) -> Language {
    let is_arabic = |c: char| matches!(c, '\u{621}'..='\u{64A}');
    if first.chars().chain(last.chars()).any(is_arabic) { Language::Ar } else { Language::Fr }
}

/// The name as it is read: first name, then last name.
pub fn full_name(first: &str, last: &str) -> String {
    let (first, last) = (first.trim(), last.trim());
    if first.is_empty() || last.is_empty() { String::from(first) + last } else { String::from(first) + " " + last }
}

impl Line {
    /// The same for a promotion: without consent it cannot be received.
    #[must_use]
    pub fn for_promotion(mut self) -> Self {
        if self.blocked.is_none() && !self.consents {
            self.blocked = Some(Blocked::NoConsent);
        }
        self
    }

    /// The name as it is read.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}

/// A text that a client wrote to the pharmacy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// When it came.
    pub at: Stamp,
    /// The text, as it came.
    pub text: String,
    /// It says that its sender wants no more SMS.
    pub stops: bool,
}

#[cfg(test)]
mod tests {
    use super::{Blocked, How, Line, full_name, language_of};
    use crate::language::Language;
    use crate::money::Money;

    #[test]
    fn a_promotion_is_for_who_consented() {
        let line = |consents, blocked| Line {
            client: "cli_0123456789ab".parse().unwrap(),
            first_name: String::new(),
            last_name: String::new(),
            phone: String::new(),
            balance: Money::default(),
            language: Language::Fr,
            blocked,
            consents,
            shares_with: None,
        };
        assert_eq!(line(true, None).for_promotion().blocked, None);
        assert_eq!(line(false, None).for_promotion().blocked, Some(Blocked::NoConsent));
        assert_eq!(line(false, Some(Blocked::OptedOut)).for_promotion().blocked, Some(Blocked::OptedOut));
    }

    #[test]
    fn words_lead_back() {
        assert_eq!(How::from_word("sms"), Some(How::Sms));
        assert_eq!(How::from_word(How::Counter.word()), Some(How::Counter));
        assert_eq!(How::from_word("fax"), None);
    }

    #[test]
    fn a_name_in_arabic_letters_reads_arabic() {
        assert_eq!(language_of("", "التازي"), Language::Ar);
        assert_eq!(language_of("Amina", "El Idrissi"), Language::Fr);
        assert_eq!(language_of("", ""), Language::Fr);
    }

    #[test]
    fn a_name_has_no_stray_spaces() {
        assert_eq!(full_name("Amina", "El Idrissi"), "Amina El Idrissi");
        assert_eq!(full_name(" ", "Tazi "), "Tazi");
        assert_eq!(full_name("Amina", ""), "Amina");
    }
}
