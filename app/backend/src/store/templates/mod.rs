//! Templates and their versions. A version is never changed: what was sent refers to it.

mod shelf;

use domain::campaign::Objective;
use domain::fold::fold;
use domain::id::{PharmacyId, StaffId, TemplateId, TemplateRef};
use domain::template::{Class, Texts};
use sqlx::SqliteConnection;

pub(crate) use self::shelf::{StoredVersion, archive, archived, entries, make_default, take_back, version, versions};
use super::count;
use crate::error::{Error, Result};

/// A template in its last version, its time still in milliseconds.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: TemplateId,
    pub(crate) template: TemplateRef,
    pub(crate) name: String,
    pub(crate) objective: Objective,
    pub(crate) class: Class,
    pub(crate) is_default: bool,
    pub(crate) version: u32,
    pub(crate) texts: Texts,
    pub(crate) changed: i64,
    pub(crate) by: Option<String>,
    /// Since when it is in the archive.
    pub(crate) archived: Option<i64>,
}

struct Row {
    id: i64,
    public_id: String,
    name: String,
    objective: i64,
    is_default: i64,
    version: i64,
    class: i64,
    text: String,
    text_ar: Option<String>,
    changed: i64,
    by: Option<String>,
    archived_at: Option<i64>,
}

impl TryFrom<Row> for Stored {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |column| Error::BadRow { table: "template", column, row: row.id };
        Ok(Self {
            id: TemplateId(row.id),
            template: row.public_id.parse().map_err(|_| bad("public_id"))?,
            name: row.name,
            objective: Objective::from_code(row.objective).ok_or_else(|| bad("objective"))?,
            class: Class::from_code(row.class).ok_or_else(|| bad("class"))?,
            is_default: row.is_default != 0,
            version: count(row.version, "template", "version", row.id)?,
            texts: Texts { text: row.text, arabic: row.text_ar },
            changed: row.changed,
            by: row.by,
            archived: row.archived_at,
        })
    }
}

/// The templates in use, the default of each objective first, then by name.
pub(crate) async fn list(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Vec<Stored>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT t.id, t.public_id, t.name, t.objective, t.is_default, t.version, v.class, v.text,
                  v.text_ar, v.created_at AS changed, s.name AS "by?: String", t.archived_at
           FROM template t
           JOIN template_version v ON v.template_id = t.id AND v.version = t.version
           LEFT JOIN staff s ON s.id = v.staff_id
           WHERE t.pharmacy_id = $1 AND t.archived_at IS NULL
           ORDER BY t.objective, t.is_default DESC, t.name_key"#,
        pharmacy.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// A template in use; `None` if the pharmacy has none of this reference.
pub(crate) async fn find(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    template: &TemplateRef,
) -> Result<Option<Stored>> {
    let found = find_any(conn, pharmacy, template).await?;
    Ok(found.filter(|template| template.archived.is_none()))
}

/// The same, whether it is in use or in the archive.
pub(crate) async fn find_any(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    template: &TemplateRef,
) -> Result<Option<Stored>> {
    let reference = template.as_str();
    let row = sqlx::query_as!(
        Row,
        r#"SELECT t.id, t.public_id, t.name, t.objective, t.is_default, t.version, v.class, v.text,
                  v.text_ar, v.created_at AS changed, s.name AS "by?: String", t.archived_at
           FROM template t
           JOIN template_version v ON v.template_id = t.id AND v.version = t.version
           LEFT JOIN staff s ON s.id = v.staff_id
           WHERE t.pharmacy_id = $1 AND t.public_id = $2"#,
        pharmacy.0,
        reference
    )
    .fetch_optional(conn)
    .await?;
    row.map(Stored::try_from).transpose()
}

/// Whether a template in use, other than `except`, has a name that reads the same.
pub(crate) async fn name_is_taken(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    name: &str,
    except: Option<TemplateId>,
) -> Result<bool> {
    let (name_key, except) = (fold(name), except.map_or(0, |template| template.0));
    let found = sqlx::query!(
        "SELECT id FROM template WHERE pharmacy_id = $1 AND name_key = $2 AND id <> $3 AND archived_at IS NULL",
        pharmacy.0,
        name_key,
        except
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// A template to be stored, its fields already checked.
pub(crate) struct NewTemplate<'a> {
    pub(crate) name: &'a str,
    pub(crate) objective: Objective,
    pub(crate) class: Class,
    pub(crate) texts: &'a Texts,
    pub(crate) is_default: bool,
}

/// Adds a template, in version 1. The name must not be taken.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    template: &NewTemplate<'_>,
    staff: Option<StaffId>,
    now: i64,
) -> Result<TemplateRef> {
    let reference = TemplateRef::from_random(rand::random());
    let (public_id, name_key, objective) = (reference.as_str(), fold(template.name), template.objective.code());
    let added = sqlx::query!(
        r#"INSERT INTO template (pharmacy_id, public_id, name, name_key, objective, is_default, version, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
           RETURNING id AS "id!: i64""#,
        pharmacy.0,
        public_id,
        template.name,
        name_key,
        objective,
        template.is_default,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    add_version(conn, TemplateId(added.id), 1, (template.class, template.texts), staff, now).await?;
    Ok(reference)
}

/// Saves the version that follows `version`; `false` if that is not the last one any more.
pub(crate) async fn save(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    template: TemplateId,
    version: u32,
    (name, class, texts): (&str, Class, &Texts),
    staff: StaffId,
    now: i64,
) -> Result<bool> {
    let (name_key, next) = (fold(name), i64::from(version) + 1);
    let changed = sqlx::query!(
        r#"UPDATE template SET name = $4, name_key = $5, version = version + 1
           WHERE pharmacy_id = $1 AND id = $2 AND version = $3"#,
        pharmacy.0,
        template.0,
        version,
        name,
        name_key
    )
    .execute(&mut *conn)
    .await?;
    if changed.rows_affected() != 1 {
        return Ok(false);
    }
    add_version(conn, template, next, (class, texts), Some(staff), now).await?;
    Ok(true)
}

async fn add_version(
    conn: &mut SqliteConnection,
    template: TemplateId,
    version: i64,
    (class, texts): (Class, &Texts),
    staff: Option<StaffId>,
    now: i64,
) -> Result<()> {
    let (staff, class) = (staff.map(|staff| staff.0), class.code());
    sqlx::query!(
        "INSERT INTO template_version (template_id, version, class, text, text_ar, staff_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        template.0,
        version,
        class,
        texts.text,
        texts.arabic,
        staff,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
