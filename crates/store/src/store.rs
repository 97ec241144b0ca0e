//! The census as a whole: opening, closing, and the state that everything else shares.

pub(crate) mod mounts;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::access::Access;
use crate::pool::Pool;
use crate::sqlite::{self, Opening, Readers};
use crate::work::Work;
use crate::writer::{Desk, Writer};
use crate::{DatabaseUrl, Error, Naming, Options, Result, instance, postgres, schema, search::search_fill, sql};

/// Keeps the census. A clone is the same store.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    options: Arc<Options>,
    /// On SQLite the one connection that writes; on PostgreSQL the same connections that read.
    writing: Pool,
    reading: Pool,
    access: Arc<Access>,
    writer: Writer,
    task: Mutex<Option<JoinHandle<()>>>,
    /// Goes with the last clone.
    _temporary: Option<TemporaryFolder>,
}

/// A folder that goes when it is dropped.
struct TemporaryFolder(PathBuf);

impl Store {
    /// Opens a census, and makes it when there is none: the file, its folder, the tables. A census that takes no writes
    /// is opened for reading, and written to as soon as that works.
    ///
    /// Refuses an SQLite that can corrupt its file, a file across a network, a damaged one, the database of another
    /// application, and a schema of the future.
    pub async fn open(url: &DatabaseUrl, options: Options) -> Result<Self> {
        let temporary = TemporaryFolder::for_url(url, &options)?;
        let Connections { writing, reading, read_only, readers } =
            connect(url, temporary.as_ref(), options.readers).await?.migrated(&options.naming).await?;
        let secret = if read_only {
            instance::kept_secret(&reading).await?
        } else {
            instance::secret(&writing, options.world.bytes()).await?
        };
        let (options, access) = (Arc::new(options), Arc::new(Access::new(read_only, readers)));
        let desk = Desk { pool: writing.clone(), access: access.clone(), options: options.clone(), secret };
        let (announce, _) = watch::channel(0);
        let (writer, task) = Writer::start(desk, announce.clone());
        if let Pool::Postgres(pool) = &writing {
            tokio::spawn(postgres::listen(pool.clone(), announce));
        }
        let task = Mutex::new(Some(task));
        let shared = Shared { options, writing, reading, access, writer, task, _temporary: temporary };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Brings the schema, and what is derived under it, up to date and does nothing else.
    pub async fn migrate(url: &DatabaseUrl, naming: &Naming) -> Result<()> {
        let connections = connect(url, None, 1).await?;
        let migrated = migrate(&connections.writing, naming).await;
        connections.writing.close().await;
        migrated
    }

    /// Finishes what is queued and closes every connection; SQLite copies its journal into the file.
    pub async fn close(self) {
        self.shared.writer.close().await;
        let task = self.shared.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(%error, "The writer did not end as it should");
        }
        self.shared.reading.close().await;
        self.shared.writing.close().await;
    }

    /// Can the census be read?
    pub async fn ping(&self) -> Result<()> {
        self.readers().ping().await
    }

    /// Does the database take no writes at the moment? Then every write fails with [`Error::ReadOnly`].
    pub fn is_read_only(&self) -> bool {
        self.shared.access.is_read_only()
    }

    /// Counts the commits that published something, of this store and of every other one on the same PostgreSQL, for
    /// those who follow. Another server's commit may go unheard, so a follower looks now and then by itself.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.shared.writer.committed()
    }

    /// The secret that belongs to this census, made once.
    pub async fn instance_secret(&self) -> Result<[u8; 32]> {
        instance::kept_secret(self.readers()).await
    }

    /// Prepares every statement of the store and answers how many there are: a test of the schema.
    pub async fn prepare_statements(&self) -> Result<usize> {
        sql::prepare_all(&self.shared.writing).await
    }

    /// Work that only looks, as of one moment.
    pub(crate) async fn reading(&self) -> Result<Work> {
        let tx = self.readers().begin_read().await?;
        Ok(Work::new(tx, self.shared.options.clone(), [0; 32]))
    }

    pub(crate) fn readers(&self) -> &Pool {
        &self.shared.reading
    }

    pub(crate) fn writing(&self) -> &Pool {
        &self.shared.writing
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.shared.writer
    }

    pub(crate) fn options(&self) -> &Options {
        &self.shared.options
    }
}

/// A database that was reached.
struct Connections {
    writing: Pool,
    reading: Pool,
    read_only: bool,
    /// Of an SQLite file.
    readers: Option<Readers>,
}

impl Connections {
    /// With the schema of this program: brought there, or found there when it cannot be changed.
    async fn migrated(mut self, naming: &Naming) -> Result<Self> {
        if !self.read_only {
            match migrate(&self.writing, naming).await {
                Err(Error::ReadOnly) => self.read_only = true,
                migrated => return migrated.map(|()| self),
            }
        }
        schema::verify(&self.reading).await?;
        Ok(self)
    }
}

async fn migrate(pool: &Pool, naming: &Naming) -> Result<()> {
    schema::migrate(pool).await?;
    search_fill::fill(pool, naming).await
}

async fn connect(url: &DatabaseUrl, temporary: Option<&TemporaryFolder>, readers: u32) -> Result<Connections> {
    match (url, temporary) {
        (DatabaseUrl::Postgres(url), _) => {
            // Two more than the readers: one writes, one listens.
            let pool = Pool::Postgres(postgres::pool(url, readers.max(1) + 2).await?);
            Ok(Connections { writing: pool.clone(), reading: pool, read_only: false, readers: None })
        }
        (DatabaseUrl::Sqlite(path), _) => connect_file(path, readers).await,
        (DatabaseUrl::Temporary, Some(folder)) => connect_file(&folder.0.join("technopolice.db"), readers).await,
        (DatabaseUrl::Temporary, None) => Err(Error::Unavailable("there is no temporary folder".to_owned())),
    }
}

async fn connect_file(path: &Path, readers: u32) -> Result<Connections> {
    mounts::refuse_network(path)?;
    make_folder(path)?;
    let opening = Opening::of(path)?;
    if sqlite::was_left_open(path) {
        sqlite::inspect(path).await?;
    }
    let writing = Pool::Sqlite(sqlite::writer(path, opening));
    let readers = Readers::new(path, readers, opening);
    let (reading, read_only) = (Pool::Sqlite(readers.pool.clone()), opening != Opening::Writable);
    Ok(Connections { writing, reading, read_only, readers: Some(readers) })
}

fn make_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|_| Error::CannotBeMade(path.display().to_string()))
}

fn unavailable(error: &std::io::Error) -> Error {
    Error::Unavailable(error.to_string())
}

impl TemporaryFolder {
    fn for_url(url: &DatabaseUrl, options: &Options) -> Result<Option<Self>> {
        if *url != DatabaseUrl::Temporary {
            return Ok(None);
        }
        let name = format!("technopolice-{}-{}", std::process::id(), options.world.entity_id().0.simple());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).map_err(|error| unavailable(&error))?;
        Ok(Some(Self(folder)))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What cannot be removed stays for the system to clean up.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
