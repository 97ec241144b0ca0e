//! Publishing what was queued, all at once and in an order that tells nothing.

use census::Hold;

use crate::attribution;
use crate::contribution::contribution_row::{self, Kept};
use crate::work::Work;
use crate::writer::Job;
use crate::{ContributionState, Error, Result, Store, photo, submit};

struct PublishDue;

impl Store {
    /// Publishes everything that is queued, in shuffled order and in one transaction, and answers how much it was.
    /// What fits no longer, because its device changed meanwhile, waits for a person.
    pub async fn publish_due(&self) -> Result<usize> {
        self.writer().run(PublishDue).await
    }
}

impl Job for PublishDue {
    type Output = usize;

    async fn run(&self, work: &mut Work) -> Result<usize> {
        work.flush().await?;
        let mut queued = contribution_row::queued(&mut work.tx).await?;
        shuffle(&mut queued, work);
        let mut published = 0;
        for mut kept in queued {
            submit::follow(work, &mut kept).await?;
            let by = attribution::contributor(work, kept.id).await?;
            match submit::publish(work, &mut kept, by).await {
                Ok(()) => {
                    photo::follow(work, &kept).await?;
                    published += 1;
                }
                Err(Error::Inapplicable(reason)) => set_aside(&mut kept, &reason.to_string()),
                Err(other) => return Err(other),
            }
            work.keep(kept);
        }
        Ok(published)
    }
}

fn set_aside(kept: &mut Kept, reason: &str) {
    kept.state = ContributionState::Pending;
    kept.holds = vec![Hold::Moderated];
    kept.decision = Some(reason.to_owned());
}

/// Fisher–Yates. Eight random bytes a step: the bias of the remainder is below 2⁻⁴⁰ for any queue that fits memory.
fn shuffle<T>(items: &mut [T], work: &mut Work) {
    for last in (1..items.len()).rev() {
        let drawn = work.salts.number();
        items.swap(last, (drawn % (last as u64 + 1)) as usize);
    }
}
