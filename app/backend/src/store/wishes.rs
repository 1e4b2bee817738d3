//! What people said about receiving SMS: facts of the phone, with when, who noted it, and how it was said.

use domain::client::{How, Wish};
use domain::id::{PharmacyId, StaffId};
use domain::phone::PhoneNumber;
use sqlx::SqliteConnection;

use crate::error::Result;

/// A fact, its time still in milliseconds.
pub(crate) struct Stored {
    pub(crate) at: i64,
    pub(crate) by: Option<String>,
    pub(crate) how: String,
}

/// The consent of a phone, and that it wants no more SMS.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    phone: &PhoneNumber,
) -> Result<(Option<Stored>, Option<Stored>)> {
    let phone = phone.as_str();
    let consent = sqlx::query_as!(
        Stored,
        r#"SELECT c.at, c.how, s.name AS "by?: String" FROM consent c LEFT JOIN staff s ON s.id = c.staff_id
           WHERE c.pharmacy_id = $1 AND c.phone = $2"#,
        pharmacy.0,
        phone
    )
    .fetch_optional(&mut *conn)
    .await?;
    let opt_out = sqlx::query_as!(
        Stored,
        r#"SELECT o.at, o.how, s.name AS "by?: String" FROM opt_out o LEFT JOIN staff s ON s.id = o.staff_id
           WHERE o.pharmacy_id = $1 AND o.phone = $2"#,
        pharmacy.0,
        phone
    )
    .fetch_optional(conn)
    .await?;
    Ok((consent, opt_out))
}

/// Notes what was said, if it is not what holds already: then who said so before, and how, stays. *No more SMS* ends a
/// consent to promotions as well. Whether anything changed.
pub(crate) async fn note(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    phone: &PhoneNumber,
    wish: Wish,
    staff: Option<StaffId>,
    how: How,
    now: i64,
) -> Result<bool> {
    let (number, staff, word, code) = (phone.as_str(), staff.map(|staff| staff.0), how.word(), wish.code());
    let written = match wish {
        Wish::Consent => {
            sqlx::query!(
                "INSERT INTO consent (pharmacy_id, phone, at, staff_id, how) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT DO NOTHING",
                pharmacy.0,
                number,
                now,
                staff,
                word
            )
            .execute(&mut *conn)
            .await?
        }
        Wish::Stop => {
            withdraw(conn, pharmacy, number).await?;
            sqlx::query!(
                "INSERT INTO opt_out (pharmacy_id, phone, at, staff_id, how) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT DO NOTHING",
                pharmacy.0,
                number,
                now,
                staff,
                word
            )
            .execute(&mut *conn)
            .await?
        }
        Wish::Withdraw => withdraw(conn, pharmacy, number).await?,
        Wish::Resume => {
            sqlx::query!("DELETE FROM opt_out WHERE pharmacy_id = $1 AND phone = $2", pharmacy.0, number)
                .execute(&mut *conn)
                .await?
        }
    };
    if written.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO wish (pharmacy_id, phone, what, at, staff_id, how) VALUES ($1, $2, $3, $4, $5, $6)",
        pharmacy.0,
        number,
        code,
        now,
        staff,
        word
    )
    .execute(conn)
    .await?;
    Ok(true)
}

async fn withdraw(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    phone: &str,
) -> Result<sqlx::sqlite::SqliteQueryResult> {
    let withdrawn = sqlx::query!("DELETE FROM consent WHERE pharmacy_id = $1 AND phone = $2", pharmacy.0, phone);
    Ok(withdrawn.execute(conn).await?)
}
