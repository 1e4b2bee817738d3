//! The steps, one under the other; on a phone one at a time. Here: what a step is, the type, and the objective.

use domain::campaign::Objective;
use leptos::prelude::*;

use super::desk::Desk;
use super::seen::Seen;
use crate::context::use_viewer;
use crate::text::use_text;

/// How many steps there are.
const LAST: u8 = 5;

/// Where one stands on a phone, and the way back.
pub fn line(desk: Desk) -> AnyView {
    let words = &use_text().send;
    let name = move || words.steps.get(usize::from(desk.step.get().saturating_sub(1))).copied().unwrap_or_default();
    view! {
        <div class="steps-line">
            <strong>{name}</strong>
            <span class="soft" role="status">{move || (words.step_of)(desk.step.get().into(), LAST.into())}</span>
            <button
                class="linkish"
                type="button"
                hidden=move || desk.step.get() == 1
                on:click=move |_| desk.step.update(|step| *step = step.saturating_sub(1).max(1))
            >
                {words.step_back}
            </button>
            <ol aria-hidden="true">{(1..=LAST).map(|_| view! { <li></li> }).collect_view()}</ol>
        </div>
    }
    .into_any()
}

/// The next step of a phone.
pub fn go_on(desk: Desk) {
    desk.step.update(|step| *step = (*step + 1).min(LAST));
}

/// One step, with its number and its name.
pub fn step(n: u8, content: AnyView) -> AnyView {
    let title = use_text().send.steps.get(usize::from(n.saturating_sub(1))).copied().unwrap_or_default();
    let id = ["s", &n.to_string()].concat();
    let labelled_by = id.clone();
    view! {
        <section class="step" data-n=n.to_string() aria-labelledby=labelled_by>
            <h2 id=id><span>{n}</span>{title}</h2>
            <div class="step-in">{content}</div>
        </section>
    }
    .into_any()
}

/// *Type de communication*: SMS, already chosen.
pub fn kind() -> AnyView {
    let words = &use_text().send;
    let sender = use_viewer().map(|viewer| viewer.sender).unwrap_or_default();
    view! {
        <label class="choice choice-one">
            <input type="radio" name="type" value="sms" checked />
            <b>"SMS"</b>
            <small>{words.sender} " " <bdi>{sender}</bdi></small>
        </label>
    }
    .into_any()
}

/// *Objectif*.
pub fn objective(seen: Seen) -> AnyView {
    let words = &use_text().send;
    view! {
        <div class="choices" role="radiogroup" aria-labelledby="s2">
            {Objective::ALL.map(|objective| choice(seen.desk, objective)).collect_view()}
        </div>
        <p class="no-script"><button class="btn" type="submit">{words.show_choice}</button></p>
    }
    .into_any()
}

fn choice(desk: Desk, objective: Objective) -> AnyView {
    let text = use_text();
    let counted = move || {
        let start = desk.start.get().and_then(Result::ok);
        start.map(|start| match objective {
            Objective::BalanceReminder => (text.send.owing)(start.owing),
            Objective::Custom => (text.send.everyone)(start.everyone),
        })
    };
    view! {
        <label class="choice">
            <input
                type="radio"
                name="objectif"
                value=objective.slug()
                checked=desk.objective.get_untracked() == objective
                prop:checked=move || desk.objective.get() == objective
                on:change=move |_| desk.choose(objective)
            />
            <b>{text.common.objective(objective)}</b>
            <small>{counted}</small>
        </label>
    }
    .into_any()
}
