//! The security header of a page, and what its context gets.

use app::context::Request;
use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use http::request::Parts;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::security;

/// Fills the context of a page or a server function. Who asks was found once, by `session::resolve`, and travels in the
/// request's extensions. A page's scripts bear the nonce that its header names; a server function has none.
pub fn provide() {
    let request = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Request>().cloned());
    if let Some(request) = request {
        app::context::provide(request);
    }
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    if let Ok(policy) = HeaderValue::from_str(&security::page_policy(&nonce.to_string())) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
