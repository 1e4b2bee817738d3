//! An address that leads nowhere.

use leptos::prelude::*;

use crate::components::layout::page_title;
use crate::components::notice::nothing_here;
use crate::context::page_is_not_found;
use crate::text::use_text;

/// The page, with the status 404.
pub fn page() -> AnyView {
    page_is_not_found();
    view! {
        {page_title(use_text().common.not_found)}
        <main class="page" id="main">{nothing_here()}</main>
    }
    .into_any()
}
