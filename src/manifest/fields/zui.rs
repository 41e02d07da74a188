//! Description of `x-zui`, the display options of a JSON Schema, ordered like the keywords.

use crate::manifest::field_names;
use crate::manifest::types::{Field, Flag, List, Object, Shape, Text};

/// The keys of `x-zui`. Unknown keys are allowed, because the SDK writes additional ones.
pub static ZUI: Object = Object {
    noun: "a set of display options",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::any()))
            .doc("The label of the field in Botpress Studio.")
            .absent("The label is the name of the property; `bp lint` reports it.")
            .example(r#""API key""#),
        Field::new(field_names::PLACEHOLDER, Shape::Text(Text::any()))
            .doc("The placeholder that Botpress Studio displays in an empty field.")
            .absent("There is no placeholder.")
            .example(r#""sk_live_…""#),
        Field::new(
            field_names::SECRET,
            Shape::Flag(Flag {
                on: "The value is masked, like a password.",
                off: "The value is visible.",
            }),
        )
        .doc("Whether Botpress Studio masks the value.")
        .absent("The value is visible.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::HIDDEN,
            Shape::Either(&[
                Shape::Flag(Flag { on: "The field is hidden.", off: "The field is displayed." }),
                Shape::Text(Text::any()),
            ]),
        )
        .doc(
            "Whether Botpress Studio hides the field. The SDK may write a function here, as \
             text.",
        )
        .absent("The field is displayed.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::DISABLED,
            Shape::Either(&[
                Shape::Flag(Flag {
                    on: "The field is read-only.",
                    off: "The field can be edited.",
                }),
                Shape::Text(Text::any()),
            ]),
        )
        .doc(
            "Whether the field is read-only in Botpress Studio. The SDK may write a function \
             here, as text.",
        )
        .absent("The field can be edited.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::TOOLTIP,
            Shape::Flag(Flag {
                on: "The description is displayed as a tooltip of the label.",
                off: "The description is displayed next to the field.",
            }),
        )
        .doc("Whether Botpress Studio displays the description as a tooltip.")
        .absent("The description is displayed next to the field.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::DISPLAY_AS, Shape::List(&DISPLAY))
            .doc("The Botpress Studio component that displays the field: its name and settings.")
            .absent("Botpress Studio selects a component by type.")
            .example(r#"["text", { "multiLine": true }]"#),
        Field::new(
            field_names::COERCE,
            Shape::Flag(Flag {
                on: "The value is converted: `\"1\"` becomes `1`.",
                off: "The value is not converted.",
            }),
        )
        .doc("Whether the SDK converts a value of another type.")
        .absent("The value is not converted.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::DEF, Shape::Any)
            .doc("Internal data of the SDK about the original schema. The SDK generates it.")
            .absent("The SDK imports the schema from its keywords only.")
            .example(r#"{ "typeName": "ZodOptional" }"#),
    ],
};

static DISPLAY: List = List {
    item: Shape::Any,
    min: 0,
    distinct: false,
    doc: "The component's name, then an object with its settings.",
};
