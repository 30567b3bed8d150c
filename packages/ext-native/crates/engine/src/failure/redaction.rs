//! Storage options and URLs carry credentials; no message, report or log may repeat them.

use url::Url;

/// A URL without user information, query and fragment.
pub(crate) fn redacted_url(url: &Url) -> String {
    let mut shown = url.clone();
    // Both setters refuse only URLs that cannot carry credentials at all.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}

/// The text of a location as it may be shown: redacted if it is a URL, as it is otherwise.
pub(crate) fn redacted_location(location: &str) -> String {
    if location.contains("://") {
        Url::parse(location).map_or_else(|_| "<malformed URL>".to_owned(), |url| redacted_url(&url))
    } else {
        location.to_owned()
    }
}

/// Shorter values (a region, `true`) are no secrets, and replacing them would garble messages.
const SHORTEST_SECRET: usize = 8;

/// Replaces every secret, and the user information and query of every URL, in a message.
pub(crate) fn redacted_text(text: &str, secrets: &[String]) -> String {
    let mut shown = text.to_owned();
    for secret in secrets
        .iter()
        .filter(|secret| secret.len() >= SHORTEST_SECRET)
    {
        shown = shown.replace(secret.as_str(), "<redacted>");
    }
    redact_urls_within(&shown)
}

fn redact_urls_within(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(marker) = rest.find("://") {
        let start = rest[..marker]
            .rfind(|character: char| !character.is_ascii_alphanumeric() && character != '+')
            .map_or(0, |index| index + 1);
        let end = rest[marker..]
            .find(|character: char| {
                character.is_whitespace() || matches!(character, '"' | '\'' | ')' | '>' | ',')
            })
            .map_or(rest.len(), |index| marker + index);
        shown.push_str(&rest[..start]);
        let candidate = &rest[start..end];
        match Url::parse(candidate) {
            Ok(url)
                if !url.username().is_empty()
                    || url.password().is_some()
                    || url.query().is_some() =>
            {
                shown.push_str(&redacted_url(&url));
            }
            _ => shown.push_str(candidate),
        }
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_credentials_from_urls() {
        assert_eq!(
            redacted_location("s3://key:secret@bucket/table?sig=abc#x"),
            "s3://bucket/table"
        );
        assert_eq!(redacted_location("./data/flights"), "./data/flights");
    }

    #[test]
    fn drops_credentials_and_secrets_inside_messages() {
        let text = "GET https://u:p@host/a?sig=S failed, key AKIA12345678";
        assert_eq!(
            redacted_text(text, &["AKIA12345678".to_owned()]),
            "GET https://host/a failed, key <redacted>"
        );
    }

    #[test]
    fn leaves_other_text_alone() {
        let text = "table ://x 'file:///a/b.parquet' – ok";
        assert_eq!(redacted_text(text, &[]), text);
    }
}
