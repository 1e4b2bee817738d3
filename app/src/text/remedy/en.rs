//! English.

use super::super::counted;
use super::super::en::form;
use super::Remedy;

pub static REMEDY: Remedy = Remedy {
    double: "These characters count twice:",
    replace: |from, to| ["Replace “", from, "” by “", to, "”"].concat(),
    remove: "Remove the invisible characters",
    all: |n| ["Replace ", &counted(n, form(n, "character", "characters"))].concat(),
    saves: |n| [": saves ", &counted(n, form(n, "credit", "credits"))].concat(),
    respelled: "The spelling changes: read the text again.",
    order: "Order of the preview",
    orders: ["As the list", "Costliest first", "Longest first", "Missing values first"],
};
