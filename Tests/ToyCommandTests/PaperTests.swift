// PDF and LaTeX: figures and tables for papers.

import Foundation
import Studies
import TestSupport
import Testing

@testable import Report

@Suite struct PaperTests {
  /// True where a program is on the search path.
  private static func exists(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  private static let hasConverter = exists("rsvg-convert")

  /// True where pdflatex is installed with packages of its own.
  private static func hasLaTeX(_ packages: String...) -> Bool {
    guard exists("pdflatex"), exists("kpsewhich"), let folder = try? Folder() else { return false }
    return packages.allSatisfy {
      (try? folder.shell("kpsewhich \($0).sty").status) == 0
    }
  }

  // MARK: PDF

  @Test(
    "PDF by extension and by format, the same bytes every time",
    .enabled(if: hasConverter, "rsvg-convert is not installed: apt-get install librsvg2-bin"))
  func pdf() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("risk-ratio --n 5 --preset paper -o a.pdf -o a.csv")
    #expect(outcome.diagnostics == "wrote a.pdf\nwrote a.csv\n")
    let bytes = try folder.bytes("a.pdf")
    #expect(bytes.starts(with: "%PDF".utf8))
    #expect(try folder.succeed("risk-ratio --n 5 --preset paper --format pdf -o -").output == bytes)
    #expect(String(decoding: bytes, as: UTF8.self).contains("/MediaBox [ 0 0 504 "))
  }

  @Test(
    "PNG has twice the pixels of the image, with the requested width and height",
    .enabled(if: hasConverter, "rsvg-convert is not installed: apt-get install librsvg2-bin"))
  func png() throws {
    let folder = try Folder()
    _ = try folder.succeed("risk-ratio --n 5 --width 600 --height 500 --title T -o a.png -o a.svg")
    let bytes = try folder.bytes("a.png")
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // Width and height follow the name of the first chunk.
    func size(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(size(16) == 1200 && size(20) == 1000)
    #expect(try folder.text("a.svg").contains(">T</text>"))
  }

  @Test(
    "a figure is never narrower than its panels",
    arguments: [
      "risk-ratio --n 5", "phase --n 20 --k 1..20", "expressivity --x s --gallery --depth 2,3",
    ])
  func narrow(line: String) throws {
    let folder = try Folder()
    func drawn(_ width: Int) throws -> ParsedSVG {
      _ = try folder.succeed("\(line) --width \(width) -o \(width).svg")
      return ParsedSVG(try folder.bytes("\(width).svg"))
    }
    let (narrow, wide) = (try drawn(200), try drawn(1000))
    let width = try #require(narrow.all("svg").first?.number("width"))
    #expect(width >= 200 && width < 700)
    // Panels that have no room side by side stand in one column, each with space for its curves.
    let panels = PanelParts.all(narrow, .screen)
    #expect(!panels.isEmpty)
    #expect(panels.allSatisfy { $0.box.left >= 0 && $0.box.right <= width && $0.box.width >= 60 })
    #expect(wide.all("svg").first?.number("width") == 1000)
    for text in narrow.all("text", class: "curve-label") + narrow.all("text", class: "tick") {
      let x = try #require(text.number("x"))
      #expect(x >= 0 && x <= width, "\(text.text)")
    }
  }

  @Test(
    "sizes that are no sizes are refused, and those where nothing is drawn",
    arguments: [
      ("risk-ratio --width 10 -o a.svg", "--width 10: width and height must be from 200 to 10000"),
      ("risk-ratio --height nan -o a.svg", "--height nan"),
      ("risk-ratio --width 300 -o a.csv", "--width 300 requires a figure"),
      (
        "risk-ratio --title T --format pgfplots -o a.tex",
        "the sizes of pgfplots are those of LaTeX"
      ),
      ("figures --width 300 --format pgfplots", "the sizes of pgfplots are those of LaTeX"),
      ("figures --list --height 300", "--height applies only to figures that are drawn"),
    ])
  func sizes(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test("without rsvg-convert PDF fails with what to install, before anything is done")
  func missingConverter() throws {
    let folder = try Folder()
    try folder.write("[]", to: "c.json")
    for line in [
      "risk-ratio --n 5 -o a.csv -o a.pdf", "risk-ratio --n 5 --format pdf -o -",
      "risk-ratio --n 5 -o a.png",
      "expressivity --x s -o a.pdf", "figures --catalog c.json --format pdf -o out/",
    ] {
      let outcome = try folder.toy(line, environment: ["PATH": ""])
      #expect(outcome.status == 1)
      #expect(outcome.text == "")
      #expect(
        outcome.diagnostics
          == "error: PDF and PNG need the program rsvg-convert, which is not installed: "
          + "apt-get install librsvg2-bin\n")
    }
    #expect(try folder.paths() == ["c.json"])
    #expect(try folder.toy("risk-ratio --n 5 -o a.svg", environment: ["PATH": ""]).status == 0)
  }

  // MARK: LaTeX

  @Test(
    ".tex is a figure or a table, as --format says",
    arguments: [
      (
        "risk-ratio -o a.tex",
        "--output a.tex: .tex is a figure with --format pgfplots, a table with --format latex"
      ),
      (
        "risk-ratio --format csv -o a.tex",
        "--output a.tex: .tex is a figure with --format pgfplots"
      ),
      ("risk -o a.tex", "--output a.tex: .tex is a table with --format latex\n"),
      ("risk --format pgfplots", "--format pgfplots: known are table, csv, json, markdown, latex"),
      ("risk-ratio --format pgfplots -o a.svg", "--format pgfplots contradicts --output a.svg"),
      ("risk-ratio --format latex -o a.pdf", "--format latex contradicts --output a.pdf"),
      ("risk -o a.svg", "this command does not write svg"),
      (
        "risk-ratio --format pgfplots -o a.tex -o a-data.csv",
        "--output a-data.csv: a.tex already has its data in this file"
      ),
      ("risk-ratio --format pgfplots -o a%b.tex", "TeX does not read files with % in their names"),
      (
        "risk-ratio --preset paper --format pgfplots -o a.tex",
        "the sizes of pgfplots are those of LaTeX"
      ),
      ("figures --format pgfplots --preset paper", "the sizes of pgfplots are those of LaTeX"),
      (
        "figures --format csv",
        "--format csv requires --list; figures are svg, pdf, png or pgfplots"
      ),
      ("realize T.csv -o R.tex", "--output R.tex: this command does not write latex"),
    ])
  func refusals(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: message)
  }

