//! Français.

use super::super::counted;
use super::super::fr::form;
use super::Recipients;

pub static RECIPIENTS: Recipients = Recipients {
    language: "Langue",
    every_language: "Toutes les langues",
    french: "Français",
    arabic: "Arabe",
    payment: "Dernier paiement",
    any_payment: "Tout dernier paiement",
    unpaid: |n| ["Sans paiement depuis ", &counted(n, form(n, "jour", "jours"))].concat(),
    reminder: "Dernier rappel",
    any_reminder: "Déjà rappelés ou non",
    unreminded: |n| ["Sans rappel depuis ", &counted(n, form(n, "jour", "jours"))].concat(),
    consent: "Accord pour les promotions",
    any_consent: "Avec ou sans accord",
    consents: "Acceptent les promotions",
    no_consent: "Sans accord pour les promotions",
    ticked_first: "Cochés d’abord",
    shares: |name| ["même numéro que ", name, " : un seul SMS"].concat(),
    list: "Clients de la liste",
    cut: |n| {
        let most = counted(n, form(n, "client au plus", "clients au plus"));
        [&most, " peuvent être cochés : les suivants ne le sont pas. Pour écrire à toute la liste, ne cochez personne."]
            .concat()
    },
};
