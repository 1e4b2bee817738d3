//! Français.

use super::Consent;

pub static CONSENT: Consent = Consent {
    title: "Ce que le client veut recevoir",
    consents: "Accepte les promotions",
    does_not: "N’a pas donné son accord pour les promotions",
    receives: "Reçoit les SMS de la pharmacie",
    stopped: "Ne veut plus de SMS",
    give: "Noter son accord",
    withdraw: "Retirer son accord",
    stop: "Ne plus envoyer de SMS",
    resume: "Veut de nouveau des SMS",
    at_counter: |who, date, time| ["Dit au comptoir, noté par ", who, " le ", date, " à ", time, "."].concat(),
    by_sms: |date, time| ["Dit par SMS le ", date, " à ", time, "."].concat(),
    noted: |date, time| ["Noté le ", date, " à ", time, "."].concat(),
    moved: "Cela a changé entre-temps : rien n’a été noté. Demandez au client, puis recommencez.",
    badge: "Accepte les promotions",
};
