//! The one way in: what the JSON API and the forms do with a contribution.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Instant;

use census::{Admission, Contribution, EntityId, EntityKind, Hold, ReceiptCode, Role, admit, is_same};
use geodata::Position;
use store::{Account, ContributionId, ContributionState, Submission};
use uuid::Uuid;

use crate::accounts::covered;
use crate::error::Error;
use crate::limiter::Verdict;
use crate::map::Attributes;
use crate::state::AppState;

/// Neighbours within this many metres are shown to the sender (model, conflation).
const NEAR_M: f64 = 50.0;

/// A contribution that parsed, with what the sender's request says besides.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// Made by the sender.
    pub(crate) client_id: Uuid,
    /// Hash of the request's canonical body, to tell a replay from a reuse.
    pub(crate) request_hash: [u8; 32],
    /// What is proposed.
    pub(crate) contribution: Contribution,
    /// A photo will follow.
    pub(crate) photo_follows: bool,
    /// Whose it is, when it was sent with an account.
    pub(crate) contributor: Option<Account>,
    /// Where the request came from, for the limiter only.
    pub(crate) address: Option<IpAddr>,
}

/// What the sender is told.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// The contribution's id.
    pub(crate) id: ContributionId,
    /// What became of it.
    pub(crate) state: ContributionState,
    /// Why it waits.
    pub(crate) holds: Vec<Hold>,
    /// What it is about.
    pub(crate) kind: EntityKind,
    /// What it made or changed.
    pub(crate) entity: Option<EntityId>,
    /// Code of the territory it lies in.
    pub(crate) territory: Option<String>,
    /// Where the reported device stands, if that was said.
    pub(crate) position: Option<Position>,
    /// Devices close by.
    pub(crate) near: Vec<Near>,
    /// The receipt.
    pub(crate) code: ReceiptCode,
}

/// A device close to a reported one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Near {
    /// Its id.
    pub(crate) id: EntityId,
    /// Where it stands.
    pub(crate) position: Position,
    /// Metres away.
    pub(crate) distance_m: f64,
    /// What it is, and what is known of it at a glance.
    pub(crate) attributes: Attributes,
    /// Probably the same thing.
    pub(crate) same: bool,
}

/// Places, admits and keeps a contribution. When this returns, it is on the disk.
pub(crate) async fn submit(state: &AppState, mut sent: Sent) -> Result<Outcome, Error> {
    place(state, &mut sent.contribution)?;
    let near = near(state, &sent.contribution);
    let admission = admission(state, &sent).await?;
    let territory = place_of(state, &sent.contribution).await?;
    let (kind, position) = (sent.contribution.kind, sent.contribution.patch.position());
    let Sent { client_id, request_hash, contribution, contributor, address, .. } = sent;
    let contributor = contributor.map(|account| account.id);
    let named = territory.clone().unwrap_or_default();
    let submission = Submission { client_id, request_hash, contribution, admission, territory: named, contributor };
    let kept = state.store.submit(submission).await?;
    if kept.state == ContributionState::Pending && !kept.replayed {
        state.floods.note(kept.contribution, state.limiter.tag(address), Instant::now());
    }
    let near = near.into_iter().filter(|neighbour| Some(neighbour.id) != kept.entity).collect();
    Ok(Outcome {
        id: kept.contribution,
        state: kept.state,
        holds: kept.holds,
        kind,
        entity: kept.entity,
        territory,
        position,
        near,
        code: kept.code,
    })
}

/// Puts the territory of a device's position into the patch; refuses what lies outside the coverage.
///
/// The contours are generalised, so near a boundary the commune that the sender named wins.
pub(crate) fn place(state: &AppState, contribution: &mut Contribution) -> Result<(), Error> {
    match contribution.kind {
        EntityKind::Device => {}
        EntityKind::Survey => return place_walk(state, contribution),
        _ => return check_territories(state, contribution),
    }
    let named = contribution.patch.text("territory").map(str::to_owned);
    let Some(position) = contribution.patch.position() else {
        return named.map_or(Ok(()), |code| place_by_name(state, contribution, &code));
    };
    let location = state.places.locate(position);
    let Some(found) = location.territory else {
        return Err(Error::OutsideCoverage { country: location.country.map(|code| code.to_string()) });
    };
    let across = location.neighbours.iter().any(|neighbour| named.as_deref() == Some(neighbour.code.as_str()));
    let code = if location.near_boundary && across { named.unwrap_or_default() } else { found.code.to_string() };
    contribution.patch.set_territory(&code);
    Ok(())
}

/// A walk lies in the communes of its squares, whatever its sender says.
fn place_walk(state: &AppState, contribution: &mut Contribution) -> Result<(), Error> {
    let Some(path) = contribution.patch.get("path") else { return check_territories(state, contribution) };
    let squares = census::squares_of(path);
    let located = squares.iter().filter_map(|square| state.places.locate(square.centre()).territory);
    let codes: BTreeSet<String> = located.map(|place| place.code.to_string()).collect();
    if codes.is_empty() {
        let country = squares.first().and_then(|square| state.places.locate(square.centre()).country);
        return Err(Error::OutsideCoverage { country: country.map(|code| code.to_string()) });
    }
    contribution.patch.set("territories", codes.into_iter().collect());
    Ok(())
}

