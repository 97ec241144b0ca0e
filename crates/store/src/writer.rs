//! The one writer: takes whatever queued up while the disk was busy, and makes all of it durable at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::access::{Access, TRY_AGAIN};
use crate::pool::Pool;
use crate::sql::Sql;
use crate::work::{Wants, Work};
use crate::{Error, Options, Result};

/// Requests that one commit may hold.
const BATCH: usize = 512;

/// After so long without a request, the pages that the last ones were written with are given back.
const REST: Duration = Duration::from_mins(1);

/// Requests that may wait before senders have to.
const QUEUE: usize = 4096;

pub(crate) const HEAD: Sql = Sql::same("select seq, link from revision order by seq desc limit 1");

pub(crate) const BY_IDS: Sql = Sql {
    sqlite: "select id, version, created_on, updated_on, state from entity
        where id in (select unhex(value, '-') from json_each($1))",
    postgres: "select id, version, created_on, updated_on, state from entity
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

pub(crate) const STATEMENTS: &[Sql] = &[HEAD, BY_IDS];

/// A request to change something.
pub(crate) trait Job: Send + Sync + 'static {
    /// What its caller waits for.
    type Output: Send + 'static;

    /// Tells what should be read before.
    fn wants(&self, _wants: &mut Wants) {}

    /// Decides. A refusal must leave `work` as it was; any other error undoes the whole transaction.
    fn run(&self, work: &mut Work) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// The door of the writer.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
    committed: watch::Receiver<u64>,
}

/// What the writer works with.
pub(crate) struct Desk {
    pub(crate) pool: Pool,
    pub(crate) access: Arc<Access>,
    pub(crate) options: Arc<Options>,
    pub(crate) secret: [u8; 32],
}

enum Message {
    Request(Box<dyn Request>),
    Close,
}

/// A job and the one who waits for its outcome, whatever the job's type.
trait Request: Send {
    fn wants(&self, wants: &mut Wants);
    fn run<'a>(&'a mut self, work: &'a mut Work) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
    fn answer(self: Box<Self>);
    fn fail(self: Box<Self>, error: Error);
}

struct Ticket<J: Job> {
    job: J,
    outcome: Option<Result<J::Output>>,
    reply: oneshot::Sender<Result<J::Output>>,
}

impl<J: Job> Request for Ticket<J> {
    fn wants(&self, wants: &mut Wants) {
        self.job.wants(wants);
    }

    fn run<'a>(&'a mut self, work: &'a mut Work) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            match self.job.run(work).await {
                Err(error) if !error.is_refusal() => Err(error),
                decided => {
                    self.outcome = Some(decided);
                    Ok(())
                }
            }
        })
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // A caller that went away undoes nothing.
            drop(self.reply.send(outcome));
        }
    }

    fn fail(self: Box<Self>, error: Error) {
        drop(self.reply.send(Err(error)));
    }
}

impl Writer {
    /// Starts the writer's task.
    pub(crate) fn start(desk: Desk, announce: watch::Sender<u64>) -> (Self, JoinHandle<()>) {
        let (queue, requests) = mpsc::channel(QUEUE);
        let committed = announce.subscribe();
        let task = tokio::spawn(desk.work_off(requests, announce));
        (Self { queue, committed }, task)
    }

    /// Queues a request and waits until it is durable.
    pub(crate) async fn run<J: Job>(&self, job: J) -> Result<J::Output> {
        let closed = || Error::Unavailable("the store is closed".to_owned());
        let (reply, outcome) = oneshot::channel();
        let ticket = Message::Request(Box::new(Ticket { job, outcome: None, reply }));
        self.queue.send(ticket).await.map_err(|_| closed())?;
        outcome.await.map_err(|_| closed())?
    }

    /// Lets the writer finish what is queued, and end.
    pub(crate) async fn close(&self) {
        // The task has ended already when nobody listens.
        drop(self.queue.send(Message::Close).await);
    }

    /// Counts the commits that published something.
    pub(crate) fn committed(&self) -> watch::Receiver<u64> {
        self.committed.clone()
    }
}

impl Desk {
    async fn work_off(self, mut requests: mpsc::Receiver<Message>, announce: watch::Sender<u64>) {
        let mut messages = Vec::with_capacity(BATCH);
        let mut again = tokio::time::interval(TRY_AGAIN);
        let mut is_rested = true;
        loop {
            let received = tokio::select! {
                received = requests.recv_many(&mut messages, BATCH) => received,
                _ = again.tick(), if self.access.is_read_only() => {
                    self.access.try_again(&self.pool).await;
                    continue;
                }
                () = tokio::time::sleep(REST), if !is_rested => {
                    self.pool.rest().await;
                    is_rested = true;
                    continue;
                }
            };
            if received == 0 {
                return;
            }
            // Those who got their answer just now may have a next request ready: it joins this commit.
            tokio::task::yield_now().await;
            while messages.len() < BATCH
                && let Ok(message) = requests.try_recv()
            {
                messages.push(message);
            }
            let mut batch = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Request(request) => batch.push(request),
                    Message::Close => requests.close(),
                }
            }
            self.settle(batch, &announce).await;
            is_rested = false;
        }
    }

    /// Commits a batch and answers. When it fails as a whole, each request gets a second chance alone, so that one
    /// that breaks a rule of the database does not take the others with it.
    async fn settle(&self, mut batch: Vec<Box<dyn Request>>, announce: &watch::Sender<u64>) {
        if self.access.is_read_only() {
            return fail_all(batch, &Error::ReadOnly);
        }
        match self.commit(&mut batch, announce).await {
            Ok(()) => batch.into_iter().for_each(Request::answer),
            Err(error) if error.is_temporary() || batch.len() == 1 => fail_all(batch, &error),
            Err(error) => {
                tracing::error!(%error, requests = batch.len(), "A group commit failed; each request is tried alone");
                for request in batch {
                    let mut alone = vec![request];
                    match self.commit(&mut alone, announce).await {
                        Ok(()) => alone.into_iter().for_each(Request::answer),
                        Err(error) => fail_all(alone, &error),
                    }
                }
            }
        }
    }

    async fn commit(&self, batch: &mut [Box<dyn Request>], announce: &watch::Sender<u64>) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let published = self.transact(batch).await.inspect_err(|error| self.access.note(error))?;
        if published > 0 {
            announce.send_modify(|commits| *commits += 1);
            self.pool.notify();
        }
        Ok(())
    }

    /// Answers how many revisions were published.
    async fn transact(&self, batch: &mut [Box<dyn Request>]) -> Result<u64> {
        let tx = self.pool.begin_write().await?;
        let mut work = Work::new(tx, self.options.clone(), self.secret);
        let mut wants = Wants::default();
        for request in batch.iter() {
            request.wants(&mut wants);
        }
        work.read_ahead(&wants).await?;
        for request in batch.iter_mut() {
            request.run(&mut work).await?;
        }
        work.commit().await
    }
}

fn fail_all(batch: Vec<Box<dyn Request>>, error: &Error) {
    for request in batch {
        request.fail(error.clone());
    }
}
