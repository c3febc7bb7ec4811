// Scene 6: three steps that arrive.
import { decibels, digits, nearestPosition, story, unpackedColumn, unpackedLine } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now, positionOfRows } from "./settings.mjs";
import { drawSignal, ownCleaned, ownSignal, rangeOf } from "./signals.mjs";
import { drawComb } from "./comb.mjs";
import { around, Sheet } from "./sheet.mjs";
import { dragged, eased, move, stopMotion } from "./motion.mjs";

export function momentumScene() {
  const place = document.getElementById("s6");
  const svg = place.querySelector("svg");
  const table = story.momentum;
  const betas = table.beta;
  const square = betas.indexOf(0.75);
  const axis = rangeOf({ signals: story.signals, draws: story.draws });
  addSetting("beta", { name: "beta", values: betas, standard: square, scenes: ["s6"], words: (i) => `β = ${betas[i]}` });
  addSetting("steps", { name: "steps", values: ["momentum", "unequal"], standard: 0, scenes: ["s6"], words: (i) => i ? "unequal steps" : "equal, with momentum", choices: (i) => i ? "unequal" : "momentum" });
  const unpack = (line) => unpackedLine(line, table.end, table.low, table.high);
  const lines = table.lines.map(unpack);
  const unequal = unpackedLine(table.unequal, table.end, ...table.unequalRange);
  let plot = { left: 0, right: 0, top: 0, bottom: 0 };
  const isUnequal = () => now.steps === 1;
  addSetting("route", { name: "route", values: ["paper", "trained"], standard: 0, scenes: ["s6"], words: (i) => i ? "as trained" : "on paper" });
  // The results of training with a given β: columns over k.
  const trained = (at) => Object.fromEntries(Object.entries(isUnequal() ? table.unequalTrained : table.trained[now.beta])
    .map(([name, text]) => [name, unpackedColumn(text, table.k.length)[at]]));
  // The result for three steps of this kind: risk, dB, ω, whether it is attained, and the eigenvalues of T.
  function found() {
    const at = positionOfRows(table.k);
    const k = table.k[at];
    const isTrained = now.route === 1;
    const floor = { k, isTrained, runs: story.signals.square[now.k].runs };
    if (isUnequal() && !isTrained) return { ...floor, risk: story.signals.linear.risk, db: story.signals.linear.db, omega: null, attained: true };
    if (!isTrained) {
      const [risk, db, omega, attained] = table.risks[now.beta][at];
      return { ...floor, risk, db, omega, attained: attained === 1 };
    }
    const { risk, db, omega, signal, forced, free } = trained(at);
    const n = story.signals.n;
    // Before the wall the signal is forced too.
    const own = signal === forced ? 1 : 0;
    return { ...floor, risk, db, omega, attained: true, runs: [[1, signal, own], [n - k - own, forced, 1], [k - 1 + own, free, 0]] };
  }

  return {
    id: "s6",
    name: "Three steps",
    settings: { k: "k", beta: "beta", steps: "steps", route: "route" },
    start() {
      bindSlider("beta", "s6-beta", stopMotion);
      bindChoice("steps", "s6-steps", stopMotion);
      bindChoice("route", "s6-route", stopMotion);
      document.getElementById("s6-play").addEventListener("click", () => {
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
      // Unequal steps have no momentum.
      for (const id of ["s6-beta", "s6-play"]) /** @type {any} */ (document.getElementById(id)).disabled = isUnequal();
      const sheet = new Sheet(svg, { phone: 476, paper: 420 });
      const { width, height, isNarrow } = sheet;
      const ladderHeight = isNarrow ? 104 : 96;
      const row = found();
      const least = isUnequal() ? table.unequalLeast : table.least[now.beta];
      const at = isUnequal() ? table.unequalAt : table.at[now.beta];
      plot = { left: 36, right: isNarrow ? width - 8 : width * 0.46, top: 34, bottom: isNarrow ? 156 : height - ladderHeight - 72 };
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
      if (isUnequal()) sheet.mark("odd", x(at), y(least), 8, "full odd");
      else sheet.dot(x(at), y(least), 10, "handle odd");
      // Inside the bowl.
      sheet.label([[x(at), y(least) - 20, "middle"], [x(at), y(least) - 30, "middle"], [x(at), y(least) + 32, "middle"], ...around(x(at), y(least), 12)], digits(least), "large");
      const formula = isUnequal() ? `steps ${digits(table.step)}, ${digits(table.step)}, ¼` : "= (ω(1+s) − 9/4)²";
      if (isUnequal() || now.beta === square) sheet.hint([2.6, 2.2, 3.2, 1.8].map((v) => [x(isUnequal() ? 1.9 : 2.25), y(v), "middle"]), formula, "is-odd");
      // The effect on the signals.
      const comb = isNarrow ? { left: 36, right: width - 8, top: 222, bottom: 272 } : { left: width * 0.54, right: width - 8, top: 34, bottom: plot.top + (plot.bottom - plot.top) * 0.5 };
      const target = story.signals.linear.runs[0][1];
      const level = (t) => comb.bottom + t / 1.1 * (comb.top - comb.bottom);
      const title = row.isTrained ? "as trained" : "at the floor";
      sheet.text(comb.left, isNarrow ? comb.top - 10 : 16, isNarrow ? `Eigenvalues of T, ${title}` : `The 100 eigenvalues of T, ${title}`, "strong");
      sheet.levels(comb, level, isNarrow ? [0, 1] : [0, 0.5, 1]);
      drawComb(sheet, comb, level, { runs: row.runs, target, n: 100, style: "odd", free: "odd" });
      if (!isNarrow) sheet.text(comb.left - 4, comb.bottom + 22, "signal", "soft");
      const [forced, free] = [row.runs[1], row.runs[2]];
      const words = !row.isTrained || forced[1] < 5e-4 ? "all noise at 0: forced and free" : `${forced[0]} of noise forced to ${digits(forced[1])}${free && free[0] ? `, ${free[0]} free` : ""}`;
      if (!isNarrow) sheet.hint([[(comb.left + comb.right) / 2 + 20, comb.bottom + 22, "middle"]], words);
      const panel = isNarrow ? { left: 36, right: width - 8, top: 312, bottom: 364 } : { left: comb.left, right: comb.right, top: comb.bottom + 74, bottom: plot.bottom + 10 };
      sheet.hint([[panel.left, panel.top - 14]], isNarrow ? "Three steps" : `Three steps, ${isUnequal() ? "unequal" : `β = ${betas[now.beta]}`}`, "is-odd");
      sheet.text(panel.right, panel.top - (isNarrow ? 8 : 12), `${decibels(row)} dB`, "huge", "end");
      drawSignal(sheet, panel, axis, ownCleaned(row.runs), ownSignal().clean, "odd");
      // The ladder on speech.
      const ladder = story.ladder.rows.find((step) => step.k === 32);
      const line = { left: isNarrow ? 24 : 36, right: width - (isNarrow ? 24 : 30), y: height - (isNarrow ? 46 : 40) };
      const [from, to] = [ladder.linear, ladder.bilevel];
      const along = (r) => line.left + 20 + (r - from) / (to - from) * (line.right - line.left - 60);
      sheet.text(line.left, line.y - (isNarrow ? 38 : 36), width < 320 ? "Speech, k = 32: risks / 0.001" : width < 760 ? "On speech, k = 32: best risks / 0.001" : "On speech, frames of 64, k = 32: best risks in thousandths, even N = 2, odd N = 3", "strong");
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
        else sheet.mark(mark, px, line.y, 7, `full ${mark}`);
        const style = mark === "odd" || mark === "even" || mark === "bilevel" ? `is-${mark}` : "";
        const anchor = mark === "linear" && isNarrow ? "start" : mark === "bilevel" ? "end" : "middle";
        const [place, short] = [mark === "linear" && isNarrow ? line.left : px, name.replace("best ", "")];
        if (isNarrow) {
          // A name and its value below one another, above or below the axis.
          if (side > 0) {
            sheet.text(place, line.y + 27, short, style, anchor);
            sheet.text(place, line.y + 43, digits(risk * 1000), style, anchor);
          } else sheet.text(mark === "floor" ? px + 9 : px - 7, line.y - 16, `${short} ${digits(risk * 1000)}`, style, mark === "floor" ? "end" : "start");
        } else sheet.text(px, line.y + (side > 0 ? 32 : -16), `${name} ${digits(risk * 1000)}`, style, anchor);
      }
      sheet.finish(`The lowest point of the filter is ${digits(least)} at ${digits(at)}. Three steps ${isUnequal() ? "of unequal size" : `with β = ${betas[now.beta]}`} have risk ${digits(row.risk)}, ${decibels(row)} dB, ${row.isTrained ? "as trained" : row.attained ? "attained" : "an infimum"}; ${words}. `
        + `On speech: ${steps.map(({ name, risk }) => `${name} ${digits(risk)}`).join(", ")}.`);
    },
    say() {
      const row = found();
      const infimum = row.attained ? "" : "*";
      if (isUnequal()) {
        return row.isTrained ? `From small R they stop at a <b>wall</b>: risk <b>${digits(row.risk)}</b>, and ${digits(story.signals.linear.risk)} on paper. With β = ¾ there is none.`
          : `Steps ${digits(table.step)}, ${digits(table.step)} and 0.25 reach 0 and 1: risk <b>${digits(row.risk)}</b>, attained, as with momentum.`;
      }
      const least = table.least[now.beta];
      if (row.isTrained) {
        const isFloor = row.risk <= story.signals.linear.risk * (1 + 1e-4);
        return `Lowest point <b>${digits(least)}</b>. From small R with the best ω = ${digits(row.omega)}: risk <b>${digits(row.risk)}</b>`
          + (isFloor ? ", as on paper: <b>no wall</b>." : `; on paper ${digits(table.risks[now.beta][positionOfRows(table.k)][0])}.`);
      }
      return `Lowest point <b>${digits(least)}</b>. `
        + (least === 0 ? `Every eigenvalue from 0 up is reached: risk <b>${digits(row.risk)}</b> at ω = ${digits(row.omega)}, attained, without a limit.`
          : least > 0 ? `Values below it are out of reach: the best risk, <b>${digits(row.risk)}${infimum}</b>, is ${row.attained ? "attained" : "approached as ω → 0"}.`
            : `The bowl dips below zero: risk <b>${digits(row.risk)}${infimum}</b> at ω = ${digits(row.omega)}.`);
    },
    values() {
      const row = found();
      const ladder = story.ladder.rows.find((step) => step.k === 32);
      return [["", "risk", "gain / dB", "ω"], [row.isTrained ? "as trained" : "on paper", digits(row.risk, 6), digits(row.db, 6), row.omega === null || isUnequal() ? "" : row.omega ? digits(row.omega, 6) : "→ 0"],
        ...["linear", "floor", "odd", "even", "bilevel"].map((name) => [`speech, ${name}`, digits(ladder[name], 6), "", ""])];
    },
    command: () => isUnequal()
      ? `toy risk --n 100 --k ${found().k} --algorithm steps --steps ${table.step}/${table.step}/0.25 --depth 3${now.route ? " --trap" : ""}`
      : `toy risk --n 100 --k ${found().k} --algorithm heavy-ball --momentum ${betas[now.beta]} --depth 3${now.route ? ` --omega ${found().omega} --trap` : ""}`,
  };
}
