// A group of related claims.

/// A group of claims with a title and an introduction.
package struct Chapter: Sendable {
  /// The name on the command line, from the name space of the claims.
  package let id: String
  /// The introduction, and statements about all its claims together.
  package let exposition: Exposition
  /// The claims, in the order in which they are read and checked.
  package let claims: [any Claim]

  package init(_ id: String, _ exposition: Exposition, claims: [any Claim]) {
    self.id = id
    self.exposition = exposition
    self.claims = claims
  }
}

/// A named entry of the theory: a claim or a chapter.
package enum Entry: Sendable {
  case chapter(Chapter)
  case claim(any Claim, in: Chapter)

  /// The name on the command line, from one name space of claims and chapters.
  package var id: String {
    switch self {
    case .chapter(let chapter): chapter.id
    case .claim(let claim, _): claim.id
    }
  }

  /// The exposition of the claim or the chapter.
  package var exposition: Exposition {
    switch self {
    case .chapter(let chapter): chapter.exposition
    case .claim(let claim, _): claim.exposition
    }
  }

  /// The claims of a chapter, or the single claim.
  package var claims: [any Claim] {
    switch self {
    case .chapter(let chapter): chapter.claims
    case .claim(let claim, _): [claim]
    }
  }
}

extension [Chapter] {
  /// All named entries: every chapter, followed by its claims.
  package var entries: [Entry] {
    flatMap { chapter in [.chapter(chapter)] + chapter.claims.map { .claim($0, in: chapter) } }
  }
}
