// What is shown of one state: its four charts and its tables.
import {
  bilevelIndex, context, exactCurve, filterCurve, grid, record, shown, unrolledIndex, valley, value,
} from "./table.mjs";
import { escaped, fixed, heads, legend, Plot, rows, shape } from "./drawing.mjs";

/** @type {(id: string) => any} An element of any kind. */
export const byId = (name) => document.getElementById(name);
export const isLearned = (state) => grid.omega[state.omega] === "learned";
export const parity = (depth) => Number(grid.depth[depth]) % 2 ? "odd" : "even";
const lineOf = (state, depth) => parity(depth) + (isLearned(state) ? "" : " dashed");
const markOf = { even: "circle", odd: "triangle", bilevel: "square", linear: "diamond" };
const other = (depth) => depth === 0 ? 1 : depth % 2 ? depth + 1 : depth - 1;
const stepName = (state) => isLearned(state) ? "learned ω" : `ω = ${grid.omega[state.omega]}`;
const familyName = (state, depth = state.depth) => `N = ${grid.depth[depth]}, ${stepName(state)}`;
const stepText = (number) => number[0] === 0 ? "→ 0" : shown(number);

function numbersTable(state, unrolled, bilevel, linear) {
  const k = state.k;
  byId("unrolled-name").textContent = familyName(state);
  byId("unrolled-name").className = parity(state.depth);
  rows(document.querySelector("#numbers tbody"), [
    ["risk", shown(unrolled.risk[k]), shown(bilevel.risk[k]), shown(linear.risk)],
    ["  bias", shown(unrolled.bias[k]), shown(bilevel.bias[k]), shown(linear.bias)],
    ["  variance", shown(unrolled.variance[k]), shown(bilevel.variance[k]), shown(linear.variance)],
    ["/ best linear", shown(unrolled.toLinear[k]), shown(bilevel.toLinear[k]), "1"],
    ["/ best bilevel", shown(unrolled.toBilevel[k]), "1", ""],
    ["step size ω", stepText(unrolled.omega[k]), "", ""],
  ]);
  const word = (family) => grid.words[value(family.attained[k])];
  byId("attained").innerHTML = `Attained? Unrolled: <span>${escaped(word(unrolled))}</span>. Bilevel: <span>${escaped(word(bilevel))}</span>.`;
  byId("status").textContent = `${familyName(state)}: risk ${shown(unrolled.risk[k])}, ${shown(unrolled.toLinear[k])} times the best linear, `
    + `${shown(unrolled.toBilevel[k])} times the best bilevel one`;
}

function ratioChart(state, unrolled, bilevel) {
  const figure = byId("ratio");
  const partner = record(state, unrolledIndex(other(state.depth), state.omega));
  const learned = isLearned(state) ? null : record(state, unrolledIndex(state.depth, 0));
  const lines = [
    { numbers: bilevel.toLinear, style: "bilevel thin", name: "bilevel", kind: "bilevel", dot: "bilevel" },
    { numbers: partner.toLinear, style: `${lineOf(state, other(state.depth))} thin`, name: familyName(state, other(state.depth)),
      kind: parity(other(state.depth)), dot: parity(other(state.depth)) },
    ...(learned ? [{ numbers: learned.toLinear, style: `${parity(state.depth)} thin`, name: `N = ${grid.depth[state.depth]}, learned ω`,
      kind: parity(state.depth), dot: parity(state.depth) }] : []),
    { numbers: unrolled.toLinear, style: lineOf(state, state.depth), name: familyName(state), kind: parity(state.depth), dot: `${parity(state.depth)} full` },
  ];
  const top = Math.max(2, ...lines.flatMap((line) => line.numbers.map(value)));
  const plot = new Plot(figure, {
    x: { min: 0, max: Number(grid.n), label: "number k of rows of R" },
    y: { min: 0.9, max: top * 1.25, log: true, label: "risk / best linear" },
  });
  const at = Number(grid.k[state.k]);
  plot.vertical(at, "now");
  plot.horizontal(1, "linear dashed thin");
  for (const line of lines) plot.curve(line.numbers.map((number, i) => [Number(grid.k[i]), value(number)]), line.style);
  for (const line of lines) plot.mark(markOf[line.kind], at, value(line.numbers[state.k]), line.dot);
  plot.finish("Risk relative to the best linear risk over the number k of rows of R",
    `At k = ${at}: ` + lines.map((line) => `${line.name} ${shown(line.numbers[state.k])}`).join("; "));
  legend(figure, [["best linear", "linear dashed thin"], ...lines.map((line) => [line.name, line.style, markOf[line.kind], line.dot])]);
}

