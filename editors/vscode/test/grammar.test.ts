// The grammars, tokenized with the library of VS Code.

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

/** Returns the tokens of a text with their innermost scope; adjacent tokens of a scope are joined. */
async function tokensOf(language: string, text: string): Promise<string[]> {
  const grammar = await registry.loadGrammar(`source.${language}`);
  assert.ok(grammar);
  const found: { text: string; scope: string }[] = [];
  let state = INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const scope = (scopes.at(-1) ?? "").replace(/\.(json|vrl|toml)$/, "");
      const last = found.at(-1);
      if (startIndex > 0 && last?.scope === scope) {
        last.text += line.slice(startIndex, endIndex);
      } else {
        found.push({ text: line.slice(startIndex, endIndex), scope });
      }
    }
  }
  return found
    .filter(({ scope }) => !/^(meta|punctuation|source)/.test(scope))
    .map(({ text, scope }) => `${text.trim()} ${scope}`);
}

test("comments are invalid in JSON and valid in JSONC", async () => {
  const text = '{ // why\n  /* how\n */ "a": "// text" /* b */ }';
  const comments = async (language: string) =>
    (await tokensOf(language, text)).filter((token) => /comment/.test(token));
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

test("names, strings and values have different scopes", async () => {
  const text = '{ "a\\n": [1.5, true, "x\\q"], "b": { "c": null } }';
  assert.deepEqual(
    await tokensOf("integration-manifest", text),
    [
      '"a support.type.property-name',
      "\\n constant.character.escape",
      '" support.type.property-name',
      "1.5 constant.numeric",
      "true constant.language",
      '"x string.quoted.double',
      "\\q invalid.illegal.unrecognized-string-escape",
      '" string.quoted.double',
      '"b" support.type.property-name',
      '"c" support.type.property-name',
      "null constant.language",
    ],
  );
});

test("scripts are VRL up to the end of the string", async () => {
  const text = String.raw`{ "extractScript": "# why\nif .a.b == \"x{{ y }}\" { to_string!(1) }", "title": "if" }`;
  const found = await tokensOf("integration-manifest", text);
  assert.deepEqual(found, [
    "\"extractScript\" support.type.property-name",
    "# why comment.line.number-sign",
    "\\n constant.character.escape",
    "if keyword.control",
    ".a.b variable.other.property",
    "== keyword.operator",
    '\\"x string.quoted.double',
    "{{ y }} constant.other.placeholder",
    '\\" string.quoted.double',
    "to_string entity.name.function",
    "! keyword.operator",
    "1 constant.numeric",
    '"title" support.type.property-name',
    '"if" string.quoted.double',
  ]);
});

test("an unterminated string in a script does not affect the rest of the manifest", async () => {
  for (const script of [String.raw`\"open`, "r'open", "# open"]) {
    const text = `{ "extractScript": "${script}", "title": "x" }`;
    const found = await tokensOf("integration-manifest", text);
    assert.ok(found.includes('"title" support.type.property-name'), script);
  }
});

test("the settings file has the colors of TOML", async () => {
  const text = '# ours\n[rules] # all\nunknown-field = "off"\n[[overrides]]\nfiles = [\'a/**\', 1]\nrules = { publish = "a\\"" }\nx = true';
  assert.deepEqual(await tokensOf("integration-manifest-settings", text), [
    "# ours comment.line.number-sign",
    "rules entity.name.section",
    "# all comment.line.number-sign",
    "unknown-field support.type.property-name",
    '"off" string.quoted.double',
    "overrides entity.name.section",
    "files support.type.property-name",
    "'a/**' string.quoted.single",
    "1 constant.numeric",
    "rules support.type.property-name",
    "publish support.type.property-name",
    '"a string.quoted.double',
    '\\" constant.character.escape',
    '" string.quoted.double',
    "x support.type.property-name",
    "true constant.language.boolean",
  ]);
});
