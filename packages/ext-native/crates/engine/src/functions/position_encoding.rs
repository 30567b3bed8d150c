//! Columns of source code in the units of its tools: the position encodings of the Language Server Protocol (3.17, `PositionEncodingKind`),
//! numbered as the SCIP index format numbers them (`PositionEncoding` of scip.proto).

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array};
use arrow::datatypes::DataType;
use datafusion::common::Result;

use super::argument::Argument;
use super::call_signature::Takes;
use super::rule_function::{RuleDefinition, RuleParameter};

const ENCODING: RuleParameter = RuleParameter {
    name: "encoding",
    takes: Takes::TextOrInteger,
    default: None,
    description: "'utf-8', 'utf-16' or 'utf-32' in any case, with or without the hyphen; a name of SCIP's; 1, 2 or 3; 8, 16 or 32. \
                  Anything else, and null, gives null.",
};

pub(crate) static POSITION_ENCODING_NORM: RuleDefinition = RuleDefinition {
    name: "position_encoding_norm",
    parameters: &[ENCODING],
    repeats_last: false,
    returns: DataType::Int32,
    description: "The code of a position encoding: 1 for UTF-8, 2 for UTF-16, 3 for UTF-32.",
    example: "SELECT position_encoding_norm('utf-16')",
    evaluate: position_encoding_norm,
};

pub(crate) static COL_TO_BYTE: RuleDefinition = RuleDefinition {
    name: "col_to_byte",
    parameters: &[
        RuleParameter {
            name: "line_text",
            takes: Takes::Text,
            default: None,
            description: "The line. Null gives null.",
        },
        RuleParameter {
            name: "column",
            takes: Takes::Only(DataType::Int64),
            default: None,
            description: "Code units of the encoding before the position, from 0. Negative and null give null.",
        },
        ENCODING,
    ],
    repeats_last: false,
    returns: DataType::Int64,
    description: "The bytes of a line's UTF-8 before a column. A column past the end is the end of the line; one inside a character \
                  (a surrogate pair, a sequence of UTF-8) is the start of that character.",
    example: "SELECT col_to_byte('naïve', 3, 'utf-16')",
    evaluate: col_to_byte,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PositionEncoding {
    Utf8 = 1,
    Utf16 = 2,
    Utf32 = 3,
}

impl PositionEncoding {
    fn of_text(text: &str) -> Option<Self> {
        let name: String = text
            .trim()
            .chars()
            .filter(|character| !matches!(character, '-' | '_'))
            .map(|character| character.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "utf8" | "utf8codeunitoffsetfromlinestart" => Some(Self::Utf8),
            "utf16" | "utf16codeunitoffsetfromlinestart" => Some(Self::Utf16),
            "utf32" | "utf32codeunitoffsetfromlinestart" => Some(Self::Utf32),
            _ => None,
        }
    }

    fn of_integer(code: i64) -> Option<Self> {
        match code {
            1 | 8 => Some(Self::Utf8),
            2 | 16 => Some(Self::Utf16),
            3 | 32 => Some(Self::Utf32),
            _ => None,
        }
    }
}

/// The encoding of each row.
fn encodings(argument: &Argument) -> Result<Box<dyn Fn(usize) -> Option<PositionEncoding> + '_>> {
    if argument.is_text() {
        let texts = argument.texts()?;
        if argument.is_constant() {
            let encoding = texts.at(0).and_then(PositionEncoding::of_text);
            return Ok(Box::new(move |_| encoding));
        }
        return Ok(Box::new(move |row| {
            texts.at(row).and_then(PositionEncoding::of_text)
        }));
    }
    let integers = argument.integers()?;
    Ok(Box::new(move |row| {
        integers.at(row).and_then(PositionEncoding::of_integer)
    }))
}

fn position_encoding_norm(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let encoding = encodings(&arguments[0])?;
    let codes: Int32Array = (0..rows)
        .map(|row| encoding(row).map(|encoding| encoding as i32))
        .collect();
    Ok(Arc::new(codes))
}

fn col_to_byte(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let (lines, columns) = (arguments[0].texts()?, arguments[1].integers()?);
    let encoding = encodings(&arguments[2])?;
    let offsets: Int64Array = (0..rows)
        .map(|row| {
            // A column that no line is long enough for is past the end of each.
            let column = columns.at(row).filter(|column| *column >= 0)?;
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            let offset = byte_offset(lines.at(row)?, column, encoding(row)?);
            i64::try_from(offset).ok()
        })
        .collect();
    Ok(Arc::new(offsets))
}

fn byte_offset(line: &str, column: usize, encoding: PositionEncoding) -> usize {
    if line.is_ascii() {
        return column.min(line.len());
    }
    match encoding {
        PositionEncoding::Utf8 => line.floor_char_boundary(column),
        PositionEncoding::Utf16 => {
            let mut units = 0;
            line.char_indices()
                .find(|(_, character)| {
                    units += character.len_utf16();
                    units > column
                })
                .map_or(line.len(), |(offset, _)| offset)
        }
        PositionEncoding::Utf32 => line
            .char_indices()
            .nth(column)
            .map_or(line.len(), |(offset, _)| offset),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_inside_a_surrogate_pair_is_the_start_of_its_character() {
        let offsets = |encoding| (0..7).map(move |column| byte_offset("a😀é", column, encoding));
        assert!(offsets(PositionEncoding::Utf16).eq([0, 1, 1, 5, 7, 7, 7]));
        assert!(offsets(PositionEncoding::Utf8).eq([0, 1, 1, 1, 1, 5, 5]));
        assert!(offsets(PositionEncoding::Utf32).eq([0, 1, 5, 7, 7, 7, 7]));
    }
}
