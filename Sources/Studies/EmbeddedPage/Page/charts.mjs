// The charts of the free explorer.
import { bilevelIndex, descent, exactCurve, grid, unrolledIndex, valley, value } from "./table.mjs";
import { change, now } from "./settings.mjs";
import { markOf, nearestPosition, story } from "./story.mjs";
import { crosses, escaped, fixed, heads, rows, scale, shape, tickText, ticks } from "./drawing.mjs";
import { dragged, placeOf } from "./motion.mjs";
import { isPrinted, screenSize, widthOf } from "./sheet.mjs";

/** @type {(name: string) => any} An element of any kind. */
export const byId = (name) => document.getElementById(name);

// A plot in a figure: axes, and functions that place things in it.
class Plot {
  left = 0;
  right = 0;
  top = 0;
  bottom = 0;

  constructor(figure, { x, y, height = 0, left = 50, right = 14, bottom = 40, key = [] }) {
    this.figure = figure;
    const place = figure.querySelector(".plot");
    // In print the drawing is scaled to the paper size.
    this.width = isPrinted() ? 420 : Math.max(Math.round(place.clientWidth), 240);
    // On a projector two rows of charts fill the screen.
    const isPresented = document.body.classList.contains("present") && innerWidth > 1100 && !isPrinted();
    this.height = isPresented ? Math.floor((screenSize().height - 41 - 16 - 29 - 4 - 2 * 37 - 10) / 2) : height || Math.round(Math.min(Math.max(this.width * 0.52, 220), 300));
    // A key below the axis, in as many rows as it needs.
    let [at, row] = [8, 0];
    const places = key.map(({ name }) => {
      const width = 20 + widthOf(name);
      if (at > 8 && at + width > this.width) [at, row] = [8, row + 1];
      const place = [at, row];
      at += width + 18;
      return place;
    });
    const room = key.length ? 20 * (row + 1) : 0;
    if (!isPresented) this.height += room;
    [this.left, this.right, this.top, this.bottom] = [left, this.width - right, 12, this.height - room - bottom];
    this.x = scale(x, this.left, this.right);
    this.y = scale(y, this.bottom, this.top);
    this.name = `clip-${figure.id}`;
    this.parts = [];
    this.hints = [];
    this.taken = [];
    /** @type {number[][][]} The lines, which labels must not overlap. */
    this.lines = [];
    const { left: l, right: r, top: t, bottom: b } = this;
    for (const tick of x.hasTicks === false ? [] : ticks(x, Math.max(3, Math.floor((r - l) / 70)))) {
      this.parts.push(`<path class="grid" d="M${fixed(this.x(tick))} ${t}V${b}"/>`);
      this.text(this.x(tick), b + 15, tickText(tick), "middle", "soft");
    }
    if (!y.hidden) {
      for (const tick of ticks(y, Math.max(3, Math.floor((b - t) / 44)))) {
        this.parts.push(`<path class="grid" d="M${l} ${fixed(this.y(tick))}H${r}"/>`);
        this.text(l - 6, this.y(tick), tickText(tick), "end", "soft");
      }
    }
    if (x.hasTicks !== false) this.parts.push(`<path class="axis" d="M${l} ${y.hidden ? b : t}V${b}H${r}"/>`);
    this.text((l + r) / 2, this.height - room - 8, x.label, "middle");
    key.forEach(({ name, mark, style, opacity }, i) => {
      const [left, middle] = [places[i][0], this.height - room + 20 * places[i][1] + 10];
      this.parts.push(`<rect class="full ${style}" fill-opacity="${opacity}" x="${left}" y="${middle - 7}" width="14" height="14"/>`);
      if (mark) this.parts.push(shape(mark, left + 7, middle, "open linear thin"));
      this.text(left + 20, middle, name, "start", "soft");
    });
  }

  placeOf(x, y, content, anchor, style) {
    const width = widthOf(content, style);
    const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
    return [left, y - 9, left + width, y + 9];
  }

