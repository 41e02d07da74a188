//! Inputs of scripts.

use crate::manifest::field_names;
use crate::manifest::types::Script;

/// A field of the input of a script.
#[derive(Debug)]
pub(crate) struct Input {
    /// Name, without the dot.
    pub name: &'static str,
    /// Description, one sentence.
    pub doc: &'static str,
}

static LINK: &[Input] = &[
    Input {
        name: "webhookId",
        doc: "The identifier of the installation's webhook, usually sent as `state`.",
    },
    Input {
        name: "webhookUrl",
        doc: "The URL of the installation's webhook, without a trailing slash.",
    },
    Input { name: "env", doc: "The Botpress environment, such as `\"production\"`." },
    Input { name: "source", doc: "The place where the user opened the link." },
    Input {
        name: "shareableId",
        doc: "The identifier of the bot under test, in the link of a sandbox.",
    },
];

static REQUEST: &[Input] = &[
    Input {
        name: "body",
        doc: "The body of the request, as text; `parse_json!(.body)` parses it.",
    },
    Input { name: "headers", doc: "The headers of the request: an object with lowercase names." },
    Input { name: "method", doc: "The method of the request, such as `\"POST\"`." },
    Input { name: "path", doc: "The path of the request." },
    Input {
        name: "query",
        doc: "The query string of the request, as text; `parse_query_string!(.query)` parses it.",
    },
    Input { name: field_names::SECRETS, doc: "The values of the integration's secrets, by name." },
];

/// Returns the known inputs of a script. There is no specification, so the list comes from existing
/// scripts.
pub(crate) fn inputs(script: Script) -> &'static [Input] {
    match script {
        Script::Link => LINK,
        Script::Extract | Script::Fallback => REQUEST,
    }
}
