// The parts of a page that tests need: a table, written here by the rules of the code, and elements that hold text.

const alphabet = [...Array(94).keys()].map((i) => String.fromCharCode(33 + i)).filter((c) => !"\"&<\\".includes(c));

// A whole number in base 90.
export function whole(number, length) {
  let text = "";
  for (let rest = number, i = 0; i < length; i += 1, rest = Math.floor(rest / 90)) text = alphabet[rest % 90] + text;
  return text;
}

// A number m · 10^e: six digits, exponents from −30 to 5.
export const number = ([m, e]) =>
  whole(m === 0 ? 0 : 1 + 900000 * (2 * (e + 30) + (m < 0 ? 1 : 0)) + Math.abs(m) - 100000, 4);

// A double as such a number.
export function decimal(x) {
  if (x === 0) return [0, 0];
  const [digits, power] = x.toExponential(5).split("e");
  return [Number(digits.replace(".", "")), Number(power) - 5];
}

const floored = (a, b) => a >= 0n ? a / b : -((b - 1n - a) / b);

// The number on the line through the two before, exactly; null where their sizes differ too much.
function continued(column, positions, i) {
  if (i === 1) return column[0];
  const [a, b] = [column[i - 2], column[i - 1]];
  const exponents = [a, b].filter(([m]) => m !== 0).map(([, e]) => e);
  if (exponents.length === 0) return b;
  let e = Math.min(...exponents);
  if (Math.max(...exponents) - e > 4) return null;
  const [p, q] = [a, b].map((x) => x[0] === 0 ? 0n : BigInt(x[0]) * 10n ** BigInt(x[1] - e));
  let m = q + floored((q - p) * BigInt(positions[i] - positions[i - 1]), BigInt(positions[i - 1] - positions[i - 2]));
  const size = (x) => x < 0n ? -x : x;
  if (m === 0n) return [0, 0];
  for (; size(m) >= 1000000n; e += 1) m = floored(m, 10n);
  for (; size(m) < 100000n; e -= 1) m *= 10n;
  return [Number(m), e];
}

// A column over k: the first number, then differences to the straight line, zeros at the end left out.
export function column(numbers, positions) {
  const parts = [number(numbers[0])];
  let length = 1;
  for (let i = 1; i < numbers.length; i += 1) {
    const expected = continued(numbers, positions, i);
    const difference = expected && expected[1] === numbers[i][1] ? numbers[i][0] - expected[0] : Infinity;
    if (Math.abs(difference) > 1300) parts.push(alphabet[89] + number(numbers[i]));
    else if (difference >= -29 && difference <= 30) parts.push(whole(difference + 29, 1));
    else parts.push(whole(5400 + difference + 1305, 2));
    if (difference !== 0) length = parts.length;
  }
  return parts.slice(0, length).join("");
}

// Puts a page in place of the browser's: a table of a grid and of columns, the tables of the story, and elements by
// their ids.
export function install(grid, { columns = [], curves = [] } = {}, ids = [], story = {}) {
  const whole = { algorithms: { theta: [], sigma: [], entries: [] }, otherWords: [], ...grid };
  const table = [JSON.stringify(whole), "", "", "", "", columns.join(" "), curves.join(" "), "", "", "", "", "", "", "", "."].join("\n");
  const elements = new Map([["table", { textContent: table }], ["story", { textContent: JSON.stringify(story) }],
    ...ids.map((id) => [id, { hidden: true, textContent: "" }])]);
  globalThis.document = { getElementById: (id) => elements.get(id) ?? null };
  globalThis.location = { hash: "" };
  globalThis.history = { replaceState: (_, __, address) => { location.hash = address; } };
  return elements;
}

// Numbers in (0, 1) that are the same on every run.
export function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
}
