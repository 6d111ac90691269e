//! A file system of its own, for what happens when it is full or can't be written to.

use std::path::Path;
use std::process::{Command, Stdio};

/// A file system in memory.
pub(crate) struct SmallDisk<'f>(&'f Path);

impl<'f> SmallDisk<'f> {
    /// Nothing where nobody may mount.
    pub(crate) fn mount(path: &'f Path, size: &str) -> Option<SmallDisk<'f>> {
        std::fs::create_dir_all(path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(path)
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(SmallDisk(path));
        }
        assert!(std::env::var_os("CI").is_none(), "CI can mount a tmpfs");
        eprintln!("a test of a full or read-only disk is left out: mounting a tmpfs needs root");
        None
    }

    /// Gives it other properties, such as `size=4m` or `ro`.
    pub(crate) fn remount(&self, options: &str) {
        let status = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(self.0)
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}
