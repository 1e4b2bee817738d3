//! One process delivers from a database: two would hand the same message over twice.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::problem::Problem;

/// Held by the process that delivers; released when it is dropped, or when the process dies, however it dies.
pub struct Lock {
    _file: File,
}

/// Takes the lock, on a file beside the database: `comptoir.db.lock`. SQLite locks the database itself, and only for a
/// moment. The file stays: where it is removed, two processes could hold locks on two files of one name.
///
/// # Errors
///
/// [`Problem::Served`] while another process holds it, [`Problem::Lock`] if there can be no such file.
pub fn lock(database: &Path) -> Result<Lock, Problem> {
    let path = beside(database);
    let failed = |error| Problem::Lock(path.clone(), error);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Problem::Served(database.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Beside the file itself, so that a link to it leads to the same lock.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.canonicalize().unwrap_or_else(|_| database.to_owned()).into_os_string();
    name.push(".lock");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_whatever_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let (database, link) = (folder.path().join("comptoir.db"), folder.path().join("link.db"));
        std::fs::write(&database, "").unwrap();
        std::os::unix::fs::symlink(&database, &link).unwrap();
        let held = lock(&database).ok().unwrap();
        assert!(matches!(lock(&database), Err(Problem::Served(_))));
        assert!(matches!(lock(&link), Err(Problem::Served(_))));
        drop(held);
        assert!(lock(&link).is_ok());
        assert!(matches!(lock(&folder.path().join("nowhere/comptoir.db")), Err(Problem::Lock(..))));
    }
}
