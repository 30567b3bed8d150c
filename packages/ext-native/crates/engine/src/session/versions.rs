use serde::{Deserialize, Serialize};

use crate::delta::table_version::READER_FEATURES;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions::{self, FunctionDescription};
use crate::session::context::bare_context;
use crate::session::expr_planners::{installed_planners, known_planners};
use crate::statement::permission::Permission;

/// What this build is made of and can do, told without a session.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    pub abi: NativeAbi,
    pub engine: &'static str,
    pub datafusion: &'static str,
    pub deltalake: &'static str,
    pub arrow: &'static str,
    /// Version of the Substrait specification.
    pub substrait: String,
    /// Stores that tables may live in.
    pub stores: [&'static str; 5],
    /// Formats that tables may be in.
    pub formats: [&'static str; 5],
    /// Codecs of Parquet files.
    pub parquet_compression: [&'static str; 5],
    /// What `allow` may hold.
    pub permissions: [Permission; 5],
    pub expr_planners: ExprPlanners,
    pub functions: Vec<FunctionDescription>,
    pub delta_features: DeltaFeatures,
    /// Operating system and processor as Rust names them.
    pub platform: String,
}

/// What TypeScript may expect of the addon. Both sides read the file `native_abi.json`, each when it is built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NativeAbi {
    /// Grows when an entry means something else than before.
    pub number: u32,
    /// Functions and classes of the addon, `Class.static` and `Class#method` of their members.
    pub entries: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ExprPlanners {
    pub known: Vec<&'static str>,
    /// Those that every session has from the start.
    pub installed: Vec<&'static str>,
}

/// Table features of the Delta protocol, by the names in its specification.
#[derive(Debug, Clone, Serialize)]
pub struct DeltaFeatures {
    pub reader: &'static [&'static str],
    pub writer: &'static [&'static str],
}

/// What delta-rs writes, from `kernel/transaction/protocol.rs` of deltalake-core 1.1.3.
const WRITER_FEATURES: [&str; 12] = [
    "appendOnly",
    "changeDataFeed",
    "checkConstraints",
    "checkpointProtection",
    "columnMapping",
    "deletionVectors",
    "generatedColumns",
    "invariants",
    "timestampNtz",
    "v2Checkpoint",
    "variantType",
    "variantType-preview",
];

/// [`NativeAbi`] as JSON.
pub fn native_abi() -> &'static str {
    include_str!("../native_abi.json")
}

/// Errors: `internal`, if the addon was built wrongly.
pub fn capabilities() -> Outcome<Capabilities> {
    let state = bare_context().state();
    Ok(Capabilities {
        abi: serde_json::from_str(native_abi())
            .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))?,
        engine: env!("CARGO_PKG_VERSION"),
        datafusion: datafusion::DATAFUSION_VERSION,
        deltalake: deltalake_core::crate_version(),
        arrow: arrow::ARROW_VERSION,
        substrait: substrait_version(),
        stores: ["local", "s3", "azure", "gcs", "http"],
        formats: ["delta", "parquet", "csv", "json", "arrow"],
        parquet_compression: ["snappy", "gzip", "brotli", "lz4", "zstd"],
        permissions: [
            Permission::Ddl,
            Permission::Dml,
            Permission::Copy,
            Permission::Set,
            Permission::ExternalTable,
        ],
        expr_planners: ExprPlanners {
            known: known_planners(),
            installed: installed_planners(&state),
        },
        functions: functions::functions_of(&state),
        delta_features: DeltaFeatures {
            reader: &READER_FEATURES,
            writer: &WRITER_FEATURES,
        },
        platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}

fn substrait_version() -> String {
    let version = datafusion_substrait::substrait::version::version();
    format!(
        "{}.{}.{}",
        version.major_number, version.minor_number, version.patch_number
    )
}
