// Scene 1: the directions that R cannot touch.
import { digits, story } from "./story.mjs";
import { bindSlider, change, now, rowsOf } from "./settings.mjs";
import { drawSignal, ownCleaned, ownSignal, rangeOf } from "./signals.mjs";
import { combPlaces, drawComb } from "./comb.mjs";
import { Sheet, widthOf } from "./sheet.mjs";
import { dragged, move, stopMotion } from "./motion.mjs";

export function forcedScene() {
  const place = document.getElementById("s1");
  const svg = place.querySelector("svg");
  const table = story.signals;
  const axis = rangeOf({ signals: story.signals, draws: story.draws });
  const entry = () => table.bilevel[now.k];
  const target = table.linear.runs[0][1];
  let comb = { left: 0, right: 0, top: 0, bottom: 0 };

  return {
    id: "s1",
    name: "What R cannot touch",
    settings: { k: "k" },
    start() {
      bindSlider("k", "s1-k", stopMotion);
      const last = table.k.length - 1;
      document.getElementById("s1-play").addEventListener("click", () => {
        stopMotion();
        // An animation that restores k, which other scenes share, at its end.
        const own = now.k;
        move(1500, (part) => change("k", Math.round(part * last), false), () => change("k", own), 1000);
      });
      dragged(svg, {
        take: (x, y) => x < comb.right + 24 && y < comb.bottom + 24 ? "edge" : null,
        pull(x) {
          const { start, step } = combPlaces(comb, table.n);
          // Bilevel learning keeps the signal too: of n − k forced directions one is the signal's.
          const wanted = table.n - 1 - Math.round((x - start) / step);
          let best = 0;
          table.k.forEach((k, i) => { if (Math.abs(k - wanted) < Math.abs(table.k[best] - wanted)) best = i; });
          change("k", best, false);
        },
        drop: () => change("k", now.k),
      });
    },
    draw() {
      const sheet = new Sheet(svg, { phone: 384 });
      const { width, height, isNarrow } = sheet;
      const small = isNarrow ? 84 : Math.min(150, height * 0.24);
      const barRoom = isNarrow ? 88 : 204;
      comb = { left: 34, right: width - barRoom - (isNarrow ? 30 : 50), top: 46, bottom: height - small - 62 };
      const y = (t) => comb.bottom + t / 1.1 * (comb.top - comb.bottom);
      sheet.text(comb.left, 16, isNarrow ? "Eigenvalues of T" : "The 100 eigenvalues of T", "strong");
      sheet.levels(comb, y, [0, 0.5, 1]);
      const { runs, risk } = entry();
      drawComb(sheet, comb, y, { runs, target, n: table.n, style: "bilevel", free: "bilevel" });
      const { edge } = combPlaces(comb, table.n);
      const count = runs.slice(1).filter((run) => run[2]).reduce((sum, run) => sum + run[0], 0);
      const end = edge(count);
      const k = rowsOf();
      sheet.text(comb.left - 2, comb.bottom + 22, "signal", "soft");
      if (count > 18) {
        const words = `${count} directions of noise, forced to 1`;
        const fits = widthOf(words, "is-") < end - edge(0) - 8;
        sheet.hint([[(edge(0) + end) / 2, (y(1) + y(0)) / 2 + 16, "middle"]], fits ? words : `${count} forced`, "is-bilevel");
      }
      sheet.hint([[(end + comb.right) / 2, comb.bottom + 22, "middle"], [comb.right, comb.bottom + 22, "end"]], `${table.n - 1 - count} free, at 0`);
      if (count > 0) {
        // A padlock at the end of the block.
        const [lx, ly] = [end - 15, y(1) - 8];
        sheet.marksTaken.push([lx - 9, ly - 16, lx + 9, ly + 2]);
        sheet.path(`M${lx - 4} ${ly - 7}v-4a4 4 0 0 1 8 0v4`, "curve thin bilevel");
        sheet.rect(lx - 6, ly - 7, lx + 6, ly + 1, "full bilevel");
      }
      sheet.dot(end, y(1), 10, "handle bilevel");
      const above = comb.bottom - 9;
      sheet.label([[edge(0) + 8, above], [comb.right - 4, above, "end"], [edge(0) + 8, above - 18]], "dashed: best linear");
      // The noise that is kept.
      const bar = { left: width - barRoom + (isNarrow ? 10 : 30), right: width - (isNarrow ? 42 : 114), top: comb.top, bottom: comb.bottom };
      const scale = (r) => bar.bottom + r / 41 * (bar.top - bar.bottom);
      const formula = count > 0 || k === table.n - 1 ? "σ²(n − k)/2" : "";
      const [whole, isTight] = [`Risk = ${formula}`, widthOf(`Eigenvalues of T Risk = ${formula}`, "strong") > width - comb.left - 10];
      sheet.text(isNarrow ? width : bar.left - 34, 16, isNarrow ? (formula && !isTight ? whole : "Risk") : "Noise kept, the risk", "strong", isNarrow ? "end" : "start");
      sheet.levels({ ...bar, right: width }, scale, [0, 10, 20, 30, 40]);
      sheet.rect(bar.left, scale(risk), bar.right, bar.bottom, "full bilevel");
      sheet.line([[bar.left - 4, scale(table.linear.risk)], [width, scale(table.linear.risk)]], "curve linear");
      const star = entry().attained ? "" : "*";
      if (isNarrow) sheet.text(width, Math.max(scale(risk) - 7, bar.top - 4), `${digits(risk)}${star}`, "large", "end");
      else {
        const at = Math.min(Math.max(scale(risk) + 6, bar.top + 26), bar.bottom - 12);
        if (formula) sheet.text(bar.right + 6, at - 20, `${formula} =`, "strong");
        sheet.text(bar.right + 6, at, `${digits(risk)}${star}`, "large");
      }
      // The remaining noise in a signal.
      const panel = { left: 34, right: width - (isNarrow ? 0 : 12), top: height - small, bottom: height - 4 };
      sheet.text(34, panel.top - 12, `Bilevel, k = ${k}`, "is-bilevel");
      drawSignal(sheet, panel, axis, ownCleaned(runs), ownSignal().clean, "bilevel");
      sheet.finish(`Eigenvalues of T for bilevel learning with k = ${k}: the signal and ${count} directions of noise are forced to 1, ${table.n - 1 - count} are free and at 0. `
        + `Noise kept: ${digits(risk)}; the best linear denoiser has ${digits(table.linear.risk)}.`);
    },
    say() {
      const { risk, attained } = entry();
      const forced = table.n - rowsOf();
      const parts = forced > 1 ? `, the signal’s and ${forced - 1} of noise` : ", the signal’s";
      return forced ? `<b>${forced}</b> direction${forced > 1 ? "s are" : " is"} forced to 1${parts}: risk <b>${digits(risk)}${attained ? "" : "*"}</b>. The best linear denoiser has ${digits(table.linear.risk)}.`
        : `No direction is forced: risk <b>${digits(risk)}${attained ? "" : "*"}</b>, that of the best linear denoiser.`;
    },
    values() {
      const { runs, risk } = entry();
      return [["", "directions", "eigenvalue", "forced"], ["signal", "1", digits(runs[0][1], 6), runs[0][2] ? "yes" : "no"],
        ...runs.slice(1).map(([count, gain, forced]) => ["noise", String(count), digits(gain, 6), forced ? "yes" : "no"]),
        ["risk", "", digits(risk, 6), ""], ["best linear risk", "", digits(table.linear.risk, 6), ""]];
    },
    command: () => `toy risk --n 100 --k ${rowsOf()} --family bilevel --spectrum`,
  };
}
