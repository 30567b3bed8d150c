//! A view of a store that lists only the files that a table means.
//!
//! DataFusion's listing tables have globs too, but leave folders of the form `year=2024` out of what they match, take them from local paths
//! alone, and let `*` match across folders.

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

use crate::file_locations::FileLocation;

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
        self.inner
            .list(prefix)
            .try_filter(move |file| {
                let meant = locations
                    .iter()
                    .any(|location| location.contains(&file.location));
                futures::future::ready(meant)
            })
            .boxed()
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
