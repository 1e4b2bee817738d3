//! The style sheet: `style/main.css` with its imports, in one file.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};

use super::{Profile, step};
use crate::say::say;
use crate::setup::esbuild;
use crate::sh;
use crate::stamp::{self, Inputs};

/// What esbuild would only warn of: a browser drops what it cannot read, and nobody sees it.
const ERRORS: [&str; 9] = [
    "css-syntax-error",
    "invalid-@charset",
    "invalid-@import",
    "invalid-@layer",
    "invalid-calc",
    "js-comment-in-css",
    "unsupported-@charset",
    "unsupported-@namespace",
    "unsupported-css-property",
];

/// Leaves `comptoir.css` in `work`.
pub fn build(profile: Profile, work: &Path) -> Result<()> {
    let folder = sh::at("style");
    let mut inputs = Inputs::default().text(&ERRORS.join(" ")).files(&sh::at("end2end/package-lock.json"))?;
    for file in stamp::files_below(&folder)? {
        // Of what is public only the names count.
        let is_public = file.starts_with(folder.join("public"));
        inputs = if is_public { inputs.text(&file.to_string_lossy()) } else { inputs.files(&file)? };
    }
    let output = work.join("comptoir.css");
    step(profile, "style", inputs, std::slice::from_ref(&output), || {
        say("style sheet");
        bundle(&folder.join("main.css"), &output, &folder.join("public"), profile).context("the style sheet is wrong")
    })
}

/// Joins and minifies. Nothing is rewritten for older browsers. An address such as `/icons.svg` stays as it is when
/// `public` has that file, and is an error otherwise.
fn bundle(from: &Path, to: &Path, public: &Path, profile: Profile) -> Result<()> {
    let mut command = sh::command(esbuild(), &["--bundle", "--log-level=warning"]);
    for file in stamp::files_below(public)? {
        command.arg(format!("--external:/{}*", file.strip_prefix(public)?.display()));
    }
    command.args(ERRORS.iter().map(|name| format!("--log-override:{name}=error")));
    if profile == Profile::Release {
        command.arg("--minify");
    }
    let mut outfile = OsString::from("--outfile=");
    outfile.push(to);
    sh::run(command.arg(from).arg(outfile))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bundles one sheet with one import; needs the packages that `cargo xtask setup` installs.
    fn bundled(imported: &str) -> Option<Result<String>> {
        if !esbuild().exists() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("main.css"), "@layer a, b;\n@import './part.css' layer(b);\n").unwrap();
        std::fs::write(folder.path().join("part.css"), imported).unwrap();
        let to = folder.path().join("out.css");
        let public = folder.path().join("public");
        std::fs::create_dir(&public).unwrap();
        std::fs::write(public.join("icons.svg"), "<svg/>").unwrap();
        let result = bundle(&folder.path().join("main.css"), &to, &public, Profile::Release);
        Some(result.map(|()| std::fs::read_to_string(&to).unwrap()))
    }

    #[test]
    fn modern_css_survives() {
        let Some(css) = bundled(".x { color: light-dark(#fff, #000); &:hover { margin-inline: 1px } }") else { return };
        let css = css.unwrap();
        assert!(css.starts_with("@layer a,b;@layer b{"), "{css}");
        assert!(css.contains("light-dark(#fff,#000)") && css.contains("&:hover{margin-inline:1px}"), "{css}");
    }

    #[test]
    fn public_files_are_named_as_they_are() {
        let Some(css) = bundled(".x { mask: url(/icons.svg#sent) }") else { return };
        assert!(css.unwrap().contains("url(/icons.svg#sent)"));
    }

    #[test]
    fn what_a_browser_would_drop_fails() {
        for wrong in [".x { color: red", ".x { color red; }", ".x } {"] {
            let Some(css) = bundled(wrong) else { return };
            assert!(css.is_err(), "{wrong}");
        }
    }
}
