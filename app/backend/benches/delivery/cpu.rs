//! Time that processes and threads have computed, as Linux counts it. Unlike a speed, it hardly depends on what else the
//! machine does.

use std::fs;
use std::path::{Path, PathBuf};

/// Of a second; the same on every Linux.
const TICKS: f64 = 100.0;

/// The thread that asks.
pub fn this_thread() -> PathBuf {
    Path::new("/proc").join(fs::read_link("/proc/thread-self").unwrap())
}

/// Seconds of a thread, or of this process, all its threads together.
pub fn of(folder: &Path) -> f64 {
    stat(folder).map_or(0.0, |stat| stat.seconds)
}

/// Seconds of this process.
pub fn own() -> f64 {
    of(Path::new("/proc/self"))
}

/// Seconds of the processes that this one has started, and that run still.
pub fn children() -> f64 {
    let own = std::process::id().to_string();
    let folders = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    folders.filter_map(|folder| stat(&folder)).filter(|stat| stat.parent == own).map(|stat| stat.seconds).sum()
}

struct Stat {
    parent: String,
    seconds: f64,
}

/// `proc_pid_stat(5)`: what follows the name, which may hold anything, is separated by spaces.
fn stat(folder: &Path) -> Option<Stat> {
    let text = fs::read_to_string(folder.join("stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some(Stat { parent: (*fields.get(1)?).to_owned(), seconds: (ticks(11)? + ticks(12)?) / TICKS })
}
