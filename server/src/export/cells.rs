//! What a line of the file says, column by column, in the words of the person who asked.

use app::text::Text;
use backend::service::history::ExportLine;

/// How many columns there are.
pub const COLUMNS: usize = 11;

/// One cell. What it is decides how each format writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// A moment in the pharmacy's zone: `2026-11-24` and `09:42`, which spreadsheets of every language take for a date.
    When { date: &'a str, time: &'a str },
    /// Words that somebody typed, or that came from outside: never a formula.
    Typed(&'a str),
    /// Words of the application.
    Words(&'static str),
    /// A number to reckon with.
    Number(u32),
}

/// The names of the columns: those of the list, and what the list shows beside or inside of them.
pub const fn head(text: &Text) -> [&'static str; COLUMNS] {
    let (list, own) = (&text.history, &text.export);
    [
        list.date,
        list.manager,
        list.kind,
        list.status,
        own.reason,
        list.content,
        list.recipient,
        own.phone,
        own.campaign,
        text.templates.objective,
        own.parts,
    ]
}

/// The cells of a line.
pub fn cells<'a>(line: &'a ExportLine, text: &Text) -> [Cell<'a>; COLUMNS] {
    [
        Cell::When { date: &line.date, time: &line.time },
        Cell::Typed(&line.manager),
        Cell::Words("SMS"),
        Cell::Words(text.statuses.word(line.status)),
        Cell::Words(line.reason.map_or("", |reason| text.reasons.of_message(reason))),
        Cell::Typed(&line.content),
        Cell::Typed(&line.recipient),
        Cell::Typed(&line.phone_national),
        Cell::Typed(&line.campaign),
        Cell::Words(text.common.objective(line.objective)),
        Cell::Number(line.parts),
    ]
}
