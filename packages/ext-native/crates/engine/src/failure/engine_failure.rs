use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

/// The stable name of what went wrong. It crosses to JavaScript in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureCode {
    SyntaxError,
    UnknownTable,
    UnknownColumn,
    UnknownFunction,
    AmbiguousColumn,
    TypeMismatch,
    InvalidPlan,
    NotSupported,
    QueryTooDeep,
    QueryTooLarge,
    StatementRefused,
    TableNotAllowed,
    ColumnNotAllowed,
    FunctionNotAllowed,
    MissingLimit,
    CrossJoin,
    TooComplex,
    InvalidPolicy,
    PolicyFailed,
    ParameterMissing,
    ParameterExtra,
    ParameterType,
    UnknownArgument,
    ArgumentMissing,
    ArgumentExtra,
    ArgumentRepeated,
    FunctionExists,
    InvalidFunction,
    FunctionFailed,
    UnknownPlanner,
    UnknownOption,
    InvalidOption,
    UnknownSetting,
    InvalidSetting,
    TableExists,
    FileNotFound,
    FileUnreadable,
    NotADeltaTable,
    VersionNotFound,
    TimestampOutOfRange,
    UnsupportedDeltaFeature,
    StorageError,
    StorageOptionsConflict,
    SchemaMismatch,
    ConstraintViolated,
    CommitConflict,
    ChangeDataFeedOff,
    ExecutionError,
    MemoryLimit,
    SpillLimit,
    SpillFailed,
    InvalidArrow,
    Aborted,
    SessionClosed,
    InternalPanic,
    Internal,
}

impl FailureCode {
    /// The code as it stands in messages and in JavaScript, for example `unknown-table`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(Value::String(name)) => name,
            _ => "internal".to_owned(),
        }
    }
}

/// One failure of the engine: a code, a sentence for people and the data needed to act on it.
#[derive(Debug, Clone)]
pub struct EngineFailure {
    pub code: FailureCode,
    pub message: String,
    pub details: Map<String, Value>,
}

/// What every entry of the engine returns.
pub type Outcome<T> = Result<T, EngineFailure>;

impl EngineFailure {
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            details: Map::new(),
        }
    }

    /// Adds one detail, for example the table or the option that is to blame.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Adds the place in the SQL text: line and column, both counted from 1, the column in characters.
    pub fn at(self, line: u64, column: u64) -> Self {
        self.with(
            "position",
            serde_json::json!({ "line": line, "column": column }),
        )
    }

    pub(crate) fn aborted() -> Self {
        Self::new(FailureCode::Aborted, "the operation was aborted")
    }

    pub(crate) fn session_closed() -> Self {
        Self::new(FailureCode::SessionClosed, "the session is closed")
    }
}

impl fmt::Display for EngineFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for EngineFailure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case() {
        assert_eq!(FailureCode::UnknownTable.name(), "unknown-table");
        assert_eq!(FailureCode::NotADeltaTable.name(), "not-a-delta-table");
    }

    #[test]
    fn the_message_begins_with_the_code() {
        let failure = EngineFailure::new(FailureCode::UnknownTable, "no table \"t\"").at(1, 15);
        assert_eq!(failure.to_string(), "unknown-table: no table \"t\"");
        assert_eq!(failure.details["position"]["column"], 15);
    }
}
