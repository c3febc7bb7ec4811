// The reading of the table: numbers, columns, curves, and the digits that are shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { column as encoded, decimal, install, number, random, whole } from "./page.mjs";

const k = [1, 2, 5, 10, 25, 50, 100, 250, 400, 490, 499, 500];
const next = random(1);
const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
const kinds = {
  constant: (a) => a,
  line: (a, b, x) => a + b * x,
  noise: (a, b, x) => (a + b * x) * (1 + 1e-5 * normal()),
  jumps: (a, b, x) => (a + b * x) * 10 ** Math.round(1.5 * normal()),
  zeros: (a, b, x) => next() < 0.4 ? 0 : Math.round(a + b * x),
  pole: (a, b, x) => 1 / (501 - x),
};
const columns = Object.values(kinds).flatMap((kind) => Array.from({ length: 40 }, () => {
  const [a, b] = [normal(), 0.01 * normal()];
  return k.map((x) => decimal(kind(a, b, x)));
}));
const parabola = [[0, 0], [450, 405], [899, 809]];
install({ k: k.map(String), depth: ["1"], omega: ["learned"], theta: ["0"], sigma: ["1"], ends: [] }, {
  columns: columns.map((numbers) => encoded(numbers, k)),
  curves: ["", number(decimal(4)) + number(decimal(-0.5)) + number(decimal(1.25)) + parabola.map(([x, y]) => whole(810 * x + y, 3)).join("")],
});
const page = await import("../../Sources/Studies/EmbeddedPage/Page/table.mjs");

test("a number of four characters is m and e", () => {
  // 1: the mantissa 100000 and the exponent −5, scale 2 · 25 = 50, code 1 + 50 · 900000 = 45000001.
  assert.deepEqual(page.numberAt(whole(45000001, 4), 0), [100000, -5]);
  assert.deepEqual(page.numberAt("!!!!", 0), [0, 0]);
  for (const m of [100000, -100000, 999999, -999999, 314159]) {
    for (let e = -30; e <= 5; e += 1) assert.deepEqual(page.numberAt(`xx${number([m, e])}x`, 2), [m, e]);
  }
});

test("columns are read whole: lines, noise, jumps, zeros and changes of sign", () => {
  columns.forEach((numbers, index) => { assert.deepEqual(page.descent.column(index), numbers); });
});

test("a number is shown as in a table: six digits, no trailing zeros", () => {
  // The rules of %g, of the digits that JavaScript itself rounds to.
  const wanted = (x) => {
    const [digits, power] = x.toExponential(5).replace(/\.?0+e/, "e").split("e");
    if (power >= -4 && power < 6) return String(Number(x.toPrecision(6)));
    return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  };
  for (let i = 0; i < 2000; i += 1) {
    const x = normal() * 10 ** (28 * next() - 18);
    assert.equal(page.shown(decimal(x)), wanted(x));
  }
  const edges = [[0, "0"], [1, "1"], [-1, "-1"], [100000, "100000"], [999999, "999999"], [1e6, "1e+06"], [0.0001, "0.0001"],
    [0.00001234, "1.234e-05"], [-0.5, "-0.5"], [1e-25, "1e-25"], [123456e6, "1.23456e+11"]];
  for (const [x, text] of edges) assert.equal(page.shown(decimal(x)), text);
});

test("the value of a number is the nearest double", () => {
  assert.equal(page.value([123456, -5]), 1.23456);
  assert.equal(page.value([100000, -30]), 1e-25);
  assert.equal(page.value([-999999, 5]), -99999900000);
  assert.equal(page.value([0, 0]), 0);
});

test("a curve has the corners of its box where the code has them", () => {
  assert.equal(page.descent.filterCurve(0), null);
  const { end, low, high, points } = page.descent.filterCurve(1);
  assert.deepEqual([end, low, high], [4, -0.5, 1.25]);
  assert.deepEqual(points[0], [0, -0.5]);
  assert.deepEqual(points[2], [4, 1.25]);
  // 450/899 of the width, 405/809 of the height; some roundings.
  assert.ok(Math.abs(points[1][0] - 4 * 450 / 899) < 1e-14 && Math.abs(points[1][1] - (-0.5 + 1.75 * 405 / 809)) < 1e-14);
});
