// Grids of laws, noise levels and algorithms.

import Files
package import Report
package import ToyModel

/// One setting: a law at a noise level, and a family with its depth.
package struct ScalarSetting: Sendable {
  package let law: ScalarLaw
  /// σ.
  package let sigma: Double
  package let algorithm: ScalarAlgorithm
  /// N; nil for families without steps.
  package let depth: Int?
}

/// The grids of `toy scalar`, read and checked.
package struct ScalarGrid: Sendable {
  /// The laws, in the order given.
  package let laws: [ScalarLaw]
  /// σ, ascending as given.
  package let sigmas: [Double]
  /// The families with their depths.
  package let members: [(algorithm: ScalarAlgorithm, depth: Int?)]
  /// β of heavy ball.
  package let momentum: Double

  /// The options of the grids, in their order.
  package static let options = [
    "--prior", "--data", "--theta", "--share", "--exponent", "--sigma", "--algorithm", "--depth",
    "--momentum",
  ]

  /// Reads the grids, and the file they name.
  ///
  /// - Throws: ``StudyError/illegal(_:)``, ``StudyError/file(_:)``.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    laws = try Self.laws(texts)
    sigmas = try Grid.numbers(texts["--sigma"] ?? "", option: "--sigma")
    for sigma in sigmas
    where !(1 / Magnitude.limit...Magnitude.limit).contains(sigma) {
      throw .illegal(
        "--sigma \(sigma): the standard deviation of the noise, above 0, up to \(Magnitude.limit)")
    }
    for law in laws {
      for sigma in sigmas where !(1e-6...1e6).contains(law.theta / sigma) {
        throw .illegal(
          "--sigma \(sigma): θ/σ is from 1e-6 to 1e6, here \(law.theta / sigma) for \(law.label)")
      }
    }
    momentum = try Grid.number(texts["--momentum"] ?? "", option: "--momentum")
    guard (0...100).contains(momentum) else {
      throw .illegal("--momentum \(momentum): β is from 0 to 100")
    }
    members = try Self.members(texts)
  }

  private static func laws(_ texts: ParameterTexts) throws(StudyError) -> [ScalarLaw] {
    if let path = texts.given("--data") {
      for option in ["--prior", "--theta", "--share", "--exponent"]
      where texts.given(option) != nil {
        throw .illegal("\(option) has no effect with --data, whose numbers are the law")
      }
      return [ScalarLaw(try ScalarSamples(path: path, reading: TableReading(texts)))]
    }
    let names: [PriorName] = try texts.choices("--prior")
    for option in ["--share", "--exponent"]
    where texts.given(option) != nil && !names.contains(where: { $0.option == option }) {
      let bearer = PriorName.allCases.first { $0.option == option }
      throw .illegal("\(option) has no effect: only --prior \(bearer?.rawValue ?? "") has it")
    }
    let thetas = try Grid.numbers(texts["--theta"] ?? "", option: "--theta")
    var laws: [ScalarLaw] = []
    for name in names {
      let parameters: [Double?] =
        if let option = name.option {
          try Grid.numbers(texts[option] ?? "", option: option)
        } else { [nil] }
      for parameter in parameters {
        for theta in thetas {
          laws.append(try ScalarLaw(name, theta: theta, parameter: parameter))
        }
      }
    }
    return laws
  }

  private static func members(
    _ texts: ParameterTexts
  ) throws(StudyError) -> [(algorithm: ScalarAlgorithm, depth: Int?)] {
    let algorithms: [ScalarAlgorithm] = try texts.choices("--algorithm")
    let depths = try Grid.integers(texts["--depth"] ?? "", option: "--depth")
    if texts.given("--depth") != nil, !algorithms.contains(where: { $0.depths != nil }) {
      throw .illegal("--depth has no effect: no algorithm of --algorithm has steps")
    }
    if texts.given("--momentum") != nil, !algorithms.contains(.heavyBall) {
      throw .illegal("--momentum has no effect: only --algorithm heavy-ball has it")
    }
    var members: [(algorithm: ScalarAlgorithm, depth: Int?)] = []
    for algorithm in algorithms {
      guard let legal = algorithm.depths else {
        members.append((algorithm, nil))
        continue
      }
      for depth in depths {
        guard legal.contains(depth) else {
          throw .illegal(
            "--depth \(depth): N is from \(legal.lowerBound) to \(legal.upperBound) for --algorithm "
              + algorithm.rawValue)
        }
        members.append((algorithm, depth))
      }
    }
    return members
  }

  /// The number of settings.
  package var count: Int { laws.count * sigmas.count * members.count }

  /// The numbers of values of all axes; the last varies fastest.
  package var axisCounts: [Int] { [laws.count, sigmas.count, members.count] }

  /// The setting of a number below ``count``.
  package func setting(_ number: Int) -> ScalarSetting {
    var digits = MixedRadix(number)
    let member = members[digits.next(members.count)]
    let sigma = sigmas[digits.next(sigmas.count)]
    return ScalarSetting(
      law: laws[digits.rest], sigma: sigma, algorithm: member.algorithm, depth: member.depth)
  }

  /// Whether a family is searched, which takes seconds.
  package var isSlow: Bool {
    members.contains { $0.algorithm.isSearched(depth: $0.depth ?? 1) }
  }

  /// The files that were read.
  package var samples: [ScalarSamples] { laws.compactMap(\.samples) }
}