  text(x, y, content, anchor = "start", style = "") {
    this.taken.push(this.placeOf(x, y, content, anchor, style));
    this.parts.push(`<text class="${style}" x="${fixed(x)}" y="${fixed(y)}" dy=".35em" text-anchor="${anchor}">${escaped(content)}</text>`);
  }

  curve(points, style) {
    if (points.length < 2) return;
    this.lines.push(points.map(([x, y]) => [this.x(x), this.y(y)]));
    const d = points.map(([x, y], i) => `${i ? "L" : "M"}${fixed(this.x(x))} ${fixed(this.y(y))}`).join("");
    this.parts.push(`<path class="curve ${style}" clip-path="url(#${this.name})" d="${d}"/>`);
  }

  mark(kind, x, y, style) { this.parts.push(shape(kind, this.x(x), this.y(y), style)); }

  // Words where there is room for them: [x, y, anchor], the first that is free.
  hint(places, content, style) { this.hints.push({ places, content, style }); }

  // Labels near their marks at x, on the preferred side or the other one, clear of lines and marks: [y, words, style].
  labels(x, isLeft, entries) {
    const marks = entries.map(([y]) => [x - 7, y - 7, x + 7, y + 7]);
    const isFree = (/** @type {number[]} */ [left, top, right, bottom], /** @type {boolean} */ avoids) => left >= (avoids ? this.left : 0) && right <= this.width && top >= this.top - 10 && bottom <= this.bottom
      && [...this.taken, ...marks].every(([l, t, r, b]) => left > r + 3 || right < l - 3 || top > b - 2 || bottom < t + 2)
      && (!avoids || !this.lines.some((line) => crosses(line, [left, top + 1, right, bottom - 1])));
    for (const [y, words, style] of [...entries].sort((a, b) => a[0] - b[0])) {
      const width = widthOf(words, style);
      const starts = [Math.min(x + 12, this.width - width), Math.max(x - 12, width)];
      let best = [Infinity, starts[isLeft ? 1 : 0], y, isLeft];
      // If lines cross every place, one that no other label covers.
      for (const avoids of [true, false]) {
        for (let step = -45; step <= 45 && (avoids || best[0] === Infinity || best[0] >= 1000); step += 1) {
          for (const side of [isLeft, !isLeft]) {
            const place = [starts[side ? 1 : 0], y + 3 * step];
            // Places on the other side and above cost a little more.
            const cost = 3 * Math.abs(step) + (side === isLeft ? 0 : 10) + (step < 0 ? 0 : 1) + (avoids ? 0 : 1000);
            if (cost < best[0] && isFree(this.placeOf(place[0], place[1], words, side ? "end" : "start", style), avoids)) best = [cost, place[0], place[1], side];
          }
        }
      }
      this.text(best[1], best[2], words, best[3] ? "end" : "start", style);
    }
  }

  // Inserts the drawing into the figure, with a title and a description for readers who cannot see it.
  finish(title, description) {
    for (const { places, content, style } of this.hints) {
      for (const [x, y, anchor] of places) {
        const [left, top, right, bottom] = this.placeOf(x, y, content, anchor, style);
        const isFree = left >= 0 && right <= this.width && this.taken.every(([l, t, r, b]) => left > r + 2 || right < l - 2 || top > b - 1 || bottom < t + 1)
          && !this.lines.some((line) => crosses(line, [left, top + 3, right, bottom - 3]));
        if (!isFree) continue;
        this.text(x, y, content, anchor, style);
        break;
      }
    }
    this.figure.querySelector(".plot").innerHTML = `<svg viewBox="0 0 ${this.width} ${this.height}" role="img" aria-label="${escaped(title)}" aria-describedby="${this.name}-desc">`
      + `<desc id="${this.name}-desc">${escaped(description)}</desc>`
      + `<clipPath id="${this.name}"><rect x="${this.left}" y="${this.top - 2}" width="${this.right - this.left}" height="${this.bottom - this.top + 4}"/></clipPath>`
      + `${this.parts.join("")}<g class="hover"></g></svg>`;
    plots.set(this.figure.id, this);
  }
}

