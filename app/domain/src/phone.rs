//! Phone numbers: how people write them, and which of them can receive an SMS.
//!
//! The Moroccan plan is closed: +212 and nine digits, of which the first tells mobile (6, 7), fixed (5) and special
//! services (8) apart. Numbers move between operators, so nothing more is inferred from a prefix.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fold::{ascii_digit, is_invisible};

const COUNTRY: &str = "212";

/// A Moroccan mobile number in international form (E.164): `+212`, 6 or 7, eight digits.
///
/// Its `Debug` form shows the last two digits only: numbers never reach a log (the specification, section 7).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// A stored or received text that is not a [`PhoneNumber`]. What people type goes through [`read`] instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a Moroccan mobile number in international form")]
pub struct NotMobile;

/// What a typed phone number turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A number that can receive an SMS.
    Mobile {
        /// The number, in the one form in which it is stored.
        number: PhoneNumber,
        /// Whether a lost leading 0 had to be put back (`612345678`): said to the person, not silent.
        repaired: bool,
    },
    /// Nothing that can receive an SMS: the client is kept and flagged with the reason.
    Unusable(Unusable),
}

/// Why a client cannot receive an SMS at the number given (the specification, section 8, "Import").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusable {
    /// No number at all.
    Missing,
    /// No number of the plan, or characters that do not belong into a number.
    Unreadable,
    /// A number of another country.
    Foreign,
    /// A fixed line: 05, also 0592.
    Fixed,
    /// A special service, free or premium: 08.
    Special,
}

impl PhoneNumber {
    /// The number as it is stored: `+212612345678`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits of the international form, without the plus: `212612345678`.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    /// The digits of the national form: `0612345678`. A search in it and in [`digits`](Self::digits) finds any part of
    /// a number, however typed (the specification, section 8, "Search").
    pub fn national_digits(&self) -> String {
        String::from("0") + self.digits().strip_prefix(COUNTRY).unwrap_or_default()
    }

    /// The number as Moroccans read it: `06 12 34 56 78`, with plain spaces.
    pub fn national(&self) -> String {
        let mut text = String::with_capacity(14);
        for (place, digit) in self.national_digits().chars().enumerate() {
            if place > 0 && place.is_multiple_of(2) {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber(..{})", self.0.get(11..).unwrap_or_default())
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for PhoneNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NotMobile;

    fn try_from(text: String) -> Result<Self, NotMobile> {
        let subscriber = text.strip_prefix('+').and_then(|digits| digits.strip_prefix(COUNTRY)).ok_or(NotMobile)?;
        let nine_digits = subscriber.len() == 9 && subscriber.bytes().all(|b| b.is_ascii_digit());
        if nine_digits && subscriber.starts_with(['6', '7']) { Ok(Self(text)) } else { Err(NotMobile) }
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl Unusable {
    /// The number under which the reason is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Missing => 1,
            Self::Unreadable => 2,
            Self::Foreign => 3,
            Self::Fixed => 4,
            Self::Special => 5,
        }
    }

    /// The reason stored under a number; `None` if there is no such reason.
    pub const fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Missing,
            2 => Self::Unreadable,
            3 => Self::Foreign,
            4 => Self::Fixed,
            5 => Self::Special,
            _ => return None,
        })
    }
}

/// Reads a phone number as people and pharmacy software write it (the specification, sections 5 and 8).
///
/// National (`06...`) and international forms (`+212`, `00212`, `212`, with or without the national 0), spaces of any
/// kind, dots, dashes, brackets and Arabic-Indic digits are understood; marks that cannot be seen do not count. Any
/// other character makes the number unreadable, as does what a spreadsheet leaves of one (`6.12E+08`,
/// `612345678.0`): a number is repaired only where nothing else can have been meant.
pub fn read(typed: &str) -> Reading {
    match typed_digits(typed).and_then(|typed| mobile(&typed)) {
        Ok((number, repaired)) => Reading::Mobile { number, repaired },
        Err(reason) => Reading::Unusable(reason),
    }
}

struct Typed {
    plus: bool,
    digits: String,
    dots: usize,
}

fn typed_digits(text: &str) -> Result<Typed, Unusable> {
    let mut typed = Typed { plus: false, digits: String::new(), dots: 0 };
    let mut empty = true;
    for c in text.chars().filter(|c| !is_invisible(*c) && !c.is_whitespace()) {
        let begun = typed.plus || !typed.digits.is_empty();
        match c {
            '+' if !begun => typed.plus = true,
            '(' | ')' => {}
            '.' if begun => typed.dots += 1,
            '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' if begun => {}
            // The mark with which spreadsheets keep a number as a text, and so its first 0.
            '\'' if empty => {}
            _ => typed.digits.push(ascii_digit(c).ok_or(Unusable::Unreadable)?),
        }
        empty = false;
    }
    if empty { Err(Unusable::Missing) } else { Ok(typed) }
}

