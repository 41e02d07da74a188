// URIs of embedded content, and the cached text.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressIn, CachedText, isParentFolder, pathOf, queryOf } from "../src/contentUri";

test("addressIn parses the query of queryOf", () => {
  for (const address of [
    { manifest: "file:///a/integration.json", pointer: "/readme" },
    { manifest: "file:///a%20b/%C3%A9&x=1.integration.json", pointer: "/configurations/a~1b&c=é/x" },
    { manifest: "untitled:Untitled-1", pointer: "/code" },
  ]) {
    assert.deepEqual(addressIn(queryOf(address)), address);
  }
  assert.equal(addressIn(""), undefined);
  assert.equal(addressIn("manifest=x"), undefined);
});

test("pathOf contains the manifest and ends with the file name", () => {
  assert.equal(
    pathOf("/home/me/integration.json", "/readme", "README.md"),
    "/home/me/integration.json/readme/README.md",
  );
  assert.equal(pathOf("Untitled-1", "/code", "index.js"), "/Untitled-1/code/index.js");
});

test("isParentFolder distinguishes folders from the file", () => {
  const isParent = (path: string) => isParentFolder(path, "/a/integration.json", "/identifier/extractScript");
  assert.equal(isParent("/a/integration.json/identifier/extractScript/extractScript.vrl"), false);
  assert.equal(isParent("/a/integration.json/identifier/extractScript"), true);
  assert.equal(isParent("/a/integration.json"), true);
  assert.equal(isParent("/"), true);
});

test("CachedText gives each change its own time", () => {
  const cached = new CachedText(100);
  assert.equal(cached.update("a", 120), true);
  assert.equal(cached.changed, 100);
  assert.equal(cached.update("a", 130), false);
  assert.equal(cached.update("b", 130), true);
  assert.equal(cached.changed, 130);
  assert.equal(cached.update("c", 130), true);
  assert.equal(cached.changed, 131);
  assert.equal(cached.created, 100);
});
