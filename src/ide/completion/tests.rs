//! Marked sources: the completion items at `$0`, and the text after accepting one.

use insta::assert_snapshot;

use super::{Item, completion};
use crate::ide::tests::{apply, cursor, snapshot};
use crate::syntax::Dialect;

/// The items offered at `$0`.
pub(super) fn items(before: &str) -> (String, Vec<Item>) {
    let (text, offset) = cursor(before);
    let snapshot = snapshot(&text, Dialect::Jsonc);
    let items = completion(&snapshot, offset);
    (text, items)
}

/// Renders the document after accepting the item `label`, with its snippet below.
pub(super) fn chosen(before: &str, label: &str) -> String {
    let (text, items) = items(before);
    let item = items.iter().find(|item| item.label == label).expect("the item");
    let after = apply(&text, item, false);
    assert_eq!(after, apply(&text, item, true), "the snippet is another text");
    match &item.snippet {
        Some(snippet) => format!("{after}\n---\n{snippet}"),
        None => after,
    }
}

/// Labels of the items, in order.
pub(super) fn labels(before: &str) -> String {
    let (_, items) = items(before);
    let labels: Vec<_> = items.iter().map(|item| item.label.as_str()).collect();
    labels.join(" ")
}

#[test]
fn completion_ranks_names_by_use() {
    assert_snapshot!(labels(r#"{ "name": "a", $0 }"#), @"version title description icon readme visibility configuration configurations channels user actions events states entities interfaces secrets identifier code url dev attributes extraOperations sdkVersion layers public");
    assert_snapshot!(chosen(r#"{ "name": "a", $0 }"#, "title"), @r#"
    { "name": "a", "title": "" }
    ---
    "title": "${1}"
    "#);
}

#[test]
fn completion_inserts_member_in_empty_object() {
    assert_snapshot!(chosen("{$0}", "name"), @r#"
    {"name": ""}
    ---
    "name": "${1}"
    "#);
}

#[test]
fn completion_inserts_skeleton_in_empty_document() {
    assert_snapshot!(chosen("$0", "integration manifest"), @r#"
    {
      "name": "acme/order-tracker",
      "version": "0.1.0",
      "title": "Order Tracker",
      "description": "Look up orders and tell customers when a parcel leaves the warehouse."
    }
    ---
    {
      "name": "${1:acme/order-tracker}",
      "version": "${2:0.1.0}",
      "title": "${3:Order Tracker}",
      "description": "${4:Look up orders and tell customers when a parcel leaves the warehouse.}"
    }
    "#);
}

#[test]
fn completion_inserts_member_in_unclosed_object() {
    assert_snapshot!(chosen(r#"{
  "name": "a"
  $0"#, "version"), @r#"
    {
      "name": "a",
      "version": "0.1.0"
    ---
    "version": "${1:0.1.0}"
    "#);
}

#[test]
fn completion_adds_comma_before_member() {
    assert_snapshot!(chosen(r#"{"name": "a", "user": {}$0}"#, "version"), @r#"
    {"name": "a", "user": {}, "version": "0.1.0"}
    ---
    , "version": "${1:0.1.0}"
    "#);
}

#[test]
fn completion_adds_comma_after_member() {
    assert_snapshot!(chosen(r#"{
  $0
  "name": "a"
}"#, "version"), @r#"
    {
      "version": "0.1.0",
      "name": "a"
    }
    ---
    "version": "${1:0.1.0}",
    "#);
}

#[test]
fn completion_adds_commas_on_both_sides() {
    assert_snapshot!(chosen(r#"{
  "name": "a"
  $0
  "title": "b"
}"#, "version"), @r#"
    {
      "name": "a",
      "version": "0.1.0",
      "title": "b"
    }
    ---
    "version": "${1:0.1.0}",
    "#);
}

#[test]
fn completion_inserts_member_before_another() {
    assert_snapshot!(chosen(r#"{$0"name": "a"}"#, "version"), @r#"
    {"version": "0.1.0", "name": "a"}
    ---
    "version": "${1:0.1.0}",
    "#);
}

#[test]
fn completion_replaces_incomplete_name() {
    assert_snapshot!(chosen(r#"{
  "name": "a",
  "tit$0
  "version": "1.0.0"
}"#, "title"), @r#"
    {
      "name": "a",
      "title": "",
      "version": "1.0.0"
    }
    ---
    "title": "${1}",
    "#);
}

#[test]
fn completion_replaces_unquoted_name() {
    assert_snapshot!(chosen(r#"{
  "name": "a",
  tit$0
}"#, "title"), @r#"
    {
      "name": "a",
      "title": ""
    }
    ---
    "title": "${1}"
    "#);
}

#[test]
fn completion_adds_colon_after_name() {
    assert_snapshot!(chosen(r#"{
  "name": "a",
  "tit$0"
}"#, "title"), @r#"
    {
      "name": "a",
      "title": ""
    }
    ---
    "title": "${1}"
    "#);
}

#[test]
fn completion_keeps_colon_after_name() {
    assert_snapshot!(chosen(r#"{ "ver$0": "1.0.0" }"#, "version"), @r#"{ "version": "1.0.0" }"#);
}

#[test]
fn completion_keeps_colon_after_unterminated_name() {
    assert_snapshot!(chosen(r#"{ "ver$0: "1.0.0" }"#, "version"), @r#"{ "version": "1.0.0" }"#);
}

#[test]
fn completion_keeps_value_after_name() {
    assert_snapshot!(chosen(r#"{ "nam$0" "x" }"#, "name"), @r#"{ "name" "x" }"#);
}

#[test]
fn completion_inserts_member_before_name_on_same_line() {
    assert_snapshot!(chosen(r#"{ "ver$0" "name": "x" }"#, "version"), @r#"
    { "version": "0.1.0", "name": "x" }
    ---
    "version": "${1:0.1.0}",
    "#);
}

#[test]
fn completion_closes_string_before_bracket() {
    assert_snapshot!(chosen(r#"{ "visibility": "pub$0 }"#, "public"), @r#"{ "visibility": "public" }"#);
}

#[test]
fn completion_lists_enum_values() {
    assert_snapshot!(labels(r#"{ "visibility": $0 }"#), @"public private unlisted");
    assert_snapshot!(chosen(r#"{ "visibility": $0 }"#, "private"), @r#"{ "visibility": "private" }"#);
}

#[test]
fn completion_adds_space_after_colon() {
    assert_snapshot!(chosen(r#"{
  "visibility":$0
  "name": "a"
}"#, "public"), @r#"
    {
      "visibility": "public",
      "name": "a"
    }
    "#);
}

#[test]
fn completion_adds_quotes_to_value() {
    assert_snapshot!(chosen(r#"{ "visibility": pub$0 }"#, "public"), @r#"{ "visibility": "public" }"#);
}

#[test]
fn completion_replaces_entire_value() {
    assert_snapshot!(chosen(r#"{ "visibility": "pri$0vate", "name": "a" }"#, "unlisted"), @r#"{ "visibility": "unlisted", "name": "a" }"#);
}

#[test]
fn completion_lists_booleans() {
    assert_snapshot!(labels(r#"{ "user": { "creation": { "enabled": f$0 } } }"#), @"true false");
    assert_snapshot!(chosen(r#"{ "user": { "creation": { "enabled": f$0 } } }"#, "true"), @r#"{ "user": { "creation": { "enabled": true } } }"#);
}

#[test]
fn completion_inserts_schema() {
    assert_snapshot!(chosen(r#"{ "events": { "e": {
  "schema": $0
} } }"#, "{}"), @r#"
    { "events": { "e": {
      "schema": {
        "type": "object",
        "properties": {
          
        }
      }
    } } }
    ---
    {
      "type": "object",
      "properties": {
        ${1}
      }
    }
    "#);
}

#[test]
fn no_completion_in_free_text() {
    assert_snapshot!(labels(r#"{ "title": "Some$0" }"#), @"");
}

#[test]
fn completion_inserts_new_action() {
    assert_snapshot!(chosen("{\n\t\"actions\": {\n\t\t$0\n\t}\n}", "actionName"), @r#"
    {
    	"actions": {
    		"actionName": {
    			"title": "",
    			"description": "",
    			"input": {
    				"schema": {
    					"type": "object",
    					"properties": {}
    				}
    			},
    			"output": {
    				"schema": {
    					"type": "object",
    					"properties": {}
    				}
    			}
    		}
    	}
    }
    ---
    "${1:actionName}": {
    	"title": "${2}",
    	"description": "${3}",
    	"input": {
    		"schema": {
    			"type": "object",
    			"properties": {${4}}
    		}
    	},
    	"output": {
    		"schema": {
    			"type": "object",
    			"properties": {${5}}
    		}
    	}
    }
    "#);
}

#[test]
fn completion_keeps_typed_action_name() {
    assert_snapshot!(chosen(r#"{
  "actions": {
    "getUser$0"
  }
}"#, "getUser"), @r#"
    {
      "actions": {
        "getUser": {
          "title": "",
          "description": "",
          "input": {
            "schema": {
              "type": "object",
              "properties": {}
            }
          },
          "output": {
            "schema": {
              "type": "object",
              "properties": {}
            }
          }
        }
      }
    }
    ---
    "${1:getUser}": {
      "title": "${2}",
      "description": "${3}",
      "input": {
        "schema": {
          "type": "object",
          "properties": {${4}}
        }
      },
      "output": {
        "schema": {
          "type": "object",
          "properties": {${5}}
        }
      }
    }
    "#);
}

#[test]
fn completion_lists_message_types() {
    assert_snapshot!(labels(r#"{ "channels": { "c": {
  "messages": { "text": {}, $0 }
} } }"#), @"image audio video file location carousel card dropdown choice bloc messageType");
    assert_snapshot!(chosen(r#"{ "channels": { "c": {
  "messages": { "text": {}, $0 }
} } }"#, "image"), @r#"
    { "channels": { "c": {
      "messages": { "text": {}, "image": {
        "schema": {
          "type": "object",
          "properties": {
            "imageUrl": { "type": "string", "format": "uri" }
          },
          "required": ["imageUrl"]
        }
      } }
    } } }
    "#);
}

#[test]
fn completion_of_secret_value_is_null() {
    assert_snapshot!(labels(r#"{ "secrets": { "A": $0 } }"#), @"null");
    assert_snapshot!(chosen(r#"{ "secrets": { "A": $0 } }"#, "null"), @r#"{ "secrets": { "A": null } }"#);
}

#[test]
fn completion_inserts_new_secret() {
    assert_snapshot!(labels(r#"{ "secrets": { $0 } }"#), @"API_KEY");
    assert_snapshot!(chosen(r#"{ "secrets": { $0 } }"#, "API_KEY"), @r#"
    { "secrets": { "API_KEY": null } }
    ---
    "${1:API_KEY}": ${2:null}
    "#);
}

#[test]
fn completion_lists_required_tags() {
    assert_snapshot!(labels(r#"{ "user": { "tags": { "id": {}, "e$": {}, "b": {} }, "creation": { "requiredTags": ["id", $0] } } }"#), @"e$ b");
    assert_snapshot!(chosen(r#"{ "user": { "tags": { "id": {}, "e$": {}, "b": {} }, "creation": { "requiredTags": ["id", $0] } } }"#, "e$"), @r#"{ "user": { "tags": { "id": {}, "e$": {}, "b": {} }, "creation": { "requiredTags": ["id", "e$"] } } }"#);
}

#[test]
fn completion_replaces_incomplete_required_tag() {
    assert_snapshot!(chosen(r#"{ "user": { "tags": { "id": {} }, "creation": { "requiredTags": ["i$0] } } }"#, "id"), @r#"{ "user": { "tags": { "id": {} }, "creation": { "requiredTags": ["id"] } } }"#);
}

#[test]
fn completion_lists_interface_targets() {
    assert_snapshot!(labels(r#"{ "actions": { "go": { "title": "Go *now*" } }, "interfaces": { "x": { "actions": { "a": { "name": "$0" } } } } }"#), @"go");
    assert_snapshot!(chosen(r#"{ "actions": { "go": { "title": "Go *now*" } }, "interfaces": { "x": { "actions": { "a": { "name": "$0" } } } } }"#, "go"), @r#"{ "actions": { "go": { "title": "Go *now*" } }, "interfaces": { "x": { "actions": { "a": { "name": "go" } } } } }"#);
}

#[test]
fn completion_lists_interface_members() {
    assert_snapshot!(labels(r#"{ "interfaces": { "hitl<t>": { "actions": { "startHitl": {}, "$0" } } } }"#), @"createUser stopHitl nameInInterface");
    assert_snapshot!(chosen(r#"{ "interfaces": { "hitl<t>": { "actions": { "startHitl": {}, "$0" } } } }"#, "stopHitl"), @r#"
    { "interfaces": { "hitl<t>": { "actions": { "startHitl": {}, "stopHitl": {
      "name": ""
    } } } } }
    ---
    "stopHitl": {
      "name": "${1}"
    }
    "#);
}

#[test]
fn no_completion_in_comment() {
    assert_snapshot!(labels(r#"{ // $0
}"#), @"");
}

#[test]
fn no_completion_after_name() {
    assert_snapshot!(labels(r#"{ "name" $0 }"#), @"");
}

#[test]
fn no_completion_after_root() {
    assert_snapshot!(labels("{} $0"), @"");
}

#[test]
fn completion_keeps_crlf_line_endings() {
    assert_snapshot!(chosen("{\r\n    \"name\": \"a\",\r\n    $0\r\n}", "configuration"), @r#"
    {
        "name": "a",
        "configuration": {
            
        }
    }
    ---
    "configuration": {
        ${1}
    }
    "#);
}

#[test]
fn completion_inserts_state_type() {
    assert_snapshot!(chosen(r#"{ "states": { "s": {
  "schema": {},
  $0
} } }"#, "type"), @r#"
    { "states": { "s": {
      "schema": {},
      "type": "conversation"
    } } }
    ---
    "type": "${1|conversation,user,integration|}"
    "#);
}

/// A manifest around a schema.
fn around(schema: &str) -> String {
    format!("{{ \"configuration\": {{ \"schema\": {schema} }} }}")
}

#[test]
fn completion_ranks_schema_keywords_by_type() {
    let first =
        |schema: &str| labels(&around(schema)).split(' ').take(9).collect::<Vec<_>>().join(" ");
    assert_snapshot!(first("{ $0 }"), @"type title description properties required x-zui additionalProperties items enum");
    assert_snapshot!(first(r#"{ "type": "string", $0 }"#), @"format minLength maxLength pattern contentMediaType contentEncoding title description x-zui");
    assert_snapshot!(first(r#"{ "type": "integer", "minimum": 1, $0 }"#), @"maximum exclusiveMinimum exclusiveMaximum multipleOf title description x-zui enum default");
    assert_snapshot!(first(r#"{ "type": ["array", "null"], $0 }"#), @"items minItems maxItems uniqueItems additionalItems contains title description x-zui");
    assert_snapshot!(first(r#"{ "properties": { "a": { "anyOf": [{ "type": "object", "$0" }] } } }"#), @"properties required additionalProperties minProperties maxProperties patternProperties propertyNames dependencies title");
    assert_snapshot!(first(r#"{ "items": [{ "not": { "tit$0": 1 } }] }"#), @"type title description properties required x-zui additionalProperties items enum");
}

#[test]
fn no_schema_completion_in_plain_values() {
    assert_snapshot!(labels(&around(r#"{ "default": { $0 } }"#)), @"");
    assert_snapshot!(labels(&around(r#"{ "enum": [{ $0 }] }"#)), @"");
    assert_snapshot!(labels(&around(r#"{ "x-zui": { "def": { $0 } } }"#)), @"");
    assert_snapshot!(labels(&around(r#"{ "$defs": { $0 } }"#)), @"");
}

#[test]
fn completion_lists_values_of_schema_keywords() {
    assert_snapshot!(labels(&around(r#"{ "type": $0 }"#)), @"string number integer boolean object array null []");
    assert_snapshot!(labels(&around(r#"{ "type": "str$0" }"#)), @"string number integer boolean object array null");
    assert_snapshot!(labels(&around(r#"{ "type": ["string", "$0"] }"#)), @"number integer boolean object array null");
    assert_snapshot!(labels(&around(r#"{ "format": "$0" }"#)), @"date-time email uri uuid date time ipv4 ipv6 hostname uri-reference uri-template regex json-pointer relative-json-pointer idn-email idn-hostname iri iri-reference");
    assert_snapshot!(labels(&around(r#"{ "uniqueItems": $0 }"#)), @"true false");
    assert_snapshot!(labels(&around(r#"{ "additionalProperties": $0 }"#)), @"{} true false");
    assert_snapshot!(labels(&around(r#"{ "additionalProperties": fal$0 }"#)), @"{} true false");
    assert_snapshot!(labels(&around(r#"{ "items": $0 }"#)), @"{} true false []");
    assert_snapshot!(labels(&around(r#"{ "type": "boolean", "default": $0 }"#)), @"true false");
    assert_snapshot!(labels(&around(r#"{ "enum": ["a", 1, null, {}], "default": $0 }"#)), @"a 1 null");
    assert_snapshot!(labels(&around(r#"{ "$schema": "$0" }"#)), @"http://json-schema.org/draft-07/schema#");
    assert_snapshot!(labels(&around(r#"{ "x-zui": { "secret": $0 } }"#)), @"true false");
    assert_snapshot!(labels(&around(r#"{ "x-zui": { "hidden": $0 } }"#)), @r#"true false """#);
}

#[test]
fn completion_lists_zui_keys() {
    assert_snapshot!(labels(&around(r#"{ "x-zui": { "title": "A", $0 } }"#)), @"placeholder secret hidden disabled tooltip displayAs coerce def");
}

#[test]
fn completion_lists_properties_in_required() {
    let schema = r#"{ "properties": { "a": {}, "b$": {}, "c": {} }, "required": ["a", $0] }"#;
    assert_snapshot!(labels(&around(schema)), @"b$ c");
    assert_snapshot!(chosen(&around(schema), "b$"), @r#"{ "configuration": { "schema": { "properties": { "a": {}, "b$": {}, "c": {} }, "required": ["a", "b$"] } } }"#);
    let schema = r#"{ "items": { "properties": { "a": {}, "c": {} }, "required": ["c$0] } }"#;
    assert_snapshot!(chosen(&around(schema), "c"), @r#"{ "configuration": { "schema": { "items": { "properties": { "a": {}, "c": {} }, "required": ["c"] } } } }"#);
    let schema = r#"{ "properties": { "a": {}, "b": {} }, "dependencies": { "a": [$0] } }"#;
    assert_snapshot!(labels(&around(schema)), @"a b");
}

#[test]
fn completion_inserts_new_property() {
    assert_snapshot!(chosen(r#"{ "events": { "e": { "schema": {
  "type": "object",
  "properties": {
    $0
  }
} } } }"#, "propertyName"), @r#"
    { "events": { "e": { "schema": {
      "type": "object",
      "properties": {
        "propertyName": {
          "type": "string",
          "description": "",
          "x-zui": { "title": "" }
        }
      }
    } } } }
    ---
    "${1:propertyName}": {
      "type": "${2|string,number,integer,boolean,object,array,null|}",
      "description": "${3}",
      "x-zui": { "title": "${4}" }
    }
    "#);
}

#[test]
fn completion_lists_required_properties_without_definition() {
    let schema = r#"{ "required": ["id", "na\"me"], "properties": { "id": {}, "$0" } }"#;
    assert_snapshot!(labels(&around(schema)), @r#"na"me propertyName"#);
    assert_snapshot!(chosen(&around(schema), "na\"me"), @r#"
    { "configuration": { "schema": { "required": ["id", "na\"me"], "properties": { "id": {}, "na\"me": {
      "type": "string",
      "description": "",
      "x-zui": { "title": "" }
    } } } } }
    ---
    "na\\"me": {
      "type": "${1|string,number,integer,boolean,object,array,null|}",
      "description": "${2}",
      "x-zui": { "title": "${3}" }
    }
    "#);
}

#[test]
fn completion_inserts_nested_schema() {
    assert_snapshot!(chosen(&around(r#"{ "items": $0 }"#), "{}"), @r#"
    { "configuration": { "schema": { "items": { "type": "string" } } } }
    ---
    { "type": "${1|string,number,integer,boolean,object,array,null|}" }
    "#);
    assert_snapshot!(chosen(&around(r#"{ "type": "array", $0 }"#), "items"), @r#"
    { "configuration": { "schema": { "type": "array", "items": { "type": "string" } } } }
    ---
    "items": { "type": "${1|string,number,integer,boolean,object,array,null|}" }
    "#);
    assert_snapshot!(chosen(&around(r#"{ "type": "string", $0 }"#), "minLength"), @r#"
    { "configuration": { "schema": { "type": "string", "minLength": 0 } } }
    ---
    "minLength": ${1:0}
    "#);
    assert_snapshot!(chosen(&around(r#"{ $0 }"#), "properties"), @r#"
    { "configuration": { "schema": { "properties": {
      
    } } } }
    ---
    "properties": {
      ${1}
    }
    "#);
    assert_snapshot!(chosen(&around(r#"{ "definitions": { $0 } }"#), "schemaName"), @r#"
    { "configuration": { "schema": { "definitions": { "schemaName": { "type": "string" } } } } }
    ---
    "${1:schemaName}": { "type": "${2|string,number,integer,boolean,object,array,null|}" }
    "#);
}
