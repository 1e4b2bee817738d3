//! The table of messages: of the whole history, of one campaign and of one client. On a phone its rows are cards (`style/`).

use domain::history::{Column, Query};
use leptos::prelude::*;

use super::icon::icon;
use super::rows::Rows;
use crate::address::address;
use crate::routes::HOME;
use crate::text::use_text;

/// How many lines the table is given room for until it is there.
const WAITING_LINES: usize = 12;
/// The class of each cell, and the length of the line that stands in it meanwhile.
const CELLS: [&str; 6] = ["when skel-80", "who skel-60", "type skel-40", "state skel-60", "body skel-80", "to skel-60"];

/// The table, of which `rows` shows [`Rows`]. Where the query of its list is given, its heads are links that sort.
pub fn history_table(label: &'static str, list: Option<Signal<Query>>, rows: AnyView) -> AnyView {
    let head: Vec<AnyView> = Column::ALL.into_iter().map(|column| head(column, list)).collect();
    view! {
        <div class="sheet">
            <table class="table history-table" role="table" aria-label=label>
                <thead role="rowgroup">
                    <tr role="row">{head}</tr>
                </thead>
                {rows}
            </table>
        </div>
    }
    .into_any()
}

/// The table before its lines are there: as high, so that nothing moves. Its lines are for the eye only.
pub fn history_waiting() -> AnyView {
    let cell = |classes: &str| {
        let (cell, width) = classes.split_once(' ').unwrap_or_default();
        ["<td class=\"", cell, "\"><span class=\"skel ", width, "\"></span></td>"].concat()
    };
    let cells: String = CELLS.into_iter().map(cell).collect();
    let line = ["<tr class=\"is-skeleton\" aria-hidden=\"true\">", &cells, "</tr>"].concat();
    history_table(use_text().common.loading, None, Rows::new(line.repeat(WAITING_LINES).into()).into_any())
}

