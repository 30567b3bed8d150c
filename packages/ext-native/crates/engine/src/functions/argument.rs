use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, LargeStringArray, StringArray,
    StringViewArray,
};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::{Result, internal_err};
use datafusion::logical_expr::ColumnarValue;

/// An argument of a call: a column, or one value for all rows.
pub(crate) struct Argument {
    array: ArrayRef,
    is_constant: bool,
}

/// The texts of an argument, whatever their encoding.
pub(crate) struct TextArgument<'a> {
    texts: Texts<'a>,
    is_constant: bool,
}

enum Texts<'a> {
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
}

/// The numbers of an argument.
pub(crate) struct NumberArgument<'a, A> {
    numbers: &'a A,
    is_constant: bool,
}

impl Argument {
    pub(crate) fn new(value: &ColumnarValue) -> Result<Self> {
        Ok(match value {
            ColumnarValue::Array(array) => Self {
                array: array.clone(),
                is_constant: false,
            },
            ColumnarValue::Scalar(scalar) => Self {
                array: scalar.to_array()?,
                is_constant: true,
            },
        })
    }

    pub(crate) fn is_constant(&self) -> bool {
        self.is_constant
    }

    pub(crate) fn is_text(&self) -> bool {
        !matches!(self.array.data_type(), DataType::Int64)
    }

    pub(crate) fn texts(&self) -> Result<TextArgument<'_>> {
        let texts = match self.array.data_type() {
            DataType::Utf8 => Texts::Utf8(self.array.as_string()),
            DataType::LargeUtf8 => Texts::LargeUtf8(self.array.as_string()),
            DataType::Utf8View => Texts::Utf8View(self.array.as_string_view()),
            other => return internal_err!("a text argument has the type {other}"),
        };
        Ok(TextArgument {
            texts,
            is_constant: self.is_constant,
        })
    }

    pub(crate) fn integers(&self) -> Result<NumberArgument<'_, Int64Array>> {
        match self.array.as_primitive_opt::<Int64Type>() {
            Some(numbers) => Ok(NumberArgument {
                numbers,
                is_constant: self.is_constant,
            }),
            None => internal_err!(
                "an integer argument has the type {}",
                self.array.data_type()
            ),
        }
    }

    pub(crate) fn doubles(&self) -> Result<NumberArgument<'_, Float64Array>> {
        match self.array.as_primitive_opt::<Float64Type>() {
            Some(numbers) => Ok(NumberArgument {
                numbers,
                is_constant: self.is_constant,
            }),
            None => internal_err!("a number argument has the type {}", self.array.data_type()),
        }
    }
}

impl<'a> TextArgument<'a> {
    pub(crate) fn at(&self, row: usize) -> Option<&'a str> {
        let row = if self.is_constant { 0 } else { row };
        match self.texts {
            Texts::Utf8(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Texts::LargeUtf8(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Texts::Utf8View(texts) => texts.is_valid(row).then(|| texts.value(row)),
        }
    }
}

impl NumberArgument<'_, Int64Array> {
    pub(crate) fn at(&self, row: usize) -> Option<i64> {
        let row = if self.is_constant { 0 } else { row };
        self.numbers.is_valid(row).then(|| self.numbers.value(row))
    }
}

impl NumberArgument<'_, Float64Array> {
    /// NaN counts as null.
    pub(crate) fn at(&self, row: usize) -> Option<f64> {
        let row = if self.is_constant { 0 } else { row };
        self.numbers
            .is_valid(row)
            .then(|| self.numbers.value(row))
            .filter(|number| !number.is_nan())
    }
}
