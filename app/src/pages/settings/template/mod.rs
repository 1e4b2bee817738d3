//! One template: its name, its class and its texts, with what they will look like and cost. A plain form.

mod acts;
mod choices;
mod conflict;
mod side;

use domain::campaign::Objective;
use domain::form::{Fault, Field as FormField};
use domain::health::{named, neutral};
use domain::staff::Permission;
use domain::template::{Class, Saved, Texts, Variant};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use self::acts::acts;
pub use self::acts::button;
pub use self::choices::hidden;
use self::choices::{Kind, kind};
use self::conflict::{Conflict, SAVE};
use self::side::side;
use super::TEMPLATES;
use crate::api::is_local;
use crate::api::templates::{SaveForm, health_words, template};
use crate::components::care::health;
use crate::components::dynamic::dynamic;
use crate::components::field::Field;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::failure;
use crate::components::text_area::{faults_in, text_area, told};
use crate::components::undo::Undo;
use crate::context::{use_viewer, viewer_may};
use crate::error::AppError;
use crate::text::{care, use_text, variants};

/// The page of a template.
pub fn page() -> AnyView {
    let text = use_text();
    let params = use_params_map();
    let saved = Resource::new(
        move || params.with(|params| params.get("template").and_then(|template| template.parse().ok())),
        |reference| async move {
            match reference {
                Some(reference) => Ok((template(reference).await?, health_words().await?)),
                None => missing(),
            }
        },
    );
    let action = ServerAction::<SaveForm>::new();
    view! {
        {page_title(text.templates.edit)}
        <main class="page" id="main">
            {loaded(saved, || ().into_any(), move |(saved, own)| form(Some(saved), own, action))}
        </main>
    }
    .into_any()
}

/// The page of a new template.
pub fn new_page() -> AnyView {
    let own = Resource::new(|| (), |()| health_words());
    let action = ServerAction::<SaveForm>::new();
    view! {
        {page_title(use_text().templates.add)}
        <main class="page" id="main">{loaded(own, || ().into_any(), move |own| form(None, own, action))}</main>
    }
    .into_any()
}

/// That the address names no template.
pub(super) fn missing<T>() -> Result<T, AppError> {
    crate::context::page_is_not_found();
    Err(AppError::NotFound)
}

/// What stands in the fields at first.
struct Begin {
    name: String,
    texts: Texts,
    class: Class,
    objective: Objective,
    /// The name was refused because another template has it.
    is_taken: bool,
}

impl Begin {
    /// What was saved, or what a plain form came back with.
    fn of(saved: Option<&Saved>, query: &ParamsMap) -> Self {
        let typed = |key| query.get(key);
        let objective = typed("objectif").and_then(|word| Objective::from_slug(&word)).unwrap_or_default();
        let objective = saved.map_or(objective, |saved| saved.objective);
        let texts = || saved.map(|saved| saved.texts.clone()).unwrap_or_default();
        let class = saved.map_or(Class::usual(objective), |saved| saved.class);
        Self {
            name: typed("nom").or_else(|| saved.map(|saved| saved.name.clone())).unwrap_or_default(),
            texts: match typed("texte") {
                Some(text) => Texts::typed(&text, &typed("texte_ar").unwrap_or_default()),
                None => texts(),
            },
            class: typed("nature").and_then(|word| Class::from_slug(&word)).unwrap_or(class),
            objective,
            is_taken: typed("pris").is_some_and(|is| is == "1"),
        }
    }
}

