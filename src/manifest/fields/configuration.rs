//! Configurations, and the identifiers by which installations are told apart.

use super::limits::{DESCRIPTION_MAX, SCRIPT_MAX, TITLE_MAX};
use crate::manifest::field_names;
use crate::manifest::types::{Field, Flag, Object, Script, Shape, StringFormat, Text};

/// The manifest's `configuration`, and an entry of `configurations`.
pub static CONFIGURATION: Object = Object {
    noun: "a configuration",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(TITLE_MAX)))
            .doc("The name by which a user picks this configuration.")
            .absent("No title is set; `bp lint` reports an error, except on the default one.")
            .example(r#""Manual configuration""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc("Whom this configuration is for, in a sentence or two.")
            .absent("No description is set; `bp lint` reports an error, except on the default one.")
            .example(r#""Connect with an API key of your own""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .doc(
                "The JSON Schema of the form that a user fills in; what they enter must satisfy \
                 it. `bp lint` wants a `description` and an `x-zui` title on every property, and \
                 `\"secret\": true` in `x-zui` suits passwords and keys.",
            )
            .absent("There is nothing to fill in.")
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
                "How an installation with this configuration comes to its identifier: usually by \
                 a link that the user follows, as for OAuth.",
            )
            .absent("Nothing beyond the form is needed.")
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
                on: "An installation needs an identifier. Give `linkTemplateScript` too, so that \
                     the user can obtain one.",
                off: "An installation can do without an identifier.",
            }),
        )
        .doc("Whether an installation with this configuration must have an identifier.")
        .absent("An identifier is not asked for.")
        .example("true"),
        Field::new(
            field_names::LINK_TEMPLATE_SCRIPT,
            Shape::Text(Text::up_to(SCRIPT_MAX).holding(StringFormat::Script(Script::Link))),
        )
        .doc(
            "A VRL script whose result, a string, is the link that a user follows to connect \
             their account. Its input has `.webhookId`, `.webhookUrl`, `.env` and `.source`.\n\n\
             The script itself belongs here, at most 2,000 characters of it, not a file's name.",
        )
        .absent("There is no link to follow.")
        .example(r#""to_string!(.webhookUrl) + \"/oauth/start?state=\" + to_string!(.webhookId)""#),
    ],
};

/// The manifest's `identifier`.
pub static IDENTIFIER: Object = Object {
    noun: "an identifier",
    fields: &[
        Field::new(
            field_names::EXTRACT_SCRIPT,
            Shape::Text(Text::up_to(SCRIPT_MAX).holding(StringFormat::Script(Script::Extract))),
        )
        .doc(
            "A VRL script that takes the identifier of an installation out of an incoming \
             request. Its result says which installation the request is for.\n\n\
             Its input has the request's `.body` as text. The script itself belongs here, at most \
             2,000 characters of it, not a file's name.",
        )
        .absent("No identifier is looked for in requests.")
        .example(r#""to_string!(parse_json!(.body).shop.id)""#),
        Field::new(
            field_names::FALLBACK_HANDLER_SCRIPT,
            Shape::Text(Text::up_to(SCRIPT_MAX).holding(StringFormat::Script(Script::Fallback))),
        )
        .doc(
            "A VRL script that answers an incoming request in which no identifier was found, such \
             as the challenge by which a service checks a new address. Its result is an object \
             that holds the answer's `body` and, if wanted, its `headers`.\n\n\
             Its input has `.path`, `.query`, `.body`, `.headers`, `.method` and `.secrets`. The \
             script itself belongs here, at most 2,000 characters of it, not a file's name.",
        )
        .absent("Such requests get no answer of the integration's own.")
        .example(r#""{ \"body\": parse_query_string!(.query).challenge }""#),
    ],
};
