//! One client: who it is, what is owed, what they want to receive, noted in one tap, and all that was ever sent. Live.

mod written;

use domain::client::{Card, Wish};
use domain::history::{Cursor, Query};
use domain::id::ClientRef;
use domain::staff::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::written::written;
use super::message::beside;
use crate::address::{address, asked};
use crate::api::clients::{self as api, NoteWish};
use crate::api::history::{self, Listed};
use crate::components::history_table::{history_table, history_waiting};
use crate::components::icon::{drawn, icon, icon_flip};
use crate::components::layout::page_title;
use crate::components::loaded::{loaded, waiting_head};
use crate::components::notice::{Tone, failure, notice};
use crate::components::pager::pager;
use crate::context::viewer_may;
use crate::error::{AppError, Moved};
use crate::live::use_live;
use crate::text::{consent, use_text};

/// The list of clients.
const CLIENTS: &str = "/clients";

/// The page.
pub fn page() -> AnyView {
    let params = use_params_map();
    let live = use_live();
    let reference = Memo::new(move |_| params.with(|params| params.get("client").unwrap_or_default()));
    let cursor = {
        let asked = asked();
        Memo::new(move |_| asked.with(|asked| asked.cursor))
    };
    let action = ServerAction::<NoteWish>::new();
    let client = Resource::new(
        move || (reference.get(), live.version(), action.version().get()),
        |(client, ..)| api::client(client),
    );
    let messages = Resource::new(
        move || (reference.get(), cursor.get(), live.version()),
        |(client, cursor, _)| async move {
            // What is no reference is nobody: that is said above.
            let Ok(client) = client.parse::<ClientRef>() else { return Ok(None) };
            let list = history::list(Query::of_client(client.clone()), cursor, None).await?;
            Ok(Some((client, list.in_page())))
        },
    );
    let texts = Resource::new(
        move || (reference.get(), live.version()),
        |(client, _)| async move {
            // Who is nobody, or may not be read, is said above.
            Ok(if client.parse::<ClientRef>().is_ok() {
                api::written(client).await.unwrap_or_default()
            } else {
                vec![]
            })
        },
    );
    view! {
        <main class="page" id="main">
            {way_back()}
            {loaded(client, waiting, move |card| show(card, action))}
            {loaded(texts, || ().into_any(), written)}
            {beside(loaded(messages, history_waiting, sent))}
        </main>
    }
    .into_any()
}

fn way_back() -> AnyView {
    view! { <p class="way-back"><a href=CLIENTS>{icon_flip("prev")}{use_text().client.back}</a></p> }.into_any()
}

fn waiting() -> AnyView {
    view! {
        {waiting_head()}
        <div class="client-card"><span class="skel skel-60"></span></div>
    }
    .into_any()
}

fn show(card: Card, action: ServerAction<NoteWish>) -> AnyView {
    let text = use_text();
    let words = &text.client;
    let wishes = wishes(&card, action);
    let client = card.line;
    let name = client.name();
    let name = if name.is_empty() { words.unnamed.to_owned() } else { name };
    let owed = if client.balance.is_owed() {
        view! { <p class="big"><bdi dir="ltr">{client.balance.screen()}</bdi> " " <small>{words.owed}</small></p> }
            .into_any()
    } else {
        view! { <p class="big is-nil"><small>{words.nothing_owed}</small></p> }.into_any()
    };
    let can = match &client.blocked {
        Some(blocked) => view! { <p class="reason">{icon("warn")}{text.reasons.of_blocked(blocked)}</p> }.into_any(),
        None => view! { <p class="can">{drawn("icon is-ok", "ok")}{words.reachable}</p> }.into_any(),
    };
    view! {
        {page_title(name.clone())}
        <div class="page-head">
            <div>
                <h1><bdi class="wraps">{name}</bdi></h1>
                <p><bdi dir="ltr">{client.phone}</bdi></p>
            </div>
        </div>
        <div class="client-card">{owed}{can}</div>
        {wishes}
    }
    .into_any()
}

/// What they said about receiving SMS, each with the button that notes the opposite; nothing for who has no number.
fn wishes(card: &Card, action: ServerAction<NoteWish>) -> Option<AnyView> {
    let words = consent::words();
    if !card.has_number {
        return None;
    }
    let client = card.line.client.clone();
    let act = |wish: Wish| {
        let name = match wish {
            Wish::Consent => words.give,
            Wish::Withdraw => words.withdraw,
            Wish::Stop => words.stop,
            Wish::Resume => words.resume,
        };
        let client = client.to_string();
        viewer_may(Permission::ClientsEdit).then(move || {
            view! {
                <ActionForm action>
                    <input type="hidden" name="client" value=client />
                    <input type="hidden" name="wish" value=wish.word() />
                    <button class="btn" aria-busy=move || action.pending().get().then_some("true")>{name}</button>
                </ActionForm>
            }
            .into_any()
        })
    };
    let line = |good: bool, name: &'static str, said: Option<String>, act: Option<AnyView>| {
        let picture = if good { drawn("icon is-ok", "ok") } else { icon("stop") };
        view! {
            <li>
                <p>{picture} " " {name} {said.map(|said| view! { " " <small class="hint">{said}</small> })}</p>
                {act}
            </li>
        }
        .into_any()
    };
    let promotions = match (&card.consent, &card.opted_out) {
        (_, Some(_)) => None,
        (Some(said), None) => Some(line(true, words.consents, Some(words.said(said)), act(Wish::Withdraw))),
        (None, None) => Some(line(false, words.does_not, None, act(Wish::Consent))),
    };
    let all = match &card.opted_out {
        Some(said) => line(false, words.stopped, Some(words.said(said)), act(Wish::Resume)),
        None => line(true, words.receives, None, act(Wish::Stop)),
    };
    let refused = move || {
        let error = action.value().get()?.err()?;
        Some(match error {
            AppError::Moved(Moved::Wish) => notice(Tone::Bad, view! { <p>{words.moved}</p> }),
            error => failure(&error),
        })
    };
    Some(
        view! {
            <section class="card client-wishes" aria-labelledby="wishes">
                <h2 class="hide" id="wishes">{words.title}</h2>
                {refused}
                <ul aria-live="polite">{promotions}{all}</ul>
            </section>
        }
        .into_any(),
    )
}

/// A client, and what was sent; `None` where the address names nobody.
type Sent = Option<(ClientRef, Listed)>;

fn sent(sent: Sent) -> AnyView {
    let words = &use_text().client;
    let Some((client, list)) = sent else { return ().into_any() };
    let path = [CLIENTS, "/", client.as_str()].concat();
    let link = |cursor: Option<Cursor>| cursor.map(|cursor| address(&path, &Query::default(), Some(cursor)));
    let (previous, next) = (link(list.previous), link(list.next));
    let list = if list.shown == 0 {
        view! { <p class="client-none">{words.empty}</p> }.into_any()
    } else {
        history_table(words.messages, None, list.rows.into_any())
    };
    view! {
        <section aria-labelledby="sent">
            <div class="section-head"><h2 id="sent">{words.messages}</h2></div>
            {list}
            {pager(None, previous, next)}
        </section>
    }
    .into_any()
}
