//! Turns DataFusion's errors into failures with a code and a culprit.
//!
//! DataFusion gives variants for the coarse kind and, for SQL, a `Diagnostic` with a span; names that only its messages hold
//! (an unknown table or function) are read from the messages, whose forms the tests of this file pin.

use arrow::error::ArrowError;
use datafusion::common::{DataFusionError, Diagnostic, SchemaError};
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::TokenizerError;
use deltalake_core::DeltaTableError;

use crate::failure::{EngineFailure, FailureCode};

impl From<DataFusionError> for EngineFailure {
    fn from(error: DataFusionError) -> Self {
        let position = error.diagnostic().and_then(position_of);
        let failure = failure_of(error);
        match position {
            Some((line, column)) if !failure.details.contains_key("position") => {
                failure.at(line, column)
            }
            _ => failure,
        }
    }
}

impl From<ArrowError> for EngineFailure {
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::ExternalError(source) => failure_of_external(source),
            ArrowError::ParquetError(message) => unreadable(message),
            ArrowError::CsvError(message) | ArrowError::JsonError(message) => {
                Self::new(FailureCode::FileUnreadable, message)
            }
            ArrowError::SchemaError(message) => Self::new(FailureCode::SchemaMismatch, message),
            ArrowError::IoError(message, source) => {
                let failure = io_failure(source);
                Self { message, ..failure }
            }
            other => Self::new(FailureCode::ExecutionError, other.to_string()),
        }
    }
}

fn position_of(diagnostic: &Diagnostic) -> Option<(u64, u64)> {
    let start = diagnostic.span?.start;
    (start.line > 0).then_some((start.line, start.column))
}

fn failure_of(error: DataFusionError) -> EngineFailure {
    match error {
        DataFusionError::Diagnostic(_, inner) => failure_of(*inner),
        DataFusionError::Context(context, inner) => {
            let mut failure = failure_of(*inner);
            if failure.code == FailureCode::ExecutionError {
                failure.message = format!("{context}: {}", failure.message);
            }
            failure
        }
        DataFusionError::Collection(mut errors) if !errors.is_empty() => {
            EngineFailure::from(errors.swap_remove(0))
        }
        DataFusionError::Shared(shared) => failure_of_shared(&shared),
        DataFusionError::SQL(error, _) => parser_failure(&error),
        DataFusionError::SchemaError(error, _) => schema_failure(&error),
        DataFusionError::Plan(message) => plan_failure(message),
        DataFusionError::Configuration(message) => {
            EngineFailure::new(FailureCode::InvalidSetting, message)
        }
        DataFusionError::NotImplemented(message) => {
            EngineFailure::new(FailureCode::NotSupported, message)
        }
        DataFusionError::ResourcesExhausted(message) => resources_failure(message),
        DataFusionError::ArrowError(error, _) => EngineFailure::from(*error),
        DataFusionError::ParquetError(error) => unreadable(error.to_string()),
        DataFusionError::ObjectStore(error) => storage_failure(&error),
        DataFusionError::IoError(error) => io_failure(error),
        DataFusionError::External(source) => failure_of_external(source),
        DataFusionError::ExecutionJoin(error) => EngineFailure::new(
            if error.is_panic() {
                FailureCode::InternalPanic
            } else {
                FailureCode::Aborted
            },
            error.to_string(),
        ),
        DataFusionError::Internal(message) => EngineFailure::new(FailureCode::Internal, message),
        DataFusionError::Execution(message) => execution_failure(message),
        other => execution_failure(other.to_string()),
    }
}

/// A Parquet file that cannot be read, with its path where the reader tells it.
fn unreadable(message: String) -> EngineFailure {
    let path = between(&message, "metadata for file ", ": ").map(str::to_owned);
    let failure = EngineFailure::new(FailureCode::FileUnreadable, message);
    match path {
        Some(path) => failure.with("path", path),
        None => failure,
    }
}

/// Some operators report a lack of resources as a plain failure.
fn execution_failure(message: String) -> EngineFailure {
    if message.contains(SPILL_LIMIT) || message.starts_with("Resources exhausted") {
        resources_failure(message)
    } else {
        EngineFailure::new(FailureCode::ExecutionError, message)
    }
}

