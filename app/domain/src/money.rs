//! Amounts of money: what a client owes, what was paid, what a pack costs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fold::{ascii_digit, is_invisible};

/// The largest amount that [`Money::parse`] takes, in centimes: 1 000 000,00 DH (the specification, section 8,
/// "Amounts").
const BOUND: i64 = 100_000_000;

/// Signs and words of the dirham, the longer before the shorter that begins it.
const CURRENCIES: [&str; 4] = ["DHS", "DH", "MAD", "درهم"];

/// An amount of dirhams, in whole centimes. What a client owes is above zero; a credit in the client's favour is below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount. Holds nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum MoneyError {
    /// Nothing but white space.
    #[error("no amount")]
    Empty,
    /// Not a number, or grouped in no way that the specification knows.
    #[error("unreadable amount")]
    Unreadable,
    /// `1.250`: one thousand two hundred and fifty, or one and a quarter.
    #[error("ambiguous amount")]
    Ambiguous,
    /// Beyond 1 000 000,00 DH, owed or in credit.
    #[error("amount too large")]
    TooLarge,
    /// More than two digits after the decimal sign.
    #[error("too many decimals")]
    TooManyDecimals,
}

impl MoneyError {
    /// The name of this error on the wire and in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unreadable => "unreadable",
            Self::Ambiguous => "ambiguous",
            Self::TooLarge => "too_large",
            Self::TooManyDecimals => "too_many_decimals",
        }
    }
}

impl Money {
    /// Nothing owed.
    pub const ZERO: Self = Self(0);

    /// The amount of so many centimes. A total may go beyond the bound that holds for a single amount that is read.
    pub const fn from_centimes(centimes: i64) -> Self {
        Self(centimes)
    }

    /// The amount in centimes.
    pub const fn centimes(self) -> i64 {
        self.0
    }

    /// Whether something is owed: more than zero. A credit is kept, but never reminded.
    pub const fn is_owed(self) -> bool {
        self.0 > 0
    }

    /// Reads an amount as people and pharmacy software write it (the specification, section 8, "Amounts"): a decimal
    /// comma or point, at most two decimals, thousands by space, U+00A0, U+202F, or by point before a decimal comma,
    /// `DH` or `MAD` at either end, Arabic-Indic digits with their own separators; a minus in front or brackets around
    /// make it a credit.
    ///
    /// # Errors
    ///
    /// Every variant of [`MoneyError`]: nothing is guessed.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let plain: String = text.chars().filter(|c| !is_invisible(*c)).map(plain).collect();
        let text = plain.trim();
        if text.is_empty() {
            return Err(MoneyError::Empty);
        }
        let outside = without_currency(text);
        let (inside, credit) = without_sign(outside.unwrap_or(text))?;
        // `-50 DH` and `(50) DH` have the currency outside of the sign, `(50 DH)` and `- DH 50` inside; never twice.
        let number = if outside.is_some() { inside } else { without_currency(inside).unwrap_or(inside) };
        let centimes = unsigned(number)?;
        if centimes > BOUND {
            return Err(MoneyError::TooLarge);
        }
        Ok(Self(if credit { -centimes } else { centimes }))
    }

    /// The amount as it stands in an SMS: `1 250,50 DH`, with plain spaces, which GSM-7 has (the specification,
    /// section 8, "Templates").
    pub fn sms(self) -> String {
        self.written(' ', ' ')
    }

    /// The amount as it stands on a screen: groups by U+202F and U+00A0 before `DH`, so that it never breaks over two
    /// lines and is not turned round in a right-to-left page.
    pub fn screen(self) -> String {
        self.written('\u{202F}', '\u{A0}')
    }

    fn written(self, group: char, before_currency: char) -> String {
        let centimes = self.0.unsigned_abs();
        let text = String::from(if self.0 < 0 { "-" } else { "" }) + &in_groups(centimes / 100, group);
        let cents = centimes % 100;
        let zero = if cents < 10 { "0" } else { "" };
        text + "," + zero + &cents.to_string() + &String::from(before_currency) + "DH"
    }
}

/// A whole number in groups of three digits, with what stands between them.
pub fn in_groups(n: u64, group: char) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + 9);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    text
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.screen())
    }
}

/// One spelling for what may be written in several ways: digits, grouping spaces, minus signs, the Arabic decimal sign.
fn plain(c: char) -> char {
    match c {
        '\u{A0}' | '\u{202F}' => ' ',
        '\u{2212}' | '\u{2011}' | '\u{2013}' => '-',
        '\u{66B}' => ',',
        _ => ascii_digit(c).unwrap_or(c.to_ascii_uppercase()),
    }
}

fn without_currency(text: &str) -> Option<&str> {
    CURRENCIES.iter().find_map(|currency| {
        text.strip_suffix(currency).map(str::trim_end).or_else(|| text.strip_prefix(currency).map(str::trim_start))
    })
}

