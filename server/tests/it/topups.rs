//! Proofs of transfer, the export of the ledger, and the pages of the sales service, as browsers ask for them.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use backend::caller::{Salesperson, Staff};
use backend::service::sales::{self, PackDraft, people};
use backend::service::topups::{self, Caller, Deed};
use backend::service::{account, credits};
use domain::id::TopUpRef;
use domain::money::Money;
use domain::pack::BankDetails;
use domain::sales::{SalesPermission, SalesPermissions};
use domain::topup::{Act, State};
use http::{Request, StatusCode};
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};

use crate::support::{EMAIL, HOST, PASSWORD, Served, header, text};

const SALES: &str = "nadia@ventes.ma";
const BOUNDARY: &str = "----limit";
const LARGE: &[u8] = &[b'%'; 6 * 1024 * 1024];

/// A request whose pro-forma is issued, and the cookie of somebody of the sales service.
pub async fn issued(served: &Served) -> (Staff, Salesperson, TopUpRef, String) {
    let token = account::sign_in(&served.backend, EMAIL, &SecretString::from(PASSWORD), "").await.unwrap();
    let staff = account::caller(&served.backend, &token).await.unwrap().unwrap();
    let permissions = SalesPermissions::of(&SalesPermission::ALL);
    people::add(&served.backend, "Nadia Cherkaoui", SALES, permissions).await.unwrap();
    let link = account::make_password_link(&served.backend, SALES).await.unwrap();
    account::set_password(&served.backend, &link, &SecretString::from(PASSWORD)).await.unwrap();
    let token = account::sign_in(&served.backend, SALES, &SecretString::from(PASSWORD), "").await.unwrap();
    let person = people::caller(&served.backend, &token).await.unwrap().unwrap();
    let bank = BankDetails {
        holder: "Comptoir".into(),
        address: "Casablanca".into(),
        tax_id: String::new(),
        bank: "Banque".into(),
        rib: "011780000012345678901296".into(),
    };
    sales::save_bank(&served.backend, &person, &bank).await.unwrap();
    let pack = PackDraft { pack: None, name: "Pack", credits: 10, price: Money::from_centimes(500) };
    sales::save_pack(&served.backend, &person, pack).await.unwrap();
    let topup = topups::request(&served.backend, &staff, "").await.unwrap();
    let pack = topups::packs(&served.backend, &staff).await.unwrap().remove(0);
    let choose = Deed { act: Act::Choose, note: "", pack: Some((&pack.pack, pack.version)) };
    topups::act(&served.backend, Caller::Staff(&staff), &topup, choose).await.unwrap();
    let issue = Deed { act: Act::Issue, note: "", pack: None };
    topups::act(&served.backend, Caller::Sales(&person), &topup, issue).await.unwrap();
    (staff, person, topup, format!("comptoir_session={}", token.expose_secret()))
}

fn form(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = vec![];
    for (name, file, content) in parts {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(served: &Served, topup: &str, cookie: &str, body: Vec<u8>) -> Response {
    let request = Request::post(format!("/recharges/{topup}/preuve"))
        .header("cookie", cookie)
        .header("accept", "text/html")
        .header("host", HOST)
        .header("origin", format!("http://{HOST}"))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    served.ask(request.body(Body::from(body)).unwrap()).await
}

pub async fn get(served: &Served, path: &str, cookie: &str) -> Response {
    let request = Request::get(path).header("cookie", cookie).header("accept", "text/html");
    served.ask(request.body(Body::empty()).unwrap()).await
}

#[rstest]
#[case(&[("preuve", "avis.pdf", b"%PDF-1.7 x".as_slice())], "recue")]
#[case(&[("preuve", "", b"".as_slice()), ("photo", "photo.jpg", b"\xFF\xD8\xFF\xE0 x".as_slice())], "recue")]
#[case(&[("preuve", "avis.pdf", b"".as_slice())], "vide")]
#[case(&[("autre", "avis.pdf", b"%PDF-1.7".as_slice())], "vide")]
#[case(&[("preuve", "avis.pdf", b"PK\x03\x04 a bomb".as_slice())], "autre")]
#[case(&[("preuve", "avis.png", b"<svg><script>alert(1)</script></svg>".as_slice())], "autre")]
#[case(&[("preuve", "avis.pdf", LARGE)], "trop-grande")]
#[tokio::test]
async fn a_proof_is_taken_or_it_is_said_why_not(#[case] parts: &[(&str, &str, &[u8])], #[case] said: &str) {
    let served = Served::start().await;
    let (staff, _, topup, _) = issued(&served).await;
    let answer = send(&served, topup.as_str(), &served.cookie().await, form(parts)).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&answer, "location"), format!("/parametres/solde/recharges/{topup}?preuve={said}"));
    let sheet = topups::sheet(&served.backend, Caller::Staff(&staff), &topup).await.unwrap();
    assert_eq!(sheet.topup.state, if said == "recue" { State::Declared } else { State::Issued });
}

