//! How far an operation on a Delta table has come, told while it runs: what it has written into the table's store.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    /// What the running operation is watched by; set around it, so that its layers need not hand it on.
    static WATCHED: Arc<Progress>;
}

/// Counts while an operation runs.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Progress {
    /// Data files that are written to their end.
    pub fn files(&self) -> u64 {
        self.files.load(Ordering::Relaxed)
    }

    /// Bytes of data files, those that are open included.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn count_file(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Watches an operation.
    pub(crate) fn watch<Work: Future>(
        self: Arc<Self>,
        operation: Work,
    ) -> impl Future<Output = Work::Output> {
        WATCHED.scope(self, operation)
    }

    /// What the running operation is watched by.
    pub(crate) fn of_this_operation() -> Arc<Self> {
        WATCHED.try_with(Arc::clone).unwrap_or_default()
    }
}
