//! English.

use super::super::counted;
use super::super::en::form;
use super::Recipients;

pub static RECIPIENTS: Recipients = Recipients {
    language: "Language",
    every_language: "Every language",
    french: "French",
    arabic: "Arabic",
    payment: "Last payment",
    any_payment: "Any last payment",
    unpaid: |n| ["No payment for ", &counted(n, form(n, "day", "days"))].concat(),
    reminder: "Last reminder",
    any_reminder: "Reminded or not",
    unreminded: |n| ["No reminder for ", &counted(n, form(n, "day", "days"))].concat(),
    consent: "Agreement to promotions",
    any_consent: "Agreed or not",
    consents: "Agreed to promotions",
    no_consent: "Not agreed to promotions",
    ticked_first: "Ticked first",
    shares: |name| ["same number as ", name, ": one SMS only"].concat(),
    list: "Clients of the list",
    cut: |n| {
        let most = counted(n, form(n, "client", "clients"));
        ["At most ", &most, " can be ticked: those that follow are not. To write to the whole list, tick nobody."]
            .concat()
    },
};
