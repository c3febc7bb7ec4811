// Addresses: each names a position of every slider by its value. A value that the table lacks becomes the
// nearest number, or else the standard, with a note about it; the address is then rewritten.
import { grid } from "./table.mjs";
import { byId } from "./charts.mjs";

const names = ["data", "k", "sigma", "theta", "depth", "omega"];
const standard = { data: "constant", k: "50", sigma: "0.9", theta: "0.5", depth: "2", omega: "learned" };
const symbols = { data: "data", k: "k", sigma: "σ", theta: "θ", depth: "N", omega: "ω" };

// A decimal number; NaN for anything else.
const decimal = (text) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;

// The index of the nearest number on a grid; of two that are equally near, the lower one.
export function nearest(values, number) {
  const known = values.map(Number).filter(Number.isFinite);
  // Distances of a huge number would all be the same after rounding.
  const inside = Math.min(Math.max(number, Math.min(...known)), Math.max(...known));
  let best = known[0];
  for (const value of known) if (Math.abs(value - inside) < Math.abs(best - inside)) best = value;
  return values.findIndex((text) => Number(text) === best);
}

// A word of the address for a note, without control characters and not too long.
export function quoted(text) {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "�");
  return plain.length > 30 ? `${plain.slice(0, 30)}…` : plain;
}

// The index that an address gives to a name, and a note where that is not what it says.
export function position(name, text) {
  const values = grid[name];
  const standardIndex = values.indexOf(standard[name]);
  const fallback = `${symbols[name]} = ${values[standardIndex]}`;
  if (text === null) return [standardIndex, `${name} is missing: ${fallback}`];
  const exact = values.indexOf(text);
  if (exact >= 0) return [exact, ""];
  const number = decimal(text);
  if (name === "data" || !Number.isFinite(number)) {
    const legal = name === "data" ? values.join(" or ") : name === "omega" ? "a number or learned" : "a number";
    return [standardIndex, `${name} = ${quoted(text) || "nothing"} is not ${legal}: ${fallback}`];
  }
  const index = nearest(values, number);
  const value = Number(values[index]);
  if (value === number) return [index, ""];
  const parityNote = name === "depth" && Math.abs(number % 2) !== value % 2 ? `, which is ${value % 2 ? "odd" : "even"}` : "";
  return [index, `${symbols[name]} = ${quoted(text)} is not in the table: the nearest is ${values[index]}${parityNote}`];
}

// The state that an address names, and notes about everything that differs from it.
export function readAddress(address) {
  const text = address.replace(/^#/, "");
  // A place on the page is not a state.
  const isPlace = text !== "" && !text.includes("=") && document.getElementById(text) !== null;
  const given = new URLSearchParams(isPlace ? "" : text);
  const notes = [];
  const state = Object.fromEntries(names.map((name) => {
    if (given.getAll(name).length > 1) notes.push(`${name} is given twice: the first counts`);
    const [index, note] = position(name, given.get(name));
    // An address without any name shows the standard, as one without anything.
    if (note && names.some((other) => given.has(other))) notes.push(note);
    return [name, index];
  }));
  for (const name of new Set(given.keys())) {
    if (names.includes(name)) continue;
    const fixed = { n: grid.n, mu: grid.mu }[name];
    if (fixed === undefined) notes.push(`${quoted(name) || "a value without a name"} is not known here`);
    else if (decimal(given.get(name)) !== Number(fixed)) notes.push(`${name} = ${quoted(given.get(name))}: this page has ${name} = ${fixed}`);
  }
  return { state, notes, isPlace };
}

export const addressOf = (state) => "#" + names.map((name) => `${name}=${grid[name][state[name]]}`).join("&");

// Shows what was read from the address, and writes there what is shown.
export function explainAddress({ state, notes, isPlace }) {
  showNotes(notes);
  if (isPlace || location.hash.length < 2 || location.hash === addressOf(state)) return;
  history.replaceState(null, "", addressOf(state));
}

export function showNotes(notes) {
  const element = byId("address-note");
  element.hidden = notes.length === 0;
  const shown = notes.slice(0, 8);
  if (notes.length > shown.length) shown.push(`and ${notes.length - shown.length} more`);
  element.textContent = notes.length ? `Not all is as the address says: ${shown.join("; ")}.` : "";
}
