//! The data files of one version of a Delta table, column by column, each under a number of its own.
//!
//! A file keeps its number when the table moves on, so that an index outside the engine can name files by numbers for as long as it follows the
//! same commits. Numbers are given in the order in which files come in, and never twice.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, StringBuilder, UInt32Array,
    new_null_array,
};
use arrow::compute::{CastOptions, cast, cast_with_options};
use arrow::datatypes::{DataType, FieldRef, Int64Type};
use datafusion::common::{Result, ScalarValue, exec_err};
use deltalake_core::DeltaTable;
use object_store::path::Path;
use serde_json::Value;
use url::Url;

use crate::delta::add_actions::flat_add_actions;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Files that came in together.
#[derive(Debug)]
struct Segment {
    /// The number of its first file.
    first: u32,
    /// As the log has them.
    paths: StringArray,
    sizes: Int64Array,
    /// Milliseconds since the epoch.
    modified: Int64Array,
    rows: Int64Array,
    /// One for each partition column, of its type.
    partitions: Vec<ArrayRef>,
}

/// Commits that are kept for those who follow a table.
const KEPT_COMMITS: usize = 256;

/// Versions of one table that give their files the same numbers.
#[derive(Debug)]
struct Lineage {
    /// Unlike that of any other in the process.
    id: u64,
    /// The numbers of the newest version's files by what names them in the log.
    names: Mutex<Option<HashMap<String, u32>>>,
    /// The last commits that were followed, oldest first.
    commits: Mutex<VecDeque<FileCommit>>,
}

impl Lineage {
    fn begin() -> Arc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Arc::new(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            names: Mutex::default(),
            commits: Mutex::default(),
        })
    }
}

/// What one version of a table is made of.
#[derive(Debug, Clone)]
pub(crate) struct DeltaFiles {
    segments: Vec<Arc<Segment>>,
    /// One bit for each number, set where a commit has removed the file.
    removed: Vec<u64>,
    lineage: Arc<Lineage>,
    root: Url,
    partition_fields: Arc<[FieldRef]>,
    live: usize,
    bytes: u64,
    /// Whether a file has a deletion vector, or lies outside the table's folder.
    extraordinary: bool,
}

/// One file, as a scan needs it.
pub(crate) struct ScannedFile {
    pub(crate) location: Path,
    pub(crate) size: u64,
    pub(crate) modified_ms: i64,
    pub(crate) rows: Option<u64>,
    pub(crate) partition_values: Vec<ScalarValue>,
}

/// What one commit did to the files: the log's `add` actions with a `number`, and its `remove` actions.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FileCommit {
    pub version: u64,
    pub added: Vec<Value>,
    pub removed: Vec<Value>,
}

impl DeltaFiles {
    /// The files of a loaded table, numbered from 0. `partition_fields` are its partition columns with the types that their values have in Arrow.
    pub(crate) fn of(table: &DeltaTable, partition_fields: Arc<[FieldRef]>) -> Outcome<Self> {
        let mut files = Self {
            segments: Vec::new(),
            removed: Vec::new(),
            lineage: Lineage::begin(),
            root: table.log_store().root_url().clone(),
            partition_fields,
            live: 0,
            bytes: 0,
            extraordinary: false,
        };
        files.push(&flat_add_actions(table.snapshot()?.snapshot())?)?;
        Ok(files)
    }

    pub(crate) fn live(&self) -> usize {
        self.live
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether a plain reader of Parquet would read them wrongly.
    pub(crate) fn extraordinary(&self) -> bool {
        self.extraordinary
    }

    /// Numbers that have been given.
    fn next(&self) -> u32 {
        self.segments
            .last()
            .map_or(0, |last| last.first + u32_of(last.paths.len()))
    }

    /// Whether so many files are gone that new numbers are worth their cost.
    pub(crate) fn is_worn(&self) -> bool {
        self.next() as usize > 2 * self.live + 10_000
    }

    pub(crate) fn is_live(&self, number: u32) -> bool {
        number < self.next()
            && self
                .removed
                .get(number as usize / 64)
                .is_none_or(|word| word >> (number % 64) & 1 == 0)
    }

    /// The numbers of all files.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.next()).filter(|number| self.is_live(*number))
    }

    /// One file. Fails for a number that no file of this version has.
    pub(crate) fn file(&self, number: u32) -> Result<ScannedFile> {
        let Some((segment, row)) = self.place(number) else {
            return exec_err!("the version has no file {number}");
        };
        Ok(ScannedFile {
            location: self.location(segment.paths.value(row)),
            size: u64::try_from(segment.sizes.value(row)).unwrap_or(0),
            modified_ms: segment.modified.value(row),
            rows: rows_at(segment, row),
            partition_values: segment
                .partitions
                .iter()
                .map(|values| ScalarValue::try_from_array(values, row))
                .collect::<Result<_>>()?,
        })
    }