/// A head. It stays as it is while the order changes, but for what it says of that: it may have the focus.
fn head(column: Column, list: Option<Signal<Query>>) -> AnyView {
    let words = use_text().history.column(column);
    let class = match column {
        Column::Created => "c-date",
        Column::Manager => "c-who",
        Column::Kind => "c-type",
        Column::Status => "c-state",
        Column::Content => "c-body",
        Column::Recipient => "c-to",
    };
    let Some(list) = list else {
        return view! { <th class=class scope="col" role="columnheader"><span>{words}</span></th> }.into_any();
    };
    let href = Signal::derive(move || {
        list.with(|query| address(HOME, &Query { sort: query.sort.clicked(column), ..query.clone() }, None))
    });
    let sorted = Signal::derive(move || {
        let sort = list.with(|query| query.sort);
        let way = if sort.descending { "descending" } else { "ascending" };
        (sort.column == column).then_some(way)
    });
    // The page stays where it is: what is looked at is the order.
    view! {
        <th class=class scope="col" role="columnheader" aria-sort=sorted>
            <a href=href data-noscroll="">{words}{icon("down")}</a>
        </th>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub use self::lines::rows;

#[cfg(feature = "ssr")]
mod lines {
    use domain::history::Highlight;
    use domain::language::Language;
    use domain::message::{Line, Status};
    use leptos::prelude::*;

    use crate::components::icon::inline;
    use crate::components::marked::marked;
    use crate::components::rows::Rows;
    use crate::components::status_badge::{badge, picture};
    use crate::text::{heard, text};

    /// The empty comment that leptos leaves between the parts of a view.
    const MARK: &str = "<!>";

    /// The rows of a list. What was looked for is marked; `query` is that of the list, as it stands in its address: a message
    /// leads back with it. `may_send`: who looks may send an uncertain message again.
    pub fn rows(lines: &[Line], found: &Highlight, query: &str, may_send: bool, language: Language) -> Rows {
        let rows = lines.iter().map(|line| row(line, found, query, may_send, language).to_html());
        // Without the marks that leptos leaves for what it takes over: nobody takes over these, and typed text has none.
        Rows::new(rows.collect::<String>().replace(MARK, "").into())
    }

    fn row(line: &Line, found: &Highlight, query: &str, may_send: bool, language: Language) -> AnyView {
        let text = text(language);
        let words = |words: &str| marked(words, &found.in_text(words));
        let status = badge(line.status, inline(picture(line.status)), words(text.statuses.word(line.status)));
        let why = line.reason.map(|reason| view! { <span class="why">{text.reasons.of_message(reason)}</span> });
        // A test has no recipient but a number. On a phone, where the type is not seen, its mark stands in the name's place.
        let kind = if line.is_test { text.history.test } else { "SMS" };
        let name = if line.recipient.is_empty() && line.is_test { text.history.test } else { &line.recipient };
        let address = ["/communications/", &line.number.to_string()].concat();
        let unheard = line.is_unreported.then(|| view! { <span class="why">{heard::of(language).no_report}</span> });
        // What may have arrived is sent again by hand.
        let again = (line.status == Status::Uncertain && may_send)
            .then(|| view! { <a class="small" href=[&address, "/renvoyer"].concat()>{text.repeat.anyway}</a> });
        view! {
            <tr role="row">
                <td class="when" role="cell">
                    <bdi>{line.created.date.clone()}</bdi>
                    " "
                    <span>{line.created.time.clone()}</span>
                </td>
                <td class="who" role="cell"><bdi>{words(&line.manager)}</bdi></td>
                <td class="type" role="cell">{kind}</td>
                <td class="state" role="cell">
                    <div class="state-in">{status}{why}{unheard}{again}</div>
                </td>
                <td class="body" role="cell"><a href=address + query dir="auto"><span>{words(&line.content)}</span></a></td>
                <td class="to" role="cell">
                    <div class="to-in">
                        <bdi class="name">{words(name)}</bdi>
                        <bdi class="tel" dir="ltr">{marked(&line.phone, &found.in_phone(&line.phone))}</bdi>
                    </div>
                </td>
            </tr>
        }
        .into_any()
    }

    #[cfg(test)]
    mod tests {
        use domain::message::Reason;
        use domain::time::Stamp;

        use super::*;

        fn shown(line: &Line, search: &str, may_send: bool) -> String {
            let found = Highlight::of(search);
            rows(std::slice::from_ref(line), &found, "?q=a&tri=statut", may_send, Language::Fr).to_html()
        }

        fn line(status: Status, reason: Option<Reason>) -> Line {
            Line {
                number: 7,
                created: Stamp { date: "24/11/2026".into(), time: "09:42".into() },
                manager: "Salma Bennani".into(),
                status,
                reason,
                content: "Bel <b>Été</b> & \"bientôt\"".into(),
                recipient: "O'<script>".into(),
                phone: "06 12 34 56 78".into(),
                is_test: false,
                is_unreported: false,
            }
        }

        #[test]
        fn what_somebody_typed_is_text() {
            let html = shown(&line(Status::Delivered, None), "", true);
            assert!(html.contains("Bel &lt;b&gt;Été&lt;/b&gt; &amp; \"bientôt\""), "{html}");
            assert!(!html.contains("<b>") && !html.contains("<script"), "{html}");
            assert!(html.contains("href=\"/communications/7?q=a&amp;tri=statut\""), "{html}");
            assert!(!html.contains("renvoyer"));
        }

        #[test]
        fn what_was_looked_for_is_marked_and_escaped() {
            let html = shown(&line(Status::Delivered, None), "ete 0612 script", true);
            for marked in ["<mark>Été</mark>", "<mark>06 12</mark>", "<mark>script</mark>"] {
                assert!(html.contains(marked), "{marked}: {html}");
            }
            assert!(!html.contains("<script"), "{html}");
        }

        #[test]
        fn a_message_that_may_have_arrived_is_sent_again_by_who_may() {
            let uncertain = line(Status::Uncertain, Some(Reason::AnswerLost));
            assert!(shown(&uncertain, "", true).contains("href=\"/communications/7/renvoyer\""));
            assert!(!shown(&uncertain, "", false).contains("renvoyer"));
        }

        #[test]
        fn a_message_that_nothing_was_heard_of_bears_its_mark() {
            let sent = |is_unreported| Line { is_unreported, ..line(Status::Sent, None) };
            assert!(shown(&sent(true), "", true).contains("<span class=\"why\">sans accusé</span>"));
            assert!(!shown(&sent(false), "", true).contains("sans accusé"));
        }

        #[test]
        fn a_row_has_its_cells_and_nothing_between_them() {
            let html = shown(&line(Status::Failed, Some(Reason::UnknownNumber)), "salma", true);
            let cells = html.strip_prefix("<tbody role=\"rowgroup\"><tr role=\"row\"><td").unwrap();
            assert!(cells.ends_with("</td></tr></tbody>"), "{html}");
            assert_eq!(html.matches("</td><td").count(), 5, "{html}");
        }
    }
}
