//! The way of a request: outermost first, panic, trace, headers, compression, origin, size, session; then a page, a
//! server function, a file, or the page that says that there is nothing.

use app::{App, shell};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use backend::Backend;
use http::{HeaderMap, Method, StatusCode};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::callbacks;
use crate::cli::PublicUrl;
use crate::context;
use crate::export::{self, ExportState};
use crate::health::{Started, health, reload_script};
use crate::live::{LiveState, live};
use crate::problem::Problem;
use crate::proofs;
use crate::refusal::{Asker, Refusal};
use crate::security;
use crate::session::{self, Sessions};
use crate::site::Site;
use crate::trace::trace;

/// What the router is made of.
pub struct Parts {
    /// The services.
    pub backend: Backend,
    /// The built site.
    pub site: Site,
    /// What Leptos is told about it.
    pub options: LeptosOptions,
    /// The address that browsers use, where a proxy stands in front.
    pub public_url: Option<PublicUrl>,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// Whether open pages reload when the server was restarted.
    pub live_reload: bool,
    /// When the process started, in milliseconds UTC.
    pub started: i64,
    /// Ends the live news.
    pub stopping: CancellationToken,
}

/// What the last route needs.
#[derive(Clone)]
struct Rest {
    site: Site,
    options: LeptosOptions,
}

/// Makes the router.
///
/// # Errors
///
/// [`Problem::PublicUrl`] if the public address cannot be one.
pub fn router(parts: Parts) -> Result<Router, Problem> {
    let Parts { backend, site, options, public_url, demo, live_reload, started, stopping } = parts;
    let https = public_url.as_ref().is_some_and(PublicUrl::is_secure);
    let sessions =
        Sessions { backend: backend.clone(), demo, secure_cookies: https, behind_proxy: public_url.is_some() };
    let csrf = security::csrf(public_url.as_ref())?;

    let pages = pages(&options);
    let rest = Router::new().fallback(file_or_nothing).with_state(Rest { site, options });
    let application = pages.merge(rest).layer(from_fn(security::limit_time));
    let unguarded = unguarded(backend.clone(), started, live_reload);
    let exports = Router::new()
        .route("/export/communications.csv", get(export::csv))
        .route("/export/communications.xlsx", get(export::xlsx))
        .route("/export/solde.csv", get(export::ledger_csv))
        .with_state(ExportState { backend: backend.clone(), stopping: stopping.clone() });
    let proofs = Router::new()
        .route("/recharges/{topup}/preuve", post(proofs::take))
        .route("/recharges/{topup}/preuve/{n}", get(proofs::give))
        // The body was read, and bounded, before.
        .layer(DefaultBodyLimit::disable())
        .with_state(backend.clone());
    let news = Router::new().route("/live", get(live)).with_state(LiveState { backend, stopping });
    // Neither an export nor the news must end after a time.
    let guarded = |router: Router, most: usize| {
        router.layer(
            ServiceBuilder::new()
                .layer(from_fn(security::explain_refusal))
                .layer(csrf.clone())
                .layer(from_fn(security::say_origin))
                .layer(from_fn_with_state(most, security::limit_body))
                .layer(from_fn_with_state(sessions.clone(), session::resolve)),
        )
    };
    let known =
        guarded(application.merge(exports).merge(news), security::MAX_BODY).merge(guarded(proofs, proofs::MAX_FORM));
    let compressed = DefaultPredicate::new()
        .and(NotForContentType::const_new(export::CSV))
        .and(NotForContentType::const_new(export::XLSX));
    Ok(known.merge(unguarded).layer(
        ServiceBuilder::new()
            .layer(from_fn(trace))
            .layer(from_fn_with_state(https, security::headers))
            .layer(CompressionLayer::new().compress_when(compressed))
            .layer(CatchPanicLayer::custom(|_| Refusal::Failed.answer(Asker::of(&HeaderMap::new())))),
    ))
}

/// The pages and the server functions.
fn pages(options: &LeptosOptions) -> Router {
    let routes = generate_route_list(App);
    let options_of_shell = options.clone();
    Router::<LeptosOptions>::new()
        .leptos_routes_with_context(options, routes, context::provide, move || shell(options_of_shell.clone()))
        .route_layer(from_fn(session::need_sign_in))
        .with_state(options.clone())
}

/// What anyone may ask, without a look at who it is. Gateways sign what they tell.
fn unguarded(backend: Backend, started: i64, live_reload: bool) -> Router {
    let told = get(callbacks::take).post(callbacks::take);
    let router = Router::new().route("/health", get(health)).with_state(Started(started));
    let router = router.merge(Router::new().route("/passerelle/{network}/{what}", told).with_state(backend));
    if live_reload { router.route("/reload.js", get(reload_script)) } else { router }
}

/// A file of the site, else the page that says that there is nothing at this address.
async fn file_or_nothing(State(rest): State<Rest>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::OldPage.answer(Asker::of(request.headers()));
    }
    if let Some(file) = rest.site.file(&request).await {
        return file;
    }
    if request.uri().path().starts_with("/pkg/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !session::signed_in(&request) {
        return session::to_sign_in(&request);
    }
    let page = render_app_async_with_context(context::provide, move || shell(rest.options.clone()));
    let mut response = page(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
