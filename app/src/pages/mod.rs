//! What an address leads to: one module a page, one function `page` each.

pub mod campaign;
pub mod campaign_new;
pub mod client;
pub mod clients;
pub mod history;
pub mod message;
pub mod not_found;
pub mod repeat;
pub mod sales;
pub mod set_password;
pub mod settings;
pub mod sign_in;
pub mod topup;
