//! *Envoyer un test*: what the client of the preview reads, to one to three numbers, as it stands there now: also while the
//! text is being edited.

use domain::campaign::{Audience, Draft, MAX_TESTS, Text};
use domain::client::Blocked;
use domain::form::{Fault, Field};
use domain::sms;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::confirm::{close, open};
use super::keeper::new_key;
use super::seen::Seen;
use crate::api::trial::test;
use crate::components::dynamic::dynamic;
use crate::components::field::{described, describes};
use crate::components::icon::drawn;
use crate::components::notice::{Tone, failure, notice};
use crate::components::phone_preview::Rendered;
use crate::error::AppError;
use crate::text::trial::words;
use crate::text::use_text;

/// The id of the dialog.
pub const TEST_DIALOG: &str = "test";
/// The ids of its fields.
const FIELDS: [&str; MAX_TESTS] = ["test-1", "test-2", "test-3"];

type Sending = Action<(Draft, Vec<String>, String), Result<domain::id::CampaignRef, AppError>>;

/// What opens the dialog.
pub fn button(class: &'static str) -> AnyView {
    let class = ["btn needs-script ", class].concat();
    view! { <button class=class type="button" on:click=move |_| open(TEST_DIALOG)>{words().open}</button> }.into_any()
}

/// The dialog.
#[derive(Clone, Copy)]
struct Trial {
    seen: Seen,
    phones: [RwSignal<String>; MAX_TESTS],
    /// How many fields are shown.
    shown: RwSignal<usize>,
    sending: Sending,
    /// What was sent last, and with which key: the same twice is one test.
    tried: StoredValue<Option<(Draft, Vec<String>, String)>>,
}

/// The dialog.
pub fn dialog(seen: Seen) -> AnyView {
    let remembered = seen.desk.start.with_untracked(|start| {
        start.as_ref().and_then(|start| start.as_ref().ok()).map(|start| start.test_phones.clone()).unwrap_or_default()
    });
    let phone = |n: usize| RwSignal::new(remembered.get(n).cloned().unwrap_or_default());
    let trial = Trial {
        seen,
        phones: std::array::from_fn(phone),
        shown: RwSignal::new(remembered.len().clamp(1, MAX_TESTS)),
        sending: Action::new(|(draft, phones, key): &(Draft, Vec<String>, String)| {
            test(draft.clone(), phones.clone(), key.clone())
        }),
        tried: StoredValue::new(None),
    };
    Effect::new(move || trial.lead_to_fault());
    let is_gone = Memo::new(move |_| trial.sending.value().with(|value| matches!(value, Some(Ok(_)))));
    view! {
        <dialog class="dialog" id=TEST_DIALOG aria-labelledby="test-title">
            <h2 id="test-title">{words().open}</h2>
            {dynamic(move || trial.what())}
            {dynamic(move || if is_gone.get() { trial.gone() } else { trial.form() })}
        </dialog>
    }
    .into_any()
}

impl Trial {
    /// The text, as the client of the preview reads it; none of a template that is gone.
    fn body(self) -> Option<String> {
        if self.seen.gone.with(Option::is_some) {
            return None;
        }
        self.seen.rendered.with(|rendered| match rendered {
            Rendered::Text(body) => Some(body.clone()),
            Rendered::Missing(_) | Rendered::Raw => None,
        })
    }

    fn what(self) -> AnyView {
        let said = words();
        let who = self.seen.line.with(|line| line.as_ref().map(|line| line.name()).unwrap_or_default());
        match self.body() {
            Some(body) => view! { <p>{(said.says)(&who)}</p> <p class="sent-text" dir="auto">{body}</p> }.into_any(),
            None => view! { <p class="hint">{said.nothing}</p> }.into_any(),
        }
    }

    /// What is asked for: the send as it is chosen now, to the client of the preview alone.
    fn draft(self) -> Option<Draft> {
        let desk = self.seen.desk;
        self.body()?;
        let (client, template) = (self.seen.line.get()?.client, self.seen.template.get()?);
        let only_here = desk.edited.get().or_else(|| desk.only_here.get());
        let text = Text { template: template.template, version: template.version, only_here };
        let audience = Audience::Ticked(vec![client]);
        Some(Draft { objective: desk.objective.get(), text, audience, at: None, canary: false })
    }

    fn typed(self) -> Vec<String> {
        self.phones.iter().map(|phone| phone.get()).collect()
    }

    fn send(self) {
        let Some(draft) = untrack(|| self.draft()).filter(|_| !self.sending.pending().get_untracked()) else { return };
        let phones = untrack(|| self.typed());
        let same = |tried: &(Draft, Vec<String>, String)| tried.0 == draft && tried.1 == phones;
        let key =
            self.tried.with_value(|tried| tried.as_ref().filter(|tried| same(tried)).map(|tried| tried.2.clone()));
        let key = key.unwrap_or_else(new_key);
        self.tried.set_value(Some((draft.clone(), phones.clone(), key.clone())));
        self.sending.dispatch((draft, phones, key));
    }

