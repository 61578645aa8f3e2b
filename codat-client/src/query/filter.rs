//! Which records a list has.

use serde::ser::{Error as _, Serialize, Serializer};

use super::error::{QueryError, check_name, check_value, value_error};
use crate::endpoint::QueryValue;
use crate::request::single_value;

/// The most characters of a filter, by Codat's documentation.
const MAX_LENGTH: usize = 2048;

/// A field of the records: what a filter compares.
///
/// A dot reaches a field inside another, as in `customerRef.id`. Codat doesn't look into lists.
pub fn field(name: impl Into<String>) -> Field {
    Field(name.into())
}

/// A field of the records, from [`field`], to compare with a value.
///
/// A value is anything that can be a single query parameter: a string, a number, a `bool`, an id, a [`DateTime`](crate::DateTime), an
/// enum, or your own type that serialises as one of them. Codat decides which comparisons a field supports. `>`, `>=`, `<` and `<=` are
/// for numbers and dates.
#[derive(Debug, Clone)]
#[must_use = "a field is a filter only when it is compared"]
pub struct Field(String);

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident $operator:literal;)*) => {$(
        $(#[$doc])*
        pub fn $method(self, value: impl QueryValue) -> Filter {
            let value = single_value(&value);
            self.compare($operator, value)
        }
    )*};
}

impl Field {
    comparisons! {
        /// The field equals the value: `=`.
        ///
        /// ```
        /// use codat_client::query;
        ///
        /// assert_eq!(query::field("currency").eq("GBP").check(), Ok("currency=GBP"));
        /// ```
        eq "=";
        /// The field differs from the value: `!=`.
        ///
        /// ```
        /// use codat_client::query;
        ///
        /// let kept = query::field("metadata.isDeleted").ne(true);
        /// assert_eq!(kept.check(), Ok("metadata.isDeleted!=true"));
        /// ```
        ne "!=";
        /// The field is greater or later than the value: `>`.
        ///
        /// ```
        /// use codat_client::query;
        ///
        /// let late = query::field("dueDate").gt("2021-01-28");
        /// assert_eq!(late.check(), Ok("dueDate>2021-01-28"));
        /// ```
        gt ">";
        /// The field is greater or later than the value, or equals it: `>=`.
        ge ">=";
        /// The field is less or earlier than the value: `<`.
        lt "<";
        /// The field is less or earlier than the value, or equals it: `<=`.
        le "<=";
        /// The field is a string that contains the value: `~`.
        ///
        /// ```
        /// use codat_client::query;
        ///
        /// let named = query::field("customerRef.companyName").contains("Marks & Spencer");
        /// assert_eq!(named.check(), Ok("customerRef.companyName~Marks & Spencer"));
        /// ```
        contains "~";
    }

    fn compare(self, operator: &str, value: Result<String, String>) -> Filter {
        let Self(name) = self;
        Filter(check_name(&name).and_then(|()| {
            let value = value.map_err(|problem| value_error(&name, &problem))?;
            check_value(&name, &value)?;
            Syntax::new(format!("{name}{operator}{value}"), Form::Comparison)
        }))
    }
}

/// A filter: which records a list has, in [Codat's query language](https://docs.codat.io/using-the-api/querying).
///
/// A filter compares a [`field`] with a value. [`and`](Self::and) and [`or`](Self::or) combine filters:
///
/// ```
/// use codat_client::query::field;
///
/// let unusual = field("totalAmount").gt(100).or(field("totalAmount").lt(50));
/// let filter = unusual.and(field("status").ne("paid"));
/// assert_eq!(filter.check(), Ok("{totalAmount>100||totalAmount<50}&&status!=paid"));
/// ```
///
/// A string is also a filter. It is sent as it is, so don't put user input into it:
///
/// ```
/// use codat_client::query::{Filter, field};
///
/// let filter = Filter::from("amountDue>0").and(field("currency").eq("GBP"));
/// assert_eq!(filter.check(), Ok("{amountDue>0}&&currency=GBP"));
/// ```
///
/// [`Iterator::reduce`] combines a list of filters:
///
/// ```
/// use codat_client::query::{Filter, field};
///
/// let numbers = ["INV-1", "INV-2"];
/// let filter = numbers.iter().map(|number| field("invoiceNumber").eq(number)).reduce(Filter::or);
/// assert_eq!(filter.unwrap().check(), Ok("invoiceNumber=INV-1||invoiceNumber=INV-2"));
/// ```
///
/// A filter that Codat would misread is [refused](crate::query#what-is-refused), and a call that has it fails before anything is
/// sent. So a filter doesn't implement `Display`, which can't fail: [`check`](Self::check) returns its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a filter is to be used in a query"]
pub struct Filter(Result<Syntax, QueryError>);

/// A filter as Codat reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Syntax {
    text: String,
    form: Form,
}

/// What a filter is made of, which decides where it needs braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Comparison,
    /// Filters with this operator between them.
    Joined(&'static str),
    /// Text that isn't read here.
    Text,
}

impl Filter {
    /// Both filters match: `&&`.
    pub fn and(self, other: Self) -> Self {
        self.join("&&", other)
    }

    /// One of the filters matches, or both: `||`.
    pub fn or(self, other: Self) -> Self {
        self.join("||", other)
    }

    /// The filter in Codat's syntax.
    ///
    /// # Errors
    ///
    /// If Codat would misread it.
    ///
    /// ```
    /// use codat_client::query;
    ///
    /// let error = query::field("reference").eq("a&&b").check().unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the value for `reference` holds `&&`, which is an operator, and there is no escape"
    /// );
    /// ```
    pub fn check(&self) -> Result<&str, QueryError> {
        match &self.0 {
            Ok(syntax) => Ok(&syntax.text),
            Err(error) => Err(error.clone()),
        }
    }

    fn join(self, operator: &'static str, other: Self) -> Self {
        let join = |left: Syntax, right: Syntax| {
            let text = format!(
                "{}{operator}{}",
                left.beside(operator)?,
                right.beside(operator)?
            );
            Syntax::new(text, Form::Joined(operator))
        };
        Self(self.0.and_then(|left| join(left, other.0?)))
    }
}

impl Syntax {
    fn new(text: String, form: Form) -> Result<Self, QueryError> {
        if text.chars().nth(MAX_LENGTH).is_some() {
            return Err(QueryError::new(format!(
                "the filter has more than {MAX_LENGTH} characters"
            )));
        }
        Ok(Self { text, form })
    }

    /// The text on one side of the operator. The precedence of operators isn't documented, so a mixture always has braces.
    fn beside(self, operator: &str) -> Result<String, QueryError> {
        match self.form {
            Form::Text if self.text.trim().is_empty() => {
                Err(QueryError::new("an empty filter can't be combined"))
            }
            Form::Comparison => Ok(self.text),
            Form::Joined(joined) if joined == operator => Ok(self.text),
            Form::Joined(_) | Form::Text => Ok(format!("{{{}}}", self.text)),
        }
    }
}

impl From<String> for Filter {
    fn from(text: String) -> Self {
        Self(Syntax::new(text, Form::Text))
    }
}

impl From<&str> for Filter {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(syntax) => serializer.serialize_str(&syntax.text),
            Err(error) => Err(S::Error::custom(format_args!("is refused: {error}"))),
        }
    }
}
