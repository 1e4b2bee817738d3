//! The way of a request, step by step with who and when, and what both sides wrote.

use domain::pack::rib_written;
use domain::topup::{Act, Sheet, Side, State, Step};
use leptos::prelude::*;

use super::{octets, price};
use crate::components::icon::icon;
use crate::routes::topup;
use crate::text::credits::use_words;

/// The acts of the way, in their order, and the state that each brings about.
const WAY: [(Act, State); 6] = [
    (Act::Request, State::Requested),
    (Act::Choose, State::Chosen),
    (Act::Issue, State::Issued),
    (Act::Declare, State::Declared),
    (Act::Receive, State::Received),
    (Act::Activate, State::Activated),
];

/// The steps.
pub fn way(sheet: &Sheet) -> AnyView {
    let words = &use_words().topups;
    let state = sheet.topup.state;
    let steps = WAY.iter().zip(words.steps).enumerate().map(|(place, ((act, brings), name))| {
        let step = sheet.step(*act);
        let is_done = step.is_some();
        // The first that is not done is the one that everybody waits for.
        let is_next = !is_done && state.is_open() && state.code() + 1 == brings.code();
        let class = if is_done { "is-done" } else { "is-todo" };
        let dot = if is_done { icon("tick") } else { (place + 1).to_string().into_any() };
        let current = is_next.then_some("step");
        view! {
            <li class=(!is_next).then_some(class) aria-current=current>
                <span class="dot">{dot}</span>
                <b>{name}</b>
                {step.map(who)}
                {is_done.then(|| more(sheet, *act))}
            </li>
        }
    });
    let steps = steps.collect_view();
    let end = [(Act::Refuse, words.refused), (Act::Cancel, words.cancelled)].into_iter().filter_map(|(act, name)| {
        let step = sheet.step(act)?;
        Some(view! {
            <li class="is-done is-end">
                <span class="dot">{icon("close")}</span>
                <b>{name}</b>
                {who(step)}
                <p class="said" dir="auto">{step.note.clone()}</p>
            </li>
        })
    });
    let end = end.collect_view();
    view! { <ol class="stepper">{steps}{end}</ol> }.into_any()
}

fn who(step: &Step) -> AnyView {
    view! { <small>{(use_words().topups.by_at)(&step.by, &step.at.date, &step.at.time)}</small> }.into_any()
}

/// What a step that is done has left.
fn more(sheet: &Sheet, act: Act) -> Option<AnyView> {
    let words = &use_words().topups;
    match act {
        Act::Choose => sheet
            .topup
            .pack
            .as_ref()
            .map(|pack| view! { <p class="pack"><b><bdi>{pack.name.clone()}</bdi></b>{price(pack)}</p> }.into_any()),
        Act::Issue => {
            let (transfer, bank) = (sheet.topup.transfer.clone()?, sheet.bank.as_ref()?);
            let href = [&topup(sheet.side, &sheet.topup.reference), "/pro-forma"].concat();
            Some(
                view! {
                    <dl class="sum">
                        <div><dt>{words.reference}</dt><dd class="nowrap"><bdi dir="ltr">{transfer}</bdi></dd></div>
                        <div><dt>{words.rib}</dt><dd><bdi dir="ltr">{rib_written(&bank.rib)}</bdi></dd></div>
                    </dl>
                    <a class="small" href=href>{words.open_proforma}</a>
                }
                .into_any(),
            )
        }
        Act::Declare => {
            let proof = |proof: &domain::topup::Proof| {
                let href = format!("/recharges/{}/preuve/{}", sheet.topup.reference, proof.n);
                let name = (words.proof_n)(&proof.n.to_string());
                let kind = proof.kind.ending().to_uppercase();
                view! {
                    <li>
                        <a href=href rel="external" download>{name}</a>
                        " " <span class="hint">{kind} ", " {octets(proof.size)}</span>
                    </li>
                }
            };
            Some(view! { <ul class="small">{sheet.proofs.iter().map(proof).collect_view()}</ul> }.into_any())
        }
        _ => None,
    }
}

/// What both sides wrote, oldest first.
pub fn messages(sheet: &Sheet) -> AnyView {
    let words = &use_words().topups;
    let is_said = |step: &&Step| matches!(step.act, Act::Request | Act::Write) && !step.note.is_empty();
    let message = |step: &Step| {
        let of = if step.side == Side::Sales { words.of_sales } else { words.of_pharmacy };
        let class = if step.side == sheet.side { "said-by is-own" } else { "said-by" };
        view! {
            <li class=class>
                <p class="said" dir="auto">{step.note.clone()}</p>
                <small>{of} " · " {(words.by_at)(&step.by, &step.at.date, &step.at.time)}</small>
            </li>
        }
    };
    let said: Vec<_> = sheet.steps.iter().filter(is_said).map(message).collect();
    if said.is_empty() {
        return view! { <p class="hint">{words.no_messages}</p> }.into_any();
    }
    view! { <ul class="talk">{said.into_iter().collect_view()}</ul> }.into_any()
}
