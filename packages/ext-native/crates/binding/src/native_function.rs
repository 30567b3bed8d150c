use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use causeway_engine::{HostCall, HostFunction};
use napi::Status;
use napi::bindgen_prelude::{Uint8Array, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

/// How JavaScript is called from the engine's threads. Weak: it does not keep the process alive.
pub(crate) type Handler =
    ThreadsafeFunction<NativeCall, Unknown<'static>, NativeCall, Status, false, true>;

/// A function whose calls JavaScript answers.
pub(crate) struct JavaScriptFunction(pub(crate) Handler);

/// The call until it is answered.
type Slot = Arc<Mutex<Option<HostCall>>>;

/// A call of a JavaScript function. It is answered once; later answers are ignored.
#[napi]
pub struct NativeCall {
    operation: &'static str,
    rows: u32,
    run: i64,
    arguments: Option<Vec<u8>>,
    state: Option<Vec<u8>>,
    slot: Slot,
}

#[napi]
impl NativeCall {
    /// `call`; `init`, `update`, `merge`, `evaluate`; `open`, `next`, `close`.
    #[napi(getter)]
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// The rows that the call is about.
    #[napi(getter)]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The run of a table function.
    #[napi(getter)]
    pub fn run(&self) -> i64 {
        self.run
    }

    /// The arguments as an Arrow IPC stream; they are given once.
    #[napi]
    pub fn take_arguments(&mut self) -> Option<Uint8Array> {
        self.arguments.take().map(Uint8Array::from)
    }

    /// The state of an aggregate as an Arrow IPC stream; it is given once.
    #[napi]
    pub fn take_state(&mut self) -> Option<Uint8Array> {
        self.state.take().map(Uint8Array::from)
    }

    /// Answers with an Arrow IPC stream, or with nothing.
    #[napi]
    pub fn answer(&self, ipc: Option<&[u8]>) {
        answer(&self.slot, Ok(ipc.map(<[u8]>::to_vec)));
    }

    /// Answers with what went wrong.
    #[napi]
    pub fn fail(&self, problem: String) {
        answer(&self.slot, Err(problem));
    }
}

impl HostFunction for JavaScriptFunction {
    fn begin(&self, mut call: HostCall) {
        let (arguments, state) = (call.arguments.take(), call.state.take());
        let (operation, rows, run) = (call.operation, call.rows, call.run);
        let slot = Arc::new(Mutex::new(Some(call)));
        let native = NativeCall {
            operation,
            rows: u32::try_from(rows).unwrap_or(u32::MAX),
            run: i64::try_from(run).unwrap_or(i64::MAX),
            arguments,
            state,
            slot: slot.clone(),
        };
        let thrown = slot.clone();
        let status = self.0.call_with_return_value(
            native,
            ThreadsafeFunctionCallMode::NonBlocking,
            move |returned, _| {
                if let Err(error) = returned {
                    answer(&thrown, Err(error.reason.clone()));
                }
                Ok(())
            },
        );
        if status != Status::Ok {
            answer(&slot, Err("its thread has ended".to_owned()));
        }
    }
}

impl fmt::Debug for JavaScriptFunction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JavaScriptFunction")
    }
}

fn answer(slot: &Slot, answer: causeway_engine::HostAnswer) {
    let call = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(call) = call {
        call.answer(answer);
    }
}