/** @type {Map<string, any>} */
const plots = new Map();
const rowNumbers = grid.k.map(Number);

// The largest ratio of bilevel learning for each kind of data: no axis depends on a slider.
const tops = grid.data.map((_, data) => {
  let top = 2;
  grid.theta.forEach((_, theta) => grid.sigma.forEach((_, sigma) => {
    for (const number of descent.record({ data, theta, sigma }, bilevelIndex).toLinear) top = Math.max(top, value(number));
  }));
  return top * 1.3;
});

export function ratioChart({ state, name, style, chosen, bilevel, partner }, number) {
  const figure = byId("ratio");
  const top = tops[state.data];
  const at = rowNumbers[state.k];
  const plot = new Plot(figure, {
    x: { min: 0, max: Number(grid.n), label: "number k of rows of R" }, y: { min: 0.7, max: top, log: true },
  });
  const lines = [
    { record: bilevel, style: "bilevel", name: "bilevel", isThin: true },
    { record: partner.record, style: partner.style, name: partner.name, isThin: true },
    { record: chosen, style, name, isThin: false },
  ];
  plot.parts.push(`<path class="now" d="M${fixed(plot.x(at))} ${plot.top}V${plot.bottom}"/>`);
  const names = lines.map((line) => `${line.name}: ${number(line.record.toLinear[state.k])}`);
  const widest = 24 + Math.max(...names.map((words) => widthOf(words, "is-")));
  const isRight = plot.x(at) + widest > plot.width;
  // Above the line: there is no room between it and the axis.
  const above = plot.y(1) - 11;
  plot.hint(isRight ? [[plot.left + 8, above, "start"]] : [[plot.right - 60, above, "end"], [plot.right - 110, above, "end"]], "best linear", "soft");
  const clip = (ratio) => Math.min(ratio, top);
  for (const line of lines) {
    plot.curve(line.record.toLinear.map((ratio, i) => [rowNumbers[i], clip(value(ratio))]), `${line.style}${line.isThin ? " thin" : ""}${state.isLearned || line.style === "bilevel" ? "" : " dashed"}`);
  }
  // Last, because the best risks may hide it.
  plot.curve([[0, 1], [Number(grid.n), 1]], "linear");
  for (const line of lines) plot.mark(markOf[line.style], at, clip(value(line.record.toLinear[state.k])), `open ${line.style}${line.isThin ? "" : " full"}`);
  plot.labels(plot.x(at), isRight, lines.map((line, i) => {
    const ratio = value(line.record.toLinear[state.k]);
    return [plot.y(clip(ratio)), `${names[i]}${ratio > top ? " ↑" : ""}`, `is-${line.style}`];
  }));
  plot.parts.push(`<circle class="handle linear" cx="${fixed(plot.x(at))}" cy="${plot.bottom}" r="8"/>`);
  const values = `Ratios with k = ${at} rows. ${names.join("; ")}`;
  figure.querySelector(".note").textContent = isPrinted() ? `At k = ${at}: ${names.join("; ")}.` : "Drag the dot on the axis, or click in the chart. Point at a k to read its ratios.";
  plot.finish("Risk relative to the best linear risk over the number k of rows of R", values);
}

// The value of a polyline at s, for drawing on another axis.
function along(points, s) {
  const i = points.findIndex(([x]) => x >= s);
  if (i < 0) return null;
  if (i === 0) return points[0][1];
  const [[a, fa], [b, fb]] = [points[i - 1], points[i]];
  return fa + (fb - fa) * (s - a) / (b - a);
}