  @Test("a table in LaTeX, to a file and to standard output")
  func table() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("risk-ratio --n 5 --format latex -o a.tex -o b.csv")
    #expect(outcome.diagnostics == "wrote a.tex\nwrote b.csv\n")
    let source = try folder.text("a.tex")
    #expect(source.hasPrefix("% risk / best linear risk over k"))
    #expect(source.contains("\\begin{tabular}{l"))
    // Every row of the CSV file is one of the table.
    let rows = try folder.text("b.csv").split(separator: "\n").count - 1
    #expect(source.components(separatedBy: "\nconstant & 5 & ").count - 1 == rows)
    let chosen = try folder.succeed(
      "risk-ratio --n 5 --format latex --columns depth,k,risk -o -")
    #expect(chosen.text.contains("\ndepth & k & risk "))
    #expect(try folder.succeed("risk-ratio --n 5 --format latex -o -").text == source)
    #expect(try folder.text("b.csv").hasPrefix("data,n,"))
  }

  @Test(
    "every command with tables writes LaTeX",
    arguments: [
      "risk --n 5 --k 1,2", "risk --n 5 --spectrum", "expressivity --depth 2,3",
      "expressivity --x s --depth 2", "landscape --depth 2,3 -o -",
      "phase --n 9 -o -",
      "learn --n 3 --k 1 --starts 1 -o -", "learn --n 3 --x k --k 1,2 --starts 1 -o -",
    ])
  func tables(line: String) throws {
    let source = try Folder().succeed("\(line) --format latex").text
    #expect(source.contains("\\toprule\n") && source.hasSuffix("\\end{tabular}\n"))
  }

  @Test("a figure in LaTeX has its data beside it, from which it reads columns")
  func figure() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("risk-ratio --n 5 --format pgfplots -o out/f.tex -o t.csv")
    #expect(outcome.diagnostics == "wrote out/f-data.csv\nwrote out/f.tex\nwrote t.csv\n")
    #expect(try folder.paths() == ["out", "out/f-data.csv", "out/f.tex", "t.csv"])
    let columns = try folder.text("out/f-data.csv").prefix { $0 != "\n" }.split(separator: ",")
    let source = try folder.text("out/f.tex")
    for match in source.matches(of: /x=([A-Za-z0-9_.]+), y=([A-Za-z0-9_.]+)\] \{([^}]*)\}/) {
      #expect(columns.contains(match.1) && columns.contains(match.2))
      #expect(match.3 == "\\toyfolder f-data.csv")
    }
    let printed = try folder.succeed("risk-ratio --n 5 --format pgfplots -o -").text
    #expect(printed.contains("\\begin{filecontents*}[overwrite]{toy-data.csv}"))
  }

  @Test("the catalogue as PDF and as LaTeX")
  func figures() throws {
    let folder = try Folder()
    try folder.write(
      """
      [{"id": "a", "caption": "A", "command": "toy risk-ratio --n 5", "source": "S", "cost": "C"}]
      """, to: "c.json")
    _ = try folder.succeed("figures --catalog c.json --format pgfplots -o out/")
    #expect(
      try folder.paths() == ["c.json", "out", "out/a-data.csv", "out/a.csv", "out/a.tex"])
    if Self.hasConverter {
      _ = try folder.succeed("figures --catalog c.json --format pdf --preset slides -o pdf/")
      #expect(try folder.bytes("pdf/a.pdf").starts(with: "%PDF".utf8))
    }
    #expect(
      try folder.succeed("figures --list --catalog c.json --format latex").text.contains(
        "\\toprule"))
  }

  @Test("the theory is LaTeX of ASCII letters, and compiles where pdflatex is installed")
  func theory() throws {
    let folder = try Folder()
    _ = try folder.succeed("explain all --format latex -o theory.tex")
    let text = try folder.text("theory.tex")
    #expect(text.count > 50_000)
    #expect(Set(text.unicodeScalars.filter { !$0.isASCII }) == [])
    guard Self.hasLaTeX("amsmath", "amssymb", "booktabs", "graphicx") else { return }
    try folder.write(
      """
      \\documentclass{article}\\usepackage{amsmath,amssymb,booktabs,graphicx}
      \\begin{document}\\input{theory}\\end{document}
      """, to: "main.tex")
    let outcome = try folder.shell(
      "pdflatex -interaction=nonstopmode -halt-on-error main.tex || { cat main.log; false; }")
    #expect(outcome.status == 0, "\(outcome.text.suffix(2_000))")
  }

  @Test(
    "figures and tables compile",
    .enabled(if: hasLaTeX("booktabs", "pgfplots"), "pdflatex or a package of it is not installed"),
    arguments: ["pgfplots", "latex"])
  func compiles(format: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("risk-ratio --n 5 --data constant,iid --format \(format) -o f.tex")
    try folder.write(
      """
      \\documentclass{article}\\usepackage{booktabs}\\usepackage{pgfplots}
      \\usepgfplotslibrary{groupplots}\\pgfplotsset{compat=1.16}
      \\begin{document}\\input{f}\\end{document}
      """, to: "main.tex")
    for name in format == "pgfplots" ? ["main", "f"] : ["main"] {
      let outcome = try folder.shell(
        "pdflatex -interaction=nonstopmode -halt-on-error \(name).tex || { cat \(name).log; false; }"
      )
      #expect(outcome.status == 0, "\(outcome.text.suffix(2_000))")
      #expect(try folder.bytes("\(name).pdf").starts(with: "%PDF".utf8))
    }
  }
}
