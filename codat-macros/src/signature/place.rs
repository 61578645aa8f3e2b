//! Attributes of an argument that say where it is sent, as other libraries have them.

use syn::{Attribute, LitStr};

/// Where such an attribute would send its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Body,
}

/// The place that an attribute names, if it is one of those.
pub(crate) fn place(attribute: &Attribute) -> Option<Place> {
    let name = attribute.path().get_ident()?.to_string();
    Some(match name.as_str() {
        "path" => Place::Path,
        "query" | "param" => Place::Query,
        "header" => Place::Header,
        "body" | "json" | "data" | "form" => Place::Body,
        _ => return None,
    })
}

impl Place {
    /// What to write in the place of the attribute.
    pub(super) fn help(self, attribute: &Attribute, argument: &str) -> String {
        let key = attribute.parse_args::<LitStr>().ok().map(|key| key.value());
        let form = match (self, key) {
            (Self::Path, _) => format!("`<{argument}>` in the path"),
            (Self::Query, Some(key)) => format!("`{key}=<{argument}>` in the query"),
            (Self::Query, None) => format!("`<{argument}>` in the query"),
            (Self::Header, key) => {
                let key = key.as_deref().unwrap_or("Name");
                format!("`header({key:?}) = \"<{argument}>\"`")
            }
            (Self::Body, _) => format!("`data = \"<{argument}>\"`"),
        };
        format!("remove it: {form} says where the argument is sent")
    }
}