export function filterChart({ state, name, style, chosen, linear, isDescent }, number) {
  const figure = byId("filter");
  const k = state.k;
  const [low, high] = [-0.4, 1.4];
  const [from, to] = [0.03, 30];
  const plot = new Plot(figure, {
    x: { min: from, max: to, log: true, label: "eigenvalue s of RᵀR" }, y: { min: low, max: high }, right: 26,
  });
  const places = Array.from({ length: 241 }, (_, i) => from * (to / from) ** (i / 240));
  const drawn = (points) => {
    const last = points[points.length - 1];
    return [...places.map((s) => [s, along(points, s)]).filter(([, f]) => f !== null), ...(last[0] > from && last[0] < to ? [last] : [])];
  };
  const curve = chosen.table.filterCurve(value(chosen.curve[k]));
  const isLimit = isDescent && state.isLearned && chosen.omega[k][0] === 0;
  plot.curve(drawn(exactCurve().points), "bilevel thin");
  plot.hint([0.05, 0.2, 0.6, 1.5, 4, 9].flatMap((s) => [-14, 16].map((dy) => [plot.x(s), plot.y(1 / (1 + s)) + dy, "start"]))
    .concat([2, 5, 12].map((s) => [plot.x(s), plot.y(1 / (1 + s)) - 30, "start"])), "bilevel, 1/(1 + s)", "is-bilevel");
  if (isLimit) {
    // In the limit there is no filter: those of ever smaller steps, as ghosts.
    grid.omega.forEach((omega, i) => {
      if (!["0.1", "0.2", "0.5"].includes(omega)) return;
      const record = descent.record(state, unrolledIndex(state.depth, i));
      const ghost = descent.filterCurve(value(record.curve[k]));
      if (!ghost) return;
      plot.curve(drawn(ghost.points), `${style} thin faded`);
      plot.text(plot.left + 8, plot.y(value(record.forced[k])) + (omega === "0.5" ? 12 : 12), `ω = ${omega}`, "start", `is-${style}`);
    });
  } else if (curve) {
    plot.curve(drawn(curve.points), `${style}${state.isLearned ? "" : " dashed"}`);
  }
  const [forced, bound] = [value(chosen.forced[k]), value(chosen.bound[k])];
  const clip = (t) => Math.min(Math.max(t, low), high);
  plot.mark(markOf[style], from, clip(forced), `open ${style} full`);
  const isFalling = !isDescent && state.style === "decreasing";
  const isSingle = isDescent && state.depthText === "1";
  const [least, most] = isSingle ? [forced, forced] : isFalling ? [0, forced] : style === "even" ? [low, forced] : [bound, high];
  plot.parts.push(`<path class="curve ${style}" stroke-opacity=".35" d="M${fixed(plot.right + 12)} ${fixed(plot.y(clip(least)))}V${fixed(plot.y(clip(most)) - (isSingle ? 3 : 0))}"/>`);
  for (const t of linear.wiener) plot.parts.push(shape(markOf.linear, plot.right + 12, plot.y(value(t)), "open linear"));
  const words = isSingle ? `only ${number(chosen.forced[k])}` : isFalling ? `(0, ${number(chosen.forced[k])}]`
    : style === "even" ? `(−∞, ${number(chosen.forced[k])}]` : isLimit ? "(0, ∞) in the limit" : `[${number(chosen.bound[k])}, ∞)`;
  const note = `${isLimit ? "As ω → 0 there is no filter: three small steps are drawn. " : ""}f(0) = ${number(chosen.forced[k])}, forced ${grid.forced[k]} times. ${name} reaches ${words}, bilevel (0, 1]. Crosses: the best eigenvalues.`;
  figure.querySelector(".note").textContent = note;
  plot.finish("The filter f over the eigenvalues s of RᵀR", note);
}

