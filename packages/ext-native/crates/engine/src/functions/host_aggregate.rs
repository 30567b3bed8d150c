use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, Documentation, Signature, Volatility,
};

use super::call_signature::CallSignature;
use super::host_function::{HostInput, HostLink, encoded, through_datafusion};
use crate::failure::Outcome;

/// An aggregate of the host. Its state is a value of a declared type, so it is spilled, sent between partitions and merged as any other.
#[derive(Debug)]
pub(crate) struct HostAggregate {
    shared: Arc<Shared>,
    signature: Signature,
    documentation: Documentation,
}

#[derive(Debug)]
struct Shared {
    link: HostLink,
    call: CallSignature,
    arguments: SchemaRef,
    state: SchemaRef,
    returns: DataType,
}

impl HostAggregate {
    pub(crate) fn new(
        link: HostLink,
        call: CallSignature,
        documentation: Documentation,
        arguments: SchemaRef,
        (state, returns): (DataType, DataType),
        volatility: Volatility,
    ) -> Self {
        let state = Schema::new(vec![Field::new("state", state, true)]);
        Self {
            signature: call.signature(volatility),
            documentation,
            shared: Arc::new(Shared {
                link,
                call,
                arguments,
                state: Arc::new(state),
                returns,
            }),
        }
    }
}

impl HostAggregate {
    pub(crate) fn link(&self) -> &HostLink {
        &self.shared.link
    }
}

impl Shared {
    fn state_type(&self) -> &DataType {
        self.state.field(0).data_type()
    }

    /// What becomes of a state by one operation: of the arguments, or (for a merge) of other states.
    fn next_state(
        &self,
        operation: &'static str,
        state: &ScalarValue,
        (schema, columns): (&SchemaRef, &[ArrayRef]),
    ) -> Outcome<ScalarValue> {
        let rows = columns.first().map_or(0, |column| column.len());
        let input = HostInput {
            rows,
            arguments: Some(encoded(schema, columns.to_vec(), rows)?),
            state: Some(encoded(&self.state, vec![state.to_array()?], 1)?),
            ..HostInput::default()
        };
        let answer = self.link.call_and_wait(operation, input)?;
        let column = self.link.column(answer, self.state_type(), 1)?;
        Ok(ScalarValue::try_from_array(&column, 0)?)
    }

    fn first_state(&self) -> Outcome<ScalarValue> {
        let answer = self.link.call_and_wait("init", HostInput::default())?;
        let column = self.link.column(answer, self.state_type(), 1)?;
        Ok(ScalarValue::try_from_array(&column, 0)?)
    }

    fn result(&self, state: &ScalarValue) -> Outcome<ScalarValue> {
        let input = HostInput {
            state: Some(encoded(&self.state, vec![state.to_array()?], 1)?),
            ..HostInput::default()
        };
        let answer = self.link.call_and_wait("evaluate", input)?;
        let column = self.link.column(answer, &self.returns, 1)?;
        Ok(ScalarValue::try_from_array(&column, 0)?)
    }
}

impl PartialEq for HostAggregate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Eq for HostAggregate {}

impl Hash for HostAggregate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shared.call.hash(state);
    }
}

impl AggregateUDFImpl for HostAggregate {
    fn name(&self) -> &str {
        &self.shared.call.function
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        Ok(self.shared.call.coerced(given))
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        self.shared.call.verify_call(given)?;
        Ok(self.shared.returns.clone())
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(HostAccumulator {
            shared: self.shared.clone(),
            state: None,
        }))
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "state");
        Ok(vec![
            Field::new(name, self.shared.state_type().clone(), true).into(),
        ])
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

#[derive(Debug)]
struct HostAccumulator {
    shared: Arc<Shared>,
    /// `None` before the host was asked for the first.
    state: Option<ScalarValue>,
}

impl HostAccumulator {
    fn current(&mut self) -> Result<ScalarValue> {
        if self.state.is_none() {
            self.state = Some(self.shared.first_state().map_err(through_datafusion)?);
        }
        Ok(self.state.clone().unwrap_or(ScalarValue::Null))
    }

    fn advance(
        &mut self,
        operation: &'static str,
        schema: &SchemaRef,
        columns: &[ArrayRef],
    ) -> Result<()> {
        let current = self.current()?;
        let next = self
            .shared
            .next_state(operation, &current, (schema, columns))
            .map_err(through_datafusion)?;
        self.state = Some(next);
        Ok(())
    }
}

impl Accumulator for HostAccumulator {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let schema = self.shared.arguments.clone();
        let columns = self.shared.call.cast(values)?;
        self.advance("update", &schema, &columns)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let schema = self.shared.state.clone();
        self.advance("merge", &schema, states)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.current()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let state = self.current()?;
        self.shared.result(&state).map_err(through_datafusion)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.state.as_ref().map_or(0, ScalarValue::size)
    }
}
