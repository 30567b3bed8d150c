//! The rule primitives as DataFusion's scalar functions: vectorised, documented, with named arguments.

use std::hash::{Hash, Hasher};

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl,
    Signature, Volatility,
};

use super::argument::Argument;
use super::call_signature::{CallSignature, FunctionParameter, Takes};

/// All that there is to say of one primitive.
pub(crate) struct RuleDefinition {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [RuleParameter],
    /// The last parameter may be given any number of times by position.
    pub(crate) repeats_last: bool,
    pub(crate) returns: DataType,
    pub(crate) description: &'static str,
    pub(crate) example: &'static str,
    /// The results of so many rows.
    pub(crate) evaluate: fn(&[Argument], usize) -> Result<ArrayRef>,
}

pub(crate) struct RuleParameter {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    /// SQL of the constant that stands for it where it is left out.
    pub(crate) default: Option<&'static str>,
    pub(crate) description: &'static str,
}

const SECTION: DocSection = DocSection {
    include: true,
    label: "Rule primitives",
    description: None,
};

pub(crate) struct RuleFunction {
    definition: &'static RuleDefinition,
    call: CallSignature,
    signature: Signature,
    documentation: Documentation,
}

impl RuleFunction {
    pub(crate) fn call(&self) -> &CallSignature {
        &self.call
    }

    pub(crate) fn new(definition: &'static RuleDefinition) -> Self {
        let call = CallSignature {
            function: definition.name.to_owned(),
            parameters: definition
                .parameters
                .iter()
                .map(|parameter| FunctionParameter {
                    name: parameter.name.to_owned(),
                    takes: parameter.takes.clone(),
                    default: parameter.default.map(str::to_owned),
                })
                .collect(),
            repeats_last: definition.repeats_last,
        };
        let syntax = call.to_string();
        let documentation = definition.parameters.iter().fold(
            Documentation::builder(SECTION, definition.description, syntax)
                .with_sql_example(definition.example),
            |builder, parameter| builder.with_argument(parameter.name, parameter.description),
        );
        Self {
            definition,
            signature: call.signature(Volatility::Immutable),
            call,
            documentation: documentation.build(),
        }
    }
}

impl std::fmt::Debug for RuleFunction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RuleFunction({})", self.definition.name)
    }
}

impl PartialEq for RuleFunction {
    fn eq(&self, other: &Self) -> bool {
        self.definition.name == other.definition.name
    }
}

impl Eq for RuleFunction {}

impl Hash for RuleFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.definition.name.hash(state);
    }
}

impl ScalarUDFImpl for RuleFunction {
    fn name(&self) -> &str {
        self.definition.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        Ok(self.call.coerced(given))
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        self.call.verify_call(given)?;
        Ok(self.definition.returns.clone())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let given: Vec<_> = args
            .arg_fields
            .iter()
            .map(|field| field.data_type().clone())
            .collect();
        Ok(Field::new(self.definition.name, self.return_type(&given)?, true).into())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arguments = args
            .args
            .iter()
            .map(Argument::new)
            .collect::<Result<Vec<_>>>()?;
        if arguments.iter().all(Argument::is_constant) {
            let result = (self.definition.evaluate)(&arguments, 1)?;
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &result, 0,
            )?));
        }
        let result = (self.definition.evaluate)(&arguments, args.number_rows)?;
        Ok(ColumnarValue::Array(result))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}