// The method with the least risk, for every k and σ of the table.
export function mapChart(found, number) {
  const { state, name, style, partner, chosen } = found;
  const figure = byId("map");
  const rowsOfMap = grid.sigma.map((_, sigma) => sigma).filter((sigma) => chosen.table.has({ ...state, sigma }));
  const kinds = [
    { name: "bilevel", style: "bilevel", mark: markOf.bilevel, risks: (s) => descent.risks(s, bilevelIndex) },
    { name: partner.name, style: partner.style, mark: markOf[partner.style], risks: (s) => descent.risks(s, partner.family) },
    // Another algorithm has the parity, and with it the colour, of gradient descent of the same depth.
    { name, style, mark: style === partner.style ? "triangle" : markOf[style], risks: (s) => state.table.risks(s, state.family) },
  ];
  const plot = new Plot(figure, {
    x: { min: 0, max: rowNumbers.length, label: "number k of rows of R", hasTicks: false }, y: { min: 0, max: rowsOfMap.length, hidden: true }, left: 68, right: 8,
    key: [...kinds.map((kind) => ({ ...kind, opacity: 0.8 })), { name: "equal", style: "noise", mark: "", opacity: 0.25 }],
  });
  let counts = [0, 0, 0, 0];
  rowsOfMap.forEach((sigma, row) => {
    const columns = kinds.map((kind) => kind.risks({ ...state, sigma }).map(value));
    plot.text(plot.left - 6, plot.y(row + 0.5), `${row === rowsOfMap.length - 1 ? "σ = " : ""}${grid.sigma[sigma]}`, "end", "soft");
    rowNumbers.forEach((_, i) => {
      const risks = columns.map((column) => column[i]);
      const least = Math.min(...risks);
      const best = risks.map((risk) => risk <= least * 1.001);
      const winner = best.filter(Boolean).length > 1 ? 3 : best.indexOf(true);
      counts[winner] += 1;
      const gain = winner === 3 ? 0 : Math.min(1, Math.log(Math.min(...risks.filter((_, j) => j !== winner)) / least) / 1.2);
      plot.parts.push(`<rect class="cell full ${winner === 3 ? "noise" : kinds[winner].style}" fill-opacity="${winner === 3 ? 0.25 : fixed(0.25 + 0.75 * gain)}" `
        + `x="${fixed(plot.x(i))}" y="${fixed(plot.y(row + 1))}" width="${fixed(plot.x(1) - plot.x(0) - 1)}" height="${fixed(plot.y(0) - plot.y(1) - 1)}"/>`);
      // Not by colour alone: a mark in the middle of the cells of one kind.
      if (winner !== 3 && i % 4 === 1) plot.parts.push(shape(kinds[winner].mark, plot.x(i + 0.5), plot.y(row + 0.5), "open linear thin"));
    });
  });
  for (const k of [0, Math.floor(rowNumbers.length / 4), Math.floor(rowNumbers.length / 2), Math.floor(3 * rowNumbers.length / 4), rowNumbers.length - 1]) {
    plot.text(plot.x(k + 0.5), plot.bottom + 14, String(rowNumbers[k]), "middle", "soft");
  }
  const row = rowsOfMap.indexOf(state.sigma);
  plot.parts.push(`<rect class="chosen" x="${fixed(plot.x(state.k) - 1)}" y="${fixed(plot.y(row + 1) - 1)}" width="${fixed(plot.x(1) - plot.x(0) + 1)}" height="${fixed(plot.y(0) - plot.y(1) + 1)}"/>`);
  const words = kinds.map((kind, i) => `${kind.name} in ${counts[i]}`).filter((_, i) => counts[i]);
  const note = `${counts[3] === rowsOfMap.length * rowNumbers.length ? `Least risk: all ${counts[3]} settings within 0.1 %` : `Least risk: ${words.join(", ")}${counts[3] ? `${words.length ? ", " : ""}within 0.1 % of one another in ${counts[3]}` : ""} of ${rowsOfMap.length * rowNumbers.length} settings`}; fuller colour means a larger gain.${isPrinted() ? "" : " Click to go there."}`;
  figure.querySelector(".note").textContent = note;
  plot.finish("Which has the least risk, by k and σ", `${note} Here: ${kinds.map((kind) => `${kind.name} ${number(kind.risks(state)[state.k])}`).join("; ")}.`);
  Object.assign(plot, { rowsOfMap, kinds, state });
}

