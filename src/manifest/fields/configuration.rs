//! Configurations, and the identifiers of installations.

use super::limits::{MAX_DESCRIPTION, MAX_SCRIPT, MAX_TITLE};
use crate::manifest::field_names;
use crate::manifest::types::{Field, Flag, Object, Script, Shape, StringFormat, Text};

/// The manifest's `configuration`, and an entry of `configurations`.
pub static CONFIGURATION: Object = Object {
    noun: "a configuration",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(MAX_TITLE)))
            .doc("The display name of the configuration, which users see when they select one.")
            .absent(
                "No title is set; `bp lint` reports an error, except for the default \
                 configuration.",
            )
            .example(r#""Manual configuration""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc("When to use this configuration, in one or two sentences.")
            .absent(
                "No description is set; `bp lint` reports an error, except for the default \
                 configuration.",
            )
            .example(r#""Connect with an API key of your own""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .doc(
                "The JSON Schema of the settings that a user fills in. `bp lint` requires a \
                 `description` and an `x-zui` title for every property. Set `\"secret\": true` \
                 in `x-zui` for passwords and keys.",
            )
            .absent("The configuration has no settings.")
            .example(
                r#"{
  "type": "object",
  "properties": {
    "apiKey": {
      "type": "string",
      "description": "The key from the shop's settings",
      "x-zui": { "title": "API key", "secret": true }
    }
  },
  "required": ["apiKey"]
}"#,
            ),
        Field::new(field_names::IDENTIFIER, Shape::Object(&CONFIGURATION_IDENTIFIER))
            .doc(
                "How an installation with this configuration gets its identifier: usually \
                 through a link that the user follows, as for OAuth.",
            )
            .absent("The installation needs only the settings.")
            .example(
                r#"{
  "required": true,
  "linkTemplateScript": "to_string!(.webhookUrl) + \"/oauth/start?state=\" + to_string!(.webhookId)"
}"#,
            ),
    ],
};

/// A configuration's `identifier`.
pub static CONFIGURATION_IDENTIFIER: Object = Object {
    noun: "a configuration identifier",
    fields: &[
        Field::new(
            field_names::REQUIRED,
            Shape::Flag(Flag {
                on: "An installation requires an identifier. Define `linkTemplateScript` too, \
                     so that the user can get one.",
                off: "An installation does not require an identifier.",
            }),
        )
        .doc("Whether an installation with this configuration must have an identifier.")
        .absent("An identifier is not required.")
        .example("true"),
        Field::new(
            field_names::LINK_TEMPLATE_SCRIPT,
            Shape::Text(Text::up_to(MAX_SCRIPT).holding(StringFormat::Script(Script::Link))),
        )
        .doc(
            "A VRL script that returns the link, a string, that a user follows to connect an \
             account. Available input: `.webhookId`, `.webhookUrl`, `.env` and `.source`.\n\n\
             The value is the script itself, at most 2,000 characters, not a file path.",
        )
        .absent("The user gets no link.")
        .example(r#""to_string!(.webhookUrl) + \"/oauth/start?state=\" + to_string!(.webhookId)""#),
    ],
};

/// The manifest's `identifier`.
pub static IDENTIFIER: Object = Object {
    noun: "an identifier",
    fields: &[
        Field::new(
            field_names::EXTRACT_SCRIPT,
            Shape::Text(Text::up_to(MAX_SCRIPT).holding(StringFormat::Script(Script::Extract))),
        )
        .doc(
            "A VRL script that extracts the identifier of an installation from an incoming \
             request, to assign the request to that installation.\n\n\
             Available input: the `.body` of the request as text. The value is the script \
             itself, at most 2,000 characters, not a file path.",
        )
        .absent("No identifier is extracted from requests.")
        .example(r#""to_string!(parse_json!(.body).shop.id)""#),
        Field::new(
            field_names::FALLBACK_HANDLER_SCRIPT,
            Shape::Text(Text::up_to(MAX_SCRIPT).holding(StringFormat::Script(Script::Fallback))),
        )
        .doc(
            "A VRL script that responds to an incoming request without an identifier, such as \
             the challenge that a service sends to verify a new webhook URL. It returns an \
             object with the `body` and, optionally, the `headers` of the response.\n\n\
             Available input: `.path`, `.query`, `.body`, `.headers`, `.method` and `.secrets`. \
             The value is the script itself, at most 2,000 characters, not a file path.",
        )
        .absent("The integration does not respond to such requests.")
        .example(r#""{ \"body\": parse_query_string!(.query).challenge }""#),
    ],
};
