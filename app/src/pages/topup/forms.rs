//! What somebody does with a request: a plain form each. The proof is sent by the browser itself, as a form with a file.

use domain::id::TopUpRef;
use domain::pack::{Pack, rib_written};
use domain::topup::{Act, Sheet};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::{can, price};
use crate::api::topups::TakeStep;
use crate::components::icon::icon;
use crate::components::text_area::note_area;
use crate::text::credits::use_words;
use crate::text::use_text;

/// The next step of this side; nothing where the other one is awaited.
pub fn next(
    topup: &TopUpRef,
    acts: &[Act],
    packs: &[Pack],
    chosen: Option<&Pack>,
    now: ReadSignal<Sheet>,
    action: ServerAction<TakeStep>,
) -> AnyView {
    let forms = [Act::Issue, Act::Receive, Act::Activate].into_iter().filter(|act| can(acts, *act));
    let forms: Vec<AnyView> = forms.map(|act| one(topup, act, now, action)).collect();
    let choose = can(acts, Act::Choose).then(|| choices(topup, packs, chosen, action));
    let prove = can(acts, Act::Declare).then(|| prove(topup, now));
    let first = (!forms.is_empty())
        .then(|| view! { <div class="card stack-tight">{forms}</div> }.into_any());
    view! { {first}{choose}{prove} }.into_any()
}

/// A button that does it.
fn one(topup: &TopUpRef, act: Act, now: ReadSignal<Sheet>, action: ServerAction<TakeStep>) -> AnyView {
    let (text, words) = (use_text(), &use_words().topups);
    let says = (act == Act::Activate).then(|| {
        now.with_untracked(|sheet| {
            let credits = sheet.topup.pack.as_ref().map_or(0, |pack| pack.credits.0);
            view! { <p>{(words.activate_says)(&(text.common.credits)(credits), &sheet.topup.pharmacy)}</p> }
        })
    });
    let fields = hidden(topup, act);
    view! {
        {says}
        <ActionForm action>
            {fields}
            <button class="btn btn-main" aria-busy=move || action.pending().get().then_some("true")>{words.act(act)}</button>
        </ActionForm>
    }
    .into_any()
}

fn hidden(topup: &TopUpRef, act: Act) -> AnyView {
    view! {
        <input type="hidden" name="form[topup]" value=topup.to_string() />
        <input type="hidden" name="form[act]" value=act.slug() />
    }
    .into_any()
}

