// Scene 6: three steps that arrive.
import { decibels, digits, nearestPosition, story, unpackedColumn, unpackedLine } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now, positionOfRows } from "./settings.mjs";
import { drawSignal, ownCleaned, ownSignal, rangeOf } from "./signals.mjs";
import { drawComb } from "./comb.mjs";
import { around, Sheet, widthOf } from "./sheet.mjs";
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
  const unequal = table.unequal.map(unpack);
  // What is drawn: less than the tables have, so that a curve that leaves it has no end.
  const [low, high] = [table.low + 0.1, table.high];
  // The texts for momentum and for unequal steps.
  const [title, text] = [place.querySelector("h2"), place.querySelector(".words")];
  const ofMomentum = [title.textContent, text.innerHTML];
  const ofUnequal = [title.textContent, "Or take two long steps and a short one. The filter is 0 at <i>s</i>&nbsp;=&nbsp;0, for the forced noise, and rises later to carry the signal: "
    + "no step size need vanish. But it dips far below zero in between, so a wall remains."];
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
    const floor = { k, isTrained, runs: story.signals.square[now.k].runs, points: { zero: [1, table.unequalForced], signal: /** @type {number[] | null} */ (table.unequalSignal) } };
    if (isUnequal() && !isTrained) return { ...floor, risk: story.signals.linear.risk, db: story.signals.linear.db, omega: null, attained: true };
    if (!isTrained) {
      const [risk, db, omega, attained, zero, place, height] = table.risks[now.beta][at];
      return { ...floor, risk, db, omega, attained: attained === 1, points: omega ? { zero: [omega, zero], signal: [place, height] } : null };
    }
    const { risk, db, omega, signal, forced, free, zero, place, height } = trained(at);
    const n = story.signals.n;
    // Before the wall the signal is forced too.
    const own = signal === forced ? 1 : 0;
    const points = isUnequal() ? { zero: floor.points.zero, signal: null } : { zero: [omega, zero], signal: own ? null : [place, height] };
    return { ...floor, risk, db, omega, attained: true, points, runs: [[1, signal, own], [n - k - own, forced, 1], [k - 1 + own, free, 0]] };
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
          const least = low + (plot.bottom - y) / (plot.bottom - plot.top) * (high - low);
          change("beta", nearestPosition(table.least, least), false);
        },
        drop: () => change("beta", now.beta),
      });
    },
    draw() {
      // Unequal steps have no momentum.
      for (const id of ["s6-beta", "s6-play"]) /** @type {any} */ (document.getElementById(id)).disabled = isUnequal();
      [title.textContent, text.innerHTML] = isUnequal() ? ofUnequal : ofMomentum;
      const sheet = new Sheet(svg, { phone: 452, paper: 420 });
      const { width, height, isNarrow } = sheet;
      const ladderHeight = isNarrow ? 104 : 96;
      const row = found();
      const least = isUnequal() ? table.unequalLeast : table.least[now.beta];
      const at = isUnequal() ? table.unequalAt : table.at[now.beta];
      plot = { left: 36, right: isNarrow ? width - 8 : width * 0.46, top: 34, bottom: isNarrow ? 162 : height - ladderHeight - 72 };
      const x = (v) => plot.left + v / table.end * (plot.right - plot.left);
      const y = (f) => plot.bottom + (f - low) / (high - low) * (plot.top - plot.bottom);
      sheet.text(plot.left, 16, isUnequal() ? "Filter f of three unequal steps" : "Filter f/ω of three steps", "strong");
      sheet.levels(plot, y, [-0.5, 0, 0.5, 1, 1.5]);
      sheet.line([[plot.left, plot.bottom], [plot.right, plot.bottom]], "axis");
      sheet.line([[plot.left, y(0)], [plot.right, y(0)]], "curve thin clean");
      sheet.marks(plot, x, [0, 1, 2, 3, 4]);
      sheet.hint([[(plot.left + plot.right) / 2, plot.bottom + 40, "middle"], [plot.right, plot.bottom + 20, "end"]], isUnequal() ? "1+s" : "ω(1+s)", "");
      sheet.clipped({ left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom }, () => {
        if (!isUnequal()) sheet.line(lines[0].map(([v, f]) => [x(v), y(f)]), "ghost odd");
        for (const line of isUnequal() ? unequal : [lines[now.beta]]) sheet.line(line.map(([v, f]) => [x(v), y(f)]), "curve odd");
      });
      // On the curve: the forced directions at s = 0, and the signal.
      const forcedNames = isNarrow ? "s = 0" : `s = 0: ${story.signals.n - row.k} forced direction${story.signals.n - row.k > 1 ? "s" : ""}`;
      const isNear = !isUnequal() && row.points && Math.hypot(x(row.points.zero[0]) - x(at), y(row.points.zero[1]) - y(least)) < 16;
      if (row.points && !isNear && row.points.zero[1] < high) {
        const [px, py] = [x(row.points.zero[0]), y(row.points.zero[1])];
        sheet.dot(px, py, 6, "open odd");
        sheet.hint([[px + 12, py - 8, "start"], [px - 10, py + 22, "end"], [px + 2, py + 24, "middle"], [px, py - 14, "middle"], [px - 12, py - 8, "end"], ...around(px, py, 8)].flatMap((spot) => [spot, [...spot, "s = 0"]]), forcedNames, "is-odd");
      }
      if (row.points?.signal && row.points.signal[1] < high && row.points.signal[0] < table.end) {
        const [px, py] = [x(row.points.signal[0]), y(row.points.signal[1])];
        sheet.mark("odd", px, py, 7, "full odd");
        sheet.hint([[px - 13, py + 5, "end"], [px + 13, py + 10, "start"], [px - 13, py - 10, "end"], ...around(px, py, 8)], "the signal", "is-odd");
      }
      if (!isUnequal() && now.beta > 12) sheet.hint([[x(2.42) + 8, y(1.6) - 2], [x(0.58) - 8, y(1.6) - 2, "end"]], "β = 0");
      if (isUnequal()) {
        sheet.arrow(x(at), plot.bottom - 4, "down", 24, "odd");
        sheet.label([[x(at), plot.bottom - 38, "middle"]], isNarrow ? digits(least) : `down to ${digits(least)}`, "strong");
      } else {
        sheet.dot(x(at), y(least), 10, "handle odd");
        // Inside the bowl.
        sheet.label([[x(at), y(least) - 20, "middle"], [x(at), y(least) - 30, "middle"], [x(at), y(least) + 32, "middle"], ...around(x(at), y(least), 12)], digits(least), "large");
        if (isNear) sheet.hint([[x(at), y(least) + 28, "middle"], [x(at), y(least) + 44, "middle"]], forcedNames, "is-odd");
      }
      const formula = isUnequal() ? `steps ${digits(table.step)}, ${digits(table.step)}, ¼` : "f/ω = (ω(1+s) − 9/4)²";
      if (isUnequal()) sheet.hint([[x(at), y(0.6), "middle"], [x(at), y(1.2), "middle"]], formula, "is-odd");
      else if (now.beta === square) sheet.hint([[x(3.05), y(0.28), "start"], [x(2.25), y(-0.45), "middle"], [x(2.25), y(-0.4), "middle"], [x(2.25), y(-0.5), "middle"]], formula, "is-odd");
      // The effect on the signals.
      const comb = isNarrow ? { left: 36, right: width - 8, top: 216, bottom: 262 } : { left: width * 0.54, right: width - 8, top: 34, bottom: plot.top + (plot.bottom - plot.top) * 0.5 };
      const target = story.signals.linear.runs[0][1];
      const level = (t) => comb.bottom + t / 1.1 * (comb.top - comb.bottom);
      const kind = row.isTrained ? "as trained" : "at the floor";
      sheet.text(comb.left, isNarrow ? comb.top - 10 : 16, isNarrow ? `Eigenvalues of T, ${kind}` : `The 100 eigenvalues of T, ${kind}`, "strong");
      sheet.levels(comb, level, isNarrow ? [0, 1] : [0, 0.5, 1]);
      drawComb(sheet, comb, level, { runs: row.runs, target, n: 100, style: "odd", free: "odd" });
      if (!isNarrow) sheet.text(comb.left - 4, comb.bottom + 22, "signal", "soft");
      const [forced, free] = [row.runs[1], row.runs[2]];
      const words = !row.isTrained || forced[1] < 5e-4 ? "all noise at 0: forced and free" : `${forced[0]} of noise forced to ${digits(forced[1])}${free && free[0] ? `, ${free[0]} free` : ""}`;
      if (!isNarrow) sheet.hint([[(comb.left + comb.right) / 2 + 20, comb.bottom + 22, "middle"]], words);
      const panel = isNarrow ? { left: 36, right: width - 8, top: 298, bottom: 344 } : { left: comb.left, right: comb.right, top: comb.bottom + 74, bottom: plot.bottom + 10 };
      sheet.hint([[panel.left, panel.top - 14]], isNarrow ? "Three steps" : `Three steps, ${isUnequal() ? "unequal" : `β = ${betas[now.beta]}`}`, "is-odd");
      sheet.text(panel.right, panel.top - (isNarrow ? 8 : 12), `${decibels(row)} dB`, "huge", "end");
      drawSignal(sheet, panel, axis, ownCleaned(row.runs), ownSignal().clean, "odd");
      // The ladder on speech.
      const ladder = story.ladder.rows.find((step) => step.k === 32);
      const line = { left: isNarrow ? 24 : 36, right: width - (isNarrow ? 24 : 30), y: height - (isNarrow ? 46 : 40) };
      const [from, to] = [ladder.linear, ladder.bilevel];
      const along = (r) => line.left + 20 + (r - from) / (to - from) * (line.right - line.left - 60);
      sheet.text(line.left, line.y - (isNarrow ? 38 : 36), width < 345 ? `Speech, σ = ${story.ladder.sigma}, in thousandths` : width < 760 ? `Speech, σ = ${story.ladder.sigma}: error in thousandths` : `Speech, σ = ${story.ladder.sigma}, k = 32: least mean squared error per sample, in thousandths; even N = 2, odd N = 3`, "strong");
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
            sheet.text(place, line.y + 43, digits(risk * 1000, 4), style, anchor);
          } else sheet.text(mark === "floor" ? px + 9 : px - 7, line.y - 16, `${short} ${digits(risk * 1000, 4)}`, style, mark === "floor" ? "end" : "start");
        } else {
          const words = `${name} ${digits(risk * 1000, 4)}`;
          // The first one begins inside the drawing.
          sheet.text(anchor === "middle" ? Math.max(px, widthOf(words, style) / 2) : px, line.y + (side > 0 ? 32 : -16), words, style, anchor);
        }
      }
      sheet.finish(`The lowest point of the filter is ${digits(least)} at ${digits(at)}. Three steps ${isUnequal() ? "of unequal size" : `with β = ${betas[now.beta]}`} have risk ${digits(row.risk)}, ${decibels(row)} dB, ${row.isTrained ? "as trained" : row.attained ? "attained" : "an infimum"}; ${words}. `
        + `Least errors on speech, σ = ${story.ladder.sigma}: ${steps.map(({ name, risk }) => `${name} ${digits(risk, 4)}`).join(", ")}.`);
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
        + (least === 0 ? `Every eigenvalue from 0 up is reached: risk <b>${digits(row.risk)}</b> at ω = ${digits(row.omega)}, attained, with no limit to take.`
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
