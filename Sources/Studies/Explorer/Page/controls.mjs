// The state: sliders, address, copying. It is in the address: a link reproduces it, and Back returns
// to the one before.
import { grid, record, shown, unrolledIndex } from "./table.mjs";
import { byId, draw, isLearned, parity } from "./charts.mjs";
import { addressOf, explainAddress, readAddress, showNotes } from "./address.mjs";

const sliders = ["k", "sigma", "theta", "depth", "omega"];
// The fixed step size that returns when ω is no longer learned.
let lastFixed = grid.omega.indexOf("0.5");

function readControls() {
  const state = { data: Number(byId("controls").elements.data.value) };
  for (const name of sliders) state[name] = Number(byId(name).value);
  if (byId("learned").checked) state.omega = 0;
  return state;
}

function showControls(state) {
  byId("controls").elements.data.value = String(state.data);
  for (const name of sliders) if (name !== "omega") byId(name).value = state[name];
  if (!isLearned(state)) lastFixed = state.omega;
  byId("learned").checked = isLearned(state);
  byId("omega").value = lastFixed;
  byId("omega").disabled = isLearned(state);
}

function showValues(state) {
  const step = record(state, unrolledIndex(state.depth, state.omega)).omega[state.k];
  const texts = {
    k: `k = ${grid.k[state.k]} of ${grid.n}`, sigma: `σ = ${grid.sigma[state.sigma]}`, theta: `θ = ${grid.theta[state.theta]}`,
    depth: `N = ${grid.depth[state.depth]}, ${parity(state.depth)}`,
    omega: isLearned(state) ? (step[0] === 0 ? "ω → 0" : `ω = ${shown(step)}`) : `ω = ${grid.omega[state.omega]}`,
  };
  for (const name of sliders) {
    byId(`${name}-value`).textContent = texts[name];
    byId(name).setAttribute("aria-valuetext", texts[name]);
  }
  byId("depth-value").className = parity(state.depth);
}

let current = readAddress(location.hash).state;

function show(state) {
  current = state;
  if (!isLearned(state)) lastFixed = state.omega;
  byId("omega").disabled = isLearned(state);
  showValues(state);
  draw(state);
}

for (const name of sliders) byId(name).max = grid[name].length - 1;
const form = byId("controls");
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target.id === "learned" && !event.target.checked) byId("omega").value = lastFixed;
  showNotes([]);
  show(readControls());
});
// The history gets an entry once the sliders rest, not for every position on the way: browsers allow only
// some twenty entries a second, and an arrow key that is held down makes more.
let restTimer = 0;
form.addEventListener("change", () => {
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    const address = addressOf(current);
    // An assignment to location.hash would be announced later, when a slider may have moved on.
    if (location.hash !== address) history.pushState(null, "", address);
  }, 200);
});
window.addEventListener("hashchange", () => {
  clearTimeout(restTimer);
  const read = readAddress(location.hash);
  // The browser goes to a place on the page, and nothing else changes.
  if (read.isPlace) return;
  explainAddress(read);
  if (addressOf(read.state) === addressOf(current)) return;
  showControls(read.state);
  show(read.state);
});
byId("commands").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = document.execCommand("copy") ? "Copied" : "Press Ctrl+C";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});
let width = 0;
new ResizeObserver(() => {
  const now = byId("ratio").clientWidth;
  if (now !== width) { width = now; draw(current); }
}).observe(byId("ratio"));
explainAddress(readAddress(location.hash));
showControls(current);
show(current);
