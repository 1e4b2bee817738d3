//! Français.

use super::super::fr::form;
use super::super::{counted, number};
use super::Trial;

pub static TRIAL: Trial = Trial {
    open: "Envoyer un test",
    says: |who| ["Le SMS de ", who, ", envoyé aux numéros de votre choix :"].concat(),
    nothing: "Aucun SMS à tester : choisissez dans l’aperçu un client qui peut le recevoir, et corrigez le texte s’il contient une erreur.",
    number: |n| if n == 1 { "Numéro du test".to_owned() } else { ["Numéro ", &number(n)].concat() },
    hint: "Un mobile marocain, par exemple 06 12 34 56 78. Vos numéros sont retenus pour la prochaine fois.",
    more: "Ajouter un numéro",
    costs: |n| ["Le test coûte ", &counted(n, form(n, "crédit", "crédits")), "."].concat(),
    send: "Envoyer le test",
    none: "Indiquez au moins un numéro.",
    opted_out: "Ce numéro ne veut plus recevoir de SMS : le test n’est pas parti.",
    gone: "Le test est parti.",
    follow: "Suivre le test",
    again: "Envoyer un autre test",
    asked: "Envoi important : lisez d’abord le SMS sur votre téléphone.",
    canary: |n| ["Commencer par ", &counted(n, "SMS")].concat(),
    canary_says: "Les autres suivent dès que ceux-ci sont livrés. Si l’un d’eux échoue, l’envoi se met en pause.",
};
