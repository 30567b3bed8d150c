//! Takes a few values out of a JSON text and passes over the rest, numbers with all their digits.

use std::borrow::Cow;

/// What is wanted of the value of a key.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// A text, a number or a truth value, for this place of what is found.
    Value(usize),
    /// Of an object, these keys.
    Fields(Vec<(String, Wanted)>),
}

impl Wanted {
    /// The values at these paths, each for its place.
    pub(crate) fn fields(paths: &[&[String]], places: &[usize]) -> Self {
        let mut fields: Vec<(String, Self)> = Vec::new();
        for (path, place) in paths.iter().zip(places) {
            insert(&mut fields, path, *place);
        }
        Self::Fields(fields)
    }
}

fn insert(fields: &mut Vec<(String, Wanted)>, path: &[String], place: usize) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        fields.push((first.clone(), Wanted::Value(place)));
        return;
    }
    let inside = fields.iter_mut().find_map(|(name, wanted)| match wanted {
        Wanted::Fields(inside) if name == first => Some(inside),
        _ => None,
    });
    match inside {
        Some(inside) => insert(inside, rest, place),
        None => {
            let mut inside = Vec::new();
            insert(&mut inside, rest, place);
            fields.push((first.clone(), Wanted::Fields(inside)));
        }
    }
}

/// Finds values in an object: texts without their quotes and escapes, all else as it is written. `None` for what is no JSON object.
pub(crate) fn scan<'text>(
    text: &'text str,
    wanted: &[(&str, Wanted)],
    found: &mut [Option<Cow<'text, str>>],
) -> Option<()> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.object(wanted, found)?;
    scanner.space();
    (scanner.at == text.len()).then_some(())
}

struct Scanner<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> Scanner<'text> {
    fn object<N: AsRef<str>>(
        &mut self,
        wanted: &[(N, Wanted)],
        found: &mut [Option<Cow<'text, str>>],
    ) -> Option<()> {
        self.expect(b'{')?;
        if self.next_is(b'}') {
            return Some(());
        }
        loop {
            self.space();
            let key = self.string()?;
            self.expect(b':')?;
            self.space();
            match wanted.iter().find(|(name, _)| name.as_ref() == key) {
                Some((_, Wanted::Value(place))) => {
                    let value = self.value()?;
                    if let Some(slot) = found.get_mut(*place) {
                        *slot = value;
                    }
                }
                Some((_, Wanted::Fields(fields))) if self.peek() == Some(b'{') => {
                    self.object(fields, found)?;
                }
                _ => self.skip()?,
            }
            if self.next_is(b'}') {
                return Some(());
            }
            self.expect(b',')?;
        }
    }

    /// A value that is no object and no list; null and those are none.
    fn value(&mut self) -> Option<Option<Cow<'text, str>>> {
        Some(match self.peek()? {
            b'"' => Some(self.string()?),
            b'{' | b'[' => {
                self.skip()?;
                None
            }
            _ => match self.word()? {
                "null" => None,
                word => Some(Cow::Borrowed(word)),
            },
        })
    }

    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            self.space();
            match self.peek()? {
                b'"' => {
                    self.raw_string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    self.word()?;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// A number, or one of the three words.
    fn word(&mut self) -> Option<&'text str> {
        let rest = &self.text[self.at..];
        let end = rest
            .bytes()
            .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))
            .unwrap_or(rest.len());
        self.at += end;
        (end > 0).then(|| &rest[..end])
    }

    fn string(&mut self) -> Option<Cow<'text, str>> {
        let raw = self.raw_string()?;
        if raw.contains('\\') {
            serde_json::from_str(raw).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(&raw[1..raw.len() - 1]))
        }
    }

    /// A text with its quotes.
    fn raw_string(&mut self) -> Option<&'text str> {
        self.expect(b'"')?;
        let begin = self.at - 1;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let stop = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            self.at += stop + 1;
            if rest[stop] == b'"' {
                return Some(&self.text[begin..self.at]);
            }
            // A byte that is escaped ends no text. Escapes are of ASCII.
            self.text
                .as_bytes()
                .get(self.at)
                .filter(|byte| byte.is_ascii())?;
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.next_is(byte).then_some(())
    }

    fn next_is(&mut self, byte: u8) -> bool {
        self.space();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Vec<Option<String>>> {
        let city = vec!["address".to_owned(), "city".to_owned()];
        let number = vec!["n".to_owned()];
        let wanted = [("minValues", Wanted::fields(&[&city, &number], &[0, 1]))];
        let mut found = vec![None, None];
        scan(text, &wanted, &mut found)?;
        Some(
            found
                .into_iter()
                .map(|value| value.map(Cow::into_owned))
                .collect(),
        )
    }

    #[test]
    fn values_are_taken_out_of_what_is_around_them() {
        let text = r#" {"x": [1, {"n": 2}], "minValues": {"n": -12345678901234567890.50,
            "address": {"street": "a \"{\\", "city": "K\u00f6ln"}}, "y": null} "#;
        assert_eq!(
            found(text),
            Some(vec![
                Some("Köln".to_owned()),
                Some("-12345678901234567890.50".to_owned())
            ])
        );
        assert_eq!(
            found(r#"{"minValues":{"n":null,"address":3}}"#),
            Some(vec![None, None])
        );
        assert_eq!(found("{}"), Some(vec![None, None]));
    }

    #[test]
    fn what_is_no_object_tells_nothing() {
        for text in [
            "",
            "[]",
            "{\"minValues\":{\"n\":1}",
            "{\"n\" 1}",
            "{} {}",
            "{\"a\":\"b}",
            "{\"a\":}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
