// The theory in words, and the numbers beside them.

import Foundation
import LabKit
import Studies
import TestSupport
import Testing

@testable import Evidence
@testable import Theory
@testable import ToyCommand

@Suite struct ExplainTests {
  private static let topics = Statements.entries.map(\.id)

  /// The topics of the theory; of those of the labs, which are written alike and run a whole lab each, only a chapter, its
  /// first claim and its last.
  private static let pages: [String] = {
    let labs = Set(topics.filter { $0.contains("/") }.compactMap { $0.split(separator: "/").first })
    let claims = topics.filter { $0.hasPrefix("hypergradient/") }
    return topics.filter { !$0.contains("/") && !labs.contains($0[...]) }
      + ["hypergradient", claims[0], claims[claims.count - 1]]
  }()

  /// The numbers of a topic, one dictionary a row.
  private func numbers(_ topic: String) throws -> [[String: Scalar]] {
    try numbers(in: Folder().succeed("explain \(topic) --format json").output)
  }

  /// The same of a page in JSON.
  private func numbers(in output: [UInt8]) throws -> [[String: Scalar]] {
    struct Page: Decodable {
      struct Numbers: Decodable { let rows: [[String: Scalar]] }
      let numbers: Numbers
    }
    return try JSONDecoder().decode(Page.self, from: Data(output)).numbers.rows
  }

  private func number(_ row: [String: Scalar], _ column: String) throws -> Double {
    guard case .number(let value) = row[column] else {
      Issue.record("\(column) of \(row) is not a number")
      return .nan
    }
    return value
  }