#[tokio::test]
async fn a_proof_far_too_large_from_elsewhere_or_of_nobody_is_refused() {
    let served = Served::start().await;
    let (_, _, topup, sales) = issued(&served).await;
    let good = || form(&[("preuve", "a.pdf", b"%PDF-1.7")]);
    let large = send(&served, topup.as_str(), &served.cookie().await, vec![b'a'; 12 * 1024 * 1024]).await;
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(&served, topup.as_str(), "", good()).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(send(&served, topup.as_str(), &sales, good()).await.status(), StatusCode::FORBIDDEN);
    for unknown in ["rch_000000000000", "rch_x", "cmp_000000000000"] {
        let answer = send(&served, unknown, &served.cookie().await, good()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{unknown}");
    }
    let half = send(&served, topup.as_str(), &served.cookie().await, b"no form at all".to_vec()).await;
    assert_eq!(half.status(), StatusCode::NOT_FOUND);
    let request = Request::post(format!("/recharges/{topup}/preuve"))
        .header("cookie", served.cookie().await)
        .header("host", HOST)
        .header("origin", "https://evil.example")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    assert_eq!(served.ask(request.body(Body::from(good())).unwrap()).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_proof_is_given_back_as_a_file_that_runs_nothing() {
    let served = Served::start().await;
    let (_, _, topup, sales) = issued(&served).await;
    send(&served, topup.as_str(), &served.cookie().await, form(&[("preuve", "x.html", b"%PDF-1.7 x")])).await;
    let path = format!("/recharges/{topup}/preuve/1");
    for cookie in [served.cookie().await, sales] {
        let answer = get(&served, &path, &cookie).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(header(&answer, "content-type"), "application/pdf");
        assert!(header(&answer, "content-disposition").starts_with("attachment; filename=\"preuve-RC-"));
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(header(&answer, "cache-control"), "no-store");
        assert_eq!(to_bytes(answer.into_body(), 100).await.unwrap().as_ref(), b"%PDF-1.7 x");
    }
    assert_eq!(get(&served, &path, "").await.status(), StatusCode::SEE_OTHER, "signing in comes first");
    let other = get(&served, &format!("/recharges/{topup}/preuve/2"), &served.cookie().await).await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_ledger_is_a_file_for_its_pharmacy() {
    let served = Served::start().await;
    let (_, _, _, sales) = issued(&served).await;
    for n in 0..1_201 {
        credits::grant(&served.backend, served.pharmacy, 1 + n % 2, "=1+1").await.unwrap();
    }
    let answer = get(&served, "/export/solde.csv?type=recharges", &served.cookie().await).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(header(&answer, "content-disposition").starts_with("attachment; filename=\"solde-20"));
    let file = text(answer).await;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 1_202);
    assert!(lines[0].starts_with("\u{FEFF}N°;Date;Par;Motif;"), "{}", lines[0]);
    assert!(lines[1].starts_with("1201;") && lines[1].ends_with(";'=1+1"), "{}", lines[1]);
    assert_eq!(
        text(get(&served, "/export/solde.csv?type=consommes", &served.cookie().await).await).await.lines().count(),
        1
    );
    let wrong = get(&served, "/export/solde.csv?du=2026-13-45", &served.cookie().await).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&served, "/export/solde.csv", &sales).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(get(&served, "/export/solde.csv", "").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn each_side_has_its_pages() {
    let served = Served::start().await;
    let (_, _, topup, sales) = issued(&served).await;
    let own = served.cookie().await;
    for path in ["/", "/clients", "/parametres/solde", "/campagnes/cmp_000000000000"] {
        let answer = get(&served, path, &sales).await;
        assert_eq!((answer.status(), header(&answer, "location")), (StatusCode::SEE_OTHER, "/commercial"), "{path}");
    }
    for path in ["/commercial", "/commercial/packs", &format!("/commercial/demandes/{topup}")] {
        assert_eq!(get(&served, path, &sales).await.status(), StatusCode::OK, "{path}");
        assert_eq!(get(&served, path, &own).await.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(get(&served, path, "").await.status(), StatusCode::SEE_OTHER, "{path}");
    }
    let unknown = get(&served, "/commercial/demandes/rch_000000000000", &sales).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let page = text(get(&served, &format!("/parametres/solde/recharges/{topup}"), &own).await).await;
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("CPT "));
}
