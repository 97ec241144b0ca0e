//! What happens to a photo: a corpus of files made here, good and bad, and an oracle on what comes out.

mod corpus;
mod files;
mod memory;
mod oracle;
mod pixels;