function filterChart(state, unrolled, linear) {
  const figure = byId("filter");
  const k = state.k;
  const kind = parity(state.depth);
  const drawn = filterCurve(value(unrolled.curve[k])) ?? { end: grid.ends.map(Number)[0], low: -0.4, high: 1.2, points: [] };
  const [forced, bound] = [value(unrolled.forced[k]), value(unrolled.bound[k])];
  const plot = new Plot(figure, {
    x: { min: 0, max: drawn.end, label: "eigenvalue s of RᵀR" },
    y: { min: drawn.low, max: drawn.high, label: "eigenvalue of T" }, right: 26,
  });
  const isSingle = grid.depth[state.depth] === "1";
  const reach = isSingle ? [forced, forced] : kind === "even" ? [drawn.low, forced] : [bound, drawn.high];
  const edge = fixed(plot.right + 11);
  const ends = reach.map((y) => plot.y(Math.min(Math.max(y, drawn.low), drawn.high)));
  if (isSingle) ends[1] -= 3;
  plot.parts.push(`<path class="band ${kind}" d="M${edge} ${fixed(ends[0])}V${fixed(ends[1])}"/>`);
  for (const number of linear.wiener) plot.parts.push(shape("diamond", plot.right + 11, plot.y(value(number)), "linear"));
  plot.curve(exactCurve(drawn.end).points, "bilevel thin");
  plot.curve(drawn.points, lineOf(state, state.depth));
  plot.mark(markOf[kind], 0, forced, `${kind} full`);
  const set = isSingle ? `only ω = ${shown(unrolled.forced[k])}`
    : kind === "even" ? `(−∞, ${shown(unrolled.forced[k])}]` : unrolled.omega[k][0] === 0 ? "(0, ∞) in the limit" : `[${shown(unrolled.bound[k])}, ∞)`;
  const note = (unrolled.omega[k][0] === 0 ? "As ω → 0 there is no limit of f. " : "")
    + `f(0) = ${shown(unrolled.forced[k])}, forced ${grid.forced[k]} times. Reachable: ${set}. Bilevel: f(0) = 1, reachable (0, 1].`;
  figure.querySelector(".note").textContent = note;
  plot.finish("The filter f over the eigenvalues s of RᵀR", note);
  legend(figure, [[`f, ${familyName(state)}`, lineOf(state, state.depth)], ["f(0)", "", markOf[kind], `${kind} full`],
    ["1/(1 + s), bilevel", "bilevel thin"], ["reachable", `${kind} band`], ["Wiener values", "", "diamond", "linear"]]);
}

// The eigenvalues of T in each of the two directions: [{ gain, count, isForced }, …] twice.
function spectrum(family, k) {
  const others = [
    { gain: family.forced[k], count: value(family.forcedCount[k]), isForced: true },
    { gain: family.free[k], count: value(family.freeCount[k]), isForced: false },
  ];
  return [[{ gain: family.first[k], count: 1, isForced: value(family.firstForced[k]) === 1 }], others.filter((part) => part.count > 0)];
}

