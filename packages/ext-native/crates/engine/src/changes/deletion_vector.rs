//! Deletion vectors (PROTOCOL.md, "Deletion Vectors"): which rows of a data file are deleted. A commit can leave a file and change its vector;
//! the difference of the two is the commit's change.
//!
//! The bitmaps are Roaring's portable format (RoaringFormatSpec), 64 bit: a count of bitmaps of 32 bit, each behind its high half.

use std::collections::BTreeSet;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde_json::{Value, json};
use url::Url;

use crate::failure::from_datafusion::storage_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Begins a vector in the portable format, before its bitmaps.
const MAGIC: u32 = 1_681_511_377;
/// Begins a bitmap of 32 bit that has no runs, or (in its low half) one that has.
const WITHOUT_RUNS: u32 = 12_346;
const WITH_RUNS: u32 = 12_347;
/// A bitmap with runs has the offsets of its containers from so many on.
const OFFSETS_FROM: usize = 4;
/// An array container holds at most so many values; above it is a bitset.
const ARRAY_VALUES: usize = 4096;
/// The characters of Z85 (ZeroMQ RFC 32), in which inline vectors and the names of files are written.
const Z85: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/// Reads the vectors of a table.
pub(crate) struct DeletionVectors<'a> {
    /// That in which the table lies, from its top.
    store: &'a dyn ObjectStore,
    root: &'a Url,
}

/// The indices of deleted rows, ascending.
pub(crate) type Rows = Vec<u64>;

impl<'a> DeletionVectors<'a> {
    pub(crate) fn new(store: &'a dyn ObjectStore, root: &'a Url) -> Self {
        Self { store, root }
    }

    /// The rows that a descriptor means; none, where there is no descriptor. Errors: `file-unreadable` with `path`, `storage-error`.
    pub(crate) async fn read(&self, descriptor: &Value) -> Outcome<Rows> {
        if !descriptor.is_object() {
            return Ok(Rows::new());
        }
        let place = descriptor["pathOrInlineDv"].as_str().unwrap_or_default();
        let size = usize::try_from(descriptor["sizeInBytes"].as_u64().unwrap_or(0)).unwrap_or(0);
        let broken = |why: &str| {
            EngineFailure::new(
                FailureCode::FileUnreadable,
                format!("deletion vector {place}: {why}"),
            )
            .with("path", place)
        };
        let bytes = match descriptor["storageType"].as_str() {
            Some("i") => {
                let mut bytes = from_z85(place).ok_or_else(|| broken("it is no Z85"))?;
                bytes.truncate(size);
                bytes
            }
            Some(kind @ ("u" | "p")) => {
                let named = if kind == "u" {
                    relative_path(place)
                } else {
                    Some(place.to_owned())
                };
                let path = named
                    .and_then(|named| self.root.join(&named).ok())
                    .and_then(|url| Path::from_url_path(url.path()).ok())
                    .ok_or_else(|| broken("it names no file"))?;
                self.stored(&path, descriptor, size).await?
            }
            _ => return Err(broken("its storage type is unknown")),
        };
        let rows =
            decoded(&bytes).ok_or_else(|| broken("it is no bitmap in the portable format"))?;
        if descriptor["cardinality"].as_u64() != Some(rows.len() as u64) {
            return Err(broken("it has another number of rows than the log tells"));
        }
        Ok(rows)
    }

    /// A vector in a file: its size and its checksum, both big-endian, stand around it.
    async fn stored(&self, path: &Path, descriptor: &Value, size: usize) -> Outcome<Vec<u8>> {
        let offset = descriptor["offset"].as_u64().unwrap_or(1);
        let bytes = self
            .store
            .get_range(path, offset..offset + size as u64 + 8)
            .await
            .map_err(|error| storage_failure(&error))?;
        let whole = bytes.get(..4) == Some(&(size as u32).to_be_bytes()[..])
            && bytes.get(4..4 + size).is_some_and(|data| {
                bytes.get(4 + size..8 + size) == Some(&checksum(data).to_be_bytes()[..])
            });
        match bytes.get(4..4 + size) {
            Some(data) if whole => Ok(data.to_vec()),
            _ => Err(EngineFailure::new(
                FailureCode::FileUnreadable,
                format!("{path}: the deletion vector at byte {offset} is damaged"),
            )
            .with("path", path.to_string())),
        }
    }
}

