//! Requests for credits, their steps, and what both sides have seen of them.

use domain::credit::Credits;
use domain::id::{PackId, PharmacyId, SalespersonId, StaffId, TopUpId, TopUpRef};
use domain::money::Money;
use domain::pack::Pack;
use domain::topup::{Act, Side, State};
use sqlx::SqliteConnection;

use super::{count, failed};
use crate::error::{Error, Result};

/// Who does something with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Somebody of the pharmacy.
    Staff(StaffId),
    /// Somebody of the sales service.
    Sales(SalespersonId),
}

impl By {
    fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Staff(staff) => (Some(staff.0), None),
            Self::Sales(salesperson) => (None, Some(salesperson.0)),
        }
    }
}

/// A request as it is stored.
pub(crate) struct Stored {
    pub(crate) id: TopUpId,
    pub(crate) pharmacy: PharmacyId,
    pub(crate) pharmacy_name: String,
    pub(crate) reference: TopUpRef,
    pub(crate) number: String,
    pub(crate) state: State,
    pub(crate) requested_at: i64,
    pub(crate) changed_at: i64,
    /// The pack in the version that was chosen.
    pub(crate) pack: Option<(PackId, Pack)>,
    pub(crate) transfer: Option<String>,
    pub(crate) bank: Option<i64>,
    /// How many steps and messages there are.
    pub(crate) events: i64,
    /// Whether the sales service has done something that the pharmacy has not seen.
    pub(crate) new_to_pharmacy: bool,
    /// The reverse.
    pub(crate) new_to_sales: bool,
}

struct Row {
    id: i64,
    pharmacy_id: i64,
    pharmacy_name: String,
    public_id: String,
    number: String,
    state: i64,
    requested_at: i64,
    changed_at: i64,
    pack_id: Option<i64>,
    pack_ref: Option<String>,
    pack_version: Option<i64>,
    pack_name: Option<String>,
    credits: Option<i64>,
    price: Option<i64>,
    withdrawn: bool,
    transfer: Option<String>,
    bank_id: Option<i64>,
    events: i64,
    new_to_pharmacy: bool,
    new_to_sales: bool,
}

macro_rules! topups {
    ($rest:literal, $($bound:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"SELECT t.id AS "id!: i64", t.pharmacy_id, p.name AS pharmacy_name, t.public_id, t.number, t.state,
                      t.requested_at, t.changed_at, t.pack_id, k.public_id AS "pack_ref?: String", t.pack_version,
                      v.name AS "pack_name?: String", v.credits AS "credits?: i64", v.price AS "price?: i64",
                      k.withdrawn_at IS NOT NULL AS "withdrawn!: bool", t.transfer, t.bank_id, t.events,
                      EXISTS (SELECT 1 FROM topup_event e WHERE e.topup_id = t.id AND e.seq > t.seen_by_pharmacy
                              AND e.salesperson_id IS NOT NULL) AS "new_to_pharmacy!: bool",
                      t.events > t.seen_by_sales AS "new_to_sales!: bool"
               FROM topup t
               JOIN pharmacy p ON p.id = t.pharmacy_id
               LEFT JOIN pack k ON k.id = t.pack_id
               LEFT JOIN pack_version v ON v.pack_id = t.pack_id AND v.version = t.pack_version "#
                + $rest,
            $($bound),*
        )
    };
}

impl TryFrom<Row> for Stored {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "topup", column, row: row.id };
        let pack = match (row.pack_id, row.pack_ref, row.pack_version, row.pack_name, row.credits, row.price) {
            (Some(id), Some(reference), Some(version), Some(name), Some(credits), Some(price)) => {
                let pack = Pack {
                    pack: reference.try_into().map_err(|_| bad("pack_id"))?,
                    version: count(version, "topup", "pack_version", row.id)?,
                    name,
                    credits: Credits(count(credits, "pack_version", "credits", id)?),
                    price: Money::from_centimes(price),
                    is_withdrawn: row.withdrawn,
                };
                Some((PackId(id), pack))
            }
            _ => None,
        };
        Ok(Self {
            id: TopUpId(row.id),
            pharmacy: PharmacyId(row.pharmacy_id),
            pharmacy_name: row.pharmacy_name,
            reference: row.public_id.try_into().map_err(|_| bad("public_id"))?,
            number: row.number,
            state: State::from_code(row.state).ok_or_else(|| bad("state"))?,
            requested_at: row.requested_at,
            changed_at: row.changed_at,
            pack,
            transfer: row.transfer,
            bank: row.bank_id,
            events: row.events,
            new_to_pharmacy: row.new_to_pharmacy,
            new_to_sales: row.new_to_sales,
        })
    }
}

/// A request of a pharmacy.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    reference: &TopUpRef,
) -> Result<Option<Stored>> {
    let reference = reference.as_str();
    let row = topups!("WHERE t.pharmacy_id = $1 AND t.public_id = $2", pharmacy.0, reference);
    row.fetch_optional(conn).await?.map(Stored::try_from).transpose()
}

