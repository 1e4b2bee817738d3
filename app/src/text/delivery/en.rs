//! English.

use super::super::{counted, number};
use super::{Gateway, Repeat, When};

pub const GATEWAY: Gateway = Gateway {
    title: "Gateway",
    none: "This server hands over no SMS: another one does.",
    in_use: "Gateway in use",
    sandbox: "Trial gateway",
    sandbox_says: "Nothing leaves this machine: no SMS is really sent.",
    address: "Address",
    health: "State",
    working: "Working",
    untried: "Not tried yet",
    connecting: "Connecting",
    paused: "Paused",
    next_try: |date, time| ["Tried again on ", date, " at ", time, "."].concat(),
    last_error: "Last error",
    no_error: "None since the start.",
    code: |code| ["Code ", code, "."].concat(),
    unreachable: "No connection to the gateway could be made.",
    timed_out: "The gateway did not answer in time.",
    cut: "The connection broke before the answer.",
    credentials: "The gateway refuses the name or the password.",
    throttled: "The gateway asks to go slower.",
    failing: "The gateway says that it cannot take SMS at the moment.",
    unreadable: "The gateway’s answer cannot be understood.",
    figures: "Speed and queue",
    last_minute: "SMS taken in the last minute",
    rate: "Highest speed",
    a_second: |n| counted(n, "SMS a second"),
    no_rate: "No limit",
    to_leave: "SMS to leave",
    awaited: "Delivery reports awaited",
    unknown_reports: "Unknown delivery reports",
    unknown_says: "They are about SMS that Comptoir does not know.",
    restarted: "The gateway was started anew with SMS in hand: some may be lost, or have left twice.",
    reports_not_kept: "The gateway does not keep delivery reports: they are lost when it stops.",
    unlinked: "The gateway is not connected to the operator: what it takes waits there.",
    stalled: "SMS wait, and the gateway has taken none for a minute.",
};

pub const REPEAT: Repeat = Repeat {
    title: "Send an SMS again",
    again: "Send again",
    anyway: "Send again anyway",
    not: "Do not send again",
    sent: |who, date, time| ["Sent by ", who, " on ", date, " at ", time, "."].concat(),
    safe: "This SMS did not arrive: the client will receive it only once.",
    risk: "Nobody knows whether this SMS has arrived: it may have. If you send it again, the client may receive it twice.",
    costs: |n| ["Sending again costs ", &counted(n, if n == 1 { "credit" } else { "credits" }), "."].concat(),
    left: |n| [&number(n), " left."].concat(),
    already: "This SMS has been sent again already.",
    known: "There is nothing to send again: this SMS has arrived, has not left yet, or its number cannot receive it.",
};

pub static WHEN: When = When {
    legend: "When to send",
    now: "Now",
    later: "At a chosen time",
    at: "Date and time of the send",
    hint: |place| ["By the pharmacy’s clock (", place, ")."].concat(),
    leaves: |date, time, place| ["Leaves on ", date, " at ", time, " (", place, " time)"].concat(),
    casablanca: "Casablanca",
    outside: "SMS leave during the pharmacy’s sending hours only.",
    missing: "Choose the date and the time of the send.",
};
