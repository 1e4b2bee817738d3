//! What a command tells the person who started it: on standard error, so that output can be piped.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Prints one line.
pub fn say(line: impl AsRef<str>) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{}", line.as_ref());
}

/// Prints the heading of a step.
pub fn heading(title: &str) {
    if std::io::stderr().is_terminal() {
        say(format!("\x1b[1m==> {title}\x1b[0m"));
    } else {
        say(format!("==> {title}"));
    }
}

/// The steps of a command with the time each took.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// Runs one step under its heading; an error names the step.
    pub fn step<T>(&mut self, title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        heading(title);
        // How long a step takes, for the summary: nothing depends on it, so no test needs to set it.
        let start = Instant::now();
        let result = work();
        self.done.push((title.to_owned(), start.elapsed()));
        result.with_context(|| format!("the step '{title}' failed"))
    }

    /// Prints how long each step took, and all of them.
    pub fn summary(&self) {
        heading("Elapsed");
        for (title, time) in &self.done {
            say(format!("{:>8}  {title}", clock(*time)));
        }
        say(format!("{:>8}  all", clock(self.done.iter().map(|(_, time)| *time).sum())));
    }
}

/// Minutes and seconds, tenths below a minute: `3 min 07`, `4.2 s`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{} min {:02}", seconds / 60, seconds % 60)
    } else {
        format!("{}.{} s", seconds, time.subsec_millis() / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_to_read() {
        assert_eq!(clock(Duration::from_millis(4_260)), "4.2 s");
        assert_eq!(clock(Duration::from_secs(187)), "3 min 07");
    }

    #[test]
    fn a_failed_step_is_named_and_timed() {
        let mut steps = Steps::default();
        let error = steps.step("Format", || -> Result<()> { anyhow::bail!("two files differ") }).unwrap_err();
        assert_eq!(format!("{error:#}"), "the step 'Format' failed: two files differ");
        assert_eq!(steps.done.len(), 1);
    }
}
