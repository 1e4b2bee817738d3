//! The export of a list, as a browser asks for it.

use std::io::Cursor;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use backend::caller::Staff;
use backend::service::history::{PastCampaign, PastMessage, add_past};
use backend::service::{account, credits, pharmacies, templates};
use calamine::{Data, Reader, Xlsx};
use domain::history::State;
use domain::message::{Reason, Status};
use domain::phone::PhoneNumber;
use domain::staff::{Permissions, Role};
use futures::StreamExt;
use http::{Request, StatusCode};
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};

use crate::support::{EMAIL, PASSWORD, Served, header, text};

const CSV: &str = "/export/communications.csv";
const XLSX: &str = "/export/communications.xlsx";
/// 2026-11-24, 09:42 in Casablanca.
const AT: i64 = 1_795_513_320_000;

async fn staff(served: &Served, email: &str) -> Staff {
    let token = account::sign_in(&served.backend, email, &SecretString::from(PASSWORD), "").await.unwrap();
    account::caller(&served.backend, &token).await.unwrap().unwrap()
}

async fn cookie(served: &Served, email: &str) -> String {
    let token = account::sign_in(&served.backend, email, &SecretString::from(PASSWORD), "").await.unwrap();
    format!("comptoir_session={}", token.expose_secret())
}

/// Messages of the past, oldest first: text, recipient, status.
async fn past(served: &Served, staff: &Staff, messages: &[(String, String, Status)]) {
    credits::grant(&served.backend, staff.pharmacy, 20_000, "test").await.unwrap();
    let template = templates::list(&served.backend, staff).await.unwrap().remove(0).template;
    let message = |(n, (content, recipient, status)): (usize, &(String, String, Status))| PastMessage {
        client: None,
        phone: PhoneNumber::try_from(format!("+2126120{n:05}")).unwrap(),
        recipient: recipient.clone(),
        content: content.clone(),
        status: *status,
        reason: (*status == Status::Failed).then_some(Reason::UnknownNumber),
        handed_over: 1_000,
        ended: 2_000,
    };
    let messages = messages.iter().enumerate().map(message).collect();
    let campaign = PastCampaign { staff: staff.id, template, created_at: AT, messages };
    add_past(&served.backend, staff.pharmacy, vec![campaign]).await.unwrap();
}

fn alike(n: usize) -> Vec<(String, String, Status)> {
    (0..n).map(|n| (format!("Bonjour client {n}"), format!("Client {n}"), Status::Delivered)).collect()
}

fn one(content: &str, recipient: &str, status: Status) -> (String, String, Status) {
    (content.to_owned(), recipient.to_owned(), status)
}

async fn get(served: &Served, path: &str, cookie: &str) -> Response {
    let request = Request::get(path).header("cookie", cookie).header("accept", "text/html");
    served.ask(request.body(Body::empty()).unwrap()).await
}

