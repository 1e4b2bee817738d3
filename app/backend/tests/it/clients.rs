//! The list of clients, and every rule of the import (the specification, section 8, "Import").

use backend::error::Error;
use backend::service::clients::{self, ImportFault, ImportReport, LineFault, Order};
use domain::client::{Blocked, Filter, Lines};
use domain::form::{Fault, Field, FieldErrors};
use domain::money::{Money, MoneyError};
use domain::phone::Unusable;
use domain::staff::{Permissions, Role};
use rstest::rstest;

use crate::world::World;

const HEADER: &str = "Référence;Nom;Prénom;Téléphone;Solde\n";

const FAMILY: &str = "Référence;Nom;Prénom;Téléphone;Solde
1;El Idrissi;Amina;06 12 34 56 78;1 250,50
2;El Idrissi;Karim;+212612345678;80
3;Benjelloun;Élodie;0712000001;-20,00 DH
4;Tazi;Omar;05 22 48 17 60;300
5;بناني;سلمى;٠٦٩٨٧٦٥٤٣٢;0
6;Zouaoui;;;45,5
";

async fn import(world: &World, file: &str) -> ImportReport {
    clients::import(&world.backend, world.pharmacy, file.as_bytes()).await.unwrap()
}

async fn list(world: &World, search: &str, owes: Option<i64>, order: Order) -> Lines {
    let staff = world.sign_in("lecture@amal.ma").await;
    let filter =
        Filter { search: search.to_owned(), owes_at_least: owes.map(Money::from_centimes), ..Filter::default() };
    clients::list(&world.backend, &staff, &filter, order, 100).await.unwrap()
}

async fn world() -> World {
    let world = World::new().await;
    world.add_staff("lecture@amal.ma", Role::Assistant.permissions()).await;
    world
}

fn names(lines: &Lines) -> Vec<String> {
    lines.lines.iter().map(domain::client::Line::name).collect()
}

/// All that is stored of the clients, but when.
async fn stored(world: &World) -> Vec<(Option<String>, String, String, Option<String>, String, i64, i64)> {
    let query =
        "SELECT reference, first_name, last_name, phone, phone_typed, balance, updated_at FROM client ORDER BY id";
    sqlx::query_as(query).fetch_all(&world.database().await).await.unwrap()
}

#[tokio::test]
async fn a_file_is_imported_and_again_changes_nothing() {
    let world = world().await;
    let report = import(&world, FAMILY).await;
    let expected = ImportReport {
        added: 6,
        unusable: vec![(Unusable::Missing, 1), (Unusable::Fixed, 1)],
        shared: 2,
        ..ImportReport::default()
    };
    assert_eq!(report, expected);
    let before = stored(&world).await;
    world.clock.advance(1_000);
    let again = import(&world, FAMILY).await;
    assert_eq!(again, ImportReport { added: 0, unchanged: 6, ..expected });
    assert_eq!(stored(&world).await, before);
    assert_eq!(world.scalar("SELECT count(*) FROM audit WHERE action = 'clients.imported'").await, 1);
}

#[tokio::test]
async fn the_list_shows_who_can_be_reached() {
    let world = world().await;
    import(&world, FAMILY).await;
    world.execute("INSERT INTO opt_out SELECT 1, '+212712000001', 1, NULL, 'comptoir'").await.unwrap();
    let all = list(&world, "", None, Order::Name).await;
    assert_eq!((all.total, all.reachable), (6, 2), "one number of two people, and one more");
    assert_eq!(
        names(&all),
        ["Amina El Idrissi", "Élodie Benjelloun", "Karim El Idrissi", "Omar Tazi", "Zouaoui", "سلمى بناني"]
    );
    let shown: Vec<_> = all.lines.iter().map(|line| (line.phone.as_str(), line.blocked.clone())).collect();
    assert_eq!(
        shown,
        [
            ("06 12 34 56 78", None),
            ("07 12 00 00 01", Some(Blocked::OptedOut)),
            ("06 12 34 56 78", None),
            ("05 22 48 17 60", Some(Blocked::Phone(Unusable::Fixed))),
            ("", Some(Blocked::Phone(Unusable::Missing))),
            ("06 98 76 54 32", None),
        ]
    );
    let owing = list(&world, "", Some(1), Order::Balance).await;
    assert_eq!(names(&owing), ["Amina El Idrissi", "Omar Tazi", "Karim El Idrissi", "Zouaoui"]);
    assert_eq!((owing.total, owing.reachable), (4, 1));
    assert_eq!(list(&world, "", Some(30_000), Order::Balance).await.total, 2);
}

