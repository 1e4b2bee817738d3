//! What can be chosen in the filters.

use domain::client::full_name;
use domain::id::{CampaignRef, ClientRef, PharmacyId, StaffRef};
use sqlx::SqliteConnection;

use crate::error::{Error, Result};

/// The most campaigns to choose from.
const MOST_CAMPAIGNS: u32 = 100;

/// Everybody of a pharmacy who has sent something, by name.
pub(crate) async fn managers(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<(StaffRef, String)>> {
    let rows = sqlx::query!(
        r#"SELECT id, public_id, name FROM staff s
           WHERE pharmacy_id = $1
             AND EXISTS (SELECT 1 FROM campaign c WHERE c.pharmacy_id = $1 AND c.staff_id = s.id)
           ORDER BY name_key, id"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    let manager = |id, reference: String, name| {
        let bad = Error::BadRow { table: "staff", column: "public_id", row: id };
        Ok((StaffRef::try_from(reference).map_err(|_| bad)?, name))
    };
    rows.into_iter().map(|row| manager(row.id, row.public_id, row.name)).collect()
}

/// The newest campaigns of a pharmacy, and the one that is asked for wherever it stands.
pub(crate) async fn campaigns(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    asked: Option<&CampaignRef>,
) -> Result<Vec<(CampaignRef, String)>> {
    let asked = asked.map(CampaignRef::as_str);
    let rows = sqlx::query!(
        r#"SELECT id, public_id, name FROM campaign
           WHERE pharmacy_id = $1 AND (public_id = $2 OR id IN (
             SELECT id FROM campaign WHERE pharmacy_id = $1 ORDER BY first_message DESC LIMIT $3))
           ORDER BY first_message DESC"#,
        pharmacy.0,
        asked,
        MOST_CAMPAIGNS
    )
    .fetch_all(conn)
    .await?;
    let campaign = |id, reference: String, name| {
        let bad = Error::BadRow { table: "campaign", column: "public_id", row: id };
        Ok((CampaignRef::try_from(reference).map_err(|_| bad)?, name))
    };
    rows.into_iter().map(|row| campaign(row.id, row.public_id, row.name)).collect()
}

/// The id and the name of a client; `None` if the pharmacy has no such client.
pub(crate) async fn client(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    reference: &ClientRef,
) -> Result<Option<(i64, String)>> {
    let reference = reference.as_str();
    let row = sqlx::query!(
        "SELECT id, first_name, last_name FROM client WHERE pharmacy_id = $1 AND public_id = $2",
        pharmacy.0,
        reference
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, full_name(&row.first_name, &row.last_name))))
}
