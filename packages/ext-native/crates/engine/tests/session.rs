//! A session from the outside: what a host of the engine sees.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::buffer::Buffer;
use arrow::datatypes::Int64Type;
use arrow::ipc::reader::StreamDecoder;
use arrow::ipc::writer::StreamWriter;
use causeway_engine::{
    CancellationToken, DeltaWriteOptions, EngineOptions, EngineSession, FailureCode, Parameters,
    RowsOperation, StatementOptions, TableSource,
};

type Tested = Result<(), Box<dyn Error>>;

fn open(options: &str) -> Result<EngineSession, Box<dyn Error>> {
    Ok(EngineSession::open(&EngineOptions::from_json(options)?)?)
}

fn ipc(batches: &[RecordBatch]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = StreamWriter::try_new(Vec::new(), batches[0].schema_ref())?;
    for batch in batches {
        writer.write(batch)?;
    }
    Ok(writer.into_inner()?)
}

fn cities() -> Result<Vec<u8>, Box<dyn Error>> {
    let batch = RecordBatch::try_from_iter(vec![
        (
            "name",
            Arc::new(StringArray::from(vec!["Oslo", "Rome", "Lima"])) as ArrayRef,
        ),
        (
            "people",
            Arc::new(Int64Array::from(vec![Some(700), None, Some(10_000)])) as ArrayRef,
        ),
    ])?;
    ipc(&[batch])
}

async fn with_cities(options: &str) -> Result<EngineSession, Box<dyn Error>> {
    let session = open(options)?;
    session
        .register(
            "cities",
            &TableSource::Arrow,
            Some(cities()?),
            &CancellationToken::new(),
        )
        .await?;
    Ok(session)
}

async fn rows(
    session: &EngineSession,
    sql: &str,
    parameters: Option<&str>,
) -> Result<Vec<RecordBatch>, Box<dyn Error>> {
    let token = CancellationToken::new();
    let plan = session.prepare(sql.to_owned(), &token).await?;
    let parameters = parameters.map(Parameters::from_json).transpose()?;
    let stream = plan
        .execute(parameters, true, StatementOptions::default(), token)
        .await?;
    let mut decoder = StreamDecoder::new();
    let mut batches = Vec::new();
    while let Some(chunk) = stream.next().await? {
        let mut buffer = Buffer::from_vec(chunk);
        while !buffer.is_empty() {
            batches.extend(decoder.decode(&mut buffer)?);
        }
    }
    assert!(stream.report().finished);
    Ok(batches)
}

async fn code_of(session: &EngineSession, sql: &str) -> Option<FailureCode> {
    match session
        .prepare(sql.to_owned(), &CancellationToken::new())
        .await
    {
        Ok(_) => None,
        Err(failure) => Some(failure.code),
    }
}