export function landscapeChart({ state, name, style, isDescent }, number) {
  const figure = byId("landscape");
  figure.hidden = !isDescent || !story.hasLandscapes;
  if (figure.hidden) return;
  const landscape = valley(state, unrolledIndex(state.depth, state.omega));
  const isLearned = state.omega === 0;
  const { end, low, high } = landscape;
  const plot = new Plot(figure, {
    x: { min: 0, max: end, root: !isLearned, label: isLearned ? "R = r" : "R = r, on a scale of square roots" },
    y: { min: low, max: high, log: !isLearned }, left: 56,
  });
  if (!isLearned) plot.curve(valley(state, bilevelIndex).curve, "bilevel thin");
  plot.curve(landscape.curve, style);
  if (!isLearned) {
    // Last, because a minimum may touch it.
    plot.curve([[0, value(landscape.best)], [end, value(landscape.best)]], "linear");
    const level = plot.y(value(landscape.best));
    plot.hint([[plot.right - 6, level + 12, "end"], [plot.right - 6, level - 12, "end"], [plot.left + 8, level + 12, "start"]], "best linear", "soft");
  }
  // As in the figures of landscapes: their shapes and black, because families have the colours.
  const marks = { minimum: "circle", "local-minimum": "square", barrier: "triangle", maximum: "diamond", saddle: "cross" };
  for (const point of landscape.points) {
    if (!marks[point.kind]) continue;
    const [x, y] = [value(point.r), isLearned ? 1 : value(point.risk)];
    plot.mark(marks[point.kind], x, y, `open linear${point.kind.includes("minimum") ? " full" : ""}`);
    const isFar = plot.x(x) > plot.right - 120;
    const [px, py] = [plot.x(x), plot.y(y)];
    const anchor = isFar ? "end" : "start";
    plot.taken.push([px - 5, py - 5, px + 5, py + 5]);
    plot.hint([[px + (isFar ? -10 : 10), py - 11, anchor], ...(px > plot.left + 40 ? [[px, py + 17, "middle"], [px, py - 17, "middle"]] : [[px + 4, py + 22, "start"], [px + 4, py - 17, "start"]]), [px + 10, py + 15, "start"], [px - 10, py + 15, "end"], [px - 10, py - 11, "end"], [px, py - 32, "middle"], [px, py + 32, "middle"], [px + 12, py - 26, "start"]].filter(([, y]) => y < plot.bottom - 9), point.kind.replace("-", " "), "soft");
  }
  figure.querySelector("h3").textContent = isLearned ? "One dimension (k = n = 1): the best pairs (r, ω)" : "One dimension (k = n = 1): the risk over R = r";
  heads(figure.querySelector("thead"), isLearned ? ["", "r", "ω", "risk", "curvature in r"] : ["", "r", "risk", "curvature"]);
  rows(figure.querySelector("tbody"), landscape.points.map((point) => point.kind === "flat" ? ["every r", "", number(point.risk), "0"]
    : [point.kind.replace("-", " "), number(point.r), ...(isLearned ? ["1"] : []), number(point.risk), number(point.curvature).replace("-", "−")]));
  const note = `Best t* = ${number(landscape.wiener)}, best linear risk ${number(landscape.best)}.${isLearned ? " Every point of the curve has it; the axis upwards is ω." : ` The thick line is ${name}, the thin one bilevel learning.`}`
    + (isLearned && landscape.trap[0] !== 0 ? ` For a fixed ω below ${number(landscape.trap)}, r = 0 is a local minimum.` : "");
  figure.querySelector(".note").textContent = note;
  plot.finish(figure.querySelector("h3").textContent,
    `${landscape.points.length ? "Critical points: " : ""}${landscape.points.map((point) => `${point.kind === "flat" ? "the same" : point.kind.replace("-", " ")} at r = ${number(point.r)}, risk ${number(point.risk)}`).join("; ")}${landscape.points.length ? ". " : ""}${note}`);
}

