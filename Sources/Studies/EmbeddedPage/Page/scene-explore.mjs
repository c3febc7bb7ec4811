// The free explorer: its settings, its numbers and its commands.
import { bilevelIndex, descent, grid, others, shown, unrolledIndex, value } from "./table.mjs";
import { digits, nearestPosition, showsAllDigits, story } from "./story.mjs";
import { first } from "./signals.mjs";
import { addSetting, bindChoice, bindSlider, change, fill, now, settings } from "./settings.mjs";
import { commandMarkup, escaped, rows } from "./drawing.mjs";
import { stopMotion } from "./motion.mjs";
import { byId, filterChart, landscapeChart, mapChart, ratioChart, spectrumChart, startCharts } from "./charts.mjs";

export function exploreScene() {
  const n = Number(grid.n);
  const algorithms = [{ name: "gradient-descent", kind: "unrolled", symbol: "ω", others: "", depths: grid.depth, styles: [] }, ...grid.algorithms.entries];
  // The names of options as words.
  const special = { nesterov: "Nesterov", chebyshev: "Chebyshev", admm: "ADMM", neumann: "Neumann series", steps: "learned step sizes", ridge: "bilevel with a ridge",
    gain: "bilevel with a gain", "implicit-data": "implicit data term", "implicit-regularizer": "implicit regulariser" };
  const spoken = (name) => special[name] ?? name.replace(/-/g, " ");
  // The explorer starts with the numbers of the first screen, at odd depth, with a step size for which k and σ decide
  // which method is best.
  const standard = (name, number) => nearestPosition(grid[name].map(Number).map((x) => Number.isFinite(x) ? x : Infinity), number);
  const scenes = ["s8"];
  const add = (key, name, values, position, words, choices = undefined) =>
    addSetting(key, { name, values, standard: Math.min(position, values.length - 1), scenes, words, choices });
  add("freeRows", "k", grid.k, nearestPosition(grid.k.map(Number), n / 10), (i) => `k = ${grid.k[i]} of ${n}`);
  add("freeDepth", "depth", grid.depth, standard("depth", 3), (i) => `N = ${grid.depth[i]}, ${Number(grid.depth[i]) % 2 ? "odd" : "even"}`);
  add("algorithm", "algorithm", algorithms.map(({ name }) => name), 0, (i) => spoken(algorithms[i].name));
  add("freeData", "data", grid.data, 0, (i) => grid.data[i], (i) => ({ constant: "constant, y = λ𝟏", iid: "i.i.d. entries" })[grid.data[i]] ?? grid.data[i]);
  add("freeSigma", "sigma", grid.sigma, standard("sigma", first.signals.sigma), (i) => `σ = ${grid.sigma[i]}`);
  add("freeTheta", "theta", grid.theta, standard("theta", first.signals.theta), (i) => `θ = ${grid.theta[i]}`);
  add("freeOmega", "omega", grid.omega, standard("omega", 0.5), (i) => grid.omega[i] === "learned" ? "learned" : `ω = ${grid.omega[i]}`);
  // The fixed step size that returns when ω is no longer learned.
  let lastFixed = grid.omega.indexOf("0.5");

  // The state, with the nearest that the table has for the algorithm.
  function stateNow() {
    /** @type {any} */
    const state = { data: now.freeData, k: now.freeRows, sigma: now.freeSigma, theta: now.freeTheta, depth: now.freeDepth, omega: now.freeOmega };
    const algorithm = algorithms[now.algorithm];
    if (now.algorithm === 0) {
      return { ...state, algorithm, table: descent, family: unrolledIndex(state.depth, state.omega), depthText: grid.depth[state.depth], isLearned: state.omega === 0 };
    }
    const near = (values, texts, at) => values.indexOf(texts[nearestPosition(texts.map(Number), Number(values[at]))]);
    state.sigma = near(grid.sigma, grid.algorithms.sigma, state.sigma);
    state.theta = near(grid.theta, grid.algorithms.theta, state.theta);
    state.omega = 0;
    let family = 1;
    for (const { depths } of algorithms.slice(1, now.algorithm)) family += Math.max(depths.length, 1);
    const at = algorithm.depths.length ? nearestPosition(algorithm.depths.map(Number), Number(grid.depth[state.depth])) : 0;
    if (algorithm.depths.length) state.depth = grid.depth.indexOf(algorithm.depths[at]);
    return { ...state, algorithm, table: others, family: family + at, depthText: algorithm.depths[at] ?? "", isLearned: algorithm.symbol !== "", style: algorithm.styles[at] };
  }

  const parity = (depth) => Number(grid.depth[depth]) % 2 ? "odd" : "even";
  // Everything that the charts show of the state.
  function shownNow() {
    const state = stateNow();
    const isDescent = state.table === descent;
    const depth = state.depthText;
    const style = isDescent ? parity(state.depth) : state.style === "odd" ? "odd" : "even";
    const name = isDescent ? `N = ${depth}, ${state.isLearned ? "learned ω" : `ω = ${grid.omega[state.omega]}`}`
      : `${spoken(state.algorithm.name)}${depth ? `, N = ${depth}` : ""}`;
    const chosen = state.table.record(state, state.family);
    const other = state.depth === 0 ? 1 : state.depth % 2 ? state.depth + 1 : state.depth - 1;
    const partner = isDescent ? Math.min(other, grid.depth.length - 1) : state.depth;
    return {
      state, name, style, depth, isDescent, chosen, bilevel: descent.record(state, bilevelIndex), linear: descent.context(state),
      partner: { depth: partner, style: parity(partner), name: `${isDescent ? "" : "descent, "}N = ${grid.depth[partner]}`,
        record: descent.record(state, unrolledIndex(partner, isDescent ? state.omega : 0)), family: unrolledIndex(partner, isDescent ? state.omega : 0) },
    };
  }

  // Three digits, or the six of the table.
  const number = (decimal) => showsAllDigits() ? shown(decimal) : digits(value(decimal));
  const stepText = (decimal) => decimal[0] === 0 ? "→ 0" : decimal[0] < 0 ? "→ ∞" : number(decimal);
  const isAttained = (record, k) => record.word(k) === "yes";

  function numbers({ state, name, style, chosen, bilevel, linear }) {
    const k = state.k;
    byId("unrolled-name").textContent = name;
    byId("unrolled-name").className = style;
    const star = (record) => isAttained(record, k) ? "" : "*";
    rows(document.querySelector("#numbers tbody"), [
      ["risk", number(chosen.risk[k]) + star(chosen), number(bilevel.risk[k]) + star(bilevel), number(linear.risk)],
      ["  bias", number(chosen.bias[k]), number(bilevel.bias[k]), number(linear.bias)],
      ["  variance", number(chosen.variance[k]), number(bilevel.variance[k]), number(linear.variance)],
      ["/ best linear", number(chosen.toLinear[k]), number(bilevel.toLinear[k]), "1"],
      ["/ best bilevel", number(chosen.toBilevel[k]), "1", ""],
      [state.algorithm.symbol === "ω₁…ω_N" ? "first step" : `${state.algorithm.symbol || "parameter"}`, state.algorithm.symbol ? stepText(chosen.omega[k]) : "", "", ""],
    ]);
    byId("attained").innerHTML = `Attained? ${escaped(name)}: <span>${escaped(chosen.word(k))}</span>. Bilevel: <span>${escaped(bilevel.word(k))}</span>.`;
    byId("status").textContent = `${name}: risk ${number(chosen.risk[k])}, ${number(chosen.toLinear[k])} times the best linear, ${number(chosen.toBilevel[k])} times the best bilevel one`;
  }

  function commandLines({ state, depth, isDescent, partner }) {
    const isFile = !grid.hasParameters[state.data];
    const setting = grid.setting[state.data];
    const mu = grid.mu === "1" || isFile ? "" : ` --mu ${grid.mu}`;
    const model = (isFile ? "" : `${mu} --theta ${grid.theta[state.theta]}`) + ` --sigma ${grid.sigma[state.sigma]}`;
    const k = ` --k ${grid.k[state.k]}`;
    const omega = grid.omega[state.omega];
    const steps = omega === "learned" ? "learned" : `${omega},learned`;
    const pair = [depth, grid.depth[partner.depth]].map(Number).sort((a, b) => a - b).join(",");
    const own = isDescent ? ` --depth ${depth} --omega ${omega}`
      : `${state.algorithm.kind === "bilevel" ? " --family bilevel" : ""} --algorithm ${state.algorithm.name}${depth ? ` --depth ${depth}` : ""}`;
    return [
      [isDescent ? "Unrolled" : "Algorithm", `toy risk${setting}${k}${model}${own}`],
      ["Bilevel", `toy risk${setting}${k}${model} --family bilevel`],
      ...(isDescent ? [["Over k", `toy risk-ratio${setting}${model} --depth ${pair} --omega ${steps} -o -`]] : []),
      ...(isDescent && omega !== "learned" ? [["Reachable eigenvalues", `toy expressivity --n ${n}${k} --depth ${depth} --omega ${omega}`]] : []),
      ...(isDescent && !isFile ? [["One dimension", `toy landscape${mu} --theta ${grid.theta[state.theta]} --sigma ${grid.sigma[state.sigma]} --depth ${depth} --omega ${omega} -o -`]] : []),
    ];
  }
  function commands(found) {
    byId("commands").innerHTML = commandLines(found).map(([name, text]) =>
      `<li><span>${name}</span><code>${commandMarkup(text)}</code><button type="button" aria-label="Copy the command: ${name}">Copy</button></li>`).join("");
  }

  // Controls that are not like those of the story.
  function showOwnControls({ state, chosen }) {
    const slider = byId("omega");
    const learned = byId("learned");
    if (now.freeOmega !== 0) lastFixed = now.freeOmega;
    const isDescent = now.algorithm === 0;
    learned.checked = now.freeOmega === 0 || !isDescent;
    learned.disabled = !isDescent;
    slider.value = String(lastFixed);
    slider.disabled = learned.checked;
    fill(slider);
    const symbol = state.algorithm.symbol;
    const text = symbol === "" ? "none" : state.isLearned ? `${symbol === "ω₁…ω_N" ? "ω₁" : symbol} ${chosen.omega[state.k][0] > 0 ? "= " : ""}${stepText(chosen.omega[state.k])}` : `ω = ${grid.omega[state.omega]}`;
    byId("omega-value").textContent = text;
    slider.setAttribute("aria-valuetext", text);
    byId("algorithm").value = String(now.algorithm);
    byId("depth-value").className = `is-${parity(now.freeDepth)}`;
    const share = grid.algorithms;
    byId("grid-note").textContent = now.algorithm === 0
      ? `n = ${n}${grid.mu === "1" ? "" : `, μ = ${grid.mu}`}; k follows the story with the same share of n.`
      : `Coarser grid for ${spoken(state.algorithm.name)}${state.algorithm.others ? `, ${state.algorithm.others}` : ""}: σ = ${share.sigma.join(", ")}; θ = ${share.theta.join(", ")}`
        + `${state.algorithm.depths.length ? `; N = ${state.algorithm.depths.join(", ")}` : ", no depth"}. Shown: σ = ${grid.sigma[state.sigma]}, θ = ${grid.theta[state.theta]}${state.depthText ? `, N = ${state.depthText}` : ""}.`;
  }

  return {
    id: "s8",
    name: "Explore",
    settings: { freeData: "data", freeRows: "k", freeSigma: "sigma", freeTheta: "theta", algorithm: "algorithm", freeDepth: "depth", freeOmega: "omega" },
    fixed: { n, mu: Number(grid.mu) },
    start() {
      for (const [key, id] of [["freeRows", "k"], ["freeDepth", "depth"], ["freeSigma", "sigma"], ["freeTheta", "theta"]]) bindSlider(key, id, stopMotion);
      bindChoice("freeData", "data", stopMotion);
      byId("algorithm").innerHTML = algorithms.map(({ name }, i) => `<option value="${i}">${spoken(name)}</option>`).join("");
      byId("algorithm").addEventListener("change", () => change("algorithm", Number(byId("algorithm").value)));
      byId("omega").max = grid.omega.length - 1;
      byId("omega").addEventListener("input", () => change("freeOmega", Number(byId("omega").value), false));
      byId("omega").addEventListener("change", () => change("freeOmega", Number(byId("omega").value)));
      byId("learned").addEventListener("change", () => change("freeOmega", byId("learned").checked ? 0 : lastFixed));
      for (const form of ["controls", "settings"]) byId(form).addEventListener("submit", (event) => event.preventDefault());
      // A setting with a single value has no control.
      for (const [id, values] of [["data", grid.data], ["theta", grid.theta]]) byId(id).closest("fieldset, .field").hidden = values.length < 2;
      startCharts(() => shownNow(), number);
    },
    changed(key) {
      if (key !== "k") return;
      const share = Number(settings.get("k").values[now.k]) / story.signals.n;
      now.freeRows = nearestPosition(grid.k.map(Number), share * n);
      settings.get("freeRows").standard = now.freeRows;
    },
    draw() {
      const found = shownNow();
      showOwnControls(found);
      numbers(found);
      ratioChart(found, number);
      filterChart(found, number);
      mapChart(found, number);
      landscapeChart(found, number);
      spectrumChart(found, number);
      // Avoids an empty place after an odd number of charts.
      const count = [...document.querySelectorAll(".charts figure")].filter((figure) => !(/** @type {any} */ (figure).hidden)).length;
      document.querySelector(".numbers").classList.toggle("wide", count % 2 === 0);
      commands(found);
    },
    say: () => "",
    command: () => commandLines(shownNow())[0][1],
  };
}
