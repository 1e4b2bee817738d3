//! Français.

use super::super::{counted, number};
use super::{Gateway, Repeat, When};

pub const GATEWAY: Gateway = Gateway {
    title: "Passerelle",
    none: "Ce serveur ne remet pas de SMS : un autre s’en charge.",
    in_use: "Passerelle utilisée",
    sandbox: "Passerelle d’essai",
    sandbox_says: "Rien ne quitte cette machine : les SMS ne partent pas vraiment.",
    address: "Adresse",
    health: "État",
    working: "Fonctionne",
    untried: "Pas encore essayée",
    connecting: "Connexion en cours",
    paused: "En pause",
    next_try: |date, time| ["Nouvel essai le ", date, " à ", time, "."].concat(),
    last_error: "Dernière erreur",
    no_error: "Aucune depuis le démarrage.",
    code: |code| ["Code ", code, "."].concat(),
    unreachable: "Aucune connexion n’a pu être établie avec la passerelle.",
    timed_out: "La passerelle n’a pas répondu à temps.",
    cut: "La connexion s’est coupée avant la réponse.",
    credentials: "La passerelle refuse l’identifiant ou le mot de passe.",
    throttled: "La passerelle demande d’aller moins vite.",
    failing: "La passerelle dit ne pas pouvoir prendre de SMS pour le moment.",
    unreadable: "La réponse de la passerelle est incompréhensible.",
    figures: "Débit et attente",
    last_minute: "SMS acceptés dans la dernière minute",
    rate: "Vitesse maximale",
    a_second: |n| counted(n, "SMS par seconde"),
    no_rate: "Sans limite",
    to_leave: "SMS à envoyer",
    awaited: "Accusés de réception attendus",
    unknown_reports: "Accusés de réception inconnus",
    unknown_says: "Ils parlent de SMS que Comptoir ne connaît pas.",
    restarted: "La passerelle a redémarré avec des SMS en cours : certains ont pu se perdre, ou partir deux fois.",
    reports_not_kept: "La passerelle ne garde pas les accusés de réception : ils se perdent quand elle s’arrête.",
    unlinked: "La passerelle n’est pas reliée à l’opérateur : ce qu’elle prend attend chez elle.",
    stalled: "Des SMS attendent, et la passerelle n’en a accepté aucun depuis une minute.",
};

pub const REPEAT: Repeat = Repeat {
    title: "Renvoyer un SMS",
    again: "Renvoyer",
    anyway: "Renvoyer quand même",
    not: "Ne pas renvoyer",
    sent: |who, date, time| ["Envoyé par ", who, " le ", date, " à ", time, "."].concat(),
    safe: "Ce SMS n’est pas arrivé : le client ne le recevra qu’une fois.",
    risk: "On ne sait pas si ce SMS est arrivé : il l’est peut-être. Si vous le renvoyez, le client le recevra peut-être deux fois.",
    costs: |n| ["Le renvoi coûte ", &counted(n, if n < 2 { "crédit" } else { "crédits" }), "."].concat(),
    left: |n| ["Il en reste ", &number(n), "."].concat(),
    already: "Ce SMS a déjà été renvoyé.",
    known: "Il n’y a rien à renvoyer : ce SMS est arrivé, n’est pas encore parti, ou son numéro ne peut pas le recevoir.",
};

pub static WHEN: When = When {
    legend: "Moment de l’envoi",
    now: "Maintenant",
    later: "À une heure choisie",
    at: "Date et heure de l’envoi",
    hint: |place| ["À l’heure de la pharmacie (", place, ")."].concat(),
    leaves: |date, time, place| ["Partira le ", date, " à ", time, " (heure de ", place, ")"].concat(),
    casablanca: "Casablanca",
    outside: "Les SMS ne partent qu’aux heures d’envoi de la pharmacie.",
    missing: "Choisissez la date et l’heure de l’envoi.",
};
