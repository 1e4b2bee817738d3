//! English.

use super::super::counted;
use super::super::en::form;
use super::Variants;

pub static VARIANTS: Variants = Variants {
    legend: "Language of the SMS",
    default: "Default SMS",
    arabic: "SMS in Arabic",
    has_fault: "has an error",
    field: "SMS in Arabic (optional)",
    hint: "It goes to clients whose language is Arabic. Without it they receive the default SMS.",
    of_default: "of which the default SMS",
    of_arabic: "of which the SMS in Arabic",
    counted: |sms, credits| {
        [&counted(sms, "SMS"), ", ", &counted(credits, form(credits, "credit", "credits"))].concat()
    },
};
