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

/// Renders the hover of `field` with `content` in base64.
fn said_of(field: &str, content: impl AsRef<[u8]>) -> String {
    let base64 = crate::embedded::base64::encode(content.as_ref());
    let said = said(&format!(r#"{{ "{field}$0": "{base64}" }}"#));
    // Other tests cover the description of the field.
    said.split_once("\n---\n").unwrap().1.to_owned()
}

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">"#;

#[test]
fn an_icon() {
    assert_snapshot!(said_of("icon", format!("{SVG}<path d=''/></svg>")), @"
    data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHhtbG5zOnhsaW5rPSJodHRwOi8vd3d3LnczLm9yZy8xOTk5L3hsaW5rIiB3aWR0aD0iMTI4IiBoZWlnaHQ9IjY0IiB2aWV3Qm94PSIwIDAgNCAyIj48cGF0aCBkPSIiPjwvcGF0aD48L3N2Zz4=
    ---
    **icon** · string · optional

    SVG, viewBox `0 0 4 2`, 76 bytes

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.
    ");
    let active = format!("{SVG}<script>x()</script><path d=''/></svg>");
    assert_snapshot!(said_of("icon", active), @"
    data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHhtbG5zOnhsaW5rPSJodHRwOi8vd3d3LnczLm9yZy8xOTk5L3hsaW5rIiB3aWR0aD0iMTI4IiBoZWlnaHQ9IjY0IiB2aWV3Qm94PSIwIDAgNCAyIj48cGF0aCBkPSIiPjwvcGF0aD48L3N2Zz4=
    ---
    **icon** · string · optional

    SVG, viewBox `0 0 4 2`, 96 bytes; shown without what runs or is fetched

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.
    ");
}

#[test]
fn an_icon_that_is_not_shown() {
    let large = format!("{SVG}<path d='{}'/></svg>", "M0 0".repeat(100_000));
    assert_snapshot!(said_of("icon", large), @"
    **icon** · string · optional

    SVG, viewBox `0 0 4 2`, 400,076 bytes; too large to be shown here

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.
    ");
    assert_snapshot!(said_of("icon", b"\x89PNG\r\n\x1a\n"), @"
    **icon** · string · optional

    Not an SVG, but a PNG image, 8 bytes

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.
    ");
    assert_snapshot!(said_of("icon", "<svg><g></svg>"), @"
    **icon** · string · optional

    SVG, 14 bytes, not well-formed at line 1, column 9

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.
    ");
    assert_snapshot!(said(r#"{ "icon": "ic$0on.svg" }"#), @r#"
    "icon.svg"
    ---
    **icon** · string · optional

    The picture shown for the integration: the content of an SVG file in base64, not a path and not a `data:` URL.

    All versions of an integration share one icon, so a new one changes the older versions too.

    *If absent:* No icon is set; `bp lint` reports an error.

    *Example:*

    ```json
    "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+"
    ```
    "#);
}

#[test]
fn a_readme() {
    let readme = "# Acme <tracker>\n\n![Logo](logo.png) Looks up [orders](https://example.com).\n\n\
                  ## Set up\n\n<script>x()</script>\n\n1. One\n2. Two\n";
    assert_snapshot!(said_of("readme", readme), @r"
    **readme** · string · optional

    Markdown, 124 bytes

    The documentation that users read: the content of a Markdown file in base64, not a path.

    Unlike the icon, it belongs to this version alone.

    *Headings:*

    - Acme
      - Set up

    ---

    ### Acme \<tracker>

    🖼 Logo Looks up [orders](https://example.com).

    #### Set up

    \<script>x()\</script>

    1. One
    1. Two
    ");
}

#[test]
fn a_readme_that_is_long_or_none() {
    let long = (0..40).map(|at| format!("# Part {at}\n\n{}\n\n", "word ".repeat(60)));
    assert_snapshot!(said_of("readme", long.collect::<String>()), @"
    **readme** · string · optional

    Markdown, 12,510 bytes

    The documentation that users read: the content of a Markdown file in base64, not a path.

    Unlike the icon, it belongs to this version alone.

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

    4 bytes, which are no UTF-8 from line 1, column 4, on

    The documentation that users read: the content of a Markdown file in base64, not a path.

    Unlike the icon, it belongs to this version alone.
    ");
    assert_snapshot!(said_of("readme", ""), @r#"
    **readme** · string · optional

    The documentation that users read: the content of a Markdown file in base64, not a path.

    Unlike the icon, it belongs to this version alone.

    *If absent:* This version has no documentation; `bp lint` reports an error.

    *Example:*

    ```json
    "IyBPcmRlciBUcmFja2VyCgpMb29rIHVwIG9yZGVycyBmcm9tIGEgY29udmVyc2F0aW9uLgo="
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
fn unknown_values_have_no_hover() {
    assert_eq!(said(r#"{ "stran$0ge": 1 }"#), "nothing");
    assert_eq!(said(r#"{ $0 }"#), "nothing");
    assert_eq!(said(r#"{ "input": {$0} }"#), "nothing");
}

#[test]
fn an_entity_in_the_name_of_a_statement() {
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
    There is no entity called `none`.
    ");
}

#[test]
fn a_secret_that_is_read() {
    let text = r#"{ "secrets": { "apiKey": "hush" }, "code": "process.env.CODE" }"#;
    let read = |code: &str| said(&text.replace("CODE", code));
    assert_snapshot!(read("SECRET_KE$0Y"), @"
    KEY
    ---
    There is no secret called `KEY`.
    ");
    assert_snapshot!(read("SECRET_API$0_KEY"), @"
    API_KEY
    ---
    **`apiKey`** · a secret

    The code reads it as the environment variable `SECRET_API_KEY`.
    ");
}

#[test]
fn a_secret_that_may_be_kept_elsewhere() {
    let said = said(r#"{ "code": "process.env.SECRET_KE$0Y" }"#);
    assert!(said.starts_with("\"process.env.SECRET_KEY\"\n---\n**code**"), "{said}");
}

/// Renders the hover at `$0` in a schema.
fn in_schema(schema: &str) -> String {
    said(&format!("{{ \"configuration\": {{ \"schema\": {schema} }} }}"))
}

#[test]
fn a_keyword() {
    assert_snapshot!(in_schema(r#"{ "properties": { "a": { "min$0Length": 3 } } }"#), @r#"
    "minLength"
    ---
    **minLength** · integer, 0 or more · optional

    The fewest characters that a string may have.

    *If absent:* A string may be empty.

    *Example:*

    ```json
    1
    ```
    "#);
}

#[test]
fn a_keyword_with_values() {
    assert_snapshot!(in_schema(r#"{ "type": "obj$0ect" }"#), @r#"
    "object"
    ---
    **type** · one of `"string"`, `"number"`, `"integer"`, `"boolean"`, `"object"`, `"array"`, `"null"`; or an array of them · optional

    The type of the value, or a list of types of which it has one. The schema of a whole configuration, action, event or state has to be an `"object"`.

    - `"string"`: Text.
    - `"number"`: A number, with or without a fraction.
    - `"integer"`: A number without a fraction.
    - `"boolean"`: `true` or `false`.
    - **`"object"`** (chosen): Members with names: `properties` describes them.
    - `"array"`: A list of elements: `items` describes them.
    - `"null"`: `null` and nothing else; with others, it lets a value be `null`.

    *Each element:* A type that the value may have.

    *If absent:* A value of any type is taken.

    *Example:*

    ```json
    "string"
    ```
    "#);
}

#[test]
fn a_type_in_a_list() {
    assert_snapshot!(in_schema(r#"{ "type": ["string", "nu$0ll"] }"#), @r#"
    "null"
    ---
    **element** · string, one of `"string"`, `"number"`, `"integer"`, `"boolean"`, `"object"`, `"array"`, `"null"`

    A type that the value may have.

    - `"string"`: Text.
    - `"number"`: A number, with or without a fraction.
    - `"integer"`: A number without a fraction.
    - `"boolean"`: `true` or `false`.
    - `"object"`: Members with names: `properties` describes them.
    - `"array"`: A list of elements: `items` describes them.
    - **`"null"`** (chosen): `null` and nothing else; with others, it lets a value be `null`.
    "#);
}

#[test]
fn a_property() {
    assert_snapshot!(in_schema(r#"{ "properties": { "em$0ail": { "type": ["string", "null"], "format": "email", "title": "no", "description": "Where *to* write", "x-zui": { "title": "E-mail" } } }, "required": ["email"] }"#), @r#"
    "email"
    ---
    **`email`** · a property · string or null, `email` · required

    **E\-mail**

    Where \*to\* write

    A member's name, as it stands in the value. People read its `x-zui.title` and its `description` instead.
    "#);
}

#[test]
fn a_property_with_values() {
    assert_snapshot!(in_schema(r#"{ "properties": { "a$0": { "type": "array", "items": { "type": "`x`" }, "enum": ["low", 2, {}, null] } } }"#), @r#"
    "a"
    ---
    **`a`** · a property · array of \`x\` · optional

    One of `"low"`, `2`, `null`

    A member's name, as it stands in the value. People read its `x-zui.title` and its `description` instead.
    "#);
}

#[test]
fn a_required_property() {
    assert_snapshot!(in_schema(r#"{ "properties": { "a": { "description": "The first" } }, "required": ["$0a", "b"] }"#), @r#"
    "a"
    ---
    **element** · string

    The name of a member that has to be there, as it stands in `properties`.

    Names a property: **`a`**

    The first
    "#);
    assert_snapshot!(in_schema(r#"{ "properties": { "a": {} }, "required": ["a", "$0b"] }"#), @r#"
    "b"
    ---
    **element** · string

    The name of a member that has to be there, as it stands in `properties`.

    There is no property called `b`.
    "#);
}

#[test]
fn an_option_of_studio() {
    assert_snapshot!(in_schema(r#"{ "x-zui": { "hid$0den": true } }"#), @r#"
    "hidden"
    ---
    **hidden** · `true` or `false`; or string · optional

    Whether Botpress Studio leaves the field out. The SDK may write a function here, as text, that decides it.

    - **`true`** (chosen): The field is not shown.
    - `false`: The field is shown.

    *If absent:* The field is shown.

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