/// A request of whatever pharmacy: for the sales service.
pub(crate) async fn find_any(conn: &mut SqliteConnection, reference: &TopUpRef) -> Result<Option<Stored>> {
    let reference = reference.as_str();
    let row = topups!("WHERE t.public_id = $1", reference);
    row.fetch_optional(conn).await?.map(Stored::try_from).transpose()
}

/// The open request of a pharmacy; `None` if it has none.
pub(crate) async fn open(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Option<Stored>> {
    let row = topups!("WHERE t.pharmacy_id = $1 AND t.state < 5", pharmacy.0);
    row.fetch_optional(conn).await?.map(Stored::try_from).transpose()
}

/// The newest requests of a pharmacy.
pub(crate) async fn of_pharmacy(conn: &mut SqliteConnection, pharmacy: PharmacyId, limit: u32) -> Result<Vec<Stored>> {
    let rows = topups!("WHERE t.pharmacy_id = $1 ORDER BY t.id DESC LIMIT $2", pharmacy.0, limit);
    rows.fetch_all(conn).await?.into_iter().map(Stored::try_from).collect()
}

/// Requests of all pharmacies, for the sales service: what waits for it first, longest first, then the other open ones, then
/// what has ended, newest first. `words`, folded, is a part of a number, a transfer's reference or a pharmacy's name, `ended`
/// whether what has ended is wanted too; what is new to the sales service always is.
pub(crate) async fn all(conn: &mut SqliteConnection, words: &str, ended: bool, limit: u32) -> Result<Vec<Stored>> {
    // SQLite folds no accents, and knows capitals of ASCII alone: names are compared here.
    let named = if words.is_empty() { vec![] } else { super::pharmacies::named(conn, words).await? };
    let named = serde_json::to_string(&named).map_err(failed)?;
    let rows = topups!(
        "WHERE (t.state < 5 OR t.events > t.seen_by_sales OR $2) AND ($1 = '' OR instr(lower(t.number), $1) OR instr(lower(replace(coalesce(t.transfer, ''), ' ', '')), replace($1, ' ', ''))
                OR t.pharmacy_id IN (SELECT value FROM json_each($4)))
         ORDER BY CASE WHEN t.state IN (1, 3, 4) THEN 0 WHEN t.state < 5 THEN 1 ELSE 2 END,
                  CASE WHEN t.state < 5 THEN t.changed_at ELSE -t.changed_at END, t.id
         LIMIT $3",
        words,
        ended,
        limit,
        named
    );
    rows.fetch_all(conn).await?.into_iter().map(Stored::try_from).collect()
}

/// How many requests wait for the sales service.
pub(crate) async fn to_do(conn: &mut SqliteConnection) -> Result<u32> {
    let n = sqlx::query_scalar!(r#"SELECT count(*) AS "n!: i64" FROM topup WHERE state IN (1, 3, 4)"#).fetch_one(conn);
    count(n.await?, "topup", "state", 0)
}

/// Whether the sales service has not seen everything: its people have seen what they did themselves.
pub(crate) async fn any_unseen(conn: &mut SqliteConnection) -> Result<bool> {
    let any = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM topup INDEXED BY topup_unseen WHERE events > seen_by_sales) AS "any!: bool""#
    );
    Ok(any.fetch_one(conn).await?)
}

/// Requests activated from a moment on, before another: how many, their credits, and their prices in centimes.
pub(crate) async fn activated(conn: &mut SqliteConnection, from: i64, to: i64) -> Result<(u32, i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "n!: i64", coalesce(sum(v.credits), 0) AS "credits!: i64", coalesce(sum(v.price), 0) AS "price!: i64"
           FROM topup t JOIN pack_version v ON v.pack_id = t.pack_id AND v.version = t.pack_version
           WHERE t.activated_at >= $1 AND t.activated_at < $2"#,
        from,
        to
    )
    .fetch_one(conn)
    .await?;
    Ok((count(row.n, "topup", "activated_at", 0)?, row.credits, row.price))
}

/// The next number of a year, from 1. Numbers leave no gap.
pub(crate) async fn take_number(conn: &mut SqliteConnection, year: i64) -> Result<i64> {
    let row = sqlx::query!(
        r#"INSERT INTO topup_number (year, last) VALUES ($1, 1)
           ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last AS "last!: i64""#,
        year
    );
    Ok(row.fetch_one(conn).await?.last)
}

/// Adds a request, without its first step.
pub(crate) async fn add(conn: &mut SqliteConnection, pharmacy: PharmacyId, number: &str, now: i64) -> Result<TopUpRef> {
    let reference = TopUpRef::from_random(rand::random());
    let text = reference.as_str();
    sqlx::query!(
        r#"INSERT INTO topup (pharmacy_id, public_id, number, state, requested_at, changed_at)
           VALUES ($1, $2, $3, 0, $4, $4)"#,
        pharmacy.0,
        text,
        number,
        now
    )
    .execute(conn)
    .await?;
    Ok(reference)
}

