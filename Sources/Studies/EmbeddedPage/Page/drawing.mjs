// Code that all drawings share: ticks, scales, marks and rows of tables.
/** @typedef {{ min: number, max: number, label?: string, log?: boolean, root?: boolean, hidden?: boolean, hasTicks?: boolean }} Axis */

export const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
export const fixed = (x) => String(Math.round(x * 100) / 100);

// Ticks of an axis: multiples of 1, 2 or 5 times a power of ten; on a logarithmic axis these numbers themselves, on an
// axis of square roots 0 and those that are not too close to one another.
export function ticks(axis, limit) {
  const result = [];
  if (axis.root) {
    const place = scale(axis, 0, limit);
    for (let power = Math.ceil(Math.log10(axis.max)); power > -4; power -= 1) {
      for (const f of [5, 2, 1]) {
        const tick = Number(`${f}e${power}`);
        const next = result.length ? place(result[0]) : Infinity;
        if (tick <= axis.max && place(tick) > 0.8 && next - place(tick) > 0.8) result.unshift(tick);
      }
    }
    result.unshift(0);
  } else if (axis.log) {
    const factors = axis.max < 100 * axis.min ? [1, 2, 5] : [1];
    // Powers beyond the ends only where their multiples may be on the axis.
    const [low, high] = factors.length > 1 ? [Math.floor(Math.log10(axis.min)), Math.ceil(Math.log10(axis.max))]
      : [Math.ceil(Math.log10(axis.min) - 1e-9), Math.floor(Math.log10(axis.max) + 1e-9)];
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
  const f = axis.log ? Math.log10 : axis.root ? Math.sqrt : (x) => x;
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

// Closed lines through corners in units of the size, which look about as large as a disc of that radius.
const corners = {
  square: [[-0.92, -0.92], [0.92, -0.92], [0.92, 0.92], [-0.92, 0.92]],
  triangle: [[0, -1.25], [1.2, 0.85], [-1.2, 0.85]],
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  cross: [[-0.95, -0.95], [0.95, 0.95], [0, 0], [0.95, -0.95], [-0.95, 0.95], [0, 0]],
};
/** @param {string} kind @param {number} x @param {number} y @param {string} style @param {number} size @param {string} extra */
export function shape(kind, x, y, style, size = 4, extra = "") {
  const place = kind === "circle" ? `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(size)}"`
    : `<path d="${corners[kind].map(([dx, dy], i) => `${i ? "L" : "M"}${fixed(x + size * dx)} ${fixed(y + size * dy)}`).join("")}Z"`;
  return `${place} class="mark ${style}" ${extra}/>`;
}

// A command in markup: lines break between its words, not at their hyphens.
export const commandMarkup = (text) => text.split(" ").map((word) => `<span>${escaped(word)}</span>`).join(" ");

export function rows(body, lines) {
  body.innerHTML = lines.map((cells) => "<tr>" + cells.map((cell, i) =>
    i ? `<td>${escaped(cell)}</td>` : `<th scope="row">${escaped(cell)}</th>`).join("") + "</tr>").join("");
}

export const heads = (row, names) => {
  row.innerHTML = "<tr>" + names.map((name) => `<th scope="col">${escaped(name)}</th>`).join("") + "</tr>";
};
