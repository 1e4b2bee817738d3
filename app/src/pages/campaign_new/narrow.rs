//! What narrows the list of recipients besides the search and the balance: language, last payment, last reminder, consent.

use domain::client::Only;
use domain::language::Language;
use leptos::prelude::*;

use super::desk::Desk;
use crate::text::Count;
use crate::text::recipients::words;

/// Who consented to promotions, in an address.
const YES: &str = "oui";
/// Who did not.
const NO: &str = "non";
/// The days since the last payment that are offered.
const UNPAID: [u16; 3] = [30, 60, 90];
/// The days since the last reminder that are offered.
const UNREMINDED: [u16; 4] = [7, 15, 30, 60];

/// The choices.
pub fn narrow(desk: Desk) -> AnyView {
    let said = words();
    let languages = vec![
        (String::new(), said.every_language.to_owned()),
        (Language::Fr.tag().to_owned(), said.french.to_owned()),
        (Language::Ar.tag().to_owned(), said.arabic.to_owned()),
    ];
    let language = |only: &Only| only.language.map(|language| language.tag().to_owned()).unwrap_or_default();
    let unpaid = |only: &Only| typed(only.unpaid_days);
    let unreminded = |only: &Only| typed(only.unreminded_days);
    let now = desk.only.get_untracked();
    let consents = [(None, said.any_consent), (Some(true), said.consents), (Some(false), said.no_consent)];
    let consents = consents.map(|(consent, words)| (agreement_word(consent).to_owned(), words.to_owned())).to_vec();
    let consent = |only: &Only| agreement_word(only.consent).to_owned();
    view! {
        <div class="recipients-tools">
            {select(desk, "langue", said.language, languages, language, |only, value| {
                only.language = Language::from_tag(value);
            })}
            {select(
                desk,
                "paiement",
                said.payment,
                days(said.any_payment, said.unpaid, &UNPAID, now.unpaid_days),
                unpaid,
                |only, value| only.unpaid_days = value.parse().ok(),
            )}
            {select(
                desk,
                "rappel",
                said.reminder,
                days(said.any_reminder, said.unreminded, &UNREMINDED, now.unreminded_days),
                unreminded,
                |only, value| only.unreminded_days = value.parse().ok(),
            )}
            {select(desk, "accord", said.consent, consents, consent, |only, value| only.consent = agreement(value))}
        </div>
    }
    .into_any()
}

/// What the filter by consent says, by its word in an address.
pub fn agreement(word: &str) -> Option<bool> {
    match word {
        YES => Some(true),
        NO => Some(false),
        _ => None,
    }
}

/// The word of a filter by consent; empty without one.
pub fn agreement_word(consent: Option<bool>) -> &'static str {
    match consent {
        Some(true) => YES,
        Some(false) => NO,
        None => "",
    }
}

fn typed(days: Option<u16>) -> String {
    days.map(|days| days.to_string()).unwrap_or_default()
}

/// The days that are offered, with those that an address chose.
fn days(any: &str, words: Count, offered: &[u16], chosen: Option<u16>) -> Vec<(String, String)> {
    let mut days = offered.to_vec();
    days.extend(chosen);
    days.sort_unstable();
    days.dedup();
    let one = |days: &u16| (days.to_string(), words(u32::from(*days)));
    std::iter::once((String::new(), any.to_owned())).chain(days.iter().map(one)).collect()
}

fn select(
    desk: Desk,
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    value: fn(&Only) -> String,
    set: fn(&mut Only, &str),
) -> AnyView {
    let option = move |(key, words): (String, String)| {
        let is_chosen = {
            let key = key.clone();
            move || desk.only.with(value) == key
        };
        let first = untrack(&is_chosen);
        view! { <option value=key selected=first prop:selected=is_chosen>{words}</option> }.into_any()
    };
    view! {
        <select
            class="input narrow"
            name=name
            aria-label=label
            on:change=move |event| desk.only.update(|only| set(only, &event_target_value(&event)))
        >
            {options.into_iter().map(option).collect_view()}
        </select>
    }
    .into_any()
}
