// Scene 4: odd depth with ever smaller steps.
import { digits, nearestPosition, story, unpackedLine } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now, rowsOf } from "./settings.mjs";
import { drawSignal, ownCleaned, ownSignal, rangeOf } from "./signals.mjs";
import { crosses } from "./drawing.mjs";
import { Sheet, widthOf } from "./sheet.mjs";
import { dragged, move, stopMotion } from "./motion.mjs";

export function shrinkingScene() {
  const place = document.getElementById("s4");
  const svg = place.querySelector("svg");
  const table = story.shrinking;
  const sizes = table.omega;
  const width10 = table.high - table.low;
  const axis = rangeOf({ signals: story.signals, draws: story.draws });
  const best = story.signals.linear;
  addSetting("shrinking", { name: "omega", values: sizes, standard: sizes.indexOf(0.1), scenes: ["s4"], words: (i) => `ω = ${sizes[i]}` });
  addSetting("shrinkingDepth", { name: "depth", values: table.N, standard: 0, scenes: ["s4"], words: (i) => `N = ${table.N[i]}` });
  const lines = table.rows.map((list) => list.map((entry) => unpackedLine(entry.line, width10, 0, table.top)));
  const entry = () => table.rows[now.shrinkingDepth][now.shrinking];
  let plot = { left: 0, right: 0, top: 0, bottom: 0 };
  /** The part of the axis before its break, where s = 0 is. */
  let gap = 0;
  const decade = (s) => Math.log10(Math.max(s, 1e-9)) - table.low;

  return {
    id: "s4",
    name: "ω → 0",
    settings: { k: "k", shrinking: "omega", shrinkingDepth: "depth" },
    start() {
      bindSlider("shrinking", "s4-omega", stopMotion);
      bindChoice("shrinkingDepth", "s4-depth", stopMotion);
      const end = sizes.length - 1;
      document.getElementById("s4-play").addEventListener("click", () =>
        move(2500, (part) => change("shrinking", Math.round(part * end), false), () => change("shrinking", now.shrinking)));
      dragged(svg, {
        take: (x, y) => x > plot.left - 10 && x < plot.right + 10 && y > plot.top - 10 && y < plot.bottom + 24 ? "dot" : null,
        pull(x) {
          const wanted = (x - plot.left - gap) / (plot.right - plot.left - gap) * width10;
          change("shrinking", nearestPosition(table.rows[now.shrinkingDepth].map((row) => decade(row.s)), wanted), false);
        },
        drop: () => change("shrinking", now.shrinking),
      });
    },
    draw() {
      const sheet = new Sheet(svg, { phone: 380, paper: 420 });
      const { width, height, isNarrow } = sheet;
      const small = isNarrow ? 92 : Math.min(190, height * 0.28);
      const { f0, s, risk } = entry();
      const at = now.k;
      const N = table.N[now.shrinkingDepth];
      plot = { left: 36, right: width - (isNarrow ? 8 : 16), top: 34, bottom: height - small - 92 };
      gap = isNarrow ? 26 : 40;
      const x = (d) => plot.left + gap + d / width10 * (plot.right - plot.left - gap);
      const y = (t) => plot.bottom + t / table.top * (plot.top - plot.bottom);
      sheet.text(plot.left, 16, isNarrow ? `Filter f, N = ${N}` : `Filter f, N = ${N}, for step sizes from 0.5 to 0.0001`, "strong");
      sheet.levels(plot, y, [0, 0.5, 1]);
      const powers = ["0.1", "1", "10", "100", "10³", "10⁴", "10⁵", "10⁶", "10⁷"];
      // The axis has a break between 0 and its logarithmic part.
      sheet.text(plot.left, plot.bottom + 20, "0", "soft", "middle");
      const middle = plot.left + gap / 2;
      for (const side of [-3, 3]) sheet.path(`M${middle + side - 3} ${plot.bottom + 7}L${middle + side + 3} ${plot.bottom - 7}`, "clean curve thin");
      powers.forEach((power, i) => { if (!isNarrow || i % 2 === 0) sheet.text(x(i), plot.bottom + 20, power, "soft", "middle"); });
      sheet.text((plot.left + plot.right) / 2, plot.bottom + 40, "eigenvalue s of RᵀR", "", "middle");
      const bold = lines[now.shrinkingDepth][now.shrinking].map(([u, t]) => [x(u), y(t)]);
      sheet.clipped(plot, () => {
        // Every third of the other curves.
        lines[now.shrinkingDepth].forEach((line, i) => { if (i % 3 === 0 && i !== now.shrinking) sheet.line(line.map(([u, t]) => [x(u), y(t)]), "ghost light odd"); });
        sheet.smooth(bold, "curve odd");
      });
      sheet.line([[plot.left, y(table.target)], [plot.right, y(table.target)]], "curve linear");
      sheet.line([[plot.left, y(0)], [plot.right, y(0)]], "curve linear");
      // Places clear of the bold curve.
      const isFree = (content, style) => ([px, py, anchor = "start"]) => {
        const box = sheet.placeOf(px, py, content, style, anchor);
        return !crosses(bold, box);
      };
      const wish = isNarrow ? "the signal" : `the signal wants ${digits(table.target)}`;
      /** @type {[number, number, string?][]} */
      const ends = [[plot.left + 8, y(table.target) - 9], [plot.right - 8, y(table.target) - 9, "end"]];
      sheet.hint(ends.filter(isFree(wish, "soft")), wish, "soft plated");
      const label = y(Math.max(f0, 0.045));
      const count = story.signals.n - rowsOf();
      const short = `${count} forced to ${digits(f0)}`;
      const shortest = `forced: ${digits(f0)}`;
      const words = isNarrow ? short : `${count} direction${count > 1 ? "s" : ""} at s = 0, forced to ${digits(f0)}`;
      // Beside the mark; shorter words rather than a place far away.
      const beside = [-12, 26, -30, 46].map((dy) => /** @type {[number, number]} */ ([plot.left + 14, label + dy]));
      const below = [66, -50, 90, -70, 120, -90].map((dy) => /** @type {[number, number]} */ ([plot.left + 14, label + dy]));
      const inside = (list) => list.filter(([, py]) => py > plot.top + 12 && py < plot.bottom - 8);
      const spots = [...inside(beside).filter(isFree(words, "is-odd")), ...[...inside(beside), ...inside(below)].filter(isFree(short, "is-odd")).map(([px, py]) => [px, py, "start", short]),
        ...inside(beside).filter(isFree(shortest, "is-odd")).map(([px, py]) => [px, py, "start", shortest])];
      if (count) sheet.hint(spots, words, "is-odd plated");
      sheet.line([[plot.left, y(f0)], bold[0]], "curve thin odd dashed");
      sheet.mark("odd", plot.left, y(f0), 7, "full odd");
      if (s !== null) {
        const u = decade(s);
        sheet.line([[x(u), y(table.target)], [x(u), plot.bottom]], "dots");
        sheet.dot(x(u), y(table.target), 10, "handle odd");
        const name = `signal, s = ${digits(s)}`;
        const isRight = u > width10 * 0.6 || x(u) + 14 + widthOf(name, "is-odd") > width;
        sheet.text(x(u) + (isRight ? -14 : 14), y(table.target) + 24, name, "is-odd plated", isRight ? "end" : "start");
      }
      // The signal, and the risk on a logarithmic scale.
      const side = isNarrow ? 132 : Math.max(width * 0.34, 220);
      const panel = { left: 36, right: width - side - 24, top: height - small + 8, bottom: height - 22 };
      sheet.text(36, panel.top - 14, `${width < 320 ? "" : isNarrow ? "Odd, " : "Odd depth, "}ω = ${sizes[now.shrinking]}`, "is-odd");
      // The runs of eigenvalues: the signal, the forced directions and the free ones.
      const k = rowsOf();
      const forced = story.signals.n - k;
      drawSignal(sheet, panel, axis, ownCleaned([[1, table.target, 0], [forced, f0, 1], [k - 1, entry().free[at], 0]]), ownSignal().clean, "odd");
      const scale = { left: width - side + (isNarrow ? 30 : 48), right: width - (isNarrow ? 4 : 16), top: panel.top, bottom: panel.bottom };
      const level = (r) => scale.bottom + Math.log10(r / 0.3) / Math.log10(60 / 0.3) * (scale.top - scale.bottom);
      sheet.text(scale.left - 34, panel.top - 14, isNarrow ? `Risk ${digits(risk[at])}` : "Risk", "strong");
      for (const r of [1, 10]) {
        sheet.line([[scale.left, level(r)], [scale.right, level(r)]], "grid");
        sheet.text(scale.left - 7, level(r) + 5, String(r), "soft", "end");
      }
      sheet.line([[scale.left, level(best.risk)], [scale.right, level(best.risk)]], "curve linear");
      const across = (i) => scale.left + 8 + i / (sizes.length - 1) * (scale.right - scale.left - 16);
      // Every third of the others if they would touch.
      const isDense = across(1) - across(0) < 5.4;
      table.rows[now.shrinkingDepth].forEach((row, i) => { if (!isDense || i % 3 === 0) sheet.mark("odd", across(i), level(row.risk[at]), isDense ? 1.8 : 2.5, isDense ? "full odd" : "open odd"); });
      sheet.dot(across(now.shrinking), level(risk[at]), 8, "handle odd");
      const [px, py] = [across(now.shrinking), level(risk[at])];
      const isLate = px > scale.right - 60;
      if (!isNarrow) sheet.label([[isLate ? px : px + 13, isLate ? py - 14 : py - 3, isLate ? "end" : "start"], [px, py - 16, "end"], [px + 13, py + 6, "start"]], digits(risk[at]), "large");
      sheet.text((scale.left + scale.right) / 2, scale.bottom + 20, "ω → 0", "soft", "middle");
      sheet.finish(`N = ${N}, ω = ${sizes[now.shrinking]}: ${forced ? `${forced} directions are forced to ${digits(f0)}` : "no direction is forced"}; the signal's direction is at s = ${digits(s)}. `
        + `The risk is ${digits(risk[at])}; the best linear denoiser has ${digits(best.risk)}.`);
    },
    say() {
      const { risk, excess, f0, product } = entry();
      const forced = rowsOf() < story.signals.n ? `The forced directions are at <b>${digits(f0)}</b>` : "No direction is forced";
      return `${forced}; the risk is <b>${digits(risk[now.k])}</b>, ${digits(excess[now.k])} above the best linear one. The signal needs ω(1+s) = <b>${digits(product)}</b>, beyond the limit 2.`;
    },
    values() {
      const { f0, s, product, risk, excess } = entry();
      return [["", ""], ["ω", String(sizes[now.shrinking])], ["f(0)", digits(f0, 6)], ["s of the signal", digits(s, 6)], ["ω(1+s)", digits(product, 6)],
        ["risk", digits(risk[now.k], 6)], ["best linear risk", digits(best.risk, 6)], ["difference", digits(excess[now.k], 6)]];
    },
    command: () => `toy risk --n 100 --k ${rowsOf()} --depth ${table.N[now.shrinkingDepth]} --omega ${sizes[now.shrinking]}`,
  };
}
