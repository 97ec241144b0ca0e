//! `/api/v1/changes`: the chain of revisions, for those who follow the census or keep a copy that can be verified.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use census::{Body, REDACTION, Revision};
use release::Head;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Query;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Revisions in a page without `limit`, and at the most.
const LIMIT: (u32, u32) = (100, 1000);

/// Where to begin, and how much.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// The number of the last revision that is known; 0, or left out, from the beginning.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most this many, 1 to 1000 (more is lowered to 1000); 100 without it.
    #[param(minimum = 1)]
    limit: Option<u32>,
}

/// A page of the chain. Numbers are given at publication, in shuffled batches: they tell nothing about who sent what
/// when.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangesAnswer {
    /// The number that was asked after.
    after: i64,
    /// The link of that revision, 64 hexadecimal digits; zeros for 0; missing when the chain is shorter.
    link: Option<String>,
    /// In the order of the chain, without gaps.
    revisions: Vec<RevisionJson>,
    /// The newest revision, signed when the operator gave a key.
    head: HeadJson,
}

/// The newest revision.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeadJson {
    /// Its number.
    seq: i64,
    /// Its link, which ties it to everything before.
    link: String,
    /// Ed25519 over `technopolice head v1\n{seq}\n{link}\n`, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    /// The public key as PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// A revision. `leaf = SHA-256(salt ‖ body)`, over the body's text as it stands here, without spaces; `link =
/// SHA-256("technopolice revision v1\n" ‖ seq ‖ previous link ‖ entity ‖ version ‖ leaf)`, numbers big-endian in 8 and 4
/// bytes, the entity in 16.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionJson {
    /// Its place in the chain.
    seq: i64,
    /// What it changed.
    #[schema(value_type = String, format = Uuid)]
    entity: census::EntityId,
    /// The version of the entity after it.
    version: u32,
    /// Reason, day and changes as canonical JSON (RFC 8785); missing once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    body: Option<Box<RawValue>>,
    /// 32 bytes as hexadecimal digits; missing once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    /// 32 bytes as hexadecimal digits.
    leaf: String,
    /// 32 bytes as hexadecimal digits.
    link: String,
    /// Where an erasure made the entity start anew: the day it was made. Erase what you keep of it from before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    created_on: Option<chrono::NaiveDate>,
}

/// The revisions behind a number, whole and verifiable: what was published, changed, removed and erased. The same comes
/// in numbered files, closed every hour, at `/replication/hour/state.json`.
#[utoipa::path(get, path = "/api/v1/changes", tag = "changes", operation_id = "listChanges", params(ChangesQuery),
    responses(
        (status = 200, description = "A page of the chain; ask again after its last number", body = ChangesAnswer),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(query): Query<ChangesQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let after = query.after.unwrap_or(0);
    let limit = query.limit.unwrap_or(LIMIT.0);
    if after < 0 || limit == 0 {
        return Err(Error::Malformed("after is at least 0, limit at least 1".to_owned()));
    }
    let limit = limit.min(LIMIT.1);
    // The head first: what is published meanwhile is behind it, and is found the next time.
    let (seq, link) = state.store.head().await?;
    let link_after = state.store.link_at(after).await?;
    let mut revisions = Vec::new();
    for revision in state.store.revisions(after, limit).await? {
        revisions.push(told(&state, revision).await?);
    }
    let next = revisions.last().filter(|_| revisions.len() == limit as usize).map(|last| last.seq);
    let head = Head { seq, link: link.to_hex() };
    let signed = state.settings.signing.as_ref().map(|key| (key.sign_head(&head), key.public_pem()));
    let (signature, key) = signed.unzip();
    let head = HeadJson { seq, link: head.link, signature, key };
    let body = ChangesAnswer { after, link: link_after.map(census::Link::to_hex), revisions, head };
    let body = serde_json::to_vec(&body).map_err(|error| Error::Internal(Box::new(error)))?;
    let mut response = answer(&headers, "application/json", Keep::Revalidate, body);
    let next = next.map(|seq| state.address(&format!("/api/v1/changes?after={seq}&limit={limit}")));
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// A revision as everybody may read it.
pub(super) async fn told(state: &AppState, revision: Revision) -> Result<RevisionJson, Error> {
    let internal = |error: serde_json::Error| Error::Internal(Box::new(error));
    let said: Option<Body> = revision.body.as_deref().map(serde_json::from_str).transpose().map_err(internal)?;
    let starts_anew = said.is_some_and(|body| body.reason == REDACTION);
    let entity = if starts_anew { state.store.entity(revision.entity).await? } else { None };
    Ok(RevisionJson {
        seq: revision.seq,
        entity: revision.entity,
        version: revision.version,
        body: revision.body.map(RawValue::from_string).transpose().map_err(internal)?,
        salt: revision.salt.map(|salt| census::Leaf(salt).to_hex()),
        leaf: revision.leaf.to_hex(),
        link: revision.link.to_hex(),
        created_on: entity.map(|entity| entity.created_on),
    })
}