function spectrumChart(state, unrolled, bilevel, linear) {
  const figure = byId("spectrum");
  const kind = parity(state.depth);
  const families = [
    { name: "unrolled", style: kind, groups: spectrum(unrolled, state.k) },
    { name: "bilevel", style: "bilevel", groups: spectrum(bilevel, state.k) },
  ];
  const largest = Math.max(1, ...families.flatMap((family) => family.groups.flat().map((part) => value(part.gain))));
  const plot = new Plot(figure, {
    x: { min: 0, max: largest * 1.06, label: "eigenvalue of T" }, y: { min: 0, max: 8, hidden: true }, height: 236, left: 78, right: 20,
  });
  const sizes = [1, Number(grid.n) - 1];
  const sentences = [];
  [0, 1].forEach((group) => {
    const top = group ? 3.7 : 7.7;
    plot.text(8, plot.y(top), `${sizes[group]} direction${group ? "s" : ""} with γ = ${shown(linear.gamma[group])}`);
    const lanes = [
      { name: "Wiener", style: "linear", parts: [{ gain: linear.wiener[group], count: 0, isForced: false }] },
      ...families.map(({ name, style, groups }) => ({ name, style, parts: [...groups[group]] })),
    ];
    lanes.forEach(({ name, style, parts }, lane) => {
      const y = plot.y(top - 0.95 * (lane + 1));
      plot.text(plot.left - 8, y, name, "end", "small");
      plot.parts.push(`<path class="grid" d="M${plot.left} ${fixed(y)}H${plot.right}"/>`);
      parts.sort((a, b) => value(a.gain) - value(b.gain));
      const places = parts.map((part) => plot.x(value(part.gain)));
      parts.forEach((part, i) => {
        plot.parts.push(shape(part.count === 0 ? "diamond" : part.isForced ? "square" : "circle", places[i], y, `${style}${part.isForced ? " full" : ""}`));
      });
      const labels = parts.map((part) => part.count ? `${part.count} ${part.isForced ? "forced" : "free"}` : "");
      const text = labels.join(", ");
      const [low, high] = [Math.min(...places), Math.max(...places)];
      const room = 6.6 * text.length + 8;
      if (parts.length > 1 && high - low > room + 16) {
        plot.text(low + 10, y, labels[0], "start", "small");
        plot.text(high - 10, y, labels[1], "end", "small");
      } else if (high + 10 + room < plot.right) plot.text(high + 10, y, text, "start", "small");
      else if (low - 10 - room > plot.left) plot.text(low - 10, y, text, "end", "small");
      else plot.text(Math.min(Math.max((low + high) / 2, plot.left + room / 2), plot.right - room / 2), y - 12, text, "middle", "small");
      sentences.push(`${name}, γ = ${shown(linear.gamma[group])}: ${parts.map((part) => shown(part.gain)).join(" and ")} ${text}`);
    });
  });
  plot.parts.push(`<path class="axis" d="M${plot.left} ${fixed(plot.y(4.2))}H${plot.right}"/>`);
  plot.finish("Eigenvalues of the best T beside the Wiener values", sentences.join("; "));
  legend(figure, [["Wiener value", "", "diamond", "linear"], ["forced", "", "square", `${kind} full`], ["free", "", "circle", kind],
    ["bilevel", "", "square", "bilevel full"]]);
  heads(figure.querySelector("thead"), ["", "γ", "t*", "t", "directions", "forced"]);
  rows(figure.querySelector("tbody"), families.flatMap(({ name, groups }) => groups.flatMap((parts, group) => parts.map((part) =>
    [name, shown(linear.gamma[group]), shown(linear.wiener[group]), shown(part.gain), String(part.count), part.isForced ? "yes" : "no"]))));
}

