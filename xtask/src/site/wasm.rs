//! WebAssembly and its JavaScript: cargo, wasm-split (cuts the module at the functions of `app/src/chunks.rs`),
//! wasm-bindgen (both as libraries: wasm-bindgen's version is then that of `Cargo.lock`), wasm-opt and esbuild.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::{Profile, step};
use crate::say::say;
use crate::setup::{esbuild, package_bin};
use crate::sh;
use crate::stamp::{self, Inputs};

const WASM_OPT: [&str; 3] = ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/// The script that loads chunks, by the name that leptos gives it.
pub const LOADER: &str = "__wasm_split";
/// The list of the files of each chunk, by the name that leptos gives it.
pub const MANIFEST: &str = "__wasm_split_manifest";

/// The files of each chunk, without `.wasm`: those that it shares with others, and its own.
pub type Manifest = BTreeMap<String, Vec<String>>;

/// What the steps leave in the folder of a profile.
pub struct Parts(PathBuf);

impl Parts {
    /// Below `work`.
    pub fn of(work: &Path) -> Self {
        Self(work.join("parts"))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The script of the first load; imports `./__wasm_split.js`.
    pub fn script(&self) -> PathBuf {
        self.0.join("comptoir.js")
    }

    /// The WebAssembly of the first load.
    pub fn wasm(&self) -> PathBuf {
        self.0.join("comptoir.wasm")
    }

    /// The script that loads chunks; imports `./comptoir.js`, and names the files of `chunks`.
    pub fn loader(&self) -> PathBuf {
        self.0.join(LOADER).with_extension("js")
    }

    /// The list of the files of each chunk.
    pub fn manifest(&self) -> PathBuf {
        self.0.join(MANIFEST).with_extension("json")
    }

    /// The folder of the chunks.
    pub fn chunks(&self) -> PathBuf {
        self.0.join("chunks")
    }
}

/// Leaves [`Parts`] in `work`.
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
    let parts = Parts::of(work);
    let outputs = [parts.wasm(), parts.script(), parts.loader(), parts.manifest()];
    step(profile, "wasm", inputs, &outputs, || {
        empty(parts.folder())?;
        let (cut, glue) = (work.join("cut"), work.join("glue"));
        say("wasm-split");
        let main = split(&module, &cut, &parts)?;
        say("wasm-bindgen");
        bindgen(&main, &glue, profile)?;
        if profile == Profile::Release {
            say("wasm-opt");
        }
        optimize(&glue.join("comptoir_bg.wasm"), &parts.wasm(), profile)?;
        fs::create_dir_all(parts.chunks())?;
        for chunk in stamp::files_below(&cut)?.into_iter().filter(|file| is_chunk(file, &main)) {
            optimize(&chunk, &parts.chunks().join(chunk.file_name().unwrap_or_default()), profile)?;
        }
        // wasm-bindgen imports the loader once for each chunk.
        let args = ["--bundle", &external(LOADER), "--log-override:duplicate-object-key=silent"];
        javascript(&glue.join("comptoir.js"), &parts.script(), &args, profile)?;
        javascript(&cut.join(LOADER).with_extension("js"), &parts.loader(), &[], profile)
    })
}

fn is_chunk(file: &Path, main: &Path) -> bool {
    file != main && file.extension().is_some_and(|end| end == "wasm")
}

/// Cuts the module; returns the part of the first load, which wasm-bindgen has yet to see.
fn split(module: &Path, cut: &Path, parts: &Parts) -> Result<PathBuf> {
    empty(cut)?;
    let bytes = fs::read(module)?;
    let main = cut.join("main.wasm");
    let loader = format!("./{LOADER}.js");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = cut;
    options.main_out_path = &main;
    options.link_name = &loader;
    options.main_module = "./comptoir.js";
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("wasm-split failed: {error:#}"))?;
    let manifest: Manifest = split.prefetch_map.into_iter().collect();
    fs::write(parts.manifest(), serde_json::to_string_pretty(&manifest)?)?;
    Ok(main)
}

/// Splits the module into WebAssembly and the JavaScript that loads it. The page names the module when it starts, so
/// the JavaScript needs no default. The exports are what the chunks are linked with.
fn bindgen(module: &Path, glue: &Path, profile: Profile) -> Result<()> {
    empty(glue)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("comptoir")
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(false)
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .web(true)?
        .generate(glue)
        .context("wasm-bindgen failed")
}

/// Makes a module small, and strips the names of its functions: wasm-split leaves them.
fn optimize(from: &Path, to: &Path, profile: Profile) -> Result<()> {
    if profile == Profile::Dev {
        fs::copy(from, to)?;
        return Ok(());
    }
    sh::run(sh::command(package_bin("wasm-opt"), &WASM_OPT).args(["--strip-debug", "-q"]).arg(from).arg("-o").arg(to))
}

/// One module out of a script and, with `--bundle`, the snippets that it imports.
fn javascript(from: &Path, to: &Path, args: &[&str], profile: Profile) -> Result<()> {
    let mut command = sh::command(esbuild(), &["--format=esm", "--log-level=warning"]);
    command.args(args);
    if profile == Profile::Release {
        command.arg("--minify");
    }
    let mut outfile = OsString::from("--outfile=");
    outfile.push(to);
    sh::run(command.arg(from).arg(outfile))
}

/// Another module stays one.
fn external(name: &str) -> String {
    format!("--external:./{name}.js")
}

/// An empty folder.
fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}