    fn form(self) -> AnyView {
        let (said, text) = (words(), use_text());
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.send();
        };
        let refused = move || match self.sending.value().get() {
            Some(Err(error)) if self.first_fault(&error).is_none() => Some(failure(&error)),
            _ => None,
        };
        let costs = move || {
            let numbers = self.typed().iter().filter(|phone| !phone.trim().is_empty()).count().max(1);
            let parts = sms::count(&self.body()?).1;
            Some((said.costs)(parts.saturating_mul(u32::try_from(numbers).unwrap_or(u32::MAX))))
        };
        let more = move || {
            let add = move |_| self.shown.update(|shown| *shown += 1);
            (self.shown.get() < MAX_TESTS).then(|| {
                view! { <p class="small"><button class="linkish" type="button" on:click=add>{said.more}</button></p> }.into_any()
            })
        };
        view! {
            <form class="form" on:submit=submit>
                {dynamic(move || (0..self.shown.get()).map(|n| self.field(n)).collect_view().into_any())}
                {dynamic(move || more().into_any())}
                <p class="hint">{costs}</p>
                {dynamic(move || refused().into_any())}
                <div class="row">
                    <button class="btn" type="button" on:click=move |_| close(TEST_DIALOG)>{text.common.cancel}</button>
                    <button
                        class="btn btn-main"
                        aria-disabled=move || self.body().is_none().then_some("true")
                        aria-busy=move || self.sending.pending().get().then_some("true")
                    >
                        {drawn("icon icon-flip not-phone", "send")}
                        <span>{said.send}</span>
                    </button>
                </div>
            </form>
        }
        .into_any()
    }

    fn field(self, n: usize) -> AnyView {
        let said = words();
        let (Some(id), Some(phone)) = (FIELDS.get(n).copied(), self.phones.get(n).copied()) else {
            return ().into_any();
        };
        let place = u8::try_from(n).unwrap_or(u8::MAX);
        let hint = if n == 0 { said.hint } else { "" };
        let error = Signal::derive(move || match self.sending.value().get()? {
            Err(error) => error.faults(Field::TestPhone(place)).first().map(|fault| fault_words(*fault)),
            Ok(_) => None,
        });
        view! {
            <div class="field">
                <label for=id>{(said.number)(u32::from(place) + 1)}</label>
                {described(id, hint, error)}
                <input
                    class="input"
                    id=id
                    type="tel"
                    dir="ltr"
                    maxlength="40"
                    autocomplete="off"
                    prop:value=move || phone.get()
                    on:input=move |event| phone.set(event_target_value(&event))
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=move || describes(id, hint, error)
                />
            </div>
        }
        .into_any()
    }

    /// It is on its way: where to see it arrive, and the way to another one.
    fn gone(self) -> AnyView {
        let (said, text) = (words(), use_text());
        let campaign = self.sending.value().get().and_then(Result::ok);
        let href = campaign.map(|campaign| ["/campagnes/", campaign.as_str()].concat()).unwrap_or_default();
        let again = move |_| {
            self.tried.set_value(None);
            self.sending.clear();
        };
        view! {
            {notice(Tone::Ok, view! { <p>{said.gone} " " <a href=href>{said.follow}</a></p> })}
            <div class="row">
                <button class="btn" type="button" on:click=again>{said.again}</button>
                <button class="btn btn-main" type="button" on:click=move |_| close(TEST_DIALOG)>{text.common.close}</button>
            </div>
        }
        .into_any()
    }

    /// The first field with a fault.
    fn first_fault(self, error: &AppError) -> Option<usize> {
        (0u8..).zip(FIELDS).position(|(n, _)| !error.faults(Field::TestPhone(n)).is_empty())
    }

    /// Leads to the first field with a fault.
    fn lead_to_fault(self) {
        let Some(Err(error)) = self.sending.value().get() else { return };
        let field = self.first_fault(&error).and_then(|n| FIELDS.get(n).copied());
        let input = field.and_then(|id| document().get_element_by_id(id)?.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(input) = input {
            let _cannot_have_it = input.focus();
        }
    }
}

/// What is wrong with a number.
fn fault_words(fault: Fault) -> String {
    let (said, text) = (words(), use_text());
    match fault {
        Fault::Required => said.none.to_owned(),
        Fault::OptedOut => said.opted_out.to_owned(),
        Fault::Phone(why) => text.reasons.of_blocked(&Blocked::Phone(why)).to_owned(),
        fault => text.errors.fault(Field::TestPhone(0), fault),
    }
}
