//! What a text costs: parts, credits, characters, encoding, and what makes it dear.

use domain::sms::{self, Encoding, Parts};
use leptos::prelude::*;

use super::icon::icon;
use crate::text::use_text;

/// The most characters that are shown as the cause of the expensive encoding.
const SHOWN: usize = 6;

/// The meter of a text that is final: the parts that are shown are the parts that are billed.
pub fn segment_meter(parts: &Parts) -> AnyView {
    let words = &use_text().send;
    let held = if parts.parts > 1 { parts.encoding.per_part() } else { parts.encoding.single() };
    let last = held.saturating_sub(parts.left).saturating_mul(100) / held;
    let bars = (1..=parts.parts.max(1)).map(|part| {
        let full = if part < parts.parts { 100 } else { last };
        let class = if part > 1 { "is-extra" } else { "" };
        // Drawn: an inline style is what the Content-Security-Policy refuses.
        let drawn = format!("<rect width=\"{full}\" height=\"6\"></rect>");
        view! { <i class=class><svg viewBox="0 0 100 6" preserveAspectRatio="none" inner_html=drawn></svg></i> }
    });
    view! {
        <div class="meter">
            <p class="meter-words">
                <strong>{(words.cost)(parts.parts)}</strong>
                <span class="soft">{(words.characters)(parts.units)} {words.comma} <bdi>{parts.encoding.name()}</bdi></span>
            </p>
            <div class="meter-bar" aria-hidden="true">{bars.collect_view()}</div>
        </div>
    }
    .into_any()
}

/// Which characters move a text to the expensive encoding, and the remedy if there is one that saves parts. Nothing for
/// a text in GSM-7.
pub fn dear(body: &str, parts: &Parts, replace: Option<Callback<()>>) -> Option<AnyView> {
    if parts.encoding == Encoding::Gsm7 {
        return None;
    }
    let words = &use_text().send;
    let mut forcing: Vec<char> = vec![];
    for found in &parts.forcing {
        if !forcing.contains(&found.char) {
            forcing.push(found.char);
        }
    }
    let (encoding, fewer) = sms::count(&downgraded(body));
    let saves = encoding == Encoding::Gsm7 && fewer < parts.parts;
    let marks = forcing.iter().take(SHOWN).map(|c| view! { <mark class="costly">{c.to_string()}</mark> " " });
    let said = if saves { (words.dear_saves)(parts.parts, fewer) } else { words.dear.to_owned() };
    let remedy = replace.filter(|_| encoding == Encoding::Gsm7).map(|replace| {
        view! {
            <button class="btn needs-script" type="button" on:click=move |_| replace.run(())>
                {icon("again")} {words.replace}
            </button>
        }
        .into_any()
    });
    Some(view! { <div class="dear"><p>{marks.collect_view()} {said}</p>{remedy}</div> }.into_any())
}

/// The text with every character that GSM-7 lacks replaced by its plain form where there is one.
pub fn downgraded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match sms::downgrade(c) {
            Some(replacement) => plain.push_str(replacement),
            None => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::downgraded;

    #[test]
    fn only_what_has_a_plain_form_is_replaced() {
        assert_eq!(downgraded("l’été, « ça » …"), "l'été, \" ça \" ...");
        assert_eq!(downgraded("سلام ê"), "سلام ê");
    }
}
