import assert from "node:assert/strict";
import test from "node:test";

import { environment, invalidCredential } from "../src/environment";

test("entered credentials override the environment", () => {
  const env = { PATH: "/bin", BP_TOKEN: "old", BP_WORKSPACE_ID: "w1" };
  assert.deepEqual(environment(env, { token: "new", workspace: "" }), { ...env, BP_TOKEN: "new" });
  assert.deepEqual(environment(env, { token: "", workspace: "w2" }), {
    ...env,
    BP_WORKSPACE_ID: "w2",
  });
});

test("empty credentials do not change the environment", () => {
  assert.deepEqual(environment({}, { token: "", workspace: "" }), {});
});

test("invalid credentials are rejected", () => {
  assert.equal(invalidCredential(" bp_pat_1 "), undefined);
  assert.equal(invalidCredential(""), undefined);
  assert.notEqual(invalidCredential("two words"), undefined);
  assert.notEqual(invalidCredential("t\u00f6ken"), undefined);
});
