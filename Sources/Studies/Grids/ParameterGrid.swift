// The grids of all parameters of a sweep, from the options.

import Files
package import ToyModel

/// The values of every parameter that the options of `risk` and `risk-ratio` give.
package struct ParameterGrid: Sendable {
  package var data: [any DataFamily]
  package var n: [Int]
  /// nil stands for k = n.
  package var k: [Int]?
  package var mu: [Double]
  package var theta: [Double]
  package var sigma: [Double]
  /// The families in the order given; unrolled ones by depth, then step rule.
  package var families: FamilyGrid
  /// The depths N′ at which models learned at another depth are evaluated; nil if there are none.
  package var testDepths: [Int]?
  /// The σ of the noise on which learned models are evaluated; nil if it is that of the data.
  package var testSigmas: [Double]?
  /// The noise spectrum and the operator; nil for white noise and A = I.
  package var observation: ObservationChoice?
  /// The samples from which models are learned; nil for the population alone.
  package var samples: [TrainingSample]?

  /// Creates grids from their values, which are checked point by point as those that are read.
  ///
  /// - Parameters:
  ///   - data: The data.
  ///   - n: The dimensions.
  ///   - k: The numbers of rows; nil stands for k = n.
  ///   - mu: The means μ.
  ///   - theta: The standard deviations θ.
  ///   - sigma: The standard deviations σ of the noise.
  ///   - families: The families.
  package init(
    data: [any DataFamily] = [.constant], n: [Int], k: [Int]? = nil, mu: [Double], theta: [Double],
    sigma: [Double], families: FamilyGrid
  ) {
    (self.data, self.n, self.k, self.mu, self.theta) = (data, n, k, mu, theta)
    (self.sigma, self.families) = (sigma, families)
  }

  /// Reads the grids; single values are checked later, point by point, by ``Setting/validate()``.
  ///
  /// - Parameters:
  ///   - texts: The grids as text, each as given, else its default, and how the numbers of files are interpreted.
  ///   - use: The part of the algorithms that is needed.
  /// - Throws: ``StudyError``.
  package init(_ texts: ParameterTexts, for use: AlgorithmUse = .filter) throws(StudyError) {
    let reading = try DataReading(texts)
    func text(_ name: String) -> String { texts[name] ?? "" }
    n = try Grid.integers(text("--n"), option: "--n")
    let rows = text("--k")
    k = rows == "n" ? nil : try Grid.integers(rows, option: "--k")
    mu = try Grid.numbers(text("--mu"), option: "--mu")
    theta = try Grid.numbers(text("--theta"), option: "--theta")
    sigma = try Grid.numbers(text("--sigma"), option: "--sigma")
    families = try FamilyGrid(texts, for: use)
    testDepths = try Self.testDepths(texts, families)
    testSigmas = try Self.testSigmas(texts, families)
    samples = try Self.samples(texts)
    // If n is given, it is the length of the frames into which recordings are cut.
    let isLength = texts.given("--n") != nil && n.count == 1
    let frameLength = isLength && (1...MeasuredData.frameLengthLimit).contains(n[0]) ? n[0] : nil
    data = try DataNames.parse(
      text("--data"), reading: reading, frameLength: frameLength)
    try requireDistinct(data.map(\.name), option: "--data")
    try checkFiles(texts)
    try readObservation(texts)
    for file in files { file.report() }
  }

  /// The data that come from files.
  package var files: [MeasuredData] { data.compactMap { $0 as? MeasuredData } }

  /// The same grids with enclosures of the eigenvalues of files, which take time.
  ///
  /// - Throws: ``StudyError`` if recordings cannot be read again.
  package func enclosed() throws(StudyError) -> ParameterGrid {
    var grid = self
    for (index, data) in grid.data.enumerated() {
      if let file = data as? MeasuredData { grid.data[index] = try file.enclosed() }
    }
    return grid
  }

  /// For a file n comes from the file, and μ and θ have no meaning.
  private mutating func checkFiles(_ texts: ParameterTexts) throws(StudyError) {
    let files = files.map { (path: $0.path, n: $0.spectrum.dimension, isRecorded: $0.isRecorded) }
    guard let first = files.first else {
      for name in DataReading.parameters where texts.given(name) != nil {
        throw .illegal("\(name) has no effect without --data FILE")
      }
      return
    }
    for name in ["--mu", "--theta"] where texts.given(name) != nil && files.count == data.count {
      throw .illegal("\(name) has no effect on --data \(first.path)")
    }
    if texts.given("--n") != nil {
      for file in files where n != [file.n] {
        guard
          !file.isRecorded || (n.count == 1 && (1...MeasuredData.frameLengthLimit).contains(n[0]))
        else {
          throw .illegal(
            "--n \(n.map(String.init).joined(separator: ",")): frames of recordings, --data \(file.path), have "
              + "one n from 1 to \(MeasuredData.frameLengthLimit)")
        }
        throw .illegal(
          "--n \(n.map(String.init).joined(separator: ",")) contradicts --data "
            + "\(file.path), where n = \(file.n)")
      }
    } else {
      guard files.allSatisfy({ $0.n == first.n }) else {
        throw .illegal("--data: the files differ in n: \(files.map(\.n))")
      }
      n = [first.n]
    }
  }

  /// Reads a parameter of an algorithm: a grid of legal numbers, which may include `learned` if the parameter
  /// can be learned.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func choices(
    _ text: String, of parameter: AlgorithmParameter
  ) throws(StudyError) -> [ParameterChoice] {
    if parameter.isSchedule { return try schedules(text, of: parameter) }
    var result: [ParameterChoice] = []
    var numbers: [Double] = []
    let option = parameter.option
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      if item == "learned" {
        guard parameter.canBeLearned else {
          let learners = Algorithm.all.filter {
            $0.entry.parameters.contains { $0.name == parameter.name && $0.canBeLearned }
          }.map(\.name)
          throw .illegal(
            learners.isEmpty
              ? "\(option) learned: \(parameter.meaning) cannot be learned; give a number"
              : "\(option) learned: only --algorithm \(learners.joined(separator: " or ")) learns it"
          )
        }
        guard !result.contains(.learned) else {
          throw .illegal("\(option) \(printable(text)): learned is given twice")
        }
        result.append(.learned)
      } else {
        let values =
          parameter.canBeLearned
          ? try Grid.numbers(String(item), option: option, or: "learned")
          : try Grid.numbers(String(item), option: option)
        numbers += values
        // −0 is 0.
        result += values.map { .fixed($0 == 0 ? 0 : $0) }
      }
    }
    try Grid.requireDistinct(numbers, text, option: option)
    for number in numbers where !parameter.range.contains(number) {
      throw .illegal("\(option) \(number): \(parameter.meaning) is \(parameter.range.inWords)")
    }
    return result
  }

  /// Reads lists of step sizes: numbers with slashes between, lists separated by commas, or `learned`.
  private static func schedules(
    _ text: String, of parameter: AlgorithmParameter
  ) throws(StudyError) -> [ParameterChoice] {
    let option = parameter.option
    var result: [ParameterChoice] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      var choice = ParameterChoice.learned
      if item != "learned" {
        var steps: [Double] = []
        for part in item.split(separator: "/", omittingEmptySubsequences: false) {
          guard let value = Double(part), value.isFinite else {
            throw .illegal(
              "\(option) \(printable(text)): '\(printable(String(part)))' is not a finite number; "
                + "sizes have slashes between, such as 1.8/1.8/0.25")
          }
          guard value == 0 || (1e-100...1e100).contains(abs(value)) else {
            throw .illegal(
              "\(option) \(printable(text)): the size of a step is 0 or of magnitude 1e-100 to 1e+100"
            )
          }
          // −0 is 0.
          steps.append(value == 0 ? 0 : value)
          guard steps.count <= StepsFilter.limit else {
            throw .illegal(
              "\(option): more than \(StepsFilter.limit) steps, which are taken one by one")
          }
        }
        choice = .schedule(steps)
      }
      guard !result.contains(choice) else {
        throw .illegal("\(option) \(printable(text)): \(choice.text) is given twice")
      }
      result.append(choice)
    }
    return result
  }

  /// All points: data, n, μ, θ, σ, family, k, the σ of the test, N′ and m, the last varying fastest.
  ///
  /// They are created on demand; memory is that of the grids.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for an illegal point.
  package func settings() throws(StudyError) -> SettingList {
    try families.requireFewPairs()
    try validateValues()
    // Every n is combined with every k.
    if let k, let most = k.max(), let n = n.first(where: { $0 < most }) {
      let first = k.first { $0 > n } ?? most
      try Setting(
        data: data[0], n: n, mu: mu[0], theta: theta[0], sigma: sigma[0], k: first, family: .linear
      ).validate()
    }
    let largest = n.max() ?? 1
    for block in families.blocks {
      guard let depth = (block.depths + (testDepths ?? [])).min(), !block.depths.isEmpty else {
        continue
      }
      if let objection = block.algorithm.entry.objection(
        depth: depth, dimension: largest, rows: k?.max() ?? largest)
      {
        throw .illegal(objection)
      }
    }
    return try SettingList(self)
  }
}

