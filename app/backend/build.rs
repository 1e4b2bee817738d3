//! Has the crate compiled again when a migration is added: the macro that holds them notices changed files only.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
