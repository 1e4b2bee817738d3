//! English.

use super::Quote;

pub static QUOTE: Quote = Quote { over: "Last SMS gone by about" };