/// The points of grids by number; see ``ParameterGrid/settings()``.
package struct SettingList: Sendable, RandomAccessCollection {
  private let grid: ParameterGrid
  package let endIndex: Int

  /// Creates the points of grids whose points are legal.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for too many points.
  package init(_ grid: ParameterGrid) throws(StudyError) {
    let count = grid.axisCounts.reduce(1.0) { $0 * Double($1) }
    guard count <= Double(Grid.pointLimit) else {
      throw .illegal("the grids have more than \(Grid.pointLimit) points together")
    }
    self.grid = grid
    endIndex = Int(count)
  }

  package var startIndex: Int { 0 }

  package subscript(position: Int) -> Setting { grid.setting(position) }
}

extension ParameterGrid {
  /// The number of values of data, n, μ, θ, σ, family, k, the σ of the test, N′ and m.
  package var axisCounts: [Int] {
    [
      data.count, n.count, mu.count, theta.count, sigma.count, families.count, k?.count ?? 1,
      testSigmas?.count ?? 1, testDepths?.count ?? 1, samples?.count ?? 1,
    ]
  }

  /// The setting of a number, in the order of ``settings()``; it need not be legal.
  ///
  /// - Precondition: the number is at least 0 and below the product of ``axisCounts``.
  package func setting(_ number: Int) -> Setting {
    var digits = MixedRadix(number)
    let sample = samples.map { $0[digits.next($0.count)] }
    let testDepth = testDepths.map { $0[digits.next($0.count)] }
    let testSigma = testSigmas.map { $0[digits.next($0.count)] }
    let row = digits.next(k?.count ?? 1)
    let family = families[digits.next(families.count)]
    let sigma = sigma[digits.next(sigma.count)]
    let theta = theta[digits.next(theta.count)]
    let mu = mu[digits.next(mu.count)]
    let n = n[digits.next(n.count)]
    return Setting(
      data: data[digits.rest], n: n, mu: mu, theta: theta, sigma: sigma, k: k?[row] ?? n,
      family: family, testDepth: testDepth, testSigma: testSigma, observation: observation,
      sample: sample)
  }

  /// Refuses values that are illegal in every combination.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func validateValues() throws(StudyError) {
    for n in n { try Setting.validateDimension(n) }
    for k in k ?? [] { try Setting.validateRows(k) }
    for mu in mu { try Setting.validateMean(mu) }
    for theta in theta { try Setting.validateSpread(theta) }
    for sigma in sigma { try Setting.validateNoise(sigma) }
    for sigma in testSigmas ?? [] {
      try Setting.validateNoise(sigma, option: Self.testSigmaOption)
    }
  }
}
