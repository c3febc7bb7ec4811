// Claims that belong together.

/// A group of claims with a title and an introduction.
package struct Chapter: Sendable {
  /// The name on the command line, from the name space of the claims.
  package let id: String
  /// The introduction, and what can be said of all its claims together.
  package let exposition: Exposition
  /// The claims, in the order in which they are read and checked.
  package let claims: [any Claim]

  package init(_ id: String, _ exposition: Exposition, claims: [any Claim]) {
    self.id = id
    self.exposition = exposition
    self.claims = claims
  }
}

/// What a name stands for.
package enum Entry: Sendable {
  case chapter(Chapter)
  case claim(any Claim, in: Chapter)

  /// The name.
  package var id: String {
    switch self {
    case .chapter(let chapter): chapter.id
    case .claim(let claim, _): claim.id
    }
  }

  /// What is said of it.
  package var exposition: Exposition {
    switch self {
    case .chapter(let chapter): chapter.exposition
    case .claim(let claim, _): claim.exposition
    }
  }

  /// The claims of a chapter, or the one.
  package var claims: [any Claim] {
    switch self {
    case .chapter(let chapter): chapter.claims
    case .claim(let claim, _): [claim]
    }
  }
}

extension [Chapter] {
  /// Everything that has a name: every chapter, followed by its claims.
  package var entries: [Entry] {
    flatMap { chapter in [.chapter(chapter)] + chapter.claims.map { .claim($0, in: chapter) } }
  }
}
