// The table of the page, read: the inverse of PrintedNumber, ColumnCode, RiskTables and ValleyTables.
/** @typedef {[m: number, e: number]} Decimal m · 10^e: m has six digits, or is 0 */

const lines = document.getElementById("table").textContent.trim().split("\n");
/** @type {any} */
export const grid = JSON.parse(lines[0]);
const [valleyContexts, valleys] = [lines[7], (lines[8] ?? "").split(" ")];
const familyCount = 1 + grid.depth.length * grid.omega.length;

const digit = [];
for (let code = 33, value = 0; code < 127; code += 1) {
  if (![34, 38, 60, 92].includes(code)) { digit[code] = value; value += 1; }
}
const digitAt = (text, at) => digit[text.charCodeAt(at)];

function wholeAt(text, at, length) {
  let value = 0;
  for (let i = at; i < at + length; i += 1) value = 90 * value + digitAt(text, i);
  return value;
}

/** @returns {Decimal} */
export function numberAt(text, at) {
  const code = wholeAt(text, at, 4) - 1;
  if (code < 0) return [0, 0];
  const scale = Math.floor(code / 900000);
  const m = code % 900000 + 100000;
  return [scale % 2 ? -m : m, Math.floor(scale / 2) - 30];
}

// The number that continues the line through the two before; undefined where the number itself is written.
/** @returns {Decimal | undefined} */
function expected(column, index, positions) {
  if (index < 2) return column[0];
  const [a, b] = [column[index - 2], column[index - 1]];
  const exponents = [a, b].filter((x) => x[0] !== 0).map((x) => x[1]);
  if (!exponents.length) return b;
  let e = Math.min(...exponents);
  if (Math.max(...exponents) - e > 4) return undefined;
  const aligned = (x) => x[0] === 0 ? 0 : x[0] * 10 ** (x[1] - e);
  const [before, step] = [positions[index - 1] - positions[index - 2], positions[index] - positions[index - 1]];
  let m = aligned(b) + Math.floor((aligned(b) - aligned(a)) * step / before);
  if (m === 0) return [0, 0];
  while (Math.abs(m) >= 1000000) { m = Math.floor(m / 10); e += 1; }
  while (Math.abs(m) < 100000) { m *= 10; e -= 1; }
  return [m, e];
}

// A column of numbers at these positions.
/** @returns {Decimal[]} */
export function decodedColumn(text, positions) {
  const result = [numberAt(text, 0)];
  let at = 4;
  while (result.length < positions.length) {
    const first = at < text.length ? digitAt(text, at) : 29;
    at += 1;
    if (first === 89) {
      result.push(numberAt(text, at));
      at += 4;
      continue;
    }
    const guess = expected(result, result.length, positions);
    if (first < 60) {
      result.push([guess[0] + first - 29, guess[1]]);
    } else {
      result.push([guess[0] + 90 * (first - 60) + digitAt(text, at) - 1305, guess[1]]);
      at += 1;
    }
  }
  return result;
}

/** @param {Decimal} number */
export const value = ([m, e]) => Number(`${m}e${e}`);

