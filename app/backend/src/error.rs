//! Everything that can go wrong in a service. What a person may be told is in the variant; what they may not is in its
//! source and goes to the log only.

use domain::form::FieldErrors;

/// The result of a service.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it is another pharmacy's.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    SignedOut,
    /// E-mail or password is wrong: the same for both.
    #[error("wrong e-mail or password")]
    WrongPassword,
    /// The person may not do this.
    #[error("not permitted")]
    Denied,
    /// A form has faults.
    #[error("invalid form")]
    Invalid(FieldErrors),
    /// What was shown is no longer so.
    #[error("conflict: {0:?}")]
    Conflict(Conflict),
    /// There are fewer credits than needed; nothing was sent.
    #[error("{needed} credits needed, {available} available")]
    NoCredit {
        /// Credits that the send needs.
        needed: u32,
        /// Credits there are.
        available: u32,
    },
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// Seconds until the next one is looked at.
        retry_after: u32,
    },
    /// The database was written by a later version of the program.
    #[error("the database was written by a newer version of Comptoir: install that version, or start with a backup")]
    NewerDatabase,
    /// A row that no version of the program writes.
    #[error("inconsistent row: {table}.{column}, row {row}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        row: i64,
    },
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The store cannot be used for now, whatever was asked of it: the disk is full or broken, the file may not be written, or
    /// somebody else holds it. Nothing was written, and the same can be asked again.
    pub fn is_unavailable(&self) -> bool {
        let Self::Store(source) = self else { return false };
        match source.downcast_ref() {
            Some(sqlx::Error::Database(error)) => {
                let code = error.code().and_then(|code| code.parse::<u32>().ok());
                // The low octet of an extended code is the primary one: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
                code.is_some_and(|code| matches!(code & 0xFF, 5 | 6 | 8 | 10 | 13 | 14))
            }
            Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => true,
            _ => source.downcast_ref::<std::io::Error>().is_some(),
        }
    }
}

/// What is no longer as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The template has a newer version.
    StaleTemplate,
    /// The key was used for another send.
    KeyReused,
    /// The send would be larger than the quote that was shown.
    QuoteChanged,
    /// Nobody would receive anything.
    NobodyLeft,
    /// The message arrived or is still to leave, or its number is the reason that it did not: it is not sent again.
    NotRepeatable,
    /// What the client said, or their number, is not what was shown any more.
    WishMoved,
    /// The request for credits has moved on.
    TopUpMoved,
    /// The pack is offered no more, or is not as it was shown.
    PackGone,
    /// There are no bank details to pay to yet.
    NoBankDetails,
    /// The account would hold more credits than it can.
    BalanceFull,
    /// The entry of the ledger is of a kind that is not corrected, or has been.
    NotCorrectable,
}
