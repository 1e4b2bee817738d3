//! One template: its name and its text, with what it will look like and cost. A plain form.

use domain::campaign::Objective;
use domain::client::Line;
use domain::form::{Fault, Field as FormField};
use domain::money::Money;
use domain::sms;
use domain::template::Saved;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::TEMPLATES;
use crate::api::is_local;
use crate::api::templates::{SaveForm, template};
use crate::components::field::Field;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::components::phone_preview::{Rendered, bubble, phone_preview, rendered};
use crate::components::segment_meter::{dear, downgraded, segment_meter};
use crate::components::text_area::{faults, text_area, told};
use crate::context::use_viewer;
use crate::error::AppError;
use crate::text::{use_text, variants};

/// The page of a template.
pub fn page() -> AnyView {
    let text = use_text();
    let params = use_params_map();
    let saved = Resource::new(
        move || params.with(|params| params.get("template").and_then(|template| template.parse().ok())),
        |reference| async move {
            match reference {
                Some(reference) => template(reference).await,
                None => missing(),
            }
        },
    );
    let action = ServerAction::<SaveForm>::new();
    view! {
        {page_title(text.templates.edit)}
        <main class="page" id="main">
            {loaded(saved, || ().into_any(), move |saved| form(Some(saved), action))}
        </main>
    }
    .into_any()
}

/// The page of a new template.
pub fn new_page() -> AnyView {
    let action = ServerAction::<SaveForm>::new();
    view! {
        {page_title(use_text().templates.add)}
        <main class="page" id="main">{form(None, action)}</main>
    }
    .into_any()
}

fn missing() -> Result<Saved, AppError> {
    crate::context::page_is_not_found();
    Err(AppError::NotFound)
}

fn form(saved: Option<Saved>, action: ServerAction<SaveForm>) -> AnyView {
    let text = use_text();
    let words = &text.templates;
    let next = use_query_map().with_untracked(|query| query.get("suite")).filter(|path| is_local(path));
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(next)) = action.value().get() {
            navigate(&next, Default::default());
        }
    });
    let body = RwSignal::new(saved.as_ref().map(|saved| saved.texts.text.clone()).unwrap_or_default());
    let arabic = RwSignal::new(saved.as_ref().and_then(|saved| saved.texts.arabic.clone()).unwrap_or_default());
    let error = move |field| Signal::derive(move || refusal(action).and_then(|error| error.field(field, text)));
    let faults = Memo::new(move |_| found(&body.get(), refusal(action)));
    let wrong = Signal::derive(move || faults.with(|faults| !faults.is_empty()));
    let arabic_faults =
        Memo::new(move |_| arabic.with(|text| if text.trim().is_empty() { vec![] } else { self::faults(text) }));
    let arabic_wrong = Signal::derive(move || arabic_faults.with(|faults| !faults.is_empty()));
    let refused = move || match refusal(action)? {
        AppError::StaleTemplate => Some(notice(Tone::Bad, view! { <p>{words.stale}</p> })),
        error => Some(failure(&error)),
    };
    let has_arabic = Memo::new(move |_| arabic.with(|text| !text.trim().is_empty()));
    let title = if saved.is_some() { words.edit } else { words.add };
    let name = saved.as_ref().map(|saved| saved.name.clone()).unwrap_or_default();
    view! {
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                {saved.as_ref().map(|saved| view! { <p>{words.version_of(saved)}</p> })}
            </div>
        </div>
        <ActionForm action attr:class="editor">
            <div class="editor-form">
                {refused}
                {hidden("form[next]", next.unwrap_or_default())}
                {hidden("form[version]", saved.as_ref().map_or(0, |saved| saved.version).to_string())}
                {saved.as_ref().map(|saved| hidden("form[template]", saved.template.to_string()))}
                <Field label=words.name name="form[name]" value=name error=error(FormField::Name) />
                {objective(saved.as_ref())}
                <div class="field">
                    <label for="text">{words.text}</label>
                    <p class="hint" id="text-hint">{words.text_hint}</p>
                    <div id="text-error">{move || told(&faults.get(), &body.get())}</div>
                    {text_area("text", "form[text]", "text-hint text-error", body, wrong)}
                </div>
                <div class="field">
                    <label for="arabic">{variants::words().field}</label>
                    <p class="hint" id="arabic-hint">{variants::words().hint}</p>
                    <div id="arabic-error">{move || told(&arabic_faults.get(), &arabic.get())}</div>
                    {text_area("arabic", "form[arabic]", "arabic-hint arabic-error", arabic, arabic_wrong)}
                </div>
                <div class="form-foot">
                    <button
                        class="btn btn-main"
                        type="submit"
                        aria-busy=move || action.pending().get().then_some("true")
                    >
                        {words.save}
                    </button>
                    <a class="btn btn-bare" href=TEMPLATES>{text.common.cancel}</a>
                </div>
            </div>
            <aside class="editor-side" aria-label=text.send.preview>
                {side(body)}
                {move || has_arabic.get().then(|| view! { <p class="hint">{variants::words().arabic}</p> {side(arabic)} })}
            </aside>
        </ActionForm>
    }
    .into_any()
}

