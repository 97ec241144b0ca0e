//! The census as a whole: opening, closing, and the state that everything else shares.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::pool::{self, Pool};
use crate::writer::{Desk, Writer};
use crate::{DatabaseUrl, Error, Options, Result, instance, schema, sql};

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
    writer: Writer,
    task: Mutex<Option<JoinHandle<()>>>,
    secret: [u8; 32],
    /// Goes with the last clone.
    _temporary: Option<TemporaryFolder>,
}

/// A folder that goes when it is dropped.
struct TemporaryFolder(PathBuf);

impl Store {
    /// Opens a census, and makes it when there is none: the file, its folder, the tables.
    ///
    /// Refuses an SQLite that can corrupt its file, the database of another application, and a schema of the future.
    pub async fn open(url: &DatabaseUrl, options: Options) -> Result<Self> {
        let temporary = TemporaryFolder::for_url(url, &options)?;
        let (writing, reading) = connect(url, temporary.as_ref(), options.readers).await?;
        schema::migrate(&writing).await?;
        let secret = instance::secret(&writing, options.world.bytes()).await?;
        let options = Arc::new(options);
        let desk = Desk { pool: writing.clone(), options: options.clone(), secret };
        let (writer, task) = Writer::start(desk);
        let task = Mutex::new(Some(task));
        let shared = Shared { options, writing, reading, writer, task, secret, _temporary: temporary };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Brings the schema up to date and does nothing else.
    pub async fn migrate(url: &DatabaseUrl) -> Result<()> {
        let (writing, _) = connect(url, None, 1).await?;
        let migrated = schema::migrate(&writing).await;
        writing.close().await;
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

    /// Counts the commits of this store that published something, for those who follow.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.shared.writer.committed()
    }

    /// The secret that belongs to this census, made once.
    pub async fn instance_secret(&self) -> Result<[u8; 32]> {
        instance::secret(&self.shared.writing, self.shared.secret).await
    }

    /// Prepares every statement of the store and answers how many there are: a test of the schema.
    pub async fn prepare_statements(&self) -> Result<usize> {
        sql::prepare_all(&self.shared.writing).await
    }

    /// Moves what was written into the file and empties the journal, so that nothing erased is left in it.
    pub async fn checkpoint(&self) -> Result<()> {
        if let Pool::Sqlite(pool) = &self.shared.writing {
            sqlx::query("pragma wal_checkpoint(truncate)").execute(pool).await?;
        }
        Ok(())
    }

    pub(crate) fn readers(&self) -> &Pool {
        &self.shared.reading
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.shared.writer
    }

    pub(crate) fn options(&self) -> &Options {
        &self.shared.options
    }
}

async fn connect(url: &DatabaseUrl, temporary: Option<&TemporaryFolder>, readers: u32) -> Result<(Pool, Pool)> {
    let path = match (url, temporary) {
        (DatabaseUrl::Postgres(url), _) => {
            // One more than the readers, for the writer.
            let pool = Pool::Postgres(pool::postgres(url, readers.max(1) + 1).await?);
            return Ok((pool.clone(), pool));
        }
        (DatabaseUrl::Sqlite(path), _) => path.clone(),
        (DatabaseUrl::Temporary, Some(folder)) => folder.0.join("technopolice.db"),
        (DatabaseUrl::Temporary, None) => return Err(Error::Unavailable("there is no temporary folder".to_owned())),
    };
    make_folder(&path)?;
    let writing = Pool::Sqlite(pool::sqlite_writer(&path).await?);
    Ok((writing, Pool::Sqlite(pool::sqlite_readers(&path, readers))))
}

fn make_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| unavailable(&error))
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
