//! What a person at the console reads. Everything else goes to the log.

use std::fmt::Display;
use std::io::{Write, stderr, stdout};

/// Writes a line on standard output. Nobody reading it is no error.
pub fn line(text: impl Display) {
    let _closed = writeln!(stdout().lock(), "{text}");
}

/// Writes a line on standard error, with the name of the program in front.
pub fn error(text: impl Display) {
    let _closed = writeln!(stderr().lock(), "comptoir: {text}");
}