/// A shared error cannot be taken apart by value; what matters of it is kept.
fn failure_of_shared(error: &DataFusionError) -> EngineFailure {
    match error.find_root() {
        DataFusionError::ResourcesExhausted(message) => resources_failure(message.clone()),
        DataFusionError::ObjectStore(error) => storage_failure(error),
        DataFusionError::IoError(error) => EngineFailure::new(io_code(error), error.to_string()),
        DataFusionError::ParquetError(error) => unreadable(error.to_string()),
        DataFusionError::Plan(message) => plan_failure(message.clone()),
        DataFusionError::SchemaError(error, _) => schema_failure(error),
        DataFusionError::NotImplemented(message) => {
            EngineFailure::new(FailureCode::NotSupported, message.clone())
        }
        DataFusionError::ArrowError(error, _) => match error.as_ref() {
            ArrowError::ParquetError(message) => unreadable(message.clone()),
            ArrowError::CsvError(message) | ArrowError::JsonError(message) => {
                EngineFailure::new(FailureCode::FileUnreadable, message.clone())
            }
            other => execution_failure(other.to_string()),
        },
        root => execution_failure(root.to_string()),
    }
}

fn failure_of_external(source: Box<dyn std::error::Error + Send + Sync>) -> EngineFailure {
    let source = match source.downcast::<EngineFailure>() {
        Ok(failure) => return *failure,
        Err(source) => source,
    };
    let source = match source.downcast::<DataFusionError>() {
        Ok(error) => return EngineFailure::from(*error),
        Err(source) => source,
    };
    let source = match source.downcast::<DeltaTableError>() {
        Ok(error) => return EngineFailure::from(*error),
        Err(source) => source,
    };
    match source.downcast::<object_store::Error>() {
        Ok(error) => storage_failure(&error),
        Err(source) => execution_failure(source.to_string()),
    }
}

pub(crate) fn storage_failure(error: &object_store::Error) -> EngineFailure {
    match error {
        object_store::Error::NotFound { path, .. } => {
            EngineFailure::new(FailureCode::FileNotFound, format!("no file at {path}"))
                .with("path", path.as_str())
        }
        // A store of ours refuses with a failure of ours.
        object_store::Error::Generic { source, .. }
            if let Some(failure) = source.downcast_ref::<EngineFailure>() =>
        {
            failure.clone()
        }
        other => EngineFailure::new(FailureCode::StorageError, with_cause(other)),
    }
}

/// A store's error leaves out what lies at its bottom: a refused connection, a name that is not known.
fn with_cause(error: &dyn std::error::Error) -> String {
    let message = error.to_string();
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    match causes.last().map(ToString::to_string) {
        Some(cause) if !message.contains(&cause) => format!("{message}: {cause}"),
        _ => message,
    }
}

/// The spill writers wrap failures of the engine in I/O errors, so the cause is looked at first.
fn io_failure(error: std::io::Error) -> EngineFailure {
    let code = io_code(&error);
    let message = error.to_string();
    match error.into_inner() {
        Some(cause) => failure_of_external(cause),
        None => EngineFailure::new(code, message),
    }
}

fn io_code(error: &std::io::Error) -> FailureCode {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            FailureCode::SpillFailed
        }
        std::io::ErrorKind::NotFound => FailureCode::FileNotFound,
        _ => FailureCode::ExecutionError,
    }
}

/// How DataFusion's disk manager says that its limit is reached.
const SPILL_LIMIT: &str = "spilling process has exceeded";

fn resources_failure(message: String) -> EngineFailure {
    let code = if message.contains(SPILL_LIMIT) {
        FailureCode::SpillLimit
    } else {
        FailureCode::MemoryLimit
    };
    EngineFailure::new(code, message)
}

fn schema_failure(error: &SchemaError) -> EngineFailure {
    let message = error.to_string();
    match error {
        SchemaError::FieldNotFound { field, .. } => {
            EngineFailure::new(FailureCode::UnknownColumn, message).with("column", field.name())
        }
        SchemaError::AmbiguousReference { field } => {
            EngineFailure::new(FailureCode::AmbiguousColumn, message).with("column", field.name())
        }
        SchemaError::DuplicateQualifiedField { name, .. }
        | SchemaError::DuplicateUnqualifiedField { name } => {
            EngineFailure::new(FailureCode::InvalidPlan, message).with("column", name.as_str())
        }
    }
}

