//! An address that leads nowhere.

use leptos::prelude::*;

use crate::components::icon::icon;
use crate::components::layout::page_title;
use crate::context::page_is_not_found;
use crate::routes::HOME;
use crate::text::use_text;

/// The page, with the status 404.
pub fn page() -> AnyView {
    page_is_not_found();
    let text = &use_text().common;
    view! {
        {page_title(text.not_found)}
        <main class="page" id="main">
            <div class="empty">
                {icon("info")}
                <h1>{text.not_found}</h1>
                <p>{text.not_found_says}</p>
                <a class="btn btn-main" href=HOME>{text.back_home}</a>
            </div>
        </main>
    }
    .into_any()
}
