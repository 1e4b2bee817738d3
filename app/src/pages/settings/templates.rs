//! *Modèles*: the texts that are ready to be sent.

use domain::staff::Permission;
use domain::template::{Placeholder, Saved};
use leptos::prelude::*;

use super::{TEMPLATES, subnav};
use crate::api::templates::templates;
use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::context::viewer_may;
use crate::text::use_text;

/// The page.
pub fn page() -> AnyView {
    let text = use_text();
    let list = Resource::new(|| (), |()| templates());
    view! {
        {page_title(text.templates.title)}
        <main class="page" id="main">
            <div class="page-head"><h1>{text.templates.title}</h1>{viewer_may(Permission::TemplatesEdit).then(add)}</div>
            {subnav(TEMPLATES)}
            {loaded(list, waiting, show)}
        </main>
    }
    .into_any()
}

fn add() -> AnyView {
    let href = [TEMPLATES, "/nouveau"].concat();
    view! { <a class="btn btn-main" href=href>{icon("plus")}{use_text().templates.add}</a> }.into_any()
}

fn waiting() -> AnyView {
    let item = || view! { <li><p class="skel skel-25"></p><p class="skel skel-80"></p></li> };
    view! { <ul class="sheet templates">{(0..4).map(|_| item()).collect_view()}</ul> }.into_any()
}

fn show(list: Vec<Saved>) -> AnyView {
    let words = &use_text().templates;
    if list.is_empty() {
        let add = viewer_may(Permission::TemplatesEdit).then(add);
        return view! { <div class="empty">{icon("file")}<h2>{words.empty}</h2><p>{words.empty_says}</p>{add}</div> }
            .into_any();
    }
    view! { <ul class="sheet templates">{list.into_iter().map(item).collect_view()}</ul> }.into_any()
}

fn item(saved: Saved) -> AnyView {
    let text = use_text();
    let words = &text.templates;
    let version = words.version_of(&saved);
    let name = if viewer_may(Permission::TemplatesEdit) {
        let href = [TEMPLATES, "/", saved.template.as_str()].concat();
        view! { <a href=href><bdi>{saved.name}</bdi></a> }.into_any()
    } else {
        view! { <bdi>{saved.name}</bdi> }.into_any()
    };
    let default =
        saved.is_default.then(|| view! { <span class="badge is-ok">{icon("ok")}{words.is_default}</span> }.into_any());
    view! {
        <li>
            <div class="template-head"><h2>{name}</h2>{default}</div>
            {saved.texts.variants().map(|variant| text_of(saved.texts.of(variant))).collect_view()}
            <p class="hint">{text.common.objective(saved.objective)} ". " {version}</p>
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
