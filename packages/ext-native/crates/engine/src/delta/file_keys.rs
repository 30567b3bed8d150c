//! One name for each data file, whatever form its path is written in.

use std::borrow::Cow;

use object_store::path::Path;
use url::{Position, Url};

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Names the files of a table.
#[derive(Debug, Clone)]
pub(crate) struct FileKeys {
    root: Url,
    /// The path of the root, without its percent-encoding, with a slash at its end.
    folder: String,
}

impl FileKeys {
    pub(crate) fn new(root: &Url) -> Self {
        let folder = decoded(root.path());
        Self {
            folder: format!("{}/", folder.trim_end_matches('/')),
            root: root.clone(),
        }
    }

    /// The path inside the table's folder, without its percent-encoding; for a file elsewhere its whole path, for one in another store its address.
    pub(crate) fn of(&self, path: &str) -> String {
        if is_plain(path) {
            return path.to_owned();
        }
        match self.whole(path) {
            Some(whole) => match whole.strip_prefix(&self.folder) {
                Some(inside) => inside.to_owned(),
                None => whole,
            },
            None => path.to_owned(),
        }
    }

    /// Where a file lies in the store of its table. Paths in the log are percent-encoded (PROTOCOL.md, "Add File and Remove File").
    ///
    /// Errors: `unsupported-delta-feature` for a file in another store.
    pub(crate) fn location(&self, path: &str) -> Outcome<Path> {
        let whole = if is_plain(path) {
            Cow::Owned(format!("{}{path}", self.folder))
        } else {
            self.whole(path).map(Cow::Owned).ok_or_else(|| {
                EngineFailure::new(
                    FailureCode::UnsupportedDeltaFeature,
                    format!("{path} lies in another store than its table"),
                )
                .with("path", path)
                .with("feature", "files of other stores")
            })?
        };
        Ok(Path::parse(&whole).unwrap_or_else(|_| Path::from(whole.as_ref())))
    }

    /// The address of a file.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        self.root.join(path).ok().map(String::from)
    }

    /// The whole path of a file in the table's store; `None` where it lies in another.
    fn whole(&self, path: &str) -> Option<String> {
        if let Some(rest) = path.strip_prefix("file:") {
            let rest = decoded(rest);
            return (self.root.scheme() == "file")
                .then(|| format!("/{}", rest.trim_start_matches('/')));
        }
        if let Some((_, rest)) = path.split_once("://") {
            let store = &self.root[..Position::BeforePath];
            let length = path.len() - rest.len() + rest.find('/').unwrap_or(rest.len());
            let (address, inside) = path.split_at(length);
            return address.eq_ignore_ascii_case(store).then(|| decoded(inside));
        }
        let path = decoded(path);
        if path.starts_with('/') {
            return Some(path);
        }
        Some(format!("{}{path}", self.folder))
    }
}

/// Whether a path is the same in all forms: relative, and with nothing in it that could be an escape or a scheme.
fn is_plain(path: &str) -> bool {
    !path.starts_with('/') && !path.bytes().any(|byte| byte == b'%' || byte == b':')
}

/// A path without its percent-encoding, which is taken off once.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| path.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::table_source::folder_url;

    #[test]
    fn a_file_has_one_name() -> Outcome<()> {
        let keys = FileKeys::new(&folder_url("/data/my table")?);
        for form in [
            "p=a%20b/1.parquet",
            "/data/my%20table/p=a b/1.parquet",
            "file:/data/my%20table/p=a%20b/1.parquet",
            "file:///data/my%20table/p=a%20b/1.parquet",
        ] {
            assert_eq!(keys.of(form), "p=a b/1.parquet");
            assert_eq!(
                keys.location(form)?.as_ref(),
                "data/my table/p=a b/1.parquet"
            );
        }
        assert_eq!(keys.of("/other/1.parquet"), "/other/1.parquet");
        assert!(keys.location("s3://bucket/1.parquet").is_err());
        Ok(())
    }
}
