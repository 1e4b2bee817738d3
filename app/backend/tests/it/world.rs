//! A database with two pharmacies and their people.

use backend::Backend;
use backend::caller::Staff;
use backend::clock::Clock;
use backend::service::account;
use backend::service::pharmacies::{self, NewPharmacy};
use domain::id::PharmacyId;
use domain::staff::{Permissions, Role};
use secrecy::SecretString;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

pub const PASSWORD: &str = "Comptoir-2026";

/// 2026-11-24, 09:00 in Casablanca.
pub const START: i64 = 1_795_510_800_000;

pub struct World {
    folder: tempfile::TempDir,
    pub clock: Clock,
    pub backend: Backend,
    pub pharmacy: PharmacyId,
}

impl World {
    /// A demonstration pharmacy, which sends at any hour, without people.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START);
        let backend = Backend::open(&folder.path().join("comptoir.db"), clock.clone()).await.unwrap();
        let pharmacy = pharmacies::create(&backend, &pharmacy("Pharmacie Al Amal")).await.unwrap();
        Self { folder, clock, backend, pharmacy }
    }

    /// Adds a person whose name is that of the role.
    pub async fn add_staff(&self, email: &str, permissions: Permissions) {
        let password = secret(PASSWORD);
        let added =
            pharmacies::add_staff(&self.backend, self.pharmacy, "Salma Bennani", email, permissions, Some(&password));
        added.await.unwrap();
    }

    /// A person of this role, signed in.
    pub async fn staff(&self, role: Role) -> Staff {
        let email = format!("{role:?}@amal.ma").to_lowercase();
        self.add_staff(&email, role.permissions()).await;
        self.sign_in(&email).await
    }

    /// The pharmacist of another pharmacy, signed in.
    pub async fn stranger(&self) -> Staff {
        let other = pharmacies::create(&self.backend, &pharmacy("Pharmacie Ibn Sina")).await.unwrap();
        let password = secret(PASSWORD);
        let permissions = Role::Titulaire.permissions();
        let email = "titulaire@ibnsina.ma";
        pharmacies::add_staff(&self.backend, other, "Omar Tazi", email, permissions, Some(&password)).await.unwrap();
        self.sign_in(email).await
    }

    pub async fn sign_in(&self, email: &str) -> Staff {
        let token = account::sign_in(&self.backend, email, &secret(PASSWORD), "127.0.0.1").await.unwrap();
        account::caller(&self.backend, &token).await.unwrap().unwrap()
    }

    /// The database behind the backend's back.
    pub async fn database(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("comptoir.db"));
        SqlitePool::connect_with(options).await.unwrap()
    }

    pub async fn execute(&self, statement: &'static str) -> Result<u64, sqlx::Error> {
        let done = sqlx::query(statement).execute(&self.database().await).await?;
        Ok(done.rows_affected())
    }

    pub async fn scalar(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.database().await).await.unwrap()
    }
}

pub fn pharmacy(name: &str) -> NewPharmacy {
    NewPharmacy { name: name.to_owned(), phone: "05 22 48 17 60".to_owned(), sender: "AL AMAL".to_owned(), demo: true }
}

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}
