// Which server is started.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";

import { locate, SERVER } from "../src/locate";

let folder: string;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "locate-"));
  for (const bin of ["first", "second"]) {
    mkdirSync(path.join(folder, bin));
    program(path.join(bin, "other"));
  }
  program(path.join("second", SERVER));
  // Not a program, whatever it is called.
  mkdirSync(path.join(folder, "first", SERVER));
  writeFileSync(path.join(folder, "notes.txt"), "");
});

after(() => rmSync(folder, { recursive: true }));

function program(name: string): void {
  const file = path.join(folder, name);
  writeFileSync(file, "");
  chmodSync(file, 0o755);
}

function find(configured: string, PATH = `${folder}/first:relative::${folder}/second`) {
  return locate({ configured, env: { PATH }, platform: "linux" });
}

test("an empty setting means the first program on the PATH", () => {
  const found = { kind: "found", path: path.join(folder, "second", SERVER) };
  assert.deepEqual(find(""), found);
  assert.deepEqual(find("  "), found);
});

test("without setting and without program there is none", () => {
  assert.deepEqual(find("", `${folder}/first`), { kind: "missing" });
  assert.deepEqual(locate({ configured: "", env: {}, platform: "linux" }), { kind: "missing" });
});

test("a path in the setting is taken as it is", () => {
  const file = path.join(folder, "first", "other");
  assert.deepEqual(find(file, ""), { kind: "found", path: file });
});

test("a bare name in the setting is looked for on the PATH", () => {
  assert.deepEqual(find("other"), { kind: "found", path: path.join(folder, "first", "other") });
  assert.deepEqual(find("no-such-server"), { kind: "unusable", path: "no-such-server" });
});

test("a setting that names no program is not passed over", () => {
  for (const name of ["nothing-here", "notes.txt", "first"]) {
    const file = path.join(folder, name);
    assert.deepEqual(find(file), { kind: "unusable", path: file });
  }
});

test("a leading tilde is the home folder", () => {
  const file = path.join(homedir(), "no-such-server");
  assert.deepEqual(find("~/no-such-server"), { kind: "unusable", path: file });
});
