// The parameters of labs as options, and their values.

import Files
import LabKit
import Report
import Studies

extension Option {
  /// The option of a lab's parameter, with the verified instance as its default.
  init(_ parameter: LabParameter) {
    self.init(parameter, help: "\(parameter.meaning)\(parameter.limits)")
  }

  private init(_ parameter: LabParameter, help: String, hasDefault: Bool = true) {
    let completion: Completion =
      switch parameter.kind {
      case .names(_, let names, let isSingle): isSingle ? .words(names) : .list(names)
      case .files, .folder: .paths
      default: .nothing
      }
    let isWhole = if case .integers = parameter.kind { true } else { false }
    self.init(
      parameter.option, value: parameter.placeholder, help,
      default: hasDefault ? parameter.standardText : nil, offers: completion,
      hasWholeNumbers: isWhole)
  }

  /// The options of all labs, for parsing and completions: labs that share a name share its kind.
  ///
  /// - Parameter labs: The labs.
  /// - Returns: One option for each name, in the order in which they first occur.
  static func ofLabs(_ labs: [any Lab]) -> [Option] {
    var options: [Option] = []
    for lab in labs {
      for parameter in lab.parameters
      where !options.contains(where: { $0.name == parameter.option }) {
        let owners = labs.filter { $0.parameters.contains { $0.option == parameter.option } }
        let names = owners.map(\.id).joined(separator: ", ")
        options.append(
          Option(parameter, help: "\(parameter.meaning) (\(names))", hasDefault: false))
      }
    }
    return options
  }
}

extension LabParameter {
  /// The meaning with its symbol, if that differs from the name.
  fileprivate var meaning: String { symbol == name ? help : "\(symbol), \(help)" }

  /// The placeholder for the value in help; nil for a switch.
  fileprivate var placeholder: String? {
    switch kind {
    case .numbers(_, _, let isSingle): isSingle ? "X" : "GRID"
    case .vector: "VECTOR"
    case .integers(_, _, let isSingle): isSingle ? "M" : "GRID"
    case .names(_, _, let isSingle): isSingle ? "NAME" : "LIST"
    case .files(_, let count): count.upperBound == 1 ? "FILE" : "FILES"
    case .folder: "FOLDER"
    case .flag: nil
    case .text(let placeholder, _): placeholder
    }
  }

  /// The legal values, for help.
  fileprivate var limits: String {
    switch kind {
    case .numbers(_, let range, _), .vector(_, let range):
      "; from \(shortest(range.lowerBound)) to \(shortest(range.upperBound))"
    case .integers(_, let range, _): "; from \(range.lowerBound) to \(range.upperBound)"
    case .names(_, let names, _): ": \(names.joined(separator: ", "))"
    case .files(let extensions, _):
      extensions.isEmpty ? "" : " (\(extensions.joined(separator: ", ")))"
    case .folder, .flag, .text: ""
    }
  }

  /// The default as text; nil if there is none.
  fileprivate var standardText: String? {
    switch kind {
    case .numbers(let values, _, _), .vector(let values, _):
      values.map(shortest).joined(separator: ",")
    case .integers(let values, _, _): values.map(String.init).joined(separator: ",")
    case .names(let values, let names, _):
      values == names && names.count > 1 ? "all" : values.joined(separator: ",")
    case .files, .folder, .flag: nil
    case .text(_, let standard): standard
    }
  }

  /// Reads a value.
  ///
  /// - Parameter text: The value as given; empty for a switch.
  /// - Returns: A legal value.
  /// - Throws: ``CommandError`` of status usage.
  func value(_ text: String) throws(CommandError) -> LabValue {
    switch kind {
    case .numbers(_, let range, let isSingle):
      let values = try studied(Grid.numbers(text, option: option))
      try requireOne(values.count, isSingle)
      try require(values, in: range)
      return .numbers(values)
    case .vector(_, let range):
      let values = try studied(Grid.vector(text, option: option))
      try require(values, in: range)
      return .numbers(values)
    case .integers(_, let range, let isSingle):
      let values = try studied(Grid.integers(text, option: option))
      try requireOne(values.count, isSingle)
      if let value = values.first(where: { !range.contains($0) }) {
        throw .usage("\(option) \(value): \(symbol) is\(limits.dropFirst())")
      }
      return .integers(values)
    case .names(_, let known, let isSingle):
      if text == "all", !isSingle { return .names(known) }
      let names = try studied(listedNames(text, option: option))
      try requireOne(names.count, isSingle)
      for name in names where !known.contains(name) {
        let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
        throw .usage(
          "\(option) \(printable(name)): \(hint)known are \(known.joined(separator: ", "))")
      }
      return .names(names)
    case .files(let extensions, let count):
      let paths = count.upperBound == 1 ? [text] : text.split(separator: ",").map(String.init)
      guard count.contains(paths.count) else {
        throw .usage(
          "\(option) \(printable(text)): \(paths.count) files, where there are "
            + "\(count.lowerBound) to \(count.upperBound)")
      }
      for path in paths where !extensions.isEmpty {
        guard extensions.contains(where: path.lowercased().hasSuffix) else {
          throw .usage(
            "\(option) \(printable(path)): known extensions are "
              + extensions.joined(separator: ", "))
        }
      }
      return .files(paths)
    case .folder:
      guard !text.isEmpty else { throw .usage("\(option): an empty path") }
      return .text(text)
    case .flag: return .flag(true)
    case .text: return .text(text)
    }
  }

  private func require(
    _ values: [Double], in range: ClosedRange<Double>
  ) throws(CommandError) {
    if let value = values.first(where: { !range.contains($0) }) {
      throw .usage("\(option) \(shortest(value)): \(symbol) is\(limits.dropFirst())")
    }
  }

  private func requireOne(_ count: Int, _ isSingle: Bool) throws(CommandError) {
    guard !isSingle || count == 1 else { throw .usage("\(option): one value, not \(count)") }
  }
}
