//! Français.

use super::super::{counted, number};
use super::{Client, Export, Message};

const fn form(n: u32, one: &'static str, many: &'static str) -> &'static str {
    if n < 2 { one } else { many }
}

pub const MESSAGE: Message = Message {
    title: |name| ["SMS à ", name].concat(),
    title_unknown: "SMS",
    back: "Retour à la liste",
    facts: "Ce que l’on sait de ce SMS",
    campaign: "Communication groupée",
    template: "Modèle",
    version: |version| ["version ", &number(version)].concat(),
    encoding: "Alphabet",
    gsm7: "lettres courantes, 160 caractères par SMS",
    ucs2: "lettres arabes ou signes rares, 70 caractères par SMS",
    size: "Longueur",
    credits: "Crédits",
    reserved: |n| counted(n, form(n, "crédit réservé", "crédits réservés")),
    spent: |n| counted(n, form(n, "crédit consommé", "crédits consommés")),
    given_back: |n| counted(n, form(n, "crédit rendu", "crédits rendus")),
    gateway: "Passerelle",
    reference: "Référence",
    attempts: "Essais",
    repeats: "Renvoi",
    repeats_which: |n| ["du SMS nº ", &n.to_string()].concat(),
    follow_repeat: "Voir le renvoi",
    events: "Ce qui s’est passé",
    created: "Créé et mis en file",
    scheduled: "Créé et planifié",
    queued: "Mis en file",
    queued_again: "Remis en file pour un nouvel essai",
    sending: "Remis à la passerelle",
    sent: "Accepté par la passerelle",
    delivered: "Livré sur le téléphone",
    failed: "Échec",
    expired: "Abandonné, le délai est passé",
    uncertain: "Incertain : il est peut-être arrivé",
    cancelled: "Annulé avant le départ",
    excluded: "Exclu au moment du départ",
    network_said: "Dit par le réseau :",
    all_to: "Tous ses SMS",
    all_by: "Tous ses envois",
};

pub const CLIENT: Client = Client {
    back: "Retour aux clients",
    owed: "à régler",
    nothing_owed: "Rien à régler",
    reachable: "Peut recevoir des SMS",
    unnamed: "Client sans nom",
    messages: "SMS envoyés à ce client",
    empty: "Aucun SMS n’a encore été envoyé à ce client.",
};

pub const EXPORT: Export = Export {
    menu: "Exporter",
    says: "Tous les SMS de la liste, avec la recherche, les filtres et le tri en cours.",
    csv: "CSV",
    csv_says: "pour tous les tableurs, sans limite",
    xlsx: "Excel",
    xlsx_says: "avec de vraies dates",
    ready_of: |n, all| ["Export en préparation : ", &number(n), " lignes sur ", &number(all)].concat(),
    done: |n| ["Export terminé : ", &counted(n, form(n, "ligne", "lignes"))].concat(),
    broken: "L’export s’est arrêté avant la fin. Le fichier est incomplet : recommencez.",
    reason: "Motif",
    phone: "Téléphone",
    campaign: "Communication groupée",
    parts: "SMS comptés",
    sheet: "Communications",
    too_many: "Trop de lignes pour Excel",
    too_many_says: "Une feuille Excel tient 1 048 575 SMS, et cette liste en a davantage. Rien n’a été exporté. Choisissez CSV, ou une période plus courte.",
    bad_dates: "Cette période ne peut pas être lue",
    bad_dates_says: "L’une des dates n’existe pas, ou la période finit avant de commencer. Rien n’a été exporté. Revenez à la liste et corrigez les dates.",
    denied: "Export refusé",
    as_csv: "Exporter en CSV",
    back: "Revenir à la liste",
};
