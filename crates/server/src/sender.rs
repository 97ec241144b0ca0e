//! Where a request comes from, for the limiter and nothing else.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::state::AppState;

/// The address of the sender as far as it can be trusted; it lives as long as the request.
#[derive(Clone, Copy)]
pub(crate) struct Sender(pub(crate) Option<IpAddr>);

impl FromRequestParts<AppState> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(sender(peer, &parts.headers, &state.settings.trusted_proxies)))
    }
}

/// The rightmost hop that is not a proxy of ours. `None` (the strict shared bucket) when a trusted proxy sends
/// nothing that can be read.
fn sender(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for hop in hops.into_iter().rev() {
        let address: IpAddr = hop.parse().ok()?;
        if !trusted.contains(&address.to_canonical()) {
            return Some(address.to_canonical());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_last_word() {
        let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
        let cases = [
            ("192.0.2.7", "203.0.113.1", Some("192.0.2.7")),
            ("10.0.0.1", "203.0.113.1", Some("203.0.113.1")),
            ("10.0.0.1", "1.1.1.1, 203.0.113.1", Some("203.0.113.1")),
            ("10.0.0.1", "203.0.113.1, 10.0.0.1", Some("203.0.113.1")),
            ("10.0.0.1", "nonsense", None),
            ("10.0.0.1", "", None),
        ];
        for (peer, forwarded, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
            let found = sender(peer.parse().ok(), &headers, &[proxy]);
            assert_eq!(found, expected.and_then(|text| text.parse().ok()), "{peer} {forwarded}");
        }
    }
}
