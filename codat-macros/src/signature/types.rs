//! What a type says by its form alone: a macro sees no more of it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

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

/// Whether the type holds no value or several.
pub(crate) fn many(ty: &Type) -> Option<Many> {
    match peel(ty) {
        Type::Reference(reference) => many(&reference.elem),
        Type::Slice(_) | Type::Array(_) => Some(Many::List),
        ty => {
            let segment = last_segment(ty)?;
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
