// The values of all parameters of a lab.

package import Files
package import Report

/// The values of a lab's parameters, its seed, and the command that its outcome names.
package struct LabSettings: Sendable, Equatable {
  /// The parameters of the lab, in its order.
  package let parameters: [LabParameter]
  private var values: [String: LabValue] = [:]
  /// The seed: 0 gives the instance of the pins, and s adds 1000003·s to the seed of every generator.
  package var seed: UInt64
  /// All seeds of an outcome that combines those of several; otherwise only ``seed``.
  package var seeds: [UInt64] { otherSeeds.isEmpty ? [seed] : otherSeeds }
  private var otherSeeds: [UInt64] = []
  /// How files of numbers are read.
  package var reading: TableReading
  /// The command line that reproduces the outcome; figures record it.
  package var command: String

  /// Creates the settings of the verified instance of a lab, or of another draw of it.
  ///
  /// - Parameters:
  ///   - parameters: The lab's parameters.
  ///   - seed: The seed.
  ///   - reading: How files of numbers are read.
  ///   - command: The command line that reproduces the outcome.
  package init(
    _ parameters: [LabParameter], seed: UInt64 = 0, reading: TableReading = TableReading(),
    command: String
  ) {
    self.parameters = parameters
    self.seed = seed
    self.reading = reading
    self.command = command
  }

  /// Sets the value of a parameter.
  ///
  /// - Parameters:
  ///   - parameter: One of the lab's parameters.
  ///   - value: A legal value of its kind.
  package mutating func set(_ parameter: LabParameter, to value: LabValue) {
    precondition(
      parameters.contains(parameter), "no parameter \(parameter.name) among \(parameters)")
    values[parameter.name] = value
  }

  /// These settings for several seeds.
  ///
  /// - Parameter seeds: At least one seed.
  /// - Returns: The settings with all of them, the first of which is ``seed``.
  package func combined(_ seeds: [UInt64]) -> LabSettings {
    var settings = self
    settings.seed = seeds[0]
    settings.otherSeeds = seeds.count > 1 ? seeds : []
    return settings
  }

  /// The value of a parameter, given or default.
  package func value(of parameter: LabParameter) -> LabValue {
    precondition(
      parameters.contains(parameter), "no parameter \(parameter.name) among \(parameters)")
    return values[parameter.name] ?? parameter.standard
  }

  /// Whether the user gave the parameter a value.
  package func isGiven(_ parameter: LabParameter) -> Bool { values[parameter.name] != nil }

  /// Whether this is the instance of the pins: seed 0 and the default of every parameter.
  package var isPinned: Bool { seed == 0 && isStandard }

  /// Whether every parameter has its default.
  package var isStandard: Bool { parameters.allSatisfy { value(of: $0) == $0.standard } }

  /// All numbers of a parameter.
  package func numbers(_ parameter: LabParameter) -> [Double] {
    guard case .numbers(let values) = value(of: parameter) else { return [] }
    return values
  }

  /// The number of a parameter that has one.
  package func number(_ parameter: LabParameter) -> Double {
    let values = numbers(parameter)
    precondition(values.count == 1, "\(parameter.name) has the values \(values), not one number")
    return values[0]
  }

  /// All whole numbers of a parameter.
  package func integers(_ parameter: LabParameter) -> [Int] {
    guard case .integers(let values) = value(of: parameter) else { return [] }
    return values
  }

  /// The whole number of a parameter that has one.
  package func integer(_ parameter: LabParameter) -> Int {
    let values = integers(parameter)
    precondition(
      values.count == 1, "\(parameter.name) has the values \(values), not one whole number")
    return values[0]
  }

  /// All names of a parameter.
  package func names(_ parameter: LabParameter) -> [String] {
    guard case .names(let values) = value(of: parameter) else { return [] }
    return values
  }

  /// The name of a parameter that has one.
  package func name(_ parameter: LabParameter) -> String {
    let values = names(parameter)
    precondition(values.count == 1, "\(parameter.name) has the values \(values), not one name")
    return values[0]
  }

  /// The files of a parameter; none unless given.
  package func files(_ parameter: LabParameter) -> [String] {
    guard case .files(let paths) = value(of: parameter) else { return [] }
    return paths
  }

  /// The file of a parameter that has one; nil unless given.
  package func file(_ parameter: LabParameter) -> String? { files(parameter).first }

  /// The state of a switch.
  package func isOn(_ parameter: LabParameter) -> Bool {
    value(of: parameter) == .flag(true)
  }

  /// The folder of a parameter without a slash at its end; nil unless given.
  package func folder(_ parameter: LabParameter) -> String? {
    guard let path = text(parameter), path.count > 1, path.hasSuffix("/") else {
      return text(parameter)
    }
    return String(path.dropLast())
  }

  /// The text of a parameter; nil unless given or default.
  package func text(_ parameter: LabParameter) -> String? {
    guard case .text(let text) = value(of: parameter) else { return nil }
    return text
  }

  /// All values as data, by the names of their parameters, and the seed.
  package var json: JSONValue { json(replacing: [:]) }

  /// The same with the values that a study used in place of defaults.
  ///
  /// - Parameter used: The values, by the names of their parameters.
  /// - Returns: An object; a parameter that has several values where one can be given is an array.
  package func json(replacing used: [String: LabValue]) -> JSONValue {
    let members = parameters.map { parameter in
      JSONValue.Member(
        parameter.name, (used[parameter.name] ?? value(of: parameter)).json(parameter))
    }
    let numbers = seeds.map { JSONValue.integer(Int(clamping: $0)) }
    return .object(members + [.init("seed", numbers.count > 1 ? .array(numbers) : numbers[0])])
  }
}

extension LabValue {
  /// The value as data: an array if the parameter may have several values or has them, otherwise the value.
  fileprivate func json(_ parameter: LabParameter) -> JSONValue {
    func list(_ values: [JSONValue], _ isSingle: Bool) -> JSONValue {
      isSingle && values.count <= 1 ? values.first ?? .null : .array(values)
    }
    switch (self, parameter.kind) {
    case (.numbers(let values), .numbers(_, _, let isSingle)):
      return list(values.map { .number($0) }, isSingle)
    case (.numbers(let values), .vector): return .array(values.map { .number($0) })
    case (.integers(let values), .integers(_, _, let isSingle)):
      return list(values.map { .integer($0) }, isSingle)
    case (.names(let values), .names(_, _, let isSingle)):
      return list(values.map { .text($0) }, isSingle)
    case (.files(let paths), .files(_, let count)):
      return list(paths.map { .text($0) }, count.upperBound == 1 || paths.isEmpty)
    case (.flag(let isOn), _): return .truth(isOn)
    case (.text(let text?), _): return .text(text)
    default: return .null
    }
  }
}
