//! A list as it was asked for: its parts, in which order they are read, and how many messages it has.

use std::collections::BTreeMap;

use domain::history::{Column, Query};
use domain::id::{MessageId, PharmacyId};
use domain::language::Language;
use domain::message::{Counts, Status};
use sqlx::SqliteConnection;

use super::part::{By, Order, Part, Place, parts};
use super::plan::{self, Limits};
use super::scope::{Scope, scope};
use super::search::sought;
use super::select::{Source, counts, places};
use super::totals::{Counted, counted};
use crate::error::Result;
use crate::store::messages;

/// A list of messages.
pub(crate) struct List {
    scope: Scope,
    /// Parts that have no message in common: all of what is found is in one of them.
    pub(super) parts: Vec<Part>,
    column: Column,
    descending: bool,
    counted: Counted,
    /// Whether words are looked for.
    is_sought: bool,
    /// Everybody of the pharmacy, by name.
    managers: Vec<i64>,
    limits: Limits,
}

/// Parts that are read together, and the place after which.
type Group<'a> = (Vec<Part>, Option<&'a Place>);

/// How many messages a list has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    Exact(Counts),
    /// More than are counted.
    Many,
}

/// A list as it is asked for, of a pharmacy whose newest message has a number; `None` where it is clear that nothing is in it.
pub(crate) async fn list(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    newest: i64,
    query: &Query,
    language: Language,
) -> Result<Option<List>> {
    list_within(conn, pharmacy, newest, query, language, Limits::default()).await
}

/// The same with limits of one's own.
pub(super) async fn list_within(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    newest: i64,
    query: &Query,
    language: Language,
    limits: Limits,
) -> Result<Option<List>> {
    let Some(scope) = scope(conn, pharmacy, newest, &query.filter).await? else { return Ok(None) };
    let counted = counted(conn, &scope).await?;
    let sought = sought(conn, pharmacy, &query.search, language).await?;
    let managers = match query.sort.column {
        Column::Manager => managers(conn, pharmacy).await?,
        _ => vec![],
    };
    let is_sought = !sought.is_empty();
    let parts = parts(conn, &scope, &sought, limits).await?;
    let (column, descending) = (query.sort.column, query.sort.descending);
    Ok(Some(List { scope, parts, column, descending, counted, is_sought, managers, limits })
        .filter(|list| !list.parts.is_empty()))
}

