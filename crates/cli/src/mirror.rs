//! `technopolice mirror`: a copy of another census that verifies every link of its chain, and can take its place.

mod aside;
mod lists;
mod origin;
mod shelved;

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use census::Link;
use store::{Origin, Store, SystemWorld, World};
use tokio::sync::watch;

pub(crate) use self::aside::{Aside, Places};
use self::lists::Taken;
use self::origin::{ToldHead, ToldRevision, chain};
use crate::arguments::{Common, MirrorOptions};
use crate::{Failure, open, release, serve};

/// Revisions that are asked for at a time.
const PAGE: u32 = 1000;
/// How often a server that mirrors asks for news.
pub(crate) const EVERY: Duration = Duration::from_mins(1);

/// What following brought.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Followed {
    /// Revisions that came in.
    pub(crate) revisions: u64,
    /// The number of the newest one.
    pub(crate) seq: i64,
    /// Is the head signed with the key that is kept?
    pub(crate) is_signed: bool,
    /// What came in beside the chain.
    pub(crate) aside: Aside,
}

/// Follows a census, once or until the process is asked to stop.
pub(crate) async fn run(common: &Common, options: MirrorOptions) -> Result<ExitCode, Failure> {
    let places = open::places(common)?;
    let opened = store::Options { fictional_allowed: true, ..open::options(common, &places) };
    let store = open::store(common, opened).await?;
    let files = Places {
        shelf: open::shelf(common, options.photos.as_deref())?,
        releases: release::shelf(common, options.releases.as_deref())?,
    };
    let done = act(&store, &files, &options).await;
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn act(store: &Store, files: &Places, options: &MirrorOptions) -> Result<(), Failure> {
    if options.promote {
        return promote(store).await;
    }
    let origin = origin(store, options).await?;
    if options.verify {
        let seq = verify(store, &origin).await?;
        println!("La chaîne de {} est celle d’ici, maillon par maillon, jusqu’à la révision {seq}.", origin.address);
        return Ok(());
    }
    let (mut stop, mut taken) = (serve::stop_signal()?, Taken::default());
    loop {
        let followed = follow(store, files, &mut taken).await?;
        println!("{}", said(&origin, followed));
        if options.once {
            return Ok(());
        }
        tokio::select! {
            _ = stop.changed() => return Ok(()),
            () = tokio::time::sleep(Duration::from_secs(options.every.max(1))) => {}
        }
    }
}

fn said(origin: &Origin, followed: Followed) -> String {
    let signed = if followed.is_signed { "signée" } else { "non signée" };
    let (seq, new) = (followed.seq, followed.revisions);
    let Aside { decisions, files, gone, releases } = followed.aside;
    format!(
        "{} : {new} révision(s) reçue(s) et vérifiée(s) ; tête {seq}, {signed} ; {decisions} décision(s), {files} \
         fichier(s) reçu(s), {gone} retiré(s), {releases} publication(s).",
        origin.address
    )
}

/// The origin that is named, or the one that is followed already. A census that was begun here follows nobody.
async fn origin(store: &Store, options: &MirrorOptions) -> Result<Origin, Failure> {
    let kept = store.origin().await?;
    let key = options.public_key.as_deref().map(fs::read_to_string).transpose()?;
    let Some(address) = options.origin.as_deref().map(|address| address.trim_end_matches('/').to_owned()) else {
        return kept.ok_or_else(|| "aucun recensement n’est suivi ; donnez son adresse".into());
    };
    if !address.starts_with("https://") && !address.starts_with("http://") {
        return Err(format!("« {address} » n’est pas une adresse https://…").into());
    }
    match kept {
        Some(kept) if kept.address == address && key.is_none() => return Ok(kept),
        None if store.head().await?.0 > 0 => {
            return Err("cette base a sa propre histoire ; un miroir commence par une base vide".into());
        }
        _ => {}
    }
    let origin = Origin { address, key };
    store.set_origin(Some(&origin)).await?;
    Ok(origin)
}

async fn promote(store: &Store) -> Result<(), Failure> {
    let origin = store.origin().await?.ok_or("cette base ne suit aucun recensement")?;
    store.set_origin(None).await?;
    let (seq, link) = store.head().await?;
    println!("Cette copie de {} est désormais un recensement à part entière.", origin.address);
    println!("Son histoire continue après la révision {seq} ({}).", link.to_hex());
    Ok(())
}

/// Takes over everything new; each revision is verified before it is kept, and nothing of an origin whose chain is not
/// the one that was told before. Lists that were `taken` in are not read again while they are the same.
async fn follow(store: &Store, files: &Places, taken: &mut Taken) -> Result<Followed, Failure> {
    let mut origin = store.origin().await?.ok_or("cette base ne suit aucun recensement")?;
    let mut followed = Followed::default();
    let mut swept = 0;
    loop {
        let (seq, mut link) = store.head().await?;
        let page = chain(&origin.address, seq, PAGE).await?;
        if page.link.as_deref() != Some(link.to_hex().as_str()) {
            return Err(rewritten(store, &origin, seq).await?.into());
        }
        followed.is_signed = is_signed(store, &mut origin, &page.head).await?;
        followed.seq = seq;
        if page.revisions.is_empty() {
            break;
        }
        let mut revisions = Vec::with_capacity(page.revisions.len());
        for (told, expected) in page.revisions.into_iter().zip(seq + 1..) {
            let foreign = told.read()?;
            if foreign.revision.seq != expected {
                return Err(
                    format!("l’origine saute de la révision {} à {}", expected - 1, foreign.revision.seq).into()
                );
            }
            let verified = foreign.revision.verify(link);
            verified.map_err(|error| format!("l’origine a été altérée : {error}"))?;
            link = foreign.revision.link;
            revisions.push(foreign);
        }
        followed.revisions += revisions.len() as u64;
        swept += store.adopt(revisions).await?;
    }
    if swept > 0 {
        store.sweep().await?;
    }
    if followed.revisions > 0 {
        // Its own releases, made anew by the origin, come with the next rounds.
        ::release::cleanse(store, &files.releases, None, SystemWorld.today(), None).await?;
    }
    followed.aside = aside::follow(store, &origin, files, taken).await?;
    Ok(followed)
}

/// A server's own following, until `stop`; what goes wrong is logged, and tried again.
pub(crate) async fn keep_following(store: Store, files: Places, mut stop: watch::Receiver<bool>) {
    let mut taken = Taken::default();
    loop {
        match follow(&store, &files, &mut taken).await {
            Ok(followed) => tracing::debug!(followed.revisions, followed.seq, "Followed the origin"),
            Err(error) => tracing::error!(%error, "The origin cannot be followed"),
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// The key that was kept must have signed; without one, the first that is seen is kept from then on.
async fn is_signed(store: &Store, origin: &mut Origin, head: &ToldHead) -> Result<bool, Failure> {
    let (Some(signature), Some(told)) = (&head.signature, &head.key) else {
        return match origin.key {
            Some(_) => Err("la tête de l’origine n’est plus signée".into()),
            None => Ok(false),
        };
    };
    let key = origin.key.get_or_insert_with(|| told.clone()).clone();
    let signed = ::release::Head { seq: head.seq, link: head.link.clone() }.is_signed(&key, signature)?;
    if !signed {
        return Err("la tête de l’origine n’est pas signée par la clé connue".into());
    }
    if store.origin().await?.is_some_and(|kept| kept.key.is_none()) {
        store.set_origin(Some(origin)).await?;
    }
    Ok(true)
}

/// Says where the origin's past first differs from what was told before: halving finds it, for every link holds all
/// before it.
async fn rewritten(store: &Store, origin: &Origin, seq: i64) -> Result<String, Failure> {
    let (mut same, mut other) = (0, seq);
    while other - same > 1 {
        let middle = i64::midpoint(same, other);
        let (there, here) = (chain(&origin.address, middle, 1).await?.link, store.link_at(middle).await?);
        if there.is_some() && there == here.map(Link::to_hex) {
            same = middle;
        } else {
            other = middle;
        }
    }
    Ok(format!(
        "l’origine a réécrit son passé : la révision {other} n’est plus celle qu’elle avait donnée. Rien n’a été repris ; \
         cette copie garde l’histoire d’avant."
    ))
}

/// Reads the origin's whole chain again and compares it with the one kept here. Answers the last number compared.
async fn verify(store: &Store, origin: &Origin) -> Result<i64, Failure> {
    let (mut seq, mut link) = (0, census::GENESIS);
    loop {
        let (page, here) = (chain(&origin.address, seq, PAGE).await?, store.revisions(seq, PAGE).await?);
        if here.is_empty() {
            return Ok(seq);
        }
        let mut told = page.revisions.into_iter();
        for own in here {
            let there = told.next().map(ToldRevision::read).transpose()?.map(|foreign| foreign.revision);
            let there = there.ok_or_else(|| format!("l’origine s’arrête avant la révision {}", own.seq))?;
            there.verify(link).map_err(|error| format!("l’origine a été altérée : {error}"))?;
            if there.link != own.link {
                return Err(format!("l’origine a réécrit son passé à la révision {}", own.seq).into());
            }
            (seq, link) = (own.seq, own.link);
        }
    }
}