    /// The path of a file as the log has it.
    pub(crate) fn log_path(&self, number: u32) -> Option<&str> {
        self.place(number)
            .map(|(segment, row)| segment.paths.value(row))
    }

    /// The numbers of files by their paths. Errors: `invalid-option` for a path that is none of theirs.
    pub(crate) fn numbers_of(&self, paths: &[String]) -> Outcome<Vec<u32>> {
        let named = self.named();
        let mut numbers = Vec::with_capacity(paths.len());
        for path in paths {
            let Some(number) = named.get(&self.key(path)) else {
                return Err(EngineFailure::new(
                    FailureCode::InvalidOption,
                    format!("the table has no file {path} in this version"),
                )
                .with("option", "files")
                .with("path", path.as_str()));
            };
            numbers.push(*number);
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    fn place(&self, number: u32) -> Option<(&Segment, usize)> {
        if !self.is_live(number) {
            return None;
        }
        let at = self
            .segments
            .partition_point(|segment| segment.first <= number);
        let segment = self.segments.get(at.checked_sub(1)?)?;
        Some((segment, (number - segment.first) as usize))
    }

    /// Where a file of the log lies in its store. Paths in the log are percent-encoded (Delta protocol, "Add File and Remove File").
    fn location(&self, path: &str) -> Path {
        let inside = decoded(path);
        let root = decoded(self.root.path());
        let whole = format!("{}/{inside}", root.trim_end_matches('/'));
        Path::parse(&whole).unwrap_or_else(|_| Path::from(whole))
    }

    fn push(&mut self, batch: &RecordBatch) -> Outcome<()> {
        let column = |name: &str| {
            batch.column_by_name(name).cloned().ok_or_else(|| {
                EngineFailure::new(
                    FailureCode::Internal,
                    format!("the add actions of a table have no column {name}"),
                )
            })
        };
        let whole = |name: &str| -> Outcome<Int64Array> {
            Ok(cast(&column(name)?, &DataType::Int64)?
                .as_primitive::<Int64Type>()
                .clone())
        };
        let partitions = self
            .partition_fields
            .iter()
            .map(|field| {
                let name = format!("partition.{}", field.name());
                Ok(match batch.column_by_name(&name) {
                    Some(values) => cast(values, field.data_type())?,
                    None => new_null_array(field.data_type(), batch.num_rows()),
                })
            })
            .collect::<Outcome<Vec<_>>>()?;
        let segment = Segment {
            first: self.next(),
            paths: cast(&column("path")?, &DataType::Utf8)?
                .as_string::<i32>()
                .clone(),
            sizes: whole("size_bytes")?,
            modified: whole("modification_time")?,
            rows: whole("num_records")?,
            partitions,
        };
        let has_vectors = batch
            .column_by_name("deletion_vector.storageType")
            .is_some_and(|kinds| kinds.null_count() < kinds.len());
        self.extraordinary |= has_vectors;
        self.take(segment);
        Ok(())
    }

    fn take(&mut self, segment: Segment) {
        self.live += segment.paths.len();
        self.bytes += segment
            .sizes
            .iter()
            .flatten()
            .map(|size| u64::try_from(size).unwrap_or(0))
            .sum::<u64>();
        self.extraordinary |= segment.paths.iter().flatten().any(is_outside);
        if !segment.paths.is_empty() {
            self.segments.push(Arc::new(segment));
        }
    }

    /// What tells the numbers of these files from those of other tables, and of this one if it had to be numbered anew.
    pub(crate) fn lineage(&self) -> u64 {
        self.lineage.id
    }

    /// The commits after one version up to another, with the numbers of what they add; `None` where they are not known any more.
    pub(crate) fn commits_between(&self, after: u64, through: u64) -> Option<Vec<FileCommit>> {
        let commits = locked(&self.lineage.commits);
        let between: Vec<FileCommit> = commits
            .iter()
            .filter(|commit| commit.version > after && commit.version <= through)
            .cloned()
            .collect();
        (between.len() as u64 == through.saturating_sub(after)).then_some(between)
    }

    /// The files after some commits. Only the newest version of a lineage may be asked, and once.
    ///
    /// `None` where the commits do not tell it by themselves: they remove what is not there, or write partition values in a form that is
    /// not understood.
    pub(crate) fn after(&self, commits: Vec<FileCommit>) -> Option<Self> {
        let mut next = self.clone();
        let mut names = locked(&self.lineage.names);
        let names = names.get_or_insert_with(|| self.named());
        let mut kept = locked(&self.lineage.commits);
        for mut commit in commits {
            for remove in &commit.removed {
                next.remove(names.remove(&self.name_of(remove)?)?);
            }
            // An add of a file that is there already takes its place.
            for add in &commit.added {
                if let Some(number) = names.remove(&self.name_of(add)?) {
                    next.remove(number);
                }
            }
            let first = next.next();
            let segment = next.segment_of(&commit.added)?;
            next.take(segment);
            for (add, number) in commit.added.iter_mut().zip(first..) {
                names.insert(self.name_of(add)?, number);
                next.extraordinary |= !add["deletionVector"].is_null();
                add.as_object_mut()?
                    .insert("number".to_owned(), number.into());
            }
            kept.push_back(commit);
            if kept.len() > KEPT_COMMITS {
                kept.pop_front();
            }
        }
        Some(next)
    }

    fn remove(&mut self, number: u32) {
        if let Some((segment, row)) = self.place(number) {
            let size = u64::try_from(segment.sizes.value(row)).unwrap_or(0);
            self.bytes = self.bytes.saturating_sub(size);
            self.live -= 1;
            let word = number as usize / 64;
            if self.removed.len() <= word {
                self.removed.resize(word + 1, 0);
            }
            self.removed[word] |= 1 << (number % 64);
        }
    }

    fn named(&self) -> HashMap<String, u32> {
        self.numbers()
            .filter_map(|number| Some((self.key(self.log_path(number)?), number)))
            .collect()
    }

    /// What names a file in an action. Tables with deletion vectors, of which a file may have several over time, are read by delta-rs,
    /// and their files have one entry in a version as well.
    fn name_of(&self, action: &Value) -> Option<String> {
        action["path"].as_str().map(|path| self.key(path))
    }

    /// A path in one form, whatever form it is written in.
    fn key(&self, path: &str) -> String {
        let path = decoded(path);
        let path = path.strip_prefix("file:").map_or(path.clone(), |rest| {
            format!("/{}", rest.trim_start_matches('/'))
        });
        let root = decoded(self.root.path());
        path.strip_prefix(root.as_str())
            .map_or(path.clone(), |inside| {
                inside.trim_start_matches('/').to_owned()
            })
    }

    fn segment_of(&self, adds: &[Value]) -> Option<Segment> {
        let whole = |name: &str| {
            adds.iter()
                .map(|add| add[name].as_i64())
                .collect::<Int64Array>()
        };
        let mut rows = Vec::with_capacity(adds.len());
        for add in adds {
            let stats = add["stats"].as_str().unwrap_or("null");
            let stats: Value = serde_json::from_str(stats).unwrap_or_default();
            rows.push(stats["numRecords"].as_i64());
        }
        let sizes = whole("size");
        if sizes.null_count() > 0 {
            return None;
        }
        Some(Segment {
            first: self.next(),
            paths: adds
                .iter()
                .map(|add| add["path"].as_str())
                .collect::<StringArray>(),
            sizes,
            modified: whole("modificationTime"),
            rows: rows.into_iter().collect(),
            partitions: self
                .partition_fields
                .iter()
                .map(|field| partition_values(adds, field))
                .collect::<Option<_>>()?,
        })
    }
}

/// The numbers of the files as a column beside the add actions of a loaded table, which are in the table's own order.
pub(crate) fn numbers_beside(files: &DeltaFiles, adds: &RecordBatch) -> Outcome<UInt32Array> {
    // A table that has not moved has its files in the order in which they were numbered.
    if files.segments.len() <= 1 && files.removed.is_empty() && files.live == adds.num_rows() {
        return Ok((0..u32_of(files.live)).collect());
    }
    let paths = adds
        .column_by_name("path")
        .map(|paths| cast(paths, &DataType::Utf8))
        .transpose()?;
    let named = files.named();
    let numbers = paths.as_ref().map(|paths| {
        paths
            .as_string::<i32>()
            .iter()
            .map(|path| named.get(&files.key(path?)).copied())
            .collect::<UInt32Array>()
    });
    match numbers {
        Some(numbers) if numbers.null_count() == 0 => Ok(numbers),
        _ => Err(EngineFailure::new(
            FailureCode::Internal,
            "the files of a table and its add actions differ",
        )),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn u32_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn rows_at(segment: &Segment, row: usize) -> Option<u64> {
    segment
        .rows
        .is_valid(row)
        .then(|| u64::try_from(segment.rows.value(row)).ok())
        .flatten()
}

/// A path without its percent-encoding, which is taken off once.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| path.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Absolute paths and URLs, as shallow clones have them.
fn is_outside(path: &str) -> bool {
    path.starts_with('/') || path.contains("://") || path.starts_with("file:")
}

/// The values of a partition column from their texts (Delta protocol, "Partition Value Serialization"): an empty text is null.
fn partition_values(adds: &[Value], field: &FieldRef) -> Option<ArrayRef> {
    if matches!(field.data_type(), DataType::Binary | DataType::BinaryView) {
        return None;
    }
    let mut texts = StringBuilder::new();
    for add in adds {
        let value = add["partitionValues"].get(field.name());
        texts.append_option(
            value
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty()),
        );
    }
    let texts: ArrayRef = Arc::new(texts.finish());
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    cast_with_options(&texts, field.data_type(), &strict).ok()
}