/// The best risk of a family at one setting, with the numbers that explain it.
package struct ScalarRow: Sendable {
  package let setting: ScalarSetting
  /// The law at its noise level.
  package let model: ScalarModel
  /// The best member.
  package let best: ScalarOptimum
  /// The least risk of any denoiser.
  package let bayesRisk: Double

  /// Computes a row.
  ///
  /// - Parameters:
  ///   - setting: The setting.
  ///   - momentum: β of heavy ball.
  ///   - model: The law at the noise level, if it is known already.
  ///   - bayesRisk: Its least risk, if it is known already.
  package init(
    _ setting: ScalarSetting, momentum: Double, model: ScalarModel? = nil,
    bayesRisk: Double? = nil
  ) {
    self.setting = setting
    let model =
      model
      ?? ScalarModel(setting.law.prior, noiseVariance: setting.sigma * setting.sigma)
    self.model = model
    self.bayesRisk = bayesRisk ?? model.bayesRisk
    best = model.best(
      setting.algorithm, depth: setting.depth ?? 1, momentum: momentum, bayesRisk: self.bayesRisk)
  }

  /// The columns, part of the contract.
  package static let columns =
    ScalarLaw.columns + [
      "sigma", "algorithm", "depth", "lambda", "gain", "omega", "risk", "linear_risk",
      "bilevel_risk", "bayes_risk", "ratio_to_bilevel", "ratio_to_bayes", "upper_bound", "hazard",
      "mean_excess", "criterion", "verdict", "best_gain", "worth", "trap_risk",
    ]

  /// The columns without numbers.
  package static let textColumns: Set<String> = ["prior", "algorithm", "upper_bound", "verdict"]

  /// The cells of the setting.
  package static func cells(_ setting: ScalarSetting) -> [Cell] {
    setting.law.cells + [
      .number(setting.sigma), .text(setting.algorithm.rawValue),
      setting.depth.map { .integer($0) } ?? .empty,
    ]
  }

  /// The cells in the order of ``columns``.
  package var cells: [Cell] {
    func optional(_ value: Double?) -> Cell { value.map { .number($0) } ?? .empty }
    let (bilevel, isTied) = (model.optimum.bilevel, setting.algorithm == .ista)
    // Where f is one soft threshold, its own tail; else that of the exact solution.
    let fit =
      best.gain.flatMap { gain in
        best.threshold.map {
          SoftThresholdFit(
            model.prior, threshold: $0, gain: gain, noiseVariance: model.noiseVariance)
        }
      } ?? bilevel
    let hasTrap = isTied && setting.depth.map { $0 > 1 } == true
    return Self.cells(setting) + [
      optional(best.threshold), optional(best.gain), optional(best.stepSize), .number(best.risk),
      .number(model.prior.linearRisk(noiseVariance: model.noiseVariance)), .number(bilevel.risk),
      .number(bayesRisk), .number(best.risk / bilevel.risk), .number(best.risk / bayesRisk),
      .truth(setting.algorithm.isSearched(depth: setting.depth ?? 1)),
      .number(fit.tail.hazard), .number(fit.tail.meanExcess), .number(fit.tail.criterion),
      .text(fit.verdict.rawValue), .number(fit.bestGain), .number(fit.worth),
      hasTrap ? .number(model.trappedFit.risk) : .empty,
    ]
  }
}

