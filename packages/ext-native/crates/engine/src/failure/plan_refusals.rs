use datafusion::common::Column;
use serde::Serialize;
use serde_json::Value;

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// One thing that the policy has against a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlanRefusal {
    code: FailureCode,
    culprit: String,
    message: String,
    /// In the SQL text, where the plan still knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Position {
    line: u64,
    column: u64,
}

/// All that the policy has against a plan, each once.
#[derive(Debug, Default)]
pub(crate) struct PlanRefusals {
    found: Vec<PlanRefusal>,
}

impl PlanRefusals {
    pub(crate) fn add(&mut self, code: FailureCode, culprit: &str, message: String) {
        self.add_at(code, culprit, message, None);
    }

    pub(crate) fn table(&mut self, table: &str) {
        let message = format!("The policy does not allow the table {table}.");
        self.add(FailureCode::TableNotAllowed, table, message);
    }

    pub(crate) fn function(&mut self, function: &str) {
        let message = format!("The policy does not allow the function {function}.");
        self.add(FailureCode::FunctionNotAllowed, function, message);
    }

    pub(crate) fn statement(&mut self, statement: &str, reason: &str) {
        let message = format!("{statement} is refused: {reason}");
        self.add(FailureCode::StatementRefused, statement, message);
    }

    /// `used` is the column as it stands in the plan, where one stands there.
    pub(crate) fn column(&mut self, table: &str, column: &str, used: Option<&Column>) {
        let start = used
            .and_then(|used| used.spans().first())
            .map(|span| Position {
                line: span.start.line,
                column: span.start.column,
            })
            .filter(|position| position.line > 0);
        let message = format!("The policy does not allow the column {column} of {table}.");
        self.add_at(FailureCode::ColumnNotAllowed, column, message, start);
    }

    fn add_at(
        &mut self,
        code: FailureCode,
        culprit: &str,
        message: String,
        position: Option<Position>,
    ) {
        let is_known = self
            .found
            .iter()
            .any(|known| known.code == code && known.message == message);
        if !is_known {
            self.found.push(PlanRefusal {
                code,
                culprit: culprit.to_owned(),
                message,
                position,
            });
        }
    }

    /// Fails with the first refusal, and all of them in its details.
    pub(crate) fn into_outcome(self) -> Outcome<()> {
        let Some(first) = self.found.first().cloned() else {
            return Ok(());
        };
        let culprit = match first.code {
            FailureCode::TableNotAllowed => "table",
            FailureCode::ColumnNotAllowed => "column",
            FailureCode::FunctionNotAllowed => "function",
            _ => "statement",
        };
        let all = serde_json::to_value(&self.found).unwrap_or(Value::Null);
        let failure = EngineFailure::new(first.code, first.message)
            .with(culprit, first.culprit)
            .with("refusals", all);
        Err(match first.position {
            Some(position) => failure.at(position.line, position.column),
            None => failure,
        })
    }
}
