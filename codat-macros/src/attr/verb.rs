//! The HTTP methods.

/// The HTTP method. "Method" is left to the trait's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verb(&'static str);

impl Verb {
    pub(crate) const GET: Self = Self("GET");
    pub(crate) const HEAD: Self = Self("HEAD");
    pub(crate) const POST: Self = Self("POST");

    /// Their names.
    pub(crate) const ALL: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    pub(crate) fn name(self) -> &'static str {
        self.0
    }

    /// The method of this name, in upper case or not.
    pub(super) fn meant(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|known| known.eq_ignore_ascii_case(name)).map(Self)
    }

    pub(crate) fn has_body(self) -> bool {
        self != Self::GET && self != Self::HEAD
    }
}