/// The records of a CSV file, its head first.
fn records(file: &str) -> Vec<Vec<String>> {
    let file = file.strip_prefix('\u{FEFF}').expect("no byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(file.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

const ODD: &str = "Bonjour \"Amina\" ; à bientôt\r\nPharmacie l’Été";
const ARABIC: &str = "السلام عليكم، رصيدك 120,50 درهم";

async fn with_odd_texts() -> (Served, Staff) {
    let served = Served::start().await;
    let staff = staff(&served, EMAIL).await;
    let messages = [
        one(ODD, "Amina El Idrissi", Status::Delivered),
        one("=HYPERLINK(\"http://evil.example\")", "+Karim", Status::Failed),
        one(ARABIC, "أمينة", Status::Delivered),
    ];
    past(&served, &staff, &messages).await;
    (served, staff)
}

#[tokio::test]
async fn csv_is_what_a_french_spreadsheet_opens() {
    let (served, _) = with_odd_texts().await;
    let response = get(&served, CSV, &served.cookie().await).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(header(&response, "cache-control"), "no-store");
    let name = header(&response, "content-disposition");
    assert!(name.starts_with("attachment; filename=\"communications-20") && name.ends_with(".csv\""), "{name}");
    let file = text(response).await;
    assert!(
        file.starts_with("\u{FEFF}Date de création;Gestionnaire;Type;Statut;Motif;Contenu;Destinataire;Téléphone;")
    );
    assert!(file.contains("Bonjour \"\"Amina\"\" ; à bientôt\r\n") && file.ends_with("\r\n"), "{file}");
    let [head, arabic, formula, odd] = &records(&file)[..] else { panic!("{file}") };
    assert_eq!((head.len(), &odd[5]), (11, &ODD.to_owned()));
    assert_eq!(odd[..5], ["2026-11-24 09:42", "Salma Bennani", "SMS", "Livré", ""]);
    assert_eq!((odd[6].as_str(), odd[7].as_str(), odd[10].as_str()), ("Amina El Idrissi", "06 12 00 00 00", "1"));
    assert_eq!(formula[5], "'=HYPERLINK(\"http://evil.example\")");
    assert_eq!((formula[3].as_str(), formula[6].as_str()), ("Échec", "'+Karim"));
    assert!(!formula[4].is_empty() && !formula[8].is_empty() && !formula[9].is_empty(), "{formula:?}");
    assert_eq!((arabic[5].as_str(), arabic[6].as_str()), (ARABIC, "أمينة"));
}

#[tokio::test]
async fn a_workbook_can_be_read_again() {
    let (served, _) = with_odd_texts().await;
    let response = get(&served, XLSX, &served.cookie().await).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(header(&response, "content-disposition").ends_with(".xlsx\""));
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = workbook.worksheet_range("Communications").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0][0], Data::String("Date de création".into()));
    let Data::DateTime(moment) = &rows[3][0] else { panic!("{:?}", rows[3][0]) };
    // 2026-11-24 is day 46350 of spreadsheets.
    assert!((moment.as_f64() - (46_350.0 + (9.0 * 60.0 + 42.0) / 1_440.0)).abs() < 1e-6, "{moment:?}");
    assert_eq!(rows[3][5].to_string().replace("\r\n", "\n"), ODD.replace("\r\n", "\n"));
    assert_eq!(rows[3][7], Data::String("06 12 00 00 00".into()));
    assert_eq!(rows[2][5], Data::String("=HYPERLINK(\"http://evil.example\")".into()), "words, not a formula");
    assert_eq!((&rows[1][5], &rows[1][10]), (&Data::String(ARABIC.into()), &Data::Float(1.0)));
}

#[rstest]
#[case(CSV)]
#[case(XLSX)]
#[tokio::test]
async fn nothing_is_compressed_on_its_way(#[case] path: &str) {
    let (served, _) = with_odd_texts().await;
    let request = Request::get(path).header("cookie", served.cookie().await).header("accept-encoding", "br, gzip");
    let response = served.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(header(&response, "content-encoding"), "", "a compressor would hold lines back");
}

#[tokio::test]
async fn it_is_the_list_that_was_asked_for_in_the_words_of_who_asks() {
    let (served, _) = with_odd_texts().await;
    let cookie = served.cookie().await;
    let failed = records(&text(get(&served, &format!("{CSV}?statut=echec"), &cookie).await).await);
    assert_eq!((failed.len(), failed[1][3].as_str()), (2, "Échec"));
    let found = records(&text(get(&served, &format!("{CSV}?q=bientot&suivi="), &cookie).await).await);
    assert_eq!((found.len(), found[1][6].as_str()), (2, "Amina El Idrissi"));
    let oldest = records(&text(get(&served, &format!("{CSV}?tri=date"), &cookie).await).await);
    assert_eq!(oldest[1][6], "Amina El Idrissi");
    let none = records(&text(get(&served, &format!("{CSV}?au=2020-01-01"), &cookie).await).await);
    assert_eq!(none.len(), 1, "a head, and nothing under it");
}