/// What stands after the minus or inside the brackets, and whether there were any.
fn without_sign(text: &str) -> Result<(&str, bool), MoneyError> {
    if let Some(opened) = text.strip_prefix('(') {
        let inside = opened.strip_suffix(')').ok_or(MoneyError::Unreadable)?;
        return Ok((inside.trim(), true));
    }
    Ok(text.strip_prefix('-').map_or((text, false), |number| (number.trim_start(), true)))
}

/// Centimes of a number without sign and currency. Saturates: what is too large is told by the caller.
fn unsigned(number: &str) -> Result<i64, MoneyError> {
    if let Some((whole, decimals)) = number.split_once(',') {
        let dirhams = if whole.contains('.') { grouped(whole, &['.']) } else { grouped(whole, &[' ', '\u{66C}']) }?;
        return Ok(total(dirhams, cents(decimals)?));
    }
    let Some((whole, decimals)) = number.split_once('.') else {
        return Ok(total(grouped(number, &[' ', '\u{66C}'])?, 0));
    };
    let dirhams = grouped(whole, &[' ', '\u{66C}'])?;
    let all_digits = decimals.chars().all(|c| c.is_ascii_digit());
    if is_first_group(whole) && decimals.len() == 3 && all_digits {
        return Err(MoneyError::Ambiguous);
    }
    Ok(total(dirhams, cents(decimals)?))
}

const fn total(dirhams: i64, cents: i64) -> i64 {
    dirhams.saturating_mul(100).saturating_add(cents)
}

/// The whole part: digits only, or groups of three after a first group of one to three.
fn grouped(whole: &str, separators: &[char]) -> Result<i64, MoneyError> {
    let mut groups = whole.split(separators);
    let first = groups.next().unwrap_or_default();
    let mut value = digits(first)?;
    for group in groups {
        if !is_first_group(first) || group.len() != 3 {
            return Err(MoneyError::Unreadable);
        }
        value = value.saturating_mul(1_000).saturating_add(digits(group)?);
    }
    Ok(value)
}

/// Whether groups of three may follow: `0.250` and `0 250` are no thousands.
fn is_first_group(text: &str) -> bool {
    (1..=3).contains(&text.len()) && !text.starts_with('0')
}

/// One or two decimals as centimes.
fn cents(decimals: &str) -> Result<i64, MoneyError> {
    let value = digits(decimals)?;
    match decimals.len() {
        1 => Ok(value * 10),
        2 => Ok(value),
        _ => Err(MoneyError::TooManyDecimals),
    }
}

