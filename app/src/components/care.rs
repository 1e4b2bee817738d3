//! Said beside a text: that it speaks of health, with another wording, and never more than that.

use leptos::prelude::*;

use super::notice::{Tone, notice};
use crate::text::care::words;

/// The words about health that a text has, and what could be written instead; nothing where it has none. `replace` writes
/// it there.
pub fn health(named: &[String], neutral: &'static str, replace: Option<Callback<()>>) -> Option<AnyView> {
    if named.is_empty() {
        return None;
    }
    let said = words();
    let marks = named.iter().map(|word| view! { <mark class="costly"><bdi>{word.clone()}</bdi></mark> " " });
    let button = replace.map(|replace| {
        view! {
            <p><button class="btn needs-script" type="button" on:click=move |_| replace.run(())>{said.use_neutral}</button></p>
        }
        .into_any()
    });
    let content = view! {
        <p><strong>{said.health}</strong> " " {marks.collect_view()} {said.health_says}</p>
        <p>{said.neutral} " " <bdi class="wraps" dir="auto">{neutral}</bdi></p>
        {button}
    };
    Some(notice(Tone::Warn, content))
}