#[rstest]
#[case("amina", &["Amina El Idrissi"])]
#[case("idr", &["Amina El Idrissi", "Karim El Idrissi"])]
#[case("drissi", &[])]
#[case("IDRISSI ka", &["Karim El Idrissi"])]
#[case("elodie", &["Élodie Benjelloun"])]
#[case("345", &["Amina El Idrissi", "Karim El Idrissi"])]
#[case("06 12 34", &["Amina El Idrissi", "Karim El Idrissi"])]
#[case("+212 6 12", &["Amina El Idrissi", "Karim El Idrissi"])]
#[case("00212 0712", &["Élodie Benjelloun"])]
#[case("amina 5678", &["Amina El Idrissi"])]
#[case("07", &["Élodie Benjelloun"])]
#[case("٠٦٩٨", &["سلمى بناني"])]
#[case("سلمي", &["سلمى بناني"])]
#[case("%", &["Amina El Idrissi", "Élodie Benjelloun", "Karim El Idrissi", "Omar Tazi", "Zouaoui", "سلمى بناني"])]
#[tokio::test]
async fn a_search_finds(#[case] search: &str, #[case] expected: &[&str]) {
    let world = world().await;
    import(&world, FAMILY).await;
    let found = list(&world, search, None, Order::Name).await;
    assert_eq!(names(&found), expected);
    assert_eq!(usize::try_from(found.total).unwrap(), expected.len());
}

#[tokio::test]
async fn a_list_is_for_who_may_and_for_one_pharmacy() {
    let world = world().await;
    import(&world, FAMILY).await;
    world.add_staff("rien@amal.ma", Permissions::NONE).await;
    let nobody = world.sign_in("rien@amal.ma").await;
    let denied = clients::list(&world.backend, &nobody, &Filter::default(), Order::Name, 10).await;
    assert!(matches!(denied, Err(Error::Denied)));
    let stranger = world.stranger().await;
    let theirs = clients::list(&world.backend, &stranger, &Filter::default(), Order::Name, 10).await.unwrap();
    assert_eq!(theirs, Lines::default());
    let staff = world.sign_in("lecture@amal.ma").await;
    let two = clients::list(&world.backend, &staff, &Filter::default(), Order::Name, 2).await.unwrap();
    assert_eq!((two.lines.len(), two.total), (2, 6));
    let filter = Filter { search: "x".repeat(201), ..Filter::default() };
    let long = clients::list(&world.backend, &staff, &filter, Order::Name, 2).await;
    let expected = FieldErrors::one(Field::Search, Fault::TooLong);
    assert!(matches!(long, Err(Error::Invalid(faults)) if faults == expected));
}

#[tokio::test]
async fn a_bad_row_is_a_named_error() {
    let world = world().await;
    import(&world, FAMILY).await;
    world.execute("UPDATE client SET phone = '0612345678' WHERE id = 1").await.unwrap();
    let staff = world.sign_in("lecture@amal.ma").await;
    let listed = clients::list(&world.backend, &staff, &Filter::default(), Order::Name, 10).await;
    assert!(matches!(listed, Err(Error::BadRow { table: "client", column: "phone", row: 1 })));
}

