//! When the SMS leave: at once, which is chosen already, or at a time on the pharmacy's clock.

use domain::campaign::Quote;
use domain::form::{Fault, Field};
use domain::time::LocalMinute;
use leptos::prelude::*;

use super::seen::Seen;
use crate::components::field::{described, describes};
use crate::components::notice::{Tone, notice};
use crate::text::delivery::when as words_of_when;
use crate::text::use_text;

/// The word of *À une heure choisie* in a form and in an address.
pub const LATER: &str = "plus-tard";
const NOW: &str = "maintenant";
/// The name of the time in a form and in an address.
pub const AT: &str = "at";
/// The id of its hint, as [`describes`] has it.
const AT_HINT: &str = "at-hint";

/// The time of a send, from what was chosen and typed.
///
/// # Errors
///
/// The fault of what was typed: a time that cannot be read is not *at once*.
pub fn set_time(later: bool, typed: &str) -> Result<Option<LocalMinute>, Fault> {
    if !later {
        return Ok(None);
    }
    if typed.trim().is_empty() {
        return Err(Fault::Required);
    }
    typed.parse().map(Some).map_err(|_| Fault::Unreadable)
}

/// The two choices, and the time under the second. The style sheet hides the time under the first: with JavaScript off
/// as well.
pub fn when(seen: Seen) -> AnyView {
    let text = use_text();
    let words = words_of_when();
    let desk = seen.desk;
    let error = Signal::derive(move || {
        if !desk.later.get() {
            return None;
        }
        match seen.quoted.get() {
            Some(Err(error)) => error.field(Field::Time, text),
            _ => None,
        }
    });
    let zone = desk.start.with_untracked(|start| {
        start.as_ref().and_then(|start| start.as_ref().ok()).map(|start| start.zone.clone()).unwrap_or_default()
    });
    let hint = (words.hint)(&words.place(&zone));
    let radio = |value: &'static str, name: &'static str| {
        let later = value == LATER;
        view! {
            <label class="check-line">
                <input
                    class="check"
                    type="radio"
                    name="quand"
                    value=value
                    checked=desk.later.get_untracked() == later
                    prop:checked=move || desk.later.get() == later
                    on:change=move |_| desk.later.set(later)
                />
                {name}
            </label>
        }
        .into_any()
    };
    view! {
        <div class="when">
            <div class="row" role="radiogroup" aria-label=words.legend>
                {radio(NOW, words.now)}
                {radio(LATER, words.later)}
            </div>
            <div class="field">
                <label for=AT>{words.at}</label>
                <p class="hint" id=AT_HINT>{hint}</p>
                {described(AT, "", error)}
                <input
                    class="input"
                    id=AT
                    name=AT
                    type="datetime-local"
                    value=desk.time.get_untracked()
                    prop:value=move || desk.time.get()
                    on:input=move |event| desk.time.set(event_target_value(&event))
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=move || describes(AT, AT_HINT, error)
                />
            </div>
        </div>
    }
    .into_any()
}

/// When it leaves, in words; nothing of what leaves at once.
pub fn leaves(quote: &Quote) -> Option<String> {
    let (at, words) = (quote.waits_until.as_ref()?, words_of_when());
    Some((words.leaves)(&at.date, &at.time, &words.place(&quote.zone)))
}

/// The same as a notice, with the reason where nobody set that time; also of what leaves at once.
pub fn waits(quote: &Quote) -> AnyView {
    let Some(said) = leaves(quote) else {
        let now = (use_text().send.at_once)(quote.undo_seconds);
        return notice(Tone::Info, view! { <p>{now}</p> });
    };
    let why = quote.outside_hours.then_some(words_of_when().outside);
    let tone = if quote.outside_hours { Tone::Warn } else { Tone::Info };
    notice(tone, view! { <p>{said} ". " {why}</p> })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(false, "2026-11-26T09:00", Ok(None))]
    #[case(false, "soon", Ok(None))]
    #[case(true, "2026-11-26T09:00", Ok(Some("2026-11-26T09:00")))]
    #[case(true, " ", Err(Fault::Required))]
    #[case(true, "26/11/2026", Err(Fault::Unreadable))]
    fn a_time_that_cannot_be_read_is_not_at_once(
        #[case] later: bool,
        #[case] typed: &str,
        #[case] expected: Result<Option<&str>, Fault>,
    ) {
        let time = set_time(later, typed).map(|time| time.map(LocalMinute::to_form));
        assert_eq!(time, expected.map(|time| time.map(str::to_owned)));
    }
}
