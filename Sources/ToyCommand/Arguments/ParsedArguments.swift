// Words of the command line, sorted into options and operands.

import Files

/// The options and operands given to one command, checked against its option table.
struct ParsedArguments: Sendable, Equatable {
  /// The operands, in order.
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts words into options and operands.
  ///
  /// `--name value`, `--name=value`, `-o value` and `-ovalue` are understood; `--` ends the options;
  /// a lone `-` is an operand or a value. A negative number after an option is its value.
  ///
  /// - Throws: ``CommandError`` of status usage for unknown or repeated options and missing values.
  init(_ words: [String], options: [Option], repeatable: Set<String> = ["--output", "--range"])
    throws(CommandError)
  {
    var remaining = words[...]
    while let word = remaining.popFirst() {
      if word == "--" {
        operands += remaining
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      var (name, attached) = Self.split(word)
      guard
        let option = options.first(where: { $0.name == name || $0.short == name })
      else {
        throw .usage(Self.unknownOption(name, among: options))
      }
      if option.value == nil {
        guard attached == nil else { throw .usage("\(option.name) takes no value") }
        attached = ""
      }
      guard let value = attached ?? remaining.popFirst() else {
        throw .usage("\(option.name) needs a value: \(option.name) \(option.value ?? "")")
      }
      if values[option.name] != nil && !repeatable.contains(option.name) {
        throw .usage("\(option.name) is given twice")
      }
      values[option.name, default: []].append(value)
    }
  }

  /// True when the option was given.
  func has(_ option: Option) -> Bool { values[option.name] != nil }

  /// The value of an option, or its default.
  func value(_ option: Option) -> String? { values[option.name]?.last ?? option.standard }

  /// All values of an option that may be repeated.
  func all(_ option: Option) -> [String] { values[option.name] ?? [] }

  /// `--name=value` into its parts, `-ovalue` likewise.
  private static func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    guard word.count > 2 else { return (word, nil) }
    return (String(word.prefix(2)), String(word.dropFirst(2)))
  }

  private static func unknownOption(_ name: String, among options: [Option]) -> String {
    let hint = suggestion(for: name, among: options.map(\.name))
    return "unknown option \(printable(name))" + (hint.map { "; did you mean \($0)?" } ?? "")
  }
}

/// The candidate nearest to a misspelt word, if any is near: at most a third of its letters differ.
func suggestion(for word: String, among candidates: [String]) -> String? {
  // Nothing is near a word much longer than all names, and comparing takes its time.
  guard word.utf8.count <= 100 else { return nil }
  let ranked = candidates.map { (distance: editDistance(word, $0), name: $0) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, best.name.count / 3) ? best.name : nil
}

/// The number of insertions, deletions, replacements and neighbour swaps between two words.
private func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first), Array(second))
  var rows = [[Int]](repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in 0...a.count {
    for j in 0...b.count {
      guard i > 0, j > 0 else {
        rows[i][j] = i + j
        continue
      }
      let replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      rows[i][j] = min(replaced, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
      }
    }
  }
  return rows[a.count][b.count]
}
