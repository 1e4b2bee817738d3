//! The database of the measurements, filled once.

use std::path::{Path, PathBuf};
use std::time::Instant;

use backend::Backend;
use backend::caller::Staff;
use backend::clock::{Clock, DEFAULT_ZONE, Zone};
use backend::service::{bench_data, pharmacies};
use domain::id::StaffId;
use domain::language::Language;
use domain::staff::Role;

/// To be raised when what `bench-data` writes changes.
const VERSION: u32 = 1;

/// Opens the database, filled if it is not there, and somebody of its largest pharmacy.
pub async fn open() -> (Backend, Staff) {
    let messages = std::env::var("COMPTOIR_BENCH_MESSAGES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("history-{VERSION}-{messages}.db"));
    if !file.exists() {
        fill(&file, messages).await;
    }
    // The system holds the file in memory, as it does where a server has run for a while: another bench may have filled it.
    std::io::copy(&mut std::fs::File::open(&file).unwrap(), &mut std::io::sink()).unwrap();
    let backend = Backend::open(&file, Clock::System).await.unwrap();
    let pharmacy = pharmacies::by_name(&backend, "Pharmacie de mesure 01").await.unwrap().unwrap();
    let staff = Staff {
        id: StaffId(1),
        pharmacy,
        name: "Titulaire".into(),
        email: "titulaire01@mesure.ma".into(),
        permissions: Role::Titulaire.permissions(),
        language: Language::Fr,
        pharmacy_name: "Pharmacie de mesure 01".into(),
        pharmacy_phone: String::new(),
        sender: "MESURE".into(),
        zone: Zone::named(DEFAULT_ZONE),
        demo: false,
    };
    (backend, staff)
}

/// Whole or not at all: what was cut short never has the name of the file.
async fn fill(file: &Path, messages: u32) {
    let mut name = file.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    for rest in ["", "-wal", "-shm"] {
        let mut name = partial.as_os_str().to_owned();
        name.push(rest);
        let _not_there = std::fs::remove_file(name);
    }
    println!("filling {} with {messages} messages", file.display());
    let begun = Instant::now();
    let backend = Backend::open(&partial, Clock::System).await.unwrap();
    bench_data::fill(&backend, messages).await.unwrap();
    backend.close().await;
    std::fs::rename(&partial, file).unwrap();
    println!("filled in {:?}, {} MB", begun.elapsed(), file.metadata().unwrap().len() / 1_048_576);
}
