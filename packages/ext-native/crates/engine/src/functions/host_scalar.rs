use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, SchemaRef};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature,
    Volatility,
};

use super::call_signature::CallSignature;
use super::host_function::{HostInput, HostLink, encoded, through_datafusion};

/// A scalar function of the host: called with a batch of arguments, it gives a column of as many values.
#[derive(Debug)]
pub(crate) struct HostScalar {
    link: HostLink,
    call: CallSignature,
    signature: Signature,
    documentation: Documentation,
    arguments: SchemaRef,
    returns: DataType,
}

impl HostScalar {
    pub(crate) fn new(
        link: HostLink,
        call: CallSignature,
        documentation: Documentation,
        arguments: SchemaRef,
        returns: DataType,
        volatility: Volatility,
    ) -> Self {
        Self {
            signature: call.signature(volatility),
            link,
            call,
            documentation,
            arguments,
            returns,
        }
    }

    pub(crate) fn link(&self) -> &HostLink {
        &self.link
    }
}

impl PartialEq for HostScalar {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.link.host, &other.link.host)
    }
}

impl Eq for HostScalar {}

impl Hash for HostScalar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call.hash(state);
    }
}

impl ScalarUDFImpl for HostScalar {
    fn name(&self) -> &str {
        &self.call.function
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        Ok(self.call.coerced(given))
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        self.call.verify_call(given)?;
        Ok(self.returns.clone())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let given: Vec<_> = args
            .arg_fields
            .iter()
            .map(|field| field.data_type().clone())
            .collect();
        Ok(Field::new(self.name(), self.return_type(&given)?, true).into())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let columns = args
            .args
            .into_iter()
            .map(|argument| argument.into_array_of_size(rows))
            .collect::<Result<Vec<_>>>()?;
        let columns = self.call.cast(&columns)?;
        let answer = encoded(&self.arguments, columns, rows)
            .and_then(|arguments| {
                let input = HostInput {
                    rows,
                    arguments: Some(arguments),
                    ..HostInput::default()
                };
                self.link.call_and_wait("call", input)
            })
            .and_then(|answer| self.link.column(answer, &self.returns, rows))
            .map_err(through_datafusion)?;
        Ok(ColumnarValue::Array(answer))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}