fn refusal(action: ServerAction<SaveForm>) -> Option<AppError> {
    action.value().get().and_then(Result::err)
}

/// What is wrong with the text: what can be seen while typing, else what the server said.
fn found(body: &str, refusal: Option<AppError>) -> Vec<Fault> {
    match faults(body) {
        // Nothing was typed yet: no fault before it is sent.
        found if found == [Fault::Required] => refusal.map(|error| error.faults(FormField::Text)).unwrap_or_default(),
        found => found,
    }
}

fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// What it is for: chosen once.
fn objective(saved: Option<&Saved>) -> AnyView {
    let text = use_text();
    let words = &text.templates;
    if let Some(saved) = saved {
        return view! {
            <p><span class="label">{words.objective}</span> " : " {text.common.objective(saved.objective)}</p>
            {hidden("form[objective]", saved.objective.slug().to_owned())}
        }
        .into_any();
    }
    let choice = |objective: Objective| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="form[objective]"
                    value=objective.slug()
                    checked=objective == Objective::default()
                />
                <b>{text.common.objective(objective)}</b>
            </label>
        }
    };
    view! {
        <div class="field">
            <span class="label" id="objective">{words.objective}</span>
            <div class="choices" role="radiogroup" aria-labelledby="objective">
                {Objective::ALL.map(choice).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

/// The text for somebody who does not exist, and what it costs for them.
fn side(body: RwSignal<String>) -> AnyView {
    let text = use_text();
    let viewer = StoredValue::new(use_viewer());
    let sender = use_viewer().map(|viewer| viewer.sender).unwrap_or_default();
    let somebody = "cli_000000000000".parse().ok().map(|client| Line {
        client,
        first_name: text.templates.preview_name.to_owned(),
        last_name: text.templates.preview_surname.to_owned(),
        phone: String::new(),
        balance: Money::from_centimes(125_050),
        language: Default::default(),
        blocked: None,
        shares_with: None,
    });
    let somebody = StoredValue::new(somebody);
    let read = Memo::new(move |_| {
        let line = somebody.get_value();
        body.with(|body| viewer.with_value(|viewer| rendered(body, line.as_ref(), viewer.as_ref())))
    });
    let shown = move || read.with(|read| body.with(|body| bubble(read, body)));
    let cost = move || match read.get() {
        Rendered::Text(read) => {
            let parts = sms::parts(&read);
            let plain = body.with(|body| downgraded(body));
            let replace = (plain != body.get()).then(|| Callback::new(move |()| body.set(plain.clone())));
            Some(view! { {segment_meter(&parts)} {dear(&read, &parts, replace)} }.into_any())
        }
        _ => None,
    };
    view! { {phone_preview(&sender, shown.into_any())} <div class="verdict" role="status">{cost}</div> }.into_any()
}
