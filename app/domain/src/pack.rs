//! What is sold, and where it is paid to.

use serde::{Deserialize, Serialize};

use crate::credit::Credits;
use crate::id::PackRef;
use crate::money::Money;

/// The most credits of a pack.
pub const MAX_CREDITS: u32 = 10_000_000;

/// The most characters of the name of a pack, and of each line of the bank details.
pub const MAX_LINE: usize = 120;

/// So many credits for a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Which pack.
    pub pack: PackRef,
    /// Which version of it: a request keeps that with which it was chosen.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// How many credits.
    pub credits: Credits,
    /// The price of all of them.
    pub price: Money,
    /// Whether it is offered no more.
    pub is_withdrawn: bool,
}

impl Pack {
    /// The price of one credit, to the nearest centime.
    pub fn price_of_one(&self) -> Money {
        let credits = i64::from(self.credits.0.max(1));
        Money::from_centimes((self.price.centimes() + credits / 2) / credits)
    }
}

/// What so many credits cost where a pack of `pack` credits costs `price`, rounded up to the centime; `None` where that is not
/// known: of an empty pack, or of one that was given for nothing.
pub fn price_of(credits: u32, pack: Credits, price: Money) -> Option<Money> {
    let (credits, pack, price) = (i128::from(credits), i128::from(pack.0), i128::from(price.centimes()));
    if pack == 0 || price <= 0 {
        return None;
    }
    // The largest product of the two is far below the bound of an `i128`.
    let rounded_up = (credits * price + pack - 1) / pack;
    i64::try_from(rounded_up).ok().map(Money::from_centimes)
}

/// Who is paid, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankDetails {
    /// Who issues the pro-forma and holds the account.
    pub holder: String,
    /// Their postal address.
    pub address: String,
    /// Their tax number (ICE); may be empty.
    pub tax_id: String,
    /// The bank.
    pub bank: String,
    /// The account: 24 digits.
    pub rib: String,
}

/// The digits of a Moroccan account (RIB): three of the bank, three of the place, sixteen of the account and two that make
/// the whole divisible by 97. `None` where they are no such number: a slip of the finger would send money elsewhere.
pub fn rib(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 24 {
        return None;
    }
    let rest = digits.chars().try_fold(0u32, |rest, c| Some((rest * 10 + c.to_digit(10)?) % 97))?;
    (rest == 0).then_some(digits)
}

/// An account as people read it: `011 780 0000123456789012 96`.
pub fn rib_written(rib: &str) -> String {
    let mut written = String::with_capacity(rib.len() + 3);
    for (place, digit) in rib.chars().enumerate() {
        if matches!(place, 3 | 6 | 22) {
            written.push(' ');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("011780000012345678901296", true)]
    #[case("011 780 0000123456789012 96", true)]
    #[case("011780000012345678901295", false)]
    #[case("011780000012345678902196", false)]
    #[case("01178000001234567890129", false)]
    #[case("0117800000123456789012966", false)]
    #[case("01178000001234567890129a", false)]
    #[case("", false)]
    fn an_account_is_checked(#[case] typed: &str, #[case] good: bool) {
        assert_eq!(rib(typed).is_some(), good, "{typed}");
    }

    #[test]
    fn an_account_is_read_in_groups() {
        assert_eq!(rib_written("011780000012345678901296"), "011 780 0000123456789012 96");
    }

    #[test]
    fn one_credit_has_a_price() {
        let pack = |credits, price| Pack {
            pack: "pck_0123456789ab".parse().unwrap(),
            version: 1,
            name: String::new(),
            credits: Credits(credits),
            price: Money::from_centimes(price),
            is_withdrawn: false,
        };
        assert_eq!(pack(5_000, 175_000).price_of_one(), Money::from_centimes(35));
        assert_eq!(pack(3, 100).price_of_one(), Money::from_centimes(33));
        assert_eq!(pack(MAX_CREDITS, 0).price_of_one(), Money::ZERO);
    }

    #[rstest]
    #[case(31, 2_500, 100_000, Some(1_240))]
    #[case(1, 3, 100, Some(34))]
    #[case(3, 3, 100, Some(100))]
    #[case(0, 3, 100, Some(0))]
    #[case(5, 0, 100, None)]
    #[case(5, 100, 0, None)]
    #[case(5, 100, -1, None)]
    #[case(u32::MAX, 1, 100_000_000, Some(429_496_729_500_000_000))]
    #[case(u32::MAX, 1, i64::MAX, None)]
    fn credits_have_the_price_of_the_pack_rounded_up(
        #[case] credits: u32,
        #[case] pack: u32,
        #[case] price: i64,
        #[case] expected: Option<i64>,
    ) {
        let found = price_of(credits, Credits(pack), Money::from_centimes(price));
        assert_eq!(found, expected.map(Money::from_centimes));
    }
}