#[rstest]
#[case(CSV)]
#[case(XLSX)]
#[tokio::test]
async fn only_who_may_read_gets_it_and_only_of_the_own_pharmacy(#[case] path: &str) {
    let (served, _) = with_odd_texts().await;
    let signed_out = served.get(&format!("{path}?q=a")).await;
    assert_eq!(signed_out.status(), StatusCode::SEE_OTHER);
    assert!(header(&signed_out, "location").starts_with("/connexion?suite=/export/"));

    let password = SecretString::from(PASSWORD);
    let nobody = pharmacies::add_staff(
        &served.backend,
        served.pharmacy,
        "Nobody",
        "nobody@alamal.ma",
        Permissions::NONE,
        Some(&password),
    );
    nobody.await.unwrap();
    let denied = get(&served, path, &cookie(&served, "nobody@alamal.ma").await).await;
    assert_eq!(denied.status(), StatusCode::FORBIDDEN);
    assert!(text(denied).await.contains("Export refusé"));

    let new = pharmacies::NewPharmacy {
        name: "Pharmacie de la Gare".into(),
        phone: "05 22 00 00 00".into(),
        sender: "Gare".into(),
        demo: true,
    };
    let other = pharmacies::create(&served.backend, &new).await.unwrap();
    let permissions = Role::Titulaire.permissions();
    pharmacies::add_staff(&served.backend, other, "Omar", "omar@gare.ma", permissions, Some(&password)).await.unwrap();
    let theirs = get(&served, path, &cookie(&served, "omar@gare.ma").await).await;
    assert_eq!(theirs.status(), StatusCode::OK);
    let bytes = to_bytes(theirs.into_body(), usize::MAX).await.unwrap();
    if path == CSV {
        assert_eq!(records(std::str::from_utf8(&bytes).unwrap()).len(), 1);
    } else {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        assert_eq!(workbook.worksheet_range("Communications").unwrap().rows().count(), 1);
    }
}

#[rstest]
#[case("du=2026-02-30")]
#[case("du=2026-02-02&au=2026-02-01")]
#[case("au=demain")]
#[tokio::test]
async fn a_period_that_does_not_exist_is_said(#[case] query: &str) {
    let served = Served::start().await;
    let cookie = served.cookie().await;
    for path in [CSV, XLSX] {
        let response = get(&served, &format!("{path}?{query}"), &cookie).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = text(response).await;
        assert!(page.contains("Cette période ne peut pas être lue") && page.contains("Rien n’a été exporté"), "{page}");
    }
}

#[tokio::test]
async fn a_large_one_comes_piece_by_piece_and_is_followed() {
    const LINES: usize = 6_000;
    let served = Served::start().await;
    let staff = staff(&served, EMAIL).await;
    past(&served, &staff, &alike(LINES)).await;
    let cookie = served.cookie().await;
    let progress = |name: &str| served.backend.exports().progress(staff.id, name);

    let mut pieces = get(&served, &format!("{CSV}?suivi=a1"), &cookie).await.into_body().into_data_stream();
    let (mut longest, mut file, mut n) = (0, vec![], 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.unwrap();
        longest = longest.max(piece.len());
        file.extend_from_slice(&piece);
        n += 1;
        if n == 2 {
            let begun = progress("a1").unwrap();
            assert!(begun.ready > 0 && begun.ready < 6_000 && begun.state == State::UnderWay, "{begun:?}");
            assert_eq!(begun.total, 6_000);
        }
    }
    assert!(n > 4 && longest < file.len() / 4, "{n} pieces, the longest {longest} of {}", file.len());
    assert_eq!(records(std::str::from_utf8(&file).unwrap()).len(), LINES + 1);
    assert_eq!(progress("a1").map(|progress| (progress.ready, progress.state)), Some((6_000, State::Done)));

    // A browser that goes away.
    let mut pieces = get(&served, &format!("{CSV}?suivi=b2"), &cookie).await.into_body().into_data_stream();
    pieces.next().await.unwrap().unwrap();
    drop(pieces);
    assert_eq!(progress("b2").map(|progress| progress.state), Some(State::Broken));

    let response = get(&served, &format!("{XLSX}?suivi=c3"), &cookie).await;
    assert_eq!(progress("c3").map(|progress| (progress.ready, progress.state)), Some((6_000, State::Done)));
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(workbook.worksheet_range("Communications").unwrap().rows().count(), LINES + 1);

    // A name that is none follows nothing.
    let long = "x".repeat(33);
    for name in ["a%20b", "%C3%A9", long.as_str()] {
        assert_eq!(get(&served, &format!("{CSV}?suivi={name}"), &cookie).await.status(), StatusCode::OK);
        assert_eq!(progress(name), None);
    }
}

#[tokio::test]
async fn the_end_of_the_server_ends_it() {
    let served = Served::start().await;
    let staff = staff(&served, EMAIL).await;
    past(&served, &staff, &alike(3_000)).await;
    let mut pieces = get(&served, CSV, &served.cookie().await).await.into_body().into_data_stream();
    pieces.next().await.unwrap().unwrap();
    served.stopping.cancel();
    assert!(pieces.next().await.unwrap().is_err(), "half a file is not taken for a whole one");
    assert!(pieces.next().await.is_none());
}
