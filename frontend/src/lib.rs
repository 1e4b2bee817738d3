//! The browser's entry: takes over the page that the server rendered.

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Attaches the application to the rendered page. Called once by the page's own script. `<body data-hydrated>` then
/// says that the page answers.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    if let Some(body) = document().body() {
        let _only_for_tests = body.dataset().set("hydrated", "true");
    }
}
