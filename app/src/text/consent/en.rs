//! English.

use super::Consent;

pub static CONSENT: Consent = Consent {
    title: "What the client wants to receive",
    consents: "Agreed to promotions",
    does_not: "Has not agreed to promotions",
    receives: "Receives SMS from the pharmacy",
    stopped: "Wants no more SMS",
    give: "Note their agreement",
    withdraw: "Withdraw their agreement",
    stop: "Send no more SMS",
    resume: "Wants SMS again",
    at_counter: |who, date, time| ["Said at the counter, noted by ", who, " on ", date, " at ", time, "."].concat(),
    by_sms: |date, time| ["Said by SMS on ", date, " at ", time, "."].concat(),
    noted: |date, time| ["Noted on ", date, " at ", time, "."].concat(),
    moved: "This has changed meanwhile: nothing was noted. Ask the client, then try again.",
    badge: "Agreed to promotions",
};