fn mobile(typed: &Typed) -> Result<(PhoneNumber, bool), Unusable> {
    let digits = typed.digits.as_str();
    let international = if typed.plus { Some(digits) } else { digits.strip_prefix("00") };
    if let Some(number) = international {
        return match number.strip_prefix(COUNTRY) {
            Some(national) => subscriber(without_trunk(national)).map(|number| (number, false)),
            // E.164: fifteen digits at most, and no country code begins with 0.
            None if (7..=15).contains(&number.len()) && !number.starts_with('0') => Err(Unusable::Foreign),
            None => Err(Unusable::Unreadable),
        };
    }
    if let Some(number) = digits.strip_prefix('0') {
        return subscriber(number).map(|number| (number, false));
    }
    if digits.len() > 9 {
        let national = digits.strip_prefix(COUNTRY).ok_or(Unusable::Unreadable)?;
        return subscriber(without_trunk(national)).map(|number| (number, false));
    }
    // One dot in a number without its 0 is a decimal point: `6.12345678` is what a spreadsheet made of it.
    if typed.dots == 1 {
        return Err(Unusable::Unreadable);
    }
    subscriber(digits).map(|number| (number, true))
}

/// `+212 (0)6 ...`: the national 0 is written although the country code replaces it.
fn without_trunk(national: &str) -> &str {
    if national.len() == 10 { national.strip_prefix('0').unwrap_or(national) } else { national }
}

