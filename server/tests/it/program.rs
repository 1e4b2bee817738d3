use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::support::site_in;

pub fn comptoir(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_comptoir"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COMPTOIR_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("COMPTOIR_LOG", "warn").args(args);
    command
}

pub fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = comptoir(folder, args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

pub fn create_pharmacy(folder: &Path) -> String {
    let args =
        ["create-pharmacy", "--name", "Pharmacie du Port", "--phone", "05 22 00 00 00", "--sender", "PharmaPort"];
    let (code, stdout, stderr) =
        run(folder, &[&args[..], &["--email", "Salma@Port.ma", "--person-name", "Salma Bennani"]].concat());
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    stdout
}

#[track_caller]
pub fn assert_one_line_says(result: &(Option<i32>, String, String), words: &[&str]) {
    let (code, stdout, stderr) = result;
    assert_eq!((*code, stdout.as_str()), (Some(1), ""), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(words.iter().all(|word| stderr.contains(word)), "{stderr}");
}

#[test]
fn a_port_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let result = run(folder.path(), &["serve", "--listen", &address, "--plain-names"]);
    assert_one_line_says(&result, &[&address, "in use", "--listen"]);
    assert!(!folder.path().join("comptoir.db").exists(), "nothing was made");
}

#[test]
fn a_site_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let result = run(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--site", "nowhere"]);
    assert_one_line_says(&result, &["nowhere", "--site"]);
}

#[test]
fn a_database_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    std::fs::write(folder.path().join("comptoir.db"), "not a database, but long enough to look like one").unwrap();
    let args = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names"];
    assert_one_line_says(&run(folder.path(), &args), &["comptoir.db"]);
}

#[tokio::test]
async fn a_database_of_a_newer_version() {
    let folder = tempfile::tempdir().unwrap();
    create_pharmacy(folder.path());
    let options = SqliteConnectOptions::new().filename(folder.path().join("comptoir.db"));
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'of tomorrow', 1, x'00', 0)";
    sqlx::query(newer).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    assert_one_line_says(&run(folder.path(), &["reset-password", "salma@port.ma"]), &["newer version", "backup"]);
}

#[test]
fn a_mistyped_database_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let result = run(folder.path(), &["reset-password", "salma@port.ma", "--database", "mistyped.db"]);
    assert_one_line_says(&result, &["mistyped.db", "--database"]);
    assert!(!folder.path().join("mistyped.db").exists());
}

#[tokio::test]
async fn a_fault_of_the_index_is_said_and_put_right() {
    let folder = tempfile::tempdir().unwrap();
    assert_one_line_says(&run(folder.path(), &["check"]), &["comptoir.db", "--database"]);
    create_pharmacy(folder.path());
    let check = |args: &[&str]| {
        let (code, stdout, stderr) = run(folder.path(), &[&["check"], args].concat());
        assert_eq!(stderr, "");
        (code, stdout)
    };
    assert_eq!(check(&[]), (Some(0), "The index agrees with the messages.\nThe credits add up.\n".into()));
    let options = SqliteConnectOptions::new().filename(folder.path().join("comptoir.db"));
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let of_nothing = "INSERT INTO message_by_content (pharmacy_id, key, id) VALUES (1, 'x', 1)";
    sqlx::query(of_nothing).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let (code, stdout) = check(&[]);
    assert!(code == Some(1) && stdout.contains("sorted by content: 1 differences"), "{stdout}");
    assert_eq!(check(&["--rebuild"]).0, Some(0));
    assert_eq!(check(&[]).0, Some(0));
}

#[test]
fn links_are_for_people_who_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let stdout = create_pharmacy(folder.path());
    assert!(stdout.contains("http://127.0.0.1:3000/mot-de-passe/"), "{stdout}");
    let public = ["--public-url", "https://sms.port.ma"];
    let (code, stdout, _) = run(folder.path(), &[&["reset-password", "salma@port.ma"][..], &public].concat());
    assert!(code == Some(0) && stdout.contains("https://sms.port.ma/mot-de-passe/"), "{stdout}");
    assert_one_line_says(&run(folder.path(), &["reset-password", "x@port.ma"]), &["x@port.ma"]);
}

