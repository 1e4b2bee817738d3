//! What is wrong with a form: which field, and a code that the screen has words for. Never what was typed: an error
//! travels in addresses and logs (facts, `dependencies.md`).

use serde::{Deserialize, Serialize};

/// A field of a form, by its name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Adresse e-mail.
    Email,
    /// Mot de passe.
    Password,
    /// A name.
    Name,
    /// The text of a template or of a send.
    Text,
    /// The same in Arabic.
    TextArabic,
    /// What kind of SMS a template is.
    Class,
    /// A word about health.
    Word,
    /// The clients ticked.
    Recipients,
    /// The template chosen.
    Template,
    /// The smallest balance.
    Amount,
    /// A search.
    Search,
    /// The time that a send is set to.
    Time,
    /// The first day of a period.
    From,
    /// The last day of a period.
    To,
    /// A reason, or a message within a request.
    Note,
    /// A proof of transfer.
    Proof,
    /// A pack that was chosen.
    Pack,
    /// A number of credits.
    Credits,
    /// The number of an entry of the ledger.
    Entry,
    /// A price.
    Price,
    /// Who is paid.
    Holder,
    /// Their postal address.
    Address,
    /// Their tax number.
    TaxId,
    /// Their bank.
    Bank,
    /// Their account there.
    Rib,
    /// A number of a test: its place, from 0.
    TestPhone(u8),
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It must not be empty.
    Required,
    /// It has more characters than it may.
    TooLong,
    /// It is too short.
    TooShort,
    /// It cannot be read.
    Unreadable,
    /// The name is taken.
    Taken,
    /// The text would take more than ten parts.
    TooManyParts,
    /// The time is over already.
    Past,
    /// The time is too far away.
    TooFar,
    /// The period ends before it begins.
    EndsBefore,
    /// The number is beyond what it may be.
    OutOfRange,
    /// The number cannot receive an SMS.
    Phone(crate::phone::Unusable),
    /// Whoever has the number no longer wants SMS.
    OptedOut,
    /// A promotion does not name the pharmacy.
    NoPharmacy,
    /// A promotion does not say how to receive no more.
    NoStop,
    /// It speaks of health, and nobody said that this is meant.
    Health,
    /// There are as many as there may be.
    Full,
    /// The template has an error at a position.
    Template(crate::template::TemplateError),
}

/// Every fault of a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub Vec<(Field, Fault)>);

impl FieldErrors {
    /// One fault.
    pub fn one(field: Field, fault: Fault) -> Self {
        Self(vec![(field, fault)])
    }

    /// The faults of a field.
    pub fn of(&self, field: Field) -> impl Iterator<Item = Fault> + '_ {
        self.0.iter().filter(move |(at, _)| *at == field).map(|(_, fault)| *fault)
    }
}
