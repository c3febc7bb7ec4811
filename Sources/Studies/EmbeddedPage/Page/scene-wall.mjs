// Scene 5: the wall.
import { digits, nearestPosition, story, unpackedColumn } from "./story.mjs";
import { addSetting, bindChoice, bindSlider, change, now } from "./settings.mjs";
import { around, isPrinted, Sheet } from "./sheet.mjs";
import { dragged, move, stopMotion, wantsNoMotion } from "./motion.mjs";

/** @typedef {{ from: number, r: number, end: any, isDone: boolean, way: number[] }} Ball */

export function wallScene() {
  const place = document.getElementById("s5");
  const svg = place.querySelector("svg");
  const table = story.wall;
  const places = table.r;
  const last = places[places.length - 1];
  const sizes = table.omega;
  addSetting("start", { name: "r", values: places, standard: nearestPosition(places, 1.2), scenes: ["s5"], words: (i) => `r = ${places[i]}` });
  addSetting("wallOmega", { name: "omega", values: sizes, standard: 0, scenes: ["s5"], words: (i) => `ω = ${sizes[i]}` });
  addSetting("wallDepth", { name: "depth", values: table.N, standard: 1, scenes: ["s5"], words: (i) => `N = ${table.N[i]}`, choices: (i) => `${table.N[i]}, ${table.N[i] % 2 ? "odd" : "even"}` });
  /** @type {Map<string, any>} */
  const known = new Map();
  function found() {
    const key = `${now.wallDepth} ${now.wallOmega}`;
    if (!known.has(key)) {
      const row = table.rows[now.wallDepth][now.wallOmega];
      const minima = row.points.filter((point) => point.kind.includes("minimum"));
      known.set(key, { ...row, minima, risks: unpackedColumn(row.risk, places.length), gains: unpackedColumn(row.f, places.length) });
    }
    return known.get(key);
  }
  // Between the places of the table a ball is drawn on a straight line.
  const between = (list, r) => {
    const at = Math.min(Math.max(r, 0), last) / last * (places.length - 1);
    const i = Math.min(Math.floor(at), places.length - 2);
    return list[i] + (list[i + 1] - list[i]) * (at - i);
  };
  /** @type {Ball[]} */
  let balls = [];
  /** @type {{ from: number, isBest: boolean }[]} */
  let rug = [];
  let isRolling = false;
  let plot = { left: 0, right: 0, top: 0, bottom: 0 };
  // The texts for odd and for even depth.
  const [title, text] = [place.querySelector("h2"), place.querySelector(".words")];
  const odd = [title.textContent, text.innerHTML];
  const even = ["Even depth: no wall", "Let the ball go: training rolls it downhill. At <b class=\"even\">even depth</b> the filter <i>f</i> only falls. Nothing is in the way, "
    + "and there is one valley: every ball ends there. At <b class=\"odd\">odd depth</b> a wall may hide a better one."];
  const level = ["A wall, but no loss", "Let the ball go: training rolls it downhill. At <b class=\"odd\">odd depth</b> the filter <i>f</i> turns at the wall, and no ball crosses. "
    + "At this step size the valley before it is as deep as the one behind."];
  const isBest = (point) => point.risk <= table.best * (1 + 1e-6);

  // The way of a ball: the part of an orbit that lies before it.
  /** @returns {Ball} */
  function ball(from) {
    const row = found();
    const orbit = row.orbits.find(({ from: a, to: b }) => from >= Math.min(a, b) && from <= Math.max(a, b)) ?? row.orbits[row.orbits.length - 1];
    const end = row.minima.reduce((a, b) => Math.abs(b.r - orbit.to) < Math.abs(a.r - orbit.to) ? b : a);
    const isUp = orbit.to > orbit.from;
    // On a maximum nothing rolls; the flow is at rest there.
    const rest = row.points.find((point) => Math.abs(point.r - from) < 1e-9);
    const way = rest ? [from] : [from, ...orbit.r.filter((r) => isUp ? r > from : r < from), orbit.to];
    return { from, r: from, end: rest ?? end, isDone: false, way };
  }
  const fortyStarts = () => Array.from({ length: 40 }, (_, i) => ball(0.0875 + 0.175 * i));
  const ticks = (list) => list.map((one) => ({ from: one.from, isBest: isBest(one.end) }));
  const hold = (keepsRug = true) => {
    stopMotion();
    if (!keepsRug) rug = [];
    balls = [ball(places[now.start])];
    isRolling = false;
  };
  hold(false);

  function roll(changed) {
    isRolling = true;
    const length = Math.max(...balls.map((one) => one.way.length));
    const finish = () => {
      isRolling = false;
      for (const one of balls) Object.assign(one, { r: one.end.r, isDone: true });
      rug = [...rug, ...ticks(balls)].slice(-200);
      changed(["s5"], true);
    };
    move(26 * length, (part) => {
      for (const one of balls) {
        const at = Math.min(part * length, one.way.length - 1);
        const i = Math.min(Math.floor(at), one.way.length - 2);
        one.r = one.way.length < 2 ? one.from : one.way[i] + (one.way[i + 1] - one.way[i]) * (at - i);
      }
      if (part < 1) changed(["s5"], false);
    }, finish);
  }

  return {
    id: "s5",
    name: "The wall",
    settings: { start: "r", wallOmega: "omega", wallDepth: "depth" },
    start(changed) {
      bindSlider("start", "s5-r", () => hold());
      bindSlider("wallOmega", "s5-omega", () => hold(false));
      bindChoice("wallDepth", "s5-depth", () => hold(false));
      const letGo = () => {
        if (isRolling || balls.length !== 1 || balls[0].isDone) hold();
        roll(changed);
      };
      document.getElementById("s5-play").addEventListener("click", letGo);
      document.getElementById("s5-r").addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        letGo();
      });
      document.getElementById("s5-rain").addEventListener("click", () => {
        hold(false);
        balls = fortyStarts();
        roll(changed);
      });
      dragged(svg, {
        take: (x, y) => x > plot.left - 20 && x < plot.right + 20 && y > plot.top - 20 && y < plot.bottom + 24 ? "ball" : null,
        pull(x) {
          hold();
          change("start", nearestPosition(places, (x - plot.left) / (plot.right - plot.left) * last), false);
        },
        drop() {
          change("start", now.start);
          letGo();
        },
      });
    },
    // A change by the address or a slider.
    changed(key) {
      if (["start", "wallOmega", "wallDepth"].includes(key)) hold(key === "start");
    },
    draw() {
      const sheet = new Sheet(svg, { phone: 350, paper: 390 });
      const { width, height, isNarrow } = sheet;
      const row = found();
      const N = table.N[now.wallDepth];
      const name = N % 2 ? "odd" : "even";
      [title.textContent, text.innerHTML] = row.wall === null ? even : row.minima.every(isBest) ? level : odd;
      for (const part of place.querySelectorAll(".controls, .more")) {
        part.classList.toggle("odd", name === "odd");
        part.classList.toggle("even", name === "even");
      }
      if (!isRolling && balls.length === 1 && !balls[0].isDone) balls = [ball(places[now.start])];
      const split = height * 0.6;
      const box = { left: isNarrow ? 34 : 46, right: width - (isNarrow ? 8 : 18) };
      const top = { ...box, top: 26, bottom: split - 18 };
      const below = { ...box, top: split + 34, bottom: height - 44 };
      plot = { ...box, top: top.top, bottom: below.bottom };
      const x = (r) => box.left + r / last * (box.right - box.left);
      const y = (e) => top.bottom + (e - 0.14) / 0.52 * (top.top - top.bottom);
      const z = (t) => below.bottom + t / 1.1 * (below.top - below.bottom);
      if (row.wall !== null) sheet.rect(x(row.wall), top.top - 4, box.right, top.bottom, "wash odd");
      sheet.levels(top, y, [0.2, 0.3, 0.4, 0.5, 0.6]);
      sheet.levels(below, z, [0, 0.5, 1]);
      sheet.marks(below, x, [0, 1, 2, 3, 4, 5, 6, 7]);
      sheet.text((box.left + box.right) / 2, height - 4, "the learned number r", "", "middle");
      sheet.text(box.left, top.top - 12, "Risk", "strong");
      const isClose = row.wall !== null && x(row.wall) - box.left < 260;
      sheet.text(box.left, below.top - 12, isNarrow ? (isClose ? "f(r²)" : "Eigenvalue f(r²) of T") : isClose ? "Filter f(r²)" : "Eigenvalue of T, the filter f(r²)", "strong");
      sheet.line([[box.left, y(table.best)], [box.right, y(table.best)]], "curve linear");
      sheet.line([[box.left, z(table.target)], [box.right, z(table.target)]], "curve linear");
      if (row.wall === null) sheet.hint([[box.right - 4, below.top - 12, "end"]], isNarrow ? "f only falls" : "f only falls: no wall", "is-even");
      if (row.wall !== null) sheet.wall(x(row.wall), top.top - 4, below.bottom);
      sheet.clipped({ ...top, top: top.top - 14 }, () => sheet.line(places.map((r, i) => [x(r), y(Math.min(row.risks[i], 0.8))]), `curve ${name}`));
      sheet.clipped({ ...below, top: below.top - 8 }, () => sheet.line(places.map((r, i) => [x(r), z(Math.min(Math.max(row.gains[i], -1), 1.6))]), `curve ${name}`));
      if (row.wall !== null) {
        const at = x(row.wall);
        const rows = [10, 28, 46, 64];
        sheet.label(rows.flatMap((dy) => [[at + 11, top.top + dy, "start"], [at - 11, top.top + dy, "end"], [box.right - 4, top.top + dy, "end"]]), `wall r* = ${digits(row.wall)}`, "strong");
        if (!isNarrow) {
          const turn = z(between(row.gains, row.wall));
          sheet.hint([[at + 11, turn - 12], [at - 11, turn - 12, "end"], [at + 11, turn - 30], [at - 11, turn - 30, "end"], [at - 11, turn - 48, "end"]], "f turns here");
          const space = at - box.left;
          if (space > 190) {
            // The arrow goes on from the words.
            sheet.arrow(box.left + 10, top.top + 5, "left", 26, "thin noise");
            sheet.text(box.left + 42, top.top + 10, space > 240 ? "training starts at small r" : "training starts", "soft");
          }
        }
      }
      const low = balls.length > 1 && balls[0].isDone;
      for (const point of [...row.minima].reverse()) {
        const [px, py] = [x(point.r), y(point.risk)];
        sheet.dot(px, py, 5, `open ${name}`);
        const isLeft = point.r < 0.4;
        const word = isLeft ? "start" : "middle";
        const side = px + (isLeft ? 5 : 0);
        const count = low ? balls.filter((one) => one.end.r === point.r).length : 0;
        const counted = `${count} ball${count > 1 ? "s" : ""}`;
        const words = !count ? digits(point.risk) : isNarrow ? counted : `${digits(point.risk)}: ${counted}`;
        const near = [[side, py + 22, word], [side, py + 30, word], [side, py - 13, word], ...around(px, py, 10).slice(0, 24)];
        // The valley behind the wall always shows its number.
        if (count || point === row.minima[row.minima.length - 1]) sheet.label(near, words, "strong");
        else sheet.hint(near, words, "strong");
      }
      sheet.hint([...[18, 34].flatMap((dy) => [[box.left + 8, y(table.best) + dy, "start"], [x(places[now.start]) + 8, y(table.best) + dy, "start"], [box.right - 8, y(table.best) + dy, "end"], [(box.left + box.right) / 2, y(table.best) + dy, "middle"]])], "best linear");
      const best = isNarrow ? `t* = ${digits(table.target)}` : `best linear t* = ${digits(table.target)}`;
      sheet.label([box.left + 8, (box.left + box.right) / 2 + 20, box.right - 8].flatMap((px, i) => [-8, 19].map((dy) => /** @type {[number, number, string]} */ ([px, z(table.target) + dy, i === 2 ? "end" : "start"]))), best);
      // On paper, forty starts show the border.
      const shownTicks = isPrinted() && rug.length === 0 ? ticks(fortyStarts()) : rug;
      for (const tick of shownTicks) sheet.line([[x(tick.from), top.bottom + 1], [x(tick.from), top.bottom + (tick.isBest ? 11 : 5)]], `curve ${tick.isBest ? name : "noise"}`);
      if (isPrinted()) sheet.hint([[box.right, top.bottom + 26, "end"]], "ticks: 40 starts, short where the best valley is not reached");
      for (const one of balls) {
        const at = y(Math.min(between(row.risks, one.r), 0.655));
        const isOne = balls.length === 1;
        // Open where it is trapped: not by colour alone.
        const isTrapped = one.isDone && !isBest(one.end);
        const colour = isTrapped ? "trapped" : name;
        if (isOne && one.r !== one.from) {
          const begin = y(Math.min(between(row.risks, one.from), 0.655));
          sheet.dot(x(one.from), begin, 9, "start");
          if (wantsNoMotion()) sheet.line([[x(one.from), begin], [x(one.r), at]], "dots");
        }
        if (isOne) {
          const t = z(Math.min(Math.max(between(row.gains, one.r), 0), 1.08));
          // The line does not cross the words between the two drawings.
          sheet.line([[x(one.r), at + 4], [x(one.r), top.bottom]], "dots");
          if (t - 7 > below.top - 4) sheet.line([[x(one.r), below.top - 4], [x(one.r), t - 7]], "dots");
          sheet.dot(x(one.r), t, 7, isTrapped ? "trapped" : `full ${colour}`);
        }
        sheet.dot(x(one.r), at - (isOne ? 8 : 0), isOne ? 12 : 6, `handle ${colour}`);
      }
      sheet.finish(`The risk over r for N = ${N} and ω = ${sizes[now.wallOmega]}. ${row.wall === null ? "No wall." : `A wall at r = ${digits(row.wall)}.`} Critical points: `
        + row.points.map((point) => `${point.kind.replace("-", " ")} at r = ${digits(point.r)}, risk ${digits(point.risk)}`).join("; ") + `. ${this.say().replace(/<[^>]*>/g, "")}`);
    },
    say() {
      const row = found();
      const { wall } = row;
      if (balls.length > 1) {
        if (!balls[0].isDone) return "40 balls, from r = 0 to r = 7.";
        const best = balls.filter((one) => isBest(one.end));
        if (wall === null) return `All 40 end in the one valley, risk <b>${digits(balls[0].end.risk)}</b>: no wall.`;
        const before = balls.filter((one) => one.from < wall).length;
        const lucky = best.filter((one) => one.from < wall).length;
        const behind = best.length - lucky;
        const first = lucky === 0 ? `<b>None</b> of the ${before} balls before the wall reaches` : lucky === before ? `<b>All</b> ${before} balls before the wall reach` : `<b>${lucky}</b> of the ${before} balls before the wall reach`;
        const second = before === 40 ? "" : behind === 40 - before ? `; <b>all ${behind}</b> behind it do` : `; <b>${behind}</b> of the ${40 - before} behind it do`;
        return `${first} risk ${digits(table.best)}${second}. None crosses.`;
      }
      const [one] = balls;
      if (!one.isDone) {
        const risk = digits(row.risks[now.start]);
        return `${isPrinted() ? "At" : "Drag the ball, or let it go. Here the risk is"} ${isPrinted() ? `r = ${places[now.start]} the risk is ` : ""}<b>${risk}</b>` + (wall === null ? ". <b>No wall</b> at even depth." : one.from < wall ? ", <b>before</b> the wall." : ", <b>behind</b> the wall.");
      }
      const stopped = `Stopped at r = ${digits(one.end.r)}, risk <b>${digits(one.end.risk)}</b>`;
      if (isBest(one.end)) return `${stopped}, the best there is.${wall !== null && one.from > wall ? " It started behind the wall." : ""}`;
      return wall === null ? `${stopped}. This depth has no better valley at this ω.` : `${stopped}. The valley behind the wall has ${digits(table.best)}. <b>Start from there.</b>`;
    },
    values() {
      const row = found();
      return [["", "r", "risk"], ["start", String(places[now.start]), digits(row.risks[now.start], 6)], ...row.points.map((point) => [point.kind.replace("-", " "), digits(point.r, 6), digits(point.risk, 6)]),
        ...(row.wall === null ? [] : [["wall", digits(row.wall, 6), ""]]), ["best linear", "", digits(table.best, 6)]];
    },
    command: () => `toy landscape --depth ${table.N[now.wallDepth]} --omega ${sizes[now.wallOmega]} -o -`,
  };
}
