//! The table of messages: of the whole history, and of one campaign. On a phone its rows are cards (`style/`).

use domain::history::{Column, Highlight, Sort};
use domain::message::{Line, Reason, Status};
use domain::staff::Permission;
use leptos::prelude::*;

use super::icon::icon;
use super::link::link;
use super::marked::marked;
use super::status_badge::badge;
use crate::context::viewer_may;
use crate::text::use_text;

/// How many lines the table is given room for until it is there.
const WAITING_LINES: usize = 12;
/// The class of each cell, and the length of the line that stands in it meanwhile.
const CELLS: [&str; 6] = ["when skel-80", "who skel-60", "type skel-40", "state skel-60", "body skel-80", "to skel-60"];

/// The order of a table, and the address of the same list in another one.
pub type Order<'a> = (Sort, &'a dyn Fn(Sort) -> String);

/// The table; with an order its heads are links that sort. What was looked for is marked in its cells. `query` is that of the
/// list, as it stands in its address: a message leads back with it.
pub fn history_table(
    label: &'static str,
    order: Option<Order<'_>>,
    lines: &[Line],
    found: &Highlight,
    query: &str,
) -> AnyView {
    table(label, order, lines.iter().map(|line| row(line, found, query)).collect())
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
    table(use_text().common.loading, None, std::iter::repeat_with(line).take(WAITING_LINES).collect())
}

fn waiting_cell(classes: &'static str) -> AnyView {
    let (cell, width) = classes.split_once(' ').unwrap_or_default();
    view! { <td class=cell role="cell"><span class=["skel ", width].concat()></span></td> }.into_any()
}

fn table(label: &'static str, order: Option<Order<'_>>, rows: Vec<AnyView>) -> AnyView {
    let head: Vec<AnyView> = Column::ALL.into_iter().map(|column| head(column, order)).collect();
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

fn head(column: Column, order: Option<Order<'_>>) -> AnyView {
    let words = use_text().history.column(column);
    let class = match column {
        Column::Created => "c-date",
        Column::Manager => "c-who",
        Column::Kind => "c-type",
        Column::Status => "c-state",
        Column::Content => "c-body",
        Column::Recipient => "c-to",
    };
    let sorted = order.filter(|(sort, _)| sort.column == column);
    let sorted = sorted.map(|(sort, _)| if sort.descending { "descending" } else { "ascending" });
    // The page stays where it is: what is looked at is the order.
    let content = match order {
        Some((sort, address)) => {
            link("", address(sort.clicked(column)), None, false, view! { {words}{icon("down")} }.into_any())
        }
        None => view! { <span>{words}</span> }.into_any(),
    };
    view! { <th class=class scope="col" role="columnheader" aria-sort=sorted>{content}</th> }.into_any()
}

fn row(line: &Line, found: &Highlight, query: &str) -> AnyView {
    let again = (line.status == Status::Uncertain && viewer_may(Permission::SmsSend)).then(|| again(line.number));
    let text = |words: &str| marked(words, &found.in_text(words));
    let status = badge(line.status, text(use_text().statuses.word(line.status)));
    let href = address(line.number) + query;
    view! {
        <tr role="row">
            <td class="when" role="cell">
                <bdi>{line.created.date.clone()}</bdi>
                " "
                <span>{line.created.time.clone()}</span>
            </td>
            <td class="who" role="cell"><bdi>{text(&line.manager)}</bdi></td>
            <td class="type" role="cell">"SMS"</td>
            <td class="state" role="cell">
                <div class="state-in">{status}{line.reason.map(why)}{again}</div>
            </td>
            <td class="body" role="cell"><a href=href dir="auto">{text(&line.content)}</a></td>
            <td class="to" role="cell">
                <div class="to-in">
                    <bdi class="name">{text(&line.recipient)}</bdi>
                    <bdi class="tel" dir="ltr">{marked(&line.phone, &found.in_phone(&line.phone))}</bdi>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// The page of a message.
fn address(number: i64) -> String {
    ["/communications/", &number.to_string()].concat()
}

fn why(reason: Reason) -> AnyView {
    view! { <span class="why">{use_text().reasons.of_message(reason)}</span> }.into_any()
}

/// The way to send by hand what may have arrived.
fn again(number: i64) -> AnyView {
    let href = address(number) + "/renvoyer";
    view! { <a class="small" href=href>{use_text().repeat.send}</a> }.into_any()
}
