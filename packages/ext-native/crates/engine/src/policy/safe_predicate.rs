//! Which predicates may be evaluated on rows that a policy hides: those that can neither fail nor tell anything but their truth.
//!
//! They compare columns with literals. Everything else stays above the secured scan: a cast or a division on a hidden row would show
//! in an error, and a volatile function counts its calls.

use std::collections::BTreeSet;

use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Operator};

/// Whether a predicate is safe. `masked` are the columns whose values the query must not see.
pub(crate) fn is_safe(predicate: &Expr, masked: &BTreeSet<String>) -> bool {
    match predicate {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::And | Operator::Or => is_safe(left, masked) && is_safe(right, masked),
            Operator::Eq
            | Operator::NotEq
            | Operator::Lt
            | Operator::LtEq
            | Operator::Gt
            | Operator::GtEq
            | Operator::IsDistinctFrom
            | Operator::IsNotDistinctFrom => {
                (is_column(left, masked) && is_literal(right))
                    || (is_literal(left) && is_column(right, masked))
            }
            _ => false,
        },
        Expr::Not(inner)
        | Expr::IsTrue(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNotFalse(inner) => is_safe(inner, masked),
        Expr::IsNull(inner) | Expr::IsNotNull(inner) => is_column(inner, masked),
        Expr::Between(Between {
            expr, low, high, ..
        }) => is_column(expr, masked) && is_literal(low) && is_literal(high),
        Expr::InList(InList { expr, list, .. }) => {
            is_column(expr, masked) && list.iter().all(is_literal)
        }
        // A column of truth values, by itself.
        Expr::Column(_) => is_column(predicate, masked),
        _ => false,
    }
}

fn is_column(expression: &Expr, masked: &BTreeSet<String>) -> bool {
    matches!(expression, Expr::Column(column) if !masked.contains(&column.name))
}

fn is_literal(expression: &Expr) -> bool {
    matches!(expression, Expr::Literal(value, _) if !value.data_type().is_nested())
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;
    use datafusion::logical_expr::{cast, col, lit};

    use super::*;

    #[test]
    fn comparisons_with_literals_are_safe_and_what_can_fail_is_not() {
        let masked = BTreeSet::from(["ssn".to_owned()]);
        let safe = |predicate: Expr| is_safe(&predicate, &masked);
        assert!(safe(col("qty").gt(lit(1)).and(col("day").is_not_null())));
        assert!(safe(col("qty").in_list(vec![lit(1), lit(2)], false)));
        assert!(!safe(cast(col("code"), DataType::Int64).gt(lit(0))));
        assert!(!safe((lit(10) / col("qty")).gt(lit(0))));
        assert!(!safe(col("ssn").eq(lit("x"))));
        assert!(!safe(col("qty").eq(col("other"))));
    }
}
