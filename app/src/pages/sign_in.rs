//! Signing in. Works with JavaScript off.

use domain::form::Field as FormField;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;

use crate::api::account::SignIn;
use crate::api::is_local;
use crate::components::field::Field;
use crate::components::icon::icon;
use crate::components::layout::{self, languages, page_title};
use crate::components::notice::{Tone, failure, notice};
use crate::context::use_viewer;
use crate::error::AppError;
use crate::routes::{HOME, SIGN_IN};
use crate::text::use_text;

/// The address of the sign-in page that leads back to another one.
pub(crate) fn address(wanted: &str) -> String {
    [SIGN_IN, "?suite=", &Url::escape(wanted)].concat()
}

/// The address of the sign-in page that leads back to this one.
pub(crate) fn here() -> String {
    address(&untrack(layout::here()))
}

/// The page.
pub fn page() -> AnyView {
    let query = use_query_map();
    let wanted = query.with_untracked(|query| query.get("suite")).filter(|path| is_local(path));
    let wanted = wanted.unwrap_or_else(|| HOME.to_owned());
    if use_viewer().is_some() {
        return view! { <Redirect path=wanted /> }.into_any();
    }
    let text = &use_text().sign_in;
    let action = ServerAction::<SignIn>::new();
    // A new page: the person's language and permissions come with it.
    Effect::new(move || {
        if let Some(Ok(next)) = action.value().get() {
            let _stays = window().location().assign(&next);
        }
    });
    let password_was_set = query.with_untracked(|query| query.get("nouveau").is_some());
    view! {
        {page_title(text.title)}
        {door(
            text.title,
            text.says,
            view! {
                <ActionForm action>
                    {refused(move || action.value().get().and_then(Result::err))}
                    {password_was_set.then(|| notice(Tone::Ok, view! { <p>{text.password_set}</p> }))}
                    <input type="hidden" name="suite" value=wanted />
                    <Field
                        label=text.email
                        name="email"
                        kind="email"
                        autocomplete="username"
                        error=field_error(action, FormField::Email)
                    />
                    <Field
                        label=text.password
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        error=field_error(action, FormField::Password)
                    />
                    <button class="btn btn-main" aria-busy=move || action.pending().get().then_some("true")>
                        {text.submit}
                    </button>
                </ActionForm>
                <p class="hint">{text.forgotten}</p>
            }
                .into_any(),
        )}
    }
    .into_any()
}

/// The page around a form for who is not signed in.
pub(super) fn door(title: &'static str, says: &'static str, content: AnyView) -> AnyView {
    view! {
        <main class="door" id="main">
            <p class="brand">{icon("mark")}{use_text().common.product}</p>
            <div class="door-in">
                <div>
                    <h1>{title}</h1>
                    <p>{says}</p>
                </div>
                {content}
            </div>
            <div class="door-foot">{languages("")}</div>
        </main>
    }
    .into_any()
}

/// What was refused, at the head of the form.
pub(super) fn refused(error: impl Fn() -> Option<AppError> + Send + Sync + 'static) -> AnyView {
    (move || error().map(|error| failure(&error))).into_any()
}

fn field_error(action: ServerAction<SignIn>, field: FormField) -> Signal<Option<String>> {
    let text = use_text();
    Signal::derive(move || action.value().get().and_then(Result::err).and_then(|error| error.field(field, text)))
}
