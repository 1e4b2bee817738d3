//! `GET /live`: news for the open pages of one's own pharmacy, as Server-Sent Events. At most four nudges a second, and fewer
//! where many pages are open, each with the one figure that every page shows; the page asks for the rows that it shows.

use std::convert::Infallible;
use std::time::Duration;

use app::context::Request as Asking;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use backend::Backend;
use backend::caller::{Salesperson, Staff};
use backend::live::News;
use backend::service::sales::{self, people};
use backend::service::{account, credits};
use domain::credit::Standing;
use domain::staff::Permission;
use futures::Stream;
use futures::stream::unfold;
use http::StatusCode;
use secrecy::SecretString;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};
use tokio_util::sync::CancellationToken;

/// The shortest time between two nudges of a page.
const PAUSE: Duration = Duration::from_millis(250);
/// The shortest time between two nudges of all pages together, one for the other: a nudge makes a page read what it shows, and
/// what all of them read must not stand in the way of the send that they look at.
const PAUSE_OF_ALL: Duration = Duration::from_millis(10);
/// The longest time that a page waits for the others.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// When a browser that lost the connection comes back.
const RETRY: Duration = Duration::from_secs(2);
/// How often the session is looked at again: the stream of one that has ended ends.
const RECHECK: Duration = Duration::from_secs(60);

/// What the handler needs.
#[derive(Clone)]
pub struct LiveState {
    pub backend: Backend,
    pub stopping: CancellationToken,
}

/// The handler.
pub async fn live(State(state): State<LiveState>, Extension(asking): Extension<Asking>) -> Response {
    let who = match (asking.staff, asking.sales) {
        (Some(staff), _) => Some(Who::Staff(Box::new(staff))),
        (None, Some(person)) => Some(Who::Sales(Box::new(person))),
        (None, None) => None,
    };
    let (Some(who), Some(token)) = (who, asking.session) else {
        // The answer after which an EventSource does not come back, without an error in the browser's console.
        return StatusCode::NO_CONTENT.into_response();
    };
    let watch = Watch::start(state, who, token);
    Sse::new(nudges(watch)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

fn nudges(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(watch, |mut watch| async move {
        let nudge = watch.next().await?;
        // Never empty: a browser drops an event without data.
        let credits = nudge.map_or_else(|| String::from("-"), Standing::to_word);
        let event = Event::default().retry(RETRY).data(credits);
        Some((Ok(event), watch))
    })
}

/// The shortest time between two nudges of a page, where so many are open.
fn pause(pages: usize) -> Duration {
    let pages = u32::try_from(pages).unwrap_or(u32::MAX);
    PAUSE_OF_ALL.saturating_mul(pages).clamp(PAUSE, LONGEST_PAUSE)
}

/// Whose page it is.
enum Who {
    Staff(Box<Staff>),
    /// The sales service: of every pharmacy, but only what concerns a request for credits.
    Sales(Box<Salesperson>),
}

/// Whether the bar of their pages has the credits, and what is new of them.
fn sees_credits(staff: &Staff) -> bool {
    staff.permissions.has(Permission::SmsSend) || staff.permissions.has(Permission::CreditsRequest)
}

/// One open page.
struct Watch {
    state: LiveState,
    who: Who,
    token: SecretString,
    news: Receiver<News>,
    recheck: Interval,
    /// The earliest moment of the next nudge.
    next_at: Instant,
    connected: bool,
}

impl Watch {
    fn start(state: LiveState, who: Who, token: SecretString) -> Self {
        let now = Instant::now();
        let mut recheck = interval_at(now + RECHECK, RECHECK);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let news = state.backend.live().listen();
        Self { state, who, token, news, recheck, next_at: now, connected: false }
    }

    /// The next nudge: the credits available for who may send or ask for some, whether something is new for the sales service; `None` ends
    /// the stream. The first comes at once: whoever connects again catches up.
    async fn next(&mut self) -> Option<Option<Standing>> {
        if std::mem::replace(&mut self.connected, true) {
            self.something_new().await?;
        }
        tokio::select! {
            () = self.state.stopping.cancelled() => return None,
            () = sleep_until(self.next_at) => {}
        }
        self.forget_what_came_meanwhile();
        self.next_at = Instant::now() + pause(self.state.backend.live().listeners());
        let backend = &self.state.backend;
        let standing = match &self.who {
            Who::Staff(staff) if !sees_credits(staff) => return Some(None),
            Who::Staff(staff) => credits::standing(backend, staff).await,
            Who::Sales(person) => {
                let standing = |has_news| Standing { has_news, ..Standing::default() };
                sales::has_news(backend, person).await.map(standing)
            }
        };
        let standing = standing.inspect_err(|error| tracing::warn!(%error, "live news end")).ok()?;
        Some(Some(standing))
    }

    /// Waits for news of this pharmacy; `None` at the end of the server or of the session.
    async fn something_new(&mut self) -> Option<()> {
        loop {
            tokio::select! {
                () = self.state.stopping.cancelled() => return None,
                _ = self.recheck.tick() => self.still_signed_in().await?,
                news = self.news.recv() => match news {
                    Ok(news) if self.concerns(news) => return Some(()),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return Some(()),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    fn concerns(&self, news: News) -> bool {
        match &self.who {
            Who::Staff(staff) => news.pharmacy.is_none_or(|pharmacy| pharmacy == staff.pharmacy),
            Who::Sales(_) => news.sales,
        }
    }

    async fn still_signed_in(&self) -> Option<()> {
        let open = match &self.who {
            Who::Staff(_) => account::is_open(&self.state.backend, &self.token).await,
            Who::Sales(_) => people::is_open(&self.state.backend, &self.token).await,
        };
        open.inspect_err(|error| tracing::warn!(%error, "live news end")).ok()?.then_some(())
    }

    /// One nudge stands for all news until now.
    fn forget_what_came_meanwhile(&mut self) {
        self.news = self.news.resubscribe();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pages_share_what_the_server_has_time_for() {
        for (pages, milliseconds) in [(0, 250), (1, 250), (25, 250), (26, 260), (200, 2_000), (100_000, 5_000)] {
            assert_eq!(pause(pages), Duration::from_millis(milliseconds), "{pages} pages");
        }
        assert_eq!(pause(usize::MAX), LONGEST_PAUSE);
    }
}
