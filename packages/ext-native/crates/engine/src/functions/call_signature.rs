//! How a function of ours is called: its parameters by name, what they take, and what is said when a call does not fit.
//!
//! DataFusion resolves `name => value` by the names of a signature, and tells only in words what is wrong with the types and the number of the
//! arguments. So the signatures here take any call, and [`CallSignature::verify`] refuses it, from `return_field_from_args`, with a typed failure.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::common::DataFusionError;
use datafusion::common::types::NativeType;
use datafusion::logical_expr::{
    Coercion, Signature, TypeSignature, TypeSignatureClass, Volatility,
};

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// What a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Takes {
    /// Utf8, LargeUtf8, Utf8View, and dictionaries of them, which are unpacked.
    Text,
    /// As [`Takes::Text`], or integers of any width, which become Int64.
    TextOrInteger,
    /// This type, and what becomes it without a doubt: see [`becomes`].
    Only(DataType),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FunctionParameter {
    pub(crate) name: String,
    pub(crate) takes: Takes,
    /// SQL of the constant that stands for it where it is left out. Absent: it must be given.
    pub(crate) default: Option<String>,
}

/// The parameters of one function.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct CallSignature {
    pub(crate) function: String,
    pub(crate) parameters: Vec<FunctionParameter>,
    /// The last parameter may be given any number of times by position.
    pub(crate) repeats_last: bool,
}

impl CallSignature {
    /// DataFusion's form of it. The example types are for `information_schema`.
    pub(crate) fn signature(&self, volatility: Volatility) -> Signature {
        let examples = self.parameters.iter().map(|parameter| {
            let native = NativeType::from(parameter.takes.example());
            Coercion::new_exact(TypeSignatureClass::Native(Arc::new(native)))
        });
        // The first that fits counts, and `coerce_types` takes any call. The second is only read, the third lets a call without arguments through.
        let mut signature = Signature::one_of(
            vec![
                TypeSignature::UserDefined,
                TypeSignature::Coercible(examples.collect()),
                TypeSignature::Nullary,
            ],
            volatility,
        );
        // Not by `with_parameter_names`, which allows no names beside a signature that may be called in several ways.
        signature.parameter_names = Some(
            self.parameters
                .iter()
                .map(|parameter| parameter.name.clone())
                .collect(),
        );
        signature
    }

    /// The types that arguments are cast to; one that does not fit stays as it is, for [`Self::verify`] to find.
    pub(crate) fn coerced(&self, given: &[DataType]) -> Vec<DataType> {
        given
            .iter()
            .enumerate()
            .map(|(index, data_type)| {
                self.parameter(index)
                    .and_then(|parameter| parameter.takes.coerced(data_type))
                    .unwrap_or_else(|| data_type.clone())
            })
            .collect()
    }

    /// Refuses a call that does not fit. Errors: `argument-missing`, `argument-extra`, `type-mismatch`, each with `function`.
    pub(crate) fn verify(&self, given: &[DataType]) -> Outcome<()> {
        if let Some(missing) = self.parameters.get(given.len())
            && missing.default.is_none()
        {
            return Err(self.failure(
                FailureCode::ArgumentMissing,
                format!("its argument \"{}\" is missing", missing.name),
                &missing.name,
            ));
        }
        for (index, data_type) in given.iter().enumerate() {
            let Some(parameter) = self.parameter(index) else {
                return Err(EngineFailure::new(
                    FailureCode::ArgumentExtra,
                    format!(
                        "{self} takes {} arguments, and is given {}",
                        self.parameters.len(),
                        given.len()
                    ),
                )
                .with("function", self.function.as_str())
                .with("limit", self.parameters.len()));
            };
            if parameter.takes.coerced(data_type).is_none() {
                let expected = parameter.takes.to_string();
                return Err(self
                    .failure(
                        FailureCode::TypeMismatch,
                        format!(
                            "its argument \"{}\" must be {expected}, not {data_type}",
                            parameter.name
                        ),
                        &parameter.name,
                    )
                    .with("expected", expected)
                    .with("given", data_type.to_string()));
            }
        }
        Ok(())
    }

