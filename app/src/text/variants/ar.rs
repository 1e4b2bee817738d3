//! العربية.

use super::super::ar::{CREDIT, SMS};
use super::Variants;

pub static VARIANTS: Variants = Variants {
    legend: "لغة الرسالة",
    default: "الرسالة الافتراضية",
    arabic: "الرسالة بالعربية",
    has_fault: "فيها خطأ",
    field: "الرسالة بالعربية (اختيارية)",
    hint: "تُرسل إلى الزبناء الذين لغتهم العربية. بدونها يتوصلون بالرسالة الافتراضية.",
    of_default: "منها الرسالة الافتراضية",
    of_arabic: "منها الرسالة بالعربية",
    counted: |sms, credits| [&SMS.count(sms), "، ", &CREDIT.count(credits)].concat(),
};
