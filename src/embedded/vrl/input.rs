//! What scripts can read.

use crate::manifest::field_names;
use crate::manifest::types::Script;

/// A name that the input of a script has.
#[derive(Debug)]
pub(crate) struct Input {
    /// The name, without its dot.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
}

static LINK: &[Input] = &[
    Input {
        name: "webhookId",
        doc: "The identifier of the installation's webhook; usually sent along as `state`.",
    },
    Input {
        name: "webhookUrl",
        doc: "The address at which the installation takes requests, without a slash at its end.",
    },
    Input { name: "env", doc: "The environment that Botpress runs in, such as `\"production\"`." },
    Input { name: "source", doc: "From where the user follows the link." },
    Input {
        name: "shareableId",
        doc: "The identifier of the bot that is tried out, in the link of a sandbox.",
    },
];

static REQUEST: &[Input] = &[
    Input { name: "body", doc: "The body of the request, as text; `parse_json!(.body)` reads it." },
    Input {
        name: "headers",
        doc: "The headers of the request: an object, with names in lower case.",
    },
    Input { name: "method", doc: "The method of the request, such as `\"POST\"`." },
    Input { name: "path", doc: "The path of the request." },
    Input {
        name: "query",
        doc: "What stands behind the `?` of the request's address, as text; `parse_query_string!(.query)` reads it.",
    },
    Input { name: field_names::SECRETS, doc: "The values of the integration's secrets, by name." },
];

/// What the input of a script is known to have: nobody specifies it, so this is what scripts in use
/// read.
pub(crate) fn inputs(script: Script) -> &'static [Input] {
    match script {
        Script::Link => LINK,
        Script::Extract | Script::Fallback => REQUEST,
    }
}