/// Everybody of a pharmacy, by name.
async fn managers(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<i64>> {
    let staff = sqlx::query_scalar!("SELECT id FROM staff WHERE pharmacy_id = $1 ORDER BY name_key, id", pharmacy.0);
    Ok(staff.fetch_all(conn).await?)
}

impl List {
    pub(super) const fn descending(&self) -> bool {
        self.descending
    }

    /// The same list without what came after a message, and how many messages of it came after, no more than are counted.
    pub(crate) async fn cut(mut self, conn: &mut SqliteConnection, until: MessageId) -> Result<(Self, u32)> {
        let most = self.limits.counted;
        let mut fresh = 0;
        for part in &mut self.parts {
            let after = Part { ids: (part.ids.0.max(until.0 + 1), part.ids.1), ..part.clone() };
            let source = match (part.client, &part.expression) {
                (Some(_), _) => Source::OfClient,
                (None, Some(_)) => Source::Hits,
                (None, None) => Source::List,
            };
            fresh += counts(conn, &after, source, most).await?.iter().map(|(_, n)| n).sum::<i64>();
            part.ids.1 = part.ids.1.min(until.0);
        }
        Ok((self, u32::try_from(fresh).unwrap_or(u32::MAX).min(most)))
    }

    /// Whether a message is in the list, and, where its status is its place in it, still there.
    pub(crate) async fn holds(&self, conn: &mut SqliteConnection, place: &Place) -> Result<bool> {
        let order = Order { by: By::Id, descending: true };
        for part in &self.parts {
            let (first, last) = part.ids;
            if let Some(found) = &part.found {
                if found.iter().any(|found| found.id == place.id && self.is_still(found, place)) {
                    return Ok(true);
                }
                continue;
            }
            let part = Part { ids: (first.max(place.id), last.min(place.id)), ..part.clone() };
            let found = places(conn, &part, Source::List, order, Default::default(), 1).await?;
            if found.iter().any(|found| self.is_still(found, place)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a message is where it was when a page was shown.
    fn is_still(&self, now: &Place, then: &Place) -> bool {
        self.column != Column::Status || now.status == then.status
    }

    /// Where a message stands in the list. Its status is that of a cursor, where there is one, for it may have moved on
    /// since. `None` where there is no such message.
    pub(crate) async fn place(
        &self,
        conn: &mut SqliteConnection,
        message: MessageId,
        status: Option<Status>,
    ) -> Result<Option<Place>> {
        let by_id = matches!(self.column, Column::Created | Column::Kind);
        if message.pharmacy() != self.scope.pharmacy || (self.column == Column::Status && status.is_none()) {
            return Ok(None);
        }
        if by_id {
            // Also a message that is not there parts the ids.
            return Ok(Some(Place { id: message.0, status: 0, staff_id: 0, key: String::new() }));
        }
        let row = sqlx::query!(
            "SELECT id, status, staff_id, content24, recipient20 FROM message_list WHERE id = $1",
            message.0
        )
        .fetch_optional(conn)
        .await?;
        Ok(row.map(|row| Place {
            id: row.id,
            status: status.map_or(row.status, Status::code),
            staff_id: row.staff_id,
            key: match self.column {
                Column::Content => row.content24,
                Column::Recipient => row.recipient20,
                Column::Created | Column::Kind | Column::Manager | Column::Status => String::new(),
            },
        }))
    }

    /// At most `limit` messages after a place; `back` turns the list round.
    pub(crate) async fn read(
        &self,
        conn: &mut SqliteConnection,
        after: Option<&Place>,
        back: bool,
        limit: u32,
    ) -> Result<Vec<Place>> {
        let (order, groups) = self.groups(self.descending != back, after);
        let mut read: Vec<Place> = vec![];
        for (group, after) in groups {
            let left = limit.saturating_sub(u32::try_from(read.len()).unwrap_or(u32::MAX));
            if left == 0 {
                break;
            }
            let mut found = vec![];
            for part in &group {
                found.extend(plan::read(conn, part, &self.counted, order, after, left).await?);
            }
            found.sort_by(|one, other| order.compare(one, other));
            found.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            read.extend(found);
        }
        Ok(read)
    }

    /// The parts as they are read one after the other, from the one in which a place is: by manager, those of each manager;
    /// by status, those of each status; each group by date.
    pub(super) fn groups<'a>(&self, descending: bool, after: Option<&'a Place>) -> (Order, Vec<Group<'a>>) {
        let order = |by| Order { by, descending };
        let whole = || vec![(self.parts.clone(), after)];
        let mut groups: Vec<(i64, Vec<Part>)> = match self.column {
            Column::Created | Column::Kind => return (order(By::Id), whole()),
            Column::Content => return (order(By::Content), whole()),
            Column::Recipient => return (order(By::Recipient), whole()),
            Column::Manager => {
                let asked = self.managers.iter().filter(|staff| self.scope.staff.is_none_or(|asked| asked == **staff));
                asked
                    .map(|staff| {
                        (*staff, self.parts.iter().filter_map(|part| part.of_staff(*staff, &self.counted)).collect())
                    })
                    .collect()
            }
            // What is at hand is sorted at once.
            Column::Status if self.parts.iter().all(|part| part.found.is_some()) => {
                return (order(By::Status), whole());
            }
            Column::Status => Status::ALL
                .into_iter()
                .map(|status| (status.code(), self.parts.iter().filter_map(|part| part.in_status(status)).collect()))
                .collect(),
        };
        if descending {
            groups.reverse();
        }
        let value = after.map(|place| if self.column == Column::Manager { place.staff_id } else { place.status });
        let begin = value.and_then(|value| groups.iter().position(|(of, _)| *of == value)).unwrap_or(0);
        let groups = groups.into_iter().skip(begin).enumerate();
        (order(By::Id), groups.map(|(n, (_, parts))| (parts, after.filter(|_| n == 0))).collect())
    }

    /// The first messages of a part, walked for in the table that is sorted so.
    #[cfg(test)]
    pub(super) async fn walk(
        &self,
        conn: &mut SqliteConnection,
        part: &Part,
        order: Order,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<Place>> {
        plan::walk(conn, part, &self.counted, order, after, limit).await
    }

    /// The source of all of a part.
    pub(super) fn whole(&self, part: &Part) -> Source {
        plan::whole(part, &self.counted)
    }

    /// How many messages the list has, by status. To be asked first: what is counted one by one is kept for the pages.
    pub(crate) async fn total(&mut self, conn: &mut SqliteConnection) -> Result<Total> {
        let mut sums = BTreeMap::<i64, i64>::new();
        let by = match self.column {
            Column::Content => By::Content,
            Column::Recipient => By::Recipient,
            Column::Created | Column::Kind | Column::Manager | Column::Status => By::Id,
        };
        for part in &mut self.parts {
            // The counters know everything but words and clients.
            if part.sought.is_empty() && part.client.is_none() {
                for (status, n) in self.counted.by_status(part) {
                    *sums.entry(status).or_default() += n;
                }
            } else if plan::find(conn, part, &self.counted, by).await? {
                for place in part.found.iter().flat_map(|found| found.iter()) {
                    *sums.entry(place.status).or_default() += 1;
                }
            } else if self.is_sought {
                return Ok(Total::Many);
            } else {
                for (status, n) in counts(conn, part, Source::OfClient, u32::MAX).await? {
                    *sums.entry(status).or_default() += n;
                }
            }
        }
        if self.is_sought && sums.values().sum::<i64>() > i64::from(self.limits.counted) {
            return Ok(Total::Many);
        }
        let counts =
            sums.into_iter().filter(|(_, n)| *n > 0).map(|(status, n)| messages::counted("message_list", status, n));
        Ok(Total::Exact(counts.collect::<Result<_>>()?))
    }
}
