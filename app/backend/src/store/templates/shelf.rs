//! Templates as their settings show them: how often they were used, all their versions, the archive.

use domain::campaign::Objective;
use domain::id::{PharmacyId, TemplateId, TemplateRef};
use domain::template::{Class, Texts};
use sqlx::SqliteConnection;

use super::{Row, Stored};
use crate::error::{Error, Result};
use crate::store::count;

/// The most versions that are shown of a template.
const MOST: u32 = 200;

/// One version of a template, its time still in milliseconds.
#[derive(Debug)]
pub(crate) struct StoredVersion {
    pub(crate) version: u32,
    pub(crate) class: Class,
    pub(crate) texts: Texts,
    pub(crate) saved: i64,
    pub(crate) by: Option<String>,
}

struct VersionRow {
    version: i64,
    class: i64,
    text: String,
    text_ar: Option<String>,
    saved: i64,
    by: Option<String>,
}

impl VersionRow {
    fn read(self, template: TemplateId) -> Result<StoredVersion> {
        let bad = Error::BadRow { table: "template_version", column: "class", row: template.0 };
        Ok(StoredVersion {
            version: count(self.version, "template_version", "version", template.0)?,
            class: Class::from_code(self.class).ok_or(bad)?,
            texts: Texts { text: self.text, arabic: self.text_ar },
            saved: self.saved,
            by: self.by,
        })
    }
}

/// The templates in use, or those in the archive, each with the number of campaigns that used it: the default of each
/// objective first, then by name.
pub(crate) async fn entries(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    archived: bool,
) -> Result<Vec<(Stored, u32)>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT t.id, t.public_id, t.name, t.objective, t.is_default, t.version, v.class, v.text,
                  v.text_ar, v.created_at AS changed, s.name AS "by?: String", t.archived_at
           FROM template t
           JOIN template_version v ON v.template_id = t.id AND v.version = t.version
           LEFT JOIN staff s ON s.id = v.staff_id
           WHERE t.pharmacy_id = $1 AND (t.archived_at IS NOT NULL) = $2
           ORDER BY t.objective, t.is_default DESC, t.name_key"#,
        pharmacy.0,
        archived
    )
    .fetch_all(&mut *conn)
    .await?;
    let uses = sqlx::query!(
        r#"SELECT template_id, count(*) AS "n!: i64" FROM campaign
           WHERE template_id IN (SELECT id FROM template WHERE pharmacy_id = $1)
           GROUP BY template_id"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let n = uses.iter().find(|uses| uses.template_id == row.id).map_or(0, |uses| uses.n);
            let n = count(n, "campaign", "template_id", row.id)?;
            Ok((Stored::try_from(row)?, n))
        })
        .collect()
}

/// The versions of a template, the last one first; the last 200.
pub(crate) async fn versions(conn: &mut SqliteConnection, template: TemplateId) -> Result<Vec<StoredVersion>> {
    let rows = sqlx::query_as!(
        VersionRow,
        r#"SELECT v.version, v.class, v.text, v.text_ar, v.created_at AS saved, s.name AS "by?: String"
           FROM template_version v LEFT JOIN staff s ON s.id = v.staff_id
           WHERE v.template_id = $1 ORDER BY v.version DESC LIMIT $2"#,
        template.0,
        MOST
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.read(template)).collect()
}

/// One version of a template; `None` if there is none of this number.
pub(crate) async fn version(
    conn: &mut SqliteConnection,
    template: TemplateId,
    version: u32,
) -> Result<Option<StoredVersion>> {
    let row = sqlx::query_as!(
        VersionRow,
        r#"SELECT v.version, v.class, v.text, v.text_ar, v.created_at AS saved, s.name AS "by?: String"
           FROM template_version v LEFT JOIN staff s ON s.id = v.staff_id
           WHERE v.template_id = $1 AND v.version = $2"#,
        template.0,
        version
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| row.read(template)).transpose()
}

/// Makes a template the one that is chosen already for its objective.
pub(crate) async fn make_default(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    template: TemplateId,
    objective: Objective,
) -> Result<()> {
    let objective = objective.code();
    sqlx::query!(
        "UPDATE template SET is_default = 0 WHERE pharmacy_id = $1 AND objective = $2 AND is_default = 1",
        pharmacy.0,
        objective
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE template SET is_default = 1 WHERE pharmacy_id = $1 AND id = $2", pharmacy.0, template.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Puts a template into the archive. It is the default of its objective no more.
pub(crate) async fn archive(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    template: TemplateId,
    now: i64,
) -> Result<()> {
    sqlx::query!(
        "UPDATE template SET archived_at = $3, is_default = 0 WHERE pharmacy_id = $1 AND id = $2",
        pharmacy.0,
        template.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The names of the templates that were archived last, at most 100.
pub(crate) async fn archived(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<(TemplateRef, String)>> {
    let rows = sqlx::query!(
        r#"SELECT id, public_id, name FROM template
           WHERE pharmacy_id = $1 AND archived_at IS NOT NULL ORDER BY archived_at DESC LIMIT 100"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    let named = rows.into_iter().map(|row| {
        let bad = Error::BadRow { table: "template", column: "public_id", row: row.id };
        Ok((row.public_id.parse().map_err(|_| bad)?, row.name))
    });
    named.collect()
}

/// Takes a template back from the archive. Its name must not be taken.
pub(crate) async fn take_back(conn: &mut SqliteConnection, pharmacy: PharmacyId, template: TemplateId) -> Result<()> {
    sqlx::query!("UPDATE template SET archived_at = NULL WHERE pharmacy_id = $1 AND id = $2", pharmacy.0, template.0)
        .execute(conn)
        .await?;
    Ok(())
}
