//! The letters that are shipped with the program: Source Sans and Source Serif under other names (`data/README.md`).

use std::sync::LazyLock;

use rustybuzz::Face;

/// Which letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Font {
    Regular,
    SemiBold,
    Serif,
}

static REGULAR: &[u8] = include_bytes!("../../../data/fonts/sans-regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../../../data/fonts/sans-semibold.ttf");
static SERIF: &[u8] = include_bytes!("../../../data/fonts/serif-semibold.ttf");

static FACES: LazyLock<[Face<'static>; 3]> = LazyLock::new(|| {
    [REGULAR, SEMI_BOLD, SERIF].map(|bytes| Face::from_slice(bytes, 0).expect("the shipped fonts are fonts"))
});

impl Font {
    pub(crate) fn face(self) -> &'static Face<'static> {
        &FACES[self as usize]
    }
}
