// Scene 7: spoken sentences.
import { digits, story } from "./story.mjs";
import { addSetting, bindChoice, change, now } from "./settings.mjs";
import { Sheet } from "./sheet.mjs";
import { eased, move, stopMotion } from "./motion.mjs";

export function speechScene() {
  const place = document.getElementById("s7");
  const svg = place.querySelector("svg");
  const table = story.speech;
  addSetting("led", { name: "start", values: ["small", "continuation"], standard: 0, scenes: ["s7"], words: (i) => i ? "by continuation" : "from small R" });
  // The progress of the dots; positions between the two tables are only drawn.
  let part = 0;

  return {
    id: "s7",
    name: "Speech",
    settings: { led: "start" },
    start(changed) {
      const go = () => {
        const [from, to] = [part, now.led];
        move(900, (done) => { part = from + (to - from) * eased(done); changed(["s7"], false); }, () => { part = now.led; changed(["s7"], true); });
      };
      bindChoice("led", "s7-start", () => { stopMotion(); queueMicrotask(go); });
      document.getElementById("s7-play").addEventListener("click", () => {
        stopMotion();
        part = 0;
        change("led", 1, false);
        go();
      });
      part = now.led;
    },
    changed() { part = now.led; },
    draw() {
      const sheet = new Sheet(svg, { phone: 360, paper: 370 });
      const { width, height, isNarrow } = sheet;
      const plot = { left: 46, right: width - (isNarrow ? 10 : 24), top: 40, bottom: height - 56 };
      const x = (N) => plot.left + (N - 1.5) / 9 * (plot.right - plot.left);
      const y = (mse) => plot.bottom + (mse * 1000 - 3.15) / 2.7 * (plot.top - plot.bottom);
      sheet.text(plot.left - 30, 18, isNarrow ? "Error on held-out frames / 0.001" : "Mean squared error on held-out frames, in thousandths", "strong");
      sheet.levels(plot, (v) => y(v / 1000), [3.5, 4, 4.5, 5, 5.5]);
      sheet.line([[plot.left, plot.bottom], [plot.right, plot.bottom]], "axis");
      sheet.marks(plot, x, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
      sheet.text((plot.left + plot.right) / 2, plot.bottom + 44, "number N of steps", "", "middle");
      sheet.line([[plot.left, y(table.bilevel)], [plot.right, y(table.bilevel)]], "curve bilevel");
      sheet.text(plot.left + 10, y(table.bilevel) + 20, `bilevel ${digits(table.bilevel * 1000)}`, "is-bilevel");
      const parity = { 0: "even", 1: "odd" };
      const between = (start, end) => start + part * (end - start);
      table.small.forEach((start, i) => {
        const end = table.continued[i];
        const name = parity[start.N % 2];
        const [px, mse, error] = [x(start.N), between(start.mse, end.mse), between(start.error, end.error)];
        sheet.line([[px - 14, y(start.theory)], [px + 14, y(start.theory)]], "curve thin clean");
        if (name === "odd" && part > 0.02) {
          sheet.dot(px, y(start.mse), 6, "start");
          sheet.line([[px, y(start.mse) + 8], [px, y(mse) - 9]], "dots");
        }
        // One standard error to each side.
        for (const sign of [-1, 1]) {
          sheet.line([[px, y(mse)], [px, y(mse + sign * error)]], `curve thin ${name}`);
          sheet.line([[px - 5, y(mse + sign * error)], [px + 5, y(mse + sign * error)]], `curve thin ${name}`);
        }
        sheet.mark(name, px, y(mse), 8, `full ${name}`);
      });
      const words = (list, N) => digits(list.find((row) => row.N === N).mse * 1000);
      // Beside the first mark of each kind whose place is free.
      for (const first of [0, 1]) {
        const own = table.small.map((row, i) => [x(row.N), y(between(row.mse, table.continued[i].mse)), y(between(row.mse + row.error, table.continued[i].mse + table.continued[i].error))]).filter((_, i) => i % 2 === first);
        sheet.label(own.flatMap(([px, py, top]) => [[px + 15, py + 5, "start"], [px, top - 8, "middle"], [px - 15, py + 5, "end"], [px, 2 * py - top + 18, "middle"], [px, 2 * py - top + 34, "middle"]]),
          first ? "odd" : "even", `is-${first ? "odd" : "even"}`);
      }
      const theory = table.small.filter(({ N }) => N % 2).map(({ N, theory }) => [x(N), y(theory)]);
      sheet.label([...theory.slice(2).flatMap(([px, py]) => [[px + 18, py + 5, "start"], [px + 14, py + 19, "end"], [px, py - 9, "middle"]]), [plot.right, y(0.00465), "end"], [plot.right, y(0.005), "end"]], "dashes: theory");
      sheet.hint([[plot.right, y(0.0052), "end"], [plot.right, y(0.005), "end"]], isNarrow ? "bars: standard error" : "bars: standard error over the held-out sentences");
      const list = now.led ? table.continued : table.small;
      sheet.finish(`Held-out errors in thousandths, ${now.led ? "by continuation" : "from small R"}: ${list.map((row) => `N = ${row.N}: ${digits(row.mse * 1000)}`).join("; ")}. Bilevel ${words([{ N: 0, mse: table.bilevel }], 0)}.`);
    },
    say() {
      const list = now.led ? table.continued : table.small;
      const at = (N) => list.find((row) => row.N === N).mse * 1000;
      return now.led
        ? `By continuation: N = 2 <b>${digits(at(2))}</b>, N = 3 <b>${digits(at(3))}</b> thousandths, as theory promises. Bilevel ${digits(table.bilevel * 1000)}.`
        : `From small R: N = 2 <b>${digits(at(2))}</b>, N = 3 <b>${digits(at(3))}</b>, N = 9 <b>${digits(at(9))}</b> thousandths. No parity. Bilevel ${digits(table.bilevel * 1000)}.`;
    },
    values: () => [["N", "from small R", "by continuation", "standard error", "theory"], ...table.small.map((row, i) =>
      [String(row.N), ...[row.mse, table.continued[i].mse, (now.led ? table.continued[i] : row).error, row.theory].map((x) => digits(x, 6))]), ["bilevel", digits(table.bilevel, 6), "", "", ""]],
    command: () => "toy speech Data/speech --frame 64 --k 32 --omega learned --init small,continuation --coordinates plain",
  };
}
