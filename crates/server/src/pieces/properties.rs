//! A PDF without what names the people who made it or handled it: the pages and the title stay, everything else that
//! [`super::pdf::TELLING`] speaks of goes, with all that only earlier versions of the file still hold (ISO 32000-2, 7.5.6).
//!
//! The file is read and written anew by `lopdf`. What comes out is looked at again before anybody keeps it.

use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::pdf::{self, InvalidPdf, MAX_UNPACKED, TELLING};

/// Of the catalogue: what signatures need and nothing else.
const OF_SIGNATURES: [&str; 2] = ["Perms", "DSS"];

/// The same pages without the people. Only for files that [`pdf::look`] let through.
///
/// [`InvalidPdf::Packed`] when the file cannot be read in full, or when something that names people would be left.
pub(super) fn without_people(bytes: &[u8]) -> Result<Vec<u8>, InvalidPdf> {
    let mut document = read(bytes)?;
    let pages = document.get_pages().len();
    let title = title(&document);
    document.trailer.remove(b"Info");
    document.traverse_objects(forget);
    if let Some(title) = title {
        let mut properties = Dictionary::new();
        properties.set("Title", title);
        let id = document.add_object(properties);
        document.trailer.set("Info", id);
    }
    document.prune_objects();
    let mut file = Vec::with_capacity(bytes.len());
    document.save_to(&mut file).map_err(|_| InvalidPdf::Packed)?;
    if pages == 0 || read(&file)?.get_pages().len() != pages || pdf::look(&file)?.telling {
        return Err(InvalidPdf::Packed);
    }
    Ok(file)
}

fn read(bytes: &[u8]) -> Result<Document, InvalidPdf> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_UNPACKED as usize), ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options).map_err(|_| InvalidPdf::Packed)
}

/// What the document is called, as its file says it.
fn title(document: &Document) -> Option<Object> {
    let (_, properties) = document.dereference(document.trailer.get(b"Info").ok()?).ok()?;
    let (_, title) = document.dereference(properties.as_dict().ok()?.get(b"Title").ok()?).ok()?;
    let is_said = matches!(title, Object::String(text, _) if !text.is_empty());
    is_said.then(|| title.clone())
}

/// Takes out of one object what names people.
fn forget(object: &mut Object) {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => {
            // Whatever else refers to a packet of XMP finds nothing in it.
            if stream.dict.has_type(b"Metadata") {
                stream.set_content(Vec::new());
                stream.dict.remove(b"Type");
            }
            &mut stream.dict
        }
        _ => return,
    };
    for name in TELLING.iter().chain(&OF_SIGNATURES) {
        dictionary.remove(name.as_bytes());
    }
    let says =
        |name: &[u8], value: &[u8]| dictionary.get(name).and_then(Object::as_name).is_ok_and(|found| found == value);
    // A signed field keeps its place on the page, not its signature [12.8.1]; a comment keeps its words, not its author
    // [12.5.6.2]. The `T` of a form field is its name.
    let (is_signature, is_comment) = (
        says(b"FT", b"Sig"),
        dictionary.has(b"Popup") || (dictionary.has(b"Subtype") && dictionary.has(b"CreationDate")),
    );
    if is_signature {
        dictionary.remove(b"V");
    }
    if is_comment && !dictionary.has(b"FT") {
        dictionary.remove(b"T");
    }
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    /// A document of one page with an author, an XMP packet, a comment and a signed field.
    fn telling() -> Document {
        let mut document = Document::with_version("1.7");
        let packet = lopdf::Stream::new(
            dictionary! {"Type" => "Metadata", "Subtype" => "XML"},
            b"<dc:creator><rdf:li>Jeanne Martin</rdf:li></dc:creator>".to_vec(),
        );
        let (packet, pages) = (document.add_object(packet), document.new_object_id());
        let comment = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Text", "T" => Object::string_literal("Jeanne Martin"),
            "Contents" => Object::string_literal("page 2"), "Popup" => packet, "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        });
        let signature = document.add_object(dictionary! {
            "Type" => "Sig", "ByteRange" => vec![0.into(), 9.into()], "Name" => Object::string_literal("Jeanne Martin"),
        });
        let field = document.add_object(dictionary! {
            "FT" => "Sig", "T" => Object::string_literal("Champ1"), "V" => signature, "Subtype" => "Widget",
        });
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Annots" => vec![comment.into(), field.into()],
            "MediaBox" => vec![0.into(), 0.into(), 9.into(), 9.into()], "Metadata" => packet,
        });
        let kids = dictionary! {"Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1};
        document.objects.insert(pages, Object::Dictionary(kids));
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => pages, "Metadata" => packet,
            "AcroForm" => dictionary! {"Fields" => vec![field.into()]},
        });
        let properties = document.add_object(dictionary! {
            "Author" => Object::string_literal("Jeanne Martin"), "Title" => Object::string_literal("Deliberation"),
            "Creator" => Object::string_literal("Traitement de Jeanne Martin"),
        });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", properties);
        document
    }

    fn saved(document: &mut Document) -> Vec<u8> {
        let mut file = Vec::new();
        document.save_to(&mut file).expect("memory takes it");
        file
    }

    fn holds(file: &[u8], word: &str) -> bool {
        file.windows(word.len()).any(|window| window == word.as_bytes())
    }

    #[test]
    fn the_people_go_and_the_pages_the_comment_and_the_title_stay() {
        let file = saved(&mut telling());
        assert!(holds(&file, "Jeanne") && pdf::look(&file).expect("a sound file").telling);
        let clean = without_people(&file).expect("a clean file");
        for word in ["Jeanne", "Martin", "creator", "ByteRange", "Traitement"] {
            assert!(!holds(&clean, word), "{word}");
        }
        for word in ["Deliberation", "page 2", "Champ1"] {
            assert!(holds(&clean, word), "{word}");
        }
        assert_eq!(without_people(&file), Ok(clean), "the same file gives the same bytes");
    }

    #[test]
    fn what_an_earlier_version_of_the_file_said_is_gone_too() {
        let first = saved(&mut telling());
        let previous = Document::load_mem(&first).expect("a document");
        let mut later = lopdf::IncrementalDocument::create_from(first, previous);
        let properties = later.new_document.add_object(dictionary! {"Title" => Object::string_literal("Deliberation")});
        later.new_document.trailer.set("Info", properties);
        let mut file = Vec::new();
        later.save_to(&mut file).expect("memory takes it");
        assert!(holds(&file, "Jeanne"), "only hidden");
        assert!(pdf::look(&file).expect("a sound file").telling, "and seen all the same");
        assert!(!holds(&without_people(&file).expect("a clean file"), "Jeanne"));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let file = saved(&mut telling());
        let broken = String::from_utf8_lossy(&file).replace("/Kids", "/Nope");
        assert_eq!(without_people(broken.as_bytes()), Err(InvalidPdf::Packed));
    }
}
