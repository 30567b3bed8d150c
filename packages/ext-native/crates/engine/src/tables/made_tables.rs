use datafusion::prelude::SessionContext;

use crate::failure::Outcome;
use crate::tables::table_description::{TableDescription, Tables, describe_columns};

/// What the catalogue holds beside the registered tables.
pub(crate) async fn describe(
    context: &SessionContext,
    registered: &Tables,
) -> Outcome<Vec<TableDescription>> {
    let defaults = context.state().config_options().catalog.clone();
    let mut made = Vec::new();
    let Some(catalog) = context.catalog(&defaults.default_catalog) else {
        return Ok(made);
    };
    for schema_name in catalog.schema_names() {
        let is_default = schema_name == defaults.default_schema;
        let Some(schema) = catalog
            .schema(&schema_name)
            .filter(|_| schema_name != "information_schema")
        else {
            continue;
        };
        for table_name in schema.table_names() {
            let is_registered = is_default && registered.contains_key(&table_name);
            if is_registered {
                continue;
            }
            if let Some(table) = schema.table(&table_name).await? {
                made.push(TableDescription {
                    name: if is_default {
                        table_name
                    } else {
                        format!("{schema_name}.{table_name}")
                    },
                    kind: "other",
                    uri: None,
                    version: None,
                    files: None,
                    bytes: None,
                    columns: describe_columns(&table.schema()),
                    protocol: None,
                });
            }
        }
    }
    Ok(made)
}
