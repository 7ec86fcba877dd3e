//! Both kinds of folder do the same.

use super::{Kind, portable};
use std::io::{Read, Write};

macro_rules! behaves {
    ($name:ident, $folder:ty) => {
        #[test]
        fn $name() {
            let disk = tempfile::tempdir().expect("a folder");
            let folder = <$folder>::open(disk.path()).expect("it opens");
            folder.create("a").expect("it is made").write_all(b"text").expect("it is written");
            assert!(folder.create("a").is_err(), "nothing is written over");
            folder.create_folder("below").expect("it is made");
            folder.rename("a", "b").expect("it is renamed");
            assert_eq!(folder.kind("b").ok(), Some(Kind::File));
            assert_eq!(folder.kind("below").ok(), Some(Kind::Folder));
            assert!(folder.kind("a").is_err());
            let mut text = String::new();
            folder.file("b").expect("it opens").read_to_string(&mut text).expect("it is read");
            assert_eq!(text, "text");
            let mut names = folder.names().expect("they are read");
            names.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(names, [("b".to_string(), Kind::File), ("below".to_string(), Kind::Folder)]);
            assert!(folder.folder("b").is_err(), "a file is no folder");
            assert!(folder.folder("below").is_ok_and(|below| below.names().is_ok_and(|names| names.is_empty())));
            #[cfg(unix)]
            {
                std::os::unix::fs::symlink("b", disk.path().join("link")).expect("a link");
                std::os::unix::fs::symlink("below", disk.path().join("far")).expect("a link");
                assert_eq!(folder.kind("link").ok(), Some(Kind::Link));
                assert_eq!(folder.target("link").ok(), Some("b".into()));
                assert!(folder.file("link").is_err(), "no link is followed");
                assert!(folder.folder("far").is_err(), "no link is followed");
                folder.remove("link").expect("it is removed");
                folder.remove("far").expect("it is removed");
            }
            assert!(!matches!(folder.lock(), Ok(false)), "nobody else holds it");
            folder.remove("b").expect("it is removed");
            folder.remove_folder("below").expect("it is removed");
            assert!(folder.names().is_ok_and(|names| names.is_empty()));
        }
    };
}

behaves!(a_folder_by_its_path, portable::Folder);
#[cfg(unix)]
behaves!(a_folder_by_its_descriptor, super::unix::Folder);

#[cfg(unix)]
#[test]
fn a_folder_is_the_same_when_a_link_takes_its_place() {
    let disk = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("x"), "precious").expect("a file");
    std::fs::create_dir(disk.path().join("in")).expect("a folder");
    let held = super::unix::Folder::open(disk.path()).and_then(|root| root.folder("in")).expect("it opens");
    std::fs::rename(disk.path().join("in"), disk.path().join("moved")).expect("it is moved");
    std::os::unix::fs::symlink(outside.path(), disk.path().join("in")).expect("a link");
    held.create("x").expect("it is new here");
    assert_eq!(std::fs::read(outside.path().join("x")).expect("it is read"), b"precious");
    assert!(disk.path().join("moved/x").exists());
}

#[cfg(unix)]
#[test]
fn one_lock_a_folder() {
    let disk = tempfile::tempdir().expect("a folder");
    let open = || super::unix::Folder::open(disk.path()).expect("it opens");
    let (first, second) = (open(), open());
    assert!(first.lock().expect("folders have locks"));
    assert!(!second.lock().expect("folders have locks"));
    drop(first);
    assert!(second.lock().expect("folders have locks"));
}
