//! Is this file a PDF and nothing else, and does it hold what names people besides its pages? Nothing is repaired: the
//! file has to stay the one that its SHA-256 names.
//!
//! A PDF can be a program, a form that sends itself, a carrier of other files, and another kind of file at the same
//! time. What is looked for (ISO 32000-2, in brackets): the header at the very first byte and the trailer at the very
//! last line [7.5.2, 7.5.5], a cross-reference where `startxref` says [7.5.5], no encryption, for nobody could look at
//! it [7.6], and no name of an action or an attachment, plain, escaped or in a compressed object stream [7.3.5, 7.5.7].

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Bytes of a file at the most.
pub(crate) const MAX_BYTES: usize = 20 << 20;

/// Bytes of object streams that are unpacked at the most; no document of an office comes near it.
pub(super) const MAX_UNPACKED: u64 = 64 << 20;

/// Names of what may do something, or carry something, besides showing pages.
const ACTIVE: [&str; 10] = [
    "JavaScript",
    "Launch",
    "SubmitForm",
    "ImportData",
    "GoToE",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "Movie",
    "Sound",
];

/// The same, but so short that the bytes of a picture spell them by chance: they are looked for outside of streams.
const SHORT: [&str; 3] = ["JS", "XFA", "3D"];

/// Names of what tells who made the file or handled it [14.3.2, 14.3.3, 14.5, 12.8], but for the title: properties, XMP
/// packets, private data of programs, signatures.
pub(super) const TELLING: [&str; 7] =
    ["Author", "Company", "Manager", "LastModifiedBy", "Metadata", "PieceInfo", "ByteRange"];

/// The mark of comments [12.5.6.14], which name their authors.
const COMMENTED: &str = "Popup";

/// Bytes at the end of a ZIP archive, with its comment, in which its directory is announced (APPNOTE 4.3.16).
const ZIP_END: usize = 22 + 0xFFFF;

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPdf {
    /// Larger than 20 MiB.
    #[error("the file is larger than 20 MiB")]
    TooLarge,
    /// It does not begin and end as a PDF, or has no cross-reference.
    #[error("the file is not one whole PDF, from its first byte to its last")]
    Format,
    /// It is a PDF and an archive at the same time.
    #[error("the file is an archive as well as a PDF")]
    Polyglot,
    /// It wants a password.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// It holds scripts, actions, media or other files.
    #[error("the PDF holds more than pages: scripts, actions, media or other files")]
    Active,
    /// Its object streams are damaged, unpack to too much, or are packed in a way that is not read here.
    #[error("the PDF is damaged, or packed in a way that is not read here")]
    Packed,
}

/// What a file holds besides its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// Properties, XMP packets, private data of programs or signatures, in this version of the file or an earlier one.
    pub(super) telling: bool,
    /// Comments of readers.
    pub(super) commented: bool,
}

/// Looks at a file.
pub(super) fn look(bytes: &[u8]) -> Result<Found, InvalidPdf> {
    if bytes.len() > MAX_BYTES {
        return Err(InvalidPdf::TooLarge);
    }
    if !begins(bytes) || !ends(bytes) {
        return Err(InvalidPdf::Format);
    }
    if is_archive(bytes) {
        return Err(InvalidPdf::Polyglot);
    }
    let names = Names::of(bytes);
    if names.has("Encrypt") {
        return Err(InvalidPdf::Encrypted);
    }
    let outside = Names::of(&without_streams(bytes));
    if ACTIVE.iter().any(|name| names.has(name)) || SHORT.iter().any(|name| outside.has(name)) {
        return Err(InvalidPdf::Active);
    }
    let packed = unpacked(bytes)?;
    let all = || std::iter::once(&names).chain(&packed);
    if all().skip(1).any(|names| ACTIVE.iter().chain(&SHORT).any(|name| names.has(name))) {
        return Err(InvalidPdf::Active);
    }
    let holds = |name: &str| all().any(|names| names.has(name));
    Ok(Found { telling: TELLING.into_iter().any(holds), commented: holds(COMMENTED) })
}