// The eigenvalues of T in each of the two directions: [{ gain, count, isForced }, …] twice.
function spectrum(family, k) {
  const parts = [
    { gain: family.forced[k], count: value(family.forcedCount[k]), isForced: true },
    { gain: family.free[k], count: value(family.freeCount[k]), isForced: false },
  ];
  return [[{ gain: family.first[k], count: 1, isForced: value(family.firstForced[k]) === 1 }], parts.filter((part) => part.count > 0)];
}

export function spectrumChart({ state, name, style, chosen, bilevel, linear }, number) {
  const figure = byId("spectrum");
  figure.hidden = !story.hasLandscapes;
  if (figure.hidden) return;
  const families = [
    { name: "chosen", style, groups: spectrum(chosen, state.k) },
    { name: "bilevel", style: "bilevel", groups: spectrum(bilevel, state.k) },
  ];
  const plot = new Plot(figure, {
    x: { min: -0.02, max: 1.3, label: "eigenvalue of T" }, y: { min: 0, max: 8, hidden: true }, height: 250, left: 78, right: 20,
  });
  const sizes = [1, Number(grid.n) - 1];
  const sentences = [];
  [0, 1].forEach((group) => {
    const top = group ? 3.7 : 7.7;
    plot.text(8, plot.y(top), `${sizes[group]} direction${group ? "s" : ""} with γ = ${number(linear.gamma[group])}`);
    const lanes = [
      { name: "best", style: "linear", parts: [{ gain: linear.wiener[group], count: 0, isForced: false }] },
      ...families.map((family) => ({ name: family.name, style: family.style, parts: [...family.groups[group]] })),
    ];
    lanes.forEach((lane, i) => {
      const y = plot.y(top - 0.95 * (i + 1));
      plot.text(plot.left - 8, y, lane.name, "end", "soft");
      plot.parts.push(`<path class="grid" d="M${plot.left} ${fixed(y)}H${plot.right}"/>`);
      const parts = lane.parts.sort((a, b) => value(a.gain) - value(b.gain));
      const places = parts.map((part) => plot.x(Math.min(value(part.gain), 1.3)));
      parts.forEach((part, j) => plot.parts.push(shape(markOf[lane.style], places[j], y, `open ${lane.style}${part.isForced ? " full" : ""}`)));
      const words = parts.map((part) => part.count ? `${part.count} ${part.isForced ? "forced" : "free"}` : "");
      for (const x of places) plot.taken.push([x - 7, y - 7, x + 7, y + 7]);
      const [gap, widths] = [places[places.length - 1] - places[0], words.map((word) => widthOf(word))];
      // The label of the second mark: to its right if there is room, else to its left.
      const isFar = parts.length === 2 && places[1] + 16 + widths[1] > plot.width;
      if (parts.length === 2 && gap > widths[0] + 34 + (isFar ? widths[1] + 14 : 0)) {
        plot.text(places[0] + 14, y, words[0], "start", "soft");
        plot.text(places[1] + (isFar ? -14 : 14), y, words[1], isFar ? "end" : "start", "soft");
      } else if (places[places.length - 1] < plot.right - 170) plot.text(places[places.length - 1] + 14, y, words.join(", "), "start", "soft");
      else plot.hint([[places[0] - 14, y, "end"], [places[places.length - 1] + 14, y, "start"], [places[0], y - 15, "middle"]], words.join(", "), "soft");
      sentences.push(`${lane.name} where γ = ${number(linear.gamma[group])}, ${parts.map((part, j) => `${number(part.gain)}${words[j] && ` (${words[j]})`}`).join(" and ")}`);
    });
  });
  plot.finish("Eigenvalues of the best T beside the best linear ones", `The chosen method is ${name}. Eigenvalues of T: ${sentences.join("; ")}.`);
  heads(figure.querySelector("thead"), ["", "γ", "t*", "t", "directions", "forced"]);
  rows(figure.querySelector("tbody"), families.flatMap((family) => family.groups.flatMap((parts, group) => parts.map((part) =>
    [family.name === "chosen" ? name : family.name, number(linear.gamma[group]), number(linear.wiener[group]), number(part.gain), String(part.count), part.isForced ? "yes" : "no"]))));
}

