//! The adds of a checkpoint, or of a sidecar of one, from its Parquet file (PROTOCOL.md, "Checkpoints").

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, StringBuilder, StructArray,
};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{and, cast, filter, is_not_null};
use arrow::datatypes::{DataType, Int64Type, Schema};
use arrow::json::LineDelimitedWriter;
use bytes::Bytes;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use serde_json::Value;

use crate::delta::log::actions::AddColumns;
use crate::delta::log::segment::unreadable;
use crate::failure::Outcome;

/// The columns that are read, as far as a file has them.
const COLUMNS: [&str; 9] = [
    "add.path",
    "add.partitionValues",
    "add.size",
    "add.modificationTime",
    "add.stats",
    "add.deletionVector",
    "metaData",
    "protocol",
    "sidecar.path",
];
/// Statistics in columns, which writers may leave instead of the texts (`delta.checkpoint.writeStatsAsJson`).
const STATISTICS_COLUMNS: &str = "add.stats_parsed";
const BATCH_ROWS: usize = 8192;

/// What a Parquet file of a checkpoint holds.
#[derive(Debug, Default)]
pub(crate) struct CheckpointPart {
    /// The adds of each batch, nested as in the file.
    pub(crate) adds: Vec<StructArray>,
    pub(crate) sidecars: Vec<String>,
    pub(crate) metadata: Option<Value>,
    pub(crate) protocol: Option<Value>,
}

/// A Parquet file of a checkpoint, whose row groups are read apart.
#[derive(Clone)]
pub(crate) struct CheckpointFile {
    path: Arc<str>,
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
    columns: ProjectionMask,
}

impl CheckpointFile {
    /// Errors: `file-unreadable` with `path`.
    pub(crate) fn open(bytes: Bytes, path: &str) -> Outcome<Self> {
        // The types of the columns are the protocol's, whatever Arrow schema a writer has left beside them.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&bytes, options)
            .map_err(|error| unreadable(path, &format!("is no whole Parquet file: {error}")))?;
        let schema = metadata.metadata().file_metadata().schema_descr();
        let has = |name: &str| {
            schema
                .columns()
                .iter()
                .any(|column| is_inside(&column.path().string(), name))
        };
        if !has("add.path") && !has("sidecar.path") {
            let what = "is no checkpoint: it has neither adds nor sidecars";
            return Err(unreadable(path, what));
        }
        let mut wanted = COLUMNS.to_vec();
        if !has("add.stats") || !has_values(&metadata, "add.stats") {
            wanted.push(STATISTICS_COLUMNS);
        }
        let leaves = schema
            .columns()
            .iter()
            .enumerate()
            .filter(|(_, column)| {
                let name = column.path().string();
                wanted.iter().any(|wanted| is_inside(&name, wanted))
            })
            .map(|(index, _)| index)
            .collect::<Vec<_>>();
        Ok(Self {
            columns: ProjectionMask::leaves(schema, leaves),
            path: path.into(),
            bytes,
            metadata,
        })
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// One row group. Errors: `file-unreadable` with `path`.
    pub(crate) fn read(&self, row_group: usize) -> Outcome<CheckpointPart> {
        let damaged = |error: &dyn std::fmt::Display| {
            unreadable(self.path.as_ref(), &format!("is damaged: {error}"))
        };
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.bytes.clone(),
            self.metadata.clone(),
        )
        .with_projection(self.columns.clone())
        .with_row_groups(vec![row_group])
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|error| damaged(&error))?;
        let mut part = CheckpointPart::default();
        for batch in reader {
            let batch = batch.map_err(|error| damaged(&error))?;
            part.take(&batch).map_err(|failure| damaged(&failure))?;
        }
        Ok(part)
    }
}

impl CheckpointPart {
    fn take(&mut self, batch: &RecordBatch) -> Outcome<()> {
        if let Some(adds) = structs_of(batch.column_by_name("add"))
            && let Some(paths) = adds.column_by_name("path")
        {
            let is_there = BooleanArray::new(
                adds.nulls().map_or_else(
                    || BooleanBuffer::new_set(adds.len()),
                    |nulls| nulls.inner().clone(),
                ),
                None,
            );
            let adds = filter(adds, &and(&is_not_null(paths)?, &is_there)?)?
                .as_struct()
                .clone();
            if !adds.is_empty() {
                self.adds.push(adds);
            }
        }
        if let Some(sidecars) = structs_of(batch.column_by_name("sidecar"))
            && let Some(paths) = sidecars.column_by_name("path")
        {
            let paths = cast(paths, &DataType::Utf8)?;
            let paths = paths.as_string::<i32>().iter().enumerate();
            // A path may stand where there is no sidecar: it is not nullable.
            self.sidecars.extend(paths.filter_map(|(row, path)| {
                let path = path.filter(|_| sidecars.is_valid(row))?;
                Some(path.to_owned())
            }));
        }
        if let Some(found) = action_of(batch, "metaData", "id")? {
            self.metadata = Some(found);
        }
        if let Some(found) = action_of(batch, "protocol", "minReaderVersion")? {
            self.protocol = Some(found);
        }
        Ok(())
    }
}

