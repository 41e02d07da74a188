//! Marked sources: the hover at `$0`.

use insta::assert_snapshot;

use super::*;
use crate::ide::tests::{cursor, snapshot};
use crate::syntax::Dialect;

/// Renders the hover at `$0` below its range.
pub(super) fn said(before: &str) -> String {
    let (text, offset) = cursor(before);
    match hover(&snapshot(&text, Dialect::Json), offset) {
        Some(Hover { range, picture, markdown }) => {
            let picture = picture.map(|url| format!("{url}\n---\n")).unwrap_or_default();
            format!("{}\n---\n{picture}{markdown}", &text[range])
        }
        None => "nothing".to_owned(),
    }
}

#[test]
fn hover_lists_values_of_field() {
    assert_snapshot!(said(r#"{ "vis$0ibility": "private" }"#), @r#"
    "visibility"
    ---
    **visibility** · string, one of `"public"`, `"private"`, `"unlisted"` · optional

    The workspaces that can find and install the integration.

    - `"public"`: All users can find it in the integration hub and install it. It can be changed only by releasing a new version.
    - **`"private"`** (current): Only the workspace that created it can see it and install it.
    - `"unlisted"`: Like `public`, including new versions for changes, but not listed in the integration hub.

    *If absent:* The integration is private.

    *Example:*

    ```json
    "private"
    ```
    "#);
}

#[test]
fn hover_describes_enum_value() {
    assert_snapshot!(said(r#"{ "title": "Ordér$0 Tracker" }"#), @r#"
    "Ordér Tracker"
    ---
    **title** · string, 1 to 64 characters · optional

    The display name in Botpress. Write it like the service writes its own name, with uppercase letters and spaces.

    13 of 64 characters

    *If absent:* No title is set; `bp lint` reports an error.

    *Example:*

    ```json
    "Order Tracker"
    ```
    "#);
}

#[test]
fn hover_describes_deprecated_field() {
    assert_snapshot!(said(r#"{ "public": tr$0ue }"#), @r#"
    true
    ---
    **public** · `true` or `false` · optional · deprecated

    **Deprecated.** Use `visibility`: `"public"` for `true`, `"private"` for `false`.

    Whether all users can install the integration. `visibility` replaces it.

    - **`true`** (current): Same as `"visibility": "public"`.
    - `false`: Same as `"visibility": "private"`.

    *If absent:* Only `visibility` applies.

    *Example:*

    ```json
    false
    ```
    "#);
}

#[test]
fn hover_describes_map() {
    assert_snapshot!(said(r#"{ "sta$0tes": { "a": {}, "b": {} } }"#), @r#"
    "states"
    ---
    **states** · object: by name, a state each · optional

    The data that the integration stores between requests, by name, such as tokens or the position in a feed.

    2 of 20 states

    *Each name:* The name of the state, in camelCase, such as `oAuthCredentials`. The code reads and writes the state by this name.

    *If absent:* The integration stores no data.

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
fn hover_describes_definition() {
    assert_snapshot!(said(r#"{ "events": { "$0sh`ipped": { "title": "[x](y)", "description": "<b>" } } }"#), @r#"
    "sh`ipped"
    ---
    **sh\`ipped** · an event

    **\[x\]\(y\)**

    &lt;b\>

    The name of the event, in camelCase, usually what happened, such as `orderShipped`. Bots receive the event under this name.
    "#);
}

#[test]
fn hover_describes_message_type() {
    assert_snapshot!(said(r#"{ "channels": { "c": { "messages": { "te$0xt": {} } } } }"#), @r#"
    "text"
    ---
    **`text`** · a message type

    Plain text.

    The name of the message type, in camelCase. Bots support the standard types `text`, `image`, `audio`, `video`, `file`, `location`, `carousel`, `card`, `dropdown`, `choice` and `bloc`. `markdown` is deprecated; use `text` instead.
    "#);
}

#[test]
fn hover_describes_deprecated_message_type() {
    assert_snapshot!(said(r#"{ "channels": { "c": { "messages": { "mark$0down": {} } } } }"#), @r#"
    "markdown"
    ---
    **`markdown`** · a message type · deprecated

    **Deprecated.** Use `text` instead.

    Text with Markdown. Bots send it as `text`.

    The name of the message type, in camelCase. Bots support the standard types `text`, `image`, `audio`, `video`, `file`, `location`, `carousel`, `card`, `dropdown`, `choice` and `bloc`. `markdown` is deprecated; use `text` instead.
    "#);
}

#[test]
fn hover_describes_known_interface() {
    assert_snapshot!(said(r#"{ "interfaces": { "hitl$0<ticket>": {} } }"#), @r#"
    "hitl<ticket>"
    ---
    **`hitl<ticket>`** · an interface implementation

    Human in the loop: bots can hand a conversation over to human agents and take it back.

    - entities: `hitlSession`
    - actions: `createUser`, `startHitl`, `stopHitl`
    - events: `hitlAssigned`, `hitlStopped`
    - channels: `hitl`

    The name of the interface, such as `typing-indicator`. If the interface has entities, the mapped entities of this manifest follow in angle brackets: `hitl<ticket>`.
    "#);
}

#[test]
fn hover_describes_known_operation() {
    assert_snapshot!(said(r#"{ "extraOperations": { "pi$0ng": {} } }"#), @r#"
    "ping"
    ---
    **`ping`** · an extra operation

    A health check of the integration.

    The name of the operation, in snake_case. Known operations: `webhook_received`, `register`, `unregister`, `message_created`, `action_triggered`, `ping`, `create_user`, `create_conversation`, `message_updated` and `conversation_updated`.
    "#);
}

#[test]
fn hover_describes_known_attribute() {
    assert_snapshot!(said(r#"{ "events": { "e": { "attributes": { "bpActionHidden$0InStudio": "true" } } } }"#), @r#"
    "bpActionHiddenInStudio"
    ---
    **`bpActionHiddenInStudio`** · an attribute · string, at most 200 characters

    Whether it is hidden in Botpress Studio. The value is a string.

    - **`"true"`** (current): It is hidden.
    - `"false"`: It is not hidden.

    The key of the attribute. Any key is allowed. The value is a string, also for a boolean attribute. Known attributes: `bpActionHiddenInStudio`.

    4 of 200 characters
    "#);
}

#[test]
fn hover_describes_secret() {
    assert_snapshot!(said(r#"{ "secrets": { "KEY": "hun$0ter2" } }"#), @r#"
    "hunter2"
    ---
    **`KEY`** · a secret · string or `null`, at most 20000 characters

    The name of the secret, in SCREAMING_SNAKE_CASE. The code reads it with the prefix `SECRET_`: `CLIENT_ID` becomes the environment variable `SECRET_CLIENT_ID`, so the name itself must not start with `SECRET_`.

    `null` keeps the value that was set at deployment. A string of at most 20,000 characters sets the value.
    "#);
}

/// Renders the hover of `field` with `content` in base64.
fn said_of(field: &str, content: impl AsRef<[u8]>) -> String {
    let base64 = crate::embedded::base64::encode(content.as_ref());
    let said = said(&format!(r#"{{ "{field}$0": "{base64}" }}"#));
    // Other tests cover the description of the field.
    said.split_once("\n---\n").unwrap().1.to_owned()
}

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">"#;

#[test]
fn hover_shows_icon_preview() {
    assert_snapshot!(said_of("icon", format!("{SVG}<path d=''/></svg>")), @"
    data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHhtbG5zOnhsaW5rPSJodHRwOi8vd3d3LnczLm9yZy8xOTk5L3hsaW5rIiB3aWR0aD0iMTI4IiBoZWlnaHQ9IjY0IiB2aWV3Qm94PSIwIDAgNCAyIj48cGF0aCBkPSIiPjwvcGF0aD48L3N2Zz4=
    ---
    **icon** · string · optional

    SVG, viewBox `0 0 4 2`, 76 bytes

    The image displayed for the integration: the base64-encoded content of an SVG file, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new icon also changes the older versions.
    ");
    let active = format!("{SVG}<script>x()</script><path d=''/></svg>");
    assert_snapshot!(said_of("icon", active), @"
    data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHhtbG5zOnhsaW5rPSJodHRwOi8vd3d3LnczLm9yZy8xOTk5L3hsaW5rIiB3aWR0aD0iMTI4IiBoZWlnaHQ9IjY0IiB2aWV3Qm94PSIwIDAgNCAyIj48cGF0aCBkPSIiPjwvcGF0aD48L3N2Zz4=
    ---
    **icon** · string · optional

    SVG, viewBox `0 0 4 2`, 96 bytes; displayed without active and external content

    The image displayed for the integration: the base64-encoded content of an SVG file, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new icon also changes the older versions.
    ");
}

#[test]
fn hover_describes_icon_without_preview() {
    let large = format!("{SVG}<path d='{}'/></svg>", "M0 0".repeat(100_000));
    assert_snapshot!(said_of("icon", large), @"
    **icon** · string · optional

    SVG, viewBox `0 0 4 2`, 400,076 bytes; too large for a preview

    The image displayed for the integration: the base64-encoded content of an SVG file, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new icon also changes the older versions.
    ");
    assert_snapshot!(said_of("icon", b"\x89PNG\r\n\x1a\n"), @"
    **icon** · string · optional

    Not an SVG, but a PNG image, 8 bytes

    The image displayed for the integration: the base64-encoded content of an SVG file, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new icon also changes the older versions.
    ");
    assert_snapshot!(said_of("icon", "<svg><g></svg>"), @"
    **icon** · string · optional

    Invalid SVG, 14 bytes, error at line 1, column 9

    The image displayed for the integration: the base64-encoded content of an SVG file, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new icon also changes the older versions.
    ");
    assert_snapshot!(said(r#"{ "icon": "ic$0on.svg" }"#), @r#"
    "icon.svg"
    ---
    **icon** · string · optional

    The image displayed for the integration: the base64-encoded content of an SVG file, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new icon also changes the older versions.

    *If absent:* No icon is set; `bp lint` reports an error.

    *Example:*

    ```json
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+"
    ```
    "#);
}

#[test]
fn hover_shows_readme_preview() {
    let readme = "# Acme <tracker>\n\n![Logo](logo.png) Looks up [orders](https://example.com).\n\n\
                  ## Set up\n\n<script>x()</script>\n\n1. One\n2. Two\n";
    assert_snapshot!(said_of("readme", readme), @r"
    **readme** · string · optional

    Markdown, 124 bytes

    The documentation for users: the base64-encoded content of a Markdown file, not a path.

    Unlike the icon, each version has its own readme.

    *Headings:*

    - Acme
      - Set up

    ---

    ### Acme &lt;tracker>

    🖼 Logo Looks up [orders](https://example.com).

    #### Set up

    &lt;script>x()&lt;/script>

    1. One
    1. Two
    ");
}

#[test]
fn hover_truncates_long_readme() {
    let long = (0..40).map(|at| format!("# Part {at}\n\n{}\n\n", "word ".repeat(60)));
    assert_snapshot!(said_of("readme", long.collect::<String>()), @"
    **readme** · string · optional

    Markdown, 12,510 bytes

    The documentation for users: the base64-encoded content of a Markdown file, not a path.

    Unlike the icon, each version has its own readme.

    *Headings:*

    - Part 0
    - Part 1
    - Part 2
    - Part 3
    - Part 4
    - Part 5
    - Part 6
    - Part 7
    - Part 8
    - Part 9
    - Part 10
    - Part 11
    - … and 28 more

    ---

    ### Part 0

    word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word

    ### Part 1

    word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word

    ### Part 2

    word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word

    ### Part 3

    word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word

    ### Part 4

    word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word

    …
    ");
    assert_snapshot!(said_of("readme", b"Caf\xe9"), @"
    **readme** · string · optional

    Invalid UTF-8, 4 bytes, error at line 1, column 4

    The documentation for users: the base64-encoded content of a Markdown file, not a path.

    Unlike the icon, each version has its own readme.
    ");
    assert_snapshot!(said_of("readme", ""), @r#"
    **readme** · string · optional

    The documentation for users: the base64-encoded content of a Markdown file, not a path.

    Unlike the icon, each version has its own readme.

    *If absent:* This version has no documentation; `bp lint` reports an error.

    *Example:*

    ```json
    "IyBPcmRlciBUcmFja2VyCgpMb29rIHVwIG9yZGVycyBmcm9tIGEgY29udmVyc2F0aW9uLgo="
    ```
    "#);
}

#[test]
fn hover_describes_tag() {
    assert_snapshot!(said(r#"{ "user": { "tags": { "id": { "title": "ID" } }, "creation": { "requiredTags": ["i$0d"] } } }"#), @r#"
    "id"
    ---
    **element** · string

    The name of a tag in the `tags` next to `creation`.

    Refers to a tag: **`id`**

    **ID**
    "#);
}

#[test]
fn hover_describes_undefined_tag() {
    assert_snapshot!(said(r#"{ "user": { "creation": { "requiredTags": ["i$0d"] } } }"#), @r#"
    "id"
    ---
    **element** · string

    The name of a tag in the `tags` next to `creation`.

    Unknown tag `id`.
    "#);
}

#[test]
fn hover_describes_interface_target() {
    assert_snapshot!(said(r#"{ "actions": { "go": { "title": "Go" } }, "interfaces": { "x": { "actions": { "a": { "na$0me": "go" } } } } }"#), @r#"
    "name"
    ---
    **name** · string, at most 200 characters · required

    The name of an action in this manifest's `actions`.

    Refers to an action: **`go`**

    **Go**

    2 of 200 characters

    *Example:*

    ```json
    "openTicket"
    ```
    "#);
}

#[test]
fn hover_describes_interface_member() {
    assert_snapshot!(said(r#"{ "interfaces": { "x": { "actions": { "a$0": { "name": "go" } } } } }"#), @r#"
    "a"
    ---
    **`a`** · an interface member

    Unknown action `go`.

    The name of the action in the interface.
    "#);
}

#[test]
fn unknown_values_have_no_hover() {
    assert_eq!(said(r#"{ "stran$0ge": 1 }"#), "nothing");
    assert_eq!(said(r#"{ $0 }"#), "nothing");
    assert_eq!(said(r#"{ "input": {$0} }"#), "nothing");
}

#[test]
fn hover_describes_entity_in_interface_key() {
    let text = r#"{ "entities": { "case": { "title": "Case", "description": "What *people* ask" } },
  "interfaces": { "hitl<NAME>": {} } }"#;
    assert_snapshot!(said(&text.replace("NAME", "ca$0se")), @r"
    case
    ---
    **`case`** · an entity

    **Case**

    What \*people\* ask
    ");
    assert_snapshot!(said(&text.replace("NAME", "case, no$0ne")), @"
    none
    ---
    Unknown entity `none`.
    ");
}

#[test]
fn hover_counts_reads_of_secret() {
    let text = r#"{ "secrets": { "apiKey": "hush" }, "code": "process.env.CODE" }"#;
    let read = |code: &str| said(&text.replace("CODE", code));
    assert_snapshot!(read("SECRET_KE$0Y"), @"
    KEY
    ---
    Unknown secret `KEY`.
    ");
    assert_snapshot!(read("SECRET_API$0_KEY"), @"
    API_KEY
    ---
    **`apiKey`** · a secret

    The code reads it as the environment variable `SECRET_API_KEY`.
    ");
}

#[test]
fn hover_describes_secret_with_dynamic_reads() {
    let said = said(r#"{ "code": "process.env.SECRET_KE$0Y" }"#);
    assert!(said.starts_with("\"process.env.SECRET_KEY\"\n---\n**code**"), "{said}");
}

/// Renders the hover at `$0` in a schema.
fn in_schema(schema: &str) -> String {
    said(&format!("{{ \"configuration\": {{ \"schema\": {schema} }} }}"))
}

#[test]
fn hover_describes_schema_keyword() {
    assert_snapshot!(in_schema(r#"{ "properties": { "a": { "min$0Length": 3 } } }"#), @r#"
    "minLength"
    ---
    **minLength** · integer, 0 or more · optional

    The minimum length of a string in characters.

    *If absent:* A string may be empty.

    *Example:*

    ```json
    1
    ```
    "#);
}

#[test]
fn hover_lists_values_of_schema_keyword() {
    assert_snapshot!(in_schema(r#"{ "type": "obj$0ect" }"#), @r#"
    "object"
    ---
    **type** · one of `"string"`, `"number"`, `"integer"`, `"boolean"`, `"object"`, `"array"`, `"null"`; or an array of them · optional

    The type of the value, or a list of allowed types. The root schema of a configuration, action, event or state must be an `"object"`.

    - `"string"`: Text.
    - `"number"`: A number, with or without a fraction.
    - `"integer"`: A number without a fraction.
    - `"boolean"`: `true` or `false`.
    - **`"object"`** (current): An object with properties, defined in `properties`.
    - `"array"`: A list of items, defined in `items`.
    - `"null"`: `null`. Add it to a list of types to make the value nullable.

    *Each item:* An allowed type.

    *If absent:* A value of any type is valid.

    *Example:*

    ```json
    "string"
    ```
    "#);
}

#[test]
fn hover_describes_type_in_list() {
    assert_snapshot!(in_schema(r#"{ "type": ["string", "nu$0ll"] }"#), @r#"
    "null"
    ---
    **element** · string, one of `"string"`, `"number"`, `"integer"`, `"boolean"`, `"object"`, `"array"`, `"null"`

    An allowed type.

    - `"string"`: Text.
    - `"number"`: A number, with or without a fraction.
    - `"integer"`: A number without a fraction.
    - `"boolean"`: `true` or `false`.
    - `"object"`: An object with properties, defined in `properties`.
    - `"array"`: A list of items, defined in `items`.
    - **`"null"`** (current): `null`. Add it to a list of types to make the value nullable.
    "#);
}

#[test]
fn hover_describes_property() {
    assert_snapshot!(in_schema(r#"{ "properties": { "em$0ail": { "type": ["string", "null"], "format": "email", "title": "no", "description": "Where *to* write", "x-zui": { "title": "E-mail" } } }, "required": ["email"] }"#), @r#"
    "email"
    ---
    **`email`** · a property · string or null, `email` · required

    **E\-mail**

    Where \*to\* write

    The name of the property. Users see its `x-zui.title` and `description` instead.
    "#);
}

#[test]
fn hover_lists_values_of_property() {
    assert_snapshot!(in_schema(r#"{ "properties": { "a$0": { "type": "array", "items": { "type": "`x`" }, "enum": ["low", 2, {}, null] } } }"#), @r#"
    "a"
    ---
    **`a`** · a property · array of \`x\` · optional

    One of `"low"`, `2`, `null`

    The name of the property. Users see its `x-zui.title` and `description` instead.
    "#);
}

#[test]
fn hover_describes_required_property() {
    assert_snapshot!(in_schema(r#"{ "properties": { "a": { "description": "The first" } }, "required": ["$0a", "b"] }"#), @r#"
    "a"
    ---
    **element** · string

    The name of a required property, as in `properties`.

    Refers to a property: **`a`**

    The first
    "#);
    assert_snapshot!(in_schema(r#"{ "properties": { "a": {} }, "required": ["a", "$0b"] }"#), @r#"
    "b"
    ---
    **element** · string

    The name of a required property, as in `properties`.

    Unknown property `b`.
    "#);
}

#[test]
fn hover_describes_zui_key() {
    assert_snapshot!(in_schema(r#"{ "x-zui": { "hid$0den": true } }"#), @r#"
    "hidden"
    ---
    **hidden** · `true` or `false`; or string · optional

    Whether Botpress Studio hides the field. The SDK may write a function here, as text.

    - **`true`** (current): The field is hidden.
    - `false`: The field is displayed.

    *If absent:* The field is displayed.

    *Example:*

    ```json
    true
    ```
    "#);
}

#[test]
fn no_hover_outside_schema() {
    assert_snapshot!(in_schema(r#"{ "default": { "ty$0pe": 1 } }"#), @"nothing");
    assert_snapshot!(in_schema(r#"{ "nulla$0ble": true }"#), @"nothing");
}
