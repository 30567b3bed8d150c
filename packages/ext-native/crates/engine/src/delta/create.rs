//! Makes an empty Delta table from an Arrow schema.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use arrow::datatypes::{Field, Schema};
use datafusion::common::ToDFSchema;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{Action, Protocol, StructType};
use deltalake_core::protocol::SaveMode;
use serde::Deserialize;

use crate::delta::change::{ChangeReport, CommitTarget, version_of};
use crate::delta::commit_guard::{CommitGuard, Intent};
use crate::delta::generated_columns::GENERATION_EXPRESSION;
use crate::delta::location::{unloaded, with_place};
use crate::delta::properties::{CONSTRAINT_PREFIX, NoCounts, verify_properties};
use crate::delta::write::{
    commit_properties, is_applied, make_local_folder, table_exists, verify_partitions,
};
use crate::execution::report::milliseconds_since;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::{condition, expression};
use crate::tables::stored_types::stored_schema;
use crate::tables::table_source::folder_url;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateOptions {
    #[serde(default)]
    pub partition_by: Vec<String>,
    /// Properties of the table, for example `delta.enableChangeDataFeed`.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
    /// Expressions in SQL, by column of the schema: what the column holds where rows do not give it.
    #[serde(default)]
    pub generated_columns: BTreeMap<String, String>,
    /// Conditions in SQL that every row meets, by name.
    #[serde(default)]
    pub constraints: BTreeMap<String, String>,
    pub name: Option<String>,
    pub description: Option<String>,
}

/// Errors: `table-exists`, `invalid-option`, `not-supported` (a type that Delta does not have), `unsupported-delta-feature`, …
pub(crate) async fn create(
    core: &SessionCore,
    target: &CommitTarget,
    schema: &Schema,
    options: CreateOptions,
) -> Outcome<ChangeReport<NoCounts>> {
    let started = Instant::now();
    let url = folder_url(&target.uri)?;
    let blame = |failure: EngineFailure| with_place(failure, &url, None);
    let state = core.state();
    core.stores()
        .ensure(state.runtime_env(), &url, &target.storage_options)?;
    let columns = columns_of(core, schema, &options)?;
    make_local_folder(&url)?;
    let transaction = target.transaction.as_ref();
    let guard = CommitGuard::new(Intent::Create);
    let mut table = guard.watch(&unloaded(&url, &target.storage_options).map_err(blame)?);
    let exists = table.verify_deltatable_existence().await;
    if exists.map_err(|error| blame(error.into()))? {
        table.load().await.map_err(|error| blame(error.into()))?;
        if !is_applied(&table, transaction).await? {
            return Err(table_exists(&url));
        }
        return Ok(ChangeReport {
            uri: redacted_url(&url),
            version: version_of(&table)?,
            already_applied: true,
            elapsed_ms: milliseconds_since(started),
            counts: NoCounts {},
        });
    }
    let constraints = options
        .constraints
        .iter()
        .map(|(name, rule)| (format!("{CONSTRAINT_PREFIX}{name}"), Some(rule.clone())));
    let properties = options
        .properties
        .iter()
        .map(|(name, value)| (name.clone(), Some(value.clone())));
    let mut builder = table
        .create()
        .with_save_mode(SaveMode::ErrorIfExists)
        .with_columns(columns.fields().cloned())
        .with_partition_columns(options.partition_by.clone())
        .with_configuration(properties.chain(constraints))
        .with_raise_if_key_not_exists(false)
        .with_commit_properties(commit_properties(
            &target.commit_metadata,
            transaction,
            true,
        ));
    if !options.constraints.is_empty() {
        builder = builder.with_actions([Action::Protocol(protocol_of_constraints()?)]);
    }
    if let Some(name) = options.name {
        builder = builder.with_table_name(name);
    }
    if let Some(description) = options.description {
        builder = builder.with_comment(description);
    }
    let made = builder.await.map_err(|error| blame(error.into()))?;
    Ok(ChangeReport {
        uri: redacted_url(&url),
        version: version_of(&made)?,
        already_applied: false,
        elapsed_ms: milliseconds_since(started),
        counts: NoCounts {},
    })
}

/// The columns as Delta keeps them, after the options have been checked against them.
fn columns_of(core: &SessionCore, schema: &Schema, options: &CreateOptions) -> Outcome<StructType> {
    verify_properties(&options.properties)?;
    let schema = stored_schema(schema);
    let columns = schema.to_dfschema()?;
    verify_partitions(&options.partition_by, columns.fields())?;
    let state = core.state();
    for rule in options.constraints.values() {
        condition(&state, rule, &columns, "constraints")?;
    }
    for (name, generated) in &options.generated_columns {
        expression(&state, generated, &columns, "generatedColumns")?;
        if columns.index_of_column_by_name(None, name).is_none() {
            return Err(EngineFailure::new(
                FailureCode::InvalidOption,
                format!("generatedColumns names {name:?}, which the schema does not have"),
            )
            .with("option", "generatedColumns"));
        }
    }
    let fields =
        columns
            .fields()
            .iter()
            .map(|field| match options.generated_columns.get(field.name()) {
                None => field.clone(),
                Some(generated) => {
                    let mut metadata = field.metadata().clone();
                    metadata.insert(GENERATION_EXPRESSION.to_owned(), generated.clone());
                    Arc::new(Field::clone(field).with_metadata(metadata))
                }
            });
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let columns: StructType = (&schema).try_into_kernel()?;
    Ok(columns)
}

/// The oldest protocol that has constraints (PROTOCOL.md, "Valid Feature Names in Table Features").
fn protocol_of_constraints() -> Outcome<Protocol> {
    serde_json::from_value(serde_json::json!({ "minReaderVersion": 1, "minWriterVersion": 3 }))
        .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
}