fn form(saved: Option<Saved>, own: Vec<String>, action: ServerAction<SaveForm>) -> AnyView {
    let text = use_text();
    let words = &text.templates;
    let query = use_query_map().get_untracked();
    let next = query.get("suite").filter(|path| is_local(path));
    let was_refused = query.get("texte").is_some();
    let Begin { name, texts, class, objective, is_taken } = Begin::of(saved.as_ref(), &query);
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(next)) = action.value().get() {
            navigate(&next, Default::default());
        }
    });
    let is_new = saved.is_none();
    let kind_of = Kind::new(objective, class, is_new);
    let pharmacy = StoredValue::new(use_viewer().map(|viewer| viewer.pharmacy).unwrap_or_default());
    let body = RwSignal::new(texts.text);
    let arabic = RwSignal::new(texts.arabic.unwrap_or_default());
    let undo = Undo::of(body, arabic);
    // With JavaScript off what was typed came back because there is a newer version.
    let newer = saved.clone().filter(|_| query.get("perime").is_some_and(|is| is == "1"));
    let conflict = Conflict::of(saved.as_ref(), newer, undo, action);
    let has_arabic = Memo::new(move |_| arabic.with(|text| !text.trim().is_empty()));
    let judged = move |body: RwSignal<String>| {
        pharmacy.with_value(|pharmacy| body.with(|text| faults_in(text, kind_of.class.get(), pharmacy)))
    };
    let text_faults = Memo::new(move |_| match judged(body) {
        // Nothing was typed yet: no fault before it is sent.
        found if found == [Fault::Required] && !was_refused => {
            refusal(action).map(|error| error.faults(FormField::Text)).unwrap_or_default()
        }
        found => found,
    });
    let arabic_faults = Memo::new(move |_| if has_arabic.get() { judged(arabic) } else { vec![] });
    let own = StoredValue::new(own);
    let about_health =
        move |body: RwSignal<String>| Memo::new(move |_| own.with_value(|own| body.with(|text| named(text, own))));
    let (in_text, in_arabic) = (about_health(body), about_health(arabic));
    let is_warned = Memo::new(move |_| {
        let is_said = |field| refusal(action).is_some_and(|error| error.faults(field).contains(&Fault::Health));
        let is_said = is_said(FormField::Text) || is_said(FormField::TextArabic);
        is_said || in_text.with(|named| !named.is_empty()) || in_arabic.with(|named| !named.is_empty())
    });
    let warned = move |named: Memo<Vec<String>>, variant: Variant, body: RwSignal<String>| {
        move || {
            let instead = neutral(kind_of.objective.get(), kind_of.class.get(), variant);
            let replace = Callback::new(move |()| body.set(instead.to_owned()));
            named.with(|named| health(named, instead, Some(replace))).into_any()
        }
    };
    let empty_name = was_refused && name.trim().is_empty();
    let name_error = Signal::derive(move || {
        let before = if is_taken { Some(Fault::Taken) } else { empty_name.then_some(Fault::Required) };
        let refusal = refusal(action).and_then(|error| error.field(FormField::Name, text));
        refusal.or_else(|| before.map(|fault| text.errors.fault(FormField::Name, fault)))
    });
    let reference = saved.as_ref().map(|saved| saved.template.to_string());
    let title = if is_new { words.add } else { words.edit };
    let in_arabic_too = move || {
        let shown = || view! { <p class="hint">{variants::words().arabic}</p> {side(arabic)} }.into_any();
        has_arabic.get().then(shown).into_any()
    };
    let area = move |id: &'static str, name: &'static str, said: &'static str, body, faults: Memo<Vec<Fault>>| {
        let wrong = Signal::derive(move || faults.with(|faults| !faults.is_empty()));
        text_area(id, name, said, body, wrong)
    };
    view! {
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                {saved.as_ref().map(|saved| view! { <p>{words.version_of(saved)}</p> })}
            </div>
        </div>
        <ActionForm action attr:class="editor">
            <div class="editor-form">
                {dynamic(move || conflict.newer.with(Option::is_none).then(|| refused(action)).into_any())}
                {hidden("form[next]", next.unwrap_or_default())}
                {dynamic(move || conflict.view().into_any())}
                <input type="hidden" name="form[version]" value=move || conflict.version.get().to_string() />
                {reference.map(|reference| hidden("form[template]", reference))}
                <input type="hidden" name="form[known]" value=move || if is_warned.get() { "1" } else { "" } />
                <Field label=words.name name="form[name]" value=name error=name_error />
                {kind(kind_of)}
                <div class="field" on:keydown=move |event| undo.key(&event)>
                    <label for="text">{words.text}</label>
                    <p class="hint" id="text-hint">{words.text_hint}</p>
                    <div id="text-error">{dynamic(move || told(&text_faults.get(), &body.get()))}</div>
                    {area("text", "form[text]", "text-hint text-error", body, text_faults)}
                    {dynamic(warned(in_text, Variant::Default, body))}
                </div>
                <div class="field" on:keydown=move |event| undo.key(&event)>
                    <label for="arabic">{variants::words().field}</label>
                    <p class="hint" id="arabic-hint">{variants::words().hint}</p>
                    <div id="arabic-error">{dynamic(move || told(&arabic_faults.get(), &arabic.get()))}</div>
                    {area("arabic", "form[arabic]", "arabic-hint arabic-error", arabic, arabic_faults)}
                    {dynamic(warned(in_arabic, Variant::Arabic, arabic))}
                </div>
                <div class="form-foot">
                    // Between two versions the choice is made above.
                    <button
                        class=move || if conflict.newer.with(Option::is_some) { "btn btn-main no-script" } else { "btn btn-main" }
                        id=SAVE
                        type="submit"
                        aria-busy=move || action.pending().get().then_some("true")
                    >
                        {move || if is_warned.get() { care::words().save_anyway } else { words.save }}
                    </button>
                    <a class="btn btn-bare" href=TEMPLATES>{text.common.cancel}</a>
                    {undo.buttons()}
                </div>
            </div>
            <aside class="editor-side" aria-label=text.send.preview>
                {side(body)}
                {dynamic(in_arabic_too)}
            </aside>
        </ActionForm>
        {saved.filter(|_| viewer_may(Permission::TemplatesEdit)).map(|saved| acts(&saved))}
    }
    .into_any()
}

fn refusal(action: ServerAction<SaveForm>) -> Option<AppError> {
    action.value().get().and_then(Result::err)
}

fn refused(action: ServerAction<SaveForm>) -> Option<AnyView> {
    refusal(action).map(|error| failure(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_stands_in_the_fields() {
        let query: ParamsMap = [("nom", "Offre"), ("nature", "promotion"), ("texte", "Votre insuline"), ("pris", "1")]
            .into_iter()
            .map(|(key, value)| (key, value.to_owned()))
            .collect();
        let begin = Begin::of(None, &query);
        assert_eq!((begin.name.as_str(), begin.class, begin.is_taken), ("Offre", Class::Promotion, true));
        assert_eq!(begin.texts, Texts::one("Votre insuline"));
        let fresh = Begin::of(None, &ParamsMap::new());
        assert_eq!((fresh.class, fresh.texts, fresh.is_taken), (Class::Reminder, Texts::default(), false));
    }
}
