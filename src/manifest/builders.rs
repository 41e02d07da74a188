//! Builder functions for the description of the fields.

use super::types::{Choice, Field, Has, Known, Shape, StringFormat, Text};

impl Field {
    /// Creates an optional field. The builder methods add the other parts.
    pub const fn new(name: &'static str, shape: Shape) -> Field {
        Field {
            name,
            shape,
            required: false,
            deprecated: None,
            doc: "",
            absent: "",
            default_value: None,
            example: "",
            about: None,
        }
    }

    /// Marks the field as required.
    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// Marks the field as deprecated; `instead` is a sentence that names the replacement.
    pub const fn deprecated(mut self, instead: &'static str) -> Field {
        self.deprecated = Some(instead);
        self
    }

    /// Sets [`Field::doc`].
    pub const fn doc(mut self, doc: &'static str) -> Field {
        self.doc = doc;
        self
    }

    /// Sets [`Field::absent`].
    pub const fn absent(mut self, absent: &'static str) -> Field {
        self.absent = absent;
        self
    }

    /// Sets [`Field::default_value`].
    pub const fn default_value(mut self, json: &'static str) -> Field {
        self.default_value = Some(json);
        self
    }

    /// Sets [`Field::example`].
    pub const fn example(mut self, example: &'static str) -> Field {
        self.example = example;
        self
    }

    /// Sets [`Field::about`].
    pub const fn applies_to(mut self, type_name: &'static str) -> Field {
        self.about = Some(type_name);
        self
    }
}

impl Text {
    /// Any string.
    pub const fn any() -> Text {
        Text {
            min: 0,
            max: None,
            values: &[],
            suggested: &[],
            nullable: false,
            holds: StringFormat::Prose,
        }
    }

    /// A string of at most `max` code points.
    pub const fn up_to(max: u32) -> Text {
        let mut text = Text::any();
        text.max = Some(max);
        text
    }

    /// A string of `min` to `max` code points.
    pub const fn between(min: u32, max: u32) -> Text {
        let mut text = Text::up_to(max);
        text.min = min;
        text
    }

    /// Only one of `values`.
    pub const fn one_of(values: &'static [Choice]) -> Text {
        let mut text = Text::any();
        text.values = values;
        text
    }

    /// Any string, with known `values`.
    pub const fn such_as(values: &'static [Choice]) -> Text {
        let mut text = Text::any();
        text.suggested = values;
        text
    }

    /// Sets [`Text::holds`].
    pub const fn holding(mut self, holds: StringFormat) -> Text {
        self.holds = holds;
        self
    }

    /// Allows `null` instead of the string.
    pub const fn or_null(mut self) -> Text {
        self.nullable = true;
        self
    }
}

impl Known {
    /// Creates a known name with its description and data.
    pub const fn new(name: &'static str, doc: &'static str, has: Has) -> Known {
        Known { name, doc, replaced_by: None, has }
    }
}
