//! What a multipart body is read as.

use codat_client::Bytes;

use super::expected::{Part, same};
use super::wire::Arrived;

/// The boundary that the header announces.
pub(super) fn boundary(arrived: &Arrived) -> Result<String, String> {
    let types: Vec<_> = arrived.header("content-type").collect();
    same("number of content types", &types.len(), &1)?;
    let content_type = str::from_utf8(types[0]).map_err(|error| error.to_string())?;
    multer::parse_boundary(content_type).map_err(|error| error.to_string())
}

/// The parts of a multipart body.
pub(super) async fn read(arrived: &Arrived) -> Result<Vec<Part>, String> {
    let problem = |error: multer::Error| format!("the parts can't be read: {error}");
    let mut multipart = multer::Multipart::with_reader(&*arrived.body, boundary(arrived)?);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(problem)? {
        let headers = field.headers();
        same("number of a part's headers", &headers.len(), &2)?;
        let content_type = headers.get("content-type").ok_or("no content type")?;
        let content_type = Bytes::copy_from_slice(content_type.as_bytes());
        let disposition = headers.get("content-disposition");
        let disposition = disposition.ok_or("no content disposition")?.as_bytes();
        let (name, file_name) = names(disposition)?;
        same("name of a part", &field.name(), &Some(name.as_str()))?;
        // For multer any ` filename=` begins a file's name, even one within the quotes of a name.
        if !name.contains("filename") {
            same("name of a file", &field.file_name(), &file_name.as_deref())?;
        }
        parts.push(Part {
            name,
            file_name,
            content_type,
            content: field.bytes().await.map_err(problem)?,
        });
    }
    Ok(parts)
}

/// The names in a part's `Content-Disposition`, which hold nothing that could end their quotes for one parser and not for
/// another.
fn names(disposition: &[u8]) -> Result<(String, Option<String>), String> {
    let text = str::from_utf8(disposition).map_err(|error| error.to_string())?;
    if text.contains('\\') {
        return Err("a backslash, which may escape what follows".to_owned());
    }
    let pieces: Vec<_> = text.split('"').collect();
    match pieces[..] {
        ["form-data; name=", name, ""] => Ok((name.to_owned(), None)),
        ["form-data; name=", name, "; filename=", file_name, ""] => {
            Ok((name.to_owned(), Some(file_name.to_owned())))
        }
        _ => Err(format!("the disposition {text:?}")),
    }
}
