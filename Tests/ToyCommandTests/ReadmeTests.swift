// The commands and outputs in README and docs are those of the program.

import Foundation
import LabKit
import Studies
import TestSupport
import Testing
import ToyModel

@testable import ToyCommand

@Suite("README and docs")
struct ReadmeTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func page(_ name: String) -> String {
    (try? String(contentsOf: repository.appending(path: name), encoding: .utf8)) ?? ""
  }

  /// The fenced blocks of a language on a page.
  private static func blocks(_ page: String, _ language: String) -> [String] {
    self.page(page).components(separatedBy: "\n```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  /// A console block: a command after `$ `, and what it prints.
  struct Run: CustomTestStringConvertible {
    let page: String
    let command: String
    let output: String

    var testDescription: String { "\(page): \(command)" }
  }

  private static let pages = [
    "README.md", "docs/overview.md", "docs/commands.md", "docs/learning.md", "docs/speech.md",
    "docs/trust.md", "docs/labs.md",
  ]

  private static let runs = pages.flatMap { page in
    blocks(page, "console").compactMap { block -> Run? in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
      guard let first = lines.first, first.hasPrefix("$ ") else { return nil }
      return Run(
        page: page, command: String(first.dropFirst(2)),
        output: lines.dropFirst().joined(separator: "\n"))
    }
  }

  @Test("every page has a console block", arguments: pages)
  func hasBlocks(page: String) {
    #expect(Self.runs.contains { $0.page == page })
  }

  @Test("closed forms print what the pages show", arguments: runs)
  func output(run: Run) throws {
    // Learned values depend on the last bits of BLAS.
    guard !run.command.contains(" learn "), !run.command.contains(" speech ") else { return }
    let line = run.command.replacing("swift run -c release toy ", with: "")
      .replacing("toy ", with: "")
    // The output that a reader sees.
    #expect(try Folder().onTerminal(words(line), width: 160).text == run.output)
  }

  @Test("the docs list every command, algorithm and lab")
  func registries() {
    let (commands, algorithms, labs) = (
      Self.page("docs/commands.md"), Self.page("docs/overview.md"), Self.page("docs/labs.md")
    )
    for name in Toy.commands.map({ $0.name }) {
      #expect(commands.contains("`toy \(name)`") || commands.contains("`toy \(name) "), "\(name)")
    }
    for name in Algorithm.all.map(\.name) where !name.isEmpty {
      #expect(algorithms.contains("`\(name)`"), "\(name)")
    }
    for lab in Labs.all { #expect(labs.contains("\n## `\(lab.id)`"), "\(lab.id)") }
  }

  /// The findings: list items with a sentence and, last, a command.
  private static let findings: [String] = {
    let text = page("README.md").components(separatedBy: "## Surprising results\n").last ?? ""
    let section = text.components(separatedBy: "\n## ").first ?? ""
    return section.components(separatedBy: .newlines).reduce(into: []) { items, line in
      if line.starts(with: /[0-9]\.\s/) {
        items.append(line)
      } else if line.hasPrefix("   "), !items.isEmpty {
        items[items.count - 1] += " " + line.trimmingCharacters(in: .whitespaces)
      }
    }
  }()

  @Test("six findings")
  func hasFindings() { #expect(Self.findings.count == 6) }

  @Test("the command of a finding prints its numbers", arguments: findings)
  func numbers(finding: String) throws {
    let parts = finding.components(separatedBy: "`")
    let command = try #require(parts.dropLast().last)
    let sentence = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }.joined()
    let numbers = sentence.matches(of: /[0-9]+\.([0-9]+)/)
    try #require(command.hasPrefix("toy ") && !numbers.isEmpty)
    let output = try Folder().succeed(String(command.dropFirst(4))).text
    let printed = output.matches(of: /[0-9]+\.[0-9]+/).compactMap { Double($0.0) }
    for number in numbers {
      let half = 0.5 * pow(10, -Double(number.1.count)) * (1 + 1e-9)
      let value = try #require(Double(number.0))
      #expect(printed.contains { abs($0 - value) <= half }, "\(number.0): \(command)")
    }
  }

  /// A folder with Data, Notebooks and frames of one's own.
  private func userFolder() throws -> Folder {
    let folder = try Folder()
    for name in ["Data", "Notebooks"] {
      let target = Self.repository.appending(path: name).path()
      _ = try folder.shell("ln -s '\(target)' \(name)")
    }
    let frames = (0..<20).map { row in
      (0..<6).map { "\(sin(Double(7 * row + $0 * $0)))" }.joined(separator: ",")
    }
    try folder.write(frames.joined(separator: "\n") + "\n", to: "frames.csv")
    return folder
  }

  @Test("the commands for one's own data run as README has them")
  func ownData() throws {
    let folder = try userFolder()
    let lines = Self.blocks("README.md", "sh").joined().split(separator: "\n")
      .filter { $0.hasPrefix("toy ") }
    try #require(lines.count == 3)
    for line in lines {
      let outcome = try folder.shell("\"$TOY\"\(line.dropFirst(3))")
      #expect(outcome.status == 0, "\(line): \(outcome.diagnostics)")
    }
    #expect(try Set(folder.paths()).isSuperset(of: ["R.npy", "result/risk-ratio.csv"]))
  }

  @Test("so does the Python")
  func python() throws {
    let folder = try userFolder()
    let script = try #require(Self.blocks("README.md", "python").first)
    try folder.write(script, to: "script.py")
    let outcome = try folder.shell("TOY=\"$TOY\" PYTHONDONTWRITEBYTECODE=1 python3 script.py")
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
    let rows = outcome.text.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(rows.map { $0.prefix(2).joined(separator: " ") } == ["2 2", "4 2", "2 3", "4 3"])
    #expect(rows.allSatisfy { $0.count == 4 && (Double($0[2]) ?? 0) > 0 })
  }

  @Test("the manifest of a package that uses the library is one, and its product exists")
  func manifest() throws {
    let folder = try Folder()
    let manifest = try #require(Self.blocks("README.md", "swift").first)
    try #require(manifest.hasPrefix("// swift-tools-version: "))
    try folder.write(manifest, to: "Package.swift")
    let outcome = try folder.shell("swift package dump-package")
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.text.contains("\"ToyModel\""))
    #expect(
      Self.page("Package.swift").contains(".library(name: \"ToyModel\", targets: [\"ToyModel\"])"))
  }

  @Test("README is short enough to be read")
  func size() { #expect((10_000...12_288).contains(Self.page("README.md").utf8.count)) }
}
