// Finding the server.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";

import { SERVER } from "../src/nodeModules";
import { type DiscoveryOptions, locate, mayReceiveToken, type Origin } from "../src/serverDiscovery";

let folder: string;

before(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "discovery-")));
  program("first/other");
  program("second/other");
  program(`second/${SERVER}`);
  // A folder with the name of the program.
  mkdirSync(path.join(folder, "first", SERVER));
  writeFileSync(path.join(folder, "notes.txt"), "");
  program(`extension/server/${SERVER}`);
  // The layout of npm and Yarn.
  installed("project/node_modules", "project/node_modules");
  mkdirSync(path.join(folder, "project/packages/one"), { recursive: true });
  // The layout of pnpm: a link to the package, and its dependencies beside the target.
  installed("store/node_modules", "store/node_modules");
  mkdirSync(path.join(folder, "linked/node_modules"), { recursive: true });
  symlinkSync(
    path.join(folder, "store/node_modules", SERVER),
    path.join(folder, "linked/node_modules", SERVER),
  );
  // An installation without optional dependencies.
  packageAt(`bare/node_modules/${SERVER}`);
});

after(() => rmSync(folder, { recursive: true }));

function program(name: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "");
  chmodSync(file, 0o755);
}

function packageAt(name: string): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "package.json"), "{}");
}

function installed(main: string, native: string): void {
  packageAt(`${main}/${SERVER}`);
  for (const platform of ["linux-x64", "win32-arm64"]) {
    packageAt(`${native}/@${SERVER}/${platform}`);
  }
  program(`${native}/@${SERVER}/linux-x64/bin/${SERVER}`);
  program(`${native}/@${SERVER}/win32-arm64/bin/${SERVER}.exe`);
}

/** Finds the server, by default in an empty environment. */
function find(options: Partial<DiscoveryOptions>) {
  return locate({
    configured: "",
    folders: [],
    trusted: true,
    env: {},
    platform: "linux",
    arch: "x64",
    extension: path.join(folder, "nothing"),
    ...options,
  });
}

const at = (name: string) => path.join(folder, name);
const env = () => ({ PATH: `${folder}/first:relative::${folder}/second` });
const NATIVE = `@${SERVER}/linux-x64/bin/${SERVER}`;

test("the order is setting, project, PATH, extension", () => {
  const all = {
    configured: at("first/other"),
    folders: [at("project")],
    env: env(),
    extension: at("extension"),
  };
  const expected = [
    { kind: "found", path: at("first/other"), origin: "the setting" },
    { kind: "found", path: at(`project/node_modules/${NATIVE}`), origin: "node_modules" },
    { kind: "found", path: at(`second/${SERVER}`), origin: "the PATH" },
    { kind: "found", path: at(`extension/server/${SERVER}`), origin: "this extension" },
    { kind: "missing" },
  ];
  const without = [
    {},
    { configured: "  " },
    { configured: "", folders: [] },
    { configured: "", folders: [], env: {} },
    { configured: "", folders: [], env: {}, extension: at("nothing") },
  ];
  assert.deepEqual(
    without.map((overrides) => find({ ...all, ...overrides })),
    expected,
  );
});

test("a path in the setting is used", () => {
  const found = { kind: "found", path: at("second/other"), origin: "the setting" };
  assert.deepEqual(find({ configured: at("second/other") }), found);
});

test("a name in the setting is searched on the PATH", () => {
  const found = { kind: "found", path: at("first/other"), origin: "the setting" };
  assert.deepEqual(find({ configured: "other", env: env() }), found);
});

test("an invalid setting is not ignored", () => {
  const all = { env: env(), folders: [at("project")], extension: at("extension") };
  for (const name of [at("nothing-here"), at("notes.txt"), at("first"), "no-such-server"]) {
    assert.deepEqual(find({ ...all, configured: name }), { kind: "unusable", path: name });
  }
});

test("a leading tilde is expanded to the home folder", () => {
  const file = path.join(homedir(), "no-such-server");
  assert.deepEqual(find({ configured: "~/no-such-server" }), { kind: "unusable", path: file });
});

test("the server of a project is resolved like in Node", () => {
  const native = (folders: string[]) => find({ folders: folders.map(at) });
  const found = (name: string) => ({ kind: "found", path: at(name), origin: "node_modules" });
  assert.deepEqual(native(["project/packages/one"]), found(`project/node_modules/${NATIVE}`));
  assert.deepEqual(native(["linked"]), found(`store/node_modules/${NATIVE}`));
  assert.deepEqual(native(["first", "project"]), found(`project/node_modules/${NATIVE}`));
  assert.deepEqual(native(["bare"]), { kind: "missing" });
  assert.deepEqual(find({ folders: [at("project")], arch: "arm64" }), { kind: "missing" });
  const windows = { platform: "win32", arch: "arm64" } as const;
  assert.deepEqual(
    find({ folders: [at("project")], ...windows }),
    found(`project/node_modules/@${SERVER}/win32-arm64/bin/${SERVER}.exe`),
  );
});

test("the server of an untrusted folder is not executed", () => {
  const untrusted = { folders: [at("project")], trusted: false };
  assert.deepEqual(find(untrusted), { kind: "missing" });
  const found = { kind: "found", path: at(`second/${SERVER}`), origin: "the PATH" };
  assert.deepEqual(find({ ...untrusted, env: env() }), found);
});

test("a server in a workspace folder does not receive the token", () => {
  const same = (file: string): string => file.replace("/link", "/work");
  const receives = (file: string, origin: Origin): boolean =>
    mayReceiveToken(file, origin, ["/work"], same);
  assert.equal(receives("/ext/server/program", "this extension"), true);
  assert.equal(receives("/usr/bin/program", "the PATH"), true);
  assert.equal(receives("/workshop/program", "the setting"), true);
  assert.equal(receives("/work/tools/program", "the setting"), false);
  assert.equal(receives("/link/bin/program", "the PATH"), false);
  assert.equal(receives("/other/node_modules/program", "node_modules"), false);
});
