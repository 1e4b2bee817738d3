//! Ids, one type per noun, so that none can be given where another is asked for.
//!
//! Two kinds: an *id* is the number of a row and never leaves the server; a *reference* is what an address or a form
//! carries, a prefix and twelve random letters and digits, and says nothing about how many there are.

use serde::{Deserialize, Serialize};

/// A text that is not a reference of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a reference of this kind")]
pub struct BadReference;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    )*};
}

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What every reference of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// The reference made of random bytes, five bits of each.
            pub fn from_random(bytes: [u8; REFERENCE_LENGTH]) -> Self {
                Self(Self::PREFIX.chars().chain(bytes.into_iter().map(letter)).collect())
            }

            /// The reference as it stands in an address.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadReference;

            fn try_from(text: String) -> Result<Self, BadReference> {
                let rest = text.strip_prefix(Self::PREFIX).ok_or(BadReference)?;
                let known = rest.bytes().all(|byte| LETTERS.contains(&byte));
                if known && rest.len() == REFERENCE_LENGTH { Ok(Self(text)) } else { Err(BadReference) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadReference;

            fn from_str(text: &str) -> Result<Self, BadReference> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(reference: $name) -> Self {
                reference.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

/// Letters and digits after the prefix of a reference: 60 random bits.
pub const REFERENCE_LENGTH: usize = 12;

/// Crockford's base 32 in lower case: no `i`, `l`, `o`, `u`, which are read wrong or make words.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn letter(random: u8) -> char {
    LETTERS.get(usize::from(random % 32)).copied().map_or('0', char::from)
}

ids! {
    /// A pharmacy, the tenant.
    PharmacyId;
    /// A person who signs in.
    StaffId;
    /// A client of a pharmacy.
    ClientId;
    /// A template, whatever its version.
    TemplateId;
    /// One send to a frozen audience.
    CampaignId;
    /// One text to one phone. Its pharmacy stands in the high bits, see [`MessageId::new`].
    MessageId;
    /// A person of the sales service.
    SalespersonId;
    /// A request for credits.
    TopUpId;
    /// A pack, whatever its version.
    PackId;
}

references! {
    /// A client, in addresses and forms.
    ClientRef = "cli_";
    /// A template, in addresses and forms.
    TemplateRef = "tpl_";
    /// A campaign, in addresses and forms.
    CampaignRef = "cmp_";
    /// A person who signs in, in addresses and forms.
    StaffRef = "stf_";
    /// A pharmacy, in lists of the sales service.
    PharmacyRef = "pha_";
    /// A request for credits, in addresses and forms.
    TopUpRef = "rch_";
    /// A pack, in forms.
    PackRef = "pck_";
}

/// Bits of a message's id that count within its pharmacy.
const MESSAGE_BITS: u32 = 40;

impl MessageId {
    /// The id of a pharmacy's `n`-th message: the table itself is then in the order of creation, pharmacy by pharmacy
    /// (facts, `database.md`).
    pub const fn new(pharmacy: PharmacyId, n: i64) -> Self {
        Self((pharmacy.0 << MESSAGE_BITS) | n)
    }

    /// The pharmacy whose message this is.
    pub const fn pharmacy(self) -> PharmacyId {
        PharmacyId(self.0 >> MESSAGE_BITS)
    }

    /// The place of the message within its pharmacy, from 1: all that an address may carry of the id.
    pub const fn number(self) -> i64 {
        self.0 & ((1 << MESSAGE_BITS) - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("cli_0123456789ab", true)]
    #[case("cmp_0123456789ab", false)]
    #[case("cli_0123456789a", false)]
    #[case("cli_0123456789abc", false)]
    #[case("cli_0123456789aI", false)]
    #[case("cli_0123456789a'", false)]
    #[case("", false)]
    fn a_reference_is_checked(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<ClientRef>().is_ok(), good);
        assert_eq!(serde_json::from_value::<ClientRef>(text.into()).is_ok(), good);
    }

    proptest! {
        #[test]
        fn random_bytes_make_a_reference(bytes in any::<[u8; REFERENCE_LENGTH]>()) {
            let reference = CampaignRef::from_random(bytes);
            prop_assert_eq!(reference.as_str().parse::<CampaignRef>(), Ok(reference));
        }

        #[test]
        fn a_message_knows_its_pharmacy(pharmacy in 1i64..4_000_000, n in 1i64..1_000_000_000_000) {
            let id = MessageId::new(PharmacyId(pharmacy), n);
            prop_assert_eq!((id.pharmacy(), id.number()), (PharmacyId(pharmacy), n));
            prop_assert!(id.0 > 0);
        }
    }
}
