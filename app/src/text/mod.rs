//! Every word on the screen, in three languages: one [`Text`] per language, so that a missing word does not compile.
//!
//! The French words are those of the user guide. What depends on a number is a function, since Arabic has six forms.

mod ar;
pub mod care;
pub mod choice;
pub mod consent;
pub mod credits;
pub mod delivery;
pub mod drafts;
pub mod editing;
mod en;
mod fr;
pub mod heard;
mod history;
pub mod library;
mod message;
mod outcome;
pub mod pace;
pub mod quote;
pub mod recipients;
pub mod remedy;
pub mod trial;
pub mod tried;
pub mod variants;
mod words;

use domain::language::Language;
use leptos::prelude::use_context;

pub use self::delivery::{Gateway, Repeat};
pub use self::history::History;
pub use self::message::{Client, Export, Message};
pub use self::outcome::{Errors, Reasons, Statuses};
use self::words::counted;
pub use self::words::{number, placeholder_written};

/// Words around a number: `12 clients`.
pub type Count = fn(u32) -> String;
/// The form of a word that goes with a number that stands apart from it.
pub type Form = fn(u32) -> &'static str;

/// All words of one language, page by page.
pub struct Text {
    /// On more than one page.
    pub common: Common,
    /// The bar at the head of each page.
    pub nav: Nav,
    /// Signing in, and setting a password.
    pub sign_in: SignIn,
    /// Communications.
    pub history: History,
    /// One campaign.
    pub campaign: Campaign,
    /// Sending.
    pub send: Send,
    /// Clients.
    pub clients: Clients,
    /// Templates.
    pub templates: Templates,
    /// The gateway.
    pub gateway: Gateway,
    /// One message.
    pub message: Message,
    /// One client.
    pub client: Client,
    /// The export of a list.
    pub export: Export,
    /// Sending an uncertain SMS again.
    pub repeat: Repeat,
    /// Statuses of a message.
    pub statuses: Statuses,
    /// Why a message, or a client, is where it is.
    pub reasons: Reasons,
    /// What went wrong.
    pub errors: Errors,
}

/// Words of more than one page.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Common {
    pub product: &'static str,
    pub skip: &'static str,
    pub demo: &'static str,
    pub demo_says: &'static str,
    pub search: &'static str,
    pub close: &'static str,
    pub cancel: &'static str,
    pub reload: &'static str,
    pub pages: &'static str,
    pub previous_page: &'static str,
    pub next_page: &'static str,
    pub loading: &'static str,
    pub reminder: &'static str,
    pub custom: &'static str,
    pub not_found: &'static str,
    pub not_found_says: &'static str,
    pub back_home: &'static str,
    /// `12 SMS`.
    pub sms: Count,
    /// `12 clients`.
    pub clients: Count,
    /// `12 crédits`.
    pub credits: Count,
    /// `crédits`.
    pub credits_word: Form,
    /// A date and a time, in a sentence.
    pub date_at: fn(&str, &str) -> String,
}

/// The bar at the head of each page.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Nav {
    pub menu: &'static str,
    pub communications: &'static str,
    pub clients: &'static str,
    pub settings: &'static str,
    pub templates: &'static str,
    pub credits: &'static str,
    pub requests: &'static str,
    pub packs: &'static str,
    pub sales: &'static str,
    pub low: &'static str,
    pub news: &'static str,
    pub asked: &'static str,
    pub language: &'static str,
    pub sign_out: &'static str,
    /// Said of the button with somebody's initials.
    pub account_of: fn(&str) -> String,
}

/// Signing in, and setting a password.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct SignIn {
    pub title: &'static str,
    pub says: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub submit: &'static str,
    pub show: &'static str,
    pub hide: &'static str,
    pub forgotten: &'static str,
    pub set_title: &'static str,
    pub set_says: &'static str,
    pub new_password: &'static str,
    pub rule: &'static str,
    pub set_submit: &'static str,
    pub password_set: &'static str,
    pub link_bad: &'static str,
    pub link_bad_says: &'static str,
}

/// One campaign.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Campaign {
    pub progress: &'static str,
    pub undo: &'static str,
    /// Seconds left to call it off.
    pub undo_in: Count,
    pub pause: &'static str,
    pub resume: &'static str,
    pub stop: &'static str,
    pub stop_ask: &'static str,
    pub stop_says: &'static str,
    pub stop_not: &'static str,
    /// Date and time from which messages leave.
    pub unreachable: &'static str,
    pub unreachable_until: fn(&str, &str) -> String,
    pub until: fn(&str, &str) -> String,
    /// Date, time, who.
    pub paused: fn(&str, &str, &str) -> String,
    /// Date, time.
    pub paused_itself: fn(&str, &str) -> String,
    /// Date, time, who.
    pub stopped: fn(&str, &str, &str) -> String,
    pub is_paused: &'static str,
    pub is_stopped: &'static str,
    pub waiting: &'static str,
    /// Who, date, time, what for.
    pub sent_by: fn(&str, &str, &str, &str) -> String,
    /// After the number of messages that have left: out of how many.
    pub left_of: fn(u32, u32) -> String,
    pub under_way: &'static str,
    pub awaiting: &'static str,
    pub done: &'static str,
    pub credits: &'static str,
    pub reserved: &'static str,
    pub spent: &'static str,
    pub given_back: &'static str,
    pub still_reserved: &'static str,
    pub text: &'static str,
    pub messages: &'static str,
    /// `44 clients exclus`.
    pub left_out: Count,
    pub left_out_says: &'static str,
}

