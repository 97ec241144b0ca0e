//! The JSON API, `/api/v1`.

pub(crate) mod changes;
pub(crate) mod contributions;
pub(crate) mod decisions;
pub(crate) mod devices;
pub(crate) mod document;
pub(crate) mod exposure;
pub(crate) mod history;
pub(crate) mod media;
pub(crate) mod police;
pub(crate) mod records;
pub(crate) mod releases;
pub(crate) mod replication;
pub(crate) mod search;
pub(crate) mod surveys;
pub(crate) mod territories;
pub(crate) mod view;
