use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory};
use server::cli::Cli;

const EXAMPLE: &str = include_str!("../../../config.example.env");

/// Every option of every command, but help and version, and what is no option but a word.
fn options(command: &Command) -> Vec<&Arg> {
    let own = command.get_arguments().filter(|arg| !arg.is_positional());
    let own = own.filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"));
    own.chain(command.get_subcommands().flat_map(options)).collect()
}

#[test]
fn every_option_is_an_environment_variable_and_the_example_lists_them_all() {
    let command = Cli::command();
    let options = options(&command);
    let without: Vec<&str> =
        options.iter().filter(|arg| arg.get_env().is_none()).map(|arg| arg.get_id().as_str()).collect();
    assert!(without.is_empty(), "no environment variable: {without:?}");
    let known: BTreeSet<&str> = options.iter().filter_map(|arg| arg.get_env()?.to_str()).collect();
    let listed: BTreeSet<&str> = EXAMPLE
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("COMPTOIR_"))
        .collect();
    assert_eq!(listed, known);
    assert!(known.iter().all(|name| name.starts_with("COMPTOIR_")));
}

#[test]
fn the_example_shows_the_defaults() {
    let command = Cli::command();
    for arg in options(&command) {
        let Some(default) = arg.get_default_values().first().and_then(|value| value.to_str()) else { continue };
        let name = arg.get_env().unwrap().to_str().unwrap();
        // The public address has an example: its default belongs to the two commands that print links.
        if name != "COMPTOIR_PUBLIC_URL" {
            assert!(EXAMPLE.contains(&format!("\n#{name}={default}\n")), "{name}={default}");
        }
    }
}
