// The claims and chapters of the theory: one name space, and no missing text.

import Foundation
import Testing

@testable import Evidence
@testable import Report
@testable import Theory
@testable import ToyCommand

@Suite("the theory")
struct TheoryTests {
  /// Texts with what they belong to.
  private static let texts: [(id: String, text: String)] = Statements.entries.flatMap { entry in
    let exposition = entry.exposition
    var texts =
      [exposition.title, exposition.sourceLine] + exposition.assumptions + exposition.limits
    for case .text(let text) in exposition.statement { texts.append(text) }
    if case .claim(let claim, _) = entry {
      texts.append(claim.domain)
      if case .refutedAsStated(let correction) = claim.stance { texts.append(correction) }
    }
    return texts.map { (entry.id, $0) }
  }

  @Test("names are unique over claims and chapters")
  func names() {
    let ids = Statements.entries.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      // Claims of labs begin with the name of the lab.
      #expect(id.wholeMatch(of: /[a-z]+(-[a-z]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)?/) != nil, "\(id)")
    }
    #expect(!ids.contains("all"))
    for (other, id) in Statements.synonyms { #expect(!ids.contains(other) && ids.contains(id)) }
  }

  @Test("every claim has a statement, assumptions, limits, a source and a domain")
  func claims() {
    for claim in Theory.claims {
      let exposition = claim.exposition
      #expect(!exposition.title.isEmpty && !exposition.title.hasSuffix("."), "\(claim.id)")
      #expect(exposition.statementLine.count > 40, "\(claim.id)")
      #expect(!exposition.assumptions.isEmpty && !exposition.limits.isEmpty, "\(claim.id)")
      #expect(!exposition.sources.isEmpty && exposition.example != nil, "\(claim.id)")
      #expect(!exposition.commands.isEmpty && !claim.domain.isEmpty, "\(claim.id)")
      for item in exposition.assumptions + exposition.limits {
        #expect(item.hasSuffix("."), "\(claim.id): \(item)")
      }
    }
  }

  @Test("every chapter has an introduction and a source")
  func chapters() {
    for chapter in Statements.chapters {
      #expect(!chapter.exposition.title.isEmpty && !chapter.exposition.statement.isEmpty)
      #expect(!chapter.exposition.sources.isEmpty, "\(chapter.id)")
    }
  }

  @Test("what a claim follows from, and what texts refer to, is there")
  func references() throws {
    let ids = Set(Statements.entries.map(\.id))
    let claims = Set(Statements.claims.map(\.id))
    for entry in Statements.entries {
      for case .claims(let names) in entry.exposition.sources {
        for name in names {
          #expect(claims.contains(name) && name != entry.id, "\(entry.id): \(name)")
        }
      }
    }
    for (id, text) in Self.texts {
      for match in text.matches(of: /`toy explain ([a-z-]+)`/) {
        #expect(ids.contains(String(match.1)), "\(id): \(match.1)")
      }
    }
  }

  @Test("figures are in the catalogue, declarations in the library")
  func links() throws {
    let figures = Set(try CatalogFigure.builtIn().map(\.id))
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let library = try String(
      contentsOf: root.appending(path: "Sources/ToyModel/ToyModel.docc/ToyModel.md"),
      encoding: .utf8)
    for entry in Statements.entries {
      if let figure = entry.exposition.figure { #expect(figures.contains(figure), "\(figure)") }
      for name in entry.exposition.declarations {
        #expect(library.contains("``\(name)``"), "\(entry.id): \(name)")
      }
    }
  }

  @Test("every text comes back from its markup as it was written")
  func notation() {
    for (id, text) in Self.texts {
      let plain = text.replacing("`", with: "")
      #expect(Document.plain(PlainNotation.markup(text)) == plain, "\(id)")
    }
  }
}