    /// Arguments as the declared types: DataFusion takes another encoding of a type (a view, for example) for the same.
    pub(crate) fn cast(&self, columns: &[ArrayRef]) -> Result<Vec<ArrayRef>, DataFusionError> {
        let cast_column = |(index, column): (usize, &ArrayRef)| match self
            .parameter(index)
            .and_then(|parameter| parameter.takes.coerced(column.data_type()))
        {
            Some(wanted) if wanted != *column.data_type() => Ok(cast(column, &wanted)?),
            _ => Ok(column.clone()),
        };
        columns.iter().enumerate().map(cast_column).collect()
    }

    /// [`Self::verify`] in the form in which it passes through DataFusion.
    pub(crate) fn verify_call(&self, given: &[DataType]) -> Result<(), DataFusionError> {
        self.verify(given)
            .map_err(|failure| DataFusionError::External(Box::new(failure)))
    }

    fn parameter(&self, index: usize) -> Option<&FunctionParameter> {
        self.parameters
            .get(index)
            .or_else(|| self.parameters.last().filter(|_| self.repeats_last))
    }

    fn failure(&self, code: FailureCode, problem: String, argument: &str) -> EngineFailure {
        EngineFailure::new(code, format!("{self}: {problem}"))
            .with("function", self.function.as_str())
            .with("argument", argument)
    }
}

impl std::fmt::Display for CallSignature {
    /// `stable_id(prefix, part, …)`, `cpg_score(name_match, scope_match, type_match [, name_weight] …)`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}(", self.function)?;
        for (index, parameter) in self.parameters.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            if parameter.default.is_some() {
                write!(formatter, "[{separator}{}]", parameter.name)?;
            } else {
                write!(formatter, "{separator}{}", parameter.name)?;
            }
        }
        let rest = if self.repeats_last { ", …" } else { "" };
        write!(formatter, "{rest})")
    }
}

impl Takes {
    pub(crate) fn example(&self) -> DataType {
        match self {
            Self::Text | Self::TextOrInteger => DataType::Utf8,
            Self::Only(data_type) => data_type.clone(),
        }
    }

    /// The type that an argument is cast to; `None` if it does not fit.
    fn coerced(&self, given: &DataType) -> Option<DataType> {
        match self {
            Self::Text => text_type(given),
            Self::TextOrInteger if given.is_integer() => Some(DataType::Int64),
            Self::TextOrInteger => text_type(given),
            Self::Only(wanted) => {
                let fits = becomes(given, wanted);
                fits.then(|| wanted.clone())
            }
        }
    }
}

impl std::fmt::Display for Takes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => formatter.write_str("text"),
            Self::TextOrInteger => formatter.write_str("text or an integer"),
            Self::Only(data_type) => write!(formatter, "{data_type}"),
        }
    }
}

fn text_type(given: &DataType) -> Option<DataType> {
    match given {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some(given.clone()),
        DataType::Null => Some(DataType::Utf8),
        DataType::Dictionary(_, values) => text_type(values),
        _ => None,
    }
}

/// Whether an argument of one type is cast to another without being asked: null to all, integers to integers (checked while it runs), numbers to
/// floating point and decimals, dictionaries to their values, and one encoding of text, of bytes, of dates and of timestamps to another.
fn becomes(given: &DataType, wanted: &DataType) -> bool {
    if let DataType::Dictionary(_, values) = given {
        return becomes(values, wanted);
    }
    given.is_null()
        || given.equals_datatype(wanted)
        || given.is_integer() && wanted.is_integer()
        || given.is_numeric() && (wanted.is_floating() || wanted.is_decimal())
        || given.is_string() && wanted.is_string()
        || given.is_binary() && wanted.is_binary()
        || is_date(given) && (is_date(wanted) || is_timestamp(wanted))
        || is_timestamp(given) && is_timestamp(wanted)
}

fn is_date(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Date32 | DataType::Date64)
}

fn is_timestamp(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Timestamp(..))
}
