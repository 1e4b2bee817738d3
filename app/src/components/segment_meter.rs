//! What a text costs: parts, credits, characters, encoding.

use domain::sms::Parts;
use leptos::prelude::*;

use crate::text::use_text;

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
