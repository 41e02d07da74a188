// How often a server that ended by itself is started again.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Patience } from "../src/patience";

function running(): Patience {
  const patience = new Patience();
  patience.started();
  return patience;
}

test("each pause is longer, and there is an end", () => {
  const patience = running();
  const pauses = Array.from({ length: 7 }, () => patience.pause(10));
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, undefined, undefined]);
});

test("after a minute that went well, what was before is forgotten", () => {
  const patience = running();
  patience.pause(10);
  patience.pause(59_999);
  assert.equal(patience.pause(60_000), 500);
  assert.equal(patience.pause(10), 1000);
});

test("a person who asks for a start makes everything new", () => {
  const patience = running();
  while (patience.pause(10) !== undefined);
  patience.renew();
  patience.started();
  assert.equal(patience.pause(10), 500);
});

test("what never was up is not started again", () => {
  const patience = new Patience();
  assert.equal(patience.pause(90_000), undefined);
  patience.started();
  patience.renew();
  assert.equal(patience.pause(10), undefined);
});
