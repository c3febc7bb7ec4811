// Scene 2: one learned number.
import { digits, nearestPosition, showsAllDigits, story, unpackedColumn } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now, positionOfRows } from "./settings.mjs";
import { combPlaces, drawComb } from "./comb.mjs";
import { around, Sheet } from "./sheet.mjs";
import { dragged, eased, move, stopMotion } from "./motion.mjs";

export function numberScene() {
  const place = document.getElementById("s2");
  const svg = place.querySelector("svg");
  const table = story.forced;
  const values = table.c;
  const last = values.length - 1;
  const knobs = [
    { key: "step2", word: "step2", name: "step, N = 2", label: "step size ω of 2 steps", symbol: "ω", words: (v) => `two steps of size ω = ${v}`, command: (v) => `--depth 2 --omega ${v}` },
    { key: "step10", word: "step10", name: "step, N = 10", label: "step size ω of 10 steps", symbol: "ω", words: (v) => `ten steps of size ω = ${v}`, command: (v) => `--depth 10 --omega ${v}` },
    { key: "ridge", word: "ridge", name: "ridge", label: "weight of a ridge", symbol: "ridge", words: (v) => `a ridge of weight ${v}`, command: (v) => `--family bilevel --algorithm ridge --ridge ${v}` },
    { key: "gain", word: "gain", name: "gain", label: "gain of the output", symbol: "gain", words: (v) => `an output gain of ${v}`, command: (v) => `--family bilevel --algorithm gain --gain ${v}` },
    { key: "time", word: "time", name: "stopping time", label: "time of gradient flow", symbol: "time", words: (v) => `gradient flow until time ${v}`, command: (v) => `--algorithm gradient-flow --omega ${v}` },
  ];
  const columns = table.rows.map(() => /** @type {any} */ (null));
  // The columns of the k of the story.
  function found() {
    const at = positionOfRows(table.k);
    columns[at] ??= {
      risk: unpackedColumn(table.rows[at].risk, values.length),
      bias: unpackedColumn(table.rows[at].bias, values.length), variance: unpackedColumn(table.rows[at].variance, values.length),
    };
    return { ...table.rows[at], k: table.k[at], ...columns[at] };
  }
  const bestPosition = () => nearestPosition(values, found().best);
  addSetting("c", { name: "c", values, standard: last, scenes: ["s2"], words: (i) => `c = ${values[i]}` });
  let lastBest = bestPosition();
  now.c = lastBest;
  addSetting("knob", { name: "knob", values: knobs.map((knob) => knob.word), standard: 0, scenes: ["s2"], words: (i) => knobs[i].name });
  const target = story.signals.linear.runs[0][1];
  let [comb, plot] = [{ left: 0, right: 0, top: 0, bottom: 0 }, { left: 0, right: 0, top: 0, bottom: 0 }];
  const glide = (to) => {
    const from = now.c;
    move(900, (part) => change("c", Math.round(from + (to - from) * eased(part)), false), () => change("c", now.c));
  };

  return {
    id: "s2",
    name: "One number",
    settings: { k: "k", c: "c", knob: "knob" },
    // The best c depends on k: without one in the address it is where the dot lies.
    standardOf: { c: bestPosition },
    start() {
      bindSlider("c", "s2-c", stopMotion);
      bindChoice("knob", "s2-knob", stopMotion);
      document.getElementById("s2-play").addEventListener("click", () => {
        if (now.c === bestPosition()) change("c", last, false);
        glide(bestPosition());
      });
      document.getElementById("s2-bilevel").addEventListener("click", () => glide(last));
      dragged(svg, {
        take(x, y) {
          const isInside = (box) => x > box.left - 20 && x < box.right + 20 && y > box.top - 20 && y < box.bottom + 20;
          return isInside(comb) ? "level" : isInside(plot) ? "dot" : null;
        },
        pull(x, y, taken) {
          const c = taken === "level" ? (comb.bottom - y) / (comb.bottom - comb.top) * 1.04 : (x - plot.left) / (plot.right - plot.left);
          change("c", nearestPosition(values, c), false);
        },
        drop: () => change("c", now.c),
      });
    },
    // The dot stays at the best c while k changes.
    changed(key) {
      if (key === "k" && now.c === lastBest && lastBest !== bestPosition()) change("c", bestPosition(), false);
      lastBest = bestPosition();
    },
    draw() {
      const sheet = new Sheet(svg, { phone: 430 });
      const { width, height, isNarrow } = sheet;
      const row = found();
      const c = values[now.c];
      const isBilevel = now.c === last;
      const style = isBilevel ? "bilevel" : "even";
      comb = isNarrow ? { left: 30, right: width - 14, top: 30, bottom: 158 } : { left: 34, right: width * 0.44, top: 34, bottom: height - 82 };
      plot = isNarrow ? { left: 30, right: width - 94, top: 226, bottom: height - 66 } : { left: width * 0.54, right: width - 108, top: 34, bottom: height - 82 };
      const y = (t) => comb.bottom + t / 1.04 * (comb.top - comb.bottom);
      sheet.text(comb.left, comb.top - 18, "The 100 eigenvalues of T", "strong");
      sheet.levels(comb, y, [0, 0.5, 1]);
      const { start, edge, signal } = combPlaces(comb, 100);
      const noise = row.m - 1;
      drawComb(sheet, comb, y, { runs: [[1, c, 1], [noise, c, 1], [99 - noise, 0, 0]], target, n: 100, style, free: "even" });
      if (c < target) sheet.rect(comb.left, y(target), comb.left + signal, y(c), "lost");
      const end = edge(noise);
      if (y(c) - y(1) > 30) sheet.hint([[comb.left + signal + 8, (y(1) + y(c)) / 2 + 12]], "signal lost");
      if (end - start > 90 && y(0) - y(c) > 30) sheet.hint([[(start + end) / 2, (y(c) + y(0)) / 2 + 14, "middle"]], "noise kept", "");
      sheet.dot(end, y(c), 9, `handle ${style}`);
      sheet.text(comb.left - 4, comb.bottom + 22, "signal", "soft");
      if (noise > 0) sheet.hint([[(start + end) / 2 + 10, comb.bottom + 22, "middle"]], `${noise} noise, at c`);
      sheet.text(comb.right, comb.bottom + 22, `${99 - noise} free`, "soft", "end");
      sheet.hint([[comb.left - 4, comb.bottom + 44]], "dashed: best linear");
      // The risk over c.
      const x = (v) => plot.left + v * (plot.right - plot.left);
      const z = (risk) => plot.bottom + risk / 65 * (plot.top - plot.bottom);
      sheet.text(plot.left, plot.top - 18, `Risk, with k = ${row.k}`, "strong");
      sheet.levels(plot, z, [0, 20, 40, 60]);
      const best = story.signals.linear.risk;
      sheet.line([[plot.left, z(best)], [plot.right, z(best)]], "curve linear");
      sheet.line(values.map((v, i) => [x(v), z(row.variance[i])]), "curve thin noise");
      sheet.line(values.map((v, i) => [x(v), z(row.bias[i])]), "curve thin noise");
      sheet.hint([[x(0.33) - 8, z(row.bias[32]) + 12, "end"]], "signal lost");
      const kept = row.k > 60 ? 89 : 69;
      sheet.hint([[x(values[kept]) + (row.k > 60 ? -6 : 10), z(row.variance[kept]) + (row.k > 60 ? -10 : 16), row.k > 60 ? "end" : "start"]], "noise kept");
      sheet.line(values.map((v, i) => [x(v), z(row.risk[i])]), "curve even");
      const side = plot.right + 14;
      sheet.line([[x(row.best), z(row.least)], [side, z(row.least)]], "dots");
      sheet.path(`M${side - 5} ${z(row.bilevel)}H${side}V${z(row.least)}h-5`, "bracket");
      const middle = (z(row.bilevel) + z(row.least)) / 2;
      sheet.text(side + 7, middle - 5, "mσ⁴/(2A)", "");
      sheet.text(side + 7, middle + 15, `= ${digits(row.worth)}`, "strong");
      sheet.mark("bilevel", x(1), z(row.bilevel), 6, "full bilevel");
      sheet.dot(x(row.best), z(row.least), 5, "open even");
      sheet.label([[x(1) - 12, z(row.bilevel) - 10, "end"], ...[18, 30, 44, 60].map((dy) => [x(1), z(row.bilevel) - dy, "end"]), ...around(x(1), z(row.bilevel), 8)], "bilevel", "is-bilevel");
      sheet.hint([[x(row.best), z(row.least) + 28, "middle"], [x(row.best), z(row.least) - 16, "middle"]], "best", "is-even");
      sheet.dot(x(c), z(row.risk[now.c]), 10, `handle ${style}`);
      const knob = knobs[now.knob];
      const shown = (width < 300 ? [0.5] : [0.25, 0.5, 0.75]).map((v) => nearestPosition(values, v));
      for (const i of shown) {
        sheet.line([[x(values[i]), plot.bottom], [x(values[i]), plot.bottom + 5]], "axis");
        sheet.text(x(values[i]), plot.bottom + 20, String(values[i]), "soft", "middle");
        sheet.text(x(values[i]), plot.bottom + 40, digits(table.knobs[knob.key][i], 3), "soft", "middle");
      }
      sheet.text(x(1), plot.bottom + 20, "1", "soft", "middle");
      sheet.text(x(1), plot.bottom + 40, digits(table.knobs[knob.key][last], 3), "soft", "middle");
      // The names of both rows.
      sheet.text(plot.left - 20, plot.bottom + 20, "c", "");
      sheet.text(plot.left - 20, plot.bottom + 40, knob.symbol, "");
      sheet.text((plot.left + plot.right) / 2, plot.bottom + 62, `c, and ${knob.label}`, "", "middle");
      sheet.finish(`Left: the eigenvalues of T; the signal and ${noise} directions of noise are forced to c = ${c}, ${99 - noise} are free. `
        + `Right: the risk over c is ${digits(row.risk[now.c])} here, least ${digits(row.least)} at ${digits(row.best)}, and ${digits(row.bilevel)} at 1, bilevel learning.`);
    },
    say() {
      const row = found();
      const knob = knobs[now.knob];
      // A digit more than elsewhere, so that sums and differences agree.
      const four = (value) => digits(value, showsAllDigits() ? 6 : 4);
      return `Risk <b>${four(row.risk[now.c])}</b> with ${knob.words(`<b>${digits(table.knobs[knob.key][now.c], 4)}</b>`)}: noise kept ${four(row.variance[now.c])}, `
        + `signal lost ${four(row.bias[now.c])}. Bilevel learning has ${four(row.bilevel)}, the best c ${four(row.least)}: one number is worth <b>${four(row.worth)}</b>.`;
    },
    values() {
      const row = found();
      const line = (name, c, total, bias, variance) => [name, digits(c, 6), digits(total, 6), digits(bias, 6), digits(variance, 6)];
      return [["", "c", "risk", "signal lost", "noise kept"], line("here", values[now.c], row.risk[now.c], row.bias[now.c], row.variance[now.c]),
        ["best", digits(row.best, 6), digits(row.least, 6), "", ""], ["bilevel", "1", digits(row.bilevel, 6), "", ""], ["worth", "", digits(row.worth, 6), "", ""]];
    },
    command() {
      const knob = knobs[now.knob];
      const v = table.knobs[knob.key][now.c];
      return `toy risk --n 100 --k ${found().k} ${v === null || v === 0 ? "--family bilevel" : knob.command(v)}`;
    },
  };
}
