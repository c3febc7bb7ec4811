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
      sheet.text(plot.left - 30, 18, isNarrow ? (width < 340 ? "Held-out error, in thousandths" : "Error on held-out frames, in thousandths") : "Mean squared error on held-out frames, in thousandths", "strong");
      sheet.levels(plot, (v) => y(v / 1000), [3.5, 4, 4.5, 5, 5.5]);
      sheet.line([[plot.left, plot.bottom], [plot.right, plot.bottom]], "axis");
      sheet.marks(plot, x, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
      sheet.text((plot.left + plot.right) / 2, plot.bottom + 44, "number N of steps", "", "middle");
      sheet.line([[plot.left, y(table.bilevel)], [plot.right, y(table.bilevel)]], "curve bilevel");
      sheet.text(plot.left + 10, y(table.bilevel) + 20, `bilevel ${digits(table.bilevel * 1000)}`, "is-bilevel");
      sheet.line([[plot.left, y(table.linear)], [plot.right, y(table.linear)]], "curve linear");
      sheet.text(plot.left + 10, y(table.linear) + 20, `best linear ${digits(table.linear * 1000)}`, "soft");
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
        // One standard error of the difference from the best linear denoiser to each side.
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
      sheet.label([...theory.slice(2).flatMap(([px, py]) => [[px + 18, py + 5, "start"], [px + 14, py + 19, "end"], [px, py - 9, "middle"]]), [plot.right, y(0.00465), "end"], [plot.right, y(0.005), "end"]], "short lines: theory");
      sheet.hint([[plot.right, y(0.0052), "end"], [plot.right, y(0.005), "end"]], isNarrow ? "bars: error of the difference" : "bars: standard error of the difference from best linear, sentence by sentence");
      const list = now.led ? table.continued : table.small;
      // The difference, of the first even and the first odd depth.
      for (const { N, mse, error, above } of list.slice(0, 2)) {
        if (part !== now.led || isNarrow) break;
        const words = `${digits(above * 1000, 2)} ± ${digits(error * 1000, 2)}${N % 2 ? "" : " above best linear"}`;
        const [px, top, low] = [x(N), y(mse + error), y(mse - error)];
        if (N % 2) sheet.hint([[px + 10, y(mse) - 12, "start"], [px + 14, top - 10, "start"], [px - 6, top - 12, "start"]], words, "is-odd");
        else sheet.hint([[px - 14, top - 12, "start"], [px - 14, low + 20, "start"]], words, "is-even");
      }
      sheet.finish(`Held-out errors in thousandths, ${now.led ? "by continuation" : "from small R"}: ${list.map((row) => `N = ${row.N}: ${digits(row.mse * 1000)}`).join("; ")}. Bilevel ${words([{ N: 0, mse: table.bilevel }], 0)}.`);
    },
    say() {
      const list = now.led ? table.continued : table.small;
      const row = (N) => list.find((one) => one.N === N);
      const at = (N) => row(N).mse * 1000;
      const above = (N) => `${digits(row(N).above * 1000, 2)} ± ${digits(row(N).error * 1000, 2)}`;
      return now.led
        ? `By continuation: <b>${digits(at(2))}</b> at N = 2 and <b>${digits(at(3))}</b> at N = 3, as theory promises; ${above(2)} and ${above(3)} above the best linear denoiser on the same sentences.`
        : `From small R: <b>${digits(at(2))}</b> at N = 2, <b>${digits(at(3))}</b> at N = 3, <b>${digits(at(9))}</b> at N = 9. No parity. Bilevel learning has ${digits(table.bilevel * 1000)}.`;
    },
    values: () => [["N", "small R", "continued", "above linear", "± error", "theory"], ...table.small.map((row, i) =>
      [String(row.N), ...[row.mse, table.continued[i].mse, (now.led ? table.continued[i] : row).above, (now.led ? table.continued[i] : row).error, row.theory].map((x) => digits(x, 4))]), ["bilevel", digits(table.bilevel, 4), "", "", "", ""], ["best linear", digits(table.linear, 4), "", "", "", ""]],
    command: () => "toy speech Data/speech --frame 64 --k 32 --omega learned --init small,continuation --coordinates plain",
  };
}
