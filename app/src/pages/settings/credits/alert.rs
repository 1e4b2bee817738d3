//! Below how many credits the pharmacy is warned. A page of its own: what is typed there is not rendered anew by the news.

use domain::form::Field as FormField;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::super::subnav;
use crate::api::credits::{SetLowAt, overview};
use crate::components::field::Field;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::components::notice::failure;
use crate::routes::CREDITS;
use crate::text::credits::use_words;
use crate::text::use_text;

/// The page.
pub fn page() -> AnyView {
    let words = &use_words().credits;
    let now = Resource::new(|| (), |()| overview());
    let action = ServerAction::<SetLowAt>::new();
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            navigate(CREDITS, Default::default());
        }
    });
    view! {
        {page_title(words.change)}
        <main class="page" id="main">
            <div class="page-head"><h1>{words.change}</h1></div>
            {subnav(CREDITS)}
            {loaded(now, || ().into_any(), move |overview| form(overview.low_at, action))}
        </main>
    }
    .into_any()
}

fn form(low_at: u32, action: ServerAction<SetLowAt>) -> AnyView {
    let (text, words) = (use_text(), &use_words().credits);
    let refusal = move || action.value().get().and_then(Result::err);
    let wrong = Signal::derive(move || refusal().and_then(|error| error.field(FormField::Credits, text)));
    view! {
        <ActionForm action attr:class="form">
            {move || refusal().map(|error| failure(&error))}
            <Field label=words.low_at name="low_at" hint=words.low_hint value=low_at.to_string() error=wrong />
            <div class="form-foot">
                <button class="btn btn-main" type="submit">{words.save}</button>
                <a class="btn btn-bare" href=CREDITS>{text.common.cancel}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}