  @Test("explain alone lists every chapter with its claims")
  func list() throws {
    let folder = try Folder()
    let text = try folder.succeed("explain").text
    for chapter in Statements.chapters {
      #expect("\n\(text)".contains("\n\(chapter.id): \(chapter.exposition.title)\n"))
      for claim in chapter.claims {
        #expect(text.contains("\n  \(claim.id) ") && text.contains(claim.exposition.title))
      }
    }
    #expect(text.contains("(refuted as stated)\n"))
    let rows = try jsonObjects(folder.succeed("explain --format json").output)
    #expect(rows.compactMap { $0["topic"] as? String } == Self.topics)
    #expect(
      rows.count { $0["vouched_for"] as? Bool == false }
        == Statements.claims.count { !$0.stance.isAsserted })
  }

  @Test("a page has statement, assumptions, limits, source, numbers, commands", arguments: pages)
  func page(topic: String) throws {
    let folder = try Folder()
    let entry = try Statements.entry(named: topic, as: "topic")
    let text = try folder.succeed("explain \(topic)").text
    #expect(text.hasPrefix("\(topic): \(entry.exposition.title)\n\n"))
    #expect(!text.contains("\n\n\n"))
    for line in text.split(separator: "\n") { #expect(line.last != " ") }
    let json = try folder.succeed("explain \(topic) --format json").output
    let object = try jsonObject(json)
    #expect(object["topic"] as? String == topic)
    #expect((object["statement"] as? [String])?.isEmpty == false)
    #expect((object["source"] as? String)?.isEmpty == false)
    #expect((object["commands"] as? [String])?.isEmpty == false)
    let markdown = try folder.succeed("explain \(topic) --format markdown").text
    #expect(markdown.hasPrefix("# \(topic): ") && markdown.contains("\n## Source\n"))
    #expect(!markdown.contains(/[^`]``[^`]/))
    let docC = try folder.succeed("explain \(topic) --docc --format markdown").text
    #expect(docC.hasPrefix("# \(topic): ") && docC.contains("\n## Source\n"))
    #expect(!docC.contains("<sub") && !docC.contains("<sup") && !docC.contains("<a "))
    let latex = try folder.succeed("explain \(topic) --format latex").text
    #expect(latex.contains("\\section{\(topic): "))
    #expect(latex.count { $0 == "{" } == latex.count { $0 == "}" })
    guard case .claim(let claim, let chapter) = entry else {
      // A chapter has all its claims.
      for claim in entry.claims { #expect(text.contains("\n\(claim.id): ")) }
      return
    }
    // The assumptions of a lab are its instance.
    let isTheorem = !topic.contains("/")
    // Numbers of recordings are those of files that the program does not contain.
    let hasNumbers = (claim as? LabAssertion)?.claim.instance == nil
    for heading in ["Source", "Checked", "More"] + (hasNumbers ? ["Numbers"] : [])
      + (isTheorem ? ["Assumptions", "Limits"] : [])
    {
      #expect(text.contains("\n\n\(heading)\n"), "\(heading)")
    }
    #expect(text.contains("\n  toy check \(topic)\n"))
    #expect(text.contains("\nRefuted as stated\n") == (claim.stance.mark == "refuted as stated"))
    #expect((object["correction"] as? String != nil) == (claim.stance.mark == "refuted as stated"))
    for key in ["assumptions", "limits"] where isTheorem {
      #expect((object[key] as? [String])?.isEmpty == false, "\(key)")
    }
    #expect(object["chapter"] as? String == chapter.id)
    #expect(try !hasNumbers || !numbers(in: json).isEmpty)
  }

  @Test("the same bytes twice, on standard output and in a file", arguments: pages)
  func reproducible(topic: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("explain \(topic) -o page.md")
    let page = try folder.bytes("page.md")
    #expect(page == (try folder.succeed("explain \(topic) --format markdown").output))
  }

  @Test("every command of a page is one that toy takes")
  func commands() throws {
    let folder = try Folder()
    try folder.copySpeech(2)
    var seen: Set<String> = []
    for entry in Statements.entries {
      for line in entry.exposition.commands where seen.insert(line).inserted {
        // Learning takes its time: such lines are read, not run.
        let slow = ["toy learn", "toy speech", "toy report", "toy lab dequantization Data"]
        if slow.contains(where: line.hasPrefix) {
          #expect(throws: Never.self, "\(line)") {
            try Toy.prepare(Array(words(line).dropFirst()))
          }
        } else {
          let outcome = try folder.shell("toy() { \"$TOY\" \"$@\"; }; \(line)")
          #expect(outcome.status == 0, "\(line): \(outcome.diagnostics)")
        }
      }
    }
  }

  @Test("the whole theory, without what depends on the processor")
  func everything() throws {
    let folder = try Folder()
    let json = try folder.succeed("explain all --format json").output
    #expect(try jsonObjects(json).compactMap { $0["topic"] as? String } == Self.topics)
    #expect(!String(decoding: json, as: UTF8.self).contains("relative gap"))
  }

  @Test(
    "the theory pages of docs and of the library are what the program writes",
    arguments: [
      ("docs/theory.md", "explain all -o page.md"),
      ("Sources/ToyModel/ToyModel.docc/Theory.md", "explain all --docc -o page.md"),
    ])
  func theoryPage(page: String, line: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: page)
    let folder = try Folder()
    _ = try folder.succeed(line)
    let isSame = try Data(contentsOf: path) == Data(folder.bytes("page.md"))
    #expect(isSame, "\(page) is out of date: make theory")
  }

  @Test("every link of the theory page leads to a chapter")
  func anchors() throws {
    // The page of the repository is what the program writes.
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/theory.md"), encoding: .utf8)
    let links = page.matches(of: /\(\[more\]\(#([a-z-]+)\)\)/).map { String($0.1) }
    #expect(links == Statements.chapters.map(\.id))
    for id in Self.topics { #expect(page.contains("\n<a id=\"\(id)\"></a>\n"), "\(id)") }
  }

  @Test(
    "--docc without a page in Markdown",
    arguments: ["explain --docc", "explain odd --docc", "explain odd --docc -o odd.json"])
  func docC(line: String) throws {
    try Folder().expectUsageError(line, says: "--docc requires a page in Markdown")
  }

  @Test("misspelt topics are answered with the nearest one, unknown ones with the chapters")
  func unknown() throws {
    let folder = try Folder()
    try folder.expectUsageError("explain bilevle", says: "no topic bilevle; did you mean bilevel?")
    try folder.expectUsageError("explain pairty", says: "did you mean parity?")
    try folder.expectUsageError(
      "explain everything", says: "the chapters are model, lemma,", "'toy explain' lists")
    try folder.expectUsageError("explain odd even", says: "unexpected argument even")
    try folder.expectUsageError(
      "explain odd --format csv", says: "known are table, json, markdown, latex")
  }

  @Test("other words for a topic lead to it")
  func synonyms() throws {
    #expect(try Folder().succeed("explain unrolling").text.hasPrefix("filter: "))
    #expect(try Folder().succeed("explain continuation").text.hasPrefix("learning: "))
  }

  // The tolerances leave room for rounding in a few operations.

  @Test("bilevel: the infimum is σ²(n−k)/2, not attained, and approached")
  func bilevel() throws {
    let rows = try numbers("bilevel-infimum")
    #expect(rows.count == 4)
    for (row, k) in zip(rows, [1.0, 5, 9, 10]) {
      let infimum = k < 10 ? 0.405 * (10 - k) : 0.405 * 12.5 / 13.31
      #expect(agree(try number(row, "infimum"), infimum, within: 1e-14))
      #expect(row["attained"] == .text("no"))
      let free = k < 10 ? k : 9
      #expect(
        agree(try number(row, "s = 100"), infimum + 0.405 * free / (101 * 101), within: 1e-13))
    }
  }

  @Test("even: one risk at every depth, by hand")
  func even() throws {
    // Σ = 12.5, m = 5: ½ · 12.5 · 4.05/16.55.
    for row in try numbers("even-learned") {
      #expect(agree(try number(row, "risk"), 0.5 * 12.5 * 4.05 / 16.55, within: 1e-14))
      #expect(agree(try number(row, "c₀"), 12.5 / 16.55, within: 1e-13))
    }
  }

  @Test("bounds: N = 3 is inside at ω = 1 and outside at ω = 1.9, c = 1 + 0.9³")
  func bounds() throws {
    let rows = try numbers("bounds").filter { $0["N"] == .number(3) }
    #expect(rows.map { $0["inside"] } == [.text("yes"), .text("no")])
    for (row, c) in zip(rows, [0.75, 1.729]) {
      #expect(agree(try number(row, "c"), c, within: 1e-15))
    }
  }

  @Test("limit: at a million steps the risks are at their limits")
  func limit() throws {
    for row in try numbers("limit") where try number(row, "N") > 1e5 {
      #expect(agree(try number(row, "ω = 0.5"), try number(row, "limit"), within: 1e-5))
    }
  }

  @Test("bias-variance: random draws agree with the formula")
  func draws() throws {
    // A mean of 100000 losses has a standard error of some 0.3 percent.
    for row in try numbers("bias-variance") {
      let risk = try number(row, "risk")
      #expect(agree(try number(row, "mean loss of draws"), risk, within: 0.015))
      #expect(agree(try number(row, "bias") + number(row, "variance"), risk, within: 1e-14))
    }
  }

  @Test("learning: continuation reaches the infimum of odd depths, a random start does not")
  func learning() throws {
    for row in try numbers("learning") {
      let gap = try number(row, "relative gap")
      let isMissed = row["start"] == .text("gaussian") && row["N"] != .number(2)
      #expect(isMissed ? gap > 1 : gap < 1e-4)
    }
  }
}
