//! Hashes of texts that are the same on every machine and in every version: BLAKE3 of the UTF-8 bytes, whose digest is fixed for ever.
//!
//! `test/golden/rule-functions.json` holds values of them.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringBuilder};
use arrow::datatypes::DataType;
use datafusion::common::Result;

use super::argument::Argument;
use super::call_signature::Takes;
use super::rule_function::{RuleDefinition, RuleParameter};

const TEXT: RuleParameter = RuleParameter {
    name: "text",
    takes: Takes::Text,
    default: None,
    description: "The text. Null gives null.",
};

pub(crate) static STABLE_HASH64: RuleDefinition = RuleDefinition {
    name: "stable_hash64",
    parameters: &[TEXT],
    repeats_last: false,
    returns: DataType::Int64,
    description: "The first 8 bytes of the BLAKE3 digest of a text, as a signed big-endian integer.",
    example: "SELECT stable_hash64('abc')",
    evaluate: stable_hash64,
};

pub(crate) static STABLE_HASH128: RuleDefinition = RuleDefinition {
    name: "stable_hash128",
    parameters: &[TEXT],
    repeats_last: false,
    returns: DataType::Utf8,
    description: "The first 16 bytes of the BLAKE3 digest of a text, as 32 hexadecimal digits.",
    example: "SELECT stable_hash128('abc')",
    evaluate: stable_hash128,
};

pub(crate) static PREFIXED_HASH64: RuleDefinition = RuleDefinition {
    name: "prefixed_hash64",
    parameters: &[
        RuleParameter {
            name: "prefix",
            takes: Takes::Text,
            default: None,
            description: "Stands before the hash, with a colon. Null gives null.",
        },
        TEXT,
    ],
    repeats_last: false,
    returns: DataType::Utf8,
    description: "A prefix, a colon, and the first 8 bytes of the BLAKE3 digest of a text, as 16 hexadecimal digits.",
    example: "SELECT prefixed_hash64('fn', 'abc')",
    evaluate: prefixed_hash64,
};

/// The first `N` bytes of the digest.
pub(super) fn digest<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let whole = blake3::hash(bytes);
    let mut first = [0; N];
    first.copy_from_slice(&whole.as_bytes()[..N]);
    first
}

/// Two hexadecimal digits for each byte of a digest.
pub(super) fn push_hexadecimal<const N: usize>(text: &mut String, bytes: &[u8; N]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let pairs = bytes.map(|byte| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    });
    // ASCII always is UTF-8.
    text.push_str(std::str::from_utf8(pairs.as_flattened()).unwrap_or_default());
}

fn stable_hash64(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let texts = arguments[0].texts()?;
    let hashes: Int64Array = (0..rows)
        .map(|row| {
            let text = texts.at(row)?;
            Some(i64::from_be_bytes(digest(text.as_bytes())))
        })
        .collect();
    Ok(Arc::new(hashes))
}

fn stable_hash128(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let texts = arguments[0].texts()?;
    Ok(hashes_in_text(rows, 32, |row, hash| {
        push_hexadecimal(hash, &digest::<16>(texts.at(row)?.as_bytes()));
        Some(())
    }))
}

fn prefixed_hash64(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let (prefixes, texts) = (arguments[0].texts()?, arguments[1].texts()?);
    Ok(hashes_in_text(rows, 24, |row, hash| {
        hash.push_str(prefixes.at(row)?);
        hash.push(':');
        push_hexadecimal(hash, &digest::<8>(texts.at(row)?.as_bytes()));
        Some(())
    }))
}

/// A column of texts, each written into an empty text by `write`, or null where it gives `None`.
pub(super) fn hashes_in_text(
    rows: usize,
    bytes_a_row: usize,
    mut write: impl FnMut(usize, &mut String) -> Option<()>,
) -> ArrayRef {
    let mut column = StringBuilder::with_capacity(rows, rows * bytes_a_row);
    let mut text = String::with_capacity(bytes_a_row);
    for row in 0..rows {
        text.clear();
        let written = write(row, &mut text);
        column.append_option(written.map(|()| &text));
    }
    Arc::new(column.finish())
}
