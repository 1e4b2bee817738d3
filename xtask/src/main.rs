//! Set-up, build, tests and checks of Comptoir, in plain Rust: `cargo xtask --help`.

mod say;
mod sh;
mod sqlx_prepare;
mod stamp;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Set-up, build, tests and checks of Comptoir")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Renew .sqlx/ after a change of a query or of the schema
    SqlxPrepare {
        /// Change nothing, fail when .sqlx/ is stale
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let result = match Args::parse().task {
        Task::SqlxPrepare { check } => sqlx_prepare::sqlx_prepare(check),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
