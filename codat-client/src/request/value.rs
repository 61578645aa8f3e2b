//! What a single value, an optional one and a list of them are, the same for queries, forms and headers.

use std::fmt::{self, Display};

use serde::ser::{Error, Impossible, Serialize, SerializeSeq, Serializer};

use super::header_value::INVALID;

/// Why a value can't be sent.
#[derive(Debug)]
pub(super) enum Problem {
    /// It is neither a single value, an optional one, nor a list of them.
    Shape,
    NotFinite,
    /// It has so many bytes.
    TooLong(usize),
    /// The place that it goes to can't hold it.
    Character,
    /// Its own `Serialize` says so.
    Custom(String),
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape => {
                f.write_str("is neither a single value, an optional one, nor a list of them")
            }
            Self::NotFinite => f.write_str("is infinite or not a number"),
            Self::TooLong(bytes) => write!(f, "has {bytes} bytes, which is too long"),
            Self::Character => f.write_str(INVALID),
            Self::Custom(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: Display>(problem: T) -> Self {
        Self::Custom(problem.to_string())
    }
}

/// What has to be exactly one value, as text; otherwise what is wrong with it.
pub(crate) fn single_value<T: Serialize + ?Sized>(value: &T) -> Result<String, String> {
    let mut text = None;
    let handed_over = value.serialize(Values::to(&mut |value| match text {
        Some(_) => Err(Problem::Custom("is a list".to_owned())),
        None => {
            text = Some(value.to_owned());
            Ok(())
        }
    }));
    handed_over.map_err(|problem| problem.to_string())?;
    text.ok_or_else(|| "is absent".to_owned())
}

/// Takes each value: one, none, or those of a list.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&str) -> Result<(), Problem>;

/// Hands the values over as text.
pub(super) struct Values<'a> {
    sink: Sink<'a>,
    in_list: bool,
}

impl<'a> Values<'a> {
    pub(super) fn to(sink: Sink<'a>) -> Self {
        Self {
            sink,
            in_list: false,
        }
    }

    fn display(self, value: &dyn Display) -> Result<(), Problem> {
        (self.sink)(&value.to_string())
    }

    /// `1.0`, as JSON writes it, and never with an exponent, which not every server reads.
    fn float(self, is_finite: bool, mut plain: String) -> Result<(), Problem> {
        if !is_finite {
            return Err(Problem::NotFinite);
        }
        if !plain.contains('.') {
            plain.push_str(".0");
        }
        (self.sink)(&plain)
    }
}

/// The methods of a serializer for what can't be sent.
macro_rules! refuse {
    ($error:expr; $($method:ident($($argument:ty),*) -> $ty:ty;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$ty, Self::Error> {
            Err($error)
        }
    )*};
}

pub(super) use refuse;

macro_rules! display {
    ($($method:ident: $ty:ty,)*) => {$(
        fn $method(self, value: $ty) -> Result<(), Problem> {
            self.display(&value)
        }
    )*};
}

impl<'a> Serializer for Values<'a> {
    type Ok = ();
    type Error = Problem;
    type SerializeSeq = List<'a>;
    type SerializeTuple = Impossible<(), Problem>;
    type SerializeTupleStruct = Impossible<(), Problem>;
    type SerializeTupleVariant = Impossible<(), Problem>;
    type SerializeMap = Impossible<(), Problem>;
    type SerializeStruct = Impossible<(), Problem>;
    type SerializeStructVariant = Impossible<(), Problem>;

    display! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_char: char,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Problem> {
        self.float(value.is_finite(), value.to_string())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Problem> {
        self.float(value.is_finite(), value.to_string())
    }

    fn serialize_str(self, value: &str) -> Result<(), Problem> {
        (self.sink)(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Problem> {
        str::from_utf8(value)
            .map_err(|_| Problem::Shape)
            .and_then(self.sink)
    }

    fn serialize_none(self) -> Result<(), Problem> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Problem> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Problem> {
        (self.sink)(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Problem> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Problem> {
        Err(Problem::Shape)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Problem> {
        match self.in_list {
            true => Err(Problem::Shape),
            false => Ok(List(self.sink)),
        }
    }

    refuse! {
        Problem::Shape;
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

/// A list of single or optional values.
pub(super) struct List<'a>(Sink<'a>);

impl SerializeSeq for List<'_> {
    type Ok = ();
    type Error = Problem;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Problem> {
        value.serialize(Values {
            sink: &mut *self.0,
            in_list: true,
        })
    }

    fn end(self) -> Result<(), Problem> {
        Ok(())
    }
}
