/// Text as LaTeX source: special characters are escaped, and symbols are in math mode.
///
/// Characters that are neither ASCII nor known symbols are kept, in UTF-8.
struct LaTeXText {
  private enum Kind {
    /// Only in math mode: symbols, italic letters, subscripts.
    case math
    /// Only outside of it: words.
    case text
    /// In either: digits, spaces, and signs between them.
    case neutral
  }

  private struct Token {
    var source: String
    var kind: Kind
    /// Not at the ends of a formula: spaces, commas.
    var isSeparator = false
  }

  private var tokens: [Token] = []

  /// Plain text, such as a cell of a table; a lone letter before an equals sign is a variable.
  ///
  /// - Parameter text: The text; line breaks become spaces.
  /// - Returns: LaTeX for text mode.
  static func escaped(_ text: String) -> String {
    var result = LaTeXText()
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isWordStart = index == 0 || !scalars[index - 1].properties.isAlphabetic
      let isVariable =
        isWordStart && scalar.isASCII && scalar.properties.isAlphabetic
        && scalars[(index + 1)...].starts(with: [" ", "="])
      if isVariable {
        result.tokens.append(Token(source: String(scalar), kind: .math))
      } else {
        result.append(scalar)
      }
    }
    return result.source
  }

  /// A label with the markup of ``Axis/label``.
  ///
  /// - Parameter markup: The label.
  /// - Returns: LaTeX for text mode, with italic letters and scripts as formulas.
  static func label(_ markup: String) -> String {
    var result = LaTeXText()
    for run in RichText(markup).runs {
      switch run.level {
      case .base where run.isItalic:
        result.tokens.append(Token(source: math(run.text), kind: .math))
      case .base: for scalar in run.text.unicodeScalars { result.append(scalar) }
      case .lowered: result.appendScript("_", math(run.text))
      case .raised: result.appendScript("^", math(run.text))
      }
    }
    // A learned step size is one thing, which a line ought not to break.
    return result.source.replacing("learned $\\omega", with: "learned~$\\omega")
  }

  /// A number as in a report: `formatted(_:significantDigits:)` with a real minus and powers of ten.
  static func number(_ value: Double, significantDigits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "--" : value < 0 ? "$-\\infty$" : "$\\infty$" }
    let plain = formatted(value, significantDigits: significantDigits)
    let parts = plain.split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else {
      return plain.hasPrefix("-") ? "$\(plain)$" : plain
    }
    let mantissa = parts[0] == "1" ? "" : parts[0] == "-1" ? "-" : "\(parts[0])\\times"
    return "$\(mantissa)10^{\(power)}$"
  }

  // MARK: - Tokens

  private mutating func append(_ scalar: Unicode.Scalar) {
    if let accent = Self.accent(scalar) {
      appendAccent(accent)
    } else if let raised = Self.superscript(scalar) {
      appendScript("^", raised)
    } else if let lowered = Self.subscripted(scalar) {
      appendScript("_", lowered)
    } else if let symbol = Self.symbol(scalar) {
      tokens.append(Token(source: symbol, kind: .math))
    } else {
      switch scalar {
      case "0"..."9", "=", "+", "(", ")", "/":
        tokens.append(Token(source: String(scalar), kind: .neutral))
      case " ", ",", ".":
        tokens.append(Token(source: String(scalar), kind: .neutral, isSeparator: true))
      default: tokens.append(Token(source: Self.text(scalar), kind: .text))
      }
    }
  }

  /// Appends a subscript or a superscript, to the last one where it is of the same sort.
  private mutating func appendScript(_ mark: String, _ source: String) {
    if let last = tokens.last, last.source.hasPrefix("\(mark){") {
      tokens[tokens.count - 1].source = Self.joined([String(last.source.dropLast()), source]) + "}"
    } else {
      tokens.append(Token(source: "\(mark){\(source)}", kind: .math))
    }
  }

  /// Puts a bar over the last token.
  private mutating func appendAccent(_ accent: String) {
    guard let last = tokens.popLast() else { return }
    tokens.append(Token(source: "\(accent){\(last.source)}", kind: .math))
  }

  /// The tokens with dollar signs around formulas.
  private var source: String {
    var output = ""
    var index = 0
    while index < tokens.count {
      // A formula is the longest part that can be in math mode around something that has to.
      var end = index
      while end < tokens.count, tokens[end].kind != .text, !isEnumeration(end) { end += 1 }
      guard tokens[index..<end].contains(where: { $0.kind == .math }) else {
        end = max(end, index + 1)
        output += tokens[index..<end].map(\.source).joined()
        index = end
        continue
      }
      var (first, last) = (index, end)
      while first < last, tokens[first].isSeparator || isUnpaired("(", ")", first, first..<last) {
        first += 1
      }
      while last > first,
        tokens[last - 1].isSeparator || isUnpaired(")", "(", last - 1, first..<last)
      {
        last -= 1
      }
      output += tokens[index..<first].map(\.source).joined()
      output += "$\(Self.joined(tokens[first..<last].map(\.source)))$"
      output += tokens[last..<end].map(\.source).joined()
      index = end
    }
    return output
  }

  /// Whether a token is a comma between words or formulas.
  private func isEnumeration(_ index: Int) -> Bool {
    tokens[index].source == "," && index + 1 < tokens.count && tokens[index + 1].source == " "
  }

  /// Whether a token is a parenthesis without its partner in a range.
  private func isUnpaired(
    _ one: String, _ partner: String, _ index: Int, _ range: Range<Int>
  ) -> Bool {
    guard tokens[index].source == one else { return false }
    let part = tokens[range]
    return part.count { $0.source == one } > part.count { $0.source == partner }
  }

  /// Joins pieces of a formula, with a space where a command would run into a letter.
  private static func joined(_ pieces: [String]) -> String {
    var output = ""
    for piece in pieces {
      let endsCommand = output.lastIndex(of: "\\").map { start in
        output[start...].dropFirst().allSatisfy(\.isLetter)
      }
      if endsCommand == true, piece.first?.isLetter == true { output += " " }
      output += piece
    }
    return output
  }

  // MARK: - Characters

  /// Letters and signs within a formula.
  private static func math(_ text: String) -> String {
    var pieces: [String] = []
    var word = ""
    func closeWord() {
      // Several letters are a name, not a product.
      if !word.isEmpty { pieces.append(word.count > 1 ? "\\mathrm{\(word)}" : word) }
      word = ""
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z": word.unicodeScalars.append(scalar)
      default:
        closeWord()
        if let accent = accent(scalar) {
          if let last = pieces.popLast() { pieces.append("\(accent){\(last)}") }
          continue
        }
        pieces.append(
          superscript(scalar).map { "^{\($0)}" } ?? subscripted(scalar).map { "_{\($0)}" }
            ?? symbol(scalar)
            ?? (scalar == "~" ? "\\sim" : Self.text(scalar)))
      }
    }
    closeWord()
    return joined(pieces)
  }

  /// A character outside of formulas.
  private static func text(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
    case "~": "\\textasciitilde{}"
    case "^": "\\textasciicircum{}"
    case "\\": "\\textbackslash{}"
    case "|": "\\textbar{}"
    case "\"": "''"
    case "`": "\\textasciigrave{}"
    case "–": "--"
    case "—": "---"
    case "…": "\\ldots{}"
    case "é": "\\'e"
    case "ö": "\\\"o"
    case "Ö": "\\\"O"
    case "“": "``"
    case "”": "''"
    case "°": "$^\\circ$"
    case "\u{A0}": "~"
    case "\n", "\t": " "
    case "\0"..."\u{1F}", "\u{7F}": ""
    default: String(scalar)
    }
  }

  /// The character that a superscript stands for.
  private static func superscript(_ scalar: Unicode.Scalar) -> String? {
    let digits: [Unicode.Scalar] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    if let digit = digits.firstIndex(of: scalar) { return String(digit) }
    return switch scalar {
    case "⁻": "-"
    case "⁺": "+"
    case "ᵀ": "\\top"
    case "ᴺ": "N"
    case "ᴷ": "K"
    case "ᵏ": "k"
    case "ᵗ": "t"
    case "ˢ": "s"
    case "ⁿ": "n"
    case "ʲ": "j"
    case "ˣ": "\\times"
    default: nil
    }
  }

  /// The macro of an accent on the character before it.
  private static func accent(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\u{302}": "\\hat"
    case "\u{303}": "\\tilde"
    case "\u{304}": "\\bar"
    default: nil
    }
  }

  /// The character that a subscript stands for.
  private static func subscripted(_ scalar: Unicode.Scalar) -> String? {
    let digits: [Unicode.Scalar] = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"]
    if let digit = digits.firstIndex(of: scalar) { return String(digit) }
    return switch scalar {
    case "ᵢ": "i"
    case "ⱼ": "j"
    case "ₖ": "k"
    case "ₘ": "m"
    case "ₙ": "n"
    case "₊": "+"
    case "₋": "-"
    case "₍": "("
    case "₎": ")"
    default: nil
    }
  }

  /// A symbol of math mode.
  private static func symbol(_ scalar: Unicode.Scalar) -> String? {
    if let letter = greek(scalar) { return letter }
    return switch scalar {
    case "\u{2212}": "-"
    case "<", ">": String(scalar)
    case "×": "\\times"
    case "·": "\\cdot"
    case "±": "\\pm"
    case "≤": "\\le"
    case "≥": "\\ge"
    case "≠": "\\ne"
    case "≈": "\\approx"
    case "→": "\\to"
    case "←": "\\leftarrow"
    case "↦": "\\mapsto"
    case "∇": "\\nabla"
    case "∂": "\\partial"
    case "⟨": "\\langle"
    case "⟩": "\\rangle"
    case "⌈": "\\lceil"
    case "⌉": "\\rceil"
    case "⌊": "\\lfloor"
    case "⌋": "\\rfloor"
    case "∪": "\\cup"
    case "∉": "\\notin"
    case "⊂": "\\subset"
    case "∅": "\\emptyset"
    case "∏": "\\prod"
    case "⊥": "\\perp"
    case "≫": "\\gg"
    case "≪": "\\ll"
    case "⇔": "\\Leftrightarrow"
    case "⇒": "\\Rightarrow"
    case "∞": "\\infty"
    case "∈": "\\in"
    case "‖": "\\|"
    case "½": "\\frac{1}{2}"
    case "¼": "\\frac{1}{4}"
    case "¾": "\\frac{3}{4}"
    case "√": "\\surd"
    case "∑": "\\sum"
    case "″": "''"
    case "′": "'"
    case "⋆": "\\star"
    case "𝟏": "\\mathbf{1}"
    case "𝒜": "\\mathcal{A}"
    case "ℬ": "\\mathcal{B}"
    case "ŷ": "\\hat{y}"
    case "û": "\\hat{u}"
    case "ũ": "\\tilde{u}"
    case "ϵ": "\\epsilon"
    case "ℓ": "\\ell"
    case "≺": "\\prec"
    case "≼": "\\preccurlyeq"
    case "∼": "\\sim"
    case "∝": "\\propto"
    case "∗": "*"
    case "∘": "\\circ"
    case "ℝ": "\\mathbf{R}"
    default: nil
    }
  }

  private static func greek(_ scalar: Unicode.Scalar) -> String? {
    let names: [Unicode.Scalar: String] = [
      "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta",
      "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
      "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi",
      "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
      "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    ]
    return names[scalar].map { "\\\($0)" }
  }

  /// A name for a column: ASCII letters, digits and underscores, with Greek letters spelt out.
  ///
  /// - Parameter markup: A label.
  /// - Returns: The name, perhaps empty; it begins with a letter.
  static func identifier(_ markup: String) -> String {
    var name = ""
    for scalar in RichText(markup).plain.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9": name.unicodeScalars.append(scalar)
      case ".": name += name.last?.isNumber == true ? "." : "_"
      default:
        if !name.isEmpty, !name.hasSuffix("_") { name += "_" }
        if let letter = greek(scalar) { name += letter.dropFirst() }
      }
    }
    while let last = name.last, last == "_" || last == "." { name.removeLast() }
    return name.first?.isNumber == true ? "c_\(name)" : name
  }
}