/// What a commit did that replaced one vector of a file by another: the type of the change, and the vector that hides all other rows.
pub(crate) fn changed_rows(
    before: &Rows,
    after: &Rows,
    add: &Value,
) -> Outcome<Vec<(&'static str, Value)>> {
    let [before, after] = [before, after].map(|rows| rows.iter().copied().collect::<BTreeSet<_>>());
    let mut changes = Vec::new();
    for (change_type, rows) in [("delete", &after - &before), ("insert", &before - &after)] {
        if !rows.is_empty() {
            changes.push((change_type, hiding_all_but(&rows, row_count(add)?)?));
        }
    }
    Ok(changes)
}

/// The rows of a file. The protocol wants them in the statistics of a file that has a deletion vector.
fn row_count(add: &Value) -> Outcome<u32> {
    add["stats"]
        .as_str()
        .and_then(|stats| serde_json::from_str::<Value>(stats).ok())
        .and_then(|stats| stats["numRecords"].as_u64())
        .and_then(|rows| u32::try_from(rows).ok())
        .ok_or_else(|| {
            EngineFailure::new(
                FailureCode::UnsupportedDeltaFeature,
                format!(
                    "the log does not tell how many rows {} has, which its change of deletion vectors needs",
                    add["path"]
                ),
            )
            .with("feature", "deletionVectors")
            .with("path", add["path"].clone())
        })
}

/// The descriptor of an inline vector that hides all rows of a file but these.
fn hiding_all_but(rows: &BTreeSet<u64>, count: u32) -> Outcome<Value> {
    let mut hidden = Vec::new();
    let mut next = 0;
    for row in rows.iter().copied().chain([u64::from(count)]) {
        if row > next {
            hidden.push((next, row - 1));
        }
        next = row + 1;
    }
    let cardinality = u64::from(count)
        .checked_sub(rows.len() as u64)
        .ok_or_else(|| {
            EngineFailure::new(
                FailureCode::FileUnreadable,
                "a deletion vector has more rows than its file",
            )
        })?;
    if cardinality == 0 {
        return Ok(Value::Null);
    }
    let bytes = encoded(&hidden);
    Ok(json!({
        "storageType": "i",
        "pathOrInlineDv": to_z85(&bytes),
        "sizeInBytes": bytes.len(),
        "cardinality": cardinality,
    }))
}

/// `<prefix><20 characters>` is the file `<prefix>/deletion_vector_<uuid>.bin`.
fn relative_path(place: &str) -> Option<String> {
    let (prefix, name) = place.split_at_checked(place.len().checked_sub(20)?)?;
    let hex: String = from_z85(name)?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |range| hex.get(range);
    let uuid = [
        part(0..8)?,
        part(8..12)?,
        part(12..16)?,
        part(16..20)?,
        part(20..32)?,
    ]
    .join("-");
    let file = format!("deletion_vector_{uuid}.bin");
    Some(if prefix.is_empty() {
        file
    } else {
        format!("{prefix}/{file}")
    })
}

fn from_z85(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 5 * 4);
    for group in text.as_bytes().chunks(5) {
        let mut value: u64 = 0;
        for character in group {
            let digit = Z85.iter().position(|known| known == character)?;
            value = value * 85 + digit as u64;
        }
        if group.len() != 5 {
            return None;
        }
        bytes.extend(u32::try_from(value).ok()?.to_be_bytes());
    }
    Some(bytes)
}

fn to_z85(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(4) * 5);
    for group in bytes.chunks(4) {
        let mut word = [0; 4];
        for (slot, byte) in word.iter_mut().zip(group) {
            *slot = *byte;
        }
        let value = u32::from_be_bytes(word);
        for power in [85_u32.pow(4), 85_u32.pow(3), 85_u32.pow(2), 85, 1] {
            let digit = (value / power % 85) as usize;
            text.push(char::from(Z85.get(digit).copied().unwrap_or(b'0')));
        }
    }
    text
}

/// CRC-32 as in zip.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |state, byte| {
        (0..8).fold(state ^ u32::from(*byte), |state, _| {
            (state >> 1) ^ (0xEDB8_8320 & (state & 1).wrapping_neg())
        })
    })
}

/// Takes little-endian numbers from the front of bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

fn decoded(bytes: &[u8]) -> Option<Rows> {
    let mut reader = Reader(bytes);
    if reader.u32()? != MAGIC {
        return None;
    }
    let mut rows = Rows::new();
    for _ in 0..reader.u64()? {
        let high = u64::from(reader.u32()?) << 32;
        decode_bitmap(&mut reader, high, &mut rows)?;
    }
    rows.is_sorted_by(|one, next| one < next).then_some(rows)
}

