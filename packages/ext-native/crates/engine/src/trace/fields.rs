//! The fields of a span that may be shown. Numbers and flags may; of texts only those whose names are known to hold none of the query's text or values.

use std::fmt::Debug;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};

/// Fields of delta-rs, the kernel and the engine that say where and how something is done.
const SHOWN_TEXTS: [&str; 14] = [
    "attempt",
    "commit_path",
    "kind",
    "location",
    "mode",
    "operation",
    "path",
    "reader",
    "root",
    "table",
    "table_root",
    "table_uri",
    "uri",
    "version",
];
/// Longer texts are cut there.
const MOST_CHARACTERS: usize = 512;

/// Takes the fields that may be shown. A structure written out by `Debug` is left out: a URL's has its password.
#[derive(Default)]
pub(crate) struct ShownFields(pub(crate) Map<String, Value>);

impl ShownFields {
    fn take(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn take_text(&mut self, field: &Field, text: impl FnOnce() -> String) {
        if SHOWN_TEXTS.contains(&field.name()) {
            let text: String = text().chars().take(MOST_CHARACTERS).collect();
            if !text.contains(" { ") {
                self.take(field, text);
            }
        }
    }
}

impl Visit for ShownFields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.take(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.take(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.take(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.take(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take_text(field, || value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.take_text(field, || format!("{value:?}"));
    }
}
