//! E-mail of the program as an operator sets it up.

#[path = "../../../app/backend/tests/common/smtp.rs"]
pub mod smtp;

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use self::smtp::{Received, Smtp};
use crate::program::{assert_one_line_says, comptoir, create_pharmacy, run};
use crate::support::site_in;

const SERVE: [&str; 6] = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names"];

#[test]
fn e_mail_by_half_is_none() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    let half = ["--smtp-address", "smtp.example:587", "--smtp-password", "mot-secret-1"];
    let half = run(folder.path(), &[&SERVE[..], &half].concat());
    assert_one_line_says(&half, &["e-mail", "COMPTOIR_MAIL_FROM is missing", "COMPTOIR_SMTP_USER is missing"]);
    assert!(!half.2.contains("mot-secret"), "{}", half.2);
    let demo = ["--smtp-address", "smtp.example:587", "--mail-from", "a@port.ma", "--demo"];
    let demo = run(folder.path(), &[&SERVE[..], &demo].concat());
    assert_one_line_says(&demo, &["COMPTOIR_SMTP_ADDRESS", "COMPTOIR_DEMO", "never sends for real"]);
    assert!(!folder.path().join("comptoir.db").exists(), "nothing was made");
}

fn start(folder: &Path, smtp: &Smtp, log: &str) -> Child {
    program(folder, &format!("127.0.0.1:{}", smtp.port), "none", log).spawn().unwrap()
}

/// The server with e-mail by that way, which says what it does in a file.
pub fn program(folder: &Path, address: &str, security: &str, log: &str) -> Command {
    let mail = ["--smtp-address", address, "--smtp-security", security, "--mail-from", "Comptoir <comptoir@port.ma>"];
    let user = ["--smtp-user", "comptoir", "--smtp-password", "mot-secret-1", "--log", "debug"];
    let mut server = comptoir(folder, &[&SERVE[..], &mail, &user].concat());
    server.stdout(Stdio::null()).stderr(File::create(folder.join(log)).unwrap());
    server
}

/// The database, with a letter that is due.
pub async fn with_a_letter(folder: &Path) -> SqliteConnection {
    site_in(folder);
    create_pharmacy(folder);
    let options = SqliteConnectOptions::new().filename(folder.join("comptoir.db"));
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let low = "INSERT INTO mail (kind, pharmacy_id, staff_id, created_at, due_at)
               SELECT 3, pharmacy_id, id, unixepoch() * 1000, 0 FROM staff";
    sqlx::query(low).execute(&mut conn).await.unwrap();
    conn
}

pub async fn soon<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..1_000 {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not in time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_outlives_the_process_that_was_killed_while_it_sent_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = with_a_letter(folder.path()).await;
    let smtp = Smtp::start().await;

    // The whole letter is there, and the answer never comes.
    smtp.answer(".", "wait");
    let mut first = start(folder.path(), &smtp, "first.txt");
    soon(|| smtp.is_waiting().then_some(())).await;
    first.kill().unwrap();
    first.wait().unwrap();
    let tries: i64 = sqlx::query_scalar("SELECT tries FROM mail").fetch_one(&mut conn).await.unwrap();
    assert_eq!(tries, 1, "it waits, and the try is counted");
    sqlx::query("UPDATE mail SET due_at = 0").execute(&mut conn).await.unwrap();

    let mut second = start(folder.path(), &smtp, "second.txt");
    let letter: Received = soon(|| smtp.letters().pop()).await;
    assert_eq!(
        (letter.to.as_slice(), letter.from.as_str()),
        (["salma@port.ma".to_owned()].as_slice(), "comptoir@port.ma")
    );
    assert_eq!(letter.header("Subject").unwrap(), "Solde SMS épuisé");
    assert!(letter.text().contains("Pharmacie du Port"), "{}", letter.text());
    let id = second.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(second.wait().unwrap().code(), Some(0));
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM mail").fetch_one(&mut conn).await.unwrap();
    assert_eq!(left, 0);
    for log in ["first.txt", "second.txt"] {
        let log = std::fs::read_to_string(folder.path().join(log)).unwrap();
        for personal in ["port.ma", "Bennani", "mot-secret", "Pharmacie du Port"] {
            assert!(!log.contains(personal), "{personal} in the log: {log}");
        }
    }
}