/// `%PDF-1.4` or another version, then the end of the line.
fn begins(bytes: &[u8]) -> bool {
    matches!(bytes, [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', b'0'..=b'9', b'\r' | b'\n' | b' ', ..])
}

/// `startxref`, a place within the file at which a cross-reference is, and `%%EOF` with nothing behind it.
fn ends(bytes: &[u8]) -> bool {
    let end = bytes.trim_ascii_end();
    // Some programs fill the last sector with zeros; a few blanks are all that is let through.
    let Some(body) = end.strip_suffix(b"%%EOF").filter(|_| bytes.len() - end.len() <= 8) else { return false };
    let body = body.trim_ascii_end();
    let digits = body.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = body.split_at(body.len() - digits);
    let place = std::str::from_utf8(number).ok().and_then(|number| number.parse::<usize>().ok());
    let Some(there) = place.filter(|_| digits <= 10).and_then(|place| bytes.get(place..)) else { return false };
    before.trim_ascii_end().ends_with(b"startxref") && is_reference(there)
}

/// A table of cross-references, or the object that is a stream of them: `12 0 obj`.
fn is_reference(there: &[u8]) -> bool {
    let there = there.trim_ascii_start();
    if there.starts_with(b"xref") {
        return true;
    }
    let mut parts = there.get(..32).unwrap_or(there).split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    let mut number = || parts.next().is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    number() && number() && parts.next().is_some_and(|part| part.starts_with(b"obj"))
}

/// Would a program that reads ZIP archives find one that reaches to the end of the file?
fn is_archive(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(ZIP_END)..];
    tail.windows(4).any(|four| four == b"PK\x05\x06")
}

/// The names in a stretch of bytes, with their escapes undone.
struct Names(Vec<Vec<u8>>);

impl Names {
    fn of(bytes: &[u8]) -> Self {
        let mut names = Vec::new();
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
            rest = &rest[at + 1..];
            let long = rest.iter().take(64).take_while(|byte| is_regular(**byte)).count();
            // No name that is looked for is longer, even when each of its signs is escaped.
            if (1..64).contains(&long) {
                names.push(unescaped(&rest[..long]));
            }
        }
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    fn has(&self, name: &str) -> bool {
        self.0.binary_search_by(|known| known.as_slice().cmp(name.as_bytes())).is_ok()
    }
}

/// A sign that can stand in a name: neither blank nor delimiter.
fn is_regular(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"()<>[]{}/%".contains(&byte)
}

/// `#4a` is `J`.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'#').and_then(|two| std::str::from_utf8(two).ok());
        if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            text.push(byte);
            rest = &after[2..];
        } else {
            text.push(*first);
            rest = after;
        }
    }
    text
}

/// The file without what its streams hold.
fn without_streams(bytes: &[u8]) -> Vec<u8> {
    let mut outside = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let (before, after) = (&rest[..at], &rest[at + b"stream".len()..]);
        outside.extend(before);
        let is_line = after.starts_with(b"\n") || after.starts_with(b"\r\n");
        let opens = before.trim_ascii_end().ends_with(b">>") && is_line;
        rest = if opens { &after[find(after, b"endstream").unwrap_or(after.len())..] } else { after };
        if opens {
            rest = rest.strip_prefix(b"endstream").unwrap_or(rest);
        }
    }
    outside.extend(rest);
    outside
}

/// The names in the objects that are packed into streams, stream by stream.
fn unpacked(bytes: &[u8]) -> Result<Vec<Names>, InvalidPdf> {
    let mut found = Vec::new();
    let mut left = MAX_UNPACKED;
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], b"stream") {
        let start = from + at;
        from = start + b"stream".len();
        // `endstream` ends one.
        if bytes[..start].ends_with(b"end") {
            continue;
        }
        let names = Names::of(dictionary(&bytes[..start]));
        if !names.has("ObjStm") {
            continue;
        }
        let is_plain = !names.has("Filter");
        let is_read = names.has("FlateDecode") && !names.has("DecodeParms") && !names.has("Crypt");
        if !is_plain && !is_read {
            return Err(InvalidPdf::Packed);
        }
        let packed = bytes[from..].strip_prefix(b"\r\n").or_else(|| bytes[from..].strip_prefix(b"\n"));
        let packed = packed.ok_or(InvalidPdf::Packed)?;
        // What is not packed was looked at with the rest of the file.
        if !is_plain {
            let mut objects = Vec::new();
            let mut reader = ZlibDecoder::new(packed).take(left + 1);
            reader.read_to_end(&mut objects).map_err(|_| InvalidPdf::Packed)?;
            left = left.checked_sub(objects.len() as u64).ok_or(InvalidPdf::Packed)?;
            found.push(Names::of(&objects));
        }
    }
    Ok(found)
}

