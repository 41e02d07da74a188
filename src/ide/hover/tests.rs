//! Marked sources: what is said at `$0`.

use insta::assert_snapshot;

use super::*;
use crate::ide::tests::{cursor, snapshot};
use crate::syntax::Dialect;

/// What is said at `$0`, below the text that it is said of.
fn said(before: &str) -> String {
    let (text, offset) = cursor(before);
    match hover(&snapshot(&text, Dialect::Json), offset) {
        Some(Hover { range, markdown }) => format!("{}\n---\n{markdown}", &text[range]),
        None => "nothing".to_owned(),
    }
}

#[test]
fn a_field_with_values() {
    assert_snapshot!(said(r#"{ "vis$0ibility": "private" }"#), @r#"
    "visibility"
    ---
    **visibility** · string, one of `"public"`, `"private"`, `"unlisted"` · optional

    Who can find and install the integration.

    - `"public"`: Anybody can find it in the integration hub and install it. Nothing in it can be changed any more without a new version.
    - **`"private"`** (chosen): Only the workspace that created it can see and install it.
    - `"unlisted"`: Like `public`, new versions for changes included, but the integration hub does not list it.

    *If absent:* The integration is private.

    *Example:*

    ```json
    "private"
    ```
    "#);
}

#[test]
fn a_value() {
    assert_snapshot!(said(r#"{ "title": "Ordér$0 Tracker" }"#), @r#"
    "Ordér Tracker"
    ---
    **title** · string, 1 to 64 characters · optional

    The name people see in Botpress. Write it as the service writes itself, with capitals and spaces.

    13 of 64 characters

    *If absent:* No title is set; `bp lint` reports an error.

    *Example:*

    ```json
    "Order Tracker"
    ```
    "#);
}

#[test]
fn a_flag_that_is_deprecated() {
    assert_snapshot!(said(r#"{ "public": tr$0ue }"#), @r#"
    true
    ---
    **public** · `true` or `false` · optional · deprecated

    **Deprecated.** Use `visibility`: `"public"` for `true`, `"private"` for `false`.

    Whether anybody can install the integration. `visibility` says this and more.

    - **`true`** (chosen): The same as `"visibility": "public"`.
    - `false`: The same as `"visibility": "private"`.

    *If absent:* `visibility` alone decides.

    *Example:*

    ```json
    false
    ```
    "#);
}

#[test]
fn a_map() {
    assert_snapshot!(said(r#"{ "sta$0tes": { "a": {}, "b": {} } }"#), @r#"
    "states"
    ---
    **states** · object: by name, a state each · optional

    Where the integration keeps data between requests, by name: tokens, positions, whatever it must remember.

    2 of 20 states

    *Each name:* A state's name, in camelCase, such as `oAuthCredentials`. The code reads and writes the state by it.

    *If absent:* The integration keeps no data.

    *Example:*

    ```json
    {
      "credentials": {
        "type": "integration",
        "schema": { "type": "object", "properties": {} }
      }
    }
    ```
    "#);
}

#[test]
fn an_entry() {
    assert_snapshot!(said(r#"{ "events": { "$0sh`ipped": { "title": "[x](y)", "description": "<b>" } } }"#), @r#"
    "sh`ipped"
    ---
    **``sh`ipped``** · an event

    **\[x\]\(y\)**

    \<b\>

    An event's name, in camelCase and usually saying what happened, such as `orderShipped`. Bots recognise the event by it.
    "#);
}

#[test]
fn a_message_type() {
    assert_snapshot!(said(r#"{ "channels": { "c": { "messages": { "te$0xt": {} } } } }"#), @r#"
    "text"
    ---
    **`text`** · a message type

    Words.

    A message type's name, in camelCase. The usual ones are `text`, `image`, `audio`, `video`, `file`, `location`, `carousel`, `card`, `dropdown`, `choice` and `bloc`; bots know these. `markdown` is out of date: `text` takes its place.
    "#);
}

#[test]
fn a_message_type_that_is_out_of_date() {
    assert_snapshot!(said(r#"{ "channels": { "c": { "messages": { "mark$0down": {} } } } }"#), @r#"
    "markdown"
    ---
    **`markdown`** · a message type · deprecated

    **Deprecated.** `text` takes its place.

    Words with Markdown in them. Bots send these as `text`.

    A message type's name, in camelCase. The usual ones are `text`, `image`, `audio`, `video`, `file`, `location`, `carousel`, `card`, `dropdown`, `choice` and `bloc`; bots know these. `markdown` is out of date: `text` takes its place.
    "#);
}

#[test]
fn a_known_interface() {
    assert_snapshot!(said(r#"{ "interfaces": { "hitl$0<ticket>": {} } }"#), @r#"
    "hitl<ticket>"
    ---
    **`hitl<ticket>`** · an interface statement

    Human in the loop: bots can hand a conversation over to people, and get it back.

    - entities: `hitlSession`
    - actions: `createUser`, `startHitl`, `stopHitl`
    - events: `hitlAssigned`, `hitlStopped`
    - channels: `hitl`

    The interface's name, followed, if the interface has entities, by this manifest's entities in angle brackets: `typing-indicator`, `hitl<ticket>`.
    "#);
}

#[test]
fn a_known_operation() {
    assert_snapshot!(said(r#"{ "extraOperations": { "pi$0ng": {} } }"#), @r#"
    "ping"
    ---
    **`ping`** · an extra operation

    Somebody asks whether the integration answers.

    An operation's name, in snake_case. Known ones: `webhook_received`, `register`, `unregister`, `message_created`, `action_triggered`, `ping`, `create_user`, `create_conversation`, `message_updated` and `conversation_updated`.
    "#);
}

#[test]
fn a_known_attribute() {
    assert_snapshot!(said(r#"{ "events": { "e": { "attributes": { "bpActionHidden$0InStudio": "true" } } } }"#), @r#"
    "bpActionHiddenInStudio"
    ---
    **`bpActionHiddenInStudio`** · an attribute · string, at most 200 characters

    Whether it is hidden in the Studio. The value is a string.

    - **`"true"`** (chosen): It is hidden.
    - `"false"`: It is not hidden.

    An attribute's key, chosen freely; the value is a string, also where it means yes or no. A known one is `bpActionHiddenInStudio`.

    4 of 200 characters
    "#);
}

#[test]
fn a_secret() {
    assert_snapshot!(said(r#"{ "secrets": { "KEY": "hun$0ter2" } }"#), @r#"
    "hunter2"
    ---
    **`KEY`** · a secret · string or `null`, at most 20000 characters

    A secret's name, in SCREAMING_SNAKE_CASE. The code reads it with `SECRET_` in front: `CLIENT_ID` is the variable `SECRET_CLIENT_ID`, so the name itself must not begin with `SECRET_`.

    `null` keeps the value that was set at deployment; a string, of at most 20,000 characters, sets it.
    "#);
}

#[test]
fn an_icon() {
    assert_snapshot!(said(r#"{ "icon": "PHN2$0Zz4=" }"#), @r#"
    "PHN2Zz4="
    ---
    **icon** · string · optional

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.

    5 bytes, decoded

    *If absent:* No icon is set; `bp lint` reports an error.

    *Example:*

    ```json
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+"
    ```
    "#);
}

#[test]
fn a_tag_that_exists() {
    assert_snapshot!(said(r#"{ "user": { "tags": { "id": { "title": "ID" } }, "creation": { "requiredTags": ["i$0d"] } } }"#), @r#"
    "id"
    ---
    **element** · string

    The name of a tag in the `tags` beside `creation`.

    Names a tag: **`id`**

    **ID**
    "#);
}

#[test]
fn a_tag_that_does_not_exist() {
    assert_snapshot!(said(r#"{ "user": { "creation": { "requiredTags": ["i$0d"] } } }"#), @r#"
    "id"
    ---
    **element** · string

    The name of a tag in the `tags` beside `creation`.

    There is no tag called `id`.
    "#);
}

#[test]
fn a_target() {
    assert_snapshot!(said(r#"{ "actions": { "go": { "title": "Go" } }, "interfaces": { "x": { "actions": { "a": { "na$0me": "go" } } } } }"#), @r#"
    "name"
    ---
    **name** · string, at most 200 characters · required

    The name of an action in this manifest's `actions`.

    Names an action: **`go`**

    **Go**

    2 of 200 characters

    *Example:*

    ```json
    "openTicket"
    ```
    "#);
}

#[test]
fn an_interface_member() {
    assert_snapshot!(said(r#"{ "interfaces": { "x": { "actions": { "a$0": { "name": "go" } } } } }"#), @r#"
    "a"
    ---
    **`a`** · an interface member

    There is no action called `go`.

    The action's name in the interface, written as the interface writes it.
    "#);
}

#[test]
fn nothing_is_said_of_what_is_unknown() {
    assert_eq!(said(r#"{ "stran$0ge": 1 }"#), "nothing");
    assert_eq!(said(r#"{ $0 }"#), "nothing");
    assert_eq!(said(r#"{ "input": {$0} }"#), "nothing");
}

#[cfg(feature = "vrl")]
#[test]
fn a_function_of_a_script() {
    assert_snapshot!(said(r#"{ "identifier": { "extractScript": "\"é\"\nparse_$0json!(.body)" } }"#), @"
    parse_json
    ---
    ```vrl
    parse_json(value: string, [max_depth: integer], [lossy: boolean]): string, integer, float, boolean, null, array or object
    ```

    Parses the provided `value` as JSON.

    Only JSON types are returned. If you need to convert a `string` into a `timestamp`,
    consider the `parse_timestamp` function.

    - `value`: The string representation of the JSON to parse.
    - `max_depth`, optional: Number of layers to parse for nested JSON-formatted documents. The value must be in the range of 1 to 128.
    - `lossy`, optional: Whether to parse the JSON in a lossy manner. Replaces invalid UTF-8 characters with the Unicode character `�` (U+FFFD) if set to true, otherwise returns an error if there are any invalid UTF-8 characters present.

    *It fails if:*

    - `value` is not a valid JSON-formatted payload.
    ");
}

#[test]
fn what_a_script_reads() {
    assert_snapshot!(said(r#"{ "identifier": { "extractScript": "\"é\"\nf(.bo$0dy.id)" } }"#), @"
    .body
    ---
    **`.body`** · a part of the input

    The body of the request, as text; `parse_json!(.body)` reads it.
    ");
    assert_snapshot!(said(r#"{ "identifier": { "extractScript": "f(.$0)" } }"#), @"
    .
    ---
    **`.`** · the whole input: `.body`, `.headers`, `.method`, `.path`, `.query`, `.secrets`
    ");
    assert_snapshot!(said(r#"{ "configurations": { "a": { "identifier": { "linkTemplateScript": "if .e$0nv" } } } }"#), @r#"
    .env
    ---
    **`.env`** · a part of the input

    The environment that Botpress runs in, such as `"production"`.
    "#);
}

#[test]
fn a_secret_of_a_script() {
    let said = |script: &str, secrets: &str| {
        said(&format!(r#"{{ {secrets} "identifier": {{ "extractScript": "{script}" }} }}"#))
    };
    let secrets = r#""secrets": { "KEY": "hidden" },"#;
    assert_snapshot!(said("s = .secrets\\ns.KE$0Y", secrets), @"
    KEY
    ---
    **`KEY`** · a secret

    It is declared in `secrets`. Its value is set at deployment.
    ");
    assert_snapshot!(said(".secrets.OTH$0ER", secrets), @"
    OTHER
    ---
    **`OTHER`** · a secret

    `secrets` does not declare it.
    ");
    assert_snapshot!(said(".secrets.OTH$0ER", ""), @"
    OTHER
    ---
    **`OTHER`** · a secret

    This manifest declares no secrets.
    ");
}

#[test]
fn words_of_a_script() {
    assert_snapshot!(said(r#"{ "identifier": { "extractScript": "a = 1\ni$0f a {}" } }"#), @"
    if
    ---
    **`if`** · a word of VRL

    Goes on with the block behind the condition if that is true.
    ");
    assert_snapshot!(said(r#"{ "identifier": { "extractScript": "a = 1\nif a$0 {}" } }"#), @"
    a
    ---
    **`a`** · a variable of this script
    ");
}

#[test]
fn elsewhere_in_a_script_its_field_is_explained() {
    let page = said(r#"{ "identifier": { "extractScript": "a = 1 +$0 2" } }"#);
    assert!(page.contains("**extractScript**"), "{page}");
}