/// The rows of a grid, made on demand.
package struct ScalarRows: ResultRows {
  package let grid: ScalarGrid
  package var columns: [String] { ScalarRow.columns }
  package var count: Int { grid.count }

  package init(_ grid: ScalarGrid) { self.grid = grid }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    for law in grid.laws {
      for sigma in grid.sigmas {
        let model = ScalarModel(law.prior, noiseVariance: sigma * sigma)
        let bayes = model.bayesRisk
        for member in grid.members {
          let setting = ScalarSetting(
            law: law, sigma: sigma, algorithm: member.algorithm, depth: member.depth)
          let row = ScalarRow(setting, momentum: grid.momentum, model: model, bayesRisk: bayes)
          for cell in row.cells { sink.append(cell) }
          try sink.endRow(note: nil)
        }
      }
    }
  }

  /// The presentation for readers: for every law and noise level the verdict, then a short table.
  package var page: ResultPage {
    ResultPage(
      terminal: { terminal in words { terminal.text($0) } }, text: { _ in words { $0.text() } })
  }

  private func words(_ render: (Table) -> String) -> String {
    var parts: [String] = []
    for law in grid.laws {
      for sigma in grid.sigmas {
        let model = ScalarModel(law.prior, noiseVariance: sigma * sigma)
        let bayes = model.bayesRisk
        var table = Table(columns: ["denoiser", "N", "λ", "c", "risk", "over the least, %"])
        for member in grid.members {
          let row = ScalarRow(
            ScalarSetting(
              law: law, sigma: sigma, algorithm: member.algorithm, depth: member.depth),
            momentum: grid.momentum, model: model, bayesRisk: bayes)
          let isBound = member.algorithm.isSearched(depth: member.depth ?? 1)
          table.append([
            .text(member.algorithm.rawValue), member.depth.map { .integer($0) } ?? .empty,
            row.best.threshold.map { .number($0) } ?? .empty,
            row.best.gain.map { .number($0) } ?? .empty,
            .text((isBound ? "≤ " : "") + formatted(row.best.risk, significantDigits: 7)),
            .text(formatted(100 * (row.best.risk / bayes - 1), significantDigits: 3)),
          ])
        }
        parts.append(
          "\(law.inWords), θ = \(formatted(law.theta, significantDigits: 6)), σ = "
            + "\(formatted(sigma, significantDigits: 6))\n\n\(render(table))\n\(Self.verdict(model))"
        )
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The explanation below a table.
  private static func verdict(_ model: ScalarModel) -> String {
    let (bilevel, joint) = (model.optimum.bilevel, model.optimum.joint)
    let number = { (value: Double) in formatted(value, significantDigits: 5) }
    let tail = joint.tail
    var lines = [
      "exact ℓ₁ solution: λ/σ² = hazard r(λ) = \(number(bilevel.tail.hazard))",
      "best gain there: \(number(bilevel.bestGain)), worth \(number(bilevel.worth))",
    ]
    if joint.threshold == 0 {
      lines.append("best c·ST_λ: λ = 0, the best linear denoiser; no threshold helps")
    } else {
      lines.append(
        "best c·ST_λ: c = \(number(joint.gain)), e·r = \(number(tail.criterion)) "
          + (tail.criterion < 1 ? "< 1" : "> 1") + ": \(joint.verdict.rawValue)")
    }
    if joint.gain > 1 {
      lines.append(
        "even depths of tied ISTA have c ≤ 1; gradient flow from ω < 1 stays there at every N ≥ 2")
    }
    if joint.gain > 2 {
      lines.append("c > 2: with steps up to 2 odd depths from 3 on do not reach it")
    }
    return lines.joined(separator: "\n")
  }
}

/// The rows of `scalar` in a sweep.
package struct ScalarSweep: SweptStudy {
  package let name = "scalar"
  package let parameters: [SweepParameter]
  package var columns: [String] { ScalarRow.columns }
  package let textColumns = ScalarRow.textColumns

  /// - Parameter parameters: The grids, with the defaults of the command line.
  package init(parameters: [SweepParameter]) { self.parameters = parameters }

  package func points(_ values: [SweepValue]) throws(StudyError) -> any SweptPoints {
    let grid = try ScalarGrid(ParameterTexts(parameters, values))
    return ScalarPoints(
      grid: grid, count: try sweepCount(grid.axisCounts),
      values: parameters.compactMap { parameter in
        let text = values.first { $0.key == parameter.key }?.text
        return (text ?? (grid.reads(parameter.key) ? parameter.standard : nil)).map {
          SweepValue(key: parameter.key, text: $0)
        }
      })
  }
}

extension ScalarGrid {
  /// Whether a grid that was not given has an effect.
  fileprivate func reads(_ key: String) -> Bool {
    switch key {
    case "prior", "theta": samples.isEmpty
    case "share", "exponent": laws.contains { $0.name?.option == "--\(key)" }
    case "depth": members.contains { $0.depth != nil }
    case "momentum": members.contains { $0.algorithm == .heavyBall }
    case "header", "index-column": !samples.isEmpty
    default: true
    }
  }
}

private struct ScalarPoints: SweptPoints {
  let grid: ScalarGrid
  let count: Int
  let values: [SweepValue]
  var isSlow: Bool { grid.isSlow }
  var inputs: [SweepInput] {
    grid.samples.map { SweepInput(path: $0.path, fingerprint: $0.fingerprint) }
  }

  func computer() -> any PointComputer { ScalarComputer(grid: grid) }
}

private struct ScalarComputer: PointComputer {
  let grid: ScalarGrid

  mutating func write(
    _ number: Int, to row: inout CSVWriter, isStopping: @escaping @Sendable () -> Bool
  ) throws(StudyError) -> Bool {
    for cell in ScalarRow(grid.setting(number), momentum: grid.momentum).cells { row.append(cell) }
    return true
  }

  func writeSetting(_ number: Int, to row: inout CSVWriter) {
    let cells = ScalarRow.cells(grid.setting(number))
    for cell in cells { row.append(cell) }
    for _ in cells.count..<ScalarRow.columns.count { row.appendEmpty() }
  }
}