/// The dictionary in front of a stream: from the last `obj` on.
fn dictionary(before: &[u8]) -> &[u8] {
    let near = &before[before.len().saturating_sub(4096)..];
    let at = near.windows(3).rposition(|three| three == b"obj");
    at.map_or(near, |at| &near[at..])
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn check(bytes: &[u8]) -> Result<(), InvalidPdf> {
        look(bytes).map(drop)
    }

    /// A file of one object that holds `body`, with a cross-reference and whatever stands behind it.
    fn pdf(body: &[u8], behind: &[u8]) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n1 0 obj\n".to_vec();
        file.extend(body);
        file.extend(b"\nendobj\n");
        let place = file.len();
        file.extend(b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>\nstartxref\n");
        file.extend(format!("{place}\n%%EOF\n").bytes());
        file.extend(behind);
        file
    }

    fn packed(objects: &[u8], dictionary: &str) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(objects).expect("packed");
        let data = encoder.finish().expect("packed");
        [format!("<< /Type /ObjStm {dictionary} >>\nstream\n").as_bytes(), &data, b"\nendstream"].concat()
    }

    #[test]
    fn a_plain_document_is_kept_and_nothing_that_only_looks_like_one() {
        assert_eq!(check(&pdf(b"<< /Type /Catalog >>", b"")), Ok(()));
        assert_eq!(check(&pdf(b"<< /Type /Catalog >>", b"\r\n")), Ok(()));
        let whole = pdf(b"<< >>", b"");
        for broken in [
            b"<html>%PDF-1.7".to_vec(),
            b"%PDF-1.7\n%%EOF".to_vec(),
            [b"GIF89a".as_slice(), &whole].concat(),
            whole[..whole.len() - 4].to_vec(),
            pdf(b"<< >>", b"<script>alert(1)</script>"),
            pdf(b"<< >>", &[b' '; 2048]),
            String::from_utf8_lossy(&whole).replace("startxref\n", "startxref\n9").into_bytes(),
            Vec::new(),
        ] {
            assert_eq!(check(&broken), Err(InvalidPdf::Format), "{}", String::from_utf8_lossy(&broken));
        }
        assert_eq!(check(&vec![0; MAX_BYTES + 1]), Err(InvalidPdf::TooLarge));
    }

    #[test]
    fn a_pdf_that_is_an_archive_too_is_refused() {
        let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0";
        assert_eq!(check(&pdf(zip, b"")), Err(InvalidPdf::Polyglot));
    }

    #[test]
    fn scripts_actions_and_attachments_are_found_plain_escaped_and_packed() {
        for active in [
            "<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
            "<< /S /J#61vaScript >>",
            "<< /S/Launch/F(calc.exe) >>",
            "<< /Names << /EmbeddedFiles 3 0 R >> >>",
            "<< /AcroForm << /XFA 4 0 R >> >>",
        ] {
            assert_eq!(check(&pdf(active.as_bytes(), b"")), Err(InvalidPdf::Active), "{active}");
            let hidden = packed(active.as_bytes(), "/Filter /FlateDecode");
            assert_eq!(check(&pdf(&hidden, b"")), Err(InvalidPdf::Active), "{active}");
        }
        assert_eq!(check(&pdf(b"<< /Encrypt 5 0 R >>", b"")), Err(InvalidPdf::Encrypted));
        assert_eq!(check(&pdf(&packed(b"<< /Type /Page >>", "/Filter /FlateDecode"), b"")), Ok(()));
        // Pixels are no names.
        let picture = b"<< /Subtype /Image >>\nstream\n\x01/JS \x02/XFA\nendstream";
        assert_eq!(check(&pdf(picture, b"")), Ok(()));
        let unread = packed(b"<< >>", "/Filter [/ASCIIHexDecode /FlateDecode] /DecodeParms [null null]");
        assert_eq!(check(&pdf(&unread, b"")), Err(InvalidPdf::Packed));
        // Words of a page are no names: a page may speak of scripts.
        assert_eq!(check(&pdf(b"<< /Title (JavaScript et Launch) >>", b"")), Ok(()));
    }

    #[test]
    fn what_tells_who_made_it_is_seen_plain_escaped_and_packed() {
        assert_eq!(look(&pdf(b"<< /Title (Deliberation) /Producer (x) >>", b"")), Ok(Found::default()));
        for telling in
            ["<< /Author (Jeanne) >>", "<< /Auth#6fr <feff> >>", "<< /Metadata 4 0 R >>", "<< /PieceInfo << >> >>"]
        {
            let found = Ok(Found { telling: true, commented: false });
            assert_eq!(look(&pdf(telling.as_bytes(), b"")), found, "{telling}");
            assert_eq!(look(&pdf(&packed(telling.as_bytes(), "/Filter /FlateDecode"), b"")), found, "{telling}");
        }
        let commented = pdf(b"<< /Subtype /Text /T (Jeanne) /Popup 5 0 R >>", b"");
        assert_eq!(look(&commented), Ok(Found { telling: false, commented: true }));
    }

    #[test]
    fn a_stream_that_unpacks_without_end_is_refused() {
        let bomb = packed(&vec![b' '; MAX_UNPACKED as usize + 1], "/Filter /FlateDecode");
        assert!(bomb.len() < MAX_BYTES);
        assert_eq!(check(&pdf(&bomb, b"")), Err(InvalidPdf::Packed));
    }
}
