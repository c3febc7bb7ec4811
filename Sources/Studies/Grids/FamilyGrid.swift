// The families of a grid by number, without a list of all combinations of depths and step sizes.

import Files
package import ToyModel

extension FamilyKind {
  /// The kinds that have a regularizer.
  package static let ofRegularizers: [FamilyKind] = [.bilevel, .unrolled]
}

/// One algorithm with its depths and parameters.
package struct FamilyBlock: Sendable, Hashable {
  package let algorithm: Algorithm
  /// The depths N; none if the algorithm has no depth.
  package var depths: [Int]
  /// The choices of every parameter, in the order of the algorithm.
  package var choices: [[ParameterChoice]]

  package init(_ algorithm: Algorithm, depths: [Int], choices: [[ParameterChoice]]) {
    (self.algorithm, self.depths, self.choices) = (algorithm, depths, choices)
  }

  /// Gradient descent of the given depths.
  package static func gradientDescent(
    depths: [Int], steps: [StepRule] = [.learned]
  ) -> FamilyBlock {
    FamilyBlock(.gradientDescent, depths: depths, choices: [steps])
  }

  /// The number of families.
  package var count: Int {
    choices.reduce(depths.isEmpty ? 1 : depths.count) { $0 * $1.count }
  }

  /// The family of a number: by depth, then by parameter, the last varying fastest.
  fileprivate func family(_ number: Int) -> DenoiserFamily {
    var digits = MixedRadix(number)
    var chosen = ParameterChoices()
    for index in choices.indices.reversed() {
      chosen[index] = choices[index][digits.next(choices[index].count)]
    }
    // Depth and parameters were checked when they were read.
    return DenoiserFamily(
      unchecked: algorithm, steps: depths.isEmpty ? 0 : depths[digits.rest], choices: chosen)
  }
}

