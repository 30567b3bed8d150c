//! The folders of spill files. Each goes with its session, or with the process; where a process was killed, with the next one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::EngineOptions;

const PREFIX: &str = "causeway-spill-";
/// The file that a living session holds locked in its folder.
const LOCK: &str = "in-use";

/// The folders of this process that are there.
static LIVE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// The parents that this process has swept.
static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A folder for spill files, removed when it is dropped.
pub(crate) struct SpillFolder {
    path: PathBuf,
    /// Held until the process ends, however it ends. None where the file system knows no locks: there nothing is swept.
    lock: Option<File>,
}

impl SpillFolder {
    /// Errors: `spill-failed`.
    pub(crate) fn make(options: &EngineOptions) -> Outcome<Self> {
        let parent = options
            .spill_directory
            .as_ref()
            .map_or_else(std::env::temp_dir, PathBuf::from);
        make_in(&parent).map_err(|error| {
            EngineFailure::new(
                FailureCode::SpillFailed,
                format!("the spill folder cannot be made: {error}"),
            )
            .with("option", "spillDirectory")
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SpillFolder {
    fn drop(&mut self) {
        drop(self.lock.take());
        remove(&self.path);
        held(&LIVE).remove(&self.path);
    }
}

/// Removes the folders of all sessions. For the end of the process, when nobody is left to close them.
pub fn remove_spill_folders() {
    for path in std::mem::take(&mut *held(&LIVE)) {
        remove(&path);
    }
}

fn make_in(parent: &Path) -> io::Result<SpillFolder> {
    fs::create_dir_all(parent)?;
    if held(&SWEPT).insert(parent.to_owned()) {
        sweep(parent);
    }
    let path = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempdir_in(parent)?
        .keep();
    let lock = locked(&path).ok();
    held(&LIVE).insert(path.clone());
    Ok(SpillFolder { path, lock })
}

/// The lock is taken before the file has its name, so that a sweep never sees it free.
fn locked(folder: &Path) -> io::Result<File> {
    let unnamed = folder.join("new");
    let file = File::create(&unnamed)?;
    match file.try_lock() {
        Ok(()) => fs::rename(&unnamed, folder.join(LOCK)).map(|()| file),
        Err(error) => {
            fs::remove_file(&unnamed)?;
            Err(error.into())
        }
    }
}

/// Removes the folders whose processes are gone. What cannot be read or removed, another user's for example, stays.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let lock = File::open(entry.path().join(LOCK));
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            remove(&entry.path());
        }
    }
}

/// Renamed first: work that has not heard of the end yet can then make no new files in it.
fn remove(path: &Path) {
    let gone = path.with_extension("gone");
    let path = match fs::rename(path, &gone) {
        Ok(()) => &gone,
        Err(_) => path,
    };
    // A folder that is gone already, or that the system holds on to, is no reason to fail: the next sweep finds it.
    let _ = fs::remove_dir_all(path);
}

fn held(set: &Mutex<BTreeSet<PathBuf>>) -> MutexGuard<'_, BTreeSet<PathBuf>> {
    set.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_takes_what_nobody_holds() -> io::Result<()> {
        let parent = tempfile::tempdir()?;
        let living = make_in(parent.path())?;
        let dead = parent.path().join("causeway-spill-dead");
        fs::create_dir(&dead)?;
        drop(locked(&dead)?);
        let foreign = parent.path().join("other");
        fs::create_dir(&foreign)?;
        drop(locked(&foreign)?);
        sweep(parent.path());
        assert!(living.path().is_dir() && foreign.is_dir() && !dead.exists());
        drop(living);
        assert_eq!(fs::read_dir(parent.path())?.count(), 1);
        Ok(())
    }
}