#[tokio::test]
async fn a_query_arrives_as_one_ipc_stream() -> Tested {
    let session = with_cities("{}").await?;
    let batches = rows(
        &session,
        "SELECT sum(people) AS total FROM cities WHERE people > $1",
        Some(r#"{"positional":[{"type":"int64","value":"500"}]}"#),
    )
    .await?;
    assert_eq!(
        batches[0].column(0).as_primitive::<Int64Type>().value(0),
        10_700
    );
    session.close().await;
    Ok(())
}

#[tokio::test]
async fn parameters_must_match_the_query() -> Tested {
    let session = with_cities("{}").await?;
    let token = CancellationToken::new();
    let sql = "SELECT * FROM cities WHERE people > $1".to_owned();
    let plan = session.prepare(sql, &token).await?;
    for (parameters, code) in [
        (r#"{"positional":[]}"#, FailureCode::ParameterMissing),
        (
            r#"{"positional":[{"type":"int64","value":"1"},{"type":"null"}]}"#,
            FailureCode::ParameterExtra,
        ),
        (
            r#"{"positional":[{"type":"utf8","value":"many"}]}"#,
            FailureCode::ParameterType,
        ),
    ] {
        let outcome = plan
            .execute(
                Some(Parameters::from_json(parameters)?),
                true,
                StatementOptions::default(),
                token.clone(),
            )
            .await;
        assert_eq!(
            outcome.err().map(|failure| failure.code),
            Some(code),
            "{parameters}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_session_reads_and_nothing_else() -> Tested {
    let session = with_cities("{}").await?;
    for sql in [
        "INSERT INTO cities VALUES ('Bern', 1)",
        "DELETE FROM cities",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE cities",
        "COPY cities TO 'somewhere.parquet'",
        "SET datafusion.execution.batch_size = 1",
        "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION 'somewhere.csv'",
        "EXPLAIN ANALYZE INSERT INTO cities VALUES ('Bern', 1)",
    ] {
        assert_eq!(
            code_of(&session, sql).await,
            Some(FailureCode::StatementRefused),
            "{sql}"
        );
    }
    assert_eq!(
        code_of(&session, "SELECT * FROM 'somewhere.parquet'").await,
        Some(FailureCode::UnknownTable)
    );
    Ok(())
}

#[tokio::test]
async fn what_is_allowed_runs_and_the_rest_stays_refused() -> Tested {
    let session = with_cities(r#"{"allow":["ddl"]}"#).await?;
    rows(
        &session,
        "CREATE VIEW big AS SELECT * FROM cities WHERE people > 1000",
        None,
    )
    .await?;
    let batches = rows(&session, "SELECT count(*) FROM big", None).await?;
    assert_eq!(batches[0].column(0).as_primitive::<Int64Type>().value(0), 1);
    assert_eq!(
        code_of(&session, "SET datafusion.execution.batch_size = 1").await,
        Some(FailureCode::StatementRefused)
    );
    Ok(())
}

#[tokio::test]
async fn failures_name_their_place() -> Tested {
    let session = with_cities("{}").await?;
    let token = CancellationToken::new();
    let failure = session
        .prepare("SELECT name,\n  folk FROM cities".to_owned(), &token)
        .await
        .err()
        .ok_or("the column does not exist")?;
    assert_eq!(failure.code, FailureCode::UnknownColumn);
    assert_eq!(failure.details["column"], "folk");
    assert_eq!(
        failure.details["position"],
        serde_json::json!({"line": 2, "column": 3})
    );
    Ok(())
}

#[tokio::test]
async fn a_delta_table_keeps_its_versions() -> Tested {
    let folder = tempfile::tempdir()?;
    let uri = folder.path().join("cities").display().to_string();
    let session = with_cities("{}").await?;
    let token = CancellationToken::new();
    for (mode, sql) in [
        ("create", "SELECT * FROM cities WHERE people IS NOT NULL"),
        ("append", "SELECT * FROM cities WHERE people IS NULL"),
    ] {
        let plan = session.prepare(sql.to_owned(), &token).await?;
        let options = DeltaWriteOptions::from_json(&format!(r#"{{"mode":"{mode}"}}"#))?;
        let uri = uri.clone();
        session
            .write_delta(
                &plan,
                None,
                RowsOperation::Write { uri, options },
                Arc::default(),
                &token,
            )
            .await?;
    }
    for (name, version, count) in [("first", 0, 2), ("second", 1, 3)] {
        let source = serde_json::json!({"kind": "delta", "uri": uri, "version": version});
        session
            .register(
                name,
                &TableSource::from_json(&source.to_string())?,
                None,
                &CancellationToken::new(),
            )
            .await?;
        let batches = rows(&session, &format!("SELECT count(*) FROM {name}"), None).await?;
        assert_eq!(
            batches[0].column(0).as_primitive::<Int64Type>().value(0),
            count
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_abandoned_write_commits_nothing() -> Tested {
    let folder = tempfile::tempdir()?;
    let uri = folder.path().join("cities").display().to_string();
    let session = open("{}")?;
    let options = DeltaWriteOptions::from_json(r#"{"mode":"create"}"#)?;
    let writer = session.open_delta_writer(
        RowsOperation::Write {
            uri: uri.clone(),
            options,
        },
        Arc::default(),
        CancellationToken::new(),
    );
    writer.write(cities()?).await?;
    writer.abort().await?;
    let source = serde_json::json!({"kind": "delta", "uri": uri});
    let failure = session
        .register(
            "cities",
            &TableSource::from_json(&source.to_string())?,
            None,
            &CancellationToken::new(),
        )
        .await
        .err();
    assert_eq!(
        failure.map(|failure| failure.code),
        Some(FailureCode::NotADeltaTable)
    );
    Ok(())
}

#[tokio::test]
async fn a_memory_limit_is_an_error_and_the_session_lives_on() -> Tested {
    let session = open(r#"{"memoryLimitBytes":1000000,"spillLimitBytes":1}"#)?;
    let heavy = "SELECT count(*) FROM (SELECT DISTINCT value * 7919 % 5000011 FROM range(5000000))";
    let failed = rows(&session, heavy, None).await;
    let text = failed
        .err()
        .ok_or("5 million values fit in 1 MB")?
        .to_string();
    assert!(
        text.starts_with("memory-limit") || text.starts_with("spill-limit"),
        "{text}"
    );
    assert_eq!(rows(&session, "SELECT 1", None).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn cancelling_stops_planning_and_execution() -> Tested {
    let session = open("{}")?;
    for sql in [
        "SELECT levenshtein(repeat('a', 60000), repeat('b', 60000))",
        "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b WHERE a.value + b.value = 7",
    ] {
        let token = CancellationToken::new();
        let stopper = token.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(200)).await;
            stopper.cancel();
        });
        let started = Instant::now();
        let plan = session.prepare(sql.to_owned(), &token).await?;
        let failure = match plan
            .execute(None, true, StatementOptions::default(), token)
            .await
        {
            Err(failure) => Some(failure),
            Ok(stream) => loop {
                match stream.next().await {
                    Ok(Some(_)) => {}
                    Ok(None) => break None,
                    Err(failure) => break Some(failure),
                }
            },
        };
        assert_eq!(
            failure.map(|failure| failure.code),
            Some(FailureCode::Aborted),
            "{sql}"
        );
        assert!(started.elapsed() < Duration::from_secs(2), "{sql}");
    }
    Ok(())
}

#[tokio::test]
async fn a_closed_session_refuses_and_leaves_no_spill_folder() -> Tested {
    let folder = tempfile::tempdir()?;
    let options = serde_json::json!({"spillDirectory": folder.path()}).to_string();
    let session = with_cities(&options).await?;
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
    session.close().await;
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    assert_eq!(
        code_of(&session, "SELECT 1").await,
        Some(FailureCode::SessionClosed)
    );
    Ok(())
}

#[tokio::test]
async fn unknown_settings_are_named() -> Tested {
    let options = EngineOptions::from_json(r#"{"settings":{"datafusion.execution.bach_size":1}}"#)?;
    let failure = EngineSession::open(&options)
        .err()
        .ok_or("no such setting")?;
    assert_eq!(failure.code, FailureCode::UnknownSetting);
    assert_eq!(failure.details["setting"], "datafusion.execution.bach_size");
    Ok(())
}