fn windows_1252(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[rstest]
#[case::utf_8(|text: &str| text.as_bytes().to_vec())]
#[case::utf_8_with_mark(|text: &str| (String::from("\u{FEFF}") + text).into_bytes())]
#[case::windows_1252(windows_1252)]
#[case::utf_16_le(|text: &str| utf_16(text, u16::to_le_bytes))]
#[case::utf_16_be(|text: &str| utf_16(text, u16::to_be_bytes))]
#[tokio::test]
async fn encodings_are_told_apart(#[case] encode: impl Fn(&str) -> Vec<u8>) {
    let world = world().await;
    let text = "Nom;Prénom;Téléphone;Solde\r\nBenjelloun;Élodie;0712000001;1\u{A0}250,50\r\n";
    let report = clients::import(&world.backend, world.pharmacy, &encode(text)).await.unwrap();
    assert_eq!(report, ImportReport { added: 1, ..ImportReport::default() });
    let all = list(&world, "", None, Order::Name).await;
    assert_eq!(
        (names(&all), all.lines[0].balance),
        (vec!["Élodie Benjelloun".to_owned()], Money::from_centimes(125_050))
    );
}

#[rstest]
#[case("nom,PRENOM,telephone\nTazi,Omar,0612345678\n")]
#[case("Nom\tPrénom\tTéléphone\nTazi\tOmar\t0612345678\n")]
#[case("TÉLÉPHONE; Nom ;Ville, quartier;prénom\n0612345678;Tazi;Rabat;Omar")]
#[case("\n\n\"Nom\";\"Prénom\";\"Téléphone\"\r\n\r\n;;\r\n \r\n\"Tazi\";\"Omar\";\"06 12 34 56 78\"\r\n;\r\n")]
#[case(";;\nNom;Prénom;Téléphone\nTazi;Omar;0612345678\n")]
#[case("Nom;Prénom;Téléphone\rTazi;Omar;0612345678\r")]
#[case("Nom;Prénom;Téléphone\nTazi;Omar;'0612345678\n")]
#[tokio::test]
async fn separators_line_ends_and_columns_vary(#[case] file: &str) {
    let world = world().await;
    let report = import(&world, file).await;
    assert_eq!(report, ImportReport { added: 1, ..ImportReport::default() });
    let all = list(&world, "", None, Order::Name).await;
    assert_eq!((names(&all), all.lines[0].phone.as_str()), (vec!["Omar Tazi".to_owned()], "06 12 34 56 78"));
}

#[rstest]
#[case::nothing("", &[(1, ImportFault::Empty)])]
#[case::blank("\r\n;;\r\n", &[(1, ImportFault::Empty)])]
#[case::only_a_header("Nom;Téléphone\n", &[(1, ImportFault::Empty)])]
#[case::no_phone_column("Nom;Solde\nTazi;1\n", &[(1, ImportFault::MissingColumn("Téléphone"))])]
#[case::no_name_column("Téléphone\n0612345678\n", &[(1, ImportFault::MissingColumn("Nom"))])]
#[case::not_a_table("bonjour", &[(1, ImportFault::MissingColumn("Téléphone")), (1, ImportFault::MissingColumn("Nom"))])]
#[case::doubled("Nom;NOM;Téléphone\nTazi;Tazi;0612345678\n", &[(1, ImportFault::DoubledColumn("Nom"))])]
#[case::total("Nom;Téléphone;Solde\nTazi;0612345678;1\n;;1 250,50\n", &[(3, ImportFault::NoName)])]
#[case::only_a_dash("Nom;Téléphone\n-;0612345678\n", &[(2, ImportFault::NoName)])]
#[case::fields("Nom;Téléphone\nTazi\nTazi;0612345678;x\n", &[(2, ImportFault::FieldCount), (3, ImportFault::FieldCount)])]
#[case::ambiguous("Nom;Téléphone;Solde\nTazi;0612345678;1.250\n", &[(2, ImportFault::Amount(MoneyError::Ambiguous))])]
#[case::unreadable("Nom;Téléphone;Solde\nTazi;0612345678;abc\n", &[(2, ImportFault::Amount(MoneyError::Unreadable))])]
#[case::large("Nom;Téléphone;Solde\nTazi;;1000000,01\n", &[(2, ImportFault::Amount(MoneyError::TooLarge))])]
#[case::decimals("Nom;Téléphone;Solde\nTazi;;1,234\n", &[(2, ImportFault::Amount(MoneyError::TooManyDecimals))])]
#[case::control("Nom;Téléphone\nTa\u{1}zi;0612345678\n", &[(2, ImportFault::ControlCharacter)])]
#[case::line_end_in_quotes("Nom;Téléphone\n\"Ta\nzi\";0612345678\nTazi\n", &[
    (2, ImportFault::ControlCharacter), (4, ImportFault::FieldCount),
])]
#[case::carriage_returns("Nom;Téléphone\rTazi;0612345678\r\rTazi\r", &[(4, ImportFault::FieldCount)])]
#[case::blank_lines("\n\nNom;Téléphone\n\n \n;\nTazi\n\n\nTazi\n", &[(7, ImportFault::FieldCount), (10, ImportFault::FieldCount)])]
#[case::windows_lines("Nom;Téléphone\r\nTazi;0612345678\r\n\r\nTazi\r\n", &[(4, ImportFault::FieldCount)])]
#[case::reference("Nom;Téléphone;Référence\nTazi;;7\nAlami;;8\nTahiri;;7\n", &[(4, ImportFault::DoubledReference)])]
#[case::several("Nom;Téléphone;Solde\nTa\u{1}zi;0612345678;x\n", &[
    (2, ImportFault::ControlCharacter), (2, ImportFault::Amount(MoneyError::Unreadable)),
])]
#[tokio::test]
async fn a_faulty_file_is_refused_as_a_whole(#[case] file: &str, #[case] expected: &[(u64, ImportFault)]) {
    let world = world().await;
    let report = import(&world, file).await;
    let faults: Vec<_> = report.faults.iter().map(|LineFault { line, fault }| (*line, fault.clone())).collect();
    assert_eq!(faults, expected);
    assert_eq!(world.scalar("SELECT count(*) FROM client").await, 0);
}

