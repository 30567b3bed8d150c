//! Arrow that comes from outside as IPC bytes: a stream cut anywhere, or a file.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamDecoder};
use datafusion::datasource::MemTable;

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// The first bytes of an Arrow IPC file (a stream has none).
const FILE_MAGIC: &[u8] = b"ARROW1";

/// Decodes one Arrow IPC stream from chunks of any size.
pub(crate) struct StreamInput {
    decoder: StreamDecoder,
}

impl StreamInput {
    pub(crate) fn new() -> Self {
        Self {
            decoder: StreamDecoder::new().with_require_alignment(false),
        }
    }

    /// The schema, once its message has arrived.
    pub(crate) fn schema(&self) -> Option<SchemaRef> {
        self.decoder.schema()
    }

    /// Takes the next bytes and gives the batches that they complete.
    pub(crate) fn push(&mut self, chunk: Vec<u8>) -> Outcome<Vec<RecordBatch>> {
        let mut buffer = Buffer::from_vec(chunk);
        let mut batches = Vec::new();
        while !buffer.is_empty() {
            if let Some(batch) = self
                .decoder
                .decode(&mut buffer)
                .map_err(|error| invalid_arrow(&error))?
            {
                batches.push(batch);
            }
        }
        Ok(batches)
    }

    /// Errors: `invalid-arrow` if the stream ended inside a message or before its schema.
    pub(crate) fn finish(&mut self) -> Outcome<SchemaRef> {
        self.decoder
            .finish()
            .map_err(|error| invalid_arrow(&error))?;
        self.schema().ok_or_else(|| {
            EngineFailure::new(
                FailureCode::InvalidArrow,
                "the Arrow IPC stream ended before its schema",
            )
        })
    }
}

/// A table in memory from the bytes of an Arrow IPC stream or file, cut into batches and dealt to partitions as the engine likes them.
pub(crate) fn table_from_ipc(
    bytes: Vec<u8>,
    batch_rows: usize,
    partitions: usize,
) -> Outcome<Arc<MemTable>> {
    let (schema, batches) = if bytes.starts_with(FILE_MAGIC) {
        let reader =
            FileReader::try_new(Cursor::new(bytes), None).map_err(|error| invalid_arrow(&error))?;
        let schema = reader.schema();
        let batches = reader
            .collect::<Result<Vec<_>, ArrowError>>()
            .map_err(|error| invalid_arrow(&error))?;
        (schema, batches)
    } else {
        let mut input = StreamInput::new();
        let batches = input.push(bytes)?;
        (input.finish()?, batches)
    };
    let mut dealt = vec![Vec::new(); partitions.max(1)];
    let slices = batches.iter().flat_map(|batch| sliced(batch, batch_rows));
    for (index, slice) in slices.enumerate() {
        let partition = index % dealt.len();
        dealt[partition].push(slice);
    }
    dealt.retain(|partition| !partition.is_empty());
    if dealt.is_empty() {
        dealt.push(Vec::new());
    }
    Ok(Arc::new(MemTable::try_new(schema, dealt)?))
}

/// A batch in pieces of so many rows; nothing is copied.
fn sliced(batch: &RecordBatch, rows: usize) -> impl Iterator<Item = RecordBatch> {
    let rows = rows.max(1);
    (0..batch.num_rows())
        .step_by(rows)
        .map(move |start| batch.slice(start, rows.min(batch.num_rows() - start)))
}

fn invalid_arrow(error: &ArrowError) -> EngineFailure {
    EngineFailure::new(
        FailureCode::InvalidArrow,
        format!("not an Arrow IPC stream or file: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use arrow::array::Int64Array;
    use arrow::datatypes::{DataType, Field, Schema};
    use arrow::ipc::writer::StreamWriter;

    use super::*;

    fn stream_of(rows: i64) -> Result<Vec<u8>, ArrowError> {
        let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]));
        let column = Arc::new(Int64Array::from_iter_values(0..rows));
        let batch = RecordBatch::try_new(schema.clone(), vec![column])?;
        let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
        writer.write(&batch)?;
        writer.finish()?;
        writer.into_inner()
    }

    #[test]
    fn a_stream_may_be_cut_anywhere() -> Result<(), Box<dyn std::error::Error>> {
        let bytes = stream_of(1000)?;
        let mut input = StreamInput::new();
        let mut rows = 0;
        for chunk in bytes.chunks(7) {
            rows += input
                .push(chunk.to_vec())?
                .iter()
                .map(RecordBatch::num_rows)
                .sum::<usize>();
        }
        input.finish()?;
        assert_eq!(rows, 1000);
        Ok(())
    }

    #[test]
    fn truncated_bytes_are_refused() -> Result<(), Box<dyn std::error::Error>> {
        let bytes = stream_of(10)?;
        let cut = bytes[..bytes.len() / 2].to_vec();
        let failure = table_from_ipc(cut, 8192, 2).err();
        assert_eq!(
            failure.map(|failure| failure.code),
            Some(FailureCode::InvalidArrow)
        );
        Ok(())
    }
}