fn digits(text: &str) -> Result<i64, MoneyError> {
    if text.is_empty() {
        return Err(MoneyError::Unreadable);
    }
    text.chars().try_fold(0i64, |value, c| {
        let digit = c.to_digit(10).ok_or(MoneyError::Unreadable)?;
        Ok(value.saturating_mul(10).saturating_add(i64::from(digit)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("0", 0)]
    #[case("-0", 0)]
    #[case("7", 700)]
    #[case("007", 700)]
    #[case("1250", 125_000)]
    #[case("1250,5", 125_050)]
    #[case("1250,50", 125_050)]
    #[case("1250.5", 125_050)]
    #[case("1250.50", 125_050)]
    #[case("1 250,50", 125_050)]
    #[case("1 250.50", 125_050)]
    #[case("1\u{A0}250,50", 125_050)]
    #[case("1\u{202F}250,50", 125_050)]
    #[case("1.250,50", 125_050)]
    #[case("0,05", 5)]
    #[case("0.05", 5)]
    #[case(" 1 250,50 DH\r\n", 125_050)]
    #[case("1250dh", 125_000)]
    #[case("1250 Dhs", 125_000)]
    #[case("1 250,50 MAD", 125_050)]
    #[case("MAD 1 250,50", 125_050)]
    #[case("١٢٥٠,٥٠", 125_050)]
    #[case("١٬٢٥٠٫٥٠ درهم", 125_050)]
    #[case("۱۲۵۰٫۵", 125_050)]
    #[case("\u{200F}1250,50\u{200E}", 125_050)]
    #[case("-50", -5_000)]
    #[case("- 50,25 DH", -5_025)]
    #[case("\u{2212}50", -5_000)]
    #[case("(50,00)", -5_000)]
    #[case("(50 DH)", -5_000)]
    #[case("( 1 250,50 ) DH", -125_050)]
    #[case("DH -50", -5_000)]
    #[case("-DH 50", -5_000)]
    #[case("1 000 000,00 DH", 100_000_000)]
    #[case("1.000.000,00", 100_000_000)]
    #[case("-1000000", -100_000_000)]
    #[case("999999,99", 99_999_999)]
    fn reads(#[case] text: &str, #[case] centimes: i64) {
        assert_eq!(Money::parse(text), Ok(Money(centimes)));
    }

    #[rstest]
    #[case("", MoneyError::Empty)]
    #[case(" \u{A0}\t\u{200F}", MoneyError::Empty)]
    #[case("1.250", MoneyError::Ambiguous)]
    #[case("-1.250", MoneyError::Ambiguous)]
    #[case("(12.250 DH)", MoneyError::Ambiguous)]
    #[case("1,250", MoneyError::TooManyDecimals)]
    #[case("0.250", MoneyError::TooManyDecimals)]
    #[case("1250.505", MoneyError::TooManyDecimals)]
    #[case("1 250.505", MoneyError::TooManyDecimals)]
    #[case("12,5000", MoneyError::TooManyDecimals)]
    #[case("1 000 000,01", MoneyError::TooLarge)]
    #[case("-1000000,01", MoneyError::TooLarge)]
    #[case("0612345678", MoneyError::TooLarge)]
    #[case("99999999999999999999999999", MoneyError::TooLarge)]
    #[case("9223372036854775807,99", MoneyError::TooLarge)]
    #[case("abc", MoneyError::Unreadable)]
    #[case("DH", MoneyError::Unreadable)]
    #[case("-", MoneyError::Unreadable)]
    #[case("()", MoneyError::Unreadable)]
    #[case("(50", MoneyError::Unreadable)]
    #[case("50)", MoneyError::Unreadable)]
    #[case("(-50)", MoneyError::Unreadable)]
    #[case("--50", MoneyError::Unreadable)]
    #[case("50-", MoneyError::Unreadable)]
    #[case("+50", MoneyError::Unreadable)]
    #[case("5-0", MoneyError::Unreadable)]
    #[case("12 50", MoneyError::Unreadable)]
    #[case("1  250", MoneyError::Unreadable)]
    #[case("1250 000", MoneyError::Unreadable)]
    #[case("0 250", MoneyError::Unreadable)]
    #[case("1\t250", MoneyError::Unreadable)]
    #[case("1.25,50", MoneyError::Unreadable)]
    #[case("1 250.000,00", MoneyError::Unreadable)]
    #[case("1.250.000", MoneyError::Unreadable)]
    #[case("1,250.50", MoneyError::Unreadable)]
    #[case("1,2,3", MoneyError::Unreadable)]
    #[case(",50", MoneyError::Unreadable)]
    #[case("50,", MoneyError::Unreadable)]
    #[case("50.", MoneyError::Unreadable)]
    #[case("1,25E3", MoneyError::Unreadable)]
    #[case("50 EUR", MoneyError::Unreadable)]
    #[case("50 DH DH", MoneyError::Unreadable)]
    #[case("DH 50 DH", MoneyError::Unreadable)]
    #[case("#N/A", MoneyError::Unreadable)]
    fn refuses(#[case] text: &str, #[case] error: MoneyError) {
        assert_eq!(Money::parse(text), Err(error));
    }

    #[rstest]
    #[case(0, "0,00 DH")]
    #[case(5, "0,05 DH")]
    #[case(-5, "-0,05 DH")]
    #[case(99_999, "999,99 DH")]
    #[case(125_050, "1 250,50 DH")]
    #[case(-125_050, "-1 250,50 DH")]
    #[case(100_000_000, "1 000 000,00 DH")]
    #[case(i64::MIN, "-92 233 720 368 547 758,08 DH")]
    fn writes(#[case] centimes: i64, #[case] text: &str) {
        assert_eq!(Money(centimes).sms(), text);
    }

    #[test]
    fn writes_for_the_screen_without_a_space_that_breaks() {
        assert_eq!(Money(125_050).screen(), "1\u{202F}250,50\u{A0}DH");
        assert_eq!(Money(125_050).to_string(), Money(125_050).screen());
    }

    #[test]
    fn only_more_than_nothing_is_owed() {
        assert_eq!([-1, 0, 1].map(|centimes| Money(centimes).is_owed()), [false, false, true]);
    }

    #[test]
    fn travels_as_a_number_of_centimes() {
        assert_eq!(serde_json::to_string(&Money(-5)).unwrap(), "-5");
        assert_eq!(serde_json::from_str::<Money>("125050").unwrap(), Money(125_050));
        let error = MoneyError::TooManyDecimals;
        assert_eq!(serde_json::to_string(&error).unwrap(), format!("\"{}\"", error.code()));
    }

    proptest! {
        #[test]
        fn reads_back_what_it_wrote(centimes in -BOUND..=BOUND) {
            let money = Money(centimes);
            prop_assert_eq!(Money::parse(&money.sms()), Ok(money));
            prop_assert_eq!(Money::parse(&money.screen()), Ok(money));
        }

        #[test]
        fn stays_within_the_bound(text in "[-(]?[0-9]{0,9}[ .,]?[0-9]{0,9}[,.]?[0-9]{0,3}[)]?( ?DH)?") {
            if let Ok(money) = Money::parse(&text) {
                prop_assert!(money.centimes().abs() <= BOUND);
            }
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = Money::parse(&text);
        }
    }
}
