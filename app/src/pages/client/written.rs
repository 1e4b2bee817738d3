//! What a client wrote: an answer to an SMS, a question, STOP.

use domain::client::Written;
use leptos::prelude::*;

use crate::text::{heard, use_text};

/// The texts, the newest first, each in the direction of its own language; nothing where there is none.
pub fn written(texts: Vec<Written>) -> AnyView {
    if texts.is_empty() {
        return ().into_any();
    }
    let words = heard::words();
    let lines: Vec<AnyView> = texts.into_iter().map(line).collect();
    view! {
        <section class="card client-wrote" aria-labelledby="wrote">
            <h2 id="wrote">{words.wrote}</h2>
            <ul>{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(written: Written) -> AnyView {
    let stops =
        written.stops.then(|| view! { <span class="badge is-warn">{heard::words().stops}</span> " " }.into_any());
    let at = (use_text().common.date_at)(&written.at.date, &written.at.time);
    view! {
        <li>
            <p class="client-text" dir="auto">{written.text}</p>
            <p class="hint">{stops}{at}</p>
        </li>
    }
    .into_any()
}
