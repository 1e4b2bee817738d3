//! The browser's entry: takes over the page that the server rendered.

use leptos::mount::hydrate_from_async;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Attaches the application to the rendered page, once the chunk of that page is loaded. Called once by the page's own
/// script.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    let Some(body) = document().body() else { return };
    hydrate_from_async(body, app::App).await.forget();
    app::context::page_is_taken_over();
}
