// Scene 3: odd up, even down.
import { digits, nearestPosition, story } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now } from "./settings.mjs";
import { around, Sheet } from "./sheet.mjs";
import { dragged, eased, move, stopMotion } from "./motion.mjs";

export function parityScene() {
  const place = document.getElementById("s3");
  const svg = place.querySelector("svg");
  const table = story.iterates;
  const places = table.s;
  const [low, high] = [-2, 2.5];
  const styleOf = (depth) => depth % 2 ? "odd" : "even";
  addSetting("s", { name: "s", values: places, standard: nearestPosition(places, 3.8), scenes: ["s3"], words: (i) => `s = ${places[i]}` });
  addSetting("stop", { name: "depth", values: [1, 2, 3, 4, 5, 6, 7], standard: 4, scenes: ["s3"], words: (i) => `N = ${i + 1}`, choices: (i) => String(i + 1) });
  let [steps, plot] = [{ left: 0, right: 0, top: 0, bottom: 0 }, { left: 0, right: 0, top: 0, bottom: 0 }];
  const limit = 2 / table.omega - 1;

  return {
    id: "s3",
    name: "Odd or even",
    settings: { s: "s", stop: "depth" },
    start() {
      bindSlider("s", "s3-s", stopMotion);
      bindChoice("stop", "s3-depth", stopMotion);
      const [from, to] = [nearestPosition(places, 1), nearestPosition(places, 3.8)];
      document.getElementById("s3-play").addEventListener("click", () =>
        move(1500, (part) => change("s", Math.round(from + (to - from) * eased(part)), false), () => change("s", now.s)));
      dragged(svg, {
        take(x, y, target) {
          const dot = target.getAttribute("data-step");
          if (dot !== null) {
            change("stop", Number(dot) - 1);
            return null;
          }
          return x > plot.left - 20 && x < plot.right + 20 && y > plot.top - 20 && y < plot.bottom + 24 ? "s" : null;
        },
        pull: (x) => change("s", nearestPosition(places, (x - plot.left) / (plot.right - plot.left) * 6), false),
        drop: () => change("s", now.s),
      });
    },
    draw() {
      const sheet = new Sheet(svg, { phone: 384 });
      const { width, height, isNarrow } = sheet;
      const depth = now.stop + 1;
      const style = styleOf(depth);
      const s = places[now.s];
      const z = table.z.map((column) => column[now.s]);
      const gap = isNarrow ? 52 : 116;
      const middle = isNarrow ? width * 0.45 : width * 0.42;
      steps = { left: 34, right: middle, top: 40, bottom: height - 78 };
      plot = { left: middle + gap, right: width - (isNarrow ? 30 : 66), top: 40, bottom: height - 78 };
      const y = (t) => steps.bottom + (t - low) / (high - low) * (steps.top - steps.bottom);
      const clip = (t) => Math.min(Math.max(t, low), high);
      const x = (j) => steps.left + 10 + j / 7 * (steps.right - steps.left - 14);
      const at = (v) => plot.left + v / 6 * (plot.right - plot.left);
      sheet.text(steps.left, 18, isNarrow ? "Steps" : "Seven steps in one direction", "strong");
      sheet.levels(steps, y, [-2, -1, 0, 1, 2]);
      sheet.marks(steps, x, [0, 1, 2, 3, 4, 5, 6, 7]);
      sheet.text((steps.left + steps.right) / 2, steps.bottom + 42, "step j", "", "middle");
      // The values that this depth reaches, for all s at once: a band along the common height axis.
      const [lower, upper] = [table.lower[now.stop] ?? low, table.upper[now.stop] ?? high];
      const band = steps.right + (isNarrow ? 12 : 44);
      sheet.rect(band, y(clip(lower)), band + 9, y(clip(upper)) - (lower === upper ? 3 : 0), `full ${style}`);
      sheet.marksTaken.push([band, y(clip(upper)), band + 9, y(clip(lower))]);
      if (depth > 1) sheet.arrow(band + 4.5, depth % 2 ? y(high) - 4 : y(low) + 4, depth % 2 ? "up" : "down", 16, style);
      const t = z[now.stop];
      const isOut = t < low || t > high;
      const ends = depth % 2 ? [20, 36].map((dy) => y(clip(lower)) + dy) : [10, 26].map((dy) => y(clip(upper)) - dy);
      sheet.label(ends.flatMap((py) => isNarrow ? [[band + 20, py, "middle"], [band + 36, py, "end"]] : [[band + 4.5, py, "middle"]]), "reached", `is-${style}`);
      const exact = table.exact[now.s];
      sheet.line([[steps.left, y(exact)], [steps.right, y(exact)]], "curve linear");
      const points = [0, ...z].map((value, j) => [x(j), y(clip(value))]);
      sheet.line(points.slice(0, depth + 1), "curve thin noise");
      sheet.line(points.slice(depth), "ghost noise curve");
      z.forEach((value, i) => {
        const j = i + 1;
        const colour = styleOf(j);
        if (value < low || value > high) {
          const isUp = value > high;
          sheet.arrow(x(j), isUp ? steps.top + 2 : steps.bottom - 2, isUp ? "up" : "down", 22, colour);
          sheet[isNarrow ? "hint" : "label"]([[x(j) - 8, isUp ? steps.top + 14 : steps.bottom - 6, "end"], [x(j) - 8, isUp ? steps.top + 34 : steps.bottom - 26, "end"], [x(j) + 8, isUp ? steps.top + 14 : steps.bottom - 6],
            [x(j) - 2, isUp ? steps.top - 4 : steps.bottom - 44, "middle"], ...around(x(j), isUp ? steps.top + 40 : steps.bottom - 40, 8)], digits(value, 3), `is-${colour}`);
          sheet.dot(x(j), isUp ? steps.top + 12 : steps.bottom - 12, 14, "pick", `data-step="${j}" fill="transparent"`);
        } else {
          sheet.mark(colour, x(j), y(value), j === depth ? 10 : 6, j > depth ? `open pick ${colour}` : `full pick ${colour}`, `data-step="${j}"`);
        }
      });
      sheet.dot(x(0), y(0), 5, "full noise");
      for (const parity of [1, 0]) {
        const own = z.map((_, i) => i + 1).filter((j) => j % 2 === parity && z[j - 1] >= low && z[j - 1] <= high).sort((a, b) => Math.abs(a - depth) - Math.abs(b - depth));
        const sign = parity ? -1 : 1;
        sheet.hint(own.flatMap((j) => [[x(j), y(z[j - 1]) + 4 + sign * 22, "middle"], [x(j) - 14, y(z[j - 1]) + 5, "end"], [x(j) + 14, y(z[j - 1]) + 5, "start"]]),
          parity ? "odd" : "even", `is-${parity ? "odd" : "even"}`);
      }
      const name = isNarrow ? "1/(1+s)" : "exact solution 1/(1+s)";
      const spots = [[steps.right - 4, "end"], [steps.left + 12, "start"]].flatMap(([px, anchor]) =>
        [-9, 20].map((dy) => /** @type {[number, number, string]} */ ([px, y(exact) + dy, anchor])));
      const beside = [0.35, 1.2, 2.4, 3.4, 4.4].flatMap((v) => [-15, 20, 36, 56].map((dy) => [at(v), y(1 / (1 + v)) + dy, "start"]));
      sheet[isNarrow ? "hint" : "label"]([...spots, ...beside, ...[...spots, ...beside].map((spot) => [...spot, "1/(1+s)"])], name);
      // The filter of the chosen depth, on the same heights.
      sheet.text(plot.left, 18, isNarrow ? `f, N = ${depth}` : `Filter f after ${depth} step${depth > 1 ? "s" : ""}`, "strong");
      for (const level of [-2, -1, 0, 1, 2]) sheet.line([[plot.left, y(level)], [plot.right, y(level)]], "grid");
      sheet.marks(plot, at, [0, 1, 2, 3, 4, 5, 6]);
      // The same axis as ω(1+s), on which the limit is 2.
      const products = isNarrow ? [1, 2, 3] : [0.5, 1, 1.5, 2, 2.5, 3, 3.5];
      for (const product of products) sheet.text(at(product / table.omega - 1), plot.bottom + 40, String(product), product === 2 ? "strong" : "soft", "middle");
      if (isNarrow) sheet.text((plot.left + plot.right) / 2, plot.bottom + 62, "s and ω(1+s)", "", "middle");
      else {
        sheet.text(plot.left - 16, plot.bottom + 20, "s", "", "end");
        sheet.text(plot.left - 16, plot.bottom + 40, "ω(1+s)", "", "end");
        sheet.text((plot.left + plot.right) / 2, plot.bottom + 64, "eigenvalue s of RᵀR", "", "middle");
      }
      sheet.line([[at(limit), plot.top - 6], [at(limit), plot.bottom]], "now");
      // On the side without the curve.
      const edge = depth % 2 ? plot.bottom - 12 : plot.top + 8;
      const next = depth % 2 ? edge - 18 : edge + 18;
      sheet.hint([[at(limit) - 7, edge, "end"], [at(limit) - 7, next, "end"]], "converges");
      const beyond = isNarrow ? "diverges" : "diverges: ω(1+s) > 2";
      const far = depth % 2 ? next - 18 : next + 18;
      const beyondPlaces = [[at(limit) + 7, edge, "start"], [at(limit) + 7, next, "start"], [at(s) + 7, edge, "start"], [plot.right, edge, "end"], [plot.right, next, "end"], [plot.right, far, "end"]];
      sheet.hint([...beyondPlaces, ...beyondPlaces.map((spot) => [...spot, "diverges"])], beyond);
      sheet.clipped({ left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom }, () => {
        sheet.line(places.map((v, i) => [at(v), y(table.exact[i])]), "curve linear");
        sheet.line(places.map((v, i) => [at(v), y(table.z[now.stop][i])]), `curve ${style}`);
      });
      if (depth > 1) {
        // The end of what this depth reaches: f(0), or the minimum.
        const end = depth % 2 ? table.z[now.stop].reduce((best, value, i, all) => value < all[best] ? i : best, 0) : 0;
        const [px, py] = [at(places[end]), y(table.z[now.stop][end])];
        sheet.dot(px, py, 5, `open ${style}`);
        const spots = depth % 2 ? [[px, py + 22, "middle"], [px, py + 38, "middle"], [px - 8, py + 22, "end"], [px, py - 14, "middle"]] : [[px + 9, py - 8, "start"], [px + 9, py + 4, "start"], [px + 9, py - 24, "start"], [px - 9, py - 8, "end"]];
        sheet.hint(spots, depth % 2 ? "minimum" : "f(0)", `is-${style}`);
      }
      if (isOut) {
        // Beyond the range: an arrow with the number, and the handle on the axis.
        const isUp = t > high;
        sheet.line([[at(s), isUp ? plot.top + 26 : plot.bottom - 26], [at(s), plot.bottom]], "dots");
        sheet.arrow(at(s), isUp ? plot.top : plot.bottom - 12, isUp ? "up" : "down", 26, style);
        sheet.label(around(at(s), isUp ? plot.top + 14 : plot.bottom - 26, 6), digits(t, 3), `is-${style}`);
        sheet.dot(at(s), plot.bottom, 10, `handle ${style}`);
      } else {
        sheet.line([[x(depth), y(t)], [at(s), y(t)]], "dots");
        sheet.line([[at(s), y(t)], [at(s), plot.bottom]], "dots");
        sheet.dot(at(s), y(t), 10, `handle ${style}`);
      }
      if (depth > 1) {
        const isUp = depth % 2 === 1;
        sheet.arrow(plot.right + (isNarrow ? 16 : 30), isUp ? steps.top : steps.bottom, isUp ? "up" : "down", 60, style);
        sheet.text(width, isUp ? steps.top + 80 : steps.bottom - 70, isNarrow ? (isUp ? "+∞" : "−∞") : `f → ${isUp ? "+∞" : "−∞"}`, `is-${style}`, "end");
      }
      sheet.finish(`With s = ${s}, ω(1+s) = ${digits(table.omega * (1 + s))}, the steps are ${z.map((v) => digits(v)).join(", ")}; the exact solution is ${digits(exact)}. `
        + `After ${depth} step${depth > 1 ? "s" : ""} the filter reaches ${this.reach()}.`);
    },
    reach() {
      const [lower, upper] = [table.lower[now.stop], table.upper[now.stop]];
      if (now.stop === 0) return `only ${digits(table.forced[0])}`;
      return lower === null ? `everything up to ${digits(upper)}` : `everything from ${digits(lower)} up`;
    },
    say() {
      const depth = now.stop + 1;
      const s = places[now.s];
      return `ω(1+s) = ${digits(table.omega * (1 + s))}: ${s <= limit ? "converges" : "<b>diverges</b>"}. Step ${depth} is at <b>${digits(table.z[now.stop][now.s])}</b>, the exact solution at `
        + `${digits(table.exact[now.s])}. Stopped after ${depth}, f reaches <b>${this.reach()}</b>.`;
    },
    values: () => [["step", "value", "f from", "f to"], ...table.z.map((column, i) => [String(i + 1), digits(column[now.s], 6),
      table.lower[i] === null ? "−∞" : digits(table.lower[i], 6), digits(table.upper[i], 6)]), ["exact", digits(table.exact[now.s], 6), "", ""]],
    command: () => `toy expressivity --x s --depth 1..7 --omega ${table.omega} --s ${places[now.s]}`,
  };
}
