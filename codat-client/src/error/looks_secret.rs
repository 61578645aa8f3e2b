//! What looks like a credential: base64, a JWT, hexadecimal, long runs of mixed letters and digits.
//!
//! Names of members, paths and media types are words, and words stay.

/// The shortest run that is taken for a credential.
const SHORTEST: usize = 16;

/// Whether a run of [token characters](is_token) looks like a credential.
pub(super) fn looks_secret(run: &str) -> bool {
    if run.split('.').any(|part| part.starts_with("eyJ")) {
        // A JWT: `{"` in base64.
        return true;
    }
    let words = || run.split(|c: char| !c.is_ascii_alphanumeric());
    if words().any(is_hex) {
        return true;
    }
    // `/` and `+` may stand anywhere in base64: beside one word that can't be a name, all that are none count.
    let odd = words()
        .filter(|word| Pieces::of(word).are_odd())
        .map(str::len);
    let is_random = words().any(|word| Pieces::of(word).are_random());
    is_random && odd.sum::<usize>() >= SHORTEST || is_padded_base64(run)
}

/// What keys, tokens and base64 are made of.
pub(super) fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/_-.~=".contains(c)
}

fn is_hex(word: &str) -> bool {
    word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether it is base64 of whole groups, padded. `name=` isn't, if the name is made of words.
fn is_padded_base64(run: &str) -> bool {
    let word = run.trim_end_matches('=');
    run.ends_with('=') && run.len().is_multiple_of(4) && Pieces::of(word).are_random()
}

/// What a word is made of: numbers, and letters that may be words of their own, as in `camelCase`.
struct Pieces {
    length: usize,
    count: usize,
    numbers: usize,
    /// Letters that are no word.
    odd: usize,
}

impl Pieces {
    fn of(word: &str) -> Self {
        let mut pieces = Self {
            length: word.len(),
            count: 0,
            numbers: 0,
            odd: 0,
        };
        let mut rest = word;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(piece_length(rest.as_bytes()));
            rest = after;
            pieces.count += 1;
            if piece.bytes().all(|byte| byte.is_ascii_digit()) {
                pieces.numbers += 1;
            } else if !is_word(piece) {
                pieces.odd += 1;
            }
        }
        pieces
    }

    /// Whether at least half of them are no words, or many of them numbers.
    fn are_odd(&self) -> bool {
        let only_numbers = self.numbers == self.count;
        !only_numbers && ((self.numbers + self.odd) * 2 >= self.count || self.numbers >= 3)
    }

    /// Whether letters and digits, or their cases, are mixed as in no name.
    fn are_random(&self) -> bool {
        self.count >= 3 && self.length >= 6 && self.are_odd()
    }
}

/// The length of the first piece: digits, small letters, or capitals with the small letters after them, as in `camelCase`.
fn piece_length(text: &[u8]) -> usize {
    let count = |from: usize, is: fn(&u8) -> bool| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| is(byte)).count()
    };
    let digits = count(0, u8::is_ascii_digit);
    if digits > 0 {
        return digits;
    }
    let capitals = count(0, u8::is_ascii_uppercase);
    (capitals + count(capitals, u8::is_ascii_lowercase)).max(1)
}

/// Whether letters could be a word: three or more with a vowel, and all capitals or at most the first.
fn is_word(piece: &str) -> bool {
    let has_vowel = piece.contains(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y']);
    let after_first = piece.get(1..).unwrap_or_default();
    let is_lower = after_first.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_upper = piece.bytes().all(|byte| byte.is_ascii_uppercase());
    piece.len() >= 3 && has_vowel && (is_lower || is_upper)
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn names_paths_and_media_types_are_no_secrets() {
        for run in [
            "logo.square.image.src",
            "invoices.lastSuccessfulSync",
            "getXMLHttpRequestStatus",
            "address1Line2Postcode",
            "application/problem+json",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/x-www-form-urlencoded",
            "//docs.codat.io/codat-api/v2/companies/connections",
            "/api/v2/companies/123/connections/456/data/v1",
            "/companies/company_id/connections/connection_id/data/bankAccounts",
            "INVALID_REQUEST_PARAMETER_VALUE",
            "INV-2026-000123",
            "2026-11-27T15",
            "1732722386123",
            "section-15.5.1",
            "org.springframework.web.servlet.NoHandlerFoundException",
            "System.Text.Json.JsonSerializerOptions",
            "api-gateway-7d4b9c5f-xk2lp",
            "supercalifragilisticexpialidocious",
            "includeArchived=",
        ] {
            assert!(!looks_secret(run), "{run}");
        }
    }

    #[test]
    fn credentials_look_like_secrets() {
        for run in [
            "c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
            "aHVudGVyMg==",
            "eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM",
            "eyJhbG",
            "846ed55c974b4392a1f187b6fdbf3c5e",
            "4111111111111111",
            "bMJ9Vo0yT4pXw3kQ7sGh1ZcRfN2uLd8e",
            "sk_live_51H8xJ2eZvKYlo2C",
            "abc123def456ghi789",
            "JBSWY3DPEHPK3PXPJBSWY3DP",
            "abx9Qp/Zt7Lk2w+9VbnXc4eR5tQ",
            "KvXwBqTzLmNpRsDfGhJkQwErTyUi",
            "sandbox-846ed55c974b4392a1f187b6fdbf3c5e",
        ] {
            assert!(looks_secret(run), "{run}");
        }
    }
}
