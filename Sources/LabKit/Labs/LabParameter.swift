// The parameters of a lab, which become options of `toy lab`.

/// A parameter of a lab, or a user's file: one entry serves parsing, help, completions and checks.
package struct LabParameter: Sendable, Equatable {
  /// The kind of values of a parameter.
  package enum Kind: Sendable, Equatable {
    /// Real numbers in a range; one number, or a list and grid of them.
    case numbers([Double], in: ClosedRange<Double>, isSingle: Bool)
    /// A point or a box: real numbers in a range whose order matters, and which may repeat.
    case vector([Double], in: ClosedRange<Double>)
    /// Whole numbers in a range; one number, or a list and grid of them.
    case integers([Int], in: ClosedRange<Int>, isSingle: Bool)
    /// Names from a list; one name, or several separated by commas.
    case names([String], among: [String], isSingle: Bool)
    /// Paths of files to read, separated by commas; none unless given.
    ///
    /// - Parameters:
    ///   - extensions: The extensions of legal files, with their dots; empty for any.
    ///   - count: The legal numbers of files.
    case files(extensions: [String], count: ClosedRange<Int>)
    /// A folder whose files the lab reads, or writes after everything is computed; none unless given.
    ///
    /// - Parameters:
    ///   - files: The names of the files that it may have.
    ///   - isOutput: Whether they are written.
    case folder(files: [String], isOutput: Bool)
    /// A switch without a value, off unless given.
    case flag
    /// Text that the lab reads itself, such as `blur:1,2,1`.
    case text(placeholder: String, standard: String?)
  }

  /// The name of the option without dashes, such as `lambda`.
  package let name: String
  /// The symbol used in the paper, such as λ.
  package let symbol: String
  /// The legal values and the default, which is the verified instance.
  package let kind: Kind
  /// The meaning, without range and default, in a few words.
  package let help: String

  package init(_ name: String, symbol: String? = nil, _ kind: Kind, _ help: String) {
    self.name = name
    self.symbol = symbol ?? name
    self.kind = kind
    self.help = help
  }

  /// The option on the command line.
  package var option: String { "--\(name)" }

  /// The default value.
  package var standard: LabValue {
    switch kind {
    case .numbers(let values, _, _), .vector(let values, _): .numbers(values)
    case .integers(let values, _, _): .integers(values)
    case .names(let values, _, _): .names(values)
    case .files: .files([])
    case .folder: .text(nil)
    case .flag: .flag(false)
    case .text(_, let standard): .text(standard)
    }
  }
}

extension LabParameter {
  /// A parameter that is one real number.
  package static func number(
    _ name: String, symbol: String? = nil, _ standard: Double, in range: ClosedRange<Double>,
    _ help: String
  ) -> LabParameter {
    LabParameter(name, symbol: symbol, .numbers([standard], in: range, isSingle: true), help)
  }

  /// A parameter that is a list or a grid of real numbers.
  package static func numbers(
    _ name: String, symbol: String? = nil, _ standard: [Double], in range: ClosedRange<Double>,
    _ help: String
  ) -> LabParameter {
    LabParameter(name, symbol: symbol, .numbers(standard, in: range, isSingle: false), help)
  }

  /// A parameter that is a point or a box: real numbers whose order matters.
  package static func vector(
    _ name: String, symbol: String? = nil, _ standard: [Double], in range: ClosedRange<Double>,
    _ help: String
  ) -> LabParameter {
    LabParameter(name, symbol: symbol, .vector(standard, in: range), help)
  }

  /// A parameter that is one whole number.
  package static func integer(
    _ name: String, symbol: String? = nil, _ standard: Int, in range: ClosedRange<Int>,
    _ help: String
  ) -> LabParameter {
    LabParameter(name, symbol: symbol, .integers([standard], in: range, isSingle: true), help)
  }

  /// A parameter that is a list or a grid of whole numbers.
  package static func integers(
    _ name: String, symbol: String? = nil, _ standard: [Int], in range: ClosedRange<Int>,
    _ help: String
  ) -> LabParameter {
    LabParameter(name, symbol: symbol, .integers(standard, in: range, isSingle: false), help)
  }

  /// A parameter that is one of a few names.
  package static func choice(
    _ name: String, _ standard: String, among names: [String], _ help: String
  ) -> LabParameter {
    LabParameter(name, .names([standard], among: names, isSingle: true), help)
  }

  /// A parameter that is a list of names, all of them unless given.
  package static func names(
    _ name: String, _ standard: [String]? = nil, among names: [String], _ help: String
  ) -> LabParameter {
    LabParameter(name, .names(standard ?? names, among: names, isSingle: false), help)
  }

  /// A file to read.
  package static func file(_ name: String, _ extensions: [String], _ help: String) -> LabParameter {
    LabParameter(name, .files(extensions: extensions, count: 1...1), help)
  }

  /// A folder to read from.
  package static func inputFolder(
    _ name: String, files: [String], _ help: String
  ) -> LabParameter {
    LabParameter(name, .folder(files: files, isOutput: false), help)
  }

  /// A folder to write to; see ``LabStudy/savedFiles``.
  package static func outputFolder(
    _ name: String, files: [String], _ help: String
  ) -> LabParameter {
    LabParameter(name, .folder(files: files, isOutput: true), help)
  }

  /// A switch.
  package static func flag(_ name: String, _ help: String) -> LabParameter {
    LabParameter(name, .flag, help)
  }
}

/// The value of a parameter, parsed and within its range.
package enum LabValue: Sendable, Equatable {
  case numbers([Double])
  case integers([Int])
  case names([String])
  case files([String])
  case flag(Bool)
  case text(String?)
}