// Dragging k, clicking in the map, and reading values by pointing at them.
export function startCharts(found, number) {
  const ratio = byId("ratio").querySelector(".plot");
  const nearest = (x) => {
    const plot = plots.get("ratio");
    return nearestPosition(rowNumbers, (x - plot.left) / (plot.right - plot.left) * Number(grid.n));
  };
  dragged(ratio, {
    take: () => "k",
    pull: (x) => change("freeRows", nearest(x), false),
    drop: () => change("freeRows", now.freeRows),
  });
  const tip = (element, plot, x, y, lines) => {
    const width = 12 + 7.6 * Math.max(...lines.map((line) => line.length));
    const left = Math.min(Math.max(x + 14, 0), plot.width - width);
    const top = Math.min(Math.max(y - 10 - 18 * lines.length, 0), plot.height - 18 * lines.length - 8);
    element.querySelector(".hover").innerHTML = `<rect class="tip" x="${fixed(left)}" y="${fixed(top)}" width="${fixed(width)}" height="${18 * lines.length + 8}" rx="5"/>`
      + lines.map((line, i) => `<text x="${fixed(left + 6)}" y="${fixed(top + 18 * (i + 1))}">${escaped(line)}</text>`).join("");
  };
  ratio.addEventListener("pointermove", (event) => {
    if (event.buttons || event.pointerType === "touch") return;
    const { name, chosen, bilevel, partner } = found();
    const [x, y] = placeOf(event, ratio);
    const k = nearest(x);
    const show = (record) => number(record.toLinear[k]);
    tip(ratio, plots.get("ratio"), x, y, [`k = ${rowNumbers[k]}`, `bilevel: ${show(bilevel)}`, `${partner.name}: ${show(partner.record)}`, `${name}: ${show(chosen)}`]);
  });
  const map = byId("map").querySelector(".plot");
  const cell = (event) => {
    const plot = plots.get("map");
    const [x, y] = placeOf(event, map);
    const k = Math.floor((x - plot.left) / (plot.right - plot.left) * rowNumbers.length);
    const row = Math.floor((plot.bottom - y) / (plot.bottom - plot.top) * plot.rowsOfMap.length);
    return k < 0 || row < 0 || k >= rowNumbers.length || row >= plot.rowsOfMap.length ? null : { k, sigma: plot.rowsOfMap[row] };
  };
  map.addEventListener("click", (event) => {
    const hit = cell(event);
    if (!hit) return;
    change("freeSigma", hit.sigma, false);
    change("freeRows", hit.k);
  });
  map.addEventListener("pointermove", (event) => {
    const hit = cell(event);
    const plot = plots.get("map");
    if (!hit || event.pointerType === "touch") {
      map.querySelector(".hover").innerHTML = "";
      return;
    }
    const [x, y] = placeOf(event, map);
    const lines = plot.kinds.map((kind) => `${kind.name}: ${number(kind.risks({ ...plot.state, sigma: hit.sigma })[hit.k])}`);
    tip(map, plot, x, y, [`k = ${rowNumbers[hit.k]}, σ = ${grid.sigma[hit.sigma]}`, ...lines]);
  });
  for (const element of [ratio, map]) element.addEventListener("pointerleave", () => { element.querySelector(".hover").innerHTML = ""; });
}
