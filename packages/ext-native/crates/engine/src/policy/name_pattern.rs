/// Whether a name fits a pattern: `*` stands for any run of characters, `?` for one.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut of) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while of < name.len() {
        if at < pattern.len() && pattern[at] == '*' {
            star = Some((at, of));
            at += 1;
        } else if at < pattern.len() && (pattern[at] == '?' || pattern[at] == name[of]) {
            at += 1;
            of += 1;
        } else if let Some((star_at, star_of)) = star {
            // The run of the last star takes one more character.
            star = Some((star_at, star_of + 1));
            at = star_at + 1;
            of = star_of + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

/// [`matches`], whatever the case of the letters.
pub(crate) fn matches_in_any_case(pattern: &str, name: &str) -> bool {
    matches(&pattern.to_lowercase(), &name.to_lowercase())
}

/// A pattern that is no more than a name.
pub(crate) fn is_name(pattern: &str) -> bool {
    !pattern.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_runs_and_question_marks_for_characters() {
        assert!(matches("*", ""));
        assert!(matches("orders_*", "orders_2024"));
        assert!(matches("*_id", "tenant_id_id"));
        assert!(matches("a?c*e", "abcde"));
        assert!(!matches("a?c", "ac"));
        assert!(!matches("orders", "Orders"));
        assert!(matches_in_any_case("ORD*", "orders"));
        assert!(!matches("*x", "xy"));
    }
}
