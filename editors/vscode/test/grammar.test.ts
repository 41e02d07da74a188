// What is coloured as what, told by the library that VS Code colours with.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

import { loadWASM, OnigScanner, OnigString } from "vscode-oniguruma";
import { INITIAL, parseRawGrammar, Registry } from "vscode-textmate";

const EXTENSION = path.resolve(__dirname, "../..");
const { contributes } = JSON.parse(readFileSync(path.join(EXTENSION, "package.json"), "utf8"));

const registry = new Registry({
  onigLib: loadWASM(
    readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer as ArrayBuffer,
  ).then(() => ({
    createOnigScanner: (patterns) => new OnigScanner(patterns),
    createOnigString: (text) => new OnigString(text),
  })),
  loadGrammar: async (scope) => {
    const grammar = contributes.grammars.find((it: { scopeName: string }) => it.scopeName === scope);
    const file = path.join(EXTENSION, grammar.path);
    return parseRawGrammar(readFileSync(file, "utf8"), file);
  },
});

/** The words of a text with the last scope of each. */
async function words(language: string, text: string): Promise<string[]> {
  const grammar = await registry.loadGrammar(`source.${language}`);
  assert.ok(grammar);
  let state = INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({
        word: line.slice(startIndex, endIndex).trim(),
        scope: scopes.at(-1)?.replace(/\.(json|vrl)$/, ""),
      }))
      .filter(({ word }) => word !== "")
      .map(({ word, scope }) => `${word} ${scope}`);
  });
}

test("comments are mistakes in JSON, and none in JSON with comments", async () => {
  const text = '{ // why\n  /* how\n */ "a": "// text" /* b */ }';
  const comments = async (language: string) =>
    (await words(language, text)).filter((word) => /comment/.test(word));
  assert.deepEqual(await comments("integration-manifest"), [
    "// why invalid.illegal.comment",
    "/* how invalid.illegal.comment",
    "*/ invalid.illegal.comment",
    "/* b */ invalid.illegal.comment",
  ]);
  assert.deepEqual(await comments("integration-manifest-jsonc"), [
    "// why comment.line.double-slash",
    "/* how comment.block",
    "*/ comment.block",
    "/* b */ comment.block",
  ]);
});

test("names, strings and values are told apart", async () => {
  const text = '{ "a\\n": [1.5, true, "x\\q"], "b": { "c": null } }';
  assert.deepEqual(
    (await words("integration-manifest", text)).filter((word) => !/punctuation/.test(word)),
    [
      '" string.json support.type.property-name',
      "a string.json support.type.property-name",
      "\\n constant.character.escape",
      '" string.json support.type.property-name',
      "1.5 constant.numeric",
      "true constant.language",
      '" string.quoted.double',
      "x string.quoted.double",
      "\\q invalid.illegal.unrecognized-string-escape",
      '" string.quoted.double',
      '"b" string.json support.type.property-name',
      '"c" string.json support.type.property-name',
      "null constant.language",
    ],
  );
});

test("scripts are VRL, up to the end of their string", async () => {
  const text = String.raw`{ "extractScript": "# why\nif .a.b == \"x{{ y }}\" { to_string!(1) }", "title": "if" }`;
  const found = (await words("integration-manifest", text)).filter(
    (word) => !/punctuation|meta/.test(word),
  );
  assert.deepEqual(found, [
    "\"extractScript\" string.json support.type.property-name",
    "# why comment.line.number-sign",
    "\\n constant.character.escape",
    "if keyword.control",
    ".a variable.other.property",
    ".b variable.other.property",
    "== keyword.operator",
    '\\"x string.quoted.double',
    "{{ y }} constant.other.placeholder",
    '\\" string.quoted.double',
    "to_string entity.name.function",
    "! keyword.operator",
    "1 constant.numeric",
    '"title" string.json support.type.property-name',
    '"if" string.quoted.double',
  ]);
});

test("a string of a script that has no end leaves the rest of the manifest alone", async () => {
  for (const script of [String.raw`\"open`, "r'open", "# open"]) {
    const text = `{ "extractScript": "${script}", "title": "x" }`;
    const found = await words("integration-manifest", text);
    assert.ok(found.includes('"title" string.json support.type.property-name'), script);
  }
});
