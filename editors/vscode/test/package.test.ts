// package.json, and the files that it refers to.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

const EXTENSION = path.resolve(__dirname, "../..");
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
    ...contributes.languages.flatMap(
      (it: { configuration: string; icon: Record<string, string> }) => [
        it.configuration,
        ...Object.values(it.icon),
      ],
    ),
    ...contributes.grammars.map((it: { path: string }) => it.path),
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

test("word suggestions are off in manifests", () => {
  const [defaults] = Object.values<Record<string, unknown>>(contributes.configurationDefaults);
  assert.equal(defaults?.["editor.wordBasedSuggestions"], "off");
  assert.equal(contributes.snippets, undefined);
});
