//! Expressions of a canonical plan: without the names that only name, and in one spelling where a plan has several for one thing.

use std::sync::Arc;

use arrow::datatypes::Field;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRewriter};
use datafusion::common::{Result, ScalarValue, Spans};
use datafusion::logical_expr::expr::{Placeholder, WindowFunction};
use datafusion::logical_expr::utils::powerset;
use datafusion::logical_expr::{
    BinaryExpr, Cast, Expr, GroupingSet, Operator, TryCast, WindowFrame, WindowFrameBound,
};

pub(crate) fn conjuncts(predicate: &Expr) -> Vec<Expr> {
    match predicate {
        Expr::BinaryExpr(BinaryExpr {
            left,
            op: Operator::And,
            right,
        }) => [conjuncts(left), conjuncts(right)].concat(),
        Expr::Alias(alias) => conjuncts(&alias.expr),
        other => vec![other.clone()],
    }
}

/// ROLLUP and CUBE as the grouping sets that they stand for, in the order that Substrait lists them.
pub(crate) fn spelled_out(keys: &[Expr]) -> Result<Vec<Expr>> {
    let [Expr::GroupingSet(set)] = keys else {
        return Ok(keys.to_vec());
    };
    let sets = match set {
        GroupingSet::Rollup(columns) => (0..=columns.len())
            .rev()
            .map(|length| columns[..length].to_vec())
            .collect(),
        GroupingSet::Cube(columns) => powerset(columns)?
            .into_iter()
            .map(|set| set.into_iter().cloned().collect())
            .collect(),
        GroupingSet::GroupingSets(sets) => sets.clone(),
    };
    let columns = set.distinct_expr().into_iter().cloned().collect();
    Ok(vec![Expr::GroupingSet(GroupingSet::GroupingSets(
        [vec![columns], sets].concat(),
    ))])
}

/// Fields that only name: of casts, parameters and lambda variables. Frames without a bound have it of no type.
pub(crate) fn in_own_names(expression: &Expr) -> Result<Expr> {
    let renamed = expression.clone().rewrite(&mut OwnNames::default())?;
    Ok(renamed.data)
}

/// Calls the parameters of lambdas by how many stand around them, so that two lambdas beside each other have the same names.
#[derive(Default)]
struct OwnNames {
    /// What the parameters around are called in the plan and here, the nearest last.
    lambdas: Vec<Vec<(String, String)>>,
}

impl TreeNodeRewriter for OwnNames {
    type Node = Expr;

    fn f_down(&mut self, part: Expr) -> Result<Transformed<Expr>> {
        let Expr::Lambda(mut lambda) = part else {
            return Ok(Transformed::no(part));
        };
        let around: usize = self.lambdas.iter().map(Vec::len).sum();
        let mut names = Vec::new();
        for (place, name) in lambda.params.iter_mut().enumerate() {
            let own = format!("lambda {}", around + place);
            names.push((std::mem::replace(name, own.clone()), own));
        }
        self.lambdas.push(names);
        Ok(Transformed::yes(Expr::Lambda(lambda)))
    }

    fn f_up(&mut self, part: Expr) -> Result<Transformed<Expr>> {
        Ok(Transformed::yes(match part {
            Expr::Cast(cast) if cast.field.metadata().is_empty() => {
                Expr::Cast(Cast::new(cast.expr, cast.field.data_type().clone()))
            }
            Expr::TryCast(cast) if cast.field.metadata().is_empty() => {
                Expr::TryCast(TryCast::new(cast.expr, cast.field.data_type().clone()))
            }
            Expr::Placeholder(placeholder) => {
                let field = placeholder
                    .field
                    .map(|field| Arc::new(Field::new("", field.data_type().clone(), true)));
                Expr::Placeholder(Placeholder::new_with_field(placeholder.id, field))
            }
            Expr::Lambda(lambda) => {
                self.lambdas.pop();
                Expr::Lambda(lambda)
            }
            Expr::LambdaVariable(mut variable) => {
                let mut around = self.lambdas.iter().rev().flatten();
                if let Some((_, own)) = around.find(|(name, _)| *name == variable.name) {
                    own.clone_into(&mut variable.name);
                }
                variable.field = variable
                    .field
                    .map(|field| Arc::new(Field::new("", field.data_type().clone(), true)));
                variable.spans = Spans::new();
                Expr::LambdaVariable(variable)
            }
            Expr::WindowFunction(window) => Expr::WindowFunction(Box::new(plainly_framed(*window))),
            other => other,
        }))
    }
}

fn plainly_framed(mut window: WindowFunction) -> WindowFunction {
    let plain = |bound: &WindowFrameBound| match bound {
        WindowFrameBound::Preceding(distance) if distance.is_null() => {
            WindowFrameBound::Preceding(ScalarValue::Null)
        }
        WindowFrameBound::Following(distance) if distance.is_null() => {
            WindowFrameBound::Following(ScalarValue::Null)
        }
        other => other.clone(),
    };
    let frame = &window.params.window_frame;
    window.params.window_frame = WindowFrame::new_bounds(
        frame.units,
        plain(&frame.start_bound),
        plain(&frame.end_bound),
    );
    window
}

/// `a < b` and `b > a` are one: DataFusion's simplifier orders two columns by their names.
pub(crate) fn ordered(expression: Expr) -> Expr {
    match expression {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op.swap() {
            Some(swapped) if right.to_string() < left.to_string() => {
                Expr::BinaryExpr(BinaryExpr::new(right, swapped, left))
            }
            _ => Expr::BinaryExpr(BinaryExpr::new(left, op, right)),
        },
        other => other,
    }
}
