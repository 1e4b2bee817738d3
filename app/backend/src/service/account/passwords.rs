//! How passwords are hashed and compared: argon2id, one at a time, always in the same memory.

use std::sync::{Arc, Mutex as BlockingMutex, MutexGuard, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::attempts::Attempts;
use crate::error::Result;
use crate::store::failed;

/// The one buffer in which passwords are hashed, and the failures that were counted.
///
/// A buffer for each hash would stay with the process: 19 MiB a sign-in, 153 MB after eight (facts, `pitfalls.md`). One
/// at a time is also all that two cores can do beside their other work.
#[derive(Default)]
pub struct Passwords {
    memory: Arc<Mutex<Vec<Block>>>,
    attempts: BlockingMutex<Attempts>,
}

impl Passwords {
    /// The failures counted so far. Never held over an `await`.
    pub(super) fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hash to store, in PHC form.
    pub(crate) async fn hash(&self, password: &SecretString) -> Result<String> {
        let password = password.clone();
        self.in_turn(move |memory| {
            let (params, salt) = (Params::default(), Salt::generate());
            let output = output(memory, &params, &password, &salt)?;
            let hash = PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: (&params).try_into().map_err(failed)?,
                salt: Some(salt),
                hash: Some(output),
            };
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password is the one stored. Without a stored one it takes just as long: who has an account here is not
    /// to be told by a clock.
    pub(super) async fn matches(&self, password: &SecretString, stored: Option<&str>) -> Result<bool> {
        let stored = stored.map(PasswordHash::new).transpose().map_err(failed)?;
        let password = password.clone();
        self.in_turn(move |memory| {
            let Some(PasswordHash { params, salt: Some(salt), hash: Some(hash), .. }) = stored else {
                output(memory, &Params::default(), &password, &Salt::generate())?;
                return Ok(false);
            };
            let params = Params::try_from(&params).map_err(failed)?;
            // Compared in constant time.
            Ok(output(memory, &params, &password, &salt)? == hash)
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut memory = Arc::clone(&self.memory).lock_owned().await;
        tokio::task::spawn_blocking(move || work(&mut memory)).await.map_err(failed)?
    }
}

fn output(memory: &mut Vec<Block>, params: &Params, password: &SecretString, salt: &Salt) -> Result<Output> {
    memory.resize(params.block_count(), Block::new());
    let mut bytes = [0; Params::DEFAULT_OUTPUT_LEN];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, &mut bytes, memory)
        .map_err(failed)?;
    Output::new(&bytes).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_argon2id_and_matches_its_password_only() {
        let passwords = Passwords::default();
        let secret = |text: &str| SecretString::from(text);
        let stored = passwords.hash(&secret("Pharmacie2026!")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.matches(&secret("Pharmacie2026!"), Some(&stored)).await.unwrap());
        assert!(!passwords.matches(&secret("pharmacie2026!"), Some(&stored)).await.unwrap());
        assert!(!passwords.matches(&secret("Pharmacie2026!"), None).await.unwrap());
        assert_ne!(passwords.hash(&secret("Pharmacie2026!")).await.unwrap(), stored, "another salt");
        assert!(passwords.matches(&secret("x"), Some("not a hash")).await.is_err());
    }
}
