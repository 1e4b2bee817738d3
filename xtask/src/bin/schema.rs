//! Writes a new SQLite file with every migration applied: `schema FILE MIGRATIONS`.
//!
//! `cargo xtask sqlx-prepare` runs it. It is a program of its own so that the other commands do not wait for sqlx.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(file), Some(migrations), None) = (args.next(), args.next(), args.next()) else {
        bail!("usage: schema FILE MIGRATIONS");
    };
    let migrator = Migrator::new(migrations).await.context("the migrations cannot be read")?;
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = options.connect().await.context("the database file cannot be made")?;
    migrator.run(&mut connection).await.context("a migration failed")?;
    Ok(())
}
