// toy figures: the catalogue as data.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct FiguresTests {
  private static let catalog = """
    [
      {"id": "ratio", "caption": "Ratios over k", "command": "toy risk-ratio --n 9",
       "source": "slide 1", "cost": "closed form, instant"},
      {"id": "filters", "caption": "Filters | of N = 2, 3",
       "command": "toy expressivity --x s --depth 2,3", "source": "slide 2", "cost": "closed form"}
    ]
    """

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(Self.catalog, to: "c.json")
    return folder
  }

  @Test("one SVG and one CSV per figure, as their commands write them", arguments: ["out", "out/"])
  func draws(path: String) throws {
    let folder = try folder()
    let outcome = try folder.succeed("figures --catalog c.json -o \(path)")
    let names = ["filters.csv", "filters.svg", "ratio.csv", "ratio.svg"]
    #expect(try folder.paths() == ["c.json", "out"] + names.map { "out/\($0)" })
    #expect(outcome.text == "")
    for name in names { #expect(outcome.diagnostics.contains("wrote out/\(name)\n")) }
    _ = try folder.succeed("risk-ratio --n 9 -o a.svg -o a.csv")
    #expect(try folder.bytes("out/ratio.svg") == folder.bytes("a.svg"))
    #expect(try folder.bytes("out/ratio.csv") == folder.bytes("a.csv"))
  }

  @Test("some figures by their ids")
  func some() throws {
    let folder = try folder()
    _ = try folder.succeed("figures ratio --catalog c.json -o out/")
    #expect(try folder.paths() == ["c.json", "out", "out/ratio.csv", "out/ratio.svg"])
  }

  @Test("an unknown id is refused, with the nearest one")
  func unknown() throws {
    let folder = try folder()
    try folder.expectUsageError(
      "figures filtres ratio --catalog c.json -o out/",
      says: "no figure filtres in the catalogue; did you mean filters?")
    try folder.expectUsageError(
      "figures zzz --catalog c.json", says: "no figure zzz in the catalogue\n")
  }

  @Test("the list in every format")
  func list() throws {
    let folder = try folder()
    let line = "figures --list --catalog c.json --format"
    let csv = try folder.succeed("\(line) csv").text
    #expect(csv.hasPrefix("figure,shows,source,command,cost\nratio,Ratios over k,slide 1,"))
    let objects = try jsonObjects(try folder.succeed("\(line) json").output)
    #expect(objects.compactMap { $0["figure"] as? String } == ["ratio", "filters"])
    #expect(objects.first?["command"] as? String == "toy risk-ratio --n 9")
    let lines = try folder.succeed(
      "\(line) markdown --columns figure,shows,source,command,cost"
    ).text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[2].hasPrefix("| ratio | ") && lines[2].contains("| `toy risk-ratio --n 9` |"))
    #expect(lines[3].contains("Filters \\| of N = 2, 3"))
    let page = try folder.succeed("\(line) markdown").text
    #expect(page.hasPrefix("<table>\n<tr>") && page.hasSuffix("</td></tr>\n</table>\n"))
    for (id, text) in [("ratio", "Ratios over k"), ("filters", "Filters | of N = 2, 3")] {
      let picture = "<img src=\"\(id).svg\" alt=\"\(text)\" width=\"340\">"
      #expect(page.contains("<a href=\"\(id).svg\">\(picture)</a>"))
    }
    #expect(page.contains("\n\n**filters**: Filters \\| of N = 2, 3"))
    #expect(page.contains("\n\n`toy risk-ratio --n 9`\n\nslide 1; "))
    let table = try folder.succeed("figures --list --catalog c.json").text
    #expect(table == (try folder.succeed("\(line) table")).text)
    #expect(try folder.succeed("figures ratio --list --catalog c.json").text.contains("ratio"))
    #expect(try folder.paths() == ["c.json"])
  }

  @Test(
    "figures go to a folder", arguments: ["a.svg", "a.csv", "-"])
  func destination(path: String) throws {
    try folder().expectUsageError(
      "figures --catalog c.json -o \(path)",
      says: "--output \(path): ")
  }

  @Test(
    "catalogues that are wrong",
    arguments: [
      ("", "c.json: "), ("{}", "the catalogue is not an array"), ("[]", "the catalogue is empty"),
      ("[1]", "figure 1 is not an object"),
      ("[{}]", "figure 1 has no text 'id'"), ("[\n{]", "line 2: "),
      ("[] x", "something follows the end"),
      (#"[{"id": 1}]"#, "figure 1 has no text 'id'"),
      (#"[{"title": "x"}]"#, "unknown member title"),
      (entry(id: "a/b"), "the id 'a/b' may contain only"),
      (entry(id: ""), "the id '' may contain only"),
      (entry(id: "../x"), "may contain only"),
      (entry(command: "rm -rf /"), "does not begin with 'toy'"),
      (entry(command: "toy risk-ratio -o x.svg"), "the command has -o"),
      (entry(command: "toy figures"), "draws itself"), (entry(command: "toys x"), "does not begin"),
      ("[\(body()), \(body())]", "the id a is given twice"),
    ])
  func malformed(text: String, message: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "c.json")
    try folder.expectRefusal(
      of: words("figures --catalog c.json -o out/"), status: 65, says: ["error: c.json: ", message])
    try folder.expectRefusal(
      of: words("figures --list --catalog c.json"), status: 65, says: [message])
  }

  @Test(
    "a command that cannot draw is an error of the catalogue, found before anything is drawn",
    arguments: [
      "toy risk-ratio --bogus 1", "toy nonsense", "toy risk-ratio --sigma nan", "toy risk --n 5",
      "toy expressivity --depth 2", "toy --help",
      "toy risk-ratio --help",
    ])
  func wrongCommand(command: String) throws {
    let folder = try Folder()
    try folder.write(
      "[\(Self.body()), \(Self.body(id: "b", command: command))]", to: "c.json")
    try folder.expectRefusal(
      of: words("figures --catalog c.json -o out/"), status: 65, says: ["c.json"])
  }

  private static func body(id: String = "a", command: String = "toy risk-ratio --n 3") -> String {
    #"{"id": "\#(id)", "caption": "c", "command": "\#(command)", "source": "s", "cost": "x"}"#
  }

  private static func entry(id: String = "a", command: String = "toy risk-ratio --n 3") -> String {
    "[\(body(id: id, command: command))]"
  }
}
