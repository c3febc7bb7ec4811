// Scene 6: three steps that arrive.
import { decibels, digits, nearestPosition, story, unpackedLine } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now, positionOfRows } from "./settings.mjs";
import { drawSignal, ownCleaned, ownSignal, rangeOf } from "./signals.mjs";
import { drawComb } from "./comb.mjs";
import { Sheet } from "./sheet.mjs";
import { dragged, eased, move, stopMotion } from "./motion.mjs";

export function momentumScene() {
  const place = document.getElementById("s6");
  const svg = place.querySelector("svg");
  const table = story.momentum;
  const betas = table.beta;
  const square = betas.indexOf(0.75);
  const axis = rangeOf({ signals: story.signals, draws: story.draws });
  addSetting("beta", { name: "beta", values: betas, standard: square, scenes: ["s6"], words: (i) => `β = ${betas[i]}` });
  addSetting("steps", { name: "steps", values: ["momentum", "unequal"], standard: 0, scenes: ["s6"], words: (i) => i ? "unequal steps" : "equal, with momentum" });
  const unpack = (line) => unpackedLine(line, table.end, table.low, table.high);
  const lines = table.lines.map(unpack);
  const unequal = unpackedLine(table.unequal, table.end, ...table.unequalRange);
  let plot = { left: 0, right: 0, top: 0, bottom: 0 };
  const isUnequal = () => now.steps === 1;
  // The best three steps of this kind: risk, dB, ω, whether attained.
  function found() {
    const at = positionOfRows(table.k);
    const [risk, db, omega, attained] = isUnequal() ? [story.signals.linear.risk, story.signals.linear.db, null, 1] : table.risks[now.beta][at];
    return { k: table.k[at], risk, db, omega, attained: attained === 1 };
  }

  return {
    id: "s6",
    name: "Three steps",
    settings: { k: "k", beta: "beta", steps: "steps" },
    start() {
      bindSlider("beta", "s6-beta", stopMotion);
      bindChoice("steps", "s6-steps", stopMotion);
      document.getElementById("s6-play").addEventListener("click", () => {
        change("steps", 0, false);
        move(1500, (part) => change("beta", Math.round(square * eased(part)), false), () => change("beta", now.beta));
      });
      dragged(svg, {
        take: (x, y) => !isUnequal() && x > plot.left - 20 && x < plot.right + 20 && y > plot.top - 20 && y < plot.bottom + 20 ? "bowl" : null,
        pull(_, y) {
          const least = table.low + (plot.bottom - y) / (plot.bottom - plot.top) * (table.high - table.low);
          change("beta", nearestPosition(table.least, least), false);
        },
        drop: () => change("beta", now.beta),
      });
    },
    draw() {
      const sheet = new Sheet(svg, { phone: 470, paper: 420 });
      const { width, height, isNarrow } = sheet;
      const ladderHeight = isNarrow ? 92 : 96;
      const row = found();
      const least = isUnequal() ? table.unequalLeast : table.least[now.beta];
      const at = isUnequal() ? table.unequalAt : table.at[now.beta];
      plot = { left: 36, right: isNarrow ? width - 8 : width * 0.46, top: 34, bottom: isNarrow ? 188 : height - ladderHeight - 72 };
      const x = (v) => plot.left + v / table.end * (plot.right - plot.left);
      const [low, high] = isUnequal() ? table.unequalRange : [table.low, table.high];
      const y = (f) => plot.bottom + (f - low) / (high - low) * (plot.top - plot.bottom);
      sheet.text(plot.left, 16, isUnequal() ? "Filter f of three unequal steps" : "Filter f/ω of three steps", "strong");
      sheet.levels(plot, y, isUnequal() ? [-2, 0, 2, 4] : [0, 1, 2, 3, 4]);
      sheet.line([[plot.left, y(0)], [plot.right, y(0)]], "curve thin clean");
      sheet.marks(plot, x, [0, 1, 2, 3, 4]);
      sheet.hint([[(plot.left + plot.right) / 2, plot.bottom + 40, "middle"]], isUnequal() ? "1+s" : "ω(1+s)", "");
      sheet.clipped({ left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom }, () => {
        if (!isUnequal()) sheet.line(lines[0].map(([v, f]) => [x(v), y(f)]), "ghost odd");
        sheet.line((isUnequal() ? unequal : lines[now.beta]).map(([v, f]) => [x(v), y(f)]), "curve odd");
      });
      if (!isUnequal() && now.beta > 12) sheet.hint([[x(3.02) + 6, y(3)]], "β = 0");
      sheet.dot(x(at), y(least), 10, isUnequal() ? "full odd" : "handle odd");
      sheet.hint([[x(at) + 16, y(least) - 14], [x(at), y(least) - 22, "middle"]], digits(least), "large");
      if (!isUnequal() && now.beta === square && !isNarrow) sheet.text(x(2), y(2.6), "= (ω(1+s) − 9/4)²", "is-odd", "middle");
      if (isUnequal() && !isNarrow) sheet.text(x(1.9), y(3.2), `steps ${digits(table.step)}, ${digits(table.step)}, ¼`, "is-odd", "middle");
      // What they make of the signals.
      const comb = isNarrow ? { left: 36, right: width - 8, top: 250, bottom: 250 } : { left: width * 0.54, right: width - 8, top: 34, bottom: plot.top + (plot.bottom - plot.top) * 0.5 };
      const target = story.signals.linear.runs[0][1];
      const entry = story.signals.square[now.k];
      const reaches = row.attained && row.risk <= story.signals.linear.risk * (1 + 1e-5);
      if (!isNarrow) {
        const level = (t) => comb.bottom + t / 1.1 * (comb.top - comb.bottom);
        sheet.text(comb.left, 16, "The 100 eigenvalues of T at the floor", "strong");
        sheet.levels(comb, level, [0, 0.5, 1]);
        drawComb(sheet, comb, level, { runs: entry.runs, target, n: 100, style: "odd", free: "odd" });
        sheet.text(comb.left - 4, comb.bottom + 22, "signal", "soft");
        sheet.hint([[(comb.left + comb.right) / 2, comb.bottom + 22, "middle"]], "all noise at 0: forced and free");
      }
      const panel = isNarrow ? { left: 36, right: width - 8, top: 262, bottom: 338 } : { left: comb.left, right: comb.right, top: comb.bottom + 74, bottom: plot.bottom + 10 };
      sheet.hint([[panel.left, panel.top - 14]], isNarrow ? "Three steps" : `Three steps, ${isUnequal() ? "unequal" : `β = ${betas[now.beta]}`}`, "is-odd");
      sheet.text(panel.right, panel.top - 12, `${decibels(row)} dB`, "huge", "end");
      drawSignal(sheet, panel, axis, ownCleaned(entry.runs), ownSignal().clean, "odd");
      // The ladder on speech.
      const ladder = story.ladder.rows.find((step) => step.k === 32);
      const line = { left: isNarrow ? 24 : 36, right: width - (isNarrow ? 24 : 30), y: height - (isNarrow ? 42 : 40) };
      const [from, to] = [ladder.linear, ladder.bilevel];
      const along = (r) => line.left + 20 + (r - from) / (to - from) * (line.right - line.left - 60);
      sheet.text(line.left, line.y - (isNarrow ? 30 : 36), width < 760 ? "On speech, k = 32: best risks" : "On speech, frames of 64, k = 32: best risks in thousandths, even N = 2, odd N = 3", "strong");
      sheet.line([[line.left, line.y], [line.right, line.y]], "axis");
      const steps = [
        { name: "best linear", risk: ladder.linear, mark: "linear", side: 1 }, { name: "floor", risk: ladder.floor, mark: "floor", side: -1 },
        { name: "odd", risk: ladder.odd, mark: "odd", side: 1 }, { name: "even", risk: ladder.even, mark: "even", side: -1 },
        { name: "bilevel", risk: ladder.bilevel, mark: "bilevel", side: 1 },
      ];
      for (const { name, risk, mark, side } of steps) {
        const px = along(risk);
        if (mark === "linear") sheet.line([[px, line.y - 14], [px, line.y + 14]], "curve linear");
        else if (mark === "floor") sheet.path(`M${px - 8} ${line.y + 10}h16M${px} ${line.y + 10}V${line.y - 8}`, "bracket");
        else if (mark === "bilevel") sheet.square(px, line.y, 7, "full bilevel");
        else sheet.dot(px, line.y, 7, `full ${mark}`);
        const text = isNarrow ? name.replace("best ", "") : `${name} ${digits(risk * 1000)}`;
        sheet.text(px, line.y + (side > 0 ? 32 : -16), text, mark === "odd" || mark === "even" || mark === "bilevel" ? `is-${mark}` : "", mark === "linear" && isNarrow ? "start" : mark === "bilevel" ? "end" : "middle");
      }
      sheet.finish(`The lowest point of the filter is ${digits(least)} at ${digits(at)}. Three steps ${isUnequal() ? "of unequal size" : `with β = ${betas[now.beta]}`} have risk ${digits(row.risk)}, ${decibels(row)} dB, ${reaches ? "attained" : "an infimum"}. `
        + `On speech: ${steps.map(({ name, risk }) => `${name} ${digits(risk)}`).join(", ")}.`);
    },
    say() {
      const row = found();
      const infimum = row.attained ? "" : "*";
      if (isUnequal()) return `Steps ${digits(table.step)}, ${digits(table.step)} and 0.25 reach 0 and 1: risk <b>${digits(row.risk)}</b>, attained, as with momentum.`;
      const least = table.least[now.beta];
      return `Lowest point <b>${digits(least)}</b>. `
        + (least === 0 ? `Every eigenvalue from 0 up is reached: risk <b>${digits(row.risk)}</b> at ω = ${digits(row.omega)}, attained, without a limit.`
          : least > 0 ? `What lies below is out of reach: the best risk, <b>${digits(row.risk)}${infimum}</b>, is ${row.attained ? "attained" : "approached as ω → 0"}.`
            : `The bowl dips below zero: risk <b>${digits(row.risk)}${infimum}</b> at ω = ${digits(row.omega)}.`);
    },
    command: () => isUnequal()
      ? `toy risk --n 100 --k ${found().k} --algorithm steps --steps ${table.step}/${table.step}/0.25 --depth 3`
      : `toy risk --n 100 --k ${found().k} --algorithm heavy-ball --momentum ${betas[now.beta]} --depth 3`,
  };
}
