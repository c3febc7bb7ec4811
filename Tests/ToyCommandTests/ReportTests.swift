// toy report through the executable.

import Foundation
import Studies
import TestSupport
import Testing

@testable import Evidence
@testable import Theory
@testable import ToyCommand

@Suite struct ReportTests {
  private static let ids = Statements.reportChapters.map { $0.id }

  @Test(
    "all sections, light: Markdown, figures and HTML; no claim is contradicted; same bytes twice")
  func light() throws {
    let folder = try Folder()
    try folder.copySpeech(6)
    let outcome = try folder.succeed("report --light -o out")
    let figures = Self.ids.map { "out/\($0).svg" }
    let names = (figures + ["out/report.html", "out/report.md"]).sorted()
    #expect(try folder.paths().filter { $0.hasPrefix("out/") } == names)
    #expect(outcome.text.split(separator: "\n").count == 1 + Self.ids.count)
    for id in Self.ids { #expect(outcome.text.contains("\n\(id): ")) }
    #expect(outcome.diagnostics.contains("wrote out/report.md\nwrote out/report.html\n"))
    let markdown = try folder.text("out/report.md")
    let html = try folder.text("out/report.html")
    // The page describes a figure in fewer words than the file does.
    let description = /(?s)<desc.*?<\/desc>/
    let drawings = html.replacing(description, with: "")
    for id in Self.ids {
      #expect(markdown.contains("<a id=\"\(id)\"></a>"))
      #expect(markdown.contains("](\(id).svg)"))
      #expect(html.contains("id=\"\(id)\""))
      let drawing = try folder.text("out/\(id).svg").replacing(description, with: "")
      #expect(drawings.contains(drawing), "\(id)")
    }
    // Every refuted statement of a chapter that the report has, with a section that gives the correct one.
    let corrected = Statements.chapters.filter { Self.ids.contains($0.id) }.flatMap(\.claims)
      .filter { $0.stance.truth != nil }.map(\.id)
    // Those of the talk are all there.
    #expect(
      corrected.count { $0.hasPrefix("slide-") }
        == Statements.claims.count { $0.id.hasPrefix("slide-") && $0.stance.truth != nil })
    let spelled = NumberFormatter()
    spelled.locale = Locale(identifier: "en")
    spelled.numberStyle = .spellOut
    func count(_ ids: [String]) throws -> String {
      // Numbers above ten are written in digits.
      ids.count > 10
        ? "\(ids.count)" : try #require(spelled.string(from: NSNumber(value: ids.count)))
    }
    let ofLabs = corrected.filter { $0.contains("/") }
    let sentence =
      " comparisons hold; these \(try count(corrected.filter { !ofLabs.contains($0) })) statements of the talk and "
      + "\(try count(ofLabs)) of the papers behind the labs are corrected:"
    #expect(outcome.text.contains("\(sentence) \(corrected.joined(separator: ", ")).\n"))
    let head = try #require(markdown.firstRange(of: "\(sentence)**\n\n- "))
    #expect(markdown[..<head.lowerBound].wholeMatch(of: /# [^\n]*\n\n\*\*[0-9]+/) != nil)
    ReportPage(markdown: markdown, html: html).expectNothingDangles(
      files: Set(try folder.paths().compactMap { $0.split(separator: "/").last.map(String.init) }))
    #expect(!markdown.contains("| no |") && !markdown.contains("ot confirmed"))
    #expect(!markdown.contains("nan") && !markdown.contains("NaN") && !html.contains(">–<"))
    // Ids of the figures are the page's.
    let ids = html.matches(of: /\ id="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    // Only commands contain straight quotes.
    for (name, text) in [("report.md", markdown), ("report.html", html)] {
      let words = text.replacing(
        /(?s)```.*?```|`[^`]*`|<pre>.*?<\/pre>|<code>.*?<\/code>|<svg.*?<\/svg>|<style>.*?<\/style>/,
        with: ""
      )
      .replacing(/<[^>]*>/, with: "")
      #expect(!words.contains(/['"]|&#39;|&quot;/), "\(name)")
      #expect(words.contains("‘Odd depths reach every eigenvalue"), "\(name)")
    }
    _ = try folder.succeed("report --light -o again/")
    for name in names {
      #expect(
        try folder.bytes(name) == folder.bytes(name.replacing("out/", with: "again/")), "\(name)")
    }
  }

  @Test("some sections, in the order of the report")
  func some() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("report --light --only ratio,bounds -o r/")
    #expect(
      outcome.text.split(separator: "\n").map { $0.prefix(6) } == ["verdic", "odd-bo", "ratio:"])
    #expect(
      try folder.paths() == [
        "r", "r/odd-bounds.svg", "r/ratio.svg", "r/report.html", "r/report.md",
      ])
    #expect(
      try folder.text("r/report.md").contains("toy report --light --only ratio,bounds -o report/\n")
    )
  }

  @Test("a section is made by its own name or by that of one of its claims")
  func byClaim() throws {
    let folder = try Folder()
    for name in ["odd-bounds", "bounds", "slide-bounds"] {
      #expect(
        try folder.succeed("report --light --only \(name) -o r/").text
          .contains("\nodd-bounds: "))
    }
    let page = try folder.text("r/report.md")
    // The chapter's claims, and the correct statement for the refuted one.
    for claim in Chapter.oddBounds.claims {
      #expect(page.contains("### `\(claim.id)`: "))
    }
    #expect(page.contains("*Refuted as stated.* The upper bound needs"))
  }

  @Test("all comparisons for programs")
  func table() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("report --light --only bounds,limit -o r/ --format json")
    let rows = try jsonObjects(outcome.output)
    #expect(rows.allSatisfy { $0["holds"] as? Bool == true })
    #expect(
      try folder.text("r/report.md").contains(
        "\n\n**\(rows.count) comparisons hold; this statement of the talk is corrected:**\n"))
    #expect(Set(rows.compactMap { $0["section"] as? String }) == ["odd-bounds", "infinite-depth"])
    let counter = try #require(
      rows.first { $0["quantity"] as? String == "c at N = 3, ω = 1.9" })
    #expect(agree(try #require(counter["predicted"] as? Double), 1.729, within: 1e-14))
    #expect(counter["expected"] as? String == "rounding")
    try folder.expectUsageError("report --format svg -o s/", says: "the figures are in the folder")
  }

  @Test("without recordings the section says why it is left out")
  func noSpeech() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("report --light --only odd-bounds,speech -o r/")
    #expect(outcome.text.hasPrefix("verdict: "))
    #expect(outcome.text.contains("; speech was left out. "))
    #expect(try folder.text("r/report.md").contains("Left out: there is no folder Data/speech"))
  }

  @Test("that section alone is refused without recordings")
  func onlySpeech() throws {
    try Folder().expectRefusal(
      of: words("report --light --only speech -o r/"), status: 66,
      says: ["error: --only speech needs recordings: there is no Data/speech here; --data FOLDER"])
  }

  @Test("the sections of the examples are those that help lists")
  func exampleSections() throws {
    let text = try Folder().succeed("report --help").text
    let list = try #require(text.firstMatch(of: /Sections: ([^.]*)\./)).1
    let sections = list.split(separator: /,\s+/)
    let examples = text.matches(of: /toy report .*--only (\S+)/).map { $0.1.split(separator: ",") }
      .joined()
    #expect(examples.contains("odd-risk") && examples.allSatisfy(sections.contains))
  }

  @Test("recordings in another folder")
  func otherSpeech() throws {
    let folder = try Folder()
    try folder.copySpeech(4)
    _ = try folder.shell("mv Data/speech sound")
    _ = try folder.succeed("report --light --only speech --data sound -o r/")
    #expect(try folder.text("r/report.md").contains("toy speech sound --frame 16"))
  }

  @Test("refusals")
  func refusals() throws {
    let folder = try Folder()
    try folder.write("x", to: "file")
    for path in ["report.md", "report.html", "-", "a.svg", "file"] {
      try folder.expectUsageError(
        "report --light -o \(path)", says: "--output \(path): a report is written to a folder")
    }
    try folder.expectUsageError("report -o a/ -o b/", says: "--output is given 2 times")
    try folder.expectUsageError(
      "report --only bound -o r/", says: "--only bound: did you mean bounds? known are lemma, ")
    try folder.expectUsageError(
      "report --only even,,odd -o r/", says: "--only even,,odd: an entry of the list is empty")
    try folder.expectRefusal(
      of: words("report -o r/") + ["--only", ""], status: 64,
      says: ["error: --only: an entry of the list is empty"])
    try folder.expectUsageError(
      "report --only even --data x -o r/",
      says: "--data has no effect: it requires the section speech")
    try folder.expectUsageError("report r/", says: "unexpected argument r/")
    try folder.expectRefusal(
      of: words("report --data nowhere -o r/"), status: 66, says: ["nowhere: No such file"])
  }
}
