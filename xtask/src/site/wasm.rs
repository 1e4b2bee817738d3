//! WebAssembly and its JavaScript: cargo, wasm-bindgen (as a library, so that its version is that of `Cargo.lock`),
//! wasm-opt and esbuild.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{Profile, step};
use crate::say::say;
use crate::setup::{esbuild, package_bin};
use crate::sh;
use crate::stamp::Inputs;

const WASM_OPT: [&str; 3] = ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/// Leaves `comptoir.wasm` and `comptoir.js` in `work`.
pub fn build(profile: Profile, work: &Path) -> Result<()> {
    let (cargo_profile, folder) = match profile {
        Profile::Release => ("wasm-release", "wasm-release"),
        Profile::Dev => ("dev", "debug"),
    };
    let args = ["build", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--profile", cargo_profile];
    sh::run(&mut sh::cargo(&args))?;

    let module = sh::at("target/wasm32-unknown-unknown").join(folder).join("frontend.wasm");
    let inputs = Inputs::default()
        .files(&module)?
        .text(&WASM_OPT.join(" "))
        .files(&sh::at("end2end/package-lock.json"))?
        .files(&sh::at("Cargo.lock"))?;
    let outputs = [work.join("comptoir.wasm"), work.join("comptoir.js")];
    step(profile, "wasm", inputs, &outputs, || {
        say("wasm-bindgen");
        let glue = work.join("glue");
        bindgen(&module, &glue, profile)?;
        let bound = glue.join("comptoir_bg.wasm");
        if profile == Profile::Release {
            say("wasm-opt");
            optimize(&bound, &work.join("comptoir.wasm"))?;
        } else {
            fs::copy(&bound, work.join("comptoir.wasm"))?;
        }
        javascript(&glue.join("comptoir.js"), &work.join("comptoir.js"), profile)
    })
}

/// Splits the module into WebAssembly and the JavaScript that loads it. The page names the module when it starts, so
/// the JavaScript needs no default.
fn bindgen(module: &Path, glue: &Path, profile: Profile) -> Result<()> {
    if glue.exists() {
        fs::remove_dir_all(glue)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("comptoir")
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(false)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .web(true)?
        .generate(glue)
        .context("wasm-bindgen failed")
}

fn optimize(from: &Path, to: &Path) -> Result<()> {
    sh::run(sh::command(package_bin("wasm-opt"), &WASM_OPT).arg(from).arg("-o").arg(to))
}

/// One module out of wasm-bindgen's script and the snippets it imports.
fn javascript(from: &Path, to: &Path, profile: Profile) -> Result<()> {
    let mut command = sh::command(esbuild(), &["--bundle", "--format=esm", "--log-level=warning"]);
    if profile == Profile::Release {
        command.arg("--minify");
    }
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(to);
    sh::run(command.arg(from).arg(outfile))
}
