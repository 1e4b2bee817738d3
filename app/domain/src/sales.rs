//! The sales service (*service commercial*): what its people may do. They belong to no pharmacy, and none of their
//! permissions is one of a pharmacy's.

use serde::{Deserialize, Serialize};

/// One thing that a person of the sales service may do (the specification, section 8, "People").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SalesPermission {
    /// See the requests of all pharmacies, and write to them.
    Read,
    /// Define packs, prices and bank details.
    Packs,
    /// Issue pro-formas, confirm receipts, activate, refuse and correct.
    Activate,
}

/// A set of permissions of the sales service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SalesPermissions(u8);

impl SalesPermission {
    /// Every permission.
    pub const ALL: [Self; 3] = [Self::Read, Self::Packs, Self::Activate];

    /// The bit under which the permission is stored. Never changes.
    const fn bit(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Packs => 1 << 1,
            Self::Activate => 1 << 2,
        }
    }

    /// Its word on the command line.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Read => "sales.read",
            Self::Packs => "sales.packs",
            Self::Activate => "sales.activate",
        }
    }

    /// The permission of a word; `None` if there is no such permission.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.slug() == slug)
    }
}

impl SalesPermissions {
    /// These permissions.
    pub fn of(permissions: &[SalesPermission]) -> Self {
        Self(permissions.iter().fold(0, |bits, permission| bits | permission.bit()))
    }

    /// Whether the set has a permission.
    pub const fn has(self, permission: SalesPermission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The number under which the set is stored.
    pub fn code(self) -> i64 {
        i64::from(self.0)
    }

    /// The set stored under a number; `None` if it has a bit that no permission has.
    pub fn from_code(code: i64) -> Option<Self> {
        let bits = u8::try_from(code).ok()?;
        (bits & !Self::of(&SalesPermission::ALL).0 == 0).then_some(Self(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_it_was_made_of() {
        for permission in SalesPermission::ALL {
            let set = SalesPermissions::of(&[permission]);
            assert!(SalesPermission::ALL.iter().all(|other| set.has(*other) == (*other == permission)));
            assert_eq!(SalesPermissions::from_code(set.code()), Some(set));
            assert_eq!(SalesPermission::from_slug(permission.slug()), Some(permission));
        }
        assert_eq!([8, -1, 256].map(SalesPermissions::from_code), [None; 3]);
    }
}
