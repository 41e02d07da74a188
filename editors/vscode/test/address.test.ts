// How strings are addressed as files, and when such a file counts as changed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressIn, isAbove, Known, pathOf, queryOf } from "../src/address";

test("an address is found again in the query", () => {
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

test("a path ends in the file's name", () => {
  assert.equal(
    pathOf("/home/me/integration.json", "/readme", "README.md"),
    "/integration.json/readme/README.md",
  );
});

test("folders are told from files", () => {
  const above = (path: string) => isAbove(path, "/a/integration.json", "/identifier/extractScript");
  assert.equal(above("/integration.json/identifier/extractScript/extractScript.vrl"), false);
  assert.equal(above("/integration.json/identifier/extractScript"), true);
  assert.equal(above("/integration.json"), true);
  assert.equal(above("/"), true);
});

test("every other text is a change, at a time of its own", () => {
  const known = new Known(100);
  assert.equal(known.take("a", 120), true);
  assert.equal(known.changed, 100);
  assert.equal(known.take("a", 130), false);
  assert.equal(known.take("b", 130), true);
  assert.equal(known.changed, 130);
  assert.equal(known.take("c", 130), true);
  assert.equal(known.changed, 131);
  assert.equal(known.created, 100);
});
