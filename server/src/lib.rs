//! The server: command line, router, sessions, security, live news, shutdown. It wires; what the product does is in
//! `backend`, what it shows in `app`.

mod callbacks;
pub mod cli;
mod commands;
mod context;
mod export;
mod faults;
pub mod gateway;
mod health;
mod import_report;
mod live;
mod lock;
mod mail;
pub mod problem;
mod proofs;
mod refusal;
pub mod router;
pub mod say;
mod security;
mod serve;
mod session;
pub mod site;
pub mod telemetry;
mod trace;

use std::process::ExitCode;

use self::cli::{Cli, Command};
use self::problem::Problem;

/// Runs one command to its end.
///
/// # Errors
///
/// [`Problem`]: one line for whoever typed the command.
pub fn run(cli: Cli) -> Result<ExitCode, Problem> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Problem::Runtime)?;
    let database = cli.database;
    let done = runtime.block_on(async move {
        match cli.command {
            Command::Serve(options) => serve::serve(&database, *options).await.map(|()| ExitCode::SUCCESS),
            Command::ImportClients(options) => commands::import_clients(&database, options).await,
            Command::CreatePharmacy(options) => commands::create_pharmacy(&database, options).await,
            Command::CreateSalesperson(options) => commands::create_salesperson(&database, options).await,
            Command::ResetPassword(options) => commands::reset_password(&database, options).await,
            Command::Check(options) => commands::check(&database, options).await,
            Command::BenchData(options) => commands::bench_data(&database, options).await,
        }
    });
    // The database is closed: nothing that is still at work matters any more.
    runtime.shutdown_background();
    done
}
