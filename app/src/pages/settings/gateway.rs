//! *Passerelle*: which gateway takes the SMS, whether it works, what it last said, and how fast it is. Live.

use domain::gateway::{Gateway, Health, Kind, Note, Trouble};
use domain::time::Stamp;
use leptos::prelude::*;

use super::subnav;
use crate::api::gateway::gateway;
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, notice};
use crate::live::use_live;
use crate::routes::GATEWAY;
use crate::text::{heard, number, use_text};

/// The page.
pub fn page() -> AnyView {
    let text = use_text();
    let live = use_live();
    let state = Resource::new(move || live.version(), |_| gateway());
    view! {
        {page_title(text.gateway.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{text.gateway.title}</h1></div>
            {subnav(GATEWAY)}
            {loaded(state, waiting, show)}
        </main>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! { <div class="card"><p class="skel skel-25"></p><p class="skel skel-60"></p></div> }.into_any()
}

fn show(gateway: Option<Gateway>) -> AnyView {
    let words = &use_text().gateway;
    let Some(gateway) = gateway else { return notice(Tone::Info, view! { <p>{words.none}</p> }) };
    let notes = gateway.notes.iter().map(|note| said(*note)).collect_view();
    view! { <div class="stack">{notes}{state(&gateway)}{figures(&gateway)}</div> }.into_any()
}

fn said(note: Note) -> AnyView {
    let tone = if note == Note::ReportsNotKept { Tone::Info } else { Tone::Warn };
    notice(tone, view! { <p>{use_text().gateway.note(note)}</p> })
}

fn state(gateway: &Gateway) -> AnyView {
    let words = &use_text().gateway;
    let says = (gateway.kind == Kind::Sandbox).then(|| view! { <p class="hint">{words.sandbox_says}</p> }.into_any());
    let address = (!gateway.address.is_empty()).then(|| {
        let address = gateway.address.clone();
        pair(words.address, view! { <bdi dir="ltr">{address}</bdi> }.into_any())
    });
    let last = match &gateway.last_error {
        Some((trouble, at)) => wrong(*trouble, at, gateway.kind),
        None => words.no_error.into_any(),
    };
    view! {
        <section class="card" aria-labelledby="gateway-state">
            <h2 id="gateway-state" class="hide">{words.health}</h2>
            <dl class="pairs">
                {pair(words.in_use, view! { <bdi>{words.kind(gateway.kind)}</bdi> {says} }.into_any())}
                {address}
                {pair(words.health, health(&gateway.health))}
                {pair(words.last_error, last)}
            </dl>
        </section>
    }
    .into_any()
}

/// A shape and a word, and a sentence where a word does not say it all.
fn health(health: &Health) -> AnyView {
    let words = &use_text().gateway;
    let (class, picture, said) = match health {
        Health::Working => ("badge is-ok", "ok", words.working.to_owned()),
        Health::Failing { since } => ("badge is-bad", "bad", (heard::words().failing_since)(&since.date, &since.time)),
        Health::Untried => ("badge is-mute", "maybe", words.untried.to_owned()),
        Health::Connecting => ("badge is-wait", "going", words.connecting.to_owned()),
        Health::Paused { .. } => ("badge is-warn", "pause", words.paused.to_owned()),
    };
    let next_try = match health {
        Health::Paused { until } => {
            Some(view! { <p class="hint">{(words.next_try)(&until.date, &until.time)}</p> }.into_any())
        }
        _ => None,
    };
    view! { <span class=class>{icon(picture)}{said}</span> {next_try} }.into_any()
}

fn wrong(trouble: Trouble, at: &Stamp, kind: Kind) -> AnyView {
    let text = use_text();
    let words = &text.gateway;
    let code = trouble.code.map(|code| (words.code)(&written(code, kind)));
    view! {
        {words.trouble(trouble.kind)}
        " "
        {code}
        <p class="hint">{(text.common.date_at)(&at.date, &at.time)}</p>
    }
    .into_any()
}

/// A network's own number, as its manual writes it: in SMPP they are hexadecimal.
fn written(code: u32, kind: Kind) -> String {
    if kind == Kind::Smpp { format!("0x{code:08X}") } else { code.to_string() }
}

fn figures(gateway: &Gateway) -> AnyView {
    let words = &use_text().gateway;
    let count = |n: u32| number(n).into_any();
    let rate = gateway.rate.map_or_else(|| words.no_rate.to_owned(), |rate| (words.a_second)(rate));
    let says = (gateway.unknown_reports > 0).then(|| view! { <p class="hint">{words.unknown_says}</p> }.into_any());
    let unknown = view! { {number(gateway.unknown_reports)} {says} }.into_any();
    view! {
        <section class="card" aria-labelledby="gateway-figures">
            <h2 id="gateway-figures">{words.figures}</h2>
            <dl class="pairs">
                {pair(words.last_minute, count(gateway.per_minute))}
                {pair(words.rate, rate.into_any())}
                {pair(words.to_leave, count(gateway.to_leave))}
                {pair(words.awaited, count(gateway.awaited))}
                {pair(words.unknown_reports, unknown)}
            </dl>
        </section>
    }
    .into_any()
}

fn pair(what: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{what}</dt><dd>{value}</dd></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_in_the_manual() {
        assert_eq!(written(14, Kind::Smpp), "0x0000000E");
        assert_eq!(written(503, Kind::Kannel), "503");
    }
}
