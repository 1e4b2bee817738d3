//! The document around the application: what the browser must know before the first line of the page.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::context;
use crate::routes::App;

/// The whole document. Called by the server for every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let language = context::use_language();
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() dir=language.direction()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#fefefc" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#161b19" media="(prefers-color-scheme: dark)" />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HashedStylesheet options=options.clone() />
                <HydrationScripts options />
                {live_reload()}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// `cargo xtask watch` asks for a script that reloads the page after a build.
fn live_reload() -> Option<impl IntoView> {
    let watched = std::env::var_os("COMPTOIR_LIVE_RELOAD").is_some();
    watched.then(|| view! { <script src="/reload.js" defer nonce=leptos::nonce::use_nonce()></script> })
}
