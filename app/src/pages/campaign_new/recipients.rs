//! *Destinataires*: search, filter, tick. Who cannot receive an SMS stands in the list with the reason.

use domain::client::Filter;
use domain::draft::MAX_TICKED;
use domain::form::{Fault, Field};
use domain::id::ClientRef;
use leptos::prelude::*;

use super::choices::{MAX_ROWS, ROWS, least};
use super::desk::Desk;
use super::narrow::narrow;
use super::seen::Seen;
use super::window::window;
use crate::api::clients::reachable;
use crate::components::dynamic::dynamic;
use crate::components::icon::icon;
use crate::components::notice::{Tone, failure, notice};
use crate::components::search_box::search_box;
use crate::text::recipients::{words, words as words_of_list};
use crate::text::use_text;

/// The list, and what narrows it.
pub fn recipients(seen: Seen) -> AnyView {
    let desk = seen.desk;
    let refused = move || desk.list.get().and_then(Result::err).map(|error| failure(&error));
    Effect::new(move || desk.learn());
    view! {
        {tools(desk)}
        {narrow(desk)}
        {refused}
        <div class="sheet recipients">
            {all(seen)}
            {dynamic(move || seen.hidden.get().into_iter().map(kept).collect_view().into_any())}
            {window(seen)}
            {nobody(seen)}
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
            {ticked_first(desk)}
        </div>
        {error}
    }
    .into_any()
}

/// *Cochés d’abord*.
fn ticked_first(desk: Desk) -> AnyView {
    let is_on = move || desk.first.with(|first| !first.is_empty());
    let none = move || desk.ticked.with(std::collections::BTreeMap::is_empty) && !is_on();
    view! {
        <button
            class="btn needs-script"
            type="button"
            aria-pressed=move || is_on().to_string()
            disabled=none
            on:click=move |_| desk.turn_first()
        >
            {words().ticked_first}
        </button>
    }
    .into_any()
}

/// *Tout cocher*: all who match and can receive it, shown or not. With JavaScript off it says only how many there are.
fn all(seen: Seen) -> AnyView {
    let desk = seen.desk;
    let words = &use_text().send;
    let counted = move || seen.lines.with(|lines| (words.all_of)(lines.total, lines.reachable));
    // The list that was ticked as a whole, and how many were ticked then: whoever is unticked since makes it less.
    let whole = RwSignal::new(None::<(Filter, usize)>);
    let every_one = move || {
        let (reachable, shown, all_there) = seen.lines.with(|lines| {
            let able = || lines.lines.iter().filter(|line| line.blocked.is_none());
            let ticked = desk.ticked.with(|ticked| able().filter(|line| ticked.contains_key(&line.client)).count());
            (able().count(), ticked, usize::try_from(lines.total) == Ok(lines.lines.len()))
        });
        let ticked = desk.ticked.with(std::collections::BTreeMap::len);
        let of_list =
            whole.with(|whole| whole.as_ref().is_some_and(|(of, n)| *of == desk.filter.get() && ticked >= *n));
        reachable > 0 && shown == reachable && (all_there || of_list)
    };
    // Ticks or unticks those of the list; who was ticked under another search stays so.
    let answer = Action::new(|(filter, ticked): &(Filter, bool)| {
        let (filter, ticked) = (filter.clone(), *ticked);
        async move { reachable(filter).await.map(|clients| (clients, ticked)) }
    });
    Effect::new(move || {
        if let Some(Ok((clients, ticked))) = answer.value().get() {
            desk.tick_all(clients, ticked);
            let n = desk.ticked.with_untracked(std::collections::BTreeMap::len);
            whole.set(ticked.then(|| (desk.filter.get_untracked(), n)));
        }
    });
    let tick = move |event| {
        let mut filter = desk.filter.get_untracked();
        if seen.is_promotion.get_untracked() {
            filter.only.consent = Some(true);
        }
        answer.dispatch((filter, event_target_checked(&event)));
    };
    let cut = move || {
        let said = || notice(Tone::Warn, view! { <p>{(words_of_list().cut)(most_ticked())}</p> });
        desk.is_cut.get().then(said).into_any()
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
        {dynamic(move || refused().into_any())}
        {dynamic(cut)}
    }
    .into_any()
}

/// The most clients that can be ticked.
fn most_ticked() -> u32 {
    u32::try_from(MAX_TICKED).unwrap_or(u32::MAX)
}

fn nobody(seen: Seen) -> AnyView {
    let is_empty = move || seen.lines.with(|lines| lines.total == 0);
    let said = use_text().send.nobody;
    let show = move || is_empty().then(|| view! { <div class="recipients-more"><p class="soft">{said}</p></div> });
    show.into_any()
}

/// With JavaScript off more of the list is asked for; otherwise it comes as it is scrolled to.
fn more(seen: Seen) -> AnyView {
    let rows = seen.desk.rows;
    let words = &use_text().send;
    let narrow = use_text().clients.narrow;
    let left =
        move || seen.lines.with(|lines| lines.total.saturating_sub(u32::try_from(lines.lines.len()).unwrap_or(0)));
    let button = move || {
        let left = left();
        let more = rows.get() + ROWS;
        if left == 0 {
            return None;
        }
        if more > MAX_ROWS {
            return Some(
                view! { <div class="recipients-more no-script"><p class="soft">{narrow}</p></div> }.into_any(),
            );
        }
        Some(
            view! {
                <div class="recipients-more no-script">
                    <button
                        class="btn btn-bare"
                        type="submit"
                        name="voir"
                        value=more.to_string()
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
