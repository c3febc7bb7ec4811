// Addresses: what they name, how values that the table does not have are replaced, and the message about it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "./page.mjs";

const grid = { n: "500", mu: "1", data: ["constant", "iid"], k: ["1", "25", "50", "75", "500"], sigma: ["0.1"], theta: ["0"], depth: ["1"], omega: ["learned"], ends: [] };
const elements = install(grid, {}, ["address-note"]);
const { addSetting, now } = await import("../../Sources/Studies/EmbeddedPage/Page/settings.mjs");
const page = await import("../../Sources/Studies/EmbeddedPage/Page/address.mjs");

const add = (key, name, values, standard) => addSetting(key, { name, values, standard, scenes: [], words: String });
add("freeData", "data", ["constant", "iid"], 0);
add("freeRows", "k", ["1", "25", "50", "75", "500"], 2);
add("freeDepth", "depth", ["1", "2", "3", "4", "5", "10"], 1);
add("freeOmega", "omega", ["learned", "0.1", "0.5", "1", "1.5"], 0);
add("c", "c", Array.from({ length: 100 }, (_, i) => (i + 1) / 100), 0);
const scene = { id: "s8", settings: { freeData: "data", freeRows: "k", freeDepth: "depth", freeOmega: "omega" } };
const fixed = { n: 500, mu: 1 };
const positions = () => Object.keys(scene.settings).map((key) => now[key]);
const standard = [0, 2, 1, 0];

test("an address and its state are the same thing", () => {
  for (const data of [0, 1]) for (let k = 0; k < 5; k += 1) for (let depth = 0; depth < 6; depth += 1) for (let omega = 0; omega < 5; omega += 1) {
    Object.assign(now, { freeData: data, freeRows: k, freeDepth: depth, freeOmega: omega });
    const address = page.addressOf(scene);
    Object.assign(now, { freeData: 0, freeRows: 0, freeDepth: 0, freeOmega: 0 });
    const { id, query, isOld } = page.partsOf(address);
    assert.deepEqual([id, isOld], ["s8", false]);
    assert.deepEqual(page.readSettings(scene, query, fixed), []);
    assert.deepEqual(positions(), [data, k, depth, omega]);
  }
});

test("the standard has no query, and a projector says so", () => {
  assert.deepEqual(page.readSettings(scene, ""), []);
  assert.deepEqual(positions(), standard);
  assert.equal(page.addressOf(scene), "#s8");
  assert.equal(page.addressOf(scene, true), "#s8?present=1");
  assert.deepEqual(page.readSettings(scene, "present=1"), []);
});

test("parts of addresses, old ones among them", () => {
  const parts = [["", "", "", false], ["#", "", "", false], ["#s5", "s5", "", false], ["#s5?r=1.2&depth=3", "s5", "r=1.2&depth=3", false],
    ["#data=iid&k=75", "s8", "data=iid&k=75", true], ["#s9?k=1", "s8", "s9?k=1", true], ["#symbols-title", "", "", false]];
  for (const [address, id, query, isOld] of parts) assert.deepEqual(page.partsOf(address), { id, query, isOld }, address);
});

const read = {
  "k=60": [[0, 2, 1, 0], ["k = 60 is not in the table: the nearest is 50"]],
  "depth=6": [[0, 2, 4, 0], ["depth = 6 is not in the table: the nearest is 5, which is odd"]],
  "depth=8": [[0, 2, 5, 0], ["depth = 8 is not in the table: the nearest is 10"]],
  "k=-3&omega=-0.5": [[0, 0, 1, 1], ["k = -3", "omega = -0.5 is not in the table: the nearest is 0.1"]],
  "k=1e300": [[0, 4, 1, 0], ["k = 1e300 is not in the table: the nearest is 500"]],
  "depth=1e400": [standard, ["depth = 1e400 is not a number: depth = 2"]],
  "k=&omega=NaN&data=speech": [standard, ["k = nothing is not a number: k = 50", "omega = NaN is not a number or learned: omega = learned",
    "data = speech is not constant or iid"]],
  "k=75&k=25": [[0, 3, 1, 0], ["k is given twice: the first counts"]],
  "k=75&colour=red&n=50&mu=1": [[0, 3, 1, 0], ["colour is not known here", "n = 50: this page has n = 500"]],
  "nonsense": [standard, ["nonsense is not known here"]],
  "=5": [standard, ["a value without a name is not known here"]],
};
for (const [query, [wanted, notes]] of Object.entries(read)) {
  test(`#s8?${query}`, () => {
    const found = page.readSettings(scene, query, fixed);
    assert.deepEqual(positions(), wanted);
    assert.equal(found.length, notes.length);
    for (const part of notes) assert.ok(found.some((text) => text.startsWith(part)), `${part} in ${JSON.stringify(found)}`);
  });
}

test("a number may be written in another way", () => {
  assert.deepEqual(page.readSettings(scene, "data=iid&k=0075&depth=3.0&omega=1.50"), []);
  assert.deepEqual(positions(), [1, 3, 2, 4]);
});

test("a standard may depend on earlier settings", () => {
  const best = { id: "s2", settings: { freeRows: "k", c: "c" }, standardOf: { c: () => 10 * now.freeRows } };
  assert.deepEqual(page.readSettings(best, "k=75"), []);
  assert.equal(now.c, 30);
  assert.equal(page.addressOf(best), "#s2?k=75");
  assert.deepEqual(page.readSettings(best, "k=75&c=0.5"), []);
  assert.equal(page.addressOf(best), "#s2?k=75&c=0.5");
});

test("quoted text is short and without control characters", () => {
  assert.equal(page.quoted("a\u0000b\u2028c"), "a\ufffdb\ufffdc");
  assert.equal(page.quoted("x".repeat(31)), `${"x".repeat(30)}…`);
  assert.equal(page.quoted("x".repeat(30)), "x".repeat(30));
});

test("of many notes eight are shown", () => {
  const note = elements.get("address-note");
  page.showNotes(Array.from({ length: 11 }, (_, i) => `note ${i}`));
  assert.ok(note.textContent.includes("note 7; and 3 more.") && !note.textContent.includes("note 8"));
  page.showNotes([]);
  assert.ok(note.hidden);
});
