//! The messages that a turn has in its hand: each is read once and written once, whatever comes of it in that turn. It may be
//! accepted, reported on twice, and a thousand others with it; the statement is the cost, not the row.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{MessageId, PharmacyId};

use super::Moves;
use crate::error::Result;
use crate::store::messages::Standing;
use crate::store::outbox::Settled;
use crate::store::{self, WriteTx};

/// Messages, in the order of their ids, which is that of the tables.
pub(super) struct Hand {
    standing: BTreeMap<MessageId, Standing>,
    moves: Moves,
}

impl Hand {
    pub(super) fn new(now: i64) -> Self {
        Self { standing: BTreeMap::new(), moves: Moves::new(now) }
    }

    /// Takes messages into the hand; those that it holds stay as they are. One that is not there is left out.
    pub(super) async fn take(&mut self, tx: &mut WriteTx, ids: impl Iterator<Item = MessageId>) -> Result<()> {
        let missing: BTreeSet<MessageId> = ids.filter(|id| !self.standing.contains_key(id)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing: Vec<MessageId> = missing.into_iter().collect();
        let read = store::messages::standing(tx, &missing).await?;
        self.standing.extend(read.into_iter().map(|message| (message.id, message)));
        Ok(())
    }

    /// A message that was taken, and what moves it on.
    pub(super) fn message(&mut self, id: MessageId) -> Option<(&mut Standing, &mut Moves)> {
        self.standing.get_mut(&id).map(|message| (message, &mut self.moves))
    }

    /// Settles in the outbox what was accepted, what waits again, and what has become final.
    pub(super) async fn settle(
        &mut self,
        tx: &mut WriteTx,
        accepted: Vec<(i64, &str)>,
        later: Vec<(i64, i64)>,
    ) -> Result<()> {
        let done = std::mem::take(&mut self.moves.done);
        store::outbox::settle(tx, &Settled { accepted, later, done }).await
    }

    /// Writes everything, and names the pharmacies of what moved.
    pub(super) async fn save(mut self, tx: &mut WriteTx, changed: &mut BTreeSet<PharmacyId>) -> Result<()> {
        self.moves.moved = self.standing.into_values().collect();
        self.moves.save(tx).await?;
        self.moves.name(changed);
        Ok(())
    }
}
