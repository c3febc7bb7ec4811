/// Plain mathematical notation, as a terminal shows it, for media that can set it.
///
/// In "the eigenvalue t* of T is c_{N,ω} ≥ 1 − (1−ω)^N" letters are recognised as variables: those that stand
/// alone, those beside Greek letters, and products such as cI. Words, function names such as tr and min, the
/// article and what stands between backquotes stay upright. Scripts are `x_N`, `S_xx`, `c_{N,ω}`, `q^N` and
/// `q^(N−1)`, and a star after a letter or parenthesis is raised.
///
/// ```swift
/// PlainNotation.markup("T has n−k eigenvalues c_{N,ω}")
/// // "*T* has *n*−*k* eigenvalues *c*_{*N*,*ω*}"
/// ```
///
/// ``Document/plain(_:)`` gives back the plain notation.
public enum PlainNotation {
  /// The notation as markup of a ``Document``.
  ///
  /// - Parameter text: Words and formulas.
  /// - Returns: The same with the markup of ``Axis/label``.
  /// - Complexity: O(length).
  public static func markup(_ text: String) -> String {
    // Words of a program stay as they are typed.
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      index % 2 == 0 ? Scanner(Array(part)).markup() : String(part)
    }.joined(separator: "`")
  }
}

/// Reads letters, scripts and stars one after the other.
private struct Scanner {
  let characters: [Character]
  var index = 0
  var output = ""

  init(_ characters: [Character]) { self.characters = characters }

  consuming func markup() -> String {
    while index < characters.count {
      let character = characters[index]
      if Self.isVariableLetter(character) {
        letters()
      } else if character == "_" || character == "^", let script = script() {
        output += "\(character){\(Scanner(script.content).markup())}"
        index = script.end
      } else if character == "*", index > 0, Self.closesFactor(characters[index - 1]) {
        output += "^{⋆}"
        index += 1
      } else {
        output.append(character)
        index += 1
      }
    }
    return output
  }

  /// A run of letters: a word, or variables.
  private mutating func letters() {
    let start = index
    while index < characters.count, Self.isVariableLetter(characters[index]) { index += 1 }
    let run = String(characters[start..<index])
    let (before, after) = (character(start - 1), character(index))
    output += isFormula(run, before, after) ? "*\(run)*" : run
  }

  private func isFormula(_ run: String, _ before: Character?, _ after: Character?) -> Bool {
    // A part of a word with a hyphen or an apostrophe.
    if [before, after].contains("-") || before == "'" || before == "’" { return false }
    if run.contains(where: Self.isGreek) { return true }
    switch run {
    case "a", "A": return !(before ?? " ").isWhitespace || "(=+−/·^_|‖′″₀".contains(after ?? " ")
    case "E":
      // The expectation of something, not the risk.
      guard after == " ", let next = character(index + 1) else { return true }
      return !("½‖ελy".contains(next) || next == "y")
    default: break
    }
    if run.count == 1 { return true }
    guard run.count == 2 else { return false }
    // Products of two variables have a capital; words of two letters are few.
    let capitals = run.count(where: \.isUppercase)
    return capitals > 0 && !Self.shortWords.contains(run.lowercased())
  }

  /// A subscript or superscript that begins here, without its parentheses.
  private func script() -> (content: [Character], end: Int)? {
    guard let opening = character(index + 1) else { return nil }
    let isLowered = characters[index] == "_"
    if opening == (isLowered ? "{" : "(") {
      let closing: Character = isLowered ? "}" : ")"
      var depth = 0
      for end in (index + 1)..<characters.count {
        if characters[end] == opening { depth += 1 }
        if characters[end] == closing { depth -= 1 }
        if depth == 0 { return (Array(characters[(index + 2)..<end]), end + 1) }
      }
      return nil
    }
    var end = index + 1
    while let next = character(end), Self.isVariableLetter(next) || next.isASCII && next.isNumber {
      end += 1
    }
    return end > index + 1 ? (Array(characters[(index + 1)..<end]), end) : nil
  }

  private func character(_ place: Int) -> Character? {
    characters.indices.contains(place) ? characters[place] : nil
  }

  /// Latin and Greek letters; raised, lowered and double-struck ones are signs of their own, and so are the
  /// signs of sums and products.
  private static func isVariableLetter(_ character: Character) -> Bool {
    guard character != "Σ", character != "Π" else { return false }
    return character.isASCII && character.isLetter || isGreek(character)
  }

  private static func isGreek(_ character: Character) -> Bool {
    ("α"..."ω").contains(character) || ("Α"..."Ω").contains(character)
  }

  private static func closesFactor(_ character: Character) -> Bool {
    isVariableLetter(character) || character == ")" || character == "ᵢ"
  }

  private static let shortWords: Set<String> = [
    "an", "as", "at", "be", "by", "db", "do", "if", "in", "is", "it", "no", "of", "on", "or", "so",
    "to",
    "tr", "up", "we",
  ]
}
