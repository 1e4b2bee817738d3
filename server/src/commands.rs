//! The commands that do one thing and end.

use std::path::Path;
use std::process::ExitCode;

use backend::Backend;
use backend::clock::Clock;
use backend::service::pharmacies::NewPharmacy;
use backend::service::{account, bench_data, clients, credits, history, pharmacies, sales};
use domain::sales::SalesPermissions;
use domain::staff::Role;
use secrecy::ExposeSecret;

use crate::cli::{BenchData, Check, CreatePharmacy, CreateSalesperson, ImportClients, ResetPassword};
use crate::import_report::report;
use crate::problem::Problem;
use crate::say;

/// Opens the database, made if it is not there.
pub async fn open(database: &Path, clock: Clock) -> Result<Backend, Problem> {
    Backend::open(database, clock).await.map_err(|error| Problem::Database(database.to_owned(), error))
}

/// Opens a database that must be there: a mistyped name must not make a new one.
async fn open_existing(database: &Path) -> Result<Backend, Problem> {
    if !database.is_file() {
        return Err(Problem::NoDatabase(database.to_owned()));
    }
    open(database, Clock::System).await
}

/// `import-clients`: the report on standard output, and status 1 if a line is faulty.
pub async fn import_clients(database: &Path, options: ImportClients) -> Result<ExitCode, Problem> {
    let file = tokio::fs::read(&options.file).await.map_err(|error| Problem::File(options.file.clone(), error))?;
    let backend = open_existing(database).await?;
    let done = async {
        let pharmacy = pharmacies::by_name(&backend, &options.pharmacy).await?;
        let pharmacy = pharmacy.ok_or(Problem::NoPharmacy(options.pharmacy))?;
        Ok::<_, Problem>(clients::import(&backend, pharmacy, &file).await?)
    };
    let done = done.await;
    backend.close().await;
    let done = done?;
    say::line(report(&done));
    Ok(if done.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `create-pharmacy`: prints the link of its first person.
pub async fn create_pharmacy(database: &Path, options: CreatePharmacy) -> Result<ExitCode, Problem> {
    let backend = open(database, Clock::System).await?;
    let made = make_pharmacy(&backend, &options).await;
    backend.close().await;
    say::line(format!(
        "Pharmacie créée : {}. Pour {}, une seule fois, pendant 24 heures :",
        options.name, options.email
    ));
    say::line(format!("  {}/mot-de-passe/{}", options.public_url.origin(), made?));
    Ok(ExitCode::SUCCESS)
}

async fn make_pharmacy(backend: &Backend, options: &CreatePharmacy) -> Result<String, Problem> {
    let CreatePharmacy { name, phone, sender, .. } = options;
    let new = NewPharmacy { name: name.clone(), phone: phone.clone(), sender: sender.clone(), demo: false };
    let pharmacy = pharmacies::create(backend, &new).await.map_err(explain)?;
    let permissions = Role::Titulaire.permissions();
    pharmacies::add_staff(backend, pharmacy, &options.person_name, &options.email, permissions, None)
        .await
        .map_err(explain)?;
    if options.credits > 0 {
        credits::grant(backend, pharmacy, options.credits, "create-pharmacy").await?;
    }
    Ok(account::make_password_link(backend, &options.email).await?.expose_secret().to_owned())
}

/// `create-salesperson`: prints their link.
pub async fn create_salesperson(database: &Path, options: CreateSalesperson) -> Result<ExitCode, Problem> {
    let backend = open(database, Clock::System).await?;
    let made = async {
        let permissions = SalesPermissions::of(&options.may);
        sales::people::add(&backend, &options.name, &options.email, permissions).await.map_err(explain)?;
        Ok::<_, Problem>(account::make_password_link(&backend, &options.email).await?)
    };
    let made = made.await;
    backend.close().await;
    let link = made?;
    say::line(format!("Service commercial. Pour {}, une seule fois, pendant 24 heures :", options.email));
    say::line(format!("  {}/mot-de-passe/{}", options.public_url.origin(), link.expose_secret()));
    Ok(ExitCode::SUCCESS)
}

/// `reset-password`: prints a link.
pub async fn reset_password(database: &Path, options: ResetPassword) -> Result<ExitCode, Problem> {
    let backend = open_existing(database).await?;
    let link = account::make_password_link(&backend, &options.email).await;
    backend.close().await;
    let link = link.map_err(|error| match error {
        backend::Error::NotFound => Problem::Nobody(options.email.clone()),
        error => error.into(),
    })?;
    say::line(format!("Pour {}, une seule fois, pendant 24 heures :", options.email));
    say::line(format!("  {}/mot-de-passe/{}", options.public_url.origin(), link.expose_secret()));
    Ok(ExitCode::SUCCESS)
}

/// `check`: what differs, and status 1 if anything does.
pub async fn check(database: &Path, options: Check) -> Result<ExitCode, Problem> {
    let backend = open_existing(database).await?;
    let done = async {
        if options.rebuild {
            history::rebuild(&backend).await?;
            say::line("The index was made anew from the messages.");
        }
        Ok::<_, backend::Error>((history::check(&backend).await?, credits::check(&backend).await?))
    };
    let done = done.await;
    backend.close().await;
    let (disagreements, differences) = done?;
    for (what, n) in &disagreements {
        say::line(format!("{what}: {n} differences"));
    }
    let index = if disagreements.is_empty() {
        "The index agrees with the messages."
    } else {
        "The index does not agree with the messages: `comptoir check --rebuild` makes it anew."
    };
    say::line(index);
    for credits::Difference { pharmacy, what, is, should_be } in &differences {
        say::line(format!("{pharmacy}: {what}: {is} and {should_be}"));
    }
    if differences.is_empty() {
        say::line("The credits add up.");
    }
    let all_agree = disagreements.is_empty() && differences.is_empty();
    Ok(if all_agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `bench-data`: fills a database.
pub async fn bench_data(database: &Path, options: BenchData) -> Result<ExitCode, Problem> {
    let backend = open(database, Clock::System).await?;
    let filled = bench_data::fill(&backend, options.messages).await;
    backend.close().await;
    let filled = filled?;
    say::line(format!("{} pharmacies, {} messages", filled.pharmacies, filled.messages));
    Ok(ExitCode::SUCCESS)
}

/// The field and the fault, where a value is wrong.
pub fn explain(error: backend::Error) -> Problem {
    match error {
        backend::Error::Invalid(faults) => {
            let faults: Vec<String> =
                faults.0.iter().map(|(field, fault)| format!("{field:?}: {fault:?}").to_lowercase()).collect();
            Problem::Wrong(format!("nothing was made: {}", faults.join(", ")))
        }
        error => error.into(),
    }
}
