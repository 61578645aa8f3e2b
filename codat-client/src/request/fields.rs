//! The fields of a struct, as parameters of a query or fields of a form.

use std::fmt::{self, Display};

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    Serializer,
};

use super::value::{Problem, Values, refuse};

/// Why fields can't be sent.
#[derive(Debug)]
pub(super) struct FieldsError {
    /// The field; none if the whole isn't a struct, a map, or a list of pairs.
    pub(super) field: Option<String>,
    pub(super) problem: Problem,
}

impl FieldsError {
    fn whole() -> Self {
        Self {
            field: None,
            problem: Problem::Shape,
        }
    }
}

impl Display for FieldsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.field, &self.problem) {
            (Some(field), problem) => write!(f, "the field `{field}` {problem}"),
            (None, Problem::Shape) => f.write_str("it is no flat struct"),
            (None, problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for FieldsError {}

impl Error for FieldsError {
    fn custom<T: Display>(problem: T) -> Self {
        Self {
            field: None,
            problem: Problem::custom(problem),
        }
    }
}

/// Takes each field's name and one value.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&str, &str) -> Result<(), Problem>;

/// Hands over the fields of a struct, a map, or a list of pairs.
pub(super) struct Fields<'a>(pub(super) Sink<'a>);

impl Fields<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), FieldsError> {
        let sink = &mut *self.0;
        value
            .serialize(Values::to(&mut |value| sink(name, value)))
            .map_err(|problem| FieldsError {
                field: Some(name.to_owned()),
                problem,
            })
    }
}

/// The name of a map's entry.
fn name<T: Serialize + ?Sized>(key: &T) -> Result<String, FieldsError> {
    let mut name = String::new();
    let named = key.serialize(Values::to(&mut |key| {
        name.push_str(key);
        Ok(())
    }));
    named.map_err(FieldsError::custom)?;
    Ok(name)
}

/// What neither fields nor a pair can be.
macro_rules! refuse_values {
    () => {
        type Ok = ();
        type Error = FieldsError;
        type SerializeTupleStruct = Impossible<(), FieldsError>;
        type SerializeTupleVariant = Impossible<(), FieldsError>;
        type SerializeStructVariant = Impossible<(), FieldsError>;

        refuse! {
            FieldsError::whole();
            serialize_bool(bool) -> ();
            serialize_i8(i8) -> ();
            serialize_i16(i16) -> ();
            serialize_i32(i32) -> ();
            serialize_i64(i64) -> ();
            serialize_u8(u8) -> ();
            serialize_u16(u16) -> ();
            serialize_u32(u32) -> ();
            serialize_u64(u64) -> ();
            serialize_f32(f32) -> ();
            serialize_f64(f64) -> ();
            serialize_char(char) -> ();
            serialize_str(&str) -> ();
            serialize_bytes(&[u8]) -> ();
            serialize_unit() -> ();
            serialize_unit_struct(&'static str) -> ();
            serialize_unit_variant(&'static str, u32, &'static str) -> ();
            serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
            serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
            serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
        }

        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), FieldsError> {
            value.serialize(self)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            value: &T,
        ) -> Result<(), FieldsError> {
            value.serialize(self)
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), FieldsError> {
            Err(FieldsError::whole())
        }
    };
}

impl<'a> Serializer for Fields<'a> {
    type SerializeSeq = Self;
    type SerializeTuple = Impossible<(), FieldsError>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Self;
    refuse_values!();
    refuse! { FieldsError::whole(); serialize_tuple(usize) -> Self::SerializeTuple; }

    /// No struct at all is one without fields.
    fn serialize_none(self) -> Result<(), FieldsError> {
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, FieldsError> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, FieldsError> {
        Ok(Entries {
            fields: self,
            name: String::new(),
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, FieldsError> {
        Ok(self)
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = FieldsError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), FieldsError> {
        self.push(name, value)
    }

    fn end(self) -> Result<(), FieldsError> {
        Ok(())
    }
}

impl SerializeSeq for Fields<'_> {
    type Ok = ();
    type Error = FieldsError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, pair: &T) -> Result<(), FieldsError> {
        pair.serialize(Pair {
            fields: Fields(&mut *self.0),
            name: None,
        })
    }

    fn end(self) -> Result<(), FieldsError> {
        Ok(())
    }
}

/// The entries of a map.
pub(super) struct Entries<'a> {
    fields: Fields<'a>,
    name: String,
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = FieldsError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FieldsError> {
        self.name = name(key)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FieldsError> {
        self.fields.push(&self.name, value)
    }

    fn end(self) -> Result<(), FieldsError> {
        Ok(())
    }
}

/// A name and its value, in a list of them.
struct Pair<'a> {
    fields: Fields<'a>,
    name: Option<String>,
}

impl Serializer for Pair<'_> {
    type SerializeSeq = Impossible<(), FieldsError>;
    type SerializeTuple = Self;
    type SerializeMap = Impossible<(), FieldsError>;
    type SerializeStruct = Impossible<(), FieldsError>;
    refuse_values!();
    refuse! {
        FieldsError::whole();
        serialize_none() -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
    }

    fn serialize_tuple(self, length: usize) -> Result<Self, FieldsError> {
        match length {
            2 => Ok(self),
            _ => Err(FieldsError::whole()),
        }
    }
}

impl SerializeTuple for Pair<'_> {
    type Ok = ();
    type Error = FieldsError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, part: &T) -> Result<(), FieldsError> {
        match self.name.take() {
            None => self.name = Some(name(part)?),
            Some(name) => self.fields.push(&name, part)?,
        }
        Ok(())
    }

    fn end(self) -> Result<(), FieldsError> {
        Ok(())
    }
}
