//! E-mail: what happened to a request for credits and that few are left, for the people who can do something about it.
//!
//! What is to be told is noted where it happens (`store::mail`); the post takes it out, one letter at a time. A try is counted
//! before the server is asked, so that a letter is sent at least once, rarely twice, and never without end, whenever the
//! process dies. Without a server for e-mail nothing is noted, and the same facts stand on screen.

mod letter;
mod smtp;
mod words;

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::letter::Letter;
use self::smtp::{Answer, Smtp};
use crate::Backend;
use crate::error::Result;
use crate::live::News;
use crate::settings::MailSettings;
use crate::store;
use crate::store::mail::Due;

/// How long, in milliseconds, after each try of a letter it is tried again: 22 hours in all. After the last it is given up.
const WAITS: [i64; 8] = [60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000, 43_200_000];

/// A letter that is older, in milliseconds, tells nothing new: two days.
const STALE: i64 = 2 * 86_400_000;

/// What is new is looked at so much later: one look stands for all that comes meanwhile.
const PAUSE: Duration = Duration::from_millis(250);

/// How long the post sleeps at most, so that a clock that was set does not hold it up.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long a letter that is on its way may still take when the post is to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says whether there is a server for e-mail from now on. To be called before anything is served. For the command line: no
/// server function calls it.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store).
pub async fn begin(backend: &Backend, is_on: bool) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::mail::set_on(&mut tx, is_on).await?;
    tx.commit().await
}

/// Takes letters to the server. One for each database.
pub struct Post {
    backend: Backend,
    settings: MailSettings,
    smtp: Smtp,
    stop: CancellationToken,
}

/// A post at work beside the requests.
pub struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Post {
    /// A post that has not begun.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store) if the certificates of this machine cannot be read.
    pub fn new(backend: Backend, settings: MailSettings) -> Result<Self> {
        let smtp = Smtp::new(&settings).map_err(store::failed)?;
        Ok(Self { backend, settings, smtp, stop: CancellationToken::new() })
    }

    /// Begins.
    pub fn start(self) -> Running {
        Running { stop: self.stop.clone(), task: tokio::spawn(self.work()) }
    }

    /// Sends all that is due, each letter once; says how many were taken.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store); [`Error::BadRow`](crate::Error::BadRow).
    pub async fn run_once(&self, now: i64) -> Result<usize> {
        let mut sent = 0;
        while !self.stop.is_cancelled() && self.next_due().await?.is_some_and(|due| due <= now) {
            let Some(due) = self.take(now).await? else { continue };
            if due.still_holds && due.created_at > now - STALE {
                sent += usize::from(self.send(&due).await?);
            } else {
                self.remove(due.id).await?;
            }
        }
        Ok(sent)
    }

    /// The next letter, its try counted and durable: no transaction is open while the server is asked.
    async fn take(&self, now: i64) -> Result<Option<Due>> {
        let mut tx = self.backend.store().write().await?;
        let Some(due) = store::mail::due(&mut tx, now).await? else { return Ok(None) };
        let wait = usize::try_from(due.tries).ok().and_then(|tries| WAITS.get(tries));
        match wait {
            Some(wait) => store::mail::try_once(&mut tx, due.id, now + wait).await?,
            // The process died in the last try.
            None => store::mail::remove(&mut tx, due.id).await?,
        }
        tx.commit().await?;
        Ok(wait.is_some().then_some(due))
    }

    /// One try; whether it was taken. What goes wrong is told by its number alone: words of a server may hold addresses.
    async fn send(&self, due: &Due) -> Result<bool> {
        let tries = due.tries + 1;
        let is_last = usize::try_from(tries).is_ok_and(|tries| tries >= WAITS.len());
        let answer = match Letter::about(due, &self.settings) {
            Some(letter) => self.smtp.send(letter).await,
            None => Answer::Refused(None),
        };
        match answer {
            Answer::Taken => tracing::info!(mail = due.id, tries, "e-mail sent"),
            Answer::Refused(code) => tracing::warn!(mail = due.id, code, "e-mail refused and given up"),
            Answer::Failed(code) if is_last => tracing::warn!(mail = due.id, code, tries, "e-mail given up"),
            Answer::Failed(code) => {
                tracing::warn!(mail = due.id, code, tries, "e-mail not sent, it is tried again");
                return Ok(false);
            }
        }
        self.remove(due.id).await?;
        Ok(matches!(answer, Answer::Taken))
    }

    async fn remove(&self, id: i64) -> Result<()> {
        let mut tx = self.backend.store().write().await?;
        store::mail::remove(&mut tx, id).await?;
        tx.commit().await
    }

    async fn next_due(&self) -> Result<Option<i64>> {
        store::mail::next_due(&mut *self.backend.store().read().await?).await
    }

    async fn work(self) {
        let mut news = self.backend.live().listen();
        let clock = self.backend.clock().clone();
        while !self.stop.is_cancelled() {
            let round = async {
                self.run_once(clock.now()).await?;
                self.next_due().await
            };
            let next = tokio::select! {
                next = round => next,
                () = self.out_of_patience() => return,
            };
            let next = next.unwrap_or_else(|error| {
                tracing::error!(%error, "e-mail failed and is tried again");
                None
            });
            let wait = next.map(|due| Duration::from_millis(u64::try_from(due - clock.now()).unwrap_or(0)));
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(wait.map_or(LONGEST_SLEEP, |wait| wait.clamp(PAUSE, LONGEST_SLEEP))) => {}
                () = something_new(&mut news) => {}
            }
        }
    }

    async fn out_of_patience(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(PATIENCE).await;
    }
}

impl Running {
    /// Stops: nothing new is begun. A letter that the server has not answered yet is tried again after the next start.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the post did not end by itself");
        }
    }
}

/// Waits for news of whatever pharmacy, and a moment for what comes with it.
async fn something_new(news: &mut tokio::sync::broadcast::Receiver<News>) {
    if let Err(RecvError::Closed) = news.recv().await {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(PAUSE).await;
    *news = news.resubscribe();
}