function landscapeChart(state) {
  const figure = byId("landscape");
  const landscape = valley(state, unrolledIndex(state.depth, state.omega));
  const learned = isLearned(state);
  const plot = new Plot(figure, {
    x: { min: 0, max: landscape.end, label: "R = r" }, y: { min: landscape.low, max: landscape.high, label: learned ? "step size ω" : "risk E(r)" },
  });
  if (!learned) {
    plot.horizontal(value(landscape.best), "linear dashed thin");
    plot.curve(valley(state, bilevelIndex).curve, "bilevel thin");
  }
  plot.curve(landscape.curve, lineOf(state, state.depth));
  const marks = { minimum: "circle", "local-minimum": "square", barrier: "triangle", maximum: "circle", saddle: "triangle" };
  for (const point of landscape.points) {
    if (marks[point.kind]) plot.mark(marks[point.kind], value(point.r), learned ? 1 : value(point.risk), point.kind);
  }
  const kinds = [...new Set(landscape.points.map((point) => point.kind))].filter((name) => marks[name]);
  legend(figure, [
    [learned ? "best pairs (r, ω)" : familyName(state), lineOf(state, state.depth)],
    ...(learned ? [] : [["bilevel", "bilevel thin"], ["best linear", "linear dashed thin"]]),
    ...kinds.map((name) => [name.replace("-", " "), "", marks[name], name]),
  ]);
  figure.querySelector("h2").textContent = learned ? "One dimension (k = n = 1): best pairs (r, ω)" : "One dimension (k = n = 1): the risk over R = r";
  const number = (x) => shown(x).replace("-", "−");
  heads(figure.querySelector("thead"), learned ? ["", "r", "ω", "risk", "curvature in r"] : ["", "r", "risk", "curvature"]);
  rows(figure.querySelector("tbody"), landscape.points.map((point) => point.kind === "flat" ? ["every r", "", shown(point.risk), "0"]
    : [point.kind.replace("-", " "), shown(point.r), ...(learned ? ["1"] : []), shown(point.risk), number(point.curvature)]));
  const note = `Best t* = ${shown(landscape.wiener)}, best linear risk ${shown(landscape.best)}.`
    + (learned ? ` Every point of the curve has it.` : "")
    + (learned && landscape.trap[0] !== 0 ? ` For a fixed ω below ${shown(landscape.trap)}, r = 0 is a local minimum.` : "");
  figure.querySelector(".note").textContent = note;
  plot.finish(figure.querySelector("h2").textContent,
    landscape.points.map((point) => `${point.kind} at r = ${shown(point.r)}, risk ${shown(point.risk)}`).join("; ") + ". " + note);
}

function commands(state) {
  const data = grid.data[state.data] === "constant" ? "" : ` --data ${grid.data[state.data]}`;
  const setting = `${data} --n ${grid.n}`;
  const model = ` --theta ${grid.theta[state.theta]} --sigma ${grid.sigma[state.sigma]}`;
  const depth = grid.depth[state.depth];
  const omega = grid.omega[state.omega];
  const k = ` --k ${grid.k[state.k]}`;
  const pair = [depth, grid.depth[other(state.depth)]].map(Number).sort((a, b) => a - b).join(",");
  const steps = isLearned(state) ? "learned" : `${omega},learned`;
  const lines = [
    ["Unrolled", `toy risk${setting}${k}${model} --depth ${depth} --omega ${omega}`],
    ["Bilevel", `toy risk${setting}${k}${model} --family bilevel`],
    ["Over k", `toy risk-ratio${setting}${model} --depth ${pair} --omega ${steps} -o -`],
    ...(isLearned(state) ? [] : [["Reachable eigenvalues", `toy expressivity --n ${grid.n}${k} --depth ${depth} --omega ${omega}`]]),
    ["One dimension", `toy landscape${model} --depth ${depth} --omega ${omega} -o -`],
  ];
  const list = byId("commands");
  while (list.children.length > lines.length) list.lastChild.remove();
  lines.forEach(([name, text], i) => {
    let item = list.children[i];
    if (!item) {
      item = document.createElement("li");
      item.innerHTML = `<span></span><code></code><button type="button">Copy</button>`;
      list.append(item);
    }
    item.querySelector("span").textContent = name;
    item.querySelector("code").textContent = text;
    item.querySelector("button").setAttribute("aria-label", `Copy the command: ${name}`);
  });
}

export function draw(state) {
  const linear = context(state);
  const unrolled = record(state, unrolledIndex(state.depth, state.omega));
  const bilevel = record(state, bilevelIndex);
  numbersTable(state, unrolled, bilevel, linear);
  ratioChart(state, unrolled, bilevel);
  filterChart(state, unrolled, linear);
  spectrumChart(state, unrolled, bilevel, linear);
  landscapeChart(state);
  commands(state);
}
