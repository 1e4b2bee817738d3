//! The delivery, turn by turn. A turn is one durable transaction: what came of messages that were handed over, what the
//! network said by itself, and a claim of what leaves next. Between turns messages are handed over, never more than may
//! become *incertain*; no transaction is open then. Tests drive it by hand with [`Delivery::run_once`], which takes the time.

mod flight;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::id::{CampaignId, MessageId};
use rand::RngExt;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{Id, JoinSet};

use self::flight::Handed;
use super::breaker::{Allowance, Breaker};
use super::limiter::Limiter;
use super::refusals::Refusals;
use crate::Backend;
use crate::error::Result;
use crate::gateway::{Event, Gateway, Link, Monitor, News, Submitted, Wiring, gateway};
use crate::service::delivery::{self, Outcome, Turn};
use crate::settings::WorkerSettings;

/// News taken into one turn.
const NEWS: usize = 512;

/// How long what was handed over may take to come back when the delivery ends.
const LAST_WAIT: Duration = Duration::from_secs(15);

/// How far the clock must go back, in milliseconds, for what waits to be moved with it: a clock that is kept in step moves
/// by less.
const SET_BACK: i64 = 2_000;

/// How often it is looked for messages whose time is over, and for sends whose first messages are silent, in milliseconds.
const GIVE_UP_EVERY: i64 = 60_000;

/// The delivery: a gateway, and what is between it and the store. One for each database.
pub struct Delivery {
    backend: Backend,
    gateway: Arc<dyn Gateway>,
    monitor: Arc<Monitor>,
    events: UnboundedReceiver<Event>,
    /// Stands in the leases, so that the next process knows its own from those of a dead one.
    instance: i64,
    /// The most messages that are being handed over at one time, and those that are, by their tasks.
    room: usize,
    flights: JoinSet<Submitted>,
    handed: HashMap<Id, Handed>,
    /// What was handed over and is not recorded yet: recorded before anything else is claimed.
    unrecorded: Vec<(MessageId, Outcome)>,
    /// News taken from the channel and not stored yet.
    arrived: Vec<Event>,
    limiter: Option<Limiter>,
    breaker: Breaker,
    /// The gateway asked to go slower: nothing is handed over before then.
    hold_until: i64,
    was_ready: bool,
    refusals: Refusals,
    /// Campaigns that are to be held back before anything else is claimed.
    failing: Vec<CampaignId>,
    /// The time of the turn before this one.
    last_turn: Option<i64>,
    next_give_up: i64,
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Messages that were due and were taken.
    pub taken: usize,
    /// Outcomes that were recorded.
    pub recorded: usize,
    /// News that were stored.
    pub reports: usize,
}

impl Round {
    /// Whether there was nothing to do.
    pub fn is_idle(self) -> bool {
        self == Self::default()
    }
}

