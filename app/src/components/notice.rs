//! What a page has to say: that something went wrong, or well.

use leptos::prelude::*;

use super::icon::icon;
use crate::error::AppError;
use crate::pages::sign_in;
use crate::routes::HOME;
use crate::text::use_text;

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Done.
    Ok,
    /// Look twice.
    Warn,
    /// It was refused, or failed.
    Bad,
}

/// A notice. What is refused is read aloud at once.
pub fn notice(tone: Tone, content: impl IntoAny) -> AnyView {
    let (class, picture) = match tone {
        Tone::Info => ("notice", "info"),
        Tone::Ok => ("notice on-ok", "ok"),
        Tone::Warn => ("notice on-warn", "warn"),
        Tone::Bad => ("notice on-bad", "bad"),
    };
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! { <div class=class role=role>{icon(picture)}<div>{content.into_any()}</div></div> }.into_any()
}

/// That there is nothing here, in the place of what was asked for.
pub fn nothing_here() -> AnyView {
    let text = &use_text().common;
    view! {
        <div class="empty">
            {icon("info")}
            <h1>{text.not_found}</h1>
            <p>{text.not_found_says}</p>
            <a class="btn btn-main" href=HOME>{text.back_home}</a>
        </div>
    }
    .into_any()
}

/// An error, in words, with what can be done about it.
pub fn failure(error: &AppError) -> AnyView {
    let text = use_text();
    let way_out = match error {
        AppError::SignedOut => {
            Some(view! { <p><a href=sign_in::here() rel="external">{text.sign_in.submit}</a></p> }.into_any())
        }
        // An empty address is the page itself; `external` loads it anew.
        AppError::Old | AppError::Offline | AppError::Unavailable | AppError::Internal => {
            Some(view! { <p><a href="" rel="external">{text.common.reload}</a></p> }.into_any())
        }
        _ => None,
    };
    notice(Tone::Bad, view! { <p>{error.words(text)}</p> {way_out} })
}
