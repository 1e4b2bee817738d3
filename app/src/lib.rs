//! Screens of Comptoir and the server functions behind them.

use leptos::prelude::*;

/// The application.
#[component]
pub fn App() -> impl IntoView {
    view! { <p>"Comptoir"</p> }
}
