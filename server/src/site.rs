//! The files of the built site: what a build gave a hash in its name never changes, all else is asked for again.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use leptos::config::{Env, LeptosOptions};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::problem::Problem;

/// The name of the site's script, style and WebAssembly.
const NAME: &str = "comptoir";

/// The built site.
#[derive(Clone)]
pub struct Site {
    folder: PathBuf,
    hashed: bool,
}

impl Site {
    /// The site in a folder. `hashed` as the build left it.
    ///
    /// # Errors
    ///
    /// [`Problem::NoSite`] if something is missing. Leptos reads the hashes from beside the running program.
    pub fn in_folder(folder: &Path, hashed: bool) -> Result<Self, Problem> {
        if !folder.join("pkg").is_dir() {
            return Err(Problem::NoSite(format!("there is no site in {}", folder.display())));
        }
        let program = std::env::current_exe().ok();
        let hashes = program.as_deref().and_then(Path::parent).map(|beside| beside.join("hash.txt"));
        if hashed && !hashes.as_deref().is_some_and(Path::is_file) {
            let place = hashes.unwrap_or_default();
            return Err(Problem::NoSite(format!("there are no names of the site's files, {}", place.display())));
        }
        Ok(Self { folder: folder.to_owned(), hashed })
    }

    /// What Leptos is told about it.
    pub fn options(&self, address: std::net::SocketAddr) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name(NAME)
            .site_root(self.folder.to_string_lossy().as_ref())
            .site_pkg_dir("pkg")
            .site_addr(address)
            .hash_files(self.hashed)
            .env(Env::PROD)
            .build()
    }

    /// The file that a request asks for; `None` if there is none.
    pub fn file(&self, request: &Request) -> impl Future<Output = Option<Response>> + Send + use<> {
        let files = ServeDir::new(&self.folder).append_index_html_on_directories(false);
        let files = files.precompressed_br().precompressed_gzip();
        let never_changes = self.never_changes(request.uri().path());
        let mut wanted = http::Request::new(Body::empty());
        wanted.method_mut().clone_from(request.method());
        wanted.uri_mut().clone_from(request.uri());
        wanted.headers_mut().clone_from(request.headers());
        async move {
            let Ok(found) = files.oneshot(wanted).await;
            if found.status() == StatusCode::NOT_FOUND {
                return None;
            }
            let mut response = found.into_response();
            let keep = if never_changes { "public, max-age=31536000, immutable" } else { "no-cache" };
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
            Some(response)
        }
    }

    /// Whether a name bears the hash of its content: `comptoir.0b1c2d.js`.
    fn never_changes(&self, path: &str) -> bool {
        let Some(name) = path.strip_prefix("/pkg/") else { return false };
        self.hashed && name.rsplit('/').next().is_some_and(|name| name.split('.').count() >= 3)
    }
}
