//! What a type says by its form alone: a macro sees no more of it.

use quote::ToTokens;
use syn::{FnArg, GenericArgument, PatType, PathArguments, PathSegment, Signature, Type};

use crate::print;

/// What a type holds, as far as its form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One value, or a type that isn't known.
    One,
    Optional,
    List,
    Bytes,
    Map,
    /// Something that is no value of a parameter: a tuple, a duration, a list of lists.
    Compound,
}

/// The names of lists in the standard library, each with one parameter for its items.
const LISTS: [&str; 5] = ["Vec", "VecDeque", "HashSet", "BTreeSet", "BinaryHeap"];

/// The crates whose types are known by name.
const KNOWN_CRATES: [&str; 5] = ["std", "core", "alloc", "codat_client", "bytes"];

/// The type without parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        ty => ty,
    }
}

/// The last segment of a type that is a path.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// The last segment of a type that is known by its name: it has no prefix, or that of a crate that is known.
/// `search::Result<T>` is somebody's own.
pub(crate) fn known(ty: &Type) -> Option<&PathSegment> {
    let Type::Path(path) = peel(ty) else {
        return None;
    };
    let segments = &path.path.segments;
    let first = segments.first().filter(|_| path.qself.is_none())?;
    let is_known = segments.len() == 1 || KNOWN_CRATES.iter().any(|known| first.ident == known);
    segments.last().filter(|_| is_known)
}

/// The types among the arguments in angle brackets.
pub(crate) fn type_arguments(ty: &Type) -> Vec<&Type> {
    let arguments = match last_segment(ty).map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => arguments.args.iter(),
        _ => return Vec::new(),
    };
    let types = arguments.filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

pub(crate) fn first_argument(ty: &Type) -> Option<&Type> {
    type_arguments(ty).first().copied()
}

/// Whether the type is a path without arguments, which holds no other type.
pub(crate) fn is_plain(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|last| last.arguments.is_empty())
}

/// Whether the type is such a path, behind references and in an `Option` or not.
fn is_plain_inside(ty: &Type) -> bool {
    is_plain(referent(option_of(ty).unwrap_or(ty)))
}

/// Whether the type holds others, none of which looks like a parameter of the trait, as `T` and `Self::Item` do.
pub(crate) fn is_generic(ty: &Type) -> bool {
    let is_short = |word: &str| word.len() < 3 && word.starts_with(char::is_uppercase);
    let is_parameter = |word: &str| word == "Self" || is_short(word);
    let is_sign = |c: char| !c.is_alphanumeric() && c != '_';
    let holds = |text: String| text.contains(['<', '[']) && !text.split(is_sign).any(is_parameter);
    !is_plain(ty) && holds(print::tokens(ty))
}

/// Whether the type has this name, with any prefix.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// Whether this is a client, which an endpoint has by `self`.
pub(crate) fn is_client(ty: &Type) -> bool {
    is_known(referent(ty), &["Client"])
}

/// The client where it is the first argument of a method without `self`.
pub(crate) fn client_in_place_of_self(signature: &Signature) -> Option<&PatType> {
    match signature.inputs.first() {
        Some(FnArg::Typed(input)) if is_client(&input.ty) => Some(input),
        _ => None,
    }
}

/// Whether this is somebody's own future: `impl Future`, or a box of one.
pub(crate) fn is_future(ty: &Type) -> bool {
    print::tokens(ty).contains("Future")
}

/// The type to take in the place of an `impl Trait`.
pub(crate) fn concrete(ty: &Type) -> Option<String> {
    let text = print::tokens(referent(ty));
    let bounds = text.trim_start_matches("dyn ").trim_start_matches("impl ");
    let (name, argument) = bounds.split_once('<').unwrap_or((bounds, ""));
    let argument = argument.strip_suffix('>').unwrap_or_default();
    Some(match (name.rsplit("::").next()?, argument) {
        ("AsRef" | "Display" | "ToString", _) | ("Into", "String") => "&str".to_owned(),
        ("Into", target) => target.to_owned(),
        ("IntoIterator" | "Iterator", item) => format!("&[{}]", item.strip_prefix("Item = ")?),
        ("Serialize", _) => "&serde_json::Value".to_owned(),
        _ => return None,
    })
}

/// Whether this is one of the plain values of the language, an id, or something that holds such values: it has no fields.
pub(crate) fn has_no_fields(ty: &Type) -> bool {
    const SINGLE: [&str; 18] = [
        "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16",
        "u32", "u64", "u8", "usize", "Uuid", "Duration",
    ];
    match shape(ty) {
        Shape::List | Shape::Bytes => true,
        Shape::Optional => option_of(ty).is_some_and(has_no_fields),
        _ => {
            let name = known(referent(ty)).map(|segment| segment.ident.to_string());
            let name = name.unwrap_or_default();
            let is_id = name.ends_with("Id") && first_argument(ty).is_none();
            is_string(ty) || is_id || name == "SystemTime" || SINGLE.contains(&&*name)
        }
    }
}

/// The type behind references.
pub(crate) fn referent(ty: &Type) -> &Type {
    match peel(ty) {
        Type::Reference(reference) => referent(&reference.elem),
        ty => ty,
    }
}

/// The `T` of an `Option<T>`, behind references or not.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    let ty = referent(ty);
    first_argument(ty).filter(|_| is_known(ty, &["Option"]))
}

/// The type of a list's items. A type without parameters is somebody's own.
fn element(ty: &Type) -> Option<&Type> {
    match referent(ty) {
        Type::Slice(slice) => Some(&slice.elem),
        Type::Array(array) => Some(&array.elem),
        ty => first_argument(ty).filter(|_| is_known(ty, &LISTS)),
    }
}

