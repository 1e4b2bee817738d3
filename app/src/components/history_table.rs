//! The table of messages: of the whole history, and of one campaign. On a phone its rows are cards (`style/`).

use domain::message::{Line, Reason, Status};
use domain::staff::Permission;
use leptos::prelude::*;

use super::status_badge::status_badge;
use crate::context::viewer_may;
use crate::text::use_text;

/// How many lines the table is given room for until it is there.
const WAITING_LINES: usize = 12;
/// The class of each cell, and the length of the line that stands in it meanwhile.
const CELLS: [&str; 6] = ["when skel-80", "who skel-60", "type skel-40", "state skel-60", "body skel-80", "to skel-60"];

/// The table.
pub fn history_table(label: &'static str, lines: Vec<Line>) -> AnyView {
    table(label, lines.into_iter().map(row).collect())
}

/// The table before its lines are there: as high, so that nothing moves.
pub fn history_waiting() -> AnyView {
    let line = || {
        let cells: Vec<AnyView> = CELLS.into_iter().map(waiting_cell).collect();
        view! {
            <tr class="is-skeleton" role="row">
                {cells}
            </tr>
        }
        .into_any()
    };
    table(use_text().common.loading, std::iter::repeat_with(line).take(WAITING_LINES).collect())
}

fn waiting_cell(classes: &'static str) -> AnyView {
    let (cell, width) = classes.split_once(' ').unwrap_or_default();
    view! { <td class=cell role="cell"><span class=["skel ", width].concat()></span></td> }.into_any()
}

fn table(label: &'static str, rows: Vec<AnyView>) -> AnyView {
    let text = &use_text().history;
    let columns = [
        ("c-date", text.date),
        ("c-who", text.manager),
        ("c-type", text.kind),
        ("c-state", text.status),
        ("c-body", text.content),
        ("c-to", text.recipient),
    ];
    let column =
        |(class, words)| view! { <th class=class scope="col" role="columnheader"><span>{words}</span></th> }.into_any();
    let head: Vec<AnyView> = columns.into_iter().map(column).collect();
    view! {
        <div class="sheet">
            <table class="table history-table" role="table" aria-label=label>
                <thead role="rowgroup">
                    <tr role="row">{head}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(line: Line) -> AnyView {
    let again = (line.status == Status::Uncertain && viewer_may(Permission::SmsSend)).then(|| again(line.number));
    view! {
        <tr role="row">
            <td class="when" role="cell"><bdi>{line.created.date}</bdi>" "<span>{line.created.time}</span></td>
            <td class="who" role="cell"><bdi>{line.manager}</bdi></td>
            <td class="type" role="cell">"SMS"</td>
            <td class="state" role="cell">
                <div class="state-in">{status_badge(line.status)}{line.reason.map(why)}{again}</div>
            </td>
            <td class="body" role="cell"><details dir="auto"><summary>{line.content}</summary></details></td>
            <td class="to" role="cell">
                <div class="to-in">
                    <bdi class="name">{line.recipient}</bdi>
                    <bdi class="tel" dir="ltr">{line.phone}</bdi>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn why(reason: Reason) -> AnyView {
    view! { <span class="why">{use_text().reasons.of_message(reason)}</span> }.into_any()
}

/// The way to send by hand what may have arrived.
fn again(number: i64) -> AnyView {
    let href = ["/communications/", &number.to_string(), "/renvoyer"].concat();
    view! { <a class="small" href=href>{use_text().repeat.send}</a> }.into_any()
}
