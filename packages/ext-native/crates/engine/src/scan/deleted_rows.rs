//! The rows of a file that its deletion vector leaves (PROTOCOL.md, "Deletion Vectors"), as the Parquet reader takes them.

use datafusion::parquet::arrow::arrow_reader::{RowSelection, RowSelector};

/// The rows that are not deleted, of a file of so many; `None` where the vector names a row that the file does not have.
pub(crate) fn rows_left(deleted: &[u64], rows: u64) -> Option<RowSelection> {
    if deleted.last().is_some_and(|last| *last >= rows) {
        return None;
    }
    let mut selectors: Vec<RowSelector> = Vec::new();
    let mut next = 0;
    for row in deleted {
        if *row > next || selectors.is_empty() {
            push(&mut selectors, RowSelector::select(count(row - next)));
            selectors.push(RowSelector::skip(1));
        } else if let Some(skipped) = selectors.last_mut() {
            skipped.row_count += 1;
        }
        next = row + 1;
    }
    push(&mut selectors, RowSelector::select(count(rows - next)));
    Some(RowSelection::from(selectors))
}

fn push(selectors: &mut Vec<RowSelector>, selector: RowSelector) {
    if selector.row_count > 0 {
        selectors.push(selector);
    }
}

fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_selected_around_the_deleted_ones() {
        let left = |deleted: &[u64]| rows_left(deleted, 6).map(Vec::<RowSelector>::from);
        let (select, skip) = (RowSelector::select, RowSelector::skip);
        assert_eq!(left(&[]), Some(vec![select(6)]));
        assert_eq!(
            left(&[0, 1, 4]),
            Some(vec![skip(2), select(2), skip(1), select(1)])
        );
        assert_eq!(left(&[5]), Some(vec![select(5), skip(1)]));
        assert_eq!(left(&[0, 1, 2, 3, 4, 5]), Some(vec![skip(6)]));
        assert_eq!(left(&[6]), None);
    }
}
