// Plots as SVG, and what all charts share: axes, curves, marks, legends and rows of tables.
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

const markShapes = {
  circle: (x, y) => `<circle cx="${x}" cy="${y}" r="4"`,
  square: (x, y) => `<rect x="${fixed(x - 4)}" y="${fixed(y - 4)}" width="8" height="8"`,
  triangle: (x, y) => `<path d="M${x} ${fixed(y - 5)}l5 9h-10z"`,
  diamond: (x, y) => `<path d="M${x} ${fixed(y - 5.5)}l5 5.5-5 5.5-5-5.5z"`,
};
export const shape = (kind, x, y, style) => `${markShapes[kind](Number(fixed(x)), Number(fixed(y)))} class="mark ${style}"/>`;

// A plot in a figure: axes, and functions that place things in it.
export class Plot {
  left = 0;
  right = 0;
  top = 0;
  bottom = 0;

  /**
   * @param {Element} figure
   * @param {{ x: Axis, y: Axis, height?: number, left?: number, right?: number }} options
   */
  constructor(figure, { x, y, height, left, right = 14 }) {
    this.place = figure.querySelector(".plot");
    this.width = Math.max(Math.round(this.place.clientWidth), 240);
    this.height = height ?? Math.round(Math.min(Math.max(this.width * 0.56, 210), 330));
    const levels = y.hidden ? [] : ticks(y, Math.max(3, Math.floor((this.height - 48) / 40)));
    const room = Math.max(...levels.map((tick) => tickText(tick).length), 2);
    [this.left, this.right, this.top, this.bottom] = [left ?? 30 + 8 * room, this.width - right, 10, this.height - 38];
    this.x = scale(x, this.left, this.right);
    this.y = scale(y, this.bottom, this.top);
    this.axes = { x, y };
    this.parts = [];
    const { left: l, right: r, top: t, bottom: b } = this;
    for (const tick of ticks(x, Math.max(3, Math.floor((r - l) / 70)))) {
      const at = fixed(this.x(tick));
      this.parts.push(`<path class="grid" d="M${at} ${t}V${b}"/><text x="${at}" y="${b + 15}" text-anchor="middle">${tickText(tick)}</text>`);
    }
    if (!y.hidden) {
      for (const tick of levels) {
        const at = fixed(this.y(tick));
        this.parts.push(`<path class="grid" d="M${l} ${at}H${r}"/><text x="${l - 6}" y="${at}" dy=".35em" text-anchor="end">${tickText(tick)}</text>`);
      }
      this.parts.push(`<text transform="translate(12 ${(t + b) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`);
    }
    this.parts.push(`<path class="axis" d="M${l} ${t}V${b}H${r}"/><text x="${(l + r) / 2}" y="${this.height - 5}" text-anchor="middle">${escaped(x.label)}</text>`);
  }

  path(points) {
    return points.map(([x, y], i) => `${i ? "L" : "M"}${fixed(this.x(x))} ${fixed(this.y(y))}`).join("");
  }

  curve(points, style) {
    if (points.length) this.parts.push(`<path class="curve ${style}" clip-path="url(#${this.clipName})" d="${this.path(points)}"/>`);
  }

  mark(kind, x, y, style) { this.parts.push(shape(kind, this.x(x), this.y(y), style)); }

  vertical(x, style) { this.parts.push(`<path class="${style}" d="M${fixed(this.x(x))} ${this.top}V${this.bottom}"/>`); }

  horizontal(y, style) { this.parts.push(`<path class="curve ${style}" d="M${this.left} ${fixed(this.y(y))}H${this.right}"/>`); }

  text(x, y, content, anchor = "start", style = "") {
    this.parts.push(`<text class="${style}" x="${fixed(x)}" y="${fixed(y)}" dy=".35em" text-anchor="${anchor}">${escaped(content)}</text>`);
  }

  get clipName() { return `clip-${this.place.parentElement.id}`; }

  // Puts the drawing into the figure, with a title and a description for readers who do not see it.
  finish(title, description) {
    const { left, top, right, bottom } = this;
    const name = this.clipName;
    this.place.innerHTML = `<svg viewBox="0 0 ${this.width} ${this.height}" role="img" aria-label="${escaped(title)}" aria-describedby="${name}-desc">`
      + `<title>${escaped(title)}</title><desc id="${name}-desc">${escaped(description)}</desc>`
      + `<clipPath id="${name}"><rect x="${left}" y="${top - 2}" width="${right - left}" height="${bottom - top + 4}"/></clipPath>`
      + this.parts.join("") + "</svg>";
  }
}

// Legend entries: [name, style of the line, kind of the mark, style of the mark].
export function legend(figure, entries) {
  figure.querySelector(".legend").innerHTML = entries.map(([name, line, kind, mark]) =>
    `<span><svg viewBox="0 0 36 13" aria-hidden="true">${line ? `<path class="curve ${line}" d="M1 6.5H35"/>` : ""}`
    + `${kind ? shape(kind, 18, 6.5, mark) : ""}</svg>${escaped(name)}</span>`).join("");
}

export function rows(body, lines) {
  body.innerHTML = lines.map((cells) => "<tr>" + cells.map((cell, i) =>
    i ? `<td>${escaped(cell)}</td>` : `<th scope="row">${escaped(cell)}</th>`).join("") + "</tr>").join("");
}

export const heads = (row, names) => {
  row.innerHTML = "<tr>" + names.map((name) => `<th scope="col">${escaped(name)}</th>`).join("") + "</tr>";
};
