//! A router on a database and a site of its own.

use std::path::Path;

use app::context::SESSION_COOKIE;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use backend::Backend;
use backend::clock::Clock;
use backend::service::account;
use backend::service::pharmacies::{self, NewPharmacy};
use domain::id::PharmacyId;
use domain::staff::Role;
use http::Request;
use secrecy::{ExposeSecret, SecretString};
use server::router::{Parts, router};
use server::site::Site;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub const EMAIL: &str = "salma@alamal.ma";
pub const PASSWORD: &str = "un mot de passe";
pub const HOST: &str = "127.0.0.1:3000";

pub struct Served {
    pub backend: Backend,
    pub pharmacy: PharmacyId,
    pub stopping: CancellationToken,
    router: Router,
    _folder: TempDir,
}

impl Served {
    pub async fn start() -> Self {
        Self::start_at(None).await
    }

    /// With the address that browsers use.
    pub async fn start_at(public_url: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = site_in(folder.path());
        let backend = Backend::open(&folder.path().join("comptoir.db"), Clock::System).await.unwrap();
        let new = NewPharmacy {
            name: "Pharmacie Al Amal".into(),
            phone: "05 22 48 17 60".into(),
            sender: "PharmaAmal".into(),
            demo: true,
        };
        let pharmacy = pharmacies::create(&backend, &new).await.unwrap();
        let (permissions, password) = (Role::Titulaire.permissions(), SecretString::from(PASSWORD));
        pharmacies::add_staff(&backend, pharmacy, "Salma Bennani", EMAIL, permissions, Some(&password)).await.unwrap();
        let stopping = CancellationToken::new();
        let site = Site::in_folder(&site, false).unwrap();
        let router = router(Parts {
            backend: backend.clone(),
            options: site.options(HOST.parse().unwrap()),
            site,
            public_url: public_url.map(|url| url.parse().unwrap()),
            demo: false,
            live_reload: false,
            started: 7,
            stopping: stopping.clone(),
        });
        Self { backend, pharmacy, stopping, router: router.unwrap(), _folder: folder }
    }

    pub async fn ask(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A page, as a person who is signed in asks for it.
    pub async fn get_signed_in(&self, path: &str) -> Response {
        let request = Request::get(path).header("cookie", self.cookie().await).header("accept", "text/html");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// The cookie of a new session.
    pub async fn cookie(&self) -> String {
        let token = account::sign_in(&self.backend, EMAIL, &SecretString::from(PASSWORD), "").await.unwrap();
        format!("{SESSION_COOKIE}={}", token.expose_secret())
    }
}

/// What a build leaves, as far as the server looks at it.
pub fn site_in(folder: &Path) -> std::path::PathBuf {
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::write(site.join("pkg/comptoir.css"), "body{}").unwrap();
    std::fs::write(site.join("favicon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
    site
}

pub async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
