//! What this process holds, where the system tells: on Linux.

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use tokio::runtime::Handle;

/// The memory that is resident, in kB.
pub(crate) fn resident_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// The TCP connections that are open.
pub(crate) fn tcp_connections() -> Option<usize> {
    let of_all = ["/proc/self/net/tcp", "/proc/self/net/tcp6"].map(fs::read_to_string);
    let of_all: HashSet<String> = of_all
        .into_iter()
        .flatten()
        .flat_map(|table| {
            let inodes = table.lines().skip(1);
            let inodes = inodes.filter_map(|line| line.split_whitespace().nth(9));
            inodes
                .map(|inode| format!("socket:[{inode}]"))
                .collect::<Vec<_>>()
        })
        .collect();
    let files = fs::read_dir("/proc/self/fd").ok()?.flatten();
    let files = files.filter_map(|file| fs::read_link(file.path()).ok());
    Some(
        files
            .filter(|file| of_all.contains(&*file.to_string_lossy()))
            .count(),
    )
}

pub(crate) fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// Waits until it is so, for a few seconds at most: what is dropped ends soon and not at once.
pub(crate) async fn settles(is_so: impl Fn() -> bool) -> bool {
    for _ in 0..250 {
        if is_so() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    is_so()
}