/// Sending.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Send {
    pub title: &'static str,
    pub may_not: &'static str,
    pub may_not_all: &'static str,
    /// The names of the steps, in their order.
    pub steps: [&'static str; 5],
    /// Which step, of how many.
    pub step_of: fn(u32, u32) -> String,
    pub step_back: &'static str,
    pub step_on: &'static str,
    pub sender: &'static str,
    pub show_choice: &'static str,
    pub owing: Count,
    pub everyone: Count,
    /// The name of the template that is chosen already.
    pub default_of: fn(&str) -> String,
    pub edit: &'static str,
    pub no_template: &'static str,
    pub only_here_says: &'static str,
    pub back_to_template: &'static str,
    pub text: &'static str,
    pub text_hint: &'static str,
    pub save: &'static str,
    pub use_here: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub least: &'static str,
    pub filter: &'static str,
    pub tick_all: &'static str,
    /// Clients of the list, and how many of them receive the SMS.
    pub all_of: fn(u32, u32) -> String,
    pub nobody: &'static str,
    pub more: Count,
    pub preview: &'static str,
    /// The placeholder without a value.
    pub left_out_for: fn(&str) -> String,
    pub no_preview: &'static str,
    /// Which recipient of the preview, of how many.
    pub place_of: fn(&str, &str) -> String,
    pub next: &'static str,
    pub previous: &'static str,
    /// Parts, and what they cost.
    pub cost: Count,
    pub characters: Count,
    pub dear: &'static str,
    /// Parts now, and without the dear characters.
    pub dear_saves: fn(u32, u32) -> String,
    /// When the SMS leave; the seconds in which the send can be called off.
    pub at_once: Count,
    pub some_ticked: &'static str,
    pub send: &'static str,
    pub send_to: Count,
    pub send_to_all: Count,
    pub nobody_ticked: &'static str,
    pub goes_to_all: Count,
    pub counting: &'static str,
    /// Clients ticked, SMS, credits.
    pub price: fn(u32, u32, u32) -> String,
    pub left_after: Count,
    /// Credits, and the clients who receive the SMS.
    pub price_of_all: fn(u32, u32) -> String,
    pub still_editing: &'static str,
    pub text_bad: &'static str,
    pub ask: Count,
    pub ask_all: &'static str,
    pub nobody_ticked_says: &'static str,
    pub leaves_to: &'static str,
    pub comma: &'static str,
    pub and_others: Count,
    pub clients_of_list: &'static str,
    pub clients_ticked: &'static str,
    pub sms_to_send: &'static str,
    pub credits_needed: &'static str,
    pub credits_after: &'static str,
    pub back_to_list: &'static str,
    pub check: &'static str,
    pub nothing_sent: &'static str,
}

/// Clients.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Clients {
    pub title: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub name: &'static str,
    pub phone: &'static str,
    pub balance: &'static str,
    pub total: Count,
    pub sort: &'static str,
    pub by_name: &'static str,
    pub by_balance: &'static str,
    pub show: &'static str,
    pub more: Count,
    pub empty: &'static str,
    pub empty_says: &'static str,
    pub none_found: &'static str,
    pub narrow: &'static str,
    pub clear: &'static str,
}

/// Templates.
#[expect(missing_docs, reason = "the words say what they are")]
pub struct Templates {
    pub title: &'static str,
    pub insert: &'static str,
    pub add: &'static str,
    pub edit: &'static str,
    pub name: &'static str,
    pub objective: &'static str,
    pub text: &'static str,
    pub text_hint: &'static str,
    pub save: &'static str,
    pub is_default: &'static str,
    pub empty: &'static str,
    pub empty_says: &'static str,
    /// The version, who saved it, and the date.
    pub saved_by: fn(u32, &str, &str) -> String,
    /// The version and the date of a template that came with Comptoir.
    pub first: fn(u32, &str) -> String,
    pub preview_name: &'static str,
    pub preview_surname: &'static str,
}

/// The words of a language.
pub fn text(language: Language) -> &'static Text {
    match language {
        Language::Fr => &fr::TEXT,
        Language::Ar => &ar::TEXT,
        Language::En => &en::TEXT,
    }
}

/// The words of the page's language.
pub fn use_text() -> &'static Text {
    use_context().unwrap_or(&fr::TEXT)
}