// The digits that toy prints.
/** @param {Decimal} number */
export function shown([m, e]) {
  if (m === 0) return "0";
  const digits = String(Math.abs(m)).replace(/0+$/, "");
  const power = e + 5;
  const sign = m < 0 ? "-" : "";
  if (power < -4 || power > 5) {
    const point = digits.length > 1 ? "." : "";
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${sign}${digits[0]}${point}${digits.slice(1)}e${power < 0 ? "-" : "+"}${size}`;
  }
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  const rest = digits.slice(power + 1);
  return sign + whole + (rest ? "." + rest : "");
}

// Best risks and denoisers: of gradient descent over the whole grid, of other algorithms over a part of it.
export class RiskTable {
  /** @type {Map<number, Decimal[]>} */
  knownColumns = new Map();

  /**
   * @param {string[]} parts The six lines of the table.
   * @param {{ theta: string[], sigma: string[], words: string[] }} part
   * @param {number} count The number of families, bilevel learning first.
   */
  constructor(parts, { theta, sigma, words }, count) {
    const [contexts, records, shapes, filters, columns, curves] = parts;
    this.contexts = contexts;
    this.records = records;
    this.shapes = shapes;
    this.filters = filters;
    this.columns = columns.split(" ");
    this.curves = curves.split(" ");
    this.theta = theta;
    this.sigma = sigma;
    this.words = words;
    this.count = count;
    this.positions = grid.k.map(Number);
  }

  // Whether it has a σ and a θ.
  has(state) { return this.sigma.includes(grid.sigma[state.sigma]) && this.theta.includes(grid.theta[state.theta]); }

  contextIndex(state) {
    return (state.data * this.theta.length + this.theta.indexOf(grid.theta[state.theta])) * this.sigma.length + this.sigma.indexOf(grid.sigma[state.sigma]);
  }

  // Best linear risks, eigenvalues of E[yyᵀ], Wiener values.
  context(state) {
    const at = 28 * this.contextIndex(state);
    const numbers = Array.from({ length: 7 }, (_, i) => numberAt(this.contexts, at + 4 * i));
    return { risk: numbers[0], bias: numbers[1], variance: numbers[2], gamma: numbers.slice(3, 5), wiener: numbers.slice(5) };
  }

  /** @returns {Decimal[]} */
  column(reference) {
    if (!this.knownColumns.has(reference)) this.knownColumns.set(reference, decodedColumn(this.columns[reference], this.positions));
    return this.knownColumns.get(reference);
  }

  columnsAt(text, at, count) { return Array.from({ length: count }, (_, i) => this.column(wholeAt(text, at + 3 * i, 3))); }

  recordPlace(state, family) { return 27 * (this.contextIndex(state) * this.count + family); }

  // The risks of a family alone, over k.
  risks(state, family) { return this.column(wholeAt(this.records, this.recordPlace(state, family), 3)); }

  // All columns of a family, over k.
  record(state, family) {
    const at = this.recordPlace(state, family);
    const [risk, bias, variance, toLinear, toBilevel, first, free] = this.columnsAt(this.records, at, 7);
    const [attained, firstForced, forcedCount, freeCount] = this.columnsAt(this.shapes, 12 * wholeAt(this.records, at + 21, 3), 4);
    const [omega, forced, bound, curve] = this.columnsAt(this.filters, 12 * wholeAt(this.records, at + 24, 3), 4);
    const word = (k) => this.words[value(attained[k])];
    return { risk, bias, variance, toLinear, toBilevel, first, free, word, firstForced, forcedCount, freeCount, omega, forced, bound, curve, table: this };
  }

  filterCurve(index) {
    const text = this.curves[index];
    if (!text) return null;
    const [end, low, high] = [0, 4, 8].map((at) => value(numberAt(text, at)));
    return { end, low, high, points: vertices(text, 12, end, low, high) };
  }
}

// The places of the families in a context.
export const bilevelIndex = 0;
export const unrolledIndex = (depth, omega) => 1 + depth * grid.omega.length + omega;

export const descent = new RiskTable(lines.slice(1, 7), { ...grid }, familyCount);
const algorithmCount = 1 + grid.algorithms.entries.reduce((sum, entry) => sum + Math.max(entry.depths.length, 1), 0);
export const others = new RiskTable(lines.slice(9), { ...grid.algorithms, words: grid.otherWords }, algorithmCount);

// A curve in its box: [[x, y], …].
export function vertices(text, at, end, low, high) {
  const [columns, rows, length] = [900, 810, 3];
  const points = [];
  for (let i = at; i < text.length; i += length) {
    const place = wholeAt(text, i, length);
    points.push([Math.floor(place / rows) / (columns - 1) * end, low + place % rows / (rows - 1) * (high - low)]);
  }
  return points;
}

export const exactCurve = () => descent.filterCurve(grid.ends.length);

// The landscape of a family, in axes that all depths and step sizes share: E over r, or ω over r where ω is learned.
export function valley(state, family) {
  const index = state.theta * grid.sigma.length + state.sigma;
  const text = valleys[index * familyCount + family];
  const [wiener, best, ...axes] = Array.from({ length: 7 }, (_, i) => numberAt(valleyContexts, 28 * index + 4 * i));
  const [end, low, high, valleyEnd, tallest] = axes.map(value);
  const [largest, trap] = [0, 4].map((at) => numberAt(text, at));
  const count = digitAt(text, 8);
  const points = Array.from({ length: count }, (_, i) => {
    const at = 9 + 13 * i;
    return { kind: grid.kinds[digitAt(text, at)], r: numberAt(text, at + 1), risk: numberAt(text, at + 5), curvature: numberAt(text, at + 9) };
  });
  const isLearned = family !== bilevelIndex && grid.omega[(family - 1) % grid.omega.length] === "learned";
  const box = isLearned ? { end: valleyEnd, low: 0, high: tallest } : { end, low: 10 ** low, high: 10 ** high };
  // Of E the vertices are those of log₁₀ E over √r.
  const curve = isLearned ? vertices(text, 9 + 13 * count, valleyEnd, 0, tallest)
    : vertices(text, 9 + 13 * count, Math.sqrt(end), low, high).map(([u, v]) => [u * u, 10 ** v]);
  return { ...box, largest, trap, points, wiener, best, curve };
}
