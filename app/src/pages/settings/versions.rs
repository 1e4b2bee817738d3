//! The versions of a template: which there are, one of them beside the last, and *Restaurer*. The address says which one.

use domain::id::TemplateRef;
use domain::staff::Permission;
use domain::template::{Texts, Variant, Version, Versions};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::template::{hidden, missing};
use super::{TEMPLATES, subnav};
use crate::api::templates::{RestoreForm, versions};
use crate::components::compare::beside;
use crate::components::icon::{icon, icon_flip};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::context::viewer_may;
use crate::text::library;

/// What the address calls a version.
const VERSION: &str = "version";

/// The page.
pub fn page() -> AnyView {
    let words = library::words();
    let params = use_params_map();
    let query = use_query_map();
    let action = ServerAction::<RestoreForm>::new();
    let chosen = Memo::new(move |_| query.with(|query| query.get(VERSION)?.parse::<u32>().ok()));
    let template = Memo::new(move |_| params.with(|params| params.get("template")?.parse::<TemplateRef>().ok()));
    let all = Resource::new(
        move || (template.get(), action.version().get()),
        |(template, _)| async move {
            match template {
                Some(template) => versions(template).await,
                None => missing(),
            }
        },
    );
    view! {
        {page_title(words.versions)}
        <main class="page" id="main">
            <p class="way-back"><a href=TEMPLATES>{icon_flip("prev")}{words.back}</a></p>
            {move || action.value().get().and_then(Result::err).map(|error| failure(&error))}
            {loaded(all, || ().into_any(), move |all| show(all, chosen, action))}
        </main>
    }
    .into_any()
}

fn show(all: Versions, chosen: Memo<Option<u32>>, action: ServerAction<RestoreForm>) -> AnyView {
    let words = library::words();
    let archived = all.archived.is_some().then(|| notice(Tone::Info, view! { <p>{words.in_archive}</p> }));
    let name = all.saved.name.clone();
    let all = StoredValue::new(all);
    view! {
        <div class="page-head"><h1><bdi>{name}</bdi></h1></div>
        {subnav(TEMPLATES)}
        {archived}
        {move || all.with_value(|all| two(all, chosen.get(), action))}
    }
    .into_any()
}

/// The list, and the version that was chosen beside the last one; else the one before it.
fn two(all: &Versions, chosen: Option<u32>, action: ServerAction<RestoreForm>) -> AnyView {
    let words = library::words();
    let Some(last) = all.versions.first() else { return ().into_any() };
    let older = || all.versions.iter().skip(1);
    let Some(before) = older().find(|version| Some(version.version) == chosen).or_else(|| older().next()) else {
        return view! {
            <p class="hint">{words.only_one}</p>
            <div class="compare">{shown(last, &last.texts, words.current.to_owned(), None)}</div>
        }
        .into_any();
    };
    let path = [TEMPLATES, "/", all.saved.template.as_str(), "/versions?", VERSION, "="].concat();
    let link = |version: &Version| {
        let href = [&path, version.version.to_string().as_str()].concat();
        let is_chosen = version.version == before.version;
        view! {
            <li>
                <a href=href aria-current=is_chosen.then_some("true")>{(words.version)(version.version)}</a>
                " " <span class="hint">{said(version)}</span>
            </li>
        }
        .into_any()
    };
    let may = all.archived.is_none() && viewer_may(Permission::TemplatesEdit);
    let restore = may.then(|| {
        let (template, version) = (all.saved.template.to_string(), last.version.to_string());
        let from = before.version;
        view! {
            <ActionForm action>
                {hidden("form[template]", template)}
                {hidden("form[version]", version)}
                {hidden("form[from]", from.to_string())}
                <button class="btn" aria-busy=move || action.pending().get().then_some("true")>
                    {icon("again")} {(words.restore)(from)}
                </button>
            </ActionForm>
            <p class="hint">{words.restore_says}</p>
        }
        .into_any()
    });
    view! {
        <div class="compare">
            {shown(before, &last.texts, (words.version)(before.version), restore)}
            {shown(last, &before.texts, words.current.to_owned(), None)}
        </div>
        <section aria-labelledby="versions" class="after">
            <h2 id="versions">{words.older}</h2>
            <ul class="stack-tight">{older().map(link).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Who saved it, and when.
fn said(version: &Version) -> String {
    let words = library::words();
    match &version.by {
        Some(who) => (words.saved_by)(who, &version.saved.date, &version.saved.time),
        None => (words.saved)(&version.saved.date, &version.saved.time),
    }
}

/// One of the two.
fn shown(version: &Version, other: &Texts, name: String, act: Option<AnyView>) -> AnyView {
    let words = library::words();
    let is_both = version.texts.arabic.is_some() || other.arabic.is_some();
    let text = |variant: Variant| {
        let (mine, theirs) = (version.texts.of(variant), other.of(variant));
        if mine.is_empty() {
            view! { <p class="sent-text soft">{words.no_text}</p> }.into_any()
        } else {
            beside(mine, theirs)
        }
    };
    view! {
        <section class="card stack-tight" aria-label=name.clone()>
            <h2 class="label">{name.clone()}</h2>
            <p class="hint">
                {words.class_name(version.class)} ". " {(words.version)(version.version)} " " {said(version)} "."
            </p>
            {text(Variant::Default)}
            {is_both.then(|| text(Variant::Arabic))}
            {act}
        </section>
    }
    .into_any()
}
