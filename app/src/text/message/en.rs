//! English.

use super::super::{counted, number};
use super::{Client, Export, Message};

const fn form(n: u32, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

pub const MESSAGE: Message = Message {
    title: |name| ["SMS to ", name].concat(),
    title_unknown: "SMS",
    back: "Back to the list",
    facts: "What is known of this SMS",
    campaign: "Group communication",
    template: "Template",
    version: |version| ["version ", &number(version)].concat(),
    encoding: "Alphabet",
    gsm7: "common letters, 160 characters an SMS",
    ucs2: "Arabic letters or rare signs, 70 characters an SMS",
    size: "Length",
    credits: "Credits",
    reserved: |n| counted(n, form(n, "credit set aside", "credits set aside")),
    spent: |n| counted(n, form(n, "credit spent", "credits spent")),
    given_back: |n| counted(n, form(n, "credit given back", "credits given back")),
    gateway: "Gateway",
    reference: "Reference",
    attempts: "Attempts",
    repeats: "Sent again",
    repeats_which: |n| ["SMS no. ", &n.to_string(), " repeated"].concat(),
    follow_repeat: "See the repeat",
    events: "What happened",
    created: "Made and queued",
    scheduled: "Made and scheduled",
    queued: "Queued",
    queued_again: "Queued again for another attempt",
    sending: "Handed to the gateway",
    sent: "Accepted by the gateway",
    delivered: "Delivered to the phone",
    failed: "Failed",
    expired: "Given up, its time is over",
    uncertain: "Uncertain: it may have arrived",
    cancelled: "Cancelled before it left",
    excluded: "Excluded when it was to leave",
    network_said: "Said by the network:",
    all_to: "All their SMS",
    all_by: "All their sends",
};

pub const CLIENT: Client = Client {
    back: "Back to the clients",
    owed: "owed",
    nothing_owed: "Nothing owed",
    reachable: "Can receive SMS",
    unnamed: "Client without a name",
    messages: "SMS sent to this client",
    empty: "No SMS has been sent to this client yet.",
};

pub const EXPORT: Export = Export {
    menu: "Export",
    says: "Every SMS of the list, with the search, the filters and the order in force.",
    csv: "CSV",
    csv_says: "for every spreadsheet, without a limit",
    xlsx: "Excel",
    xlsx_says: "with real dates",
    ready_of: |n, all| ["Export being prepared: ", &number(n), " of ", &number(all), " lines"].concat(),
    done: |n| ["Export finished: ", &counted(n, form(n, "line", "lines"))].concat(),
    broken: "The export stopped before its end. The file is incomplete: try again.",
    reason: "Reason",
    phone: "Phone",
    campaign: "Group communication",
    parts: "SMS counted",
    sheet: "Communications",
    too_many: "Too many lines for Excel",
    too_many_says: "A sheet of Excel holds 1,048,575 SMS, and this list has more. Nothing was exported. Choose CSV, or a shorter period.",
    bad_dates: "This period cannot be read",
    bad_dates_says: "One of the dates does not exist, or the period ends before it begins. Nothing was exported. Go back to the list and correct the dates.",
    denied: "Export refused",
    as_csv: "Export as CSV",
    back: "Back to the list",
};
