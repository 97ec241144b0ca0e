//! `/api/v1/contributions`: propose, read, amend, withdraw; an account is not needed.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use census::{Channel, EntityId, Hold, Patch, ReceiptCode};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::{Amendment, ContributionId, Receipt};
use uuid::Uuid;

use crate::accounts::Visitor;
use crate::conditional::expected_version;
use crate::contribute::{Near, Outcome, Sent, admitted, place, submit};
use crate::error::Error;
use crate::extract::{Body, Path};
use crate::photos;
use crate::problems::ProblemJson;
use crate::sender::Sender;
use crate::state::AppState;
use crate::wire::{
    AmendRequest, ContributionAnswer, ContributionRequest, EntityRef, MergeRequest, Neighbour, ReceiptAnswer,
    ReceiptRef, ReceiptRequest, TerritoryRef, device_url, hold_keys,
};

/// Proposes something. The same `client_id` again gives the same answer.
#[utoipa::path(post, path = "/api/v1/contributions", tag = "contributions", operation_id = "contribute",
    params(("Idempotency-Key" = Option<String>, Header, description = "The client_id, when the body has none")),
    request_body = ContributionRequest,
    responses(
        (status = 201, description = "Kept, on the disk; a replay gives the same answer", body = ContributionAnswer),
        (status = 400, description = "Not JSON", body = ProblemJson, content_type = "application/problem+json"),
        (status = 412, description = "The device changed since `base_version`", body = ProblemJson, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "Values that cannot be accepted, each listed; or outside the coverage; or a client_id used for something else", body = ProblemJson, content_type = "application/problem+json"),
        (status = 429, description = "Too many from one place", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached; nothing changed", body = ProblemJson, content_type = "application/problem+json"),
        (status = 507, description = "No room left; nothing changed", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    State(state): State<AppState>,
    Sender(address): Sender,
    visitor: Visitor,
    headers: HeaderMap,
    Body { value: request, hash }: Body<ContributionRequest>,
) -> Result<Response, Error> {
    let client_id = client_id(request.client_id, &headers)?;
    let photo_follows = request.photo_follows;
    let contribution = request.parse(Channel::Api)?;
    let contributor = visitor.account().cloned();
    let sent = Sent { client_id, request_hash: hash, contribution, photo_follows, contributor, address };
    let outcome = submit(&state, sent).await?;
    let answer = ContributionAnswer::of(&state, &outcome);
    let location = answer.entity.as_ref().and_then(|entity| entity.url.clone());
    let mut response = (StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response();
    if let Some(location) = location.and_then(|url| HeaderValue::from_str(&url).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// The id in the body, or the one in the header; a header that is no UUID names one by its hash.
fn client_id(in_body: Option<Uuid>, headers: &HeaderMap) -> Result<Uuid, Error> {
    let key =
        headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(|key| key.trim().trim_matches('"'));
    let in_header = key.filter(|key| !key.is_empty()).map(|key| Uuid::try_parse(key).unwrap_or_else(|_| named(key)));
    match (in_body, in_header) {
        (Some(body), Some(header)) if body != header => {
            Err(Error::fault("/client_id", "the header Idempotency-Key names another contribution"))
        }
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => {
            Err(Error::fault("/client_id", "give a UUID of your own making, so that sending twice is safe"))
        }
    }
}

fn named(key: &str) -> Uuid {
    let hash = Sha256::digest(key.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The code of the request's `Edit-Key` header.
pub(crate) fn edit_key(headers: &HeaderMap) -> Result<ReceiptCode, Error> {
    let value = headers.get("edit-key").and_then(|value| value.to_str().ok());
    value.and_then(|code| code.parse().ok()).ok_or(Error::NotFound)
}

/// Reads a contribution with its receipt code. Without the right code it does not exist.
#[utoipa::path(get, path = "/api/v1/contributions/{id}", tag = "contributions", operation_id = "showContribution",
    params(("id" = Uuid, Path), ("Edit-Key" = String, Header, description = "The receipt code")),
    responses(
        (status = 200, description = "The contribution and its decision", body = ReceiptAnswer),
        (status = 404, description = "No such contribution, or another code", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let receipt = state.store.receipt_by_id(ContributionId(id), edit_key(&headers)?).await?.ok_or(Error::NotFound)?;
    Ok(receipt_answer(receipt))
}

/// Opens a receipt by its code alone.
#[utoipa::path(post, path = "/api/v1/receipts", tag = "contributions", operation_id = "openReceipt", request_body = ReceiptRequest,
    responses(
        (status = 200, description = "The contribution of this code", body = ReceiptAnswer),
        (status = 400, description = "Not JSON", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No contribution has this code", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "Not a receipt code", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn open(
    State(state): State<AppState>,
    Body { value, .. }: Body<ReceiptRequest>,
) -> Result<Response, Error> {
    let code = value.code.parse().map_err(|error: census::InvalidReceipt| Error::fault("/code", error))?;
    let receipt = state.store.receipt(code).await?.ok_or(Error::NotFound)?;
    Ok(receipt_answer(receipt))
}

/// Amends a contribution that still waits.
#[utoipa::path(patch, path = "/api/v1/contributions/{id}", tag = "contributions", operation_id = "amendContribution",
    params(("id" = Uuid, Path), ("Edit-Key" = String, Header), ("If-Match" = String, Header, description = "The ETag that was read")),
    request_body = AmendRequest,
    responses(
        (status = 200, description = "Amended; it was admitted anew", body = ReceiptAnswer),
        (status = 400, description = "Not JSON", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such contribution, or another code", body = ProblemJson, content_type = "application/problem+json"),
        (status = 409, description = "It was decided already", body = ProblemJson, content_type = "application/problem+json"),
        (status = 412, description = "It changed since", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "Values that cannot be accepted", body = ProblemJson, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn amend(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Body { value, .. }: Body<AmendRequest>,
) -> Result<Response, Error> {
    let (id, key) = (ContributionId(id), edit_key(&headers)?);
    let version = expected_version(&headers).ok_or(Error::PreconditionRequired)?;
    let amended = amended(&state, id, key, version, value.patch).await?;
    Ok(receipt_answer(amended))
}

/// Lays later values over a waiting contribution and admits it anew; forms use it too.
pub(crate) async fn amended(
    state: &AppState,
    id: ContributionId,
    key: ReceiptCode,
    version: u32,
    later: Map<String, Value>,
) -> Result<Receipt, Error> {
    let receipt = state.store.receipt_by_id(id, key).await?.ok_or(Error::NotFound)?;
    let later = Patch::parse(receipt.content.kind, later).map_err(Error::Invalid)?;
    if receipt.version != version {
        return Err(Error::Stale { current: receipt.version });
    }
    let mut contribution = receipt.content;
    contribution.patch.amend(later);
    place(state, &mut contribution)?;
    // New values cannot lift what was held for the way it came.
    let [burst, photo] = [Hold::Burst, Hold::Photo].map(|hold| receipt.holds.contains(&hold));
    let admission = admitted(state, &contribution, burst, photo).await?;
    let amendment = Amendment { contribution, admission };
    state.store.amend(id, key, Some(version), amendment).await?.ok_or(Error::NotFound)
}

/// Withdraws a contribution.
#[utoipa::path(delete, path = "/api/v1/contributions/{id}", tag = "contributions", operation_id = "withdrawContribution",
    params(("id" = Uuid, Path), ("Edit-Key" = String, Header)),
    responses(
        (status = 200, description = "Withdrawn", body = ReceiptAnswer),
        (status = 404, description = "No such contribution, or another code", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn withdraw(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let receipt = withdrawn(&state, ContributionId(id), edit_key(&headers)?).await?;
    Ok(receipt_answer(receipt))
}

/// Withdraws, and takes what was withdrawn out of the write-ahead log too; forms use it as well.
pub(crate) async fn withdrawn(state: &AppState, id: ContributionId, key: ReceiptCode) -> Result<Receipt, Error> {
    let receipt = state.store.withdraw(id, key).await?.ok_or(Error::NotFound)?;
    let store = state.store.clone();
    let shelf = state.clone();
    // A long dump may hold the log for a while; the sender need not wait for that.
    tokio::spawn(async move {
        if let Err(error) = store.checkpoint().await {
            tracing::warn!(%error, "What was withdrawn could not yet be taken out of the log");
        }
        if let Err(error) = photos::clear_away(&shelf).await {
            tracing::warn!(%error, "The photos of what was withdrawn could not yet be taken off the shelf");
        }
    });
    Ok(receipt)
}

/// Says that the reported device is one that the census knew already.
#[utoipa::path(post, path = "/api/v1/contributions/{id}/merge", tag = "contributions", operation_id = "mergeContribution",
    params(("id" = Uuid, Path), ("Edit-Key" = String, Header)), request_body = MergeRequest,
    responses(
        (status = 200, description = "Merged: the known device is confirmed", body = ReceiptAnswer),
        (status = 400, description = "Not JSON", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such contribution, or another code", body = ProblemJson, content_type = "application/problem+json"),
        (status = 409, description = "It was decided already", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "No such device", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn merge(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Body { value, .. }: Body<MergeRequest>,
) -> Result<Response, Error> {
    let key = edit_key(&headers)?;
    let receipt = state.store.merge(ContributionId(id), key, EntityId(value.into)).await?.ok_or(Error::NotFound)?;
    Ok(receipt_answer(receipt))
}

fn receipt_answer(receipt: Receipt) -> Response {
    let version = receipt.version;
    let tag = format!("\"{}-{version}\"", receipt.contribution.0);
    let body = ReceiptAnswer {
        id: receipt.contribution.0,
        state: receipt.state.key().to_owned(),
        held_for: hold_keys(&receipt.holds),
        decision: receipt.decision,
        ground: receipt.ground.map(|ground| ground.key().to_owned()),
        entity: receipt.entity.map(|id| EntityRef::of(receipt.content.kind, id)),
        intent: receipt.content.intent,
        patch: receipt.content.patch.as_map().clone(),
        version,
        submitted_on: receipt.submitted_on,
    };
    ([(header::CACHE_CONTROL, "no-store".to_owned()), (header::ETAG, tag)], Json(body)).into_response()
}

impl ContributionAnswer {
    fn of(state: &AppState, outcome: &Outcome) -> Self {
        let code = outcome.code.to_string();
        let territory = outcome.territory.as_deref().and_then(|code| state.places.by_code(code));
        Self {
            id: outcome.id.0,
            state: outcome.state.key().to_owned(),
            held_for: hold_keys(&outcome.holds),
            entity: outcome.entity.map(|id| EntityRef::of(outcome.kind, id)),
            territory: territory.map(TerritoryRef::of),
            near: outcome.near.iter().map(Neighbour::from).collect(),
            receipt: ReceiptRef { url: format!("/recu#{code}"), code },
        }
    }
}

impl From<&Near> for Neighbour {
    fn from(near: &Near) -> Self {
        let (id, kind) = (near.id.0, near.attributes.kind.key().to_owned());
        Self { id, distance_m: near.distance_m, kind, same: near.same, url: device_url(near.id) }
    }
}