#[tokio::test]
async fn every_faulty_line_is_reported_and_no_good_one_written() {
    let world = world().await;
    let mut file = String::from(HEADER);
    for n in 0..300 {
        file += if n % 2 == 0 { "\n;Tazi;Omar;0612345678;10\n" } else { ";Tazi;Omar;0612345678;1.250\n" };
    }
    let report = import(&world, &file).await;
    assert_eq!((report.faults.len(), report.faults[0].line, report.faults[149].line), (150, 4, 451));
    assert_eq!(report, ImportReport { faults: report.faults.clone(), ..ImportReport::default() });
    assert_eq!(world.scalar("SELECT count(*) FROM client").await, 0);
}

#[rstest]
#[case("Nom", 80, true)]
#[case("Nom", 81, false)]
#[case("Référence", 64, true)]
#[case("Référence", 65, false)]
#[case("Téléphone", 41, false)]
#[tokio::test]
async fn a_field_has_a_bound(#[case] column: &str, #[case] length: usize, #[case] good: bool) {
    let world = world().await;
    let columns =
        if column == "Nom" { vec!["Nom", "Téléphone"] } else { vec!["Prénom", "Téléphone", "Référence"] };
    let value = |name: &&str| if *name == column { "é".repeat(length) } else { "x".to_owned() };
    let line: Vec<String> = columns.iter().map(value).collect();
    let report = import(&world, &(columns.join(";") + "\n" + &line.join(";") + "\n")).await;
    assert_eq!((report.faults.is_empty(), report.added), (good, u32::from(good)));
    assert!(report.faults.iter().all(|fault| fault.fault == ImportFault::TooLong));
}

#[tokio::test]
async fn a_phone_never_refuses_a_line() {
    let world = world().await;
    let file =
        "Nom;Téléphone\nA;612345678\nB;0522123456\nC;0592123456\nD;0801001234\nE;+33612345678\nF;\nG;abc\nH;12\n";
    let report = import(&world, file).await;
    let unusable = vec![
        (Unusable::Missing, 1),
        (Unusable::Unreadable, 2),
        (Unusable::Foreign, 1),
        (Unusable::Fixed, 2),
        (Unusable::Special, 1),
    ];
    assert_eq!(report, ImportReport { added: 8, repaired: 1, unusable, ..ImportReport::default() });
    assert_eq!(list(&world, "", None, Order::Name).await.lines[0].phone, "06 12 34 56 78");
}

