// Code that all drawings share: ticks, scales, marks and rows of tables.
/** @typedef {{ min: number, max: number, label?: string, log?: boolean, hidden?: boolean }} Axis */

export const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
export const fixed = (x) => String(Math.round(x * 100) / 100);

// Ticks of an axis: multiples of 1, 2 or 5 times a power of ten; on a logarithmic axis these numbers themselves.
export function ticks(axis, limit) {
  const result = [];
  if (axis.log) {
    const [low, high] = [Math.floor(Math.log10(axis.min)), Math.ceil(Math.log10(axis.max))];
    const factors = axis.max < 100 * axis.min ? [1, 2, 5] : [1];
    const skip = Math.max(1, Math.ceil((high - low) / limit));
    for (let power = low; power <= high; power += skip) for (const f of factors) result.push(Number(`${f}e${power}`));
  } else {
    const rough = (axis.max - axis.min) / limit;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough * 0.999);
    for (let i = Math.ceil(axis.min / step - 1e-9); i * step <= axis.max + 1e-9 * step; i += 1) result.push(Number((i * step).toPrecision(6)));
  }
  return result.filter((t) => t >= axis.min * (1 - 1e-9) - 1e-12 && t <= axis.max * (1 + 1e-9) + 1e-12);
}

export function tickText(t) {
  if (t !== 0 && (Math.abs(t) >= 1e5 || Math.abs(t) < 1e-3)) {
    const [m, e] = t.toExponential().split("e");
    const raised = [...String(Number(e))].map((c) => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");
    return `${m === "1" ? "" : m + "·"}10${raised}`.replace("-", "−");
  }
  return String(t).replace("-", "−");
}

export function scale(axis, from, to) {
  const f = axis.log ? Math.log10 : (x) => x;
  const [low, high] = [f(axis.min), f(axis.max)];
  return (x) => from + (f(x) - low) / (high - low) * (to - from);
}

// Whether a straight line goes through a box.
/** @param {number[]} from @param {number[]} to @param {number[]} box */
function meets([x0, y0], [x1, y1], [left, top, right, bottom]) {
  let [from, to] = [0, 1];
  for (const [start, way, low, high] of [[x0, x1 - x0, left, right], [y0, y1 - y0, top, bottom]]) {
    if (way === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [a, b] = [(low - start) / way, (high - start) / way];
    [from, to] = [Math.max(from, Math.min(a, b)), Math.min(to, Math.max(a, b))];
  }
  return from <= to;
}

// Whether a line through points goes through a box.
/** @param {number[][]} points @param {number[]} box */
export function crosses(points, box) {
  return points.some((point, i) => i > 0 && meets(points[i - 1], point, box));
}

const markShapes = {
  circle: (x, y) => `<circle cx="${x}" cy="${y}" r="4"`,
  square: (x, y) => `<rect x="${fixed(x - 4)}" y="${fixed(y - 4)}" width="8" height="8"`,
  triangle: (x, y) => `<path d="M${x} ${fixed(y - 5)}l5 9h-10z"`,
  diamond: (x, y) => `<path d="M${x} ${fixed(y - 5.5)}l5 5.5-5 5.5-5-5.5z"`,
};
export const shape = (kind, x, y, style) => `${markShapes[kind](Number(fixed(x)), Number(fixed(y)))} class="mark ${style}"/>`;

export function rows(body, lines) {
  body.innerHTML = lines.map((cells) => "<tr>" + cells.map((cell, i) =>
    i ? `<td>${escaped(cell)}</td>` : `<th scope="row">${escaped(cell)}</th>`).join("") + "</tr>").join("");
}

export const heads = (row, names) => {
  row.innerHTML = "<tr>" + names.map((name) => `<th scope="col">${escaped(name)}</th>`).join("") + "</tr>";
};
