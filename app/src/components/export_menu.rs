//! *Exporter*: plain links, which the browser turns into downloads. With a script the menu says how far the file is: that is
//! in `export_state`, which the browser loads when the first export begins.

use domain::history::{Query, pairs};
use leptos::prelude::*;

use super::dynamic::dynamic;
use super::icon::icon;
use super::later::Part;
use crate::address::written;
use crate::chunks;
use crate::text::use_text;

const CSV: &str = "/export/communications.csv";
const XLSX: &str = "/export/communications.xlsx";
/// The name in the address by which the page follows the export.
const FOLLOWED_AS: &str = "suivi";
const MENU: &str = "export-menu";

/// The export that is followed.
#[derive(Clone, Copy)]
pub struct Followed {
    /// Its name.
    pub name: RwSignal<String>,
    /// How many have begun while the menu stands.
    pub begun: RwSignal<u32>,
}

/// The button and its menu, for all that a list shows: `query` is the list's, and may change while the menu stands.
pub fn export_menu(query: Signal<Query>) -> AnyView {
    let words = &use_text().export;
    let followed = Followed { name: RwSignal::new(String::new()), begun: RwSignal::new(0) };
    provide_context(followed);
    let state = Part::new(chunks::EXPORT);
    // Made in the browser: what the server writes must be what the browser finds.
    Effect::new(move || followed.name.set(random_name()));
    let way = move |file: &'static str, title: &'static str, says: &'static str| {
        let href = move || query.with(|query| file_of(file, query, followed.name.get()));
        let follow = move |_| {
            followed.begun.update(|begun| *begun += 1);
            state.load();
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
    view! {
        <div class="export">
            <button class="btn" type="button" popovertarget=MENU>{icon("export")}{words.menu}</button>
            <div class="export-menu" id=MENU popover="auto">
                <p class="export-says">{words.says}</p>
                <ul>{way(CSV, words.csv, words.csv_says)}{way(XLSX, words.xlsx, words.xlsx_says)}</ul>
                <div class="export-state" role="status">{dynamic(move || state.shown(nothing, nothing))}</div>
            </div>
        </div>
    }
    .into_any()
}

/// Nothing but the menu: the file comes all the same.
fn nothing() -> AnyView {
    ().into_any()
}

fn file_of(file: &str, query: &Query, name: String) -> String {
    written(file, pairs(query, None).into_iter().chain([(FOLLOWED_AS, name)]))
}

/// Unlike the names of one's other exports; nobody else's are ever looked at.
pub fn random_name() -> String {
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
