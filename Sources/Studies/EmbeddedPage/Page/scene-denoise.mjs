// The first screen: six signals, one slider, and the switch.
import { decibels, digits, story } from "./story.mjs";
import { addSetting, bindSlider, change, now, valueOf } from "./settings.mjs";
import { cleaned, drawSignal, drawnSignal, first, rangeOf } from "./signals.mjs";
import { escaped } from "./drawing.mjs";
import { isPrinted, screenSize, Sheet } from "./sheet.mjs";
import { eased, move, stopMotion } from "./motion.mjs";

export function denoiseScene() {
  const place = document.getElementById("s0");
  const table = first.signals;
  // The reader's data have their own k.
  const key = story.first ? "rows" : "k";
  if (key === "rows") {
    const standard = table.k.findIndex((k) => k >= table.n / 10);
    addSetting("rows", { name: "rows", values: table.k, standard: Math.max(standard, 0), scenes: ["s0"], words: (i) => `k = ${table.k[i]} of ${table.n}` });
  }
  addSetting("odd", { name: "odd", values: ["paper", "trained"], standard: 0, scenes: ["s0"], words: (i) => i ? "as trained" : "on paper" });
  addSetting("draw", { name: "noise", values: first.draws.map((_, i) => i + 1), standard: 0, scenes: ["s0", "s1", "s4", "s6"], words: (i) => `noise ${i + 1} of ${first.draws.length}` });
  const constant = table.data === "constant";
  const panels = [
    { name: "Clean y", about: constant ? "a constant level" : table.data === "iid" ? "i.i.d. entries" : table.data, style: "clean" },
    { name: "Noisy x", about: `σ = ${table.sigma}`, style: "noise" },
    { name: "Best linear", about: constant ? "an average" : "Wiener", style: "linear" },
    { name: "Bilevel", about: "solved exactly", style: "bilevel" },
    { name: "Even depth", about: "2 steps", style: "even" },
    { name: "Odd depth", about: "", style: "odd" },
  ];
  const figure = document.getElementById("panels");
  figure.innerHTML = panels.map(({ name, about, style }) => `<div class="panel ${style}"><div class="caption"><span><b>${name}</b>`
    + `<small class="about">${escaped(about)}</small></span><span class="decibels is-${style}"></span></div><svg aria-hidden="true"></svg><div class="gain"><i></i></div></div>`).join("");
  const elements = [...figure.children].map((panel, i) => {
    const svg = panel.querySelector("svg");
    svg.setAttribute("aria-describedby", `panel-${i}`);
    return { svg, gain: panel.querySelector(".decibels"), bar: /** @type {any} */ (panel.querySelector(".gain i")), about: panel.querySelector(".about") };
  });
  const axis = rangeOf(first);

  const entries = () => {
    const at = now[key];
    return { linear: table.linear, bilevel: table.bilevel[at], even: table.even[at], odd: (now.odd ? table.trained : table.odd)[at] };
  };

  // The curve of odd depth on its way from one setting of the switch to the other: a picture, no number.
  let [before, part] = [/** @type {number[] | null} */ (null), 1];

  let others = 0;
  function panelHeight() {
    if (isPrinted()) return 100;
    const { height, isLow } = screenSize();
    const isNarrow = innerWidth <= 800;
    // Only while the details are closed, so that opening them does not change the panels.
    if (!place.querySelector("details").open || !others) {
      others = [".head", ".controls", ".read"].reduce((sum, name) => sum + /** @type {any} */ (place.querySelector(name)).offsetHeight, 0);
    }
    if (isNarrow) return Math.min(Math.max((innerHeight - 41 - others + 60 - 3 * 64) / 3, 66), 130);
    // Paddings, three gaps, and captions and bars of two rows.
    const rest = isLow ? 24 + 3 * 8 + 12 + 2 * 37 : 44 + 3 * 16 + 12 + 2 * 41;
    return Math.min(Math.max((height - 43 - rest - others) / 2, 80), 300);
  }

  const command = () => {
    return `toy risk${table.setting} --k ${table.k[now[key]]} `
      + (now.odd ? "--depth 3 --trap" : "--family linear,bilevel,unrolled --depth 2,3");
  };

  return {
    id: "s0",
    name: "Denoise",
    settings: { [key]: "k", odd: "odd", draw: "noise" },
    start(changed) {
      bindSlider(key, "s0-k", stopMotion);
      document.getElementById("s0-odd").addEventListener("click", () => {
        stopMotion();
        before = cleaned(first, drawnSignal(first, now.draw), (now.odd ? table.trained : table.odd)[now[key]]);
        part = 0;
        change("odd", 1 - now.odd);
        move(350, (done) => { part = eased(done); changed(["s0"], false); }, () => { part = 1; changed(["s0"], true); });
      });
      document.getElementById("s0-noise").addEventListener("click", () => {
        stopMotion();
        document.dispatchEvent(new CustomEvent("new-noise"));
      });
    },
    draw() {
      const found = entries();
      const signal = drawnSignal(first, now.draw);
      const height = panelHeight();
      const shown = [
        [signal.clean, null], [signal.noisy, null],
        ...[found.linear, found.bilevel, found.even, found.odd].map((entry) => [cleaned(first, signal, entry), entry]),
      ];
      shown.forEach(([values, entry], i) => {
        const { svg, gain, bar } = elements[i];
        const sheet = new Sheet(svg, { height });
        const moved = i === 5 && part < 1 && before ? values.map((v, j) => before[j] + part * (v - before[j])) : values;
        drawSignal(sheet, { left: 16, right: sheet.width - 1, top: 4, bottom: height - 4 }, axis, moved, signal.clean, panels[i].style);
        sheet.finish("");
        if (entry) {
          gain.innerHTML = `${decibels(entry)}<small>dB</small>`;
          bar.style.width = `${Math.max(0, entry.db / table.linear.db) * 100}%`;
        } else gain.innerHTML = i === 1 ? "<small>0 dB</small>" : "";
      });
      document.getElementById("s0-odd").textContent = now.odd ? "Odd depth on paper" : "Odd depth as trained";
      document.getElementById("star").hidden = Object.values(found).every(({ attained }) => attained);
      elements[5].about.textContent = now.odd ? "3 steps, as trained" : found.odd.omega ? `3 steps, ω = ${digits(found.odd.omega)}` : "3 steps, ω → 0";
      const risk = (entry) => `${decibels(entry)} dB`;
      document.getElementById("d0").textContent = `Six signals for k = ${table.k[now[key]]} of ${table.n}. Expected gain over the noisy signal: best linear ${risk(found.linear)}, `
        + `bilevel ${risk(found.bilevel)}, even depth ${risk(found.even)}, odd depth ${valueOf("odd") === "paper" ? "on paper" : "as trained"} ${risk(found.odd)}.`;
    },
    values: () => [["", "risk", "gain / dB", "ω", "attained"], ...Object.entries(entries()).map(([name, entry]) =>
      [name, digits(entry.risk, 6), entry.db === null ? "" : String(entry.db), entry.omega === null ? "" : entry.omega ? digits(entry.omega, 6) : "→ 0", entry.attained ? "yes" : "no"])],
    say: () => document.getElementById("d0").textContent,
    command,
  };
}
