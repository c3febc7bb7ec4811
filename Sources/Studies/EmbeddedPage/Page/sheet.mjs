// A sheet to draw on: scales, lines, words and handles as SVG, in pixels.
import { crosses, escaped, fixed, shape } from "./drawing.mjs";
import { markOf } from "./story.mjs";

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

/** @type {any} The pen that measures words. */
let pen = null;

// The width of words as the style sheet has them.
export function widthOf(content, style = "") {
  pen ??= document.createElement("canvas").getContext("2d");
  const size = style.includes("huge") ? "700 26" : style.includes("large") ? "700 17" : /strong|is-/.test(style) ? "700 14" : "14";
  pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(content).width;
}

const lineTo = (points) => points.map(([x, y], i) => `${i ? "L" : "M"}${fixed(x)} ${fixed(y)}`).join("");

export class Sheet {
  /**
   * @param {any} svg
   * @param {{ height?: number, phone?: number, paper?: number }} options The heights; by default the rest of the screen.
   */
  constructor(svg, { height = 0, phone = 330, paper = 400 } = {}) {
    this.svg = svg;
    // Paper has its own size, to which the drawing is scaled.
    this.width = isPrinted() ? (height ? 240 : 680) : Math.max(Math.round(svg.clientWidth), 160);
    this.isNarrow = this.width < 560;
    this.height = height || (isPrinted() ? paper : this.isNarrow ? phone : screenHeight());
    /** @type {number[][]} The places of words. */
    this.taken = [];
    /** @type {number[][]} The boxes of marks. */
    this.marksTaken = [];
    /** @type {{ points: number[][], clip: Box | null }[]} The lines, which words avoid. */
    this.lines = [];
    /** @type {Box | null} */
    this.clip = null;
    /** @type {any[]} */
    this.hints = [];
    /** @type {string[]} */
    this.parts = [];
    this.name = svg.getAttribute("aria-describedby");
  }

  add(markup) { this.parts.push(markup); }

  // Everything inside is cut off at the box.
  clipped(box, draw) {
    const name = `${this.name}-clip-${this.parts.length}`;
    this.add(`<clipPath id="${name}"><rect x="${fixed(box.left)}" y="${fixed(box.top)}" width="${fixed(box.right - box.left)}" height="${fixed(box.bottom - box.top)}"/></clipPath><g clip-path="url(#${name})">`);
    this.clip = box;
    draw();
    this.clip = null;
    this.add("</g>");
  }

  line(points, style, extra = "") {
    if (points.length < 2) return;
    if (/curve|dots|now|bracket/.test(style)) this.lines.push({ points, clip: this.clip });
    this.add(`<path class="${style}" d="${lineTo(points)}" ${extra}/>`);
  }

  // A smooth curve through points with ascending x that is monotone wherever the points are: monotone cubics.
  /** @param {number[][]} points @param {string} style */
  smooth(points, style) {
    const all = points.filter(([x], i) => i === 0 || x > points[i - 1][0] + 1e-9);
    this.lines.push({ points: all, clip: this.clip });
    const slopes = all.slice(1).map(([x, y], i) => (y - all[i][1]) / (x - all[i][0]));
    // The slope at a point: the harmonic mean of the adjacent slopes, 0 at a turn.
    const at = all.map((_, i) => {
      const [a, b] = [slopes[Math.max(i - 1, 0)], slopes[Math.min(i, slopes.length - 1)]];
      return a * b > 0 ? 2 * a * b / (a + b) : 0;
    });
    const parts = all.slice(1).map(([x, y], i) => {
      const [x0, y0] = all[i];
      const third = (x - x0) / 3;
      return `C${[x0 + third, y0 + third * at[i], x - third, y - third * at[i + 1], x, y].map(fixed).join(" ")}`;
    });
    if (parts.length) this.path(`M${fixed(all[0][0])} ${fixed(all[0][1])}${parts.join("")}`, style);
  }

  path(d, style) { this.add(`<path class="${style}" d="${d}"/>`); }

  rect(left, top, right, bottom, style, extra = "") {
    this.add(`<rect class="${style}" x="${fixed(Math.min(left, right))}" y="${fixed(Math.min(top, bottom))}" width="${fixed(Math.abs(right - left))}" height="${fixed(Math.abs(bottom - top))}" ${extra}/>`);
  }

  dot(x, y, r, style, extra = "") {
    if (!extra.includes("transparent")) this.marksTaken.push([x - r, y - r, x + r, y + r]);
    this.add(`<circle class="${style}" cx="${fixed(x)}" cy="${fixed(y)}" r="${r}" ${extra}/>`);
  }

  // The mark of a family, in the shape that it has in all figures.
  mark(family, x, y, r, style, extra = "") {
    const half = markOf[family] === "diamond" ? 1.3 * r : r;
    this.marksTaken.push([x - half, y - half, x + half, y + half]);
    this.add(shape(markOf[family], x, y, style, r, extra));
  }

  // An arrow of three strokes, its point at (x, y); up or down, left or right.
  arrow(x, y, direction, length, style) {
    const [dx, dy] = { up: [0, 1], down: [0, -1], left: [1, 0], right: [-1, 0] }[direction];
    const [wx, wy] = [dy * 5, dx * 5];
    this.lines.push({ points: [[x, y], [x + dx * length, y + dy * length]], clip: null });
    this.path(`M${fixed(x)} ${fixed(y)}L${fixed(x + dx * length)} ${fixed(y + dy * length)}M${fixed(x + dx * 7 + wx)} ${fixed(y + dy * 7 + wy)}L${fixed(x)} ${fixed(y)}L${fixed(x + dx * 7 - wx)} ${fixed(y + dy * 7 - wy)}`, `curve ${style}`);
  }