pub(crate) fn shape(ty: &Type) -> Shape {
    let ty = referent(ty);
    let name = known(ty).map(|segment| segment.ident.to_string());
    if let Some(element) = element(ty) {
        return match shape(element) {
            _ if is_known(element, &["u8"]) => Shape::Bytes,
            _ if matches!(element, Type::Tuple(pair) if pair.elems.len() == 2) => Shape::Map,
            Shape::One | Shape::Optional => Shape::List,
            _ => Shape::Compound,
        };
    }
    if let Some(value) = option_of(ty) {
        return match shape(value) {
            Shape::One | Shape::List => Shape::Optional,
            shape => shape,
        };
    }
    match (name.as_deref(), first_argument(ty)) {
        (None, _) if matches!(ty, Type::Tuple(_)) => Shape::Compound,
        (Some("Bytes" | "BytesMut"), _) => Shape::Bytes,
        (Some("HashMap" | "BTreeMap" | "IndexMap"), Some(_)) => Shape::Map,
        (Some("Range" | "RangeInclusive"), Some(_)) => Shape::Compound,
        (Some("Duration" | "SystemTime"), _) => Shape::Compound,
        (Some("Cow" | "Box"), Some(inner)) => shape(inner),
        _ => Shape::One,
    }
}

/// Whether this is bytes, or a list of them.
pub(crate) fn is_of_bytes(ty: &Type) -> bool {
    shape(ty) == Shape::Bytes || element(ty).is_some_and(is_of_bytes)
}

/// Whether the type is known by one of these names.
pub(crate) fn is_known(ty: &Type, names: &[&str]) -> bool {
    known(ty).is_some_and(|segment| names.contains(&&*segment.ident.to_string()))
}

/// Whether this is a string of the standard library.
pub(crate) fn is_string(ty: &Type) -> bool {
    match referent(ty) {
        ty if is_known(ty, &["Cow", "Box"]) => first_argument(ty).is_some_and(is_string),
        ty => is_known(ty, &["str", "String"]),
    }
}

/// Whether a response of this type can be without a body.
pub(crate) fn is_without_body(ty: &Type) -> bool {
    match peel(ty) {
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        ty if is_named(ty, "Response") => first_argument(ty).is_none_or(is_without_body),
        ty => is_named(ty, "Raw") || is_named(ty, "Bytes"),
    }
}

/// Whether `impl Trait` is part of the type. The keyword has no other use in a type.
pub(crate) fn has_impl(ty: &Type) -> bool {
    !is_plain_inside(ty) && holds_word(ty, "impl")
}

/// Whether this is a `dyn Serialize`, which rustc refuses; that of `erased_serde` works.
pub(crate) fn is_dyn_serialize(ty: &Type) -> bool {
    let is = |text: String| text.replace("serde::", "").contains("dyn Serialize");
    !is_plain_inside(ty) && is(print::tokens(ty))
}

pub(crate) fn holds_word(ty: &impl ToTokens, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#');
    let text = print::tokens(ty);
    text.split(|c| !is_word(c)).any(|it| it == word)
}

#[cfg(test)]
mod tests {
    use super::{Shape, has_impl, has_no_fields, shape};

    fn ty(text: &str) -> syn::Type {
        syn::parse_str(text).unwrap()
    }

    #[test]
    fn options_and_lists_are_known_by_name() {
        for (shapes, texts) in [
            (
                Shape::Optional,
                &[
                    "Option<u32>",
                    "&Option<u32>",
                    "std::option::Option<T>",
                    "(Option<T>)",
                    "Option<&[T]>",
                ][..],
            ),
            (
                Shape::List,
                &[
                    "Vec<T>",
                    "&[T]",
                    "[u32; 4]",
                    "&mut Vec<T>",
                    "Cow<'_, [T]>",
                    "Box<[T]>",
                ],
            ),
            (
                Shape::Bytes,
                &[
                    "Vec<u8>",
                    "&[u8]",
                    "[u8; 4]",
                    "Cow<'_, [u8]>",
                    "bytes::Bytes",
                    "Option<Bytes>",
                ],
            ),
            (
                Shape::Map,
                &["HashMap<String, u8>", "&std::collections::BTreeMap<K, V>"],
            ),
            (
                Shape::One,
                &[
                    "u32",
                    "&str",
                    "Option",
                    "Vec",
                    "Cow<'_, str>",
                    "Id<Company>",
                    "&dyn Display",
                    "my::Vec<u8>",
                    "<A as B>::Vec<u8>",
                    "my::Duration",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(shape(&ty(text)), shapes, "{text}");
            }
        }
        for text in [
            "()",
            "(u8, u8)",
            "&[&[T]]",
            "Vec<Vec<u8>>",
            "std::time::Duration",
            "Range<u8>",
            "Option<(u8, u8)>",
        ] {
            assert!(shape(&ty(text)) == Shape::Compound, "{text}");
        }
    }

    #[test]
    fn single_values_have_no_fields() {
        for text in [
            "u8",
            "&str",
            "CompanyId",
            "&CompanyId",
            "Option<&str>",
            "&[u32]",
            "Vec<String>",
        ] {
            assert!(has_no_fields(&ty(text)), "{text}");
        }
        for text in [
            "Filter",
            "&Filter",
            "Option<Filter>",
            "HashMap<A, B>",
            "&[(A, B)]",
            "Id<Company>",
        ] {
            assert!(!has_no_fields(&ty(text)), "{text}");
        }
    }

    #[test]
    fn impl_is_found_at_any_depth() {
        assert!(has_impl(&ty("impl Display")) && has_impl(&ty("Vec<(u8, &impl Display)>")));
        assert!(!has_impl(&ty("r#impl")) && !has_impl(&ty("&dyn Display")));
    }
}
