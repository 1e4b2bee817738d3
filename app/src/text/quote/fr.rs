//! Français.

use super::Quote;

pub static QUOTE: Quote = Quote { over: "Dernier SMS parti vers", price: "Prix (au tarif du dernier pack)" };
