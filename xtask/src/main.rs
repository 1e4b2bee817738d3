//! Set-up, build, tests and checks of Comptoir, in plain Rust: `cargo xtask --help`.

mod bench;
mod budget;
mod build;
mod crash_test;
mod lint;
mod say;
mod setup;
mod sh;
mod site;
mod sqlx_prepare;
mod stamp;
mod test;
mod watch;

use std::ffi::OsString;
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
    /// Build, and serve the demonstration at http://127.0.0.1:3000
    Run {
        /// Arguments for `comptoir serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<OsString>,
    },
    /// Check format, lints and sizes, then run the Rust tests and the browser tests
    Test(test::Options),
    /// Build target/release/comptoir and target/site
    Build,
    /// Serve the demonstration, rebuild on every change and reload the browser
    Watch {
        /// Arguments for `comptoir serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<OsString>,
    },
    /// Check format, lints and sizes
    Lint,
    /// Measure: one of app/backend/benches, or `page` in a browser
    Bench {
        /// The measurement
        #[arg(default_value = "send")]
        name: String,
    },
    /// Kill the server again and again while it sends, and count what was lost or sent twice
    CrashTest(crash_test::Options),
    /// Renew .sqlx/ after a change of a query or of the schema
    SqlxPrepare {
        /// Change nothing, fail when .sqlx/ is stale
        #[arg(long)]
        check: bool,
    },
    /// Install what is missing on this machine; the other commands do it by themselves
    Setup,
}

fn main() -> ExitCode {
    let result = match Args::parse().task {
        Task::Run { rest } => build::run(&rest),
        Task::Test(options) => test::test(&options),
        Task::Build => build::build(),
        Task::Watch { rest } => watch::watch(&rest),
        Task::Lint => lint::lint(),
        Task::Bench { name } => bench::bench(&name),
        Task::CrashTest(options) => crash_test::crash_test(&options),
        Task::SqlxPrepare { check } => sqlx_prepare::sqlx_prepare(check),
        Task::Setup => setup::all(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
