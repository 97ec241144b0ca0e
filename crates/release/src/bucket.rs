//! Opening a bucket by its address, in one way for everything that is kept in one.

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::path::Path as Place;
use url::Url;

/// Why there is no such bucket.
#[derive(Debug, thiserror::Error)]
pub enum NoBucket {
    /// Looks like no address.
    #[error("the address of the bucket: {0}")]
    Address(#[from] url::ParseError),
    /// Not the address of one, or the program was built without buckets.
    #[error("the bucket (programs know buckets when they are built with `--features s3`): {0}")]
    Bucket(#[from] object_store::Error),
}

/// Opens a bucket by its address (`s3://bucket/prefix`) with the options of its keeper (`AWS_ACCESS_KEY_ID` and so on):
/// what is asked of it, and what stands before each name. Nothing is asked of it yet.
pub fn open_bucket(
    address: &str,
    options: impl IntoIterator<Item = (String, String)>,
) -> Result<(Arc<dyn ObjectStore>, Place), NoBucket> {
    Ok(opened(&Url::parse(address)?, options)?)
}

#[cfg(feature = "s3")]
fn opened(
    url: &Url,
    options: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<(Arc<dyn ObjectStore>, Place)> {
    use std::time::Duration;

    use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
    use object_store::{ClientConfigKey, ObjectStoreScheme, RetryConfig};

    let (scheme, prefix) = ObjectStoreScheme::parse(url)?;
    if scheme != ObjectStoreScheme::AmazonS3 {
        return plain(url);
    }
    // That somebody else installed it before is well: it is the same one.
    drop(rustls::crypto::ring::default_provider().install_default());
    // People wait for the answer: what fails is told soon, and whoever can wait tries again later.
    let retry = RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(10), ..RetryConfig::default() };
    let patience = (AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), "120 seconds");
    let builder = AmazonS3Builder::new().with_url(url.as_str()).with_retry(retry).with_config(patience.0, patience.1);
    let keys = options.into_iter().filter_map(|(key, value)| Some((key.to_ascii_lowercase().parse().ok()?, value)));
    let keeper = keys.fold(builder, |builder, (key, value)| builder.with_config(key, value)).build()?;
    Ok((Arc::new(keeper), Place::parse(prefix)?))
}

#[cfg(not(feature = "s3"))]
fn opened(
    url: &Url,
    _: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<(Arc<dyn ObjectStore>, Place)> {
    plain(url)
}

/// What needs no network, such as `memory:///`; everything else is refused.
fn plain(url: &Url) -> object_store::Result<(Arc<dyn ObjectStore>, Place)> {
    let (keeper, prefix) = object_store::parse_url(url)?;
    Ok((keeper.into(), prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_bucket_is_refused() {
        for address in ["releases", "nonsense://bucket"] {
            assert!(open_bucket(address, []).is_err(), "{address}");
        }
    }
}
