//! The data files of one version of a Delta table, column by column, each under a number of its own.
//!
//! A file keeps its number when the table moves on, so that an index outside the engine can name files by numbers for as long as it follows the
//! same commits. Numbers are given in the order in which files come in, and never twice.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{Array, ArrayRef, Int64Array, StringArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::FieldRef;
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_err};
use object_store::path::Path;
use serde_json::Value;
use url::Url;

use crate::delta::file_keys::FileKeys;
use crate::delta::log::actions::{Add, AddColumns};
use crate::delta::statistics::row_count;
use crate::delta::table_version::TableVersion;
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
    /// JSON texts.
    statistics: StringArray,
    /// One for each partition column, of its type.
    partitions: Vec<ArrayRef>,
    /// Descriptors of deletion vectors by row.
    vectors: BTreeMap<usize, Value>,
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
    keys: FileKeys,
    partition_fields: Arc<[FieldRef]>,
    /// The partition columns as the log names them.
    stored_partitions: Arc<[String]>,
    live: usize,
    bytes: u64,
}

/// One file, as a scan needs it.
pub(crate) struct ScannedFile {
    pub(crate) location: Path,
    pub(crate) size: u64,
    pub(crate) modified_ms: i64,
    /// Rows in the file, those that a deletion vector hides among them.
    pub(crate) rows: Option<u64>,
    pub(crate) partition_values: Vec<ScalarValue>,
    /// The descriptor of its deletion vector.
    pub(crate) deletion_vector: Option<Value>,
}

/// What one commit did to the files: the log's `add` actions with a `number`, and its `remove` actions.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FileCommit {
    pub version: u64,
    pub added: Vec<Value>,
    pub removed: Vec<Value>,
}

impl DeltaFiles {
    /// The files of a version, numbered from 0. Errors: `file-unreadable` for a partition value that is none of its type.
    pub(crate) fn of(version: &TableVersion, adds: Vec<AddColumns>, root: &Url) -> Outcome<Self> {
        let mut files = Self {
            segments: Vec::new(),
            removed: Vec::new(),
            lineage: Lineage::begin(),
            keys: FileKeys::new(root),
            partition_fields: version.partition_fields()?.into(),
            stored_partitions: version.stored_partition_columns().into(),
            live: 0,
            bytes: 0,
        };
        for columns in adds {
            let segment = files.segment_of(columns)?;
            files.take(segment);
        }
        Ok(files)
    }

    pub(crate) fn live(&self) -> usize {
        self.live
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
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
            location: self
                .keys
                .location(segment.paths.value(row))
                .map_err(|failure| DataFusionError::External(Box::new(failure)))?,
            size: u64::try_from(segment.sizes.value(row)).unwrap_or(0),
            modified_ms: segment.modified.value(row),
            rows: segment
                .statistics
                .is_valid(row)
                .then(|| row_count(segment.statistics.value(row)))
                .flatten(),
            partition_values: segment
                .partitions
                .iter()
                .map(|values| ScalarValue::try_from_array(values, row))
                .collect::<Result<_>>()?,
            deletion_vector: segment.vectors.get(&row).cloned(),
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
            let Some(number) = named.get(&self.keys.of(path)) else {
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

    fn take(&mut self, segment: Segment) {
        self.live += segment.paths.len();
        self.bytes += segment
            .sizes
            .iter()
            .flatten()
            .map(|size| u64::try_from(size).unwrap_or(0))
            .sum::<u64>();
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
            let adds: Vec<Add> = commit
                .added
                .iter()
                .map(|add| serde_json::from_value(add.clone()).ok())
                .collect::<Option<_>>()?;
            let adds: Vec<&Add> = adds.iter().collect();
            let columns = AddColumns::of(&adds, &next.stored_partitions);
            let segment = next.segment_of(columns).ok()?;
            next.take(segment);
            for (add, number) in commit.added.iter_mut().zip(first..) {
                names.insert(self.name_of(add)?, number);
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
            .filter_map(|number| Some((self.keys.of(self.log_path(number)?), number)))
            .collect()
    }

    /// What names a file in an action. A file has one deletion vector in a version, so that its path is enough.
    fn name_of(&self, action: &Value) -> Option<String> {
        action["path"].as_str().map(|path| self.keys.of(path))
    }

    fn segment_of(&self, adds: AddColumns) -> Outcome<Segment> {
        let partitions = self
            .partition_fields
            .iter()
            .zip(adds.partitions)
            .map(|(field, texts)| partition_values(texts, field))
            .collect::<Outcome<_>>()?;
        Ok(Segment {
            first: self.next(),
            paths: adds.paths,
            sizes: adds.sizes,
            modified: adds.modified,
            statistics: adds.statistics,
            partitions,
            vectors: adds.vectors,
        })
    }

    /// The files that came in together, for what is made of all of them: their columns, and which rows are still there.
    pub(crate) fn parts(&self) -> impl Iterator<Item = FilePart<'_>> {
        self.segments.iter().map(|segment| FilePart {
            numbers: (segment.first..)
                .take(segment.paths.len())
                .enumerate()
                .filter(|(_, number)| self.is_live(*number))
                .collect(),
            paths: &segment.paths,
            sizes: &segment.sizes,
            modified: &segment.modified,
            statistics: &segment.statistics,
            partitions: &segment.partitions,
            vectors: &segment.vectors,
        })
    }

    pub(crate) fn partition_fields(&self) -> &[FieldRef] {
        &self.partition_fields
    }

    /// The partition columns as the log names them.
    pub(crate) fn stored_partitions(&self) -> &[String] {
        &self.stored_partitions
    }

    /// The address of a file of the log.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        self.keys.address(path)
    }
}

/// Columns of files that came in together.
pub(crate) struct FilePart<'files> {
    /// The row and the number of each file that is still there.
    pub(crate) numbers: Vec<(usize, u32)>,
    pub(crate) paths: &'files StringArray,
    pub(crate) sizes: &'files Int64Array,
    pub(crate) modified: &'files Int64Array,
    pub(crate) statistics: &'files StringArray,
    pub(crate) partitions: &'files [ArrayRef],
    pub(crate) vectors: &'files BTreeMap<usize, Value>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn u32_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The values of a partition column from their texts (PROTOCOL.md, "Partition Value Serialization"): an empty text is null.
fn partition_values(texts: StringArray, field: &FieldRef) -> Outcome<ArrayRef> {
    let texts: StringArray = texts
        .iter()
        .map(|text| text.filter(|text| !text.is_empty()))
        .collect();
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    cast_with_options(&texts, field.data_type(), &strict).map_err(|error| {
        EngineFailure::new(
            FailureCode::FileUnreadable,
            format!(
                "the log has a partition value of {} that is none of its type: {error}",
                field.name()
            ),
        )
        .with("column", field.name().as_str())
    })
}
