//! A full disk: nothing that was promised is lost, and writing works again as soon as there is room.
//!
//! SQLite alone: the disk of a PostgreSQL server is not ours to fill.

use std::path::Path;
use std::process::Command;

use census::EntityId;
use store::{DatabaseUrl, Error, Publication, Store};

use crate::samples::{camera, faults, options, report};

/// A small disk; `None` where one may not be made.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        mount(&["-t", "tmpfs", "-o", "size=3m", "tmpfs"], folder.path()).then_some(Self(folder))
    }

    fn grow(&self) {
        assert!(mount(&["-o", "remount,size=64m"], self.0.path()), "the disk grows");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

fn mount(arguments: &[&str], folder: &Path) -> bool {
    let output = Command::new("mount").args(arguments).arg(folder).output();
    output.is_ok_and(|output| output.status.success())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_full_disk_everything_promised_is_there_and_writing_goes_on() {
    let Some(disk) = SmallDisk::new() else {
        // Not `skipped`: a machine without the right to mount is no poorer machine.
        println!("skipped: mounting a small disk is not allowed here");
        return;
    };
    let url = DatabaseUrl::Sqlite(disk.0.path().join("census.db"));
    let store = Store::open(&url, options(Publication::Immediate)).await.expect("an open store");
    let mut kept: Vec<EntityId> = Vec::new();
    let first_refused = loop {
        match store.submit(camera(kept.len() as u128)).await {
            Ok(submitted) => kept.push(submitted.entity.expect("a device")),
            Err(error) => break error,
        }
        assert!(kept.len() < 100_000, "the disk never filled");
    };
    assert!(matches!(first_refused, Error::Full), "{first_refused}");
    for number in 0..20 {
        let refused = store.submit(camera(1_000_000 + number)).await;
        assert!(matches!(refused, Err(Error::Full) | Ok(_)), "{refused:?}");
    }
    for id in &kept {
        assert!(store.entity(*id).await.expect("reading goes on").is_some());
    }
    disk.grow();
    let (_, id) = report(&store, 2_000_000).await;
    assert!(store.entity(id).await.expect("an answer").is_some());
    assert_eq!(faults(&store).await, Vec::<String>::new());
    store.close().await;
}