/// What is no device lies in the territories that its sender names; they have to exist.
fn check_territories(state: &AppState, contribution: &Contribution) -> Result<(), Error> {
    let unknown = contribution.patch.territories().into_iter().find(|code| state.places.by_code(code).is_none());
    unknown.map_or(Ok(()), |code| {
        let field = if contribution.patch.touches("territories") { "territories" } else { "territory" };
        Err(Error::fault(&format!("/patch/{field}"), format!("there is no territory {code}")))
    })
}

fn place_by_name(state: &AppState, contribution: &mut Contribution, code: &str) -> Result<(), Error> {
    let territory =
        state.places.by_code(code).ok_or_else(|| Error::fault("/patch/territory", "there is no such territory"))?;
    let code = territory.code.to_string();
    contribution.patch.set_territory(&code);
    Ok(())
}

async fn admission(state: &AppState, sent: &Sent) -> Result<Admission, Error> {
    let burst = count(state, sent.address)?;
    match admitted(state, &sent.contribution, burst, sent.photo_follows).await? {
        Admission::Hold(holds) if holds == [Hold::Moderated] && is_trusted(state, sent) => Ok(Admission::Publish),
        decided => Ok(decided),
    }
}

/// Where it lies: as it says itself, or else where what it speaks of lies. Moderators of that territory decide on it.
async fn place_of(state: &AppState, contribution: &Contribution) -> Result<Option<String>, Error> {
    if let Some(code) = contribution.patch.territories().first() {
        return Ok(Some((*code).to_owned()));
    }
    let Some(id) = contribution.entity else { return Ok(None) };
    let entity = state.store.entity(id).await?;
    Ok(entity.map(|entity| entity.state.territory().to_owned()).filter(|code| !code.is_empty()))
}

/// Where every report waits for a person, those of trusted contributors in their territory do not.
fn is_trusted(state: &AppState, sent: &Sent) -> bool {
    let Some(account) = &sent.contributor else { return false };
    let trusted = |code| covered(account.territories_of(Role::Trusted), code, state.places.territories());
    let named = sent.contribution.patch.territories();
    if named.is_empty() { trusted(None) } else { named.into_iter().all(|code| trusted(Some(code))) }
}

/// Decides on a contribution as it stands now, first sent or amended.
pub(crate) async fn admitted(
    state: &AppState,
    contribution: &Contribution,
    burst: bool,
    photo_follows: bool,
) -> Result<Admission, Error> {
    let current = match contribution.entity {
        Some(id) => {
            let missing = || Error::fault("/entity/id", format!("there is no such {}", contribution.kind));
            let found = state.store.entity(id).await?.filter(|entity| entity.kind() == contribution.kind);
            Some(found.ok_or_else(missing)?)
        }
        None => None,
    };
    Ok(match admit(contribution, current.as_ref(), burst, photo_follows, &state.settings.refused_words) {
        Admission::Publish if state.settings.moderated => Admission::Hold(vec![Hold::Moderated]),
        // The look at a photo lets its report through, but not where a person decides on every one.
        Admission::Hold(holds) if state.settings.moderated && holds == [Hold::Photo] => {
            Admission::Hold(vec![Hold::Photo, Hold::Moderated])
        }
        decided => decided,
    })
}

/// The limiter's word: is this more than one place usually sends?
fn count(state: &AppState, address: Option<IpAddr>) -> Result<bool, Error> {
    if !state.settings.rate_limits {
        return Ok(false);
    }
    match state.limiter.count(address, Instant::now(), || state.world.bytes()) {
        Verdict::Welcome => Ok(false),
        Verdict::Burst => Ok(true),
        Verdict::Refused { retry_after_s } => Err(Error::TooMany { retry_after_s }),
    }
}

fn near(state: &AppState, contribution: &Contribution) -> Vec<Near> {
    let place = contribution.patch.position().zip(contribution.patch.kind());
    let Some((position, kind)) = place.filter(|_| contribution.entity.is_none()) else { return Vec::new() };
    let mut near = neighbours(state, position, NEAR_M);
    for neighbour in &mut near {
        neighbour.same = is_same(kind, neighbour.attributes.kind, neighbour.distance_m);
    }
    near
}

/// The devices that stand within a radius, nearest first.
pub(crate) fn neighbours(state: &AppState, position: Position, radius_m: f64) -> Vec<Near> {
    let found = state.map.snapshot().near(position, radius_m);
    let described = found.into_iter().map(|(distance, point)| Near {
        id: EntityId(Uuid::from_u128(point.id)),
        position: point.cell.position(),
        distance_m: (distance * 10.0).round() / 10.0,
        attributes: Attributes::unpack(point.attributes),
        same: false,
    });
    let is_shown = |near: &Near| near.attributes.status.stands() && near.attributes.kind.shown_by_default();
    described.filter(is_shown).collect()
}
