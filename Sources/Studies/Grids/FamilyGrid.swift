// The families of a grid by number, without a list of every depth with every step size.

import Files
package import ToyModel

/// The families that `--family`, `--depth` and `--omega` allow, in the order given; unrolled ones by
/// depth, then step rule.
///
/// Memory is that of the depths and the step rules, not of their product.
package struct FamilyGrid: Sendable, RandomAccessCollection {
  /// A family before depth and step are known.
  package enum Name: String, Sendable, CaseIterable {
    case linear, bilevel, unrolled

    /// Those that have a regularizer.
    package static let ofRegularizers: [Name] = [.bilevel, .unrolled]
  }

  /// The names, in the order given.
  package let names: [Name]
  /// The depths N, each of them legal.
  package let depths: [Int]
  /// The step rules, each of them legal.
  package let rules: [StepRule]
  /// How many families come before each name, and in the end how many there are.
  private let offsets: [Int]

  /// Reads the three options.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for unknown names and illegal values.
  package init(names: String, depths: String, steps: String) throws(StudyError) {
    self.depths = try Grid.integers(depths, option: "--depth")
    rules = try ParameterGrid.stepRules(steps)
    for depth in self.depths where depth < 1 || depth > 1 << 53 {
      throw .illegal("--depth \(depth): the number of steps N is between 1 and 2⁵³")
    }
    for case .fixed(let omega) in rules where !(omega > 0 && omega <= Setting.magnitudeLimit) {
      throw .illegal(
        "--omega \(omega): a step size is above 0 and at most \(Setting.magnitudeLimit)")
    }
    self.names = try Self.names(names)
    var offsets = [0]
    for name in self.names {
      offsets.append(
        offsets[offsets.count - 1] + (name == .unrolled ? self.depths.count * rules.count : 1))
    }
    self.offsets = offsets
  }

  /// Reads the names of a list.
  ///
  /// - Parameters:
  ///   - text: The list, as the option has it.
  ///   - known: The names that are legal.
  /// - Returns: The names, in the order given.
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func names(
    _ text: String, among known: [Name] = Name.allCases
  ) throws(StudyError) -> [Name] {
    try listedNames(text, option: "--family").map { (text) throws(StudyError) in
      guard let name = Name(rawValue: text), known.contains(name) else {
        let words = known.map(\.rawValue)
        let hint = suggestion(for: text, among: words).map { "did you mean \($0)? " } ?? ""
        throw .illegal(
          "--family \(printable(text)): \(hint)known are \(words.joined(separator: ", "))")
      }
      return name
    }
  }

  /// The families of one name, with some depths and step rules.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - count: How many times it stands in the list.
  ///   - depths: Legal depths; without effect for other names than unrolled.
  ///   - rules: Legal step rules; likewise.
  package init(_ name: Name, count: Int, depths: [Int] = [], rules: [StepRule] = []) {
    names = Array(repeating: name, count: count)
    (self.depths, self.rules) = (depths, rules)
    let size = name == .unrolled ? depths.count * rules.count : 1
    offsets = (0...count).map { $0 * size }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { offsets[offsets.count - 1] }

  package subscript(position: Int) -> DenoiserFamily {
    let index = offsets.dropFirst().firstIndex { position < $0 } ?? 1
    switch names[index - 1] {
    case .linear: return .linear
    case .bilevel: return .bilevel
    case .unrolled:
      let (depth, rule) = (position - offsets[index - 1]).quotientAndRemainder(
        dividingBy: rules.count)
      return .unrolled(depth: depths[depth], step: rules[rule])
    }
  }

  /// Refuses so many depths and step sizes that a list of their pairs would not fit into memory.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireFewPairs() throws(StudyError) {
    guard Double(depths.count) * Double(rules.count) <= Double(Grid.pointLimit) else {
      throw .illegal(
        "--depth and --omega have more than \(Grid.pointLimit) pairs: "
          + "\(depths.count) times \(rules.count)")
    }
  }
}