fn plan_failure(message: String) -> EngineFailure {
    if let Some(name) = between(&message, "table '", "' not found") {
        let table = name.strip_prefix("datafusion.public.").unwrap_or(name);
        let text = format!("no table \"{table}\" is registered");
        return EngineFailure::new(FailureCode::UnknownTable, text).with("table", table);
    }
    if let Some(name) = between(&message, "Invalid function '", "'")
        .or_else(|| between(&message, "table function '", "' not found"))
        .or_else(|| between(&message, "Table function '", "' not found"))
    {
        return EngineFailure::new(FailureCode::UnknownFunction, message.clone())
            .with("function", name);
    }
    if let Some(failure) = argument_failure(&message) {
        return failure;
    }
    if message.contains("No function matches")
        || message.contains("Cannot infer common argument type")
        || message.contains("Failed to coerce arguments")
        || message.contains("Cannot coerce")
    {
        return EngineFailure::new(FailureCode::TypeMismatch, message);
    }
    EngineFailure::new(FailureCode::InvalidPlan, message)
}

/// What DataFusion's resolution of named arguments finds.
fn argument_failure(message: &str) -> Option<EngineFailure> {
    if message.contains("Too many positional arguments") {
        return Some(EngineFailure::new(FailureCode::ArgumentExtra, message));
    }
    let found = [
        (
            FailureCode::UnknownArgument,
            between(message, "Unknown parameter name '", "'"),
        ),
        (
            FailureCode::ArgumentRepeated,
            between(message, "Parameter '", "' specified multiple times"),
        ),
        (
            FailureCode::ArgumentMissing,
            between(message, "Missing required parameter '", "'"),
        ),
    ];
    found.into_iter().find_map(|(code, argument)| {
        argument.map(|argument| EngineFailure::new(code, message).with("argument", argument))
    })
}

pub(crate) fn parser_failure(error: &ParserError) -> EngineFailure {
    match error {
        ParserError::RecursionLimitExceeded => EngineFailure::new(
            FailureCode::QueryTooDeep,
            "the SQL text is nested deeper than the parser's limit",
        ),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            positioned(FailureCode::SyntaxError, message)
        }
    }
}

pub(crate) fn tokenizer_failure(error: &TokenizerError) -> EngineFailure {
    EngineFailure::new(FailureCode::SyntaxError, error.message.clone())
        .at(error.location.line, error.location.column)
}

/// The parser writes its position at the end: `… at Line: 1, Column: 8`.
fn positioned(code: FailureCode, message: &str) -> EngineFailure {
    let Some((text, place)) = message.rsplit_once(" at Line: ") else {
        return EngineFailure::new(code, message);
    };
    let mut numbers = place
        .split(", Column: ")
        .map(|number| number.trim().parse::<u64>());
    match (numbers.next(), numbers.next()) {
        (Some(Ok(line)), Some(Ok(column))) => {
            EngineFailure::new(code, format!("{text} (line {line}, column {column})"))
                .at(line, column)
        }
        _ => EngineFailure::new(code, message),
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let start = text.find(before)? + before.len();
    let length = text[start..].find(after)?;
    Some(&text[start..start + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_from_the_parser() {
        let failure = parser_failure(&ParserError::ParserError(
            "Expected: an expression, found: FROM at Line: 2, Column: 8".to_owned(),
        ));
        assert_eq!(failure.code, FailureCode::SyntaxError);
        assert_eq!(failure.details["position"]["line"], 2);
        assert_eq!(failure.details["position"]["column"], 8);
    }

    #[test]
    fn failures_survive_a_trip_through_datafusion() {
        let failure = EngineFailure::new(FailureCode::InvalidArrow, "bad bytes");
        let back = EngineFailure::from(DataFusionError::External(Box::new(failure)));
        assert_eq!(back.code, FailureCode::InvalidArrow);
    }
}