/// What a step changes beside the state.
#[derive(Clone, Copy, Default)]
pub(crate) struct Change<'a> {
    /// The pack that was chosen, and its version.
    pub(crate) pack: Option<(PackId, u32)>,
    /// What the transfer bears, and where it goes.
    pub(crate) issued: Option<(&'a str, i64)>,
}

/// Moves a request on. The state in which it was found must still be its own.
pub(crate) async fn advance(
    conn: &mut SqliteConnection,
    topup: &Stored,
    to: State,
    change: Change<'_>,
    now: i64,
) -> Result<()> {
    let (from, to) = (topup.state.code(), to.code());
    let (pack, version) = change.pack.map(|(pack, version)| (pack.0, i64::from(version))).unzip();
    let (transfer, bank) = change.issued.unzip();
    sqlx::query!(
        r#"UPDATE topup
           SET state = $3, changed_at = $4, pack_id = coalesce($5, pack_id), pack_version = coalesce($6, pack_version),
               transfer = coalesce($7, transfer), bank_id = coalesce($8, bank_id),
               activated_at = CASE WHEN $3 = 5 THEN $4 END
           WHERE id = $1 AND state = $2"#,
        topup.id.0,
        from,
        to,
        now,
        pack,
        version,
        transfer,
        bank
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes a step or a message. Who does something has seen what there was before.
pub(crate) async fn note(
    conn: &mut SqliteConnection,
    topup: TopUpId,
    at: i64,
    act: Act,
    by: By,
    text: &str,
) -> Result<()> {
    let (staff, salesperson) = by.columns();
    let act = act.code();
    let seq = sqlx::query_scalar!(
        r#"UPDATE topup SET events = events + 1,
             seen_by_pharmacy = CASE WHEN $2 IS NULL THEN seen_by_pharmacy ELSE events + 1 END,
             seen_by_sales = CASE WHEN $2 IS NULL THEN events + 1 ELSE seen_by_sales END
           WHERE id = $1 RETURNING events AS "events!: i64""#,
        topup.0,
        staff
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO topup_event (topup_id, seq, at, act, staff_id, salesperson_id, text) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        topup.0,
        seq,
        at,
        act,
        staff,
        salesperson,
        text
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the last step of a request is this message, by the same person, from a moment on.
pub(crate) async fn has_just_written(
    conn: &mut SqliteConnection,
    topup: TopUpId,
    by: By,
    text: &str,
    from: i64,
) -> Result<bool> {
    let (staff, salesperson) = by.columns();
    let write = Act::Write.code();
    let row = sqlx::query!(
        r#"SELECT act = $2 AND staff_id IS $3 AND salesperson_id IS $4 AND text = $5 AND at >= $6 AS "same!: bool"
           FROM topup_event WHERE topup_id = $1 ORDER BY seq DESC LIMIT 1"#,
        topup.0,
        write,
        staff,
        salesperson,
        text,
        from
    );
    Ok(row.fetch_optional(conn).await?.is_some_and(|row| row.same))
}

/// Notes that a side has seen the first so many steps.
pub(crate) async fn seen(conn: &mut SqliteConnection, topup: TopUpId, side: Side, events: i64) -> Result<()> {
    match side {
        Side::Pharmacy => {
            sqlx::query!("UPDATE topup SET seen_by_pharmacy = max(seen_by_pharmacy, $2) WHERE id = $1", topup.0, events)
        }
        Side::Sales => {
            sqlx::query!("UPDATE topup SET seen_by_sales = max(seen_by_sales, $2) WHERE id = $1", topup.0, events)
        }
    }
    .execute(conn)
    .await?;
    Ok(())
}

/// A step, its time still in milliseconds.
pub(crate) struct Noted {
    pub(crate) at: i64,
    pub(crate) act: Act,
    pub(crate) side: Side,
    pub(crate) by: String,
    pub(crate) text: String,
}

/// The steps and messages of a request, oldest first.
pub(crate) async fn steps(conn: &mut SqliteConnection, topup: TopUpId) -> Result<Vec<Noted>> {
    let rows = sqlx::query!(
        r#"SELECT e.at, e.act, e.staff_id IS NOT NULL AS "of_pharmacy!: bool", coalesce(s.name, p.name) AS "by!: String", e.text
           FROM topup_event e
           LEFT JOIN staff s ON s.id = e.staff_id
           LEFT JOIN salesperson p ON p.id = e.salesperson_id
           WHERE e.topup_id = $1 ORDER BY e.seq"#,
        topup.0
    )
    .fetch_all(conn)
    .await?;
    let noted = rows.into_iter().map(|row| {
        let act = Act::from_code(row.act);
        Ok(Noted {
            at: row.at,
            act: act.ok_or(Error::BadRow { table: "topup_event", column: "act", row: topup.0 })?,
            side: if row.of_pharmacy { Side::Pharmacy } else { Side::Sales },
            by: row.by,
            text: row.text,
        })
    });
    noted.collect()
}
