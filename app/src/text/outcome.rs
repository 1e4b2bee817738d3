//! What became of a message, of a client, of what was asked for: the words that answer a code.

use super::Form;

/// Statuses: of one message, and of several whose number stands before.
pub struct Statuses {
    /// In the order of [`Status::ALL`].
    pub one: [&'static str; 10],
    /// In the order of [`Status::ALL`].
    pub many: [Form; 10],
}

/// Why a message, or a client, is where it is.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Reasons {
    pub unknown_number: &'static str,
    pub unreachable: &'static str,
    pub number_refused: &'static str,
    pub gateway_down: &'static str,
    pub answer_lost: &'static str,
    pub network_unsure: &'static str,
    pub paid: &'static str,
    pub opted_out: &'static str,
    pub no_consent: &'static str,
    pub refused: &'static str,
    pub undelivered: &'static str,
    pub blocked: &'static str,
    pub sender_refused: &'static str,
    pub phone_missing: &'static str,
    pub phone_unreadable: &'static str,
    pub phone_foreign: &'static str,
    pub phone_fixed: &'static str,
    pub phone_special: &'static str,
    pub shared_number: &'static str,
    pub too_long: &'static str,
    pub nothing_owed: &'static str,
    /// A placeholder without a value.
    pub missing: fn(&str) -> String,
}

/// What went wrong.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Errors {
    pub not_found: &'static str,
    pub signed_out: &'static str,
    pub wrong_password: &'static str,
    pub denied: &'static str,
    pub invalid: &'static str,
    pub stale_template: &'static str,
    pub key_reused: &'static str,
    pub quote_changed: &'static str,
    pub nobody_left: &'static str,
    pub not_repeatable: &'static str,
    pub moved: &'static str,
    /// Needed, available.
    pub no_credit: fn(u32, u32) -> String,
    /// Seconds.
    pub too_many: fn(u32) -> String,
    pub too_large: &'static str,
    pub offline: &'static str,
    pub old: &'static str,
    pub unavailable: &'static str,
    pub internal: &'static str,
    pub required: &'static str,
    pub too_long: &'static str,
    pub too_short: &'static str,
    pub password_short: &'static str,
    pub unreadable: &'static str,
    pub amount_unreadable: &'static str,
    pub date_unreadable: &'static str,
    pub ends_before: &'static str,
    pub taken: &'static str,
    pub past: &'static str,
    pub too_far: &'static str,
    pub too_many_parts: &'static str,
    pub out_of_range: &'static str,
    pub nobody_ticked: &'static str,
    /// The position, from 1, of an error in a template.
    pub template: fn(u32) -> String,
}
