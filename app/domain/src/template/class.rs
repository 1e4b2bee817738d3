//! What kind of SMS a text is: what may be sent to whom depends on it.

use serde::{Deserialize, Serialize};

use crate::campaign::Objective;

/// The class of a template (the specification, section 4, *Modèles*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// *Service*: about something that the client asked for.
    #[default]
    Service,
    /// *Relance*: about what is owed, or was to be done.
    Reminder,
    /// *Promotion*: only for clients who consented; it names the pharmacy and says how to stop.
    Promotion,
}

impl Class {
    /// Every class, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Service, Self::Reminder, Self::Promotion];

    /// The number under which the class is stored. Never changes.
    pub const fn code(self) -> i64 {
        match self {
            Self::Service => 0,
            Self::Reminder => 1,
            Self::Promotion => 2,
        }
    }

    /// The class stored under a number; `None` if there is no such class.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// The word in a form.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Reminder => "relance",
            Self::Promotion => "promotion",
        }
    }

    /// The class of a word; `None` if there is no such class.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.slug() == slug)
    }

    /// The class that templates of an objective have unless somebody says otherwise.
    pub const fn usual(objective: Objective) -> Self {
        match objective {
            Objective::BalanceReminder => Self::Reminder,
            Objective::Custom => Self::Service,
        }
    }

    /// Whether only clients who consented may receive it.
    pub fn needs_consent(self) -> bool {
        self == Self::Promotion
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn codes_and_slugs_lead_back() {
        for class in Class::ALL {
            assert_eq!(Class::from_code(class.code()), Some(class));
            assert_eq!(Class::from_slug(class.slug()), Some(class));
        }
        assert_eq!((Class::from_code(3), Class::from_slug("x")), (None, None));
    }
}