/// Whether a leaf is a column or a part of it.
fn is_inside(leaf: &str, column: &str) -> bool {
    leaf.strip_prefix(column)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// False where a leaf is known to be null in all rows.
fn has_values(metadata: &ArrowReaderMetadata, leaf: &str) -> bool {
    metadata.metadata().row_groups().iter().any(|group| {
        group
            .columns()
            .iter()
            .filter(|column| column.column_path().string() == leaf)
            .any(|column| {
                let nulls = column.statistics().and_then(|known| known.null_count_opt());
                nulls.is_none_or(|nulls| {
                    i64::try_from(nulls).is_ok_and(|nulls| nulls < column.num_values())
                })
            })
    })
}

fn structs_of(column: Option<&ArrayRef>) -> Option<&StructArray> {
    column.and_then(|column| column.as_struct_opt())
}

/// The action of a kind as the log has it in JSON; a field that all of its kind have tells its row.
fn action_of(batch: &RecordBatch, kind: &str, field: &str) -> Outcome<Option<Value>> {
    let Some(actions) = structs_of(batch.column_by_name(kind)) else {
        return Ok(None);
    };
    let row = actions.column_by_name(field).and_then(|values| {
        (0..values.len())
            .rev()
            .find(|row| actions.is_valid(*row) && values.is_valid(*row))
    });
    let Some(row) = row else {
        return Ok(None);
    };
    let texts = json_lines(&actions.slice(row, 1))?;
    Ok(texts
        .first()
        .and_then(|text| serde_json::from_str(text).ok()))
}

/// Each row as JSON, without the fields that are null.
fn json_lines(structs: &StructArray) -> Outcome<Vec<String>> {
    let fields = structs.fields().clone();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), structs.columns().to_vec())?;
    let mut writer = LineDelimitedWriter::new(Vec::new());
    writer.write(&batch)?;
    writer.finish()?;
    let text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    Ok(text.lines().map(str::to_owned).collect())
}

impl AddColumns {
    /// The adds of a checkpoint, with the texts of these partition columns.
    pub(crate) fn of_structs(adds: &StructArray, partition_columns: &[String]) -> Outcome<Self> {
        let texts = |name: &str| -> Outcome<StringArray> {
            Ok(match adds.column_by_name(name) {
                Some(column) => cast(column, &DataType::Utf8)?.as_string::<i32>().clone(),
                None => StringArray::new_null(adds.len()),
            })
        };
        let numbers = |name: &str| -> Outcome<_> {
            Ok(match adds.column_by_name(name) {
                Some(column) => cast(column, &DataType::Int64)?
                    .as_primitive::<Int64Type>()
                    .clone(),
                None => arrow::array::Int64Array::new_null(adds.len()),
            })
        };
        Ok(Self {
            paths: texts("path")?,
            sizes: numbers("size")?,
            modified: numbers("modificationTime")?,
            partitions: partition_texts(adds, partition_columns)?,
            statistics: statistics_of(adds, texts("stats")?)?,
            vectors: vectors_of(adds)?,
        })
    }
}

fn partition_texts(adds: &StructArray, columns: &[String]) -> Outcome<Vec<StringArray>> {
    let maps = adds
        .column_by_name("partitionValues")
        .and_then(|column| column.as_map_opt());
    let Some(maps) = maps else {
        return Ok(columns
            .iter()
            .map(|_| StringArray::new_null(adds.len()))
            .collect());
    };
    let (keys, values) = (
        cast(maps.keys(), &DataType::Utf8)?,
        cast(maps.values(), &DataType::Utf8)?,
    );
    let (keys, values) = (keys.as_string::<i32>(), values.as_string::<i32>());
    let mut builders: Vec<StringBuilder> = columns.iter().map(|_| StringBuilder::new()).collect();
    for row in 0..maps.len() {
        let (from, to) = (
            maps.value_offsets()[row] as usize,
            maps.value_offsets()[row + 1] as usize,
        );
        for (column, builder) in columns.iter().zip(&mut builders) {
            let entry = (from..to).find(|entry| keys.value(*entry) == column);
            builder.append_option(
                entry
                    .filter(|entry| values.is_valid(*entry))
                    .map(|entry| values.value(entry)),
            );
        }
    }
    Ok(builders.iter_mut().map(StringBuilder::finish).collect())
}

/// The statistics as texts, made from the columns of them where there is no text.
fn statistics_of(adds: &StructArray, texts: StringArray) -> Outcome<StringArray> {
    let parsed = structs_of(adds.column_by_name("stats_parsed"));
    let Some(parsed) = parsed.filter(|_| texts.null_count() > 0) else {
        return Ok(texts);
    };
    let lines = json_lines(parsed)?;
    Ok(texts
        .iter()
        .zip(lines.iter().enumerate())
        .map(|(text, (row, line))| text.or_else(|| parsed.is_valid(row).then_some(line.as_str())))
        .collect())
}

fn vectors_of(adds: &StructArray) -> Outcome<BTreeMap<usize, Value>> {
    let mut vectors = BTreeMap::new();
    let descriptors = structs_of(adds.column_by_name("deletionVector"));
    let Some((descriptors, kinds)) = descriptors
        .and_then(|descriptors| Some((descriptors, descriptors.column_by_name("storageType")?)))
    else {
        return Ok(vectors);
    };
    for row in
        (0..descriptors.len()).filter(|row| descriptors.is_valid(*row) && kinds.is_valid(*row))
    {
        let texts = json_lines(&descriptors.slice(row, 1))?;
        if let Some(descriptor) = texts
            .first()
            .and_then(|text| serde_json::from_str(text).ok())
        {
            vectors.insert(row, descriptor);
        }
    }
    Ok(vectors)
}
