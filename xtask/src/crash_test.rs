//! `crash-test`: the long run of `server/tests/crash`, of which the tests do a short one.

use anyhow::Result;

use crate::setup;
use crate::sh;

/// How long it takes.
#[derive(clap::Args)]
pub struct Options {
    /// How often the server is killed
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    kills: u32,
    /// How many messages it has to send
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=80_000_000))]
    messages: u32,
}

/// Kills, and says what became of the messages.
pub fn crash_test(options: &Options) -> Result<()> {
    setup::for_build()?;
    let test = ["test", "--package", "server", "--test", "crash", "--", "--nocapture"];
    sh::run(
        sh::cargo(&test)
            .env("COMPTOIR_CRASH_KILLS", options.kills.to_string())
            .env("COMPTOIR_CRASH_MESSAGES", options.messages.to_string()),
    )
}
