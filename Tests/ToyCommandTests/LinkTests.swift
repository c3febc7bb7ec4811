// Links between the pages of the project lead somewhere.

import Foundation
import TestSupport
import Testing

@Suite("Links")
struct LinkTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The files of the project with one of these extensions, as paths from its root.
  private static func files(_ extensions: Set<String>) -> [String] {
    let all = FileManager.default.enumerator(atPath: root.path())
    var found: [String] = []
    while let path = all?.nextObject() as? String {
      if [".build", ".venv", ".git"].contains((path as NSString).lastPathComponent) {
        all?.skipDescendants()
      } else if extensions.contains((path as NSString).pathExtension) {
        found.append(path)
      }
    }
    return found.sorted()
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static let pages = files(["md"])

  /// The page without its code, in which brackets are not links.
  private static func prose(_ page: String) -> String {
    let outside = page.components(separatedBy: "\n```").enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "\n")
    return outside.replacing(/``.*?``|`[^`\n]*`/, with: "")
  }

  /// The targets of links and pictures that are not addresses on the web.
  private static func targets(_ page: String) -> [String] {
    let prose = prose(page)
    let links = prose.matches(of: /[^\\]\]\(([^()\s]+)\)/).map { String($0.1) }
    let markup = prose.matches(of: /(?:src|srcset|href)="([^"]*)"/).map { String($0.1) }
    return (links + markup).filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
  }

  /// The anchors of a page: those that GitHub makes of headings, and those of its own.
  private static func anchors(_ page: String) -> Set<String> {
    var anchors = Set(page.matches(of: /id="([^"]*)"/).map { String($0.1) })
    var counts: [String: Int] = [:]
    let outside = page.components(separatedBy: "\n```").enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "\n")
    for line in outside.split(separator: "\n") {
      guard let heading = line.wholeMatch(of: /#{1,6} +(.*)/) else { continue }
      let words = heading.1.replacing(/\]\([^)]*\)/, with: "").lowercased()
      let name = String(
        words.compactMap { character -> Character? in
          if character == " " { return "-" }
          let isKept = character.isLetter || character.isNumber || "-_".contains(character)
          return isKept ? character : nil
        })
      let count = counts[name, default: 0]
      counts[name] = count + 1
      anchors.insert(count == 0 ? name : "\(name)-\(count)")
    }
    return anchors
  }

  @Test("pages of the proofs link to headings of one another, as the note of all pages needs")
  func note() throws {
    for page in Self.pages where page.hasPrefix("docs/proofs/") && !page.hasSuffix("README.md") {
      for target in Self.targets(try Self.text(page)) where target.contains(".md") {
        #expect(!target.hasSuffix(".md"), "\(page): \(target)")
      }
    }
  }

  @Test("links and pictures lead to files that exist, and to headings in them", arguments: pages)
  func links(page: String) throws {
    let folder = Self.root.appending(path: page).deletingLastPathComponent()
    for target in Self.targets(try Self.text(page)) {
      let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let path = String(parts[0]).removingPercentEncoding ?? String(parts[0])
      let file = path.isEmpty ? Self.root.appending(path: page) : folder.appending(path: path)
      let isThere = FileManager.default.fileExists(atPath: file.standardizedFileURL.path())
      #expect(isThere, "\(page): \(target)")
      guard isThere, parts.count > 1, file.pathExtension == "md" else { continue }
      let anchors = Self.anchors(try String(contentsOf: file, encoding: .utf8))
      #expect(anchors.contains(String(parts[1])), "\(page): \(target)")
    }
  }

  @Test("there are links to look at")
  func hasLinks() throws {
    #expect(try Self.targets(Self.text("README.md")).count > 30)
    #expect(try Self.targets(Self.text("docs/proofs/README.md")).contains { $0.contains("#") })
  }

  @Test("a dead link is noticed, code is left out")
  func dead() {
    let page = "# A title, with `code`\n[a](b.md#c) `[d](e)`\n```\n[f](g)\n```\n<img src=\"h.svg\">"
    #expect(Self.targets(page) == ["b.md#c", "h.svg"])
    #expect(
      Self.anchors("\(page)\n## A title, with *R*\n## A\n## A") == [
        "a-title-with-code", "a-title-with-r", "a", "a-1",
      ])
  }

  @Test("pages that sources and scripts name exist")
  func named() throws {
    let pattern =
      /(?:docs|Figures|Notebooks|Benchmarks|Data)(?:\/[A-Za-z0-9-]+)*\/[A-Za-z0-9-]+\.md/
    let paths = Self.files(["swift", "py", "sh", "ipynb", "yaml"]) + ["Makefile", ".ci/run"]
    var count = 0
    for path in paths {
      // The tests of commands write Figures/….md into folders of their own.
      guard !path.hasPrefix("Tests/") else { continue }
      for match in try Self.text(path).matches(of: pattern) {
        count += 1
        let isThere = FileManager.default.fileExists(
          atPath: Self.root.appending(path: String(match.0)).path())
        #expect(isThere, "\(path): \(match.0)")
      }
    }
    #expect(count > 5)
  }
}
