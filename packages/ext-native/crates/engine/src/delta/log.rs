//! Reads the log of a Delta table: what one version is made of (PROTOCOL.md, "Action Reconciliation").
//!
//! Only what scans need is kept. Statistics stay texts until a column of them is asked for ([`crate::delta::statistics`]).

pub(crate) mod actions;
pub(crate) mod checkpoint;
pub(crate) mod replay;
pub(crate) mod segment;
