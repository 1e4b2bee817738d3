//! Français.

use super::super::counted;
use super::super::fr::form;
use super::Variants;

pub static VARIANTS: Variants = Variants {
    legend: "Langue du SMS",
    default: "SMS par défaut",
    arabic: "SMS en arabe",
    has_fault: "contient une erreur",
    field: "SMS en arabe (facultatif)",
    hint: "Il part aux clients dont la langue est l’arabe. Sans lui, ils reçoivent le SMS par défaut.",
    of_default: "dont SMS par défaut",
    of_arabic: "dont SMS en arabe",
    counted: |sms, credits| {
        [&counted(sms, "SMS"), ", ", &counted(credits, form(credits, "crédit", "crédits"))].concat()
    },
};
