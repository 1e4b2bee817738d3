//! The memory of this process, as Linux counts it.

/// Begins to watch the peak anew.
pub fn forget_peak() {
    // Where this is not allowed the peak is that of the whole run, and what is printed is too much.
    let _not_allowed = std::fs::write("/proc/self/clear_refs", "5");
}

/// What is held now, in kilobytes.
pub fn resident() -> u32 {
    read("VmRSS:")
}

/// How many megabytes more than before were held at the peak.
pub fn more(before: u32) -> f64 {
    f64::from(read("VmHWM:").saturating_sub(before)) / 1_024.0
}

fn read(name: &str) -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}
