//! What a page knows from its first byte: who looks at it, in which language, and whether it is the demonstration. The
//! server gives it with the request; the browser reads it from the page.

use domain::language::Language;
use domain::sales::SalesPermissions;
use domain::staff::{Permission, Permissions};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use self::request::{Request, provide};

/// The cookie with a session's token. `HttpOnly`.
pub const SESSION_COOKIE: &str = "comptoir_session";
/// The cookie with the tag of a language: what pages are in before anybody has signed in.
pub const LANGUAGE_COOKIE: &str = "comptoir_lang";

/// The person who looks at the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their name.
    pub name: String,
    /// The initials that stand for it.
    pub initials: String,
    /// Their e-mail address.
    pub email: String,
    /// The pharmacy's name.
    pub pharmacy: String,
    /// The pharmacy's phone, as it is to be read.
    pub pharmacy_phone: String,
    /// The sender name that phones show.
    pub sender: String,
    /// What they may do. For what to show only: each server function asks for itself.
    pub permissions: Permissions,
    /// What they may do as a person of the sales service; `None` for everybody else.
    pub sales: Option<SalesPermissions>,
}

impl Viewer {
    /// Whether they may do something.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }
}

/// What the server knew when it rendered the page. Signing in, signing out and changing the language load a new page,
/// so that none of it changes while the page stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Known {
    viewer: Option<Viewer>,
    demo: bool,
}

/// Puts what is known into the context. Called once, at the root.
pub(crate) fn provide_known() {
    provide_context(SharedValue::new(known).into_inner());
}

/// Who looks at the page; `None` before signing in.
pub fn use_viewer() -> Option<Viewer> {
    use_context::<Known>().and_then(|known| known.viewer)
}

/// Whether the viewer may do something; `false` before signing in.
pub fn viewer_may(permission: Permission) -> bool {
    use_viewer().is_some_and(|viewer| viewer.may(permission))
}

/// Whether it is the demonstration.
pub fn use_demo() -> bool {
    use_context::<Known>().is_some_and(|known| known.demo)
}

/// The language of the page: what `<html lang>` says.
#[cfg(not(feature = "ssr"))]
pub fn use_language() -> Language {
    let tag = document().document_element().and_then(|html| html.get_attribute("lang"));
    tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default()
}

/// The language of the page: the person's, else the cookie's.
#[cfg(feature = "ssr")]
pub fn use_language() -> Language {
    use_context::<Request>().map(|request| request.language).unwrap_or_default()
}

/// Says that the browser has taken over the page that the server rendered. Called once by `frontend`.
#[cfg(not(feature = "ssr"))]
pub fn page_is_taken_over() {
    if let Some(body) = document().body() {
        let _refused_by_no_browser = body.dataset().set(TAKEN_OVER, "true");
    }
}

/// Whether the page still is what the server rendered: what the browser adds must wait.
#[cfg(not(feature = "ssr"))]
pub(crate) fn is_taking_over() -> bool {
    document().body().is_some_and(|body| body.dataset().get(TAKEN_OVER).is_none())
}

/// `<body data-hydrated>`: the page answers. Browser tests wait for it.
#[cfg(not(feature = "ssr"))]
const TAKEN_OVER: &str = "hydrated";

/// Never, on the server.
#[cfg(feature = "ssr")]
pub(crate) const fn is_taking_over() -> bool {
    false
}

/// How many pages are being loaded: what the bar at the upper edge shows.
#[derive(Clone, Copy)]
pub(crate) struct Loading(RwSignal<u32>);

/// Puts the number into the context. Called once, at the root.
pub(crate) fn provide_loading() {
    provide_context(Loading(RwSignal::new(0)));
}

/// The number of pages that are being loaded.
pub(crate) fn use_loading() -> Option<Loading> {
    use_context()
}

impl Loading {
    /// Whether a page is being loaded.
    pub(crate) fn is_any(self) -> bool {
        self.0.get() > 0
    }

    /// One page more, until what is returned is dropped.
    pub(crate) fn begin(self) -> Begun {
        self.0.update(|pages| *pages += 1);
        Begun(self)
    }
}

/// A page that is being loaded.
pub(crate) struct Begun(Loading);

impl Drop for Begun {
    fn drop(&mut self) {
        let _the_root_is_gone = self.0.0.try_update(|pages| *pages = pages.saturating_sub(1));
    }
}

#[cfg(not(feature = "ssr"))]
fn known() -> Known {
    Known::default()
}

#[cfg(feature = "ssr")]
fn known() -> Known {
    let Some(request) = use_context::<Request>() else { return Known::default() };
    let demo = request.demo;
    let of_sales = request.sales.map(|person| Viewer {
        initials: domain::staff::initials(&person.name),
        name: person.name,
        email: person.email,
        pharmacy: String::new(),
        pharmacy_phone: String::new(),
        sender: String::new(),
        permissions: Permissions::NONE,
        sales: Some(person.permissions),
    });
    let viewer = request.staff.map(|staff| Viewer {
        initials: domain::staff::initials(&staff.name),
        name: staff.name,
        email: staff.email,
        pharmacy: staff.pharmacy_name,
        pharmacy_phone: staff.pharmacy_phone,
        sender: staff.sender,
        permissions: staff.permissions,
        sales: None,
    });
    Known { viewer: viewer.or(of_sales), demo }
}

/// Gives the page an HTTP status, where it is the server that renders it.
#[cfg(not(feature = "ssr"))]
pub(crate) fn page_is_not_found() {}

/// Gives the page the status 404.
#[cfg(feature = "ssr")]
pub(crate) fn page_is_not_found() {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}

#[cfg(feature = "ssr")]
mod request {
    use backend::Backend;
    use backend::caller::{Salesperson, Staff};
    use domain::language::Language;
    use leptos::prelude::provide_context;
    use secrecy::SecretString;

    /// A request, as far as pages and server functions are concerned.
    #[derive(Clone)]
    pub struct Request {
        /// What the product does.
        pub backend: Backend,
        /// Who asks, if they are signed in.
        pub staff: Option<Staff>,
        /// Who of the sales service asks, if it is one of them.
        pub sales: Option<Salesperson>,
        /// The token of their session, as the cookie has it.
        pub session: Option<SecretString>,
        /// The person's language, else the cookie's, else the browser's.
        pub language: Language,
        /// Whether cookies are for TLS only.
        pub secure_cookies: bool,
        /// The address of who asks, for the limit on failed sign-ins.
        pub address: String,
        /// Whether this is the demonstration.
        pub demo: bool,
    }

    /// Puts a request into the context. For `leptos_routes_with_context`, `handle_server_fns_with_context` and the
    /// handler of unknown addresses.
    pub fn provide(request: Request) {
        provide_context(request);
    }
}
