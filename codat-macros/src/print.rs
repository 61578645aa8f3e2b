//! Tokens as messages quote them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// A type or a path as a person writes it, without the spaces that tokens print with.
pub(crate) fn tokens(printed: &impl ToTokens) -> String {
    fn write(tokens: TokenStream, text: &mut String) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    text.push_str(open);
                    write(group.stream(), text);
                    text.push_str(close);
                }
                TokenTree::Punct(punct) => match punct.as_char() {
                    ',' | ';' => text.extend([punct.as_char(), ' ']),
                    '+' | '=' => text.extend([' ', punct.as_char(), ' ']),
                    sign => text.push(sign),
                },
                word => {
                    if text.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                        text.push(' ');
                    }
                    text.push_str(&word.to_string());
                }
            }
        }
    }
    let mut text = String::new();
    write(printed.to_token_stream(), &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_type_reads_as_it_was_written() {
        for written in [
            "Vec<std::collections::HashMap<String, (u8, [T; 4])>>",
            "Box<dyn Display + Send + 'a>",
            "Page<'static, T>",
            "<A as B>::C",
        ] {
            assert_eq!(
                tokens(&syn::parse_str::<syn::Type>(written).unwrap()),
                written
            );
        }
    }
}
