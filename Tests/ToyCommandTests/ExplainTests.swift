// The theory in words, and the numbers beside them.

import Foundation
import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct ExplainTests {
  private static let topics = Topic.allCases.map(\.rawValue)

  /// The numbers of a topic, one dictionary a row.
  private func numbers(_ topic: String) throws -> [[String: Scalar]] {
    struct Page: Decodable {
      struct Numbers: Decodable { let rows: [[String: Scalar]] }
      let numbers: Numbers
    }
    let output = try Folder().succeed("explain \(topic) --format json").output
    return try JSONDecoder().decode(Page.self, from: Data(output)).numbers.rows
  }

  private func number(_ row: [String: Scalar], _ column: String) throws -> Double {
    guard case .number(let value) = row[column] else {
      Issue.record("\(column) of \(row) is no number")
      return .nan
    }
    return value
  }

  @Test("explain alone lists every topic with a line")
  func list() throws {
    let text = try Folder().succeed("explain").text
    for topic in Topic.allCases {
      #expect(text.contains("\n\(topic.rawValue) "))
      #expect(text.contains("  \(topic.title)\n"))
    }
  }

  @Test("a page has statement, assumptions, limits, source, numbers, commands", arguments: topics)
  func page(topic: String) throws {
    let folder = try Folder()
    let text = try folder.succeed("explain \(topic)").text
    #expect(text.hasPrefix("\(topic): "))
    for heading in ["assumptions", "limits", "source", "numbers: ", "more"] {
      #expect(text.contains("\n\(heading)"))
    }
    #expect(!text.contains("\n\n\n"))
    for line in text.split(separator: "\n") { #expect(line.last != " ") }
    let object = try jsonObject(folder.succeed("explain \(topic) --format json").output)
    #expect(object["topic"] as? String == topic)
    for key in ["statement", "assumptions", "limits", "commands"] {
      #expect((object[key] as? [String])?.isEmpty == false, "\(key)")
    }
    #expect((object["source"] as? String)?.isEmpty == false)
    #expect(try !numbers(topic).isEmpty)
  }

  @Test("the same bytes twice, on standard output and in a file", arguments: topics)
  func reproducible(topic: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("explain \(topic) -o page.md")
    let page = try folder.bytes("page.md")
    #expect(page == (try folder.succeed("explain \(topic) --format markdown").output))
    #expect(page.starts(with: Array("# \(topic): ".utf8)))
  }

  @Test("every command of a page is one that toy takes", arguments: topics)
  func commands(topic: String) throws {
    let folder = try Folder()
    try folder.copySpeech(2)
    let page = try jsonObject(folder.succeed("explain \(topic) --format json").output)
    for line in page["commands"] as? [String] ?? [] {
      // Learning takes its time: such lines are read, not run.
      if line.hasPrefix("toy learn") || line.hasPrefix("toy speech") {
        #expect(throws: Never.self, "\(line)") {
          try Toy.prepare(Array(words(line).dropFirst()))
        }
      } else {
        let outcome = try folder.shell("toy() { \"$TOY\" \"$@\"; }; \(line)")
        #expect(outcome.status == 0, "\(line): \(outcome.diagnostics)")
      }
    }
  }

  @Test("misspelt topics are answered with the nearest one, unknown ones with all")
  func unknown() throws {
    let folder = try Folder()
    try folder.expectUsageError("explain bilevle", says: "no topic bilevle; did you mean bilevel?")
    try folder.expectUsageError("explain pairty", says: "did you mean parity?")
    try folder.expectUsageError("explain everything", says: "known are model, bias-variance,")
    try folder.expectUsageError("explain odd even", says: "unexpected argument even")
    try folder.expectUsageError("explain odd --format csv", says: "known are table, json, markdown")
  }

  @Test("other words for a topic lead to it")
  func synonyms() throws {
    #expect(try Folder().succeed("explain wiener").text.hasPrefix("linear: "))
    #expect(try Folder().succeed("explain continuation").text.hasPrefix("learning: "))
  }

  // The tolerances leave room for rounding in a few operations.

  @Test("bilevel: the infimum is σ²(n−k)/2, not attained, and approached")
  func bilevel() throws {
    let rows = try numbers("bilevel")
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
    for row in try numbers("even") {
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
