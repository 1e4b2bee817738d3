use axum::body::Body;
use http::{Request, StatusCode};

use crate::support::{Served, header};

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_sign_in_and_back() {
    let served = Served::start().await;
    for (path, to) in [
        ("/", "/connexion"),
        ("/clients?q=amina&page=2", "/connexion?suite=/clients%3Fq%3Damina%26page%3D2"),
        ("/communications/nouvelle", "/connexion?suite=/communications/nouvelle"),
        ("/nulle-part", "/connexion?suite=/nulle-part"),
    ] {
        let response = served.get(path).await;
        assert_eq!((response.status(), header(&response, "location")), (StatusCode::SEE_OTHER, to), "{path}");
    }
}

#[tokio::test]
async fn what_signing_in_needs_is_open() {
    let served = Served::start().await;
    for path in ["/connexion", "/favicon.svg", "/pkg/comptoir.css", "/health"] {
        assert_eq!(served.get(path).await.status(), StatusCode::OK, "{path}");
    }
    assert_eq!(served.get("/pkg/comptoir.js").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(served.get("/live").await.status(), StatusCode::NO_CONTENT, "an EventSource then stays away");
    assert_eq!(served.get("/reload.js").await.status(), StatusCode::SEE_OTHER, "only for development");
}

#[tokio::test]
async fn a_session_opens_pages_until_it_ends() {
    let served = Served::start().await;
    assert_eq!(served.get_signed_in("/").await.status(), StatusCode::OK);
    assert_eq!(served.get_signed_in("/nulle-part").await.status(), StatusCode::NOT_FOUND);
    let forged = Request::get("/").header("cookie", "comptoir_session=forged").body(Body::empty()).unwrap();
    assert_eq!(served.ask(forged).await.status(), StatusCode::SEE_OTHER);
}
