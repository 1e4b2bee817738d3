//! A list as it was asked for: its parts, in which order they are read, and how many messages it has.

use std::collections::BTreeMap;

use domain::history::{Column, MOST_COUNTED, Query};
use domain::id::{MessageId, PharmacyId};
use domain::language::Language;
use domain::message::{Counts, Status};
use sqlx::SqliteConnection;

use super::plan::number;
use super::scope::{Scope, scope};
use super::search::{Sought, expression, sought};
use super::select::{By, Order, Part, Place, Source, counts, hits, places};
use super::totals::{Counted, counted};
use super::{marks, plan};
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
    let Some(scope) = scope(conn, pharmacy, newest, &query.filter).await? else { return Ok(None) };
    let counted = counted(conn, &scope).await?;
    let sought = sought(conn, pharmacy, &query.search, language).await?;
    let managers = match query.sort.column {
        Column::Manager => managers(conn, pharmacy).await?,
        _ => vec![],
    };
    let is_sought = !sought.is_empty();
    let mut parts = parts(&scope, &sought);
    for part in &mut parts {
        part.hits = count_hits(conn, part).await?;
    }
    // What the index does not find is not there.
    parts.retain(|part| part.hits != Some(0.0));
    let (column, descending) = (query.sort.column, query.sort.descending);
    Ok(Some(List { scope, parts, column, descending, counted, is_sought, managers })
        .filter(|list| !list.parts.is_empty()))
}

/// How many messages the index finds for a part: exactly up to those that are counted; more are estimated from how densely the
/// newest of them lie.
async fn count_hits(conn: &mut SqliteConnection, part: &Part) -> Result<Option<f64>> {
    let Some(expression) = &part.expression else { return Ok(None) };
    let (n, oldest) = hits(conn, expression, part.ids, MOST_COUNTED + 1).await?;
    if n <= i64::from(MOST_COUNTED) {
        return Ok(Some(number(n)));
    }
    let (first, last) = part.ids;
    Ok(Some(number(n) * number(last - first + 1) / number(last - oldest + 1)))
}

