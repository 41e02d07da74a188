import assert from "node:assert/strict";
import test from "node:test";

import { environment, slip } from "../src/environment";

test("what a person said wins over the editor's environment", () => {
  const env = { PATH: "/bin", BP_TOKEN: "old", BP_WORKSPACE_ID: "w1" };
  assert.deepEqual(environment(env, { token: "new", workspace: "" }), { ...env, BP_TOKEN: "new" });
  assert.deepEqual(environment(env, { token: "", workspace: "w2" }), {
    ...env,
    BP_WORKSPACE_ID: "w2",
  });
});

test("what nobody said stays as it is", () => {
  assert.deepEqual(environment({}, { token: "", workspace: "" }), {});
});

test("slips are pointed out while typing", () => {
  assert.equal(slip(" bp_pat_1 "), undefined);
  assert.equal(slip(""), undefined);
  assert.notEqual(slip("two words"), undefined);
  assert.notEqual(slip("t\u00f6ken"), undefined);
});