#[tokio::test]
async fn what_is_missing_leaves_what_is_known() {
    let world = world().await;
    import(&world, FAMILY).await;
    let before = stored(&world).await;
    let report = import(&world, "Référence;Nom;Téléphone;Solde\n1;El Idrissi;;\n4;Tazi;0661000000;\n9;Neuf;;\n").await;
    assert_eq!((report.added, report.changed, report.unchanged), (1, 1, 1));
    assert_eq!(report.unusable, [(Unusable::Missing, 1)], "a known number is still known");
    let after = stored(&world).await;
    assert_eq!(after[0], before[0]);
    assert_eq!((after[3].1.as_str(), after[3].3.as_deref(), after[3].5), ("Omar", Some("+212661000000"), 30_000));
    assert_eq!((after[6].2.as_str(), after[6].5), ("Neuf", 0));
}

#[tokio::test]
async fn a_reference_decides_then_phone_and_name() {
    let world = world().await;
    import(&world, "Nom;Prénom;Téléphone;Solde\nTazi;Omar;0612345678;10\nTazi;Salma;0612345678;20\n").await;
    let report = import(
        &world,
        "Référence;Nom;Prénom;Téléphone;Solde
A1;TAZI;omar;+212 6 12 34 56 78;11
B2;Tazi;Omar;0612345678;99
;Tazi;Salma;0612345678;21
A3;Alami;Salma;0661000000;5
",
    )
    .await;
    assert_eq!((report.added, report.changed, report.shared), (2, 2, 3));
    let known: Vec<_> = stored(&world).await.into_iter().map(|row| (row.0, row.1 + " " + &row.2, row.5)).collect();
    let row = |reference: Option<&str>, name: &str, balance| (reference.map(str::to_owned), name.to_owned(), balance);
    assert_eq!(
        known,
        [
            row(Some("A1"), "omar TAZI", 1_100),
            row(None, "Salma Tazi", 2_100),
            row(Some("B2"), "Omar Tazi", 9_900),
            row(Some("A3"), "Salma Alami", 500),
        ]
    );
    let renamed = import(&world, "Référence;Nom;Prénom;Téléphone\nA3;Bennani;Salma;0661000001\n").await;
    assert_eq!((renamed.added, renamed.changed), (0, 1));
    assert_eq!(names(&list(&world, "bennani 0661000001", None, Order::Name).await), ["Salma Bennani"]);
}

#[tokio::test]
async fn a_client_twice_in_a_file_is_one_and_the_last_line_holds() {
    let world = world().await;
    let file = "Nom;Téléphone;Solde\nTazi;0612345678;10\ntazi;06 12 34 56 78;15\nAlami;;1\nAlami;;2\n";
    assert_eq!(import(&world, file).await.added, 2);
    let before = stored(&world).await;
    assert_eq!(before.iter().map(|row| row.5).collect::<Vec<_>>(), [1_500, 200]);
    assert_eq!(import(&world, file).await.unchanged, 2);
    assert_eq!(stored(&world).await, before);
}

#[tokio::test]
async fn a_pharmacy_s_file_is_its_own() {
    let world = world().await;
    let stranger = world.stranger().await;
    import(&world, FAMILY).await;
    let report = clients::import(&world.backend, stranger.pharmacy, FAMILY.as_bytes()).await.unwrap();
    assert_eq!(report.added, 6);
    assert_eq!(list(&world, "", None, Order::Name).await.total, 6);
}

#[tokio::test]
async fn ten_thousand_clients_go_in_one_batch() {
    let world = world().await;
    let line = |n| format!("{n};Nom{n};Prénom{n};06{:08};{},50\n", 10_000_000 + n, n % 500);
    let file: String = std::iter::once(HEADER.to_owned()).chain((0..10_000).map(line)).collect();
    assert_eq!(import(&world, &file).await.added, 10_000);
    assert_eq!(import(&world, &file).await.unchanged, 10_000);
    let all = list(&world, "nom12 ", None, Order::Balance).await;
    assert_eq!((all.lines.len(), all.total, all.reachable), (100, 111, 111));
}
