//! العربية.

use super::Quote;

pub static QUOTE: Quote =
    Quote { over: "آخر رسالة تنطلق حوالي", price: "الثمن (بسعر آخر باقة)" };
