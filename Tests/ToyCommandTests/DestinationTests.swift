// Where results go: standard output, files, folders.

import Studies
import TestSupport
import Testing

@Suite struct DestinationTests {
  private static let single = "risk --n 5 --k 2"
  private static let sweep = "risk-ratio --n 5"

  @Test("standard output carries data only, and nothing is written to a file")
  func standardOutput() throws {
    let folder = try Folder()
    for format in ["table", "csv", "json", "markdown"] {
      let outcome = try folder.succeed("\(Self.single) --format \(format)")
      #expect(!outcome.output.isEmpty)
      #expect(outcome.diagnostics == "")
    }
    #expect(try folder.paths() == [])
  }

  @Test(
    "a file has what standard output has in its format",
    arguments: [("csv", "csv"), ("json", "json"), ("md", "markdown"), ("txt", "table")])
  func files(suffix: String, format: String) throws {
    let folder = try Folder()
    let outcome = try folder.succeed("\(Self.single) -o result.\(suffix)")
    #expect(outcome.text == "")
    #expect(outcome.diagnostics == "wrote result.\(suffix)\n")
    #expect(try folder.paths() == ["result.\(suffix)"])
    let printed = try folder.succeed("\(Self.single) --format \(format)")
    #expect(try folder.bytes("result.\(suffix)") == printed.output)
    #expect(printed.output.last == UInt8(ascii: "\n"))
  }

  @Test("the format is told from the extension in capitals too, and may be confirmed")
  func confirmedFormat() throws {
    let folder = try Folder()
    _ = try folder.succeed("\(Self.single) --format csv -o a.CSV")
    #expect(try records(try folder.text("a.CSV")).count == 1)
  }

  @Test("several outputs at once, standard output among them")
  func several() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("\(Self.sweep) -o a.csv -o b.svg -o sub/c.json -o - -o d.md")
    #expect(try folder.paths() == ["a.csv", "b.svg", "d.md", "sub", "sub/c.json"])
    #expect(outcome.diagnostics == "wrote a.csv\nwrote b.svg\nwrote sub/c.json\nwrote d.md\n")
    #expect(outcome.text.hasPrefix("risk / best linear risk over k"))
    #expect(try folder.text("b.svg").hasPrefix("<"))
    #expect(try folder.text("d.md").contains("](b.svg)"))
  }

  @Test("--format is that of standard output when files are written too")
  func formatBesideFiles() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("\(Self.sweep) --format csv -o - -o a.json")
    #expect(try records(outcome.text).count == 50)
    #expect(try jsonObjects(try folder.bytes("a.json")).count == 50)
  }

  @Test(
    "a folder, with and without a slash, new and nested",
    arguments: ["out/", "out", "a/b/c", "a/b/c/", "./out", "v1.2/", "old.dir", "."])
  func folders(path: String) throws {
    let folder = try Folder()
    _ = try folder.shell("mkdir old.dir")
    let outcome = try folder.succeed("\(Self.sweep) -o \(path)")
    let prefix = path.hasSuffix("/") ? path : "\(path)/"
    let names = ["csv", "svg", "md"].map { "\(prefix)risk-ratio.\($0)" }
    #expect(outcome.diagnostics == names.map { "wrote \($0)\n" }.joined())
    for name in names { #expect(try !folder.bytes(name).isEmpty) }
    #expect(outcome.text == "")
  }

  @Test("a folder whose name ends like a file's, said with a slash")
  func folderNamedLikeAFile() throws {
    let folder = try Folder()
    let outcome = try folder.toy("\(Self.single) -o results.csv/")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(try folder.paths().contains("results.csv/risk.csv"))
  }

  @Test("risk-ratio writes to Figures/ unless told otherwise")
  func defaultFolder() throws {
    let folder = try Folder()
    let outcome = try folder.succeed(Self.sweep)
    let names = ["csv", "svg", "md"].map { "Figures/risk-ratio.\($0)" }
    #expect(outcome.diagnostics == names.map { "wrote \($0)\n" }.joined())
    #expect(try folder.paths() == (["Figures"] + names).sorted())
    #expect(outcome.text.hasPrefix("risk / best linear risk over k"))
    #expect(try folder.text("Figures/risk-ratio.md").contains("](risk-ratio.svg)"))
  }

  @Test("-o - writes to standard output alone")
  func onlyStandardOutput() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("\(Self.sweep) -o -")
    #expect(outcome.diagnostics == "")
    #expect(try folder.paths() == [])
  }

  @Test(
    "conflicts and unknown extensions",
    arguments: [
      ("risk --format csv -o a.json", "--format csv contradicts --output a.json, which is json"),
      ("risk-ratio --format svg -o a.csv", "--format svg contradicts --output a.csv"),
      ("risk -o a.csv -o b.json --format csv", "--format csv contradicts --output b.json"),
      ("risk -o a.svg", "--output a.svg: this command does not write svg"),
      ("expressivity -o a.svg", "--output a.svg: this command does not write svg"),
      ("realize T.csv -o R.md", "--output R.md: this command does not write markdown"),
      ("risk -o a.pdf", "--output a.pdf: this command does not write pdf"),
      ("risk -o a.gif", "--output a.gif: known extensions are .txt, .csv, .json, .md, .tex;"),
      (
        "risk-ratio -o a.gif",
        ".txt, .csv, .json, .md, .tex, .svg, .pdf, .png; a folder ends with /"
      ),
      ("risk -o .csv", "--output .csv: known extensions are"),
      ("risk-ratio -o a.csv -o b.xls", "--output b.xls: known extensions are"),
    ])
  func refusals(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: message)
  }
}
