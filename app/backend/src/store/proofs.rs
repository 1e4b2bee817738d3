//! Proofs of transfer: what is known of them, and the files, which lie beside the database under random names.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{StaffId, TopUpId};
use domain::proof::ProofKind;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use tokio::io::AsyncWriteExt;

use super::{count, failed};
use crate::error::{Error, Result};

/// The folder of the files.
pub(crate) struct Folder(PathBuf);

/// A file that was written, and is removed again unless it is kept.
pub(crate) struct Written {
    path: PathBuf,
    name: String,
    hash: [u8; 32],
    is_kept: bool,
}

impl Folder {
    /// The folder that belongs to a database: `comptoir.db` has `comptoir.db.proofs`.
    pub(crate) fn beside(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push(".proofs");
        Self(PathBuf::from(name))
    }

    /// Writes a file, durably, under a name of 128 random bits that says nothing of it.
    pub(crate) async fn write(&self, content: &[u8]) -> Result<Written> {
        make_private(&self.0).await?;
        let name = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
        let path = self.0.join(&name);
        let written = Written { path: path.clone(), name, hash: Sha256::digest(content).into(), is_kept: false };
        let mut file =
            tokio::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).await.map_err(failed)?;
        file.write_all(content).await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        // The name must be there after a power cut as well.
        tokio::fs::File::open(&self.0).await.map_err(failed)?.sync_all().await.map_err(failed)?;
        Ok(written)
    }

    /// The content of a file; one that is gone, or is not what was written, is an error for the log.
    pub(crate) async fn read(&self, file: &StoredFile) -> Result<Vec<u8>> {
        let content = tokio::fs::read(self.0.join(&file.name)).await.map_err(failed)?;
        if Sha256::digest(&content).as_slice() != file.hash {
            return Err(Error::BadRow { table: "topup_proof", column: "sha256", row: file.topup.0 });
        }
        Ok(content)
    }
}

async fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if tokio::fs::try_exists(folder).await.map_err(failed)? {
        return Ok(());
    }
    tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    tokio::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).await.map_err(failed)
}

impl Written {
    /// Keeps the file from now on: its row is about to be committed, and whoever waits for that may go away meanwhile.
    pub(crate) fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Removes the file after all where its row is not there. Where that cannot be known it stays: a file too many harms
    /// nobody, a row without its file loses a proof.
    pub(crate) async fn remove_without_row(mut self, conn: &mut SqliteConnection) {
        let row = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM topup_proof WHERE file = $1) AS "known!: bool""#,
            self.name
        );
        self.is_kept = !matches!(row.fetch_one(conn).await, Ok(false));
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if !self.is_kept {
            let _is_swept_up_by_nobody = std::fs::remove_file(&self.path);
        }
    }
}

/// Where a proof's file is, and what it must be.
pub(crate) struct StoredFile {
    pub(crate) topup: TopUpId,
    pub(crate) kind: ProofKind,
    name: String,
    hash: Vec<u8>,
}

/// A proof, its time still in milliseconds.
pub(crate) struct Known {
    pub(crate) n: u32,
    pub(crate) kind: ProofKind,
    pub(crate) size: u32,
    pub(crate) at: i64,
    hash: Vec<u8>,
}

impl Known {
    /// Whether it is this very content.
    pub(crate) fn is(&self, content: &[u8]) -> bool {
        Sha256::digest(content).as_slice() == self.hash
    }
}

/// Adds a proof.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    topup: TopUpId,
    written: &Written,
    (kind, size): (ProofKind, usize),
    staff: StaffId,
    now: i64,
) -> Result<()> {
    let (kind, size) = (kind.code(), i64::try_from(size).map_err(failed)?);
    let hash = written.hash.as_slice();
    sqlx::query!(
        r#"INSERT INTO topup_proof (topup_id, n, file, kind, size, sha256, at, staff_id)
           VALUES ($1, (SELECT count(*) + 1 FROM topup_proof WHERE topup_id = $1), $2, $3, $4, $5, $6, $7)"#,
        topup.0,
        written.name,
        kind,
        size,
        hash,
        now,
        staff.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The proofs of a request, oldest first.
pub(crate) async fn list(conn: &mut SqliteConnection, topup: TopUpId) -> Result<Vec<Known>> {
    let rows =
        sqlx::query!("SELECT n, kind, size, at, sha256 FROM topup_proof WHERE topup_id = $1 ORDER BY n", topup.0)
            .fetch_all(conn)
            .await?;
    let known = rows.into_iter().map(|row| {
        Ok(Known {
            n: count(row.n, "topup_proof", "n", topup.0)?,
            kind: kind(row.kind, topup)?,
            size: count(row.size, "topup_proof", "size", topup.0)?,
            at: row.at,
            hash: row.sha256,
        })
    });
    known.collect()
}

/// The file of a proof; `None` if the request has no such proof.
pub(crate) async fn file(conn: &mut SqliteConnection, topup: TopUpId, n: u32) -> Result<Option<StoredFile>> {
    let row = sqlx::query!("SELECT file, kind, sha256 FROM topup_proof WHERE topup_id = $1 AND n = $2", topup.0, n)
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredFile { topup, kind: kind(row.kind, topup)?, name: row.file, hash: row.sha256 }))
}

fn kind(code: i64, topup: TopUpId) -> Result<ProofKind> {
    ProofKind::from_code(code).ok_or(Error::BadRow { table: "topup_proof", column: "kind", row: topup.0 })
}
