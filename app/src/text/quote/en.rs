//! English.

use super::Quote;

pub static QUOTE: Quote = Quote { over: "Last SMS gone by about", price: "Price (at the last pack’s rate)" };
