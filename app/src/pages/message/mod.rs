//! One message, with an address of its own: what a phone shows in the place of the panel beside the list.

mod beside;
mod panel;

use domain::history::{Filter, Message, Query, ask};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub use self::beside::beside;
pub use self::panel::panel;
use crate::address::address;
use crate::api::history as api;
use crate::components::icon::icon_flip;
use crate::components::layout::page_title;
use crate::components::loaded::{loaded, waiting_head};
use crate::components::message_panel::{message_panel, message_title, message_waiting};
use crate::live::use_live;
use crate::routes::HOME;
use crate::text::use_text;

/// The page.
pub fn page() -> AnyView {
    let params = use_params_map();
    let live = use_live();
    // What is no number is no message: the server says so.
    let number = move || params.with(|params| params.get("number").and_then(|n| n.parse::<i64>().ok()).unwrap_or(0));
    let message = Resource::new(move || (number(), live.version()), |(number, _)| api::message(number));
    view! { <main class="page" id="main">{way_back()} {loaded(message, waiting, show)}</main> }.into_any()
}

fn waiting() -> AnyView {
    view! { {waiting_head()} {message_waiting()} }.into_any()
}

fn show(message: Message) -> AnyView {
    let title = message_title(&message);
    view! {
        {page_title(title.clone())}
        <div class="page-head"><h1><bdi class="wraps">{title}</bdi></h1></div>
        {message_panel(message)}
    }
    .into_any()
}

/// The way back to the list that led here: its query stands in this address.
fn way_back() -> AnyView {
    let query = use_query_map();
    let href = move || query.with(|query| list_of(|name| query.get(name)));
    view! { <p class="way-back"><a href=href>{icon_flip("prev")}{use_text().message.back}</a></p> }.into_any()
}

/// The list of a query: one client's on the client's page, one campaign's on the campaign's, any other in the history.
fn list_of(get: impl Fn(&str) -> Option<String>) -> String {
    let asked = ask(get);
    let Filter { client, campaign, .. } = &asked.query.filter;
    let cursor = asked.cursor.map(|cursor| ["?page=", &cursor.to_word()].concat()).unwrap_or_default();
    if let Some(client) = client.as_ref().filter(|client| asked.query == Query::of_client((*client).clone())) {
        return ["/clients/", client.as_str(), &cursor].concat();
    }
    if let Some(campaign) = campaign.as_ref().filter(|campaign| asked.query == Query::of_campaign((*campaign).clone()))
    {
        return ["/campagnes/", campaign.as_str(), &cursor].concat();
    }
    address(HOME, &asked.query, asked.cursor)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], "/")]
    #[case(&[("q", "été 06"), ("tri", "contenu")], "/?q=%C3%A9t%C3%A9%2006&tri=contenu")]
    #[case(&[("client", "cli_0123456789ab")], "/clients/cli_0123456789ab")]
    #[case(&[("client", "cli_0123456789ab"), ("page", "suite-7")], "/clients/cli_0123456789ab?page=suite-7")]
    #[case(&[("client", "cli_0123456789ab"), ("q", "garde")], "/?q=garde&client=cli_0123456789ab")]
    #[case(&[("campagne", "cmp_0123456789ab")], "/campagnes/cmp_0123456789ab")]
    #[case(&[("campagne", "//evil.example")], "/")]
    fn the_way_back_is_the_list_that_led_here(#[case] query: &[(&str, &str)], #[case] list: &str) {
        let get = |name: &str| query.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(list_of(get), list);
    }
}
