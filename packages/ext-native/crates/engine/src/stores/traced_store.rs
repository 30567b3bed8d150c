//! A store whose requests are spans of the run that makes them, at the level `debug`. While nobody is traced a request costs one look at a number more.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};
use tracing::field::Empty;
use tracing::{Instrument, Span, debug_span};

#[derive(Debug)]
pub(crate) struct TracedStore {
    inner: Arc<dyn ObjectStore>,
}

impl TracedStore {
    pub(crate) fn over(inner: Arc<dyn ObjectStore>) -> Arc<dyn ObjectStore> {
        Arc::new(Self { inner })
    }
}

impl fmt::Display for TracedStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

/// Notes on the request's span what came of it.
fn told<T>(outcome: Result<T>, bytes: impl FnOnce(&T) -> u64) -> Result<T> {
    match &outcome {
        Ok(value) => Span::current().record("bytes", bytes(value)),
        Err(_) => Span::current().record("failed", true),
    };
    outcome
}

#[async_trait]
impl ObjectStore for TracedStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let bytes = payload.content_length() as u64;
        let span = debug_span!("store.put", path = %location, bytes = Empty, failed = Empty);
        async {
            told(
                self.inner.put_opts(location, payload, options).await,
                |_| bytes,
            )
        }
        .instrument(span)
        .await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let span =
            debug_span!("store.begin_upload", path = %location, bytes = Empty, failed = Empty);
        let upload = async {
            told(
                self.inner.put_multipart_opts(location, options).await,
                |_| 0,
            )
        }
        .instrument(span)
        .await?;
        if Span::current().is_disabled() {
            return Ok(upload);
        }
        let path = location.clone();
        Ok(Box::new(TracedUpload { upload, path }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let is_head = options.head;
        let span = debug_span!("store.get", path = %location, bytes = Empty, failed = Empty);
        let read = |found: &GetResult| match is_head {
            true => 0,
            false => found.range.end.saturating_sub(found.range.start),
        };
        async { told(self.inner.get_opts(location, options).await, read) }
            .instrument(span)
            .await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let span = debug_span!(
            "store.get_ranges",
            path = %location,
            ranges = ranges.len(),
            bytes = Empty,
            failed = Empty
        );
        let read = |parts: &Vec<Bytes>| parts.iter().map(|part| part.len() as u64).sum();
        async { told(self.inner.get_ranges(location, ranges).await, read) }
            .instrument(span)
            .await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        within(
            debug_span!("store.delete"),
            self.inner.delete_stream(locations),
        )
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        within(list_span(prefix), self.inner.list(prefix))
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        within(
            list_span(prefix),
            self.inner.list_with_offset(prefix, offset),
        )
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner
            .list_with_delimiter(prefix)
            .instrument(list_span(prefix))
            .await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        let span = debug_span!("store.copy", path = %from);
        self.inner
            .copy_opts(from, to, options)
            .instrument(span)
            .await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        let span = debug_span!("store.rename", path = %from);
        self.inner
            .rename_opts(from, to, options)
            .instrument(span)
            .await
    }
}

fn list_span(prefix: Option<&Path>) -> Span {
    debug_span!("store.list", path = prefix.map_or("", AsRef::as_ref))
}

/// A stream under a span, from its first item to its end.
fn within<T: 'static>(span: Span, stream: BoxStream<'static, T>) -> BoxStream<'static, T> {
    if span.is_disabled() {
        return stream;
    }
    let mut stream = stream;
    futures::stream::poll_fn(move |context| span.in_scope(|| stream.poll_next_unpin(context)))
        .boxed()
}

#[derive(Debug)]
struct TracedUpload {
    upload: Box<dyn MultipartUpload>,
    path: Path,
}

#[async_trait]
impl MultipartUpload for TracedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let span =
            debug_span!("store.put_part", path = %self.path, bytes = data.content_length() as u64);
        Box::pin(self.upload.put_part(data).instrument(span))
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let span = debug_span!("store.end_upload", path = %self.path);
        self.upload.complete().instrument(span).await
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}