  text(x, y, content, style = "", anchor = "start") {
    if (content === "") return;
    const place = this.placeOf(x, y, content, style, anchor);
    this.taken.push(place);
    // It has its own background, so that no ghost curve crosses it.
    if (style.includes("plated")) this.rect(place[0] - 4, place[1] + 1, place[2] + 4, place[3], "plate");
    this.add(`<text class="${style}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(content)}</text>`);
  }

  placeOf(x, y, content, style, anchor) {
    const width = widthOf(content, style);
    const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
    return [left, y - (style.includes("huge") ? 24 : 14), left + width, y + 4];
  }

  // Words that help and are left out where there is no room for them: at the first of several places that is free.
  // A place is x, y, the anchor unless it is the start, and shorter words if there is little room.
  /** @param {any[][]} places */
  hint(places, content, style = "soft") { this.hints.push({ places, content, style, isNeeded: false }); }

  // Words that are never left out: if no place is free, they go to one that lines cross, or to the first.
  /** @param {any[][]} places */
  label(places, content, style = "soft") { this.hints.push({ places, content, style, isNeeded: true }); }

  // Whether words may be placed in a box: inside the drawing, and clear of other words, marks and lines.
  isFree(/** @type {number[]} */ [left, top, right, bottom], avoidsLines = true) {
    if (left < 0 || right > this.width + 2 || top < -2 || bottom > this.height + 2) return false;
    const isClear = ([l, t, r, b]) => left > r + 3 || right < l - 3 || top > b - 1 || bottom < t + 1;
    if (!this.taken.every(isClear)) return false;
    if (!avoidsLines) return true;
    if (!this.marksTaken.every(([l, t, r, b]) => left > r + 2 || right < l - 2 || top + 2 > b || bottom - 3 < t)) return false;
    return !this.lines.some(({ points, clip }) => {
      const box = clip ? [Math.max(left, clip.left), Math.max(top + 2, clip.top), Math.min(right, clip.right), Math.min(bottom - 3, clip.bottom)]
        : [left, top + 2, right, bottom - 3];
      return box[0] < box[2] && box[1] < box[3] && crosses(points, box);
    });
  }

  drawHints() {
    // Needed words choose their places first.
    for (const isNeeded of [true, false]) {
      for (const { places, content, style } of this.hints.filter((hint) => hint.isNeeded === isNeeded)) {
        const at = (avoidsLines) => places.find(([x, y, anchor = "start", other = content]) => this.isFree(this.placeOf(x, y, other, style, anchor), avoidsLines));
        const place = at(true) ?? (isNeeded ? at(false) ?? places[0] : undefined);
        if (place) this.text(place[0], place[1], place[3] ?? content, style, place[2]);
      }
    }
  }

  // Horizontal lines with their numbers.
  levels(box, y, values, style = "grid") {
    for (const level of values) {
      this.line([[box.left, y(level)], [box.right, y(level)]], style);
      this.text(box.left - 7, y(level) + 5, String(level).replace("-", "−"), "soft", "end");
    }
  }

  // Numbers below a box.
  marks(box, x, values, words = (value) => String(value).replace("-", "−")) {
    for (const value of values) {
      this.line([[x(value), box.bottom], [x(value), box.bottom + 5]], "axis");
      this.text(x(value), box.bottom + 20, words(value), "soft", "middle");
    }
  }

  // A wall, hatched.
  wall(x, top, bottom) {
    const name = `${this.name}-hatch`;
    this.add(`<pattern id="${name}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V7"/></pattern>`);
    this.marksTaken.push([x - 5, top, x + 5, bottom]);
    this.rect(x - 5, top, x + 5, bottom, "wall");
    this.rect(x - 5, top, x + 5, bottom, "hatched", `fill="url(#${name})"`);
  }

  // Inserts the drawing into the page, with its description for readers who cannot see it.
  finish(description) {
    this.drawHints();
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.style.height = `${this.height}px`;
    this.svg.innerHTML = `<desc id="${this.name}">${escaped(description)}</desc>${this.parts.join("")}`;
  }
}

// Places for words around a point, nearest first: beside it, above and below, then farther away.
/** @returns {[number, number, string][]} */
export function around(x, y, gap = 12) {
  /** @type {[number, number, string][]} */
  const result = [];
  for (const far of [0, 14, 28, 44]) {
    const beside = gap + far / 2;
    result.push([x, y - gap - 5 - far, "middle"], [x, y + gap + 15 + far, "middle"], [x + beside, y - 8 - far, "start"], [x - beside, y - 8 - far, "end"],
      [x + beside, y + 18 + far, "start"], [x - beside, y + 18 + far, "end"], [x + beside + 4, y + 5, "start"], [x - beside - 4, y + 5, "end"]);
  }
  return result;
}

// Whether the page is being laid out for print.
export const isPrinted = () => document.body.classList.contains("printed");

/** The magnification of the page, which is larger on a projector. */
let zoom = 1;

// The size of the screen in the page's own pixels; low screens have less spacing.
export const screenSize = () => ({ width: innerWidth / zoom, height: innerHeight / zoom, isLow: innerWidth > 800 && innerHeight / zoom <= 800 });

// On a projector the page fills a screen of any size: 1344 pixels become its width or 752 its height.
export function fitScreen(isPresented) {
  zoom = isPresented && !isPrinted() ? Math.max(1, Math.min(innerWidth / 1344, innerHeight / 752)) : 1;
  document.documentElement.style.setProperty("--zoom", String(zoom));
  document.body.classList.toggle("low", screenSize().isLow);
}

// The height that a drawing has on a screen that shows one scene at a time.
export function screenHeight() {
  const { height, isLow } = screenSize();
  return Math.max(400, Math.min(height, 1200) - 41 - (isLow ? 26 : 46));
}
