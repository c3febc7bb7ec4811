// Figures for papers, slides and posters.

import TestSupport
import Testing

@Suite struct PresetTests {
  @Test(
    "every command that draws takes a preset",
    arguments: [
      "risk-ratio --n 5", "expressivity --x s --depth 2,3", "landscape --depth 2,3", "phase --n 9",
      "learn --n 3 --k 1 --starts 1",
    ])
  func commands(line: String) throws {
    let folder = try Folder()
    for (preset, unit) in [("paper", "pt"), ("slides", ""), ("poster", "pt"), ("dark", "")] {
      _ = try folder.succeed("\(line) --preset \(preset) -o \(preset).svg")
      let text = try folder.text("\(preset).svg")
      let head = try #require(text.firstMatch(of: /width="([0-9]+)(pt|)" height="[0-9]+(pt|)"/))
      #expect(head.2 == unit && head.3 == unit)
      #expect(text.contains("--preset \(preset)</metadata>"))
    }
    _ = try folder.succeed("\(line) --preset screen -o a.svg")
    _ = try folder.succeed("\(line) -o b.svg")
    let named = try folder.text("a.svg")
    #expect(named.replacing(" --preset screen", with: "") == (try folder.text("b.svg")))
  }

  @Test(
    "presets without a figure, and unknown ones",
    arguments: [
      ("risk-ratio --n 5 --preset paper -o a.csv", "--preset paper requires a figure"),
      ("risk-ratio --n 5 --preset paper -o -", "--preset paper requires a figure"),
      ("expressivity --preset paper", "--preset paper: no figure is drawn here"),
      ("risk-ratio --n 5 --preset papers", "--preset papers: did you mean paper? known are screen"),
      ("figures --preset x", "--preset x: known are screen, paper, slides, poster, dark"),
      ("figures --list --preset paper", "--preset applies only to figures that are drawn"),
      ("risk --preset paper", "unknown option --preset"),
    ])
  func refusals(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }
}
