// The tables of the story, and its numbers in words.
import { decodedColumn, value, vertices } from "./table.mjs";

/** @type {any} */
export const story = JSON.parse(document.getElementById("story").textContent);

// The numbers of a coded column at the positions 0, 1, 2 …; their size.
export const unpackedColumn = (text, count) => decodedColumn(text, Array.from({ length: count }, (_, i) => i)).map(value);

// The shape of the marks of best linear denoisers, bilevel learning, even and odd depth, as in the figures.
/** @type {Record<string, string>} */
export const markOf = story.marks;

// The vertices of a curve whose box begins at x = 0: [[x, y], …].
export const unpackedLine = (text, end, low, high) => vertices(text, 0, end, low, high);

let shownDigits = 3;
export const showsAllDigits = () => shownDigits === 6;
export function showAllDigits(isWanted) { shownDigits = isWanted ? 6 : 3; }

// A number with three digits, or with the six that toy prints.
export function digits(x, count = shownDigits) {
  if (x === null) return "∞";
  if (x === 0 || Number.isInteger(x) && Math.abs(x) < 1000) return String(x).replace("-", "−");
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e6) {
    const [m, e] = x.toExponential(count - 1).split("e");
    const raised = [...String(Number(e))].map((c) => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("");
    return `${m}·10${raised}`.replace("-", "−");
  }
  const text = size >= 10 ** count ? String(Math.round(x)) : x.toPrecision(count);
  return (shownDigits === 6 && text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace("-", "−");
}

// Decibels: one decimal, or the two of the table; an asterisk where the risk is an infimum.
export const decibels = (entry) => (entry.db === null ? "∞" : entry.db.toFixed(showsAllDigits() ? 2 : 1).replace("-", "−")) + (entry.attained ? "" : "*");

// The position of the number that is nearest.
export function nearestPosition(values, number) {
  let best = 0;
  values.forEach((x, i) => { if (Math.abs(x - number) < Math.abs(values[best] - number)) best = i; });
  return best;
}
