//! Turns delta-rs's errors into failures with a code and a culprit.

use datafusion::common::DataFusionError;
use deltalake_core::DeltaTableError;
use deltalake_core::kernel::transaction::TransactionError;
use deltalake_core::parquet::errors::ParquetError;

use crate::failure::from_datafusion::storage_failure;
use crate::failure::{EngineFailure, FailureCode};

impl From<DeltaTableError> for EngineFailure {
    fn from(error: DeltaTableError) -> Self {
        let message = error.to_string();
        match error {
            DeltaTableError::NotATable(_) => Self::new(FailureCode::NotADeltaTable, message),
            DeltaTableError::InvalidVersion(version) => Self::new(
                FailureCode::VersionNotFound,
                format!("the table has no version {version}"),
            )
            .with("version", version),
            DeltaTableError::ObjectStore { source } => storage_failure(&source),
            DeltaTableError::SchemaMismatch { .. } => {
                Self::new(FailureCode::SchemaMismatch, message)
            }
            DeltaTableError::VersionAlreadyExists(version) => {
                Self::new(FailureCode::CommitConflict, message).with("version", version)
            }
            DeltaTableError::Transaction { source } => transaction_failure(source, message),
            DeltaTableError::UnsupportedColumnMapping { .. } => {
                Self::new(FailureCode::UnsupportedDeltaFeature, message)
                    .with("feature", "columnMapping")
            }
            DeltaTableError::MissingFeature { feature, .. } => {
                Self::new(FailureCode::StorageError, message).with("feature", feature)
            }
            DeltaTableError::KernelError(_) | DeltaTableError::Kernel { .. } => {
                kernel_failure(message)
            }
            DeltaTableError::Parquet {
                source: ParquetError::External(source),
            } => writing_failure(source),
            DeltaTableError::GenericError { source } => external_failure(source),
            DeltaTableError::Arrow { source } => told_by_text(source.into()),
            _ => kernel_failure(message),
        }
    }
}

/// What a Parquet writer failed with below: it writes to a store as to a file.
fn writing_failure(source: Box<dyn std::error::Error + Send + Sync>) -> EngineFailure {
    let source = match source.downcast::<std::io::Error>() {
        Ok(error) => {
            let message = error.to_string();
            match error.into_inner() {
                Some(cause) => cause,
                None => return EngineFailure::new(FailureCode::StorageError, message),
            }
        }
        Err(source) => source,
    };
    match source.downcast::<object_store::Error>() {
        Ok(error) => storage_failure(&error),
        Err(source) => external_failure(source),
    }
}

fn external_failure(source: Box<dyn std::error::Error + Send + Sync>) -> EngineFailure {
    told_by_text(match source.downcast::<DataFusionError>() {
        Ok(error) => EngineFailure::from(*error),
        Err(source) => EngineFailure::from(DataFusionError::External(source)),
    })
}

/// The kernel's errors come in the boxes of others too.
fn told_by_text(failure: EngineFailure) -> EngineFailure {
    if failure.code == FailureCode::ExecutionError {
        kernel_failure(failure.message)
    } else {
        failure
    }
}

fn transaction_failure(error: TransactionError, message: String) -> EngineFailure {
    match error {
        TransactionError::UnsupportedTableFeatures(features) => {
            let names: Vec<String> = features.iter().map(ToString::to_string).collect();
            EngineFailure::new(
                FailureCode::UnsupportedDeltaFeature,
                format!(
                    "the table needs {}, which this version does not support",
                    names.join(", ")
                ),
            )
            .with("feature", names.join(","))
        }
        TransactionError::VersionAlreadyExists(version) => {
            EngineFailure::new(FailureCode::CommitConflict, message).with("version", version)
        }
        TransactionError::CommitConflict(_) | TransactionError::MaxCommitAttempts(_) => {
            EngineFailure::new(FailureCode::CommitConflict, message)
        }
        TransactionError::ObjectStore { source } => storage_failure(&source),
        TransactionError::DeltaTableAppendOnly => {
            EngineFailure::new(FailureCode::ConstraintViolated, message)
        }
        // Rows of a type that the table has not been opened to.
        TransactionError::TableFeaturesRequired(feature) => {
            EngineFailure::new(FailureCode::SchemaMismatch, message)
                .with("feature", feature.to_string())
        }
        _ => EngineFailure::new(FailureCode::ExecutionError, message),
    }
}