fn decode_bitmap(reader: &mut Reader<'_>, high: u64, rows: &mut Rows) -> Option<()> {
    let cookie = reader.u32()?;
    let (containers, runs) = if cookie & 0xFFFF == WITH_RUNS {
        let containers = (cookie >> 16) as usize + 1;
        (containers, reader.take(containers.div_ceil(8))?)
    } else if cookie == WITHOUT_RUNS {
        (reader.u32()? as usize, &[][..])
    } else {
        return None;
    };
    let mut heads = Vec::new();
    for _ in 0..containers {
        heads.push((reader.u16()?, usize::from(reader.u16()?) + 1));
    }
    if runs.is_empty() || containers >= OFFSETS_FROM {
        reader.take(containers * 4)?;
    }
    for (index, (key, values)) in heads.into_iter().enumerate() {
        let base = high | (u64::from(key) << 16);
        let has_runs = runs
            .get(index / 8)
            .is_some_and(|byte| byte >> (index % 8) & 1 == 1);
        if has_runs {
            for _ in 0..reader.u16()? {
                let (start, more) = (u64::from(reader.u16()?), u64::from(reader.u16()?));
                rows.extend((start..=start + more).map(|low| base + low));
            }
        } else if values <= ARRAY_VALUES {
            for _ in 0..values {
                rows.push(base + u64::from(reader.u16()?));
            }
        } else {
            for (word, byte) in (0..).zip(reader.take(8192)?) {
                rows.extend(
                    (0..8)
                        .filter(|bit| byte >> bit & 1 == 1)
                        .map(|bit| base + word * 8 + bit),
                );
            }
        }
    }
    Some(())
}

/// The vector of these runs, first and last row of each, in ascending order; rows below 2^32.
fn encoded(runs: &[(u64, u64)]) -> Vec<u8> {
    // A container holds the rows of one high half; a run that leaves it goes on in the next.
    let mut containers: Vec<(u64, Vec<(u64, u64)>)> = Vec::new();
    for (first, last) in runs {
        for key in (first >> 16)..=(last >> 16) {
            let run = (
                (*first).max(key << 16) & 0xFFFF,
                (*last).min((key << 16) | 0xFFFF) & 0xFFFF,
            );
            match containers.last_mut() {
                Some((known, runs)) if *known == key => runs.push(run),
                _ => containers.push((key, vec![run])),
            }
        }
    }
    let half = |value: u64| (value as u16).to_le_bytes();
    let mut bytes = Vec::new();
    bytes.extend(MAGIC.to_le_bytes());
    bytes.extend(1_u64.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    let bitmap = bytes.len();
    let count = containers.len();
    bytes.extend((WITH_RUNS | ((count.saturating_sub(1) as u32) << 16)).to_le_bytes());
    bytes.extend((0..count.div_ceil(8)).map(|byte| {
        (0..8)
            .filter(|bit| byte * 8 + bit < count)
            .fold(0_u8, |flags, bit| flags | (1 << bit))
    }));
    for (key, runs) in &containers {
        let values: u64 = runs.iter().map(|(first, last)| last - first + 1).sum();
        bytes.extend(half(*key));
        bytes.extend(half(values - 1));
    }
    if count >= OFFSETS_FROM {
        let mut offset = bytes.len() - bitmap + count * 4;
        for (_, runs) in &containers {
            bytes.extend((offset as u32).to_le_bytes());
            offset += 2 + runs.len() * 4;
        }
    }
    for (_, runs) in &containers {
        bytes.extend(half(runs.len() as u64));
        for (first, last) in runs {
            bytes.extend(half(*first));
            bytes.extend(half(last - first));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        for (rows, count) in [
            (vec![0], 1),
            (vec![3, 4], 10),
            (vec![70_000, 400_000], 500_000),
            ((0..6_000).map(|row| row * 2).collect(), 100_000),
        ] {
            let rows: BTreeSet<u64> = rows.into_iter().collect();
            let hidden = hiding_all_but(&rows, count).unwrap_or(Value::Null);
            let decoded = match hidden["pathOrInlineDv"].as_str().and_then(from_z85) {
                Some(bytes) => decoded(&bytes).unwrap_or_default(),
                None => Rows::new(),
            };
            let all: BTreeSet<u64> = (0..u64::from(count)).collect();
            assert_eq!((&all - &rows).into_iter().collect::<Rows>(), decoded);
        }
    }

    /// As Delta's own kernel writes rows 3, 4, 7, 11, 18 and 29. (The example of PROTOCOL.md has the words of its head in another byte order.)
    #[test]
    fn what_others_write_is_read() {
        let bytes =
            from_z85("^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L").unwrap_or_default();
        assert_eq!(
            decoded(&bytes),
            Some([3, 4, 7, 11, 18, 29].into_iter().collect())
        );
    }

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
    }
}
