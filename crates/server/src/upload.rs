//! A file on its way in: a form with a file, or the bare bytes. It is read into memory, never into a file; the type that
//! the sender gives is not looked at.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};

use crate::error::Error;

/// Fields of a form at the most.
const MAX_FIELDS: usize = 200;

/// What the fields of forms are called that hold the file.
const FILES: [&str; 3] = ["photo", "list", "file"];

/// What a form with a file sends, or a request whose body is the file.
#[derive(Default)]
pub(crate) struct Upload {
    /// The file, when there is one.
    pub(crate) file: Option<Bytes>,
    /// What its sender calls it, without folders; for lists alone, whose names tell where they come from.
    pub(crate) name: String,
    fields: Vec<(String, String)>,
}

impl Upload {
    /// The first value of a field, empty without it.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let fields = self.fields.iter().filter(move |(known, _)| known == name);
        fields.map(|(_, value)| value.as_str())
    }

    async fn read(mut form: Multipart) -> Result<Self, Error> {
        let mut upload = Self::default();
        while let Some(field) = form.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if FILES.contains(&name.as_str()) {
                let called = field.file_name().unwrap_or_default();
                upload.name = called.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(120).collect();
                upload.file = Some(field.bytes().await?).filter(|bytes| !bytes.is_empty());
            } else if upload.fields.len() < MAX_FIELDS {
                upload.fields.push((name, field.text().await?));
            }
        }
        Ok(upload)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let kind = essence(request.headers());
        if kind == "multipart/form-data" {
            return Self::read(Multipart::from_request(request, state).await?).await;
        }
        if !kind.starts_with("image/") && !["application/pdf", "application/octet-stream"].contains(&kind.as_str()) {
            let detail = format!("send the file itself or multipart/form-data, found {kind:?}");
            return Err(Error::UnsupportedType(detail));
        }
        let boxes = request.headers().get("boxes").and_then(|value| value.to_str().ok());
        let fields = boxes.map(|boxes| ("boxes".to_owned(), boxes.to_owned()));
        let file = Some(Bytes::from_request(request, state).await?).filter(|bytes| !bytes.is_empty());
        Ok(Self { file, name: String::new(), fields: fields.into_iter().collect() })
    }
}

fn essence(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
