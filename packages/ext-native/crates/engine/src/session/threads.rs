//! The threads of a session: workers that compute, and one that answers.
//!
//! An operator may compute for seconds without giving way (a nested loop join that finds no match, a large sort). With every worker in such an
//! operator, an abort would be told only after it. So what a caller waits for is awaited on a thread of its own.

use tokio::runtime::{Builder, Handle, Runtime};

use crate::failure::guarded::THREAD_NAME;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Deep plans recurse; the pages of a stack are only taken when they are touched.
const STACK_BYTES: usize = 256 * 1024 * 1024;

pub(crate) struct SessionThreads {
    workers: Runtime,
    answers: Runtime,
}

impl SessionThreads {
    pub(crate) fn start(workers: usize) -> Outcome<Self> {
        Ok(Self {
            workers: runtime(workers)?,
            answers: runtime(1)?,
        })
    }

    /// Where queries compute.
    pub(crate) fn workers(&self) -> Handle {
        self.workers.handle().clone()
    }

    /// Where callers' promises are awaited.
    pub(crate) fn answers(&self) -> Handle {
        self.answers.handle().clone()
    }

    /// Ends the threads without waiting for them; may be called from any of them.
    pub(crate) fn end(self) {
        self.workers.shutdown_background();
        self.answers.shutdown_background();
    }
}

fn runtime(threads: usize) -> Outcome<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name(THREAD_NAME)
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
}
