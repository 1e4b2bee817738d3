//! A disk on which nothing more can be written, and a database that nobody may write. A clear error, nothing lost, nothing
//! twice, and on it goes.
//!
//! What a process may write is its own affair and that of its user, so these tests run themselves again in another one.

use std::fs::{File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use backend::Backend;
use backend::clock::Clock;
use domain::campaign::Objective;
use tempfile::TempDir;

use crate::desk::{Desk, NOON, all, refused};
use crate::failures::{all_arrived_once, clients, go_on, sent};

/// Says to a process of ours that it is the other one, and in which folder.
const FOLDER: &str = "COMPTOIR_TEST_FOLDER";

/// A user without rights, `nobody` nearly everywhere.
const NOBODY: u32 = 65_534;

/// Where a database stands that grows no further once the disk is full.
enum Disk {
    /// As much as a process may write into one file (`setrlimit`): what is too much fails as on a bad disk, on any machine.
    Limited(TempDir),
    /// A small disk in memory, where the system lets us have one.
    Mounted(TempDir),
}

impl Disk {
    fn mount() -> Option<Self> {
        let at = tempfile::tempdir().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(at.path()).output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(Self::Mounted(at))
    }

    fn at(&self) -> &Path {
        let (Self::Limited(at) | Self::Mounted(at)) = self;
        at.path()
    }

    /// What SQLite says when it is full.
    fn complaint(&self) -> &'static str {
        match self {
            Self::Limited(_) => "disk I/O error",
            Self::Mounted(_) => "database or disk is full",
        }
    }

    fn filler(&self) -> PathBuf {
        self.at().join("filler")
    }

    /// Leaves no room.
    fn fill(&self, desk: &Desk) {
        match self {
            Self::Limited(_) => {
                let log = desk.database().with_extension("db-wal").metadata().unwrap().len();
                limit(&log.to_string());
            }
            Self::Mounted(_) => {
                let mut file = File::create(self.filler()).unwrap();
                while file.write_all(&[0; 4_096]).is_ok() {}
            }
        }
    }

    /// Gives the room back.
    fn empty(&self) {
        match self {
            Self::Limited(_) => limit("unlimited"),
            Self::Mounted(_) => std::fs::remove_file(self.filler()).unwrap(),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Mounted(at) = self {
            let _gone = Command::new("umount").arg("--lazy").arg(at.path()).status();
        }
    }
}

/// So many octets of a file may be written by this process.
fn limit(octets: &str) {
    let process = std::process::id().to_string();
    let limit = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={octets}:")]).status();
    assert!(limit.unwrap().success(), "prlimit of util-linux is needed");
}

/// Runs a test of this file once more, by itself, in a process that `program` begins; what it says is passed on.
fn again(test: &str, mut program: Command, folder: &Path) {
    program.args(["--exact", &format!("disk::{test}"), "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    let output = program.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// In a process of its own with a limit, and on a mounted disk as well where there can be one.
async fn on_full_disks<F: Future<Output = ()>>(test: &str, body: impl Fn(Disk) -> F) {
    if std::env::var_os(FOLDER).is_some() {
        body(Disk::Limited(tempfile::tempdir().unwrap())).await;
        return;
    }
    // Who writes too much is told so by a signal, which ends a process that does not ignore it.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    again(test, limited, Path::new(""));
    match Disk::mount() {
        Some(disk) => body(disk).await,
        None => println!("no disk can be mounted here: only a limit was tested"),
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_on_it_goes_when_there_is_room() {
    on_full_disks("a_full_disk_is_an_error_and_on_it_goes_when_there_is_room", async |disk| {
        let desk = Desk::open_in(tempfile::tempdir_in(disk.at()).unwrap(), 100).await;
        clients(&desk, 40).await;
        let campaign = sent(&desk, 40, None).await;
        let mut delivery = desk.delivery();
        delivery.run_once(desk.clock.now()).await.unwrap();
        disk.fill(&desk);
        let mut error = None;
        // What the log of the database has room for already still goes.
        while error.is_none() {
            match delivery.run_once(desk.clock.now()).await {
                Ok(round) => assert!(!round.is_idle(), "everything left although the disk is full"),
                Err(failed) => error = Some(failed),
            }
        }
        let error = error.unwrap();
        assert!(error.is_unavailable() && error.to_string().contains(disk.complaint()), "{error}");
        let again = refused(delivery.run_once(desk.clock.now()).await);
        assert!(again.to_string().contains(disk.complaint()), "{again}");
        disk.empty();
        go_on(&desk, &mut delivery).await;
        all_arrived_once(&desk, &campaign, 40).await;
    })
    .await;
}

#[tokio::test]
async fn a_send_on_a_full_disk_is_whole_or_not_there() {
    on_full_disks("a_send_on_a_full_disk_is_whole_or_not_there", async |disk| {
        let desk = Desk::open_in(tempfile::tempdir_in(disk.at()).unwrap(), 100).await;
        clients(&desk, 80).await;
        let draft = desk.draft(Objective::BalanceReminder, Some("Bonjour {nom}"), all(80)).await;
        let before = desk.rows().await;
        disk.fill(&desk);
        let error = refused(desk.send(&draft, "key-of-the-form").await);
        assert!(error.is_unavailable() && error.to_string().contains(disk.complaint()), "{error}");
        assert_eq!(desk.balance().await, (100, 0, 0));
        disk.empty();
        assert_eq!(desk.rows().await, before);
        let campaign = desk.send(&draft, "key-of-the-form").await.unwrap();
        desk.deliver().await;
        all_arrived_once(&desk, &campaign, 80).await;
    })
    .await;
}

/// A file or a folder that may be read and not written, of which this is the name, and what SQLite says of it.
const FORBIDDEN: [(&str, &str); 3] = [
    ("file", "attempt to write a readonly database"),
    ("file-and-folder", "attempt to write a readonly database"),
    ("folder-without-file", "unable to open database file"),
];

#[tokio::test]
async fn a_database_that_may_not_be_written_is_not_opened() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        cannot_be_opened(Path::new(&folder)).await;
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in FORBIDDEN {
        let desk = Desk::open_in(tempfile::tempdir().unwrap(), 100).await;
        clients(&desk, 1).await;
        desk.backend.close().await;
        let inner = folder.path().join(name);
        std::fs::create_dir(&inner).unwrap();
        if name != "folder-without-file" {
            std::fs::copy(desk.database(), inner.join("comptoir.db")).unwrap();
            permit(&inner.join("comptoir.db"), 0o444);
        }
        permit(&inner, if name == "file" { 0o777 } else { 0o555 });
    }
    permit(folder.path(), 0o755);
    // To the superuser nothing is forbidden, to nobody else it is.
    if File::options().write(true).open(folder.path().join("file/comptoir.db")).is_ok() {
        let mut nobody = Command::new("/proc/self/exe");
        nobody.uid(NOBODY).gid(NOBODY);
        again("a_database_that_may_not_be_written_is_not_opened", nobody, folder.path());
    } else {
        cannot_be_opened(folder.path()).await;
    }
    // What was only forbidden is as it was.
    for (name, _) in FORBIDDEN {
        let (inner, file) = (folder.path().join(name), folder.path().join(name).join("comptoir.db"));
        permit(&inner, 0o755);
        if name != "folder-without-file" {
            permit(&file, 0o644);
        }
        Backend::open(&file, Clock::manual(NOON)).await.unwrap().close().await;
    }
}

fn permit(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

async fn cannot_be_opened(folder: &Path) {
    for (name, complaint) in FORBIDDEN {
        let opened = Backend::open(&folder.join(name).join("comptoir.db"), Clock::manual(NOON)).await;
        let error = refused(opened.map(|_| ()));
        assert!(error.is_unavailable() && error.to_string().contains(complaint), "{name}: {error}");
    }
}
