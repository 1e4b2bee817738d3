//! *Exporter*: plain links, which the browser turns into downloads. With a script the menu says how far the file is: the
//! server counts the lines that it has given out, and the menu asks.

use domain::history::{Progress, Query, State, pairs};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dynamic::dynamic;
use super::icon::icon;
use crate::address::written;
use crate::api::history::export_progress;
use crate::text::use_text;

const CSV: &str = "/export/communications.csv";
const XLSX: &str = "/export/communications.xlsx";
/// The name in the address by which the page follows the export.
const FOLLOWED_AS: &str = "suivi";
const MENU: &str = "export-menu";
/// How often it is asked, in milliseconds.
const EVERY: u32 = 400;
/// How often in vain: an export that was refused never begins.
const IN_VAIN: u32 = 15;

/// The button and its menu, for all that a list shows: `query` is the list's, and may change while the menu stands.
pub fn export_menu(query: Signal<Query>) -> AnyView {
    let words = &use_text().export;
    let (name, progress) = (RwSignal::new(String::new()), RwSignal::new(None::<Progress>));
    // Made in the browser: what the server writes must be what the browser finds.
    Effect::new(move || name.set(random_name()));
    let way = move |file: &'static str, title: &'static str, says: &'static str| {
        let href = move || query.with(|query| file_of(file, query, name.get()));
        let follow = move |_| {
            progress.set(None);
            spawn_local(follow(name, progress));
        };
        view! {
            <li>
                <a class="export-way" href=href rel="external" on:click=follow>
                    <strong>{title}</strong>
                    " "
                    <span>{says}</span>
                </a>
            </li>
        }
        .into_any()
    };
    let shown = move || progress.get().map_or_else(|| ().into_any(), state);
    view! {
        <div class="export">
            <button class="btn" type="button" popovertarget=MENU>{icon("export")}{words.menu}</button>
            <div class="export-menu" id=MENU popover="auto">
                <p class="export-says">{words.says}</p>
                <ul>{way(CSV, words.csv, words.csv_says)}{way(XLSX, words.xlsx, words.xlsx_says)}</ul>
                <div class="export-state" role="status">{dynamic(shown)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn file_of(file: &str, query: &Query, name: String) -> String {
    written(file, pairs(query, None).into_iter().chain([(FOLLOWED_AS, name)]))
}

fn state(progress: Progress) -> AnyView {
    let words = &use_text().export;
    let Progress { ready, total, state } = progress;
    let says = match state {
        State::UnderWay => (words.ready_of)(ready, total),
        State::Done => (words.done)(ready),
        State::Broken => words.broken.to_owned(),
    };
    let bar = (state == State::UnderWay)
        .then(|| view! { <progress value=ready max=total aria-label=words.menu></progress> }.into_any());
    view! { <p>{says}</p> {bar} }.into_any()
}

/// Asks how far it is until it has ended. Then the next export gets a name of its own.
async fn follow(name: RwSignal<String>, progress: RwSignal<Option<Progress>>) {
    let Some(followed) = name.try_get_untracked() else { return };
    let mut in_vain = 0;
    while in_vain < IN_VAIN {
        TimeoutFuture::new(EVERY).await;
        match export_progress(followed.clone()).await {
            Ok(Some(now)) => {
                let is_gone = progress.try_set(Some(now)).is_some();
                if is_gone || now.state != State::UnderWay {
                    break;
                }
            }
            Ok(None) => in_vain += 1,
            Err(_) => break,
        }
    }
    let _gone = name.try_set(random_name());
}

/// Unlike the names of one's other exports; nobody else's are ever looked at.
fn random_name() -> String {
    let random = js_sys::Number::from(js_sys::Math::random()).to_string_with_radix(36);
    let random = random.map(String::from).unwrap_or_default();
    random.trim_start_matches("0.").to_owned()
}

#[cfg(test)]
mod tests {
    use domain::history::Filter;
    use domain::message::Status;

    use super::*;

    #[test]
    fn the_links_ask_for_what_the_list_shows() {
        assert_eq!(file_of(CSV, &Query::default(), String::new()), "/export/communications.csv");
        let filter = Filter { status: Some(Status::Failed), ..Filter::default() };
        let query = Query { search: "été & co".to_owned(), filter, ..Query::default() };
        assert_eq!(
            file_of(CSV, &query, "k".to_owned()),
            "/export/communications.csv?q=%C3%A9t%C3%A9%20%26%20co&statut=echec&suivi=k"
        );
        assert_eq!(file_of(XLSX, &Query::default(), "k".to_owned()), "/export/communications.xlsx?suivi=k");
    }
}
