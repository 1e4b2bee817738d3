//! The binary `comptoir`.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;
use server::{say, telemetry};

fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start(&cli.log, cli.log_format);
    match server::run(cli) {
        Ok(code) => code,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}
