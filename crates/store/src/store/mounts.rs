//! On what file system a database lies.
//!
//! SQLite keeps its readers and its writer apart by locks and by memory that they share through a file. Both hold on
//! one machine only: over a network they are lost in silence, and the file is damaged.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// File systems that are reached over a network, as `/proc/self/mountinfo` names them. `9p` shares the folder of
/// another machine with a virtual one.
const NETWORKED: &[&str] = &[
    "9p",
    "afs",
    "afpfs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "smb2",
    "smb3",
    "smbfs",
];

/// Programs behind `fuse.NAME` that keep their files on this machine; every other one is taken to be a network.
const LOCAL_FUSE: &[&str] = &[
    "bindfs",
    "cryfs",
    "encfs",
    "fuse-overlayfs",
    "gocryptfs",
    "lxcfs",
    "mergerfs",
    "ntfs-3g",
    "securefs",
    "veracrypt",
];

/// Refuses a place for an SQLite file that lies across a network. Where the system does not tell (it is not Linux),
/// nothing is refused.
pub(crate) fn refuse_network(file: &Path) -> Result<()> {
    let Ok(mounts) = fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    match file_system(&mounts, &nearest_folder(file)) {
        Some(kind) if is_networked(kind) => {
            Err(Error::NetworkFileSystem { file: file.display().to_string(), kind: kind.to_owned() })
        }
        _ => Ok(()),
    }
}

/// The folder that holds a file, or the one in which its folders will be made; links followed.
fn nearest_folder(file: &Path) -> PathBuf {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    absolute.ancestors().find_map(|path| fs::canonicalize(path).ok()).unwrap_or(absolute)
}

/// The type of the file system that holds an absolute path (proc_pid_mountinfo(5)): the deepest mount point above it,
/// and of several on one point the last.
fn file_system<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let above = mounts.lines().filter_map(mount).filter(|(point, _)| path.starts_with(point));
    above.max_by_key(|(point, _)| point.components().count()).map(|(_, kind)| kind)
}

/// Mount point and type of one line: `36 35 98:0 /root /point rw,noatime shared:1 - ext4 /dev/root rw`.
fn mount(line: &str) -> Option<(PathBuf, &str)> {
    let (before, after) = line.split_once(" - ")?;
    Some((PathBuf::from(unescaped(before.split(' ').nth(4)?)), after.split(' ').next()?))
}

/// Blanks and backslashes of a mount point are written as three octal digits.
fn unescaped(point: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |text, (code, character)| text.replace(code, character))
}

fn is_networked(kind: &str) -> bool {
    kind.strip_prefix("fuse.").map_or_else(|| NETWORKED.contains(&kind), |program| !LOCAL_FUSE.contains(&program))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /srv rw,relatime shared:5 - nfs4 files.example:/srv rw,vers=4.2
31 30 254:1 / /srv/local rw,relatime shared:6 master:1 - xfs /dev/vdb rw
32 22 0:41 / /mnt/two\\040words rw - cifs //files/share rw
33 22 0:42 / /home/a rw - fuse.sshfs host: rw
34 22 0:43 / /home/b rw - fuse.gocryptfs /crypt rw
35 22 0:44 / /media/usb rw - fuseblk /dev/sdb1 rw
36 22 0:45 / /twice rw - nfs files:/a rw
37 36 0:46 / /twice rw - tmpfs tmpfs rw
38 22 0:47 / /shared rw - 9p host rw";

    #[test]
    fn a_file_on_a_network_is_told_from_one_on_a_disk() {
        for (path, kind, networked) in [
            ("/var/lib/technopolice.db", "ext4", false),
            ("/srv/census.db", "nfs4", true),
            ("/srv/local/census.db", "xfs", false),
            ("/srv/localities/census.db", "nfs4", true),
            ("/mnt/two words/census.db", "cifs", true),
            ("/home/a/census.db", "fuse.sshfs", true),
            ("/home/b/census.db", "fuse.gocryptfs", false),
            ("/media/usb/census.db", "fuseblk", false),
            ("/twice/census.db", "tmpfs", false),
            ("/shared/census.db", "9p", true),
        ] {
            assert_eq!(file_system(MOUNTS, Path::new(path)), Some(kind), "{path}");
            assert_eq!(is_networked(kind), networked, "{kind}");
        }
        assert_eq!(file_system("", Path::new("/var")), None);
        assert_eq!(file_system("nonsense\n1 2 3 - \n", Path::new("/var")), None);
    }

    #[test]
    fn the_folder_of_a_file_that_is_not_there_yet_is_found() {
        let folder = fs::canonicalize(std::env::temp_dir()).expect("a temporary folder");
        assert_eq!(nearest_folder(&folder.join("technopolice-none/of/these/census.db")), folder);
    }
}
