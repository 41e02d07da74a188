//! Adaptation of messages that differ from the protocol, before tower-lsp parses them.

use std::borrow::Cow;

use serde_json::Value;
use tower_lsp::jsonrpc::{Id, Request};

/// Formatting options of the protocol. A client may add others, of any type.
const FORMATTING_OPTIONS: [&str; 5] = [
    "tabSize",
    "insertSpaces",
    "trimTrailingWhitespace",
    "insertFinalNewline",
    "trimFinalNewlines",
];

/// Returns the request without the parts that tower-lsp rejects, although the server does not need them:
/// parameters that are `null`, and unknown formatting options.
pub fn request(request: Request) -> Request {
    let method = request.method();
    let has_options = method.starts_with("textDocument/") && method.ends_with("ormatting");
    if request.params() != Some(&Value::Null) && !has_options {
        return request;
    }
    let (method, id, params) = request.into_parts();
    let mut params = params.filter(|params| !params.is_null());
    if let Some(options) = params.as_mut().and_then(|it| it.get_mut("options")?.as_object_mut()) {
        options.retain(|name, value| FORMATTING_OPTIONS.contains(&&**name) && !value.is_null());
    }
    build(method, id, params)
}

/// Returns the request with other parameters.
pub fn with_params(request: Request, params: Value) -> Request {
    let (method, id, _) = request.into_parts();
    build(method, id, Some(params))
}

fn build(method: Cow<'static, str>, id: Option<Id>, params: Option<Value>) -> Request {
    let mut request = Request::build(method);
    if let Some(id) = id {
        request = request.id(id);
    }
    if let Some(params) = params {
        request = request.params(params);
    }
    request.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_formatting_options_are_removed() {
        let options = json!({"tabSize": 4, "insertSpaces": true, "x": null, "y": [1.5],
            "insertFinalNewline": null});
        let params = json!({"textDocument": {"uri": "file:///a"}, "options": options});
        let formatting = Request::build("textDocument/formatting").params(params.clone()).finish();
        let known = json!({"tabSize": 4, "insertSpaces": true});
        assert_eq!(request(formatting).params().unwrap()["options"], known);
        let other = Request::build("textDocument/hover").params(params.clone()).id(1).finish();
        assert_eq!(request(other).params(), Some(&params));
    }

    #[test]
    fn null_params_are_removed() {
        let shutdown = Request::build("shutdown").params(Value::Null).id(1).finish();
        let shutdown = request(shutdown);
        assert_eq!((shutdown.params(), shutdown.id()), (None, Some(&Id::Number(1))));
    }
}
