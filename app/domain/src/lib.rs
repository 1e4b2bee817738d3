//! Types and rules of Comptoir: no I/O, no clock, no time zone, no randomness.
//!
//! Everything here runs the same in the browser and on the server: the parts that the preview counts are the parts
//! that are billed.

pub mod campaign;
pub mod client;
pub mod credit;
pub mod draft;
pub mod fold;
pub mod form;
pub mod gateway;
pub mod health;
pub mod history;
pub mod id;
pub mod language;
pub mod message;
pub mod money;
pub mod pack;
pub mod phone;
pub mod proof;
pub mod sales;
pub mod sms;
pub mod staff;
pub mod stop;
pub mod template;
pub mod time;
pub mod topup;
