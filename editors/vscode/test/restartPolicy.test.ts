// Restarts after a crash of the server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { RestartPolicy } from "../src/restartPolicy";

function startedPolicy(): RestartPolicy {
  const policy = new RestartPolicy();
  policy.started();
  return policy;
}

test("delay doubles up to the maximum number of restarts", () => {
  const policy = startedPolicy();
  const delays = Array.from({ length: 7 }, () => policy.delay(10));
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, undefined, undefined]);
});

test("a lifetime of a minute resets the delay", () => {
  const policy = startedPolicy();
  policy.delay(10);
  policy.delay(59_999);
  assert.equal(policy.delay(60_000), 500);
  assert.equal(policy.delay(10), 1000);
});

test("reset allows restarts again", () => {
  const policy = startedPolicy();
  while (policy.delay(10) !== undefined);
  policy.reset();
  policy.started();
  assert.equal(policy.delay(10), 500);
});

test("a server that has never started is not restarted", () => {
  const policy = new RestartPolicy();
  assert.equal(policy.delay(90_000), undefined);
  policy.started();
  policy.reset();
  assert.equal(policy.delay(10), undefined);
});
