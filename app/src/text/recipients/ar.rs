//! العربية.

use super::super::ar::{CLIENT_TO, DAY};
use super::Recipients;

pub static RECIPIENTS: Recipients = Recipients {
    language: "اللغة",
    every_language: "كل اللغات",
    french: "الفرنسية",
    arabic: "العربية",
    payment: "آخر أداء",
    any_payment: "أي آخر أداء",
    unpaid: |n| ["بدون أداء منذ ", &DAY.count(n)].concat(),
    reminder: "آخر تذكير",
    any_reminder: "سبق تذكيرهم أم لا",
    unreminded: |n| ["بدون تذكير منذ ", &DAY.count(n)].concat(),
    consent: "الموافقة على العروض",
    any_consent: "بموافقة أو بدونها",
    consents: "وافقوا على العروض",
    no_consent: "لم يوافقوا على العروض",
    ticked_first: "المحددون أولا",
    shares: |name| ["نفس رقم ", name, ": رسالة واحدة فقط"].concat(),
    list: "زبناء اللائحة",
    cut: |n| {
        let most = CLIENT_TO.count(n);
        ["يمكن تحديد ", &most, " على الأكثر: لم يُحدد الباقون. للكتابة إلى كل اللائحة، لا تحدد أحدا."].concat()
    },
};
