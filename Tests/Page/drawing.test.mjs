// Axes: their ticks, the words at them, and their scale.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "./page.mjs";
import { commandMarkup, escaped, scale, shape, tickText, ticks } from "../../Sources/Studies/EmbeddedPage/Page/drawing.mjs";

test("ticks of known axes", () => {
  assert.deepEqual(ticks({ min: 0, max: 500 }, 5), [0, 100, 200, 300, 400, 500]);
  assert.deepEqual(ticks({ min: -0.4, max: 1.2 }, 4), [0, 0.5, 1]);
  assert.deepEqual(ticks({ min: 0.9, max: 25, log: true }, 8), [1, 2, 5, 10, 20]);
  assert.deepEqual(ticks({ min: 1, max: 2e6, log: true }, 4), [1, 100, 10000, 1000000]);
});

test("ticks lie on the axis, ascend evenly, and exceed the requested number by at most one", () => {
  const next = random(3);
  for (let i = 0; i < 3000; i += 1) {
    const min = (next() - 0.5) * 10 ** (8 * next() - 4);
    const max = min + 10 ** (8 * next() - 4);
    // Where the range is tiny compared with its position, six digits cannot tell the ticks apart.
    if (max - min < 1e-3 * Math.abs(min)) continue;
    const limit = 3 + Math.floor(6 * next());
    const found = ticks({ min, max }, limit);
    // A step of 1, 2 or 5 is at most 2.5 times the required one: there is a tick on every axis.
    assert.ok(found.length >= 1 && found.length <= limit + 1, `${min} ${max}: ${found}`);
    const room = 1e-8 * Math.max(Math.abs(min), Math.abs(max));
    for (const tick of found) assert.ok(tick >= min - room && tick <= max + room);
    const step = found[1] - found[0];
    for (let j = 2; j < found.length; j += 1) {
      // Each tick is rounded to six digits.
      assert.ok(Math.abs(found[j] - found[j - 1] - step) < 1e-5 * Math.max(...found.map(Math.abs)));
    }
  }
});

test("an axis of square roots has 0 and ticks that are not too close", () => {
  for (const max of [0.35, 1, 8, 10]) {
    for (const limit of [3, 5, 9]) {
      const axis = { min: 0, max, root: true };
      const found = ticks(axis, limit);
      const place = scale(axis, 0, limit);
      assert.equal(found[0], 0);
      assert.ok(found.length >= 2 && found.length <= 1.25 * limit + 1, `${max} ${limit}: ${found}`);
      for (let i = 1; i < found.length; i += 1) assert.ok(found[i] <= max && place(found[i]) - place(found[i - 1]) > 0.79, `${max} ${limit}: ${found}`);
    }
  }
});

test("ticks in words", () => {
  const words = [[0, "0"], [1, "1"], [-0.5, "−0.5"], [0.001, "0.001"], [1e5, "10⁵"], [2e5, "2·10⁵"], [5e-4, "5·10⁻⁴"],
    [-1e-4, "−1·10⁻⁴"], [1e12, "10¹²"], [99999, "99999"]];
  for (const [tick, text] of words) assert.equal(tickText(tick), text);
});

test("a scale takes the ends of an axis to the ends of its line, and a logarithmic one the geometric mean to the middle", () => {
  const linear = scale({ min: -1, max: 3 }, 100, 20);
  assert.deepEqual([linear(-1), linear(1), linear(3)], [100, 60, 20]);
  const logarithmic = scale({ min: 0.1, max: 1000, log: true }, 0, 400);
  // log₁₀ is exact for none of these but to a rounding or two.
  [[0.1, 0], [10, 200], [1000, 400]].forEach(([x, y]) => { assert.ok(Math.abs(logarithmic(x) - y) < 1e-12); });
});

test("a mark is around its point, at most a third larger than its size", () => {
  for (const kind of ["square", "triangle", "diamond", "cross"]) {
    const numbers = shape(kind, 100, 50, "open odd", 10).match(/ d="(.*?)Z"/)[1].split(/[ML ]/).filter((x) => x !== "").map(Number);
    const [xs, ys] = [0, 1].map((part) => numbers.filter((_, i) => i % 2 === part));
    for (const [values, middle] of [[xs, 100], [ys, 50]]) {
      assert.ok(Math.min(...values) >= middle - 13 && Math.min(...values) <= middle - 9 && Math.max(...values) <= middle + 13 && Math.max(...values) >= middle + 8, kind);
    }
  }
  assert.match(shape("circle", 100, 50, "open even", 10, 'data-step="2"'), /cx="100" cy="50" r="10" class="mark open even" data-step="2"/);
});

test("a command keeps its text, and its words stay whole", () => {
  const markup = commandMarkup("toy risk --data a<b.csv --omega 0.5");
  assert.equal(markup.replace(/<[^>]*>/g, ""), "toy risk --data a&lt;b.csv --omega 0.5");
  assert.equal(markup.match(/<span>/g).length, 6);
});

test("text has no meaning in markup", () => {
  assert.equal(escaped("a < b & c > d &lt; <img>"), "a &lt; b &amp; c > d &amp;lt; &lt;img>");
});
