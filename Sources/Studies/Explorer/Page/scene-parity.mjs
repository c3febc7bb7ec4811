// Scene 3: odd up, even down.
import { digits, nearestPosition, story } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now } from "./settings.mjs";
import { crosses } from "./drawing.mjs";
import { Sheet, widthOf } from "./sheet.mjs";
import { dragged, eased, move, stopMotion } from "./motion.mjs";

export function parityScene() {
  const place = document.getElementById("s3");
  const svg = place.querySelector("svg");
  const table = story.iterates;
  const places = table.s;
  const [low, high] = [-2, 2.5];
  const styleOf = (depth) => depth % 2 ? "odd" : "even";
  addSetting("s", { name: "s", values: places, standard: nearestPosition(places, 3.2), scenes: ["s3"], words: (i) => `s = ${places[i]}` });
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
      const [from, to] = [nearestPosition(places, 1), nearestPosition(places, 3.4)];
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
      const sheet = new Sheet(svg, { phone: 360 });
      const { width, height, isNarrow } = sheet;
      const depth = now.stop + 1;
      const style = styleOf(depth);
      const s = places[now.s];
      const z = table.z.map((column) => column[now.s]);
      const gap = isNarrow ? 30 : 76;
      const middle = isNarrow ? width * 0.46 : width * 0.44;
      steps = { left: 34, right: middle, top: 40, bottom: height - 64 };
      plot = { left: middle + gap, right: width - (isNarrow ? 26 : 40), top: 40, bottom: height - 64 };
      const y = (t) => steps.bottom + (t - low) / (high - low) * (steps.top - steps.bottom);
      const clip = (t) => Math.min(Math.max(t, low), high);
      const x = (j) => steps.left + 8 + j / 7 * (steps.right - steps.left - 8);
      const at = (v) => plot.left + v / 6 * (plot.right - plot.left);
      sheet.text(steps.left, 18, isNarrow ? "Steps" : "Seven steps in one direction", "strong");
      sheet.levels(steps, y, [-2, -1, 0, 1, 2]);
      sheet.marks(steps, x, [0, 1, 2, 3, 4, 5, 6, 7]);
      sheet.text((steps.left + steps.right) / 2, steps.bottom + 42, "step j", "", "middle");
      // What this depth reaches, for all s at once: a band along the common height axis.
      const [lower, upper] = [table.lower[now.stop] ?? low, table.upper[now.stop] ?? high];
      const band = steps.right + (isNarrow ? 8 : 22);
      sheet.rect(band, y(clip(lower)), band + 9, y(clip(upper)) - (lower === upper ? 3 : 0), `full ${style}`);
      if (depth > 1) sheet.arrow(band + 4.5, depth % 2 ? y(high) - 4 : y(low) + 4, depth % 2 ? "up" : "down", 16, style);
      if (!isNarrow) sheet.hint([[band + 4.5, depth % 2 ? y(clip(lower)) + 20 : y(clip(upper)) - 10, "middle"]], "reached", `is-${style}`);
      const exact = table.exact[now.s];
      sheet.line([[steps.left, y(exact)], [steps.right, y(exact)]], "curve linear");
      const points = [0, ...z].map((t, j) => [x(j), y(clip(t))]);
      // Its label: clear of the path of the steps if possible, else at its curve.
      const name = "exact solution 1/(1+s)";
      const isFree = ([px, py, anchor]) => {
        const box = sheet.placeOf(px, py, name, "soft", anchor);
        const [left, top, right, bottom] = box;
        return !crosses(points, box) && points.every((point) => (point[0] < left - 12 || point[0] > right + 12 || point[1] < top - 12 || point[1] > bottom + 12));
      };
      const spots = [[steps.right - 4, "end"], [steps.left + 12, "start"]].flatMap(([px, anchor]) =>
        [-9, 20].map((dy) => /** @type {[number, number, string]} */ ([px, y(exact) + dy, anchor])));
      const free = spots.filter(isFree);
      if (!isNarrow) {
        const fits = at(0.4) + widthOf(name) < at(limit) - 6;
        sheet.hint([...free, [at(fits ? 0.4 : 0.7), y(1 / 1.4) - 15, "start"]], free.length || fits ? name : "1/(1+s)");
      }
      sheet.line(points.slice(0, depth + 1), "curve thin noise");
      sheet.line(points.slice(depth), "ghost noise");
      z.forEach((t, i) => {
        const j = i + 1;
        const colour = styleOf(j);
        if (t < low || t > high) {
          const isUp = t > high;
          sheet.arrow(x(j), isUp ? steps.top + 2 : steps.bottom - 2, isUp ? "up" : "down", 22, colour);
          sheet.hint([[x(j) - 7, isUp ? steps.top + 18 : steps.bottom - 10, "end"]], digits(t, 3), `is-${colour}`);
          sheet.dot(x(j), isUp ? steps.top + 12 : steps.bottom - 12, 14, "pick", `data-step="${j}" fill="transparent"`);
        } else {
          sheet.dot(x(j), y(t), j === depth ? 10 : 6, j > depth ? `open pick ${colour}` : `full pick ${colour}`, `data-step="${j}"`);
        }
      });
      sheet.dot(x(0), y(0), 5, "full noise");
      // The filter of the chosen depth, on the same heights.
      sheet.text(plot.left, 18, isNarrow ? `f, N = ${depth}` : `Filter f after ${depth} step${depth > 1 ? "s" : ""}`, "strong");
      for (const level of [-2, -1, 0, 1, 2]) sheet.line([[plot.left, y(level)], [plot.right, y(level)]], "grid");
      sheet.marks(plot, at, [0, 1, 2, 3, 4, 5, 6]);
      sheet.text((plot.left + plot.right) / 2, plot.bottom + 42, isNarrow ? "s" : "eigenvalue s of RᵀR", "", "middle");
      sheet.line([[at(limit), plot.top - 6], [at(limit), plot.bottom]], "now");
      // Where the curve is not.
      const edge = depth % 2 ? plot.bottom - 12 : plot.top + 8;
      sheet.hint([[at(limit) - 7, edge, "end"]], "converges");
      sheet.hint([[at(limit) + 7, edge]], isNarrow ? "diverges" : "diverges: ω(1+s) > 2");
      sheet.clipped({ left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom }, () => {
        sheet.line(places.map((v, i) => [at(v), y(table.exact[i])]), "curve linear");
        sheet.line(places.map((v, i) => [at(v), y(table.z[now.stop][i])]), `curve ${style}`);
      });
      const t = z[now.stop];
      sheet.line([[x(depth), y(clip(t))], [at(s), y(clip(t))]], "dots");
      sheet.line([[at(s), y(clip(t))], [at(s), plot.bottom]], "dots");
      sheet.dot(at(s), y(clip(t)), 10, `handle ${style}`);
      if (depth > 1) sheet.arrow(plot.right + 18, depth % 2 ? steps.top : steps.bottom, depth % 2 ? "up" : "down", 60, style);
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
      return `ω(1+s) = ${digits(table.omega * (1 + s))}: ${s <= limit ? "converges" : "<b>diverges</b>"}. Step ${depth} has <b>${digits(table.z[now.stop][now.s])}</b>, the exact solution `
        + `${digits(table.exact[now.s])}. Stopped after ${depth}, f reaches <b>${this.reach()}</b>.`;
    },
    command: () => `toy expressivity --x s --depth 1..7 --omega ${table.omega} --s ${places[now.s]}`,
  };
}