/// The kernel's errors, and what delta-rs passes on of them, are told apart by their text: its error type is not part of delta-rs's public interface.
fn kernel_failure(message: String) -> EngineFailure {
    // With RUST_BACKTRACE set the kernel writes the calls behind the message.
    let message = match message.split_once("\n   0: ") {
        Some((text, _)) => text.to_owned(),
        None => message,
    };
    if let Some(failure) = broken_rule(&message) {
        return failure;
    }
    if let Some(feature) = unsupported_feature(&message) {
        return EngineFailure::new(FailureCode::UnsupportedDeltaFeature, message)
            .with("feature", feature);
    }
    let lower = message.to_lowercase();
    let code = if lower.contains("unsupported") || lower.contains("unknown feature") {
        FailureCode::UnsupportedDeltaFeature
    } else if lower.contains("no files in log segment") || lower.contains("no table version") {
        FailureCode::NotADeltaTable
    } else if lower.contains("table already exists at that location") {
        FailureCode::TableExists
    } else if lower.contains("invalid data type for delta") {
        FailureCode::NotSupported
    } else if lower.contains("duplicate field name") {
        FailureCode::SchemaMismatch
    } else if BROKEN_LOG.iter().any(|sign| lower.contains(sign)) {
        FailureCode::FileUnreadable
    } else if lower.contains("file not found") {
        FailureCode::FileNotFound
    } else if lower.contains("error interacting with object store") || lower.contains("(os error ")
    {
        FailureCode::StorageError
    } else {
        FailureCode::ExecutionError
    };
    EngineFailure::new(code, message)
}

/// Rows that a table's rules do not admit. The rows themselves, which delta-rs shows, are no part of a message.
fn broken_rule(message: &str) -> Option<EngineFailure> {
    let (_, found) = message.split_once("Invalid data found: ")?;
    let found = found.lines().next().unwrap_or(found);
    Some(EngineFailure::new(
        FailureCode::ConstraintViolated,
        format!(
            "{found} The rules are the table's constraints, generated columns, columns without nulls, and replaceWhere"
        ),
    ))
}

/// How the kernel says that the table's log is damaged.
const BROKEN_LOG: [&str; 8] = [
    "json error",
    "parquet error",
    "no table metadata",
    "no protocol found",
    "invalid protocol action",
    "invalid checkpoint",
    "not contiguous",
    "expected is missing",
];

/// What the table needs and the kernel lacks: a feature by its name in the protocol, or a version of the protocol itself.
fn unsupported_feature(message: &str) -> Option<String> {
    if message.contains("catalog-managed table") {
        return Some("catalogManaged".to_owned());
    }
    if let Some((_, rest)) = message.split_once("Unsupported: Feature '") {
        return rest.split_once('\'').map(|(name, _)| name.to_owned());
    }
    ["reader", "writer"].iter().find_map(|side| {
        let (_, version) = message.split_once(&format!("Unsupported minimum {side} version "))?;
        Some(format!("{side} version {version}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_named_as_the_protocol_names_them() {
        let feature_of = |message: &str| {
            let failure = kernel_failure(message.to_owned());
            assert_eq!(failure.code, FailureCode::UnsupportedDeltaFeature);
            failure.details.get("feature").cloned()
        };
        assert_eq!(
            feature_of("Kernel error: Unsupported: Feature 'quantumColumns' is not supported"),
            Some("quantumColumns".into())
        );
        assert_eq!(
            feature_of("Kernel error: Unsupported: Unsupported minimum reader version 9"),
            Some("reader version 9".into())
        );
        assert_eq!(
            feature_of("Max catalog version is required when loading a catalog-managed table."),
            Some("catalogManaged".into())
        );
    }
}