fn subscriber(digits: &str) -> Result<PhoneNumber, Unusable> {
    match (digits.len(), digits.chars().next()) {
        (9, Some('6' | '7')) => Ok(PhoneNumber(String::from("+") + COUNTRY + digits)),
        (9, Some('5')) => Err(Unusable::Fixed),
        (9, Some('8')) => Err(Unusable::Special),
        _ => Err(Unusable::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0612345678")]
    #[case("06 12 34 56 78")]
    #[case("06.12.34.56.78")]
    #[case("06-12-34-56-78")]
    #[case("0612-345.678")]
    #[case("(06) 12 34 56 78")]
    #[case("'0612345678")]
    #[case("06\u{A0}12\u{202F}34\u{2009}56\t78")]
    #[case("06\u{2011}12\u{2010}34\u{2013}56\u{2012}78")]
    #[case("\u{202A}+212 612-345678\u{202C}")]
    #[case("\u{200E}0612345678\u{200F}")]
    #[case("\u{FEFF}0612345678")]
    #[case("+212612345678")]
    #[case("+212 6 12 34 56 78")]
    #[case("+212 (0)6 12 34 56 78")]
    #[case("(+212) 612345678")]
    #[case("+2120612345678")]
    #[case("00212612345678")]
    #[case("00 212 06 12 34 56 78")]
    #[case("212612345678")]
    #[case("2120612345678")]
    #[case("٠٦١٢٣٤٥٦٧٨")]
    #[case("۰۶۱۲۳۴۵۶۷۸")]
    #[case("+٢١٢ ٦١٢ ٣٤٥ ٦٧٨")]
    fn reads_a_mobile(#[case] typed: &str) {
        let number = PhoneNumber("+212612345678".to_owned());
        assert_eq!(read(typed), Reading::Mobile { number, repaired: false });
    }

    #[rstest]
    #[case("612345678")]
    #[case("6 12 34 56 78")]
    #[case("6.12.34.56.78")]
    #[case("٦١٢٣٤٥٦٧٨")]
    fn repairs_a_lost_zero(#[case] typed: &str) {
        let number = PhoneNumber("+212612345678".to_owned());
        assert_eq!(read(typed), Reading::Mobile { number, repaired: true });
    }

    #[rstest]
    #[case("", Unusable::Missing)]
    #[case(" \u{A0}\u{200F}\t", Unusable::Missing)]
    #[case("0522123456", Unusable::Fixed)]
    #[case("+212 5 22 12 34 56", Unusable::Fixed)]
    #[case("0592123456", Unusable::Fixed)]
    #[case("522123456", Unusable::Fixed)]
    #[case("0801001234", Unusable::Special)]
    #[case("00212890123456", Unusable::Special)]
    #[case("+33 6 12 34 56 78", Unusable::Foreign)]
    #[case("0033612345678", Unusable::Foreign)]
    #[case("+213612345678", Unusable::Foreign)]
    #[case("+612345678", Unusable::Foreign)]
    #[case("33612345678", Unusable::Unreadable)]
    #[case("061234567", Unusable::Unreadable)]
    #[case("06123456789", Unusable::Unreadable)]
    #[case("+21261234567", Unusable::Unreadable)]
    #[case("+2126123456789", Unusable::Unreadable)]
    #[case("+212212345678", Unusable::Unreadable)]
    #[case("0112345678", Unusable::Unreadable)]
    #[case("0912345678", Unusable::Unreadable)]
    #[case("212612345", Unusable::Unreadable)]
    #[case("5757", Unusable::Unreadable)]
    #[case("0", Unusable::Unreadable)]
    #[case("0000000000", Unusable::Unreadable)]
    #[case("+", Unusable::Unreadable)]
    #[case("-", Unusable::Unreadable)]
    #[case("()", Unusable::Unreadable)]
    #[case("'", Unusable::Unreadable)]
    #[case("-612345678", Unusable::Unreadable)]
    #[case("+0612345678", Unusable::Unreadable)]
    #[case("+00212612345678", Unusable::Unreadable)]
    #[case("06+12345678", Unusable::Unreadable)]
    #[case("++212612345678", Unusable::Unreadable)]
    #[case("06/12/34/56/78", Unusable::Unreadable)]
    #[case("0612345678/0661234567", Unusable::Unreadable)]
    #[case("0612345678 0661234567", Unusable::Unreadable)]
    #[case("06 12 34 56 7x", Unusable::Unreadable)]
    #[case("tel 0612345678", Unusable::Unreadable)]
    #[case("6.12345678E8", Unusable::Unreadable)]
    #[case("6,12E+08", Unusable::Unreadable)]
    #[case("6.12345678", Unusable::Unreadable)]
    #[case("612345678.0", Unusable::Unreadable)]
    #[case("212612345678.0", Unusable::Unreadable)]
    #[case("0612345678.0", Unusable::Unreadable)]
    #[case("#N/A", Unusable::Unreadable)]
    fn tells_why_a_number_is_unusable(#[case] typed: &str, #[case] reason: Unusable) {
        assert_eq!(read(typed), Reading::Unusable(reason));
    }

    #[test]
    fn has_national_and_international_forms() {
        let number = PhoneNumber::try_from("+212712345678".to_owned()).unwrap();
        assert_eq!(number.as_str(), "+212712345678");
        assert_eq!(number.to_string(), "+212712345678");
        assert_eq!(number.digits(), "212712345678");
        assert_eq!(number.national_digits(), "0712345678");
        assert_eq!(number.national(), "07 12 34 56 78");
        assert_eq!(format!("{number:?}"), "PhoneNumber(..78)");
    }

    #[rstest]
    #[case("")]
    #[case("0612345678")]
    #[case("212612345678")]
    #[case("+21261234567")]
    #[case("+2126123456789")]
    #[case("+212512345678")]
    #[case("+21261234567a")]
    #[case("+212٦12345678")]
    #[case("+212612345678\n")]
    fn only_the_stored_form_is_deserialized(#[case] text: &str) {
        assert_eq!(PhoneNumber::try_from(text.to_owned()), Err(NotMobile));
        assert!(serde_json::from_value::<PhoneNumber>(text.into()).is_err());
    }

    #[test]
    fn codes_lead_back_to_their_reason() {
        let known: Vec<_> = (-1..10).filter_map(Unusable::from_code).collect();
        assert_eq!(known.len(), 5);
        assert!(known.iter().all(|reason| Unusable::from_code(reason.code()) == Some(*reason)));
    }

    proptest! {
        #[test]
        fn reads_back_every_form(text in "\\+212[67][0-9]{8}") {
            let number = PhoneNumber::try_from(text.clone()).unwrap();
            let read_as = |repaired| Reading::Mobile { number: number.clone(), repaired };
            for form in [number.national(), number.national_digits(), number.digits().to_owned(), text.clone()] {
                prop_assert_eq!(read(&form), read_as(false));
            }
            prop_assert_eq!(read(text.trim_start_matches("+212")), read_as(true));
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), number);
        }

        #[test]
        fn what_is_read_is_a_number_of_the_plan(typed in "[+(]{0,2}[0-9٠-٩]{0,5}[-. ()]{0,2}[0-9]{0,10}") {
            if let Reading::Mobile { number, .. } = read(&typed) {
                prop_assert_eq!(PhoneNumber::try_from(number.as_str().to_owned()), Ok(number));
            }
        }

        #[test]
        fn never_panics(typed in any::<String>()) {
            let _ = read(&typed);
        }
    }
}
