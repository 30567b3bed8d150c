//! Where the files of a table are: files, folders and globs, as paths or URLs.

use std::path::{MAIN_SEPARATOR_STR, is_separator};

use datafusion::datasource::listing::ListingTableUrl;
use glob::{MatchOptions, Pattern};
use object_store::path::Path;
use url::Url;

use crate::failure::redaction::redacted_location;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// `*` and `?` stay within one folder, `**` goes into folders below.
const MATCHING: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A file or folder, or the folder of a glob with its pattern.
#[derive(Debug, Clone)]
pub(crate) struct FileLocation {
    /// As it was given, without credentials.
    pub(crate) shown: String,
    pub(crate) url: ListingTableUrl,
    pattern: Option<Pattern>,
}

impl FileLocation {
    /// Reads a path or a URL. Errors: `invalid-option`.
    pub(crate) fn parse(location: &str) -> Outcome<Self> {
        let shown = redacted_location(location);
        let malformed = |reason: String| {
            EngineFailure::new(FailureCode::InvalidOption, format!("{shown} {reason}"))
                .with("path", shown.as_str())
        };
        let (place, rest) = split_glob(location);
        let pattern = rest
            .map(|rest| Pattern::new(&rest.replace(MAIN_SEPARATOR_STR, "/")))
            .transpose()
            .map_err(|error| malformed(format!("is no pattern: {error}")))?;
        let url = url_of(place)
            .and_then(|url| ListingTableUrl::try_new(url, None).ok())
            .ok_or_else(|| malformed("is neither a path nor a URL".to_owned()))?;
        Ok(Self {
            shown,
            url,
            pattern,
        })
    }

    pub(crate) fn is_glob(&self) -> bool {
        self.pattern.is_some()
    }

    /// Whether this is one file by its full name (or a folder of a remote store, named without a slash).
    pub(crate) fn is_named(&self) -> bool {
        self.pattern.is_none() && !self.url.is_collection()
    }

    /// Whether a file is meant by this location.
    pub(crate) fn contains(&self, file: &Path) -> bool {
        let Some(inside) = self.url.strip_prefix(file) else {
            return false;
        };
        self.pattern.as_ref().is_none_or(|pattern| {
            pattern.matches_with(&inside.collect::<Vec<_>>().join("/"), MATCHING)
        })
    }

    /// Store, folder and pattern as one text.
    pub(crate) fn key(&self) -> String {
        let pattern = self.pattern.as_ref().map_or("", Pattern::as_str);
        format!("{} {pattern}", self.url.as_str())
    }
}

/// Parts a glob from the folder before its first wildcard. What exists under that very name is no glob; in URLs a `?` begins the query.
fn split_glob(location: &str) -> (&str, Option<&str>) {
    let (start, wildcards): (usize, &[char]) = match location.find("://") {
        Some(marker) => match location[marker + 3..].find('/') {
            Some(root) => (marker + 3 + root, &['*', '[']),
            None => return (location, None),
        },
        None if std::path::Path::new(location).exists() => return (location, None),
        None => (0, &['*', '?', '[']),
    };
    let Some(wildcard) = location[start..].find(wildcards) else {
        return (location, None);
    };
    match location[..start + wildcard].rfind(is_separator) {
        Some(separator) => (&location[..=separator], Some(&location[separator + 1..])),
        None => ("./", Some(location)),
    }
}

/// A folder's URL ends with a slash.
fn url_of(place: &str) -> Option<Url> {
    if place.contains("://") {
        return Url::parse(place).ok();
    }
    let absolute = std::path::absolute(place).ok()?;
    let url = if absolute.is_dir() || place.ends_with(is_separator) {
        Url::from_directory_path(absolute)
    } else {
        Url::from_file_path(absolute)
    };
    // Parsing again resolves `..`.
    Url::parse(url.ok()?.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_meant(location: &str, file: &str) -> bool {
        FileLocation::parse(location).is_ok_and(|found| found.contains(&Path::from(file)))
    }

    #[test]
    fn wildcards_stay_within_a_folder() {
        assert!(is_meant("/data/*.parquet", "data/a.parquet"));
        assert!(!is_meant("/data/*.parquet", "data/deep/a.parquet"));
        assert!(is_meant("/data/*/*.parquet", "data/year=2024/part.parquet"));
        assert!(is_meant("/data/**/*.parquet", "data/a/b/c.parquet"));
        assert!(is_meant("/data/part-?.csv", "data/part-1.csv"));
        assert!(!is_meant("/data/part-[12].csv", "data/part-3.csv"));
    }

    #[test]
    fn urls_have_globs_and_queries() {
        assert!(is_meant("s3://bucket/day/*.json", "day/1.json"));
        assert!(!is_meant("s3://bucket/day/*.json", "day/1.csv"));
        assert!(is_meant("https://host/a.parquet?sig=x", "a.parquet"));
    }

    #[test]
    fn folders_and_files_mean_themselves() {
        assert!(is_meant("/data/", "data/deep/a.parquet"));
        assert!(is_meant("/data/a.parquet", "data/a.parquet"));
        assert!(!is_meant("/data/a", "data/ab"));
    }

    #[test]
    fn a_broken_pattern_is_refused() {
        let failure = FileLocation::parse("/data/[.parquet").err();
        assert_eq!(
            failure.map(|failure| failure.code),
            Some(FailureCode::InvalidOption)
        );
    }
}
