//! A view of a store that lists only the files that a table means.
//!
//! DataFusion's listing tables have globs too, but leave folders of the form `year=2024` out of what they match, take them from local paths
//! alone, and let `*` match across folders. And a file that is gone gives them no rows, where it must give an error.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::datasource::listing::ListingTableUrl;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use crate::stores::file_locations::FileLocation;

#[derive(Debug)]
pub(crate) struct MatchingStore {
    inner: Arc<dyn ObjectStore>,
    locations: Arc<[FileLocation]>,
}

impl MatchingStore {
    pub(crate) fn new(inner: Arc<dyn ObjectStore>, locations: &[FileLocation]) -> Self {
        Self {
            inner,
            locations: locations.into(),
        }
    }

    /// Whether locations need a view: folders are listed as they are.
    pub(crate) fn is_needed(locations: &[FileLocation]) -> bool {
        locations
            .iter()
            .any(|location| location.is_glob() || location.is_named())
    }

    /// The named location that a listing is for, now that the store knows no file of its name.
    fn named(&self, prefix: Option<&Path>) -> Option<&FileLocation> {
        let prefix = prefix?;
        self.locations
            .iter()
            .find(|location| location.is_named() && location.url.prefix() == prefix)
    }

    /// The places to list so that each file comes once: what lies inside another folder is listed with it.
    pub(crate) fn places(&self) -> Vec<&ListingTableUrl> {
        let covers = |one: &ListingTableUrl, other: &ListingTableUrl| {
            one.is_collection() && one.strip_prefix(other.prefix()).is_some()
        };
        let mut places: Vec<&ListingTableUrl> = Vec::new();
        for location in self.locations.iter() {
            let url = &location.url;
            if !places
                .iter()
                .any(|place| covers(place, url) || *place == url)
            {
                places.retain(|place| !covers(url, place));
                places.push(url);
            }
        }
        places
    }
}

impl fmt::Display for MatchingStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

#[async_trait]
impl ObjectStore for MatchingStore {
    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(
        &self,
        location: &Path,
        ranges: &[Range<u64>],
    ) -> Result<Vec<bytes::Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let locations = self.locations.clone();
        let named = self.named(prefix).cloned();
        let files = self.inner.list(prefix).try_filter(move |file| {
            let meant = locations
                .iter()
                .any(|location| location.contains(&file.location));
            futures::future::ready(meant)
        });
        match named {
            Some(location) => at_least_one(location, files.boxed()),
            None => files.boxed(),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// The files of a listing. Errors: not found, if there are none.
fn at_least_one(
    location: FileLocation,
    files: BoxStream<'static, Result<ObjectMeta>>,
) -> BoxStream<'static, Result<ObjectMeta>> {
    let collected = async move {
        // The web has no folders to list.
        let is_web = location.url.get_url().scheme().starts_with("http");
        let files: Vec<_> = if is_web {
            Vec::new()
        } else {
            files.try_collect().await?
        };
        if files.is_empty() {
            return Err(object_store::Error::NotFound {
                source: "nothing has that name".into(),
                path: location.shown,
            });
        }
        Ok(futures::stream::iter(files.into_iter().map(Ok)))
    };
    futures::stream::once(collected).try_flatten().boxed()
}
