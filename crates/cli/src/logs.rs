//! Where the logs go: standard error, at `info` unless `TECHNOPOLICE_LOG` says otherwise.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::arguments::LogFormat;

/// Starts logging. Nothing logged names an address, a user agent, a position or a contributor.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("TECHNOPOLICE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,memory_serve=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    match format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
}
