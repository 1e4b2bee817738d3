//! Choosing a password, from a one-time link. Works with JavaScript off.

use domain::form::Field as FormField;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::sign_in::{door, refused};
use crate::api::account::{SetPassword, link_is_good};
use crate::components::field::Field;
use crate::components::layout::page_title;
use crate::components::loaded::loaded;
use crate::context::page_is_not_found;
use crate::routes::SIGN_IN;
use crate::text::use_text;

/// The page.
pub fn page() -> AnyView {
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let good = Resource::new(token, link_is_good);
    let action = ServerAction::<SetPassword>::new();
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            let _stays = window().location().assign(&[SIGN_IN, "?nouveau=1"].concat());
        }
    });
    view! {
        {page_title(use_text().sign_in.set_title)}
        {loaded(
            good,
            || ().into_any(),
            move |good| if good { form(action, untrack(token)) } else { spent() },
        )}
    }
    .into_any()
}

fn form(action: ServerAction<SetPassword>, token: String) -> AnyView {
    let text = use_text();
    let words = &text.sign_in;
    let refusal = move || action.value().get().and_then(Result::err);
    let error = Signal::derive(move || refusal().and_then(|error| error.field(FormField::Password, text)));
    let form = view! {
        <ActionForm action>
            {refused(refusal)}
            <input type="hidden" name="token" value=token />
            <Field
                label=words.new_password
                name="password"
                kind="password"
                hint=words.rule
                autocomplete="new-password"
                error
            />
            <button class="btn btn-main" aria-busy=move || action.pending().get().then_some("true")>
                {words.set_submit}
            </button>
        </ActionForm>
    };
    door(words.set_title, words.set_says, form.into_any())
}

fn spent() -> AnyView {
    page_is_not_found();
    let text = &use_text().sign_in;
    let back = view! { <p><a href=SIGN_IN>{text.submit}</a></p> };
    door(text.link_bad, text.link_bad_says, back.into_any())
}
