use serde::Serialize;

/// What this build is made of.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    pub engine: &'static str,
    pub datafusion: &'static str,
    pub deltalake: &'static str,
    pub arrow: &'static str,
    /// Stores that tables may live in.
    pub stores: [&'static str; 5],
    /// Operating system and processor as Rust names them.
    pub platform: String,
}

pub fn capabilities() -> Capabilities {
    Capabilities {
        engine: env!("CARGO_PKG_VERSION"),
        datafusion: datafusion::DATAFUSION_VERSION,
        deltalake: deltalake_core::crate_version(),
        arrow: arrow::ARROW_VERSION,
        stores: ["local", "s3", "azure", "gcs", "http"],
        platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
    }
}