/// Everybody of a pharmacy, by name.
async fn managers(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<i64>> {
    let staff = sqlx::query_scalar!("SELECT id FROM staff WHERE pharmacy_id = $1 ORDER BY name_key, id", pharmacy.0);
    Ok(staff.fetch_all(conn).await?)
}

/// Divides what is looked for by status. A word that names a status is found by every message that stands there, whatever it
/// says, so that for these messages the word is looked for no more: statuses for which the same words are left are one
/// part.
fn parts(scope: &Scope, sought: &[Sought]) -> Vec<Part> {
    let statuses: Vec<i64> = match scope.status {
        Some(status) => vec![status],
        None => Status::ALL.into_iter().map(Status::code).collect(),
    };
    let mut divided: Vec<(Vec<i64>, Vec<Sought>)> = vec![];
    for status in statuses {
        let left: Vec<Sought> = sought.iter().filter(|term| !term.statuses.contains(&status)).cloned().collect();
        // Without anything left to look for, each status is a list of its own.
        let same =
            |(_, others): &&mut (Vec<i64>, Vec<Sought>)| *others == left && (sought.is_empty() || !left.is_empty());
        match divided.iter_mut().find(same) {
            Some((statuses, _)) => statuses.push(status),
            None => divided.push((vec![status], left)),
        }
    }
    let is_whole = divided.len() == 1 && scope.status.is_none();
    let parts = divided.into_iter().filter_map(|(statuses, sought)| {
        let marks: Vec<String> =
            scope.staff.map(marks::of_staff).into_iter().chain(scope.objective.map(marks::of_objective)).collect();
        let expression = if sought.is_empty() { None } else { Some(expression(&sought, &marks)?) };
        Some(Part {
            pharmacy: scope.pharmacy,
            ids: scope.ids,
            statuses: (!is_whole).then_some(statuses),
            staff: scope.staff,
            objective: scope.objective,
            client: scope.client,
            sought,
            expression,
            hits: None,
        })
    });
    parts.collect()
}

impl List {
    pub(super) const fn descending(&self) -> bool {
        self.descending
    }

    /// The same list without what came after a message, and how many messages of it came after, no more than are counted.
    pub(crate) async fn cut(mut self, conn: &mut SqliteConnection, until: MessageId) -> Result<(Self, u32)> {
        let mut fresh = 0;
        for part in &mut self.parts {
            let after = Part { ids: (part.ids.0.max(until.0 + 1), part.ids.1), ..part.clone() };
            let source = match (part.client, &part.expression) {
                (Some(_), _) => Source::OfClient,
                (None, Some(_)) => Source::Hits,
                (None, None) => Source::List,
            };
            fresh += counts(conn, &after, source, MOST_COUNTED).await?.iter().map(|(_, n)| n).sum::<i64>();
            part.ids.1 = part.ids.1.min(until.0);
        }
        Ok((self, u32::try_from(fresh).unwrap_or(u32::MAX).min(MOST_COUNTED)))
    }

    /// Whether a message is in the list, and, where its status is its place in it, still there.
    pub(crate) async fn holds(&self, conn: &mut SqliteConnection, place: &Place) -> Result<bool> {
        let order = Order { by: By::Id, descending: true };
        for part in &self.parts {
            let (first, last) = part.ids;
            let part = Part { ids: (first.max(place.id), last.min(place.id)), ..part.clone() };
            let found = places(conn, &part, Source::List, order, Default::default(), 1).await?;
            if found.iter().any(|found| self.column != Column::Status || found.status == place.status) {
                return Ok(true);
            }
        }
        Ok(false)
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
                    .map(|staff| (*staff, self.parts.iter().filter_map(|part| self.of_staff(part, *staff)).collect()))
                    .collect()
            }
            // Few hits are sorted at once.
            Column::Status if self.parts.iter().all(|part| part.hits.is_some_and(|n| n <= f64::from(MOST_COUNTED))) => {
                return (order(By::Status), whole());
            }
            Column::Status => Status::ALL
                .into_iter()
                .map(|status| (status.code(), self.parts.iter().filter_map(|part| of_status(part, status)).collect()))
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

    /// The source of all of a part.
    pub(super) fn whole(&self, part: &Part) -> Source {
        plan::whole(part, &self.counted)
    }

    /// What a part has of one manager; `None` if nothing.
    fn of_staff(&self, part: &Part, staff: i64) -> Option<Part> {
        let mark = marks::of_staff(staff);
        let expression = part.expression.as_ref().map(|expression| ["(", expression, ") AND \"", &mark, "\""].concat());
        match part.staff {
            Some(asked) if asked == staff => Some(part.clone()),
            Some(_) => None,
            None => {
                let share = number(self.counted.of_staff(staff)) / number(self.counted.of_all()).max(1.0);
                let hits = part.hits.map(|hits| hits * share);
                Some(Part { staff: Some(staff), expression, hits, ..part.clone() })
            }
        }
    }

    /// How many messages the list has, by status.
    pub(crate) async fn total(&self, conn: &mut SqliteConnection) -> Result<Total> {
        let mut sums = BTreeMap::<i64, i64>::new();
        for part in &self.parts {
            // The counters know everything but words and clients.
            let counts = if part.sought.is_empty() && part.client.is_none() {
                self.counted.by_status(part).into_iter().collect()
            } else {
                plan::count(conn, part, &self.counted).await?
            };
            for (status, n) in counts {
                *sums.entry(status).or_default() += n;
            }
        }
        let is_sought = self.is_sought;
        if is_sought && sums.values().sum::<i64>() > i64::from(MOST_COUNTED) {
            return Ok(Total::Many);
        }
        let counts =
            sums.into_iter().filter(|(_, n)| *n > 0).map(|(status, n)| messages::counted("message_list", status, n));
        Ok(Total::Exact(counts.collect::<Result<_>>()?))
    }
}

/// What a part has in one status; `None` if nothing.
fn of_status(part: &Part, status: Status) -> Option<Part> {
    let is_in = part.statuses.as_ref().is_none_or(|statuses| statuses.contains(&status.code()));
    is_in.then(|| Part { statuses: Some(vec![status.code()]), ..part.clone() })
}
