//! *Modèles*: the texts that are ready to be sent.

use domain::form::{Fault, Field};
use domain::staff::Permission;
use domain::template::{Act, Entry, Placeholder};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::template::button;
use super::{HEALTH_WORDS, TEMPLATES, subnav};
use crate::api::templates::{ActForm, entries};
use crate::components::icon::{icon, icon_flip};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::{Tone, failure, notice};
use crate::context::viewer_may;
use crate::error::AppError;
use crate::text::{library, use_text};

/// The archive, as the address has it.
const ARCHIVE: &str = "/parametres/modeles?archive=1";

/// The page: the templates in use, or those in the archive.
pub fn page() -> AnyView {
    let query = use_query_map();
    let archived = Memo::new(move |_| query.with(|query| query.get("archive").is_some()));
    let action = ServerAction::<ActForm>::new();
    let list = Resource::new(move || (archived.get(), action.version().get()), |(archived, _)| entries(archived));
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(next)) = action.value().get() {
            navigate(&next, Default::default());
        }
    });
    let refused = move || action.value().get().and_then(Result::err).map(|error| refusal(&error));
    view! {
        {move || head(archived.get())}
        <main class="page" id="main">
            {move || title(archived.get())}
            {subnav(TEMPLATES)}
            {refused}
            {loaded(list, waiting, move |list| show(list, archived.get_untracked(), action))}
        </main>
    }
    .into_any()
}

fn head(archived: bool) -> AnyView {
    page_title(if archived { library::words().see_archive } else { use_text().templates.title }).into_any()
}

fn title(archived: bool) -> AnyView {
    if archived {
        let words = library::words();
        return view! {
            <p class="way-back"><a href=TEMPLATES>{icon_flip("prev")}{words.back}</a></p>
            <div class="page-head"><div><h1>{words.see_archive}</h1><p>{words.archive_says}</p></div></div>
        }
        .into_any();
    }
    let add = viewer_may(Permission::TemplatesEdit).then(add);
    view! { <div class="page-head"><h1>{use_text().templates.title}</h1>{add}</div> }.into_any()
}

/// Why a template was not taken back.
fn refusal(error: &AppError) -> AnyView {
    if error.faults(Field::Name).contains(&Fault::Taken) {
        return notice(Tone::Bad, view! { <p>{library::words().taken}</p> });
    }
    failure(error)
}

fn add() -> AnyView {
    let href = [TEMPLATES, "/nouveau"].concat();
    view! { <a class="btn btn-main" href=href>{icon("plus")}{use_text().templates.add}</a> }.into_any()
}

fn waiting() -> AnyView {
    let item = || view! { <li><p class="skel skel-25"></p><p class="skel skel-80"></p></li> };
    view! { <ul class="sheet templates">{(0..4).map(|_| item()).collect_view()}</ul> }.into_any()
}

fn show(list: Vec<Entry>, archived: bool, action: ServerAction<ActForm>) -> AnyView {
    let words = &use_text().templates;
    let said = library::words();
    let more = (!archived).then(|| {
        view! {
            <p class="row list-more">
                <a href=ARCHIVE>{said.see_archive}</a>
                <a href=HEALTH_WORDS>{said.words}</a>
            </p>
        }
        .into_any()
    });
    let content = match (list.is_empty(), archived) {
        (true, true) => view! { <div class="empty">{icon("file")}<h2>{said.archive_empty}</h2></div> }.into_any(),
        (true, false) => {
            let add = viewer_may(Permission::TemplatesEdit).then(add);
            view! { <div class="empty">{icon("file")}<h2>{words.empty}</h2><p>{words.empty_says}</p>{add}</div> }
                .into_any()
        }
        _ => {
            let items = list.into_iter().map(|entry| item(entry, archived, action)).collect_view();
            view! { <ul class="sheet templates">{items}</ul> }.into_any()
        }
    };
    view! { {content} {more} }.into_any()
}

fn item(entry: Entry, archived: bool, action: ServerAction<ActForm>) -> AnyView {
    let text = use_text();
    let words = &text.templates;
    let said = library::words();
    let Entry { saved, campaigns } = entry;
    let version = words.version_of(&saved);
    let address = [TEMPLATES, "/", saved.template.as_str()].concat();
    let versions = [&address, "/versions"].concat();
    let may = viewer_may(Permission::TemplatesEdit);
    let take_back = (archived && may).then(|| button(action, &saved, Act::TakeBack));
    let name = if may && !archived {
        view! { <a href=address><bdi>{saved.name}</bdi></a> }.into_any()
    } else {
        view! { <bdi>{saved.name}</bdi> }.into_any()
    };
    let default =
        saved.is_default.then(|| view! { <span class="badge is-ok">{icon("ok")}{words.is_default}</span> }.into_any());
    view! {
        <li>
            <div class="template-head"><h2>{name}</h2><span class="badge">{said.class_name(saved.class)}</span>{default}</div>
            <div class="template-texts">
                {saved.texts.variants().map(|variant| text_of(saved.texts.of(variant))).collect_view()}
            </div>
            <p class="hint">{text.common.objective(saved.objective)} ". " {version} " " {(said.used)(campaigns)} "."</p>
            <div class="row"><a class="linkish" href=versions>{said.versions}</a>{take_back}</div>
        </li>
    }
    .into_any()
}

fn text_of(text: &str) -> AnyView {
    view! { <p class="template-text" dir="auto">{tokens(text)}</p> }.into_any()
}

/// A text with its placeholders set apart.
fn tokens(text: &str) -> AnyView {
    let piece = |(piece, is_token): (&str, bool)| {
        let piece = piece.to_owned();
        if is_token { view! { <span class="token">{piece}</span> }.into_any() } else { piece.into_any() }
    };
    pieces(text).into_iter().map(piece).collect_view().into_any()
}

/// A saved text, cut at its placeholders: there every one has its plain name.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = vec![];
    let mut rest = text;
    while let Some((before, token, after)) = next_token(rest) {
        pieces.extend([(before, false), (token, true)]);
        rest = after;
    }
    pieces.push((rest, false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

fn next_token(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find('{')?;
        let inside = text.get(open + 1..)?;
        let body = inside.split_once('}').map(|(body, _)| body)?;
        let name = body.split('|').next().unwrap_or_default();
        if Placeholder::ALL.iter().any(|placeholder| placeholder.name() == name) {
            let end = open + body.len() + 2;
            return Some((text.get(..open)?, text.get(open..end)?, text.get(end..)?));
        }
        // A doubled brace is a literal one.
        from = open + if inside.starts_with('{') { 2 } else { 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn placeholders_stand_apart() {
        assert_eq!(
            pieces("Bonjour {prenom|client}, {{10 %}} {solde}."),
            [("Bonjour ", false), ("{prenom|client}", true), (", {{10 %}} ", false), ("{solde}", true), (".", false)]
        );
        assert_eq!(pieces("{{prenom}} é {"), [("{{prenom}} é {", false)]);
        assert_eq!(pieces(""), []);
    }
}