/// A file as pharmacy software exports it: `;`, Windows-1252, decimal comma, a lost first 0, fixed lines, no number.
fn clients_file(faulty: bool) -> Vec<u8> {
    let mut text = String::from("Référence;Nom;Prénom;Téléphone;Solde\r\n");
    for n in 0..1_000 {
        let phone = match n % 10 {
            7 => format!("052248{n:04}"),
            8 => String::new(),
            9 => format!("61234{n:04}"),
            _ => format!("061234{n:04}"),
        };
        let balance = if faulty && n == 500 { String::from("1.250") } else { format!("1 {n:03},50") };
        text.push_str(&format!("R{n:04};Bénnis Noël;Hélène {n};{phone};{balance}\r\n"));
    }
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn import(folder: &TempDir, file: &[u8]) -> (Option<i32>, String, String) {
    std::fs::write(folder.path().join("clients.csv"), file).unwrap();
    run(folder.path(), &["import-clients", "--pharmacy", "Pharmacie du Port", "clients.csv"])
}

#[test]
fn a_thousand_clients_come_in_and_come_again() {
    let folder = tempfile::tempdir().unwrap();
    create_pharmacy(folder.path());

    let (code, stdout, stderr) = import(&folder, &clients_file(true));
    assert_eq!((code, stderr.as_str()), (Some(1), ""));
    assert!(stdout.contains("Rien n’a été importé") && stdout.contains("ligne 502 : solde ambigu"), "{stdout}");

    let (code, stdout, stderr) = import(&folder, &clients_file(false));
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    for words in
        ["1000 ajoutés, 0 modifiés, 0 inchangés", "100 numéros", "100 clients gardés sans SMS possible : ligne fixe"]
    {
        assert!(stdout.contains(words), "{words} in {stdout}");
    }
    let (_, stdout, _) = import(&folder, &clients_file(false));
    assert!(stdout.contains("0 ajoutés, 0 modifiés, 1000 inchangés"), "{stdout}");

    let unknown = run(folder.path(), &["import-clients", "--pharmacy", "Ailleurs", "clients.csv"]);
    assert_one_line_says(&unknown, &["Ailleurs"]);
    let missing = run(folder.path(), &["import-clients", "--pharmacy", "Pharmacie du Port", "missing.csv"]);
    assert_one_line_says(&missing, &["missing.csv"]);
}

/// Starts a server, gives its first lines on standard output, stops it as an operator would.
fn serve(folder: &Path, args: &[&str], lines: usize) -> (Vec<String>, Option<i32>, String) {
    let args = [&["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names"], args].concat();
    // A file: a log that nobody reads would fill a pipe, and the server would wait.
    let log = folder.join("log.txt");
    let stderr = File::create(&log).unwrap();
    let mut child = comptoir(folder, &args).stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
    let said: Vec<String> = stdout.by_ref().take(lines).map(Result::unwrap).collect();
    // It says where it is before it listens to signals.
    std::thread::sleep(Duration::from_millis(500));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let status = child.wait().unwrap();
    (said, status.code(), std::fs::read_to_string(log).unwrap())
}

#[test]
fn a_first_start_prints_a_link_and_a_stop_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    for _ in 0..2 {
        let (said, code, stderr) = serve(folder.path(), &[], 2);
        assert!(said[0].contains("titulaire@pharmacie.local") && said[1].contains("/mot-de-passe/"), "{said:?}");
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
    }
    let leftovers = ["comptoir.db-wal", "comptoir.db-shm"].map(|name| folder.path().join(name).exists());
    assert_eq!(leftovers, [false, false], "the database was closed");
}

#[test]
fn two_never_deliver_from_one_database() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    let args = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names"];
    let mut first = comptoir(folder.path(), &args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let said = BufReader::new(first.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let second = run(folder.path(), &args);
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(said.contains("titulaire@pharmacie.local"), "{said}");
    assert_one_line_says(&second, &["comptoir.db", "another process serves this database"]);
    let (_, code, stderr) = serve(folder.path(), &[], 2);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "a process that was killed leaves no lock");
}

#[test]
fn a_gateway_by_half_is_none() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    let serve = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names"];
    let half = run(folder.path(), &[&serve[..], &["--gateway", "kannel", "--kannel-user", "comptoir"]].concat());
    let missing = ["COMPTOIR_KANNEL_URL", "COMPTOIR_KANNEL_PASSWORD", "COMPTOIR_CALLBACK_SECRET"];
    assert_one_line_says(&half, &missing);
    let twilio = ["--gateway", "twilio", "--twilio-account", "AC1", "--twilio-token", "mot-secret-1"];
    let demo = ["--callback-url", "https://sms.port.ma", "--demo"];
    let demo = run(folder.path(), &[&serve[..], &twilio, &demo].concat());
    assert_one_line_says(&demo, &["COMPTOIR_GATEWAY", "COMPTOIR_DEMO", "never sends for real"]);
    assert!(!folder.path().join("comptoir.db").exists(), "nothing was made");
}

#[test]
fn a_demonstration_is_not_served_for_real_later() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    assert_eq!(serve(folder.path(), &["--demo"], 5).1, Some(0));
    let args = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names", "--gateway", "smpp"];
    let smpp = ["--smpp-address", "127.0.0.1:1", "--smpp-system-id", "comptoir", "--smpp-password", "secret-1"];
    let real = run(folder.path(), &[&args[..], &smpp].concat());
    assert_one_line_says(&real, &["comptoir.db", "demonstration", "--database"]);
}

#[test]
fn what_a_gateway_tells_is_not_logged() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    let args = ["serve", "--listen", "127.0.0.1:0", "--site", "site", "--plain-names", "--log", "trace"];
    let log = folder.path().join("log.txt");
    let mut server = comptoir(folder.path(), &args);
    let mut child = server.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = said.find_map(|line| Some(line.split_once("http://")?.1.split('/').next()?.to_owned())).unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let form = "From=%2B212612345678&Body=petit-mot";
    let head = "POST /passerelle/kannel/entrant?de=0612345678 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length:";
    write!(stream, "{head} {}\r\n\r\n{form}", form.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("/passerelle/{network}/{what}"), "{log}");
    for personal in ["12345678", "petit-mot"] {
        assert!(!log.contains(personal), "{personal} in the log");
    }
}

#[test]
fn the_demonstration_says_how_to_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    site_in(folder.path());
    let demo = ["--demo", "--demo-password", "un mot de passe", "--log", "debug"];
    let (said, code, stderr) = serve(folder.path(), &demo, 6);
    assert!(said[0].starts_with("Démonstration : http://127.0.0.1:"), "{said:?}");
    assert!(said[1].contains("titulaire@demo.ma") && said[5].ends_with("un mot de passe"), "{said:?}");
    assert!(said[4].contains("commercial@demo.ma"), "{said:?}");
    assert_eq!(code, Some(0));
    assert!(stderr.contains("serving") && stderr.contains("stopped"), "{stderr}");
    for personal in ["un mot de passe", "Bennani", "demo.ma", "Bonjour", "06 ", "+2126"] {
        assert!(!stderr.contains(personal), "{personal} in the log");
    }
}
