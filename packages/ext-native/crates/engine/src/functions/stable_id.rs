//! Identifiers made of several parts, such that different parts never make the same one.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use datafusion::common::Result;

use super::argument::Argument;
use super::call_signature::Takes;
use super::rule_function::{RuleDefinition, RuleParameter};
use super::stable_hash::{digest, hashes_in_text, push_hexadecimal};

pub(crate) static STABLE_ID: RuleDefinition = RuleDefinition {
    name: "stable_id",
    parameters: &[
        RuleParameter {
            name: "prefix",
            takes: Takes::Text,
            default: None,
            description: "Stands before the hash, with a colon. Null gives null.",
        },
        RuleParameter {
            name: "parts",
            takes: Takes::Text,
            default: None,
            description: "One or more texts by position, or one by name. A null part counts: it is not the empty text.",
        },
    ],
    repeats_last: true,
    returns: DataType::Utf8,
    description: "A prefix, a colon, and 32 hexadecimal digits: the first 16 bytes of the BLAKE3 digest of the parts, where a null is the byte 0 \
                  and a text the byte 1, its length in bytes (8 bytes, little-endian) and its UTF-8 bytes.",
    example: "SELECT stable_id('fn', 'src/main.rs', 'main')",
    evaluate: stable_id,
};

fn stable_id(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let prefixes = arguments[0].texts()?;
    let parts = arguments[1..]
        .iter()
        .map(Argument::texts)
        .collect::<Result<Vec<_>>>()?;
    let mut encoded = Vec::new();
    Ok(hashes_in_text(rows, 40, |row, id| {
        id.push_str(prefixes.at(row)?);
        id.push(':');
        encoded.clear();
        for part in &parts {
            match part.at(row) {
                None => encoded.push(0),
                Some(text) => {
                    encoded.push(1);
                    encoded.extend_from_slice(&(text.len() as u64).to_le_bytes());
                    encoded.extend_from_slice(text.as_bytes());
                }
            }
        }
        push_hexadecimal(id, &digest::<16>(&encoded));
        Some(())
    }))
}
