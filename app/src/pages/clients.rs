//! Clients: who they are, what they owe, and who cannot receive an SMS. The address is the state of the list.

use std::time::Duration;

use domain::client::{Filter, Line, Lines, MAX_SEARCH};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::location::Url;

use crate::api::clients::{MAX_LINES, clients};
use crate::components::icon::{drawn, icon};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::search_box::search_box;
use crate::text::{consent, use_text};

/// The address of the page.
const PATH: &str = "/clients";
/// Rows shown at first, and added by *Afficher les suivants*.
const ROWS: u32 = 100;
/// How long the keyboard is still before the list follows.
const STILL: Duration = Duration::from_millis(250);
/// The word of the order by balance in the address.
const BY_BALANCE: &str = "solde";

/// What the address says of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    search: String,
    by_balance: bool,
    rows: u32,
}

impl Asked {
    fn address(&self) -> String {
        let mut query = vec![];
        if !self.search.is_empty() {
            query.push(["q=", &Url::escape(&self.search)].concat());
        }
        if self.by_balance {
            query.push(["tri=", BY_BALANCE].concat());
        }
        if self.rows > ROWS {
            query.push(["voir=", &self.rows.to_string()].concat());
        }
        [PATH, if query.is_empty() { "" } else { "?" }, &query.join("&")].concat()
    }
}

/// The page.
pub fn page() -> AnyView {
    let text = use_text();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| Asked {
            search: query.get_str("q").unwrap_or_default().chars().take(MAX_SEARCH).collect(),
            by_balance: query.get_str("tri") == Some(BY_BALANCE),
            rows: query.get_str("voir").and_then(|n| n.parse().ok()).unwrap_or(ROWS).clamp(ROWS, MAX_LINES),
        })
    });
    let lines = Resource::new(
        move || asked.get(),
        |asked| clients(Filter { search: asked.search, ..Filter::default() }, asked.by_balance, asked.rows),
    );
    view! {
        {page_title(text.clients.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{text.clients.title}</h1></div>
            {tools(asked)}
            {loaded(lines, waiting, move |lines| show(lines, asked))}
        </main>
    }
    .into_any()
}

fn tools(asked: Memo<Asked>) -> AnyView {
    let words = &use_text().clients;
    let first = asked.get_untracked();
    let navigate = use_navigate();
    let go = move |asked: Asked| {
        navigate(&asked.address(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let typed = RwSignal::new(first.search.clone());
    let by_balance = RwSignal::new(first.by_balance);
    let wanted = move || Asked { search: typed.get(), by_balance: by_balance.get(), rows: ROWS };
    // The list follows the keyboard; Enter does not wait.
    let later = go.clone();
    Effect::watch(
        wanted,
        move |wanted, _, timer: Option<Option<TimeoutHandle>>| {
            if let Some(timer) = timer.flatten() {
                timer.clear();
            }
            let (later, wanted) = (later.clone(), wanted.clone());
            set_timeout_with_handle(move || later(wanted), STILL).ok()
        },
        false,
    );
    let at_once = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go(untrack(wanted));
    };
    let order = move |by: bool, name: &'static str| {
        let value = if by { BY_BALANCE } else { "" };
        view! { <option value=value selected=first.by_balance == by>{name}</option> }
    };
    view! {
        <form class="tools" role="search" action=PATH on:submit=at_once>
            {search_box(words.search, words.search_hint, None, typed)}
            <div class="filter">
                <select
                    class="input"
                    name="tri"
                    aria-label=words.sort
                    on:change=move |event| by_balance.set(event_target_value(&event) == BY_BALANCE)
                >
                    {order(false, words.by_name)}
                    {order(true, words.by_balance)}
                </select>
            </div>
            <button class="btn no-script" type="submit">{words.show}</button>
        </form>
    }
    .into_any()
}

fn waiting() -> AnyView {
    let row = || {
        let cells = ["skel skel-60", "skel skel-40", "skel skel-40"];
        let cells = cells.map(|class| view! { <td><span class=class></span></td> }).collect_view();
        view! { <tr class="is-skeleton" aria-hidden="true">{cells}</tr> }
    };
    let rows = (0..12).map(|_| row()).collect_view().into_any();
    table(rows, false)
}

fn show(lines: Lines, asked: Memo<Asked>) -> AnyView {
    let words = &use_text().clients;
    let asked = asked.get_untracked();
    if lines.total == 0 {
        let (title, says) =
            if asked.search.is_empty() { (words.empty, words.empty_says) } else { (words.none_found, "") };
        let clear =
            (!asked.search.is_empty()).then(|| view! { <a class="btn" href=PATH rel="external">{words.clear}</a> });
        return view! { <div class="empty">{icon("users")}<h2>{title}</h2><p>{says}</p>{clear}</div> }.into_any();
    }
    let left = lines.total.saturating_sub(u32::try_from(lines.lines.len()).unwrap_or(u32::MAX));
    let next = Asked { rows: asked.rows + ROWS, ..asked.clone() };
    let more = (left > 0).then(|| {
        let link = (next.rows <= MAX_LINES)
            .then(|| view! { <a class="btn" href=next.address()>{(words.more)(left.min(ROWS))}</a> });
        let narrow = link.is_none().then_some(words.narrow);
        view! { <p class="list-more">{link}{narrow}</p> }.into_any()
    });
    let rows = lines.lines.into_iter().map(row).collect_view().into_any();
    view! {
        <p class="list-count" role="status">{(words.total)(lines.total)}</p>
        {table(rows, asked.by_balance)}
        {more}
    }
    .into_any()
}

fn table(rows: AnyView, by_balance: bool) -> AnyView {
    let words = &use_text().clients;
    let sorted = |by: bool, order: &'static str| (by_balance == by).then_some(order);
    view! {
        <div class="sheet">
            <table class="table clients-table" role="table" aria-label=words.title>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="c-name" aria-sort=sorted(false, "ascending")>
                            <span>{words.name}</span>
                        </th>
                        <th role="columnheader" scope="col" class="c-tel"><span>{words.phone}</span></th>
                        <th role="columnheader" scope="col" class="c-due num" aria-sort=sorted(true, "descending")>
                            <span>{words.balance}</span>
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(line: Line) -> AnyView {
    let text = use_text();
    let name = line.name();
    let name = if name.is_empty() { text.client.unnamed.to_owned() } else { name };
    let href = [PATH, "/", line.client.as_str()].concat();
    let due = if line.balance.is_owed() { "due num" } else { "due num is-nil" };
    let agreed = line.consents.then(|| {
        view! { <span class="reason is-ok">{drawn("icon is-ok", "ok")}{consent::words().badge}</span> }.into_any()
    });
    let reason = line.blocked.as_ref().map(|blocked| {
        view! { <span class="reason">{icon("warn")}{text.reasons.of_blocked(blocked)}</span> }.into_any()
    });
    view! {
        <tr role="row">
            <td role="cell" class="client"><a href=href><bdi>{name}</bdi></a></td>
            <td role="cell" class="tel"><bdi dir="ltr">{line.phone}</bdi>{reason}{agreed}</td>
            <td role="cell" class=due><bdi dir="ltr">{line.balance.screen()}</bdi></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_is_not_usual() {
        let asked = Asked { search: String::new(), by_balance: false, rows: ROWS };
        assert_eq!(asked.address(), "/clients");
        let asked = Asked { search: "El Idrissi".to_owned(), by_balance: true, rows: 200 };
        assert_eq!(asked.address(), "/clients?q=El%20Idrissi&tri=solde&voir=200");
    }
}
