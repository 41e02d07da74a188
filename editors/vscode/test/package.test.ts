// package.json, and the files that it refers to.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";

const EXTENSION = path.resolve(__dirname, "../..");
const SERVER =
  process.env["LANGUAGE_SERVER"] ??
  path.resolve(EXTENSION, "../../target/debug/integration-manifest-ls");
const read = (file: string) => JSON.parse(readFileSync(path.join(EXTENSION, file), "utf8"));
const manifest = read("package.json");
const { contributes } = manifest;

test("untrusted folders cannot set machine settings", () => {
  const settings = Object.entries<{ scope?: string }>(contributes.configuration.properties);
  const machineSettings = settings.filter(([, { scope }]) => scope === "machine-overridable");
  assert.deepEqual(
    manifest.capabilities.untrustedWorkspaces.restrictedConfigurations,
    machineSettings.map(([name]) => name),
  );
});

test("every setting has a description and a default", () => {
  for (const [name, setting] of Object.entries<Record<string, unknown>>(
    contributes.configuration.properties,
  )) {
    assert.ok(setting["markdownDescription"] ?? setting["description"], name);
    assert.ok("default" in setting, name);
  }
});

test("the icon has the size of the marketplace", () => {
  const png = readFileSync(path.join(EXTENSION, manifest.icon));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
});

test("referenced files exist", () => {
  const files = [
    ...contributes.languages.map((it: { configuration: string }) => it.configuration),
    ...contributes.grammars.map((it: { path: string }) => it.path),
    ...contributes.snippets.map((it: { path: string }) => it.path),
    ...contributes.walkthroughs[0].steps.map((it: { media: { markdown: string } }) => it.media.markdown),
  ];
  for (const file of files) {
    assert.ok(existsSync(path.join(EXTENSION, file)), file);
  }
});

test("referenced commands exist", () => {
  const own = new Set(contributes.commands.map((it: { command: string }) => it.command));
  const text = JSON.stringify([contributes.menus, contributes.walkthroughs]);
  const mentioned = [...text.matchAll(/integrationManifest\.\w+(?=["):?])/g)].map(([name]) => name);
  assert.ok(mentioned.length > 5);
  for (const name of mentioned) {
    assert.ok(own.has(name), name);
  }
});

test("snippets have no findings", () => {
  const wrap: Record<string, (text: string) => string> = {
    manifest: (text) => text,
    action: (text) => `{${BASE}, "actions": {${text}}}`,
    event: (text) => `{${BASE}, "events": {${text}}}`,
    state: (text) => `{${BASE}, "states": {${text}}}`,
    entity: (text) => `{${BASE}, "entities": {${text}}}`,
    channel: (text) => `{${BASE}, "channels": {${text}}}`,
    tag: (text) => `{${BASE}, "user": {"tags": {${text}}}}`,
    property: (text) =>
      `{${BASE}, "configuration": {"schema": {"type": "object", "properties": {${text}}}}}`,
  };
  const folder = mkdtempSync(path.join(tmpdir(), "snippets-"));
  try {
    for (const { prefix, body } of Object.values<{ prefix: string; body: string[] }>(
      read("snippets.json"),
    )) {
      const file = path.join(folder, "integration.json");
      const manifest = wrap[prefix];
      assert.ok(manifest, `no wrapper for ${prefix}`);
      writeFileSync(file, manifest(expand(body.join("\n"))));
      const report = execFileSync(SERVER, ["check", "--format", "json", file], { encoding: "utf8" });
      const { diagnostics } = JSON.parse(report).files[0] as { diagnostics: { group: string }[] };
      // A snippet may have findings of the group `publish`.
      assert.deepEqual(
        diagnostics.filter(({ group }) => group !== "publish"),
        [],
        prefix,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const BASE = '"name": "my-integration", "version": "0.1.0"';

/** Returns the text of a snippet with its default values. */
function expand(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\d+/g, "");
}
