//! What a type says by its form alone: a macro sees no more of it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, Type, TypeParamBound};

/// Why a type can't fill one segment of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Many {
    Optional,
    List,
}

/// The names of lists in the standard library, each with one parameter for its items.
const LISTS: [&str; 6] = [
    "Vec",
    "VecDeque",
    "LinkedList",
    "HashSet",
    "BTreeSet",
    "BinaryHeap",
];

/// The crates whose types are known by name.
const KNOWN_CRATES: [&str; 4] = ["std", "core", "alloc", "codat_client"];

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
    let is_known = segments.len() == 1
        || segments
            .first()
            .is_some_and(|first| KNOWN_CRATES.iter().any(|known| first.ident == known));
    segments.last().filter(|_| is_known && path.qself.is_none())
}

/// The types among the arguments in angle brackets.
pub(crate) fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// How many arguments of any kind stand in angle brackets.
pub(crate) fn argument_count(segment: &PathSegment) -> usize {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.len(),
        _ => 0,
    }
}

/// Whether this is a client, which an endpoint has by `self`.
pub(crate) fn is_client(ty: &Type) -> bool {
    match peel(ty) {
        Type::Reference(reference) => is_client(&reference.elem),
        ty => known(ty).is_some_and(|segment| segment.ident == "Client"),
    }
}

/// The `Output` of a future: `impl Future<Output = T>`, or a box of one.
pub(crate) fn future_output(ty: &Type) -> Option<&Type> {
    let bounds = match peel(ty) {
        Type::ImplTrait(ty) => &ty.bounds,
        Type::TraitObject(ty) => &ty.bounds,
        ty => {
            let segment = last_segment(ty)?;
            let arguments = type_arguments(segment);
            let first = arguments.first().copied()?;
            return match segment.ident.to_string().as_str() {
                "Pin" | "Box" => future_output(first),
                "BoxFuture" | "LocalBoxFuture" => Some(first),
                _ => None,
            };
        }
    };
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
    })
}

/// Whether this is one of the plain values of the language, which have no fields.
pub(crate) fn is_single(ty: &Type) -> bool {
    const SINGLE: [&str; 17] = [
        "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "String",
        "u128", "u16", "u32", "u64", "u8",
    ];
    match peel(ty) {
        Type::Reference(reference) => is_single(&reference.elem),
        ty => known(ty).is_some_and(|segment| SINGLE.iter().any(|name| segment.ident == name)),
    }
}

/// Whether the type holds no value or several.
pub(crate) fn many(ty: &Type) -> Option<Many> {
    match peel(ty) {
        Type::Reference(reference) => many(&reference.elem),
        Type::Slice(_) | Type::Array(_) => Some(Many::List),
        ty => {
            let segment = known(ty)?;
            let arguments = type_arguments(segment);
            // A type without parameters is somebody's own.
            let item = arguments.first()?;
            match segment.ident.to_string().as_str() {
                "Option" => Some(Many::Optional),
                "Cow" | "Box" | "Arc" | "Rc" => many(item),
                name if LISTS.contains(&name) => Some(Many::List),
                _ => None,
            }
        }
    }
}

/// The types that a type is written with: its arguments, or its elements.
fn parts(ty: &Type) -> Vec<&Type> {
    match peel(ty) {
        Type::Path(_) => last_segment(ty).map_or_else(Vec::new, type_arguments),
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        Type::Slice(slice) => vec![&slice.elem],
        Type::Array(array) => vec![&array.elem],
        Type::Reference(reference) => vec![&reference.elem],
        _ => Vec::new(),
    }
}

/// The first type for which something holds, at any depth.
pub(crate) fn find(ty: &Type, holds: impl Fn(&Type) -> bool + Copy) -> Option<&Type> {
    if holds(ty) {
        return Some(peel(ty));
    }
    parts(ty).into_iter().find_map(|part| find(part, holds))
}

/// Whether `impl Trait` is part of the type. The keyword has no other use in a type.
pub(crate) fn has_impl(ty: &Type) -> bool {
    fn holds(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(word) => word == "impl",
            TokenTree::Group(group) => holds(group.stream()),
            _ => false,
        })
    }
    holds(ty.to_token_stream())
}

#[cfg(test)]
mod tests {
    use super::{Many, has_impl, many};

    fn ty(text: &str) -> syn::Type {
        syn::parse_str(text).unwrap()
    }

    #[test]
    fn options_and_lists_are_known_by_name() {
        for text in [
            "Option<u32>",
            "&Option<u32>",
            "std::option::Option<T>",
            "(Option<T>)",
        ] {
            assert_eq!(many(&ty(text)), Some(Many::Optional), "{text}");
        }
        for text in [
            "Vec<u8>",
            "&[u8]",
            "[u8; 4]",
            "&mut Vec<T>",
            "Cow<'_, [u8]>",
            "Box<[T]>",
        ] {
            assert_eq!(many(&ty(text)), Some(Many::List), "{text}");
        }
        for text in [
            "u32",
            "&str",
            "Option",
            "Vec",
            "Cow<'_, str>",
            "Id<Company>",
            "&dyn Display",
            "my::Vec<u8>",
            "<A as B>::Vec<u8>",
        ] {
            assert_eq!(many(&ty(text)), None, "{text}");
        }
    }

    #[test]
    fn impl_is_found_at_any_depth() {
        assert!(has_impl(&ty("impl Display")) && has_impl(&ty("Vec<(u8, &impl Display)>")));
        assert!(!has_impl(&ty("r#impl")) && !has_impl(&ty("&dyn Display")));
    }
}
