//! Who may do what. A role is a preset of permissions; what counts is the permissions.

use serde::{Deserialize, Serialize};

/// One thing that a person may do (the specification, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the history, the clients and the campaigns.
    HistoryRead,
    /// Add and change clients.
    ClientsEdit,
    /// Save templates.
    TemplatesEdit,
    /// Send to clients who were ticked.
    SmsSend,
    /// Send to a whole list, nobody ticked.
    SmsSendAll,
    /// Ask the sales service for credits.
    CreditsRequest,
    /// Add, change and deactivate staff.
    StaffManage,
    /// Change the pharmacy's settings.
    SettingsEdit,
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(u16);

/// The usual sets (the specification, "Who uses it").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The pharmacist: every permission.
    Titulaire,
    /// Sends, but neither to all nor edits templates.
    Gestionnaire,
    /// Reads.
    Assistant,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 8] = [
        Self::HistoryRead,
        Self::ClientsEdit,
        Self::TemplatesEdit,
        Self::SmsSend,
        Self::SmsSendAll,
        Self::CreditsRequest,
        Self::StaffManage,
        Self::SettingsEdit,
    ];

    /// The bit under which the permission is stored. Never changes.
    const fn bit(self) -> u16 {
        match self {
            Self::HistoryRead => 1,
            Self::ClientsEdit => 1 << 1,
            Self::TemplatesEdit => 1 << 2,
            Self::SmsSend => 1 << 3,
            Self::SmsSendAll => 1 << 4,
            Self::CreditsRequest => 1 << 5,
            Self::StaffManage => 1 << 6,
            Self::SettingsEdit => 1 << 7,
        }
    }
}

impl Permissions {
    /// No permission.
    pub const NONE: Self = Self(0);

    /// These permissions.
    pub fn of(permissions: &[Permission]) -> Self {
        Self(permissions.iter().fold(0, |bits, permission| bits | permission.bit()))
    }

    /// Whether the set has a permission.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The number under which the set is stored.
    pub fn code(self) -> i64 {
        i64::from(self.0)
    }

    /// The set stored under a number; `None` if it has a bit that no permission has.
    pub fn from_code(code: i64) -> Option<Self> {
        let bits = u16::try_from(code).ok()?;
        let known = Self::of(&Permission::ALL).0;
        (bits & !known == 0).then_some(Self(bits))
    }
}

impl Role {
    /// The permissions that a person with this role starts with.
    pub fn permissions(self) -> Permissions {
        use Permission::{ClientsEdit, CreditsRequest, HistoryRead, SmsSend};
        match self {
            Self::Titulaire => Permissions::of(&Permission::ALL),
            Self::Gestionnaire => Permissions::of(&[HistoryRead, ClientsEdit, SmsSend, CreditsRequest]),
            Self::Assistant => Permissions::of(&[HistoryRead]),
        }
    }
}

/// The initials that stand for a person where there is no room for the name: `Salma Bennani` is `SB`.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_it_was_made_of() {
        for permission in Permission::ALL {
            let set = Permissions::of(&[permission]);
            assert!(Permission::ALL.iter().all(|other| set.has(*other) == (*other == permission)));
            assert_eq!(Permissions::from_code(set.code()), Some(set));
        }
        assert_eq!([256, -1, 70_000].map(Permissions::from_code), [None; 3]);
    }

    #[test]
    fn roles_are_presets() {
        let may = |role: Role, permission| role.permissions().has(permission);
        assert!(Permission::ALL.iter().all(|permission| may(Role::Titulaire, *permission)));
        assert!(may(Role::Gestionnaire, Permission::SmsSend));
        assert!(
            !may(Role::Gestionnaire, Permission::SmsSendAll) && !may(Role::Gestionnaire, Permission::TemplatesEdit)
        );
        assert!(may(Role::Assistant, Permission::HistoryRead) && !may(Role::Assistant, Permission::SmsSend));
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(
            ["Salma Bennani", "salma", "Fatima Zahra El Idrissi", " ", "سلمى بناني"].map(initials),
            ["SB", "S", "FI", "", "سب"]
        );
    }
}