impl Delivery {
    /// A delivery through the gateway of the settings. Nothing is taken over yet. In a running runtime: the gateway may
    /// connect at once.
    pub fn new(backend: Backend, settings: &WorkerSettings) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let wiring = Wiring { events: sender.clone(), wake: Arc::clone(backend.wake()) };
        let gateway = gateway(&settings.gateway, wiring);
        Self::through(backend, settings, gateway, (sender, events))
    }

    pub(super) fn through(
        backend: Backend,
        settings: &WorkerSettings,
        gateway: Arc<dyn Gateway>,
        (sender, events): (UnboundedSender<Event>, UnboundedReceiver<Event>),
    ) -> Self {
        let monitor = Arc::new(Monitor::default());
        let link =
            Link { gateway: Arc::clone(&gateway), events: sender, monitor: Arc::clone(&monitor), rate: settings.rate };
        backend.set_link(link);
        Self {
            backend,
            was_ready: gateway.is_ready(),
            gateway,
            monitor,
            events,
            instance: rand::rng().random_range(1..=i64::MAX),
            room: usize::try_from(settings.in_flight.max(1)).unwrap_or(usize::MAX),
            flights: JoinSet::new(),
            handed: HashMap::new(),
            unrecorded: vec![],
            arrived: vec![],
            limiter: settings.rate.map(Limiter::new),
            breaker: Breaker::default(),
            hold_until: i64::MIN,
            refusals: Refusals::default(),
            failing: vec![],
            last_turn: None,
            next_give_up: i64::MIN,
        }
    }

    /// Takes over what a process that is gone left: its claims, and the messages of which reports are awaited. To be
    /// called once, before the first round.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store): may be called again.
    pub async fn take_over(&mut self, now: i64) -> Result<()> {
        // A new process knows of the old one's time only what that has left in the store.
        self.last_turn = delivery::last_turn(&self.backend).await?;
        self.mind_the_clock(now).await?;
        while delivery::take_over(&self.backend, self.instance, now).await? > 0 {}
        let mut after = MessageId(0);
        loop {
            let open = delivery::awaited(&self.backend, after).await?;
            let Some(last) = open.last() else { return Ok(()) };
            after = last.message;
            self.gateway.resume(open);
        }
    }

    /// One round: what is due at `now` is claimed, handed over and recorded; news that have come are stored. Everything that
    /// was handed over has come back at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store): what was handed over is kept and recorded by the next round, before
    /// anything else is claimed.
    pub async fn run_once(&mut self, now: i64) -> Result<Round> {
        let begun = self.turn(now, true).await?;
        self.land(now).await;
        let ended = self.turn(now, false).await?;
        let (recorded, reports) = (begun.recorded + ended.recorded, begun.reports + ended.reports);
        Ok(Round { taken: begun.taken, recorded, reports })
    }

    /// One turn: records what came back, stores what was said, and, if it `claims`, hands over what is due and finds room.
    pub(super) async fn turn(&mut self, now: i64, claims: bool) -> Result<Round> {
        self.mind_the_clock(now).await?;
        self.collect(now);
        self.tell_how_it_is();
        let limit = if claims { self.limit(now) } else { 0 };
        let news: Vec<&News> = self.arrived.iter().map(|event| &event.news).collect();
        let turn = Turn {
            now,
            outcomes: &self.unrecorded,
            news: &news,
            failing: &self.failing,
            claim: (limit > 0).then(|| (self.instance, u32::try_from(limit).unwrap_or(u32::MAX))),
        };
        let turned = match delivery::turn(&self.backend, turn).await {
            Ok(turned) => turned,
            Err(error) => {
                self.send_away();
                return Err(error);
            }
        };
        let round =
            Round { taken: turned.claim.looked_at, recorded: self.unrecorded.len(), reports: self.arrived.len() };
        self.unrecorded.clear();
        self.failing.clear();
        for stored in self.arrived.drain(..).filter_map(|event| event.stored) {
            // Whoever waited for it may be gone.
            let _nobody_waits = stored.send(());
        }
        if turned.unknown > 0 {
            self.monitor.unknown(turned.unknown);
        }
        self.refused(turned.refused);
        self.hand_over(turned.claim.handovers);
        if self.next_give_up <= now {
            self.next_give_up = now + GIVE_UP_EVERY;
            while delivery::give_up(&self.backend, now).await? > 0 {}
            delivery::watch(&self.backend, now).await?;
        }
        Ok(round)
    }

    /// Whether a campaign is to be held back: the next turn does, whatever else there is to do.
    pub(super) fn holds_back(&self) -> bool {
        !self.failing.is_empty()
    }

    /// When the next message is due; `None` if none waits.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store).
    pub async fn next_due(&self) -> Result<Option<i64>> {
        delivery::next_due(&self.backend).await
    }

    /// When a message may leave at the soonest, whatever is due; `None` if only an answer, news or the gateway can change that.
    pub(super) fn next_room(&mut self, now: i64) -> Option<i64> {
        if !self.gateway.is_ready() || self.flights.len() >= self.room {
            return None;
        }
        match self.breaker.allowance(now) {
            Allowance::None(until) => until,
            Allowance::All | Allowance::One => Some(self.hold_until.max(now)),
        }
    }

    /// Waits for what was handed over, stores what has come: the last thing before the end.
    pub(super) async fn finish(&mut self, now: i64) -> Result<()> {
        // What does not come back by then is taken over by the next process, as *incertain*.
        let _too_late = tokio::time::timeout(LAST_WAIT, self.land(now)).await;
        self.turn(now, false).await?;
        self.gateway.close().await;
        Ok(())
    }

    /// How many messages are to be claimed: all that find room, be they few. Where they waited for others, the connections
    /// would stand still, and with them what Kannel has to say about those others.
    fn limit(&mut self, now: i64) -> usize {
        let free = self.room.saturating_sub(self.flights.len());
        if self.hold_until > now || !self.gateway.is_ready() {
            return 0;
        }
        let free = match self.breaker.allowance(now) {
            Allowance::All => free,
            Allowance::One => free.min(1),
            Allowance::None(_) => 0,
        };
        match &self.limiter {
            Some(limiter) => limiter.take(free),
            None => free,
        }
    }

    /// Tells the screens when the gateway ceases to take messages or to answer as it should, and when it does again.
    fn tell_how_it_is(&mut self) {
        let until = self.breaker.paused_until();
        let is_ready = self.gateway.is_ready();
        let is_new = self.monitor.set_paused(until);
        if is_new {
            match until {
                Some(_) => tracing::warn!("the gateway fails and is left alone for a while"),
                None => tracing::info!("the gateway takes messages again"),
            }
        }
        if is_ready != self.was_ready {
            tracing::info!(is_ready, "the connection to the gateway");
        }
        if self.monitor.has_turned() || is_new || is_ready != self.was_ready {
            self.was_ready = is_ready;
            self.backend.live().announce_to_all();
        }
    }

    /// A clock that was set back would make everything wait that is due already: it is moved along.
    async fn mind_the_clock(&mut self, now: i64) -> Result<()> {
        if let Some(last) = self.last_turn
            && last - now > SET_BACK
        {
            tracing::warn!(milliseconds = last - now, "the clock was set back");
            delivery::set_back(&self.backend, last - now, now).await?;
            self.hold_until = i64::MIN;
            self.next_give_up = now;
        }
        self.last_turn = Some(now);
        Ok(())
    }

    /// The store failed: whoever waits for news to be stored is to say them again. What nobody says again is kept.
    fn send_away(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.arrived.push(event);
        }
        self.arrived.retain(|event| event.stored.is_none());
    }
}
