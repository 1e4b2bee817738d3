//! *Destinataires*: search, filter, tick. Who cannot receive an SMS stands in the list with the reason.

use domain::client::{Filter, Line};
use domain::form::{Fault, Field};
use domain::id::ClientRef;
use leptos::prelude::*;

use super::choices::{MAX_ROWS, ROWS, least};
use super::desk::Desk;
use super::seen::Seen;
use crate::api::clients::reachable;
use crate::components::icon::icon;
use crate::components::notice::failure;
use crate::components::search_box::search_box;
use crate::text::use_text;

/// The list, and what narrows it.
pub fn recipients(seen: Seen) -> AnyView {
    let desk = seen.desk;
    let refused = move || desk.list.get().and_then(Result::err).map(|error| failure(&error));
    view! {
        {tools(desk)}
        {refused}
        <div class="sheet recipients">
            {all(seen)}
            {move || seen.hidden.get().into_iter().map(kept).collect_view()}
            <ul>
                {move || seen.lines.get().lines.into_iter().map(|line| row(desk, line)).collect_view()}
            </ul>
            {more(seen)}
        </div>
    }
    .into_any()
}

fn kept(client: ClientRef) -> AnyView {
    view! { <input type="hidden" name="ids[]" value=client.to_string() /> }.into_any()
}

fn tools(desk: Desk) -> AnyView {
    let text = use_text();
    let words = &text.send;
    let wrong = move || least(&desk.amount.get()).is_err();
    let error = move || {
        let said = text.errors.fault(Field::Amount, Fault::Unreadable);
        wrong().then(|| view! { <div class="field"><p class="error" id="solde-error">{icon("bad")}{said}</p></div> })
    };
    view! {
        <div class="recipients-tools">
            {search_box(words.search, words.search_hint, None, desk.search)}
            <label class="amount">
                {words.least}
                <input
                    class="input"
                    name="solde"
                    inputmode="decimal"
                    maxlength="24"
                    value=desk.amount.get_untracked()
                    prop:value=move || desk.amount.get()
                    aria-invalid=move || wrong().then_some("true")
                    aria-describedby=move || wrong().then_some("solde-error")
                    on:input=move |event| desk.amount.set(event_target_value(&event))
                />
                "DH"
            </label>
            <button class="btn no-script" type="submit">{words.filter}</button>
        </div>
        {error}
    }
    .into_any()
}

/// *Tout cocher*: all who match and can receive it, shown or not. With JavaScript off it says only how many there are.
fn all(seen: Seen) -> AnyView {
    let desk = seen.desk;
    let words = &use_text().send;
    let counted = move || seen.lines.with(|lines| (words.all_of)(lines.total, lines.reachable));
    let every_one = move || {
        let reachable = seen.lines.with(|lines| lines.lines.iter().filter(|line| line.blocked.is_none()).count());
        let shown = seen.lines.with(|lines| {
            desk.ticked.with(|ticked| lines.lines.iter().filter(|line| ticked.contains_key(&line.client)).count())
        });
        reachable > 0 && shown == reachable
    };
    // Ticks or unticks those of the list; who was ticked under another search stays so.
    let answer = Action::new(|(filter, ticked): &(Filter, bool)| {
        let (filter, ticked) = (filter.clone(), *ticked);
        async move { reachable(filter).await.map(|clients| (clients, ticked)) }
    });
    Effect::new(move || {
        if let Some(Ok((clients, ticked))) = answer.value().get() {
            desk.tick_all(clients, ticked);
        }
    });
    let tick = move |event| {
        answer.dispatch((desk.filter.get_untracked(), event_target_checked(&event)));
    };
    let refused = move || answer.value().get().and_then(Result::err).map(|error| failure(&error));
    view! {
        <label class="recipients-all">
            <input
                class="check needs-script"
                type="checkbox"
                aria-busy=move || answer.pending().get().then_some("true")
                prop:checked=every_one
                on:change=tick
            />
            <span><strong class="needs-script">{words.tick_all}</strong> <span class="needs-script">" : "</span> {counted}</span>
        </label>
        {refused}
    }
    .into_any()
}

fn row(desk: Desk, line: Line) -> AnyView {
    let text = use_text();
    let name = line.name();
    let balance = line.balance.screen();
    if let Some(blocked) = &line.blocked {
        let reason = text.reasons.of_blocked(blocked);
        return view! {
            <li>
                <div class="recipient is-out">
                    <span class="check" aria-hidden="true"></span>
                    <b><bdi>{name}</bdi></b>
                    <span class="reason">{icon("warn")}{reason}</span>
                    <bdi class="amt" dir="ltr">{balance}</bdi>
                </div>
            </li>
        }
        .into_any();
    }
    let phone = line.phone.clone();
    let client = line.client.clone();
    let value = client.to_string();
    let ticked = {
        let client = client.clone();
        move || desk.ticked.with(|ticked| ticked.contains_key(&client))
    };
    let tick = move |event| desk.tick(&line, event_target_checked(&event));
    view! {
        <li>
            <label class="recipient">
                <input
                    class="check"
                    type="checkbox"
                    name="ids[]"
                    value=value
                    checked=untrack(&ticked)
                    prop:checked=ticked
                    on:change=tick
                />
                <b><bdi>{name}</bdi></b>
                <bdi class="tel" dir="ltr">{phone}</bdi>
                <bdi class="amt" dir="ltr">{balance}</bdi>
            </label>
        </li>
    }
    .into_any()
}

fn more(seen: Seen) -> AnyView {
    let rows = seen.desk.rows;
    let words = &use_text().send;
    let narrow = use_text().clients.narrow;
    let left =
        move || seen.lines.with(|lines| lines.total.saturating_sub(u32::try_from(lines.lines.len()).unwrap_or(0)));
    let button = move || {
        let left = left();
        let more = rows.get() + ROWS;
        let said = if left > 0 { narrow } else { words.nobody };
        if left == 0 && seen.lines.with(|lines| lines.total > 0) {
            return None;
        }
        if left == 0 || more > MAX_ROWS {
            return Some(view! { <div class="recipients-more"><p class="soft">{said}</p></div> }.into_any());
        }
        Some(
            view! {
                <div class="recipients-more">
                    <button
                        class="btn btn-bare"
                        type="submit"
                        name="voir"
                        value=more.to_string()
                        on:click=move |event| {
                            event.prevent_default();
                            rows.set(more);
                        }
                    >
                        {(words.more)(left.min(ROWS))}
                    </button>
                </div>
            }
            .into_any(),
        )
    };
    view! { {button} }.into_any()
}
