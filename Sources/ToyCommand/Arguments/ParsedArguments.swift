// The words of the command line, sorted into options and operands.

import Files
import Studies

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

  /// Splits `--name=value` or `-ovalue` into its parts.
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
