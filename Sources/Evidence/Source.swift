// The source of a statement.

/// The origin of a statement: a section of a paper, a slide of a talk, or other claims.
package enum Source: Sendable, Equatable {
  /// A place in a publication, such as a slide by its title.
  case publication(String, place: String)
  /// The statement follows from other claims, given by their ids.
  case claims([String])
  /// The statement is the program's own.
  case own(String)
  /// A proof written out in this project: a page of docs/proofs without its ending, and a heading of it.
  case proof(page: String, section: String)

  /// The statement follows from other claims, given by their ids.
  package static func claims(_ ids: String...) -> Source { .claims(ids) }

  /// The source, in words.
  package var inWords: String {
    switch self {
    case .publication(let name, let place): "\(name), \(place)"
    case .claims(let ids): "follows from \(Self.listed(ids))"
    case .own(let words): words
    case .proof(let page, let section):
      "proved in docs/proofs/\(page).md#\(Self.anchor(of: section))"
    }
  }

  /// The anchor that Markdown readers give a heading: in lower case, hyphens for spaces, no punctuation.
  package static func anchor(of heading: String) -> String {
    String(
      heading.lowercased().compactMap { character -> Character? in
        if character == " " || character == "-" { return "-" }
        return character.isLetter || character.isNumber || character == "_" ? character : nil
      })
  }

  /// A list in a sentence: "a", "a and b", "a, b and c".
  package static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