/// The packs, each with the button that chooses it.
fn choices(topup: &TopUpRef, packs: &[Pack], chosen: Option<&Pack>, action: ServerAction<TakeStep>) -> AnyView {
    let words = &use_words().topups;
    let item = |pack: &Pack| {
        let is_chosen = chosen.is_some_and(|chosen| chosen.pack == pack.pack && chosen.version == pack.version);
        let name = ["pack-", pack.pack.as_str()].concat();
        let button = if is_chosen {
            view! { <span class="badge is-ok">{icon("ok")}{words.chosen}</span> }.into_any()
        } else {
            let (fields, reference, version) =
                (hidden(topup, Act::Choose), pack.pack.to_string(), pack.version.to_string());
            let described_by = name.clone();
            view! {
                <ActionForm action>
                    {fields}
                    <input type="hidden" name="form[pack]" value=reference />
                    <input type="hidden" name="form[version]" value=version />
                    <button class="btn" aria-describedby=described_by>{words.choose}</button>
                </ActionForm>
            }
            .into_any()
        };
        view! { <li class="pack"><b id=name><bdi>{pack.name.clone()}</bdi></b>{price(pack)}{button}</li> }
    };
    let items = if packs.is_empty() {
        view! { <p class="hint">{words.no_packs}</p> }.into_any()
    } else {
        view! { <ul class="packs">{packs.iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! { <section class="card" aria-labelledby="packs"><h2 id="packs">{words.packs}</h2>{items}</section> }
        .into_any()
}

/// What is to be paid, and the proof of it.
fn prove(topup: &TopUpRef, now: ReadSignal<Sheet>) -> AnyView {
    let words = &use_words().topups;
    let to = ["/recharges/", topup.as_str(), "/preuve"].concat();
    let (amount, transfer, bank, again) = now.with_untracked(|sheet| {
        let amount = sheet.topup.pack.as_ref().map(|pack| pack.price.screen()).unwrap_or_default();
        let transfer = sheet.topup.transfer.clone().unwrap_or_default();
        (amount, transfer, sheet.bank.clone().unwrap_or_default(), !sheet.proofs.is_empty())
    });
    let line = |name: &'static str, value: String| {
        view! { <div><dt>{name}</dt><dd><bdi dir="ltr">{value}</bdi></dd></div> }
    };
    view! {
        <section class="card stack-tight" aria-labelledby="preuve">
            <h2 id="preuve">{words.proof}</h2>
            <dl class="sum">
                {line(words.amount, amount)}
                {line(words.reference, transfer)}
                {line(words.holder, bank.holder.clone())}
                {line(words.bank, bank.bank.clone())}
                {line(words.rib, rib_written(&bank.rib))}
            </dl>
            <form class="form" method="post" action=to enctype="multipart/form-data">
                <div class="drop">
                    <label class="label" for="proof">{words.proof_choose}</label>
                    <input
                        id="proof"
                        type="file"
                        name="preuve"
                        accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
                        aria-describedby="proof-hint"
                    />
                    <div class="only-touch">
                        <label class="label" for="photo">{words.proof_photo}</label>
                        <input id="photo" type="file" name="photo" accept="image/jpeg,image/png" capture="environment" />
                    </div>
                    <span class="hint" id="proof-hint">{words.proof_hint}</span>
                </div>
                <button class="btn btn-main">{if again { words.proof_again } else { words.proof_send }}</button>
            </form>
        </section>
    }
    .into_any()
}

/// The id of the field for a message.
const MESSAGE: &str = "message";

/// A message to the other side. Once it is there its field is empty again, unless something else was typed meanwhile.
pub fn write(topup: &TopUpRef, action: ServerAction<TakeStep>) -> AnyView {
    let words = &use_words().topups;
    let fields = hidden(topup, Act::Write);
    Effect::new(move |sent: Option<Option<String>>| {
        let now = action.input().with(|input| input.as_ref().map(|step| step.form.note.clone()));
        if now.is_none() && action.value().with_untracked(|value| matches!(value, Some(Ok(())))) {
            sent.flatten().iter().for_each(|sent| clear(sent));
        }
        now
    });
    view! {
        <ActionForm action attr:class="form">
            {fields}
            {note_area(MESSAGE, "form[note]", words.message, "", true)}
            <div class="form-foot">
                <button class="btn" aria-busy=move || action.pending().get().then_some("true")>{words.send}</button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Empties the field if it still has what was sent.
fn clear(sent: &str) {
    let field = document().get_element_by_id(MESSAGE).and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(field) = field.filter(|field| field.value() == sent) {
        field.set_value("");
    }
}

/// What ends the request, asked for once more, with the reason.
pub fn end(topup: &TopUpRef, acts: &[Act], action: ServerAction<TakeStep>) -> AnyView {
    let words = &use_words().topups;
    let Some(act) = [Act::Refuse, Act::Cancel].into_iter().find(|act| can(acts, *act)) else { return ().into_any() };
    let fields = hidden(topup, act);
    view! {
        <div><button class="btn btn-bare" type="button" popovertarget="end">{words.act(act)}</button></div>
        <div class="dialog" id="end" popover role="dialog" aria-labelledby="end-title">
            <h2 id="end-title">{words.act(act)}</h2>
            <ActionForm action attr:class="form">
                {fields}
                {note_area("reason", "form[note]", words.reason, words.reason_hint, true)}
                <div class="row">
                    <button class="btn" type="button" popovertarget="end" popovertargetaction="hide">{words.keep}</button>
                    <button class="btn btn-stop">{words.act(act)}</button>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}
