// Addresses such as #s5?omega=0.1&r=1.2: a scene, and its settings by their values where they differ from the
// standard. A value that the table lacks becomes the nearest, with a note about it; the address is then rewritten.
import { nearestPosition } from "./story.mjs";
import { now, settings } from "./settings.mjs";

/** @typedef {{ id: string, settings: Record<string, string>, standardOf?: Record<string, () => number> }} AddressedScene */

// A decimal number; NaN for anything else.
const decimal = (text) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;

// A word of the address for a note, without control characters and not too long.
export function quoted(text) {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "�");
  return plain.length > 30 ? `${plain.slice(0, 30)}…` : plain;
}

const standardOf = (scene, key) => scene.standardOf?.[key]?.() ?? settings.get(key).standard;

// The position that an address gives to a setting, and a note where that is not what it says.
/** @returns {[position: number, note: string]} */
export function position(key, name, text, standard) {
  const values = settings.get(key).values;
  const exact = values.findIndex((value) => String(value) === text);
  if (exact >= 0) return [exact, ""];
  const numbers = values.map(Number);
  const number = decimal(text);
  const fallback = `${name} = ${values[standard]}`;
  if (!numbers.some(Number.isFinite) || !Number.isFinite(number)) {
    const words = values.filter((value) => !Number.isFinite(Number(value)));
    const legal = words.length === values.length ? words.join(" or ") : ["a number", ...words].join(" or ");
    return [standard, `${name} = ${quoted(text) || "nothing"} is not ${legal}: ${fallback}`];
  }
  const largest = Math.max(...numbers.filter(Number.isFinite));
  // Distances of a huge number would all be the same after rounding.
  const nearest = nearestPosition(numbers.map((value) => Number.isFinite(value) ? value : Infinity), Math.min(number, largest));
  if (numbers[nearest] === number) return [nearest, ""];
  const isOther = name === "depth" && Math.abs(number % 2) !== numbers[nearest] % 2;
  const parityNote = isOther ? `, which is ${numbers[nearest] % 2 ? "odd" : "even"}` : "";
  return [nearest, `${name} = ${quoted(text)} is not in the table: the nearest is ${values[nearest]}${parityNote}`];
}

// The scene of an address, and what follows it; a link of older pages has the settings of the explorer alone.
export function partsOf(address) {
  const text = address.replace(/^#/, "");
  const [id, ...rest] = text.split("?");
  if (/^s[0-8]$/.test(id)) return { id, query: rest.join("?"), isOld: false };
  return text.includes("=") ? { id: "s8", query: text, isOld: true } : { id: "", query: "", isOld: false };
}

// Sets what an address names, other settings of the scene to their standard; returns notes about everything that
// differs from what it says.
/** @param {AddressedScene} scene @param {string} query @param {Record<string, number | null>} fixed */
export function readSettings(scene, query, fixed = {}) {
  const given = new URLSearchParams(query);
  const notes = [];
  const keys = Object.entries(scene.settings);
  for (const [key, name] of keys) {
    const texts = given.getAll(name);
    if (texts.length > 1) notes.push(`${name} is given twice: the first counts`);
    // The best c, for example, follows from the settings before it.
    const standard = standardOf(scene, key);
    const [found, note] = texts.length ? position(key, name, texts[0], standard) : [standard, ""];
    now[key] = found;
    if (note) notes.push(note);
  }
  for (const name of new Set(given.keys())) {
    if (name === "present" || keys.some(([, known]) => known === name)) continue;
    if (!(name in fixed)) notes.push(`${quoted(name) || "a value without a name"} is not known here`);
    else if (decimal(given.get(name)) !== fixed[name]) notes.push(`${name} = ${quoted(given.get(name))}: this page has ${name} = ${fixed[name]}`);
  }
  return notes;
}

// The address of a scene as it is.
/** @param {AddressedScene} scene @param {boolean} isPresented */
export function addressOf(scene, isPresented = false) {
  const parts = Object.entries(scene.settings).filter(([key]) => now[key] !== standardOf(scene, key))
    .map(([key, name]) => `${name}=${encodeURIComponent(settings.get(key).values[now[key]])}`);
  if (isPresented) parts.push("present=1");
  return `#${scene.id}${parts.length ? `?${parts.join("&")}` : ""}`;
}

export function showNotes(notes) {
  const element = /** @type {any} */ (document.getElementById("address-note"));
  element.hidden = notes.length === 0;
  const shown = notes.slice(0, 8);
  if (notes.length > shown.length) shown.push(`and ${notes.length - shown.length} more`);
  element.textContent = notes.length ? `Part of this address could not be used: ${shown.join("; ")}.` : "";
}
