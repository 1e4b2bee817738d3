//! The sales desk. Nobody of a pharmacy may call any of it.

use domain::credit::{Balance, Entry};
use domain::id::{PackRef, TopUpRef};
use domain::pack::{BankDetails, Pack};
use domain::topup::Desk;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The requests of all pharmacies.
#[server(name = ReadDesk, prefix = "/api", endpoint = "sales-desk")]
pub async fn desk(#[server(default)] search: String, #[server(default)] ended: bool) -> Result<Desk, AppError> {
    let (backend, person) = super::salesperson()?;
    Ok(backend::service::sales::desk(&backend, &person, &search, ended).await?)
}

/// What is sold, and where it is paid to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    /// Every pack, those withdrawn last.
    pub packs: Vec<Pack>,
    /// The bank details, once there are some.
    pub bank: Option<BankDetails>,
}

/// What is sold, and where it is paid to.
#[server(name = ReadPriceList, prefix = "/api", endpoint = "sales-packs")]
pub async fn price_list() -> Result<PriceList, AppError> {
    use backend::service::sales;
    let (backend, person) = super::salesperson()?;
    let packs = sales::packs(&backend, &person).await?;
    Ok(PriceList { packs, bank: sales::bank(&backend, &person).await? })
}

/// A pack as its form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackForm {
    /// The pack; `None` for a new one.
    #[serde(default)]
    pub pack: Option<PackRef>,
    /// The version of it that was shown.
    #[serde(default)]
    pub version: u32,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its credits, as typed.
    #[serde(default)]
    pub credits: String,
    /// Its price, as typed.
    #[serde(default)]
    pub price: String,
    /// `withdraw` or `offer`, where that button was pressed.
    #[serde(default)]
    pub sale: String,
}

/// Saves a pack, withdraws it or offers it again, and leads a plain form back to the list.
#[server(name = SavePack, prefix = "/api", endpoint = "sales-pack")]
pub async fn save_pack(form: PackForm) -> Result<(), AppError> {
    use backend::service::sales::{self, PackDraft};
    use domain::form::{Fault, Field, FieldErrors};
    let (backend, person) = super::salesperson()?;
    match (form.sale.as_str(), &form.pack) {
        ("", pack) => {
            let (credits, price) = (super::whole(&form.credits), domain::money::Money::parse(&form.price).ok());
            let (Some(credits), Some(price)) = (credits, price) else {
                let faults = [(Field::Credits, credits.is_none()), (Field::Price, price.is_none())];
                let wrong = faults.into_iter().filter(|(_, is_wrong)| *is_wrong);
                let faults = wrong.map(|(field, _)| (field, Fault::Unreadable)).collect();
                return Err(backend::Error::Invalid(FieldErrors(faults)).into());
            };
            let draft =
                PackDraft { pack: pack.as_ref().map(|pack| (pack, form.version)), name: &form.name, credits, price };
            sales::save_pack(&backend, &person, draft).await?;
        }
        ("withdraw", Some(pack)) => sales::set_withdrawn(&backend, &person, pack, true).await?,
        ("offer", Some(pack)) => sales::set_withdrawn(&backend, &person, pack, false).await?,
        _ => return Err(AppError::Old),
    }
    super::go_to(crate::routes::PACKS);
    Ok(())
}

/// Saves the bank details, and leads a plain form back.
#[server(name = SaveBank, prefix = "/api", endpoint = "sales-bank")]
pub async fn save_bank(form: BankDetails) -> Result<(), AppError> {
    let (backend, person) = super::salesperson()?;
    backend::service::sales::save_bank(&backend, &person, &form).await?;
    super::go_to(crate::routes::PACKS);
    Ok(())
}

/// A pharmacy's account as the sales service sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Where the credits stand.
    pub balance: Balance,
    /// Entries, newest first.
    pub entries: Vec<Entry>,
    /// The number before which there are more.
    pub older: Option<i64>,
}

/// The account of the pharmacy that made a request, from its newest entry or from the one before a number.
#[server(name = ReadAccount, prefix = "/api", endpoint = "sales-account")]
pub async fn account(topup: TopUpRef, before: Option<i64>) -> Result<Account, AppError> {
    let (backend, person) = super::salesperson()?;
    let account = backend::service::sales::account(&backend, &person, &topup, before).await?;
    Ok(Account { balance: account.balance, entries: account.entries, older: account.older })
}

/// A correction as its form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionForm {
    /// A request of the pharmacy.
    pub topup: TopUpRef,
    /// The number of the entry, as typed.
    #[serde(default)]
    pub number: String,
    /// How many credits, as typed.
    #[serde(default)]
    pub credits: String,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// Corrects an entry, and leads a plain form back to the request.
#[server(name = CorrectEntry, prefix = "/api", endpoint = "sales-correct")]
pub async fn correct(form: CorrectionForm) -> Result<(), AppError> {
    use domain::form::{Fault, Field, FieldErrors};
    let (backend, person) = super::salesperson()?;
    let (number, credits) = (super::whole(&form.number), super::whole(&form.credits));
    let (Some(number), Some(credits)) = (number, credits) else {
        let faults = [(Field::Entry, number.is_none()), (Field::Credits, credits.is_none())];
        let wrong = faults.into_iter().filter(|(_, is_wrong)| *is_wrong);
        let faults = wrong.map(|(field, _)| (field, Fault::Unreadable)).collect();
        return Err(backend::Error::Invalid(FieldErrors(faults)).into());
    };
    backend::service::sales::correct(&backend, &person, &form.topup, number.into(), credits, &form.note).await?;
    super::go_to(&crate::routes::topup(domain::topup::Side::Sales, &form.topup));
    Ok(())
}