/// The families allowed by `--family`, `--algorithm`, `--depth`, `--omega` and the other parameters of
/// algorithms, in the order given; those of one algorithm by depth, then by parameter.
///
/// Memory grows with the depths and the choices, not with their product.
package struct FamilyGrid: Sendable, RandomAccessCollection {
  /// A family before depth and parameters are known.
  package typealias Name = FamilyKind

  /// The algorithms, in the order given.
  package let blocks: [FamilyBlock]
  /// The depths N, each of them legal.
  package let depths: [Int]
  /// The step rules, each of them legal.
  package let rules: [StepRule]
  /// The number of families before each block, followed by the total.
  private let offsets: [Int]

  /// The kinds of the algorithms.
  package var names: [Name] { blocks.map(\.algorithm.kind) }

  /// Creates a grid from blocks.
  package init(_ blocks: [FamilyBlock], depths: [Int] = [], rules: [StepRule] = []) {
    self.blocks = blocks
    (self.depths, self.rules) = (depths, rules)
    var offsets = [0]
    for block in blocks { offsets.append(offsets[offsets.count - 1] + block.count) }
    self.offsets = offsets
  }

  /// Creates a grid of the usual algorithm of every kind.
  ///
  /// - Parameters:
  ///   - names: The kinds, in order.
  ///   - depths: The depths N of gradient descent, from 1 to 2⁵³.
  ///   - steps: Its step rules.
  package init(_ names: [Name], depths: [Int] = [], steps: [StepRule] = []) {
    let blocks = names.map { name in
      switch name {
      case .linear: FamilyBlock(.linear, depths: [], choices: [])
      case .bilevel: FamilyBlock(.exact, depths: [], choices: [])
      case .unrolled: FamilyBlock.gradientDescent(depths: depths, steps: steps)
      }
    }
    self.init(blocks, depths: depths, rules: steps)
  }

  /// The refusal of an algorithm of which only bounds on the best risk are known.
  static func needsFilter(_ algorithm: Algorithm) -> StudyError {
    .illegal(
      "--algorithm \(algorithm.name): with an R for every step T is not a function of one RᵀR, and only bounds on the "
        + "best risk are known, which 'toy risk', 'toy risk-ratio' and 'toy learn' print")
  }

  /// Reads the options.
  ///
  /// - Parameters:
  ///   - texts: Their texts; an option that a command does not have counts as omitted.
  ///   - known: The legal kinds.
  ///   - use: The part of the algorithms that is needed.
  /// - Throws: ``StudyError/illegal(_:)`` for unknown names and illegal values.
  package init(
    _ texts: ParameterTexts, among known: [Name] = Name.allCases, for use: AlgorithmUse = .filter
  ) throws(StudyError) {
    func text(_ name: String) -> String { texts[name] ?? "" }
    let depths = try Grid.integers(text("--depth"), option: "--depth")
    for depth in depths where depth < 1 || depth > 1 << 53 {
      throw .illegal("--depth \(depth): the number of steps N is between 1 and 2⁵³")
    }
    let rules = try ParameterGrid.choices(text("--omega"), of: .stepSize())
    let names = try Self.names(text("--family"), among: known)
    let algorithms = try Self.algorithms(texts.given("--algorithm"), of: names)
    var blocks: [FamilyBlock] = []
    for name in names {
      for algorithm in algorithms[name] ?? [] {
        guard algorithm.isSpectral || use == .risk else { throw Self.needsFilter(algorithm) }
        var choices: [[ParameterChoice]] = []
        for parameter in algorithm.entry.parameters {
          // The defaults of other parameters are those of the algorithm.
          let given =
            parameter.name == "omega" ? texts[parameter.option] : texts.given(parameter.option)
          choices.append(
            try given.map { (text) throws(StudyError) in
              try ParameterGrid.choices(text, of: parameter)
            } ?? [parameter.initial])
        }
        let isGiven = texts.given("--depth") != nil
        for (algorithm, choices) in try Self.started(algorithm, choices, texts.given("--start")) {
          for part in try FamilyBlock.parts(
            algorithm, depths: algorithm.entry.depths == nil ? [] : depths, choices: choices,
            areDepthsGiven: isGiven)
          {
            try part.refuseObjections(to: use)
            blocks.append(part)
          }
        }
      }
    }
    try Self.refuseIdle(texts, blocks)
    self.init(blocks, depths: depths, rules: rules)
  }

  /// An algorithm from every start of a list, in which x stands for 1; as it is where there is no list.
  private static func started(
    _ algorithm: Algorithm, _ choices: [[ParameterChoice]], _ text: String?
  ) throws(StudyError) -> [(Algorithm, [[ParameterChoice]])] {
    guard let text, let started = algorithm.started, let parameter = started.entry.parameters.last
    else { return [(algorithm, choices)] }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0 == "x" ? "1" : $0
    }
    return try ParameterGrid.choices(numbers.joined(separator: ","), of: parameter).map { start in
      start == .fixed(0) ? (algorithm, choices) : (started, choices + [[start]])
    }
  }

  /// Refuses a depth or an ω that no algorithm has.
  private static func refuseIdle(
    _ texts: ParameterTexts, _ blocks: [FamilyBlock]
  ) throws(StudyError) {
    let entries = blocks.map(\.algorithm.entry).filter { $0.kind != .linear }
    guard !entries.isEmpty else { return }
    let names = Groups(entries.map(\.name)).keys.joined(separator: " or ")
    if let text = texts.given("--omega"),
      !entries.contains(where: { $0.parameters.contains { $0.name == "omega" } })
    {
      throw .illegal("--omega \(printable(text)) has no effect: --algorithm \(names) has no ω")
    }
    if let text = texts.given("--depth"), !entries.contains(where: { $0.depths != nil }) {
      throw .illegal(
        "--depth \(printable(text)) has no effect: --algorithm \(names) has no number of steps")
    }
  }

  /// Reads the names of a list.
  ///
  /// - Parameters:
  ///   - text: The list, as given in the option.
  ///   - known: The legal names.
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

  /// The algorithms of every kind: those of the list, or else the default one.
  private static func algorithms(
    _ text: String?, of names: [Name]
  ) throws(StudyError) -> [Name: [Algorithm]] {
    var result: [Name: [Algorithm]] = [:]
    for name in try text.map({ (text) throws(StudyError) in
      try listedNames(text, option: "--algorithm")
    }) ?? [] {
      guard let algorithm = Algorithm(name: name) else {
        let words = Algorithm.all.filter { !$0.entry.isVariant }.map(\.name).filter { !$0.isEmpty }
        let hint = suggestion(for: name, among: words).map { "did you mean \($0)? " } ?? ""
        throw .illegal(
          "--algorithm \(printable(name)): \(hint)known are \(words.joined(separator: ", "))")
      }
      let kind = algorithm.kind
      guard names.contains(kind) else {
        throw .illegal("--algorithm \(name) has no effect: it belongs to --family \(kind.rawValue)")
      }
      result[kind, default: []].append(algorithm)
    }
    for name in names where result[name] == nil {
      result[name] = Array(Algorithm.all(of: name).prefix(1))
    }
    return result
  }

  /// Whether an omitted option has a meaning here: depth and parameters have one only if some of the algorithms
  /// have them.
  ///
  /// - Parameter option: The name, such as `--momentum`.
  /// - Returns: True for options of other kinds.
  package func reads(_ option: String) -> Bool {
    let entries = blocks.map(\.algorithm.entry).filter { $0.kind != .linear }
    if option == "--depth" {
      return entries.isEmpty || entries.contains { $0.depths != nil }
    }
    guard Algorithm.parameters.contains(where: { $0.option == option }) else { return true }
    if option == "--omega", entries.isEmpty { return true }
    return blocks.contains { block in
      (block.algorithm.started ?? block.algorithm).entry.parameters.contains { $0.option == option }
    }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { offsets[offsets.count - 1] }

  package subscript(position: Int) -> DenoiserFamily {
    let index = offsets.dropFirst().firstIndex { position < $0 } ?? 1
    return blocks[index - 1].family(position - offsets[index - 1])
  }

  /// Refuses depths and parameters whose combinations would not fit into memory.
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

extension FamilyBlock {
  /// The blocks of an algorithm: a list of steps has a depth of its own.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` where `--depth` contradicts the number of steps.
  fileprivate static func parts(
    _ algorithm: Algorithm, depths: [Int], choices: [[ParameterChoice]], areDepthsGiven: Bool
  ) throws(StudyError) -> [FamilyBlock] {
    guard let first = choices.first, first.contains(where: { $0.schedule != nil }) else {
      return [FamilyBlock(algorithm, depths: depths, choices: choices)]
    }
    var blocks: [FamilyBlock] = []
    for choice in first {
      var depths = depths
      if let steps = choice.schedule {
        if areDepthsGiven, depths != [steps.count] {
          throw .illegal(
            "--depth \(depths.map(String.init).joined(separator: ",")): --steps \(choice.text) has "
              + "\(steps.count) step\(steps.count == 1 ? "" : "s")")
        }
        depths = [steps.count]
      }
      blocks.append(
        FamilyBlock(algorithm, depths: depths, choices: [[choice]] + choices.dropFirst()))
    }
    return blocks
  }

  /// True if some of the families have a reparametrisation in which they can be learned.
  package var canBeReparametrized: Bool {
    (depths.isEmpty ? [0] : depths).contains {
      algorithm.entry.reparametrization(depth: $0) != nil
    }
  }

  /// Refuses depths for which the algorithm does not exist with these parameters.
  ///
  /// Only the largest depths matter.
  ///
  /// - Parameters:
  ///   - use: The part of the algorithm that is needed.
  ///   - option: The option that gives the depths.
  /// - Throws: ``StudyError/illegal(_:)`` with the reason.
  package func refuseObjections(
    to use: AlgorithmUse = .filter, option: String = "--depth"
  ) throws(StudyError) {
    guard let largest = depths.max() else { return }
    let entry = algorithm.entry
    if let range = entry.depths, let depth = depths.first(where: { !range.contains($0) }) {
      throw .illegal(
        "\(option) \(depth): --algorithm \(entry.name) takes \(range.lowerBound) to \(range.upperBound) steps"
          + (entry.depthReason.map { ": \($0)" } ?? "")
      )
    }
    // It only matters whether the first parameter is learned.
    let first = choices.first ?? []
    let kinds = Groups(first.map { $0 == .learned }).keys.compactMap { isLearned in
      first.first { ($0 == .learned) == isLearned }
    }
    let others = choices.dropFirst().map { Groups($0).keys }
    let count = others.reduce(1) { $0 * $1.count }
    for number in 0..<count {
      var digits = MixedRadix(number)
      var chosen = ParameterChoices()
      for (index, list) in others.enumerated() { chosen[index + 1] = list[digits.next(list.count)] }
      for kind in kinds.isEmpty ? [nil] : kinds.map(Optional.some) {
        chosen[0] = kind
        if let objection = entry.objection(to: use, depth: largest, choices: chosen) {
          throw .illegal("\(option) \(largest): \(objection)")
        }
      }
    }
  }
}
