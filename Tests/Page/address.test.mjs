// Addresses: what they name, what becomes of what the table does not have, and what is said of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "./page.mjs";

const grid = {
  n: "500", mu: "1", data: ["constant", "iid"], k: ["1", "25", "50", "75", "500"], sigma: ["0.05", "0.5", "0.9", "5"],
  theta: ["0", "0.5", "1"], depth: ["1", "2", "3", "4", "5", "10"], omega: ["learned", "0.1", "0.5", "1", "1.5"],
};
const elements = install(grid, {}, ["address-note", "symbols-title"]);
const page = await import("../../Sources/Studies/Explorer/Page/address.mjs");

const standard = { data: "constant", k: "50", sigma: "0.9", theta: "0.5", depth: "2", omega: "learned" };
const named = (state) => Object.fromEntries(Object.entries(state).map(([name, index]) => [name, grid[name][index]]));
const note = () => elements.get("address-note");

test("an address and its state are the same thing", () => {
  for (const data of [0, 1]) for (const k of grid.k.keys()) for (const depth of grid.depth.keys()) for (const omega of grid.omega.keys()) {
    const state = { data, k, sigma: k % 4, theta: depth % 3, depth, omega };
    const address = page.addressOf(state);
    assert.deepEqual(page.readAddress(address), { state, notes: [], isPlace: false });
  }
});

test("nothing is the standard, and a place on the page is no state", () => {
  for (const [address, isPlace] of [["", false], ["#", false], ["#symbols-title", true]]) {
    const read = page.readAddress(address);
    assert.deepEqual(named(read.state), standard);
    assert.deepEqual([read.notes, read.isPlace], [[], isPlace]);
  }
});

test("the nearest number of the table, and of two that are as near the lower one", () => {
  const values = ["learned", "0.1", "0.2", "0.5", "1"];
  const nearest = [[0.1, 1], [0.14, 1], [0.36, 3], [0.75, 3], [-3, 1], [1e300, 4], [Infinity, 4]];
  for (const [x, index] of nearest) assert.equal(page.nearest(values, x), index, String(x));
});

const read = {
  "k=60": [{}, ["k = 60 is not in the table: the nearest is 50", "data is missing: data = constant", "sigma is missing: σ = 0.9"]],
  "depth=6": [{ depth: "5" }, ["N = 6 is not in the table: the nearest is 5, which is odd"]],
  "depth=8": [{ depth: "10" }, ["N = 8 is not in the table: the nearest is 10"]],
  "k=-3&omega=-0.5": [{ k: "1", omega: "0.1" }, ["k = -3", "ω = -0.5 is not in the table: the nearest is 0.1"]],
  "depth=1e400": [{}, ["depth = 1e400 is not a number: N = 2"]],
  "k=&sigma=0,2&theta=Infinity&omega=NaN&data=speech": [{}, ["k = nothing is not a number: k = 50", "sigma = 0,2 is not a number",
    "theta = Infinity is not a number", "omega = NaN is not a number or learned: ω = learned", "data = speech is not constant or iid"]],
  "k=75&k=25": [{ k: "75" }, ["k is given twice: the first counts"]],
  "k=75&colour=red&n=50&mu=1": [{ k: "75" }, ["colour is not known here", "n = 50: this page has n = 500"]],
  "nonsense": [{}, ["nonsense is not known here"]],
  "=5": [{}, ["a value without a name is not known here"]],
};
for (const [address, [changed, notes]] of Object.entries(read)) {
  test(`#${address}`, () => {
    const found = page.readAddress(`#${address}`);
    assert.deepEqual(named(found.state), { ...standard, ...changed });
    for (const part of notes) assert.ok(found.notes.some((text) => text.startsWith(part)), `${part} in ${JSON.stringify(found.notes)}`);
    assert.ok(!found.notes.some((text) => text.startsWith("mu")));
  });
}

test("a number may be written in another way", () => {
  const found = page.readAddress("#data=iid&k=0075&sigma=9e-1&theta=.50&depth=3.0&omega=1.50");
  assert.deepEqual(named(found.state), { data: "iid", k: "75", sigma: "0.9", theta: "0.5", depth: "3", omega: "1.5" });
  assert.deepEqual(found.notes, []);
});

test("what is quoted is short and without control characters", () => {
  assert.equal(page.quoted("a\u0000b\u2028c"), "a\ufffdb\ufffdc");
  assert.equal(page.quoted("x".repeat(31)), `${"x".repeat(30)}…`);
  assert.equal(page.quoted("x".repeat(30)), "x".repeat(30));
});

test("what was read is written back, once it says something", () => {
  for (const [before, after] of [["", ""], ["#symbols-title", "#symbols-title"], ["#k=60", page.addressOf(page.readAddress("").state)]]) {
    location.hash = before;
    page.explainAddress(page.readAddress(before));
    assert.equal(location.hash, after);
    assert.equal(note().hidden, !before.includes("="));
  }
});

test("of many notes eight are shown", () => {
  page.showNotes(Array.from({ length: 11 }, (_, i) => `note ${i}`));
  assert.ok(note().textContent.includes("note 7; and 3 more.") && !note().textContent.includes("note 8"));
  page.showNotes([]);
  assert.ok(note().hidden);
});
