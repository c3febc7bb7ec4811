// The story: its numbers in words, the one computation, and the length of its texts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { install, random } from "./page.mjs";

install({ n: "500", mu: "1", data: [], k: [], sigma: [], theta: [], depth: [], omega: [], ends: [] });
const { decibels, digits, nearestPosition, showAllDigits } = await import("../../Sources/Studies/EmbeddedPage/Page/story.mjs");
const { coefficients, denoised } = await import("../../Sources/Studies/EmbeddedPage/Page/transform.mjs");

test("three digits, or the six of the table", () => {
  const words = [[36.45, "36.5", "36.45"], [0.402392, "0.402", "0.402392"], [23.023, "23.0", "23.023"], [5, "5", "5"], [0, "0", "0"], [-0.05, "−0.0500", "−0.05"],
    [0.00001234, "1.23·10⁻⁵", "1.23400·10⁻⁵"], [123456, "123456", "123456"], [4527.31, "4527", "4527.31"], [null, "∞", "∞"]];
  for (const [x, three] of words) assert.equal(digits(x), three);
  showAllDigits(true);
  for (const [x, , six] of words) assert.equal(digits(x), six);
  showAllDigits(false);
});

test("an asterisk where the risk is an infimum", () => {
  assert.equal(decibels({ db: 20.03, attained: true }), "20.0");
  assert.equal(decibels({ db: 0.46, attained: false }), "0.5*");
});

test("the nearest position; of two the lower one", () => {
  for (const [x, at] of [[0, 0], [1.4, 0], [1.5, 0], [1.6, 1], [99, 2]]) assert.equal(nearestPosition([1, 2, 3], x), at);
});

test("T x is the product with the matrix V diag(t) Vᵀ", () => {
  const next = random(7);
  for (let trial = 0; trial < 20; trial += 1) {
    const n = 2 + Math.floor(next() * 30);
    const signal = Array.from({ length: n }, () => next() - 0.5);
    const first = 1 + Math.floor(next() * (n - 1));
    const runs = [[first, next(), 1], [n - first, 2 * next(), 0]];
    // The basis of cosines, written independently.
    const basis = Array.from({ length: n }, (_, j) => Array.from({ length: n }, (_, i) =>
      (j ? Math.sqrt(2 / n) : Math.sqrt(1 / n)) * Math.cos(Math.PI * (i + 0.5) * j / n)));
    const gains = runs.flatMap(([count, gain]) => new Array(count).fill(gain));
    const matrix = Array.from({ length: n }, (_, a) => Array.from({ length: n }, (_, b) => basis.reduce((sum, v, j) => sum + gains[j] * v[a] * v[b], 0)));
    const wanted = matrix.map((row) => row.reduce((sum, t, i) => sum + t * signal[i], 0));
    for (const own of [undefined, basis]) {
      denoised(runs, coefficients(signal, own), own).forEach((x, i) => assert.ok(Math.abs(x - wanted[i]) < 1e-12));
    }
  }
});

// The longest words of the program about odd depth.
const odd = "would be perfect (parity). A wall keeps gradient descent in small steps from finding it.";

test("no text of a scene has more than 45 words, and every scene has its parts", () => {
  const markup = readFileSync(new URL("../../Sources/Studies/EmbeddedPage/Page/explorer.html", import.meta.url), "utf8");
  const scenes = [...markup.matchAll(/<section class="scene.*?<\/section>/gs)].map(([text]) => text);
  assert.equal(scenes.length, 9);
  scenes.slice(0, 8).forEach((text, i) => {
    const words = text.match(/<p class="words">(.*?)<\/p>/s)[1].replace("{{odd}}", odd).replace(/<[^>]*>/g, "").split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word));
    assert.ok(words.length <= 45, `scene ${i}: ${words.length} words`);
    for (const part of ['class="say', 'class="command"', "<details>", `aria-describedby="d${i}"`]) assert.ok(text.includes(part), `scene ${i}: ${part}`);
  });
});

test("claims about training say of which", () => {
  const markup = readFileSync(new URL("../../Sources/Studies/EmbeddedPage/Page/explorer.html", import.meta.url), "utf8");
  for (const [, rest] of markup.matchAll(/a wall keeps(.{0,60})/gsi)) assert.match(rest.replace(/\s+/g, " "), /^ gradient descent in small steps/);
  assert.match(markup, /gradient descent in small steps never\s+crosses/);
});
