//! *Demander une recharge*: a word to the sales service, and what it sells. A plain form.

use domain::pack::Pack;
use domain::staff::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::price;
use crate::api::topups::{AskForCredits, packs};
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::failure;
use crate::components::text_area::note_area;
use crate::context::viewer_may;
use crate::error::AppError;
use crate::routes::CREDITS;
use crate::text::credits::use_words;
use crate::text::use_text;

/// The page.
pub fn page() -> AnyView {
    let words = &use_words().topups;
    let action = ServerAction::<AskForCredits>::new();
    let offered = Resource::new(|| (), |()| packs());
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(next)) = action.value().get() {
            navigate(&next, Default::default());
        }
    });
    let form = if viewer_may(Permission::CreditsRequest) { form(action) } else { failure(&AppError::Denied) };
    view! {
        {page_title(words.ask)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.ask}</h1></div>
            <div class="two">
                {form}
                {viewer_may(Permission::CreditsRequest).then(|| loaded(offered, || ().into_any(), list))}
            </div>
        </main>
    }
    .into_any()
}

fn form(action: ServerAction<AskForCredits>) -> AnyView {
    let (text, words) = (use_text(), &use_words().topups);
    let refused = move || action.value().get().and_then(Result::err).map(|error| failure(&error));
    view! {
        <ActionForm action attr:class="form">
            {refused}
            <p>{words.ask_says}</p>
            {note_area("note", "note", words.ask_note, words.ask_hint, false)}
            <div class="form-foot">
                <button
                    class="btn btn-main"
                    type="submit"
                    aria-busy=move || action.pending().get().then_some("true")
                >
                    {words.ask}
                </button>
                <a class="btn btn-bare" href=CREDITS>{text.common.cancel}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// What can be chosen once the request is made.
fn list(packs: Vec<Pack>) -> AnyView {
    let words = &use_words().topups;
    let item = |pack: Pack| view! { <li class="pack"><b><bdi>{pack.name.clone()}</bdi></b>{price(&pack)}</li> };
    let items = if packs.is_empty() {
        view! { <p class="hint">{words.no_packs}</p> }.into_any()
    } else {
        view! { <ul class="packs">{packs.into_iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! { <section class="card" aria-labelledby="packs"><h2 id="packs">{words.packs}</h2>{items}</section> }
        .into_any()
}
