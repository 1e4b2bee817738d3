//! Français.

use super::super::counted;
use super::super::fr::form;
use super::Remedy;

pub static REMEDY: Remedy = Remedy {
    double: "Ces caractères comptent double :",
    replace: |from, to| ["Remplacer « ", from, " » par « ", to, " »"].concat(),
    remove: "Retirer les caractères invisibles",
    all: |n| ["Remplacer ", &counted(n, form(n, "caractère", "caractères"))].concat(),
    saves: |n| [" : économise ", &counted(n, form(n, "crédit", "crédits"))].concat(),
    respelled: "L’orthographe change : relisez le texte.",
    order: "Ordre de l’aperçu",
    orders: ["Comme la liste", "Les plus chers d’abord", "Les plus longs d’abord", "Valeurs manquantes d’abord"],
};
