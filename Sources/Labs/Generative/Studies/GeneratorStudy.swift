// Soft and hard generative regularisers over masks and noise.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// Reconstructions with one generator: identities, and risks over masks and noise.
struct GeneratorStudy {
  private let model: GaussianGenerator
  private let shift: UInt64
  /// The settings of the pins.
  private static let shares = [0.25, 0.5, 0.75, 1]
  private static let noises = [0.01, 0.05, 0.2]
  private static let drawCount = 20_000
  private static let iterationLimit = 20_000

  /// The study of one generator.
  ///
  /// - Parameters:
  ///   - model: The generator.
  ///   - shift: The seed of the run.
  init(_ model: GaussianGenerator, shift: UInt64) {
    self.model = model
    self.shift = shift
  }

  private func mask(_ share: Double, _ noise: Double) -> Measurement {
    .mask(share, of: model.signalCount, noise: noise, shift: shift)
  }

  /// Decides the claims about the regulariser, and lists risks.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where a factorization fails.
  func report(_ generator: inout CounterGenerator, to study: inout LabStudy) throws(LabError) {
    try decideMarginal(&generator, to: &study)
    try decideAlternating(&generator, to: &study)
    try decideMonteCarlo(to: &study)
    try decideRisks(to: &study)
    try decideFloor(to: &study)
    try decideSmoothness(to: &study)
  }

  // MARK: Identities

  private func decideMarginal(
    _ generator: inout CounterGenerator, to study: inout LabStudy
  ) throws(LabError) {
    var (worst, condition) = (0.0, 1.0)
    for method in [Reconstruction.identity, .diagonal, .covariance] {
      guard let covariance = model.modelled(method) else { continue }
      let values = try factorized(SymmetricEigen.values(of: covariance))
      condition = max(condition, values[values.count - 1] / max(values[0], .leastNormalMagnitude))
      let u = generator.normals(model.signalCount)
      let inner = try innerProblem(covariance)
      let z = inner.latent(u)
      let residual = difference(u, model.weights.applied(to: z))
      let value = 0.5 * dot(residual, inner.whitened(residual)) + 0.5 * dot(z, z)
      var image = u
      try positiveDefinite(model.signalCovariance(covariance), "WWᵀ + Σ").solve(&image)
      let marginal = 0.5 * dot(u, image)
      worst = max(worst, abs(value - marginal) / marginal)
    }
    study.decide(
      GeneratorClaims.marginal, "largest relative difference", predicted: 0, computed: worst,
      .rounding(max(1e-11, 1e-15 * condition)))
  }

  private func decideAlternating(
    _ generator: inout CounterGenerator, to study: inout LabStudy
  ) throws(LabError) {
    let setting = mask(0.5, 0.05)
    let truth = model.signals(1, &generator)
    let data = setting.data(truth, &generator).elements
    let inner = try innerProblem(model.residual)
    var system = try inverse(model.residual)
    let precision = 1 / (setting.noise * setting.noise)
    add(precision, setting.matrix.gram().elements, to: &system)
    let outer = try positiveDefinite(system, "the system of the alternation")
    var pull = setting.matrix.transposed.applied(to: data)
    scale(&pull, by: precision)
    var u = [Double](repeating: 0, count: model.signalCount)
    let rate = try alternationRate(inner, outer)
    guard pow(rate, Double(Self.iterationLimit)) <= 1e-12 else {
      study.warnings.append(
        "\(GeneratorClaims.alternating.id) is not decided: a step of the alternation reduces errors only by a share of \(formatted(max(1 - rate, 0), significantDigits: 2)), because Ψ is badly conditioned, and \(Self.iterationLimit) steps are too few"
      )
      return
    }
    for _ in 0..<Self.iterationLimit {
      var next = inner.whitenedWeights.applied(to: inner.latent(u))
      add(1, pull, to: &next)
      outer.solve(&next)
      let change = distance(next, u)
      u = next
      if change <= 1e-16 * norm(u) { break }
    }
    let direct = try model.map(.covariance, setting).applied(to: data)
    study.decide(
      GeneratorClaims.alternating, "distance from the closed form, relative to its norm",
      predicted: 0, computed: distance(u, direct) / norm(direct), .rounding(1e-6))
  }

  /// The factor by which a step of the alternation reduces errors in the end: the largest eigenvalue of G⁻¹WᵀΨ⁻¹S⁻¹Ψ⁻¹W with
  /// G = WᵀΨ⁻¹W + I and S = MᵀM/s² + Ψ⁻¹.
  private func alternationRate(
    _ inner: InnerProblem, _ outer: CholeskyFactorization
  ) throws(LabError) -> Double {
    let whitened = inner.whitenedWeights
    var solved = whitened
    outer.solve(&solved)
    let eigen = try factorized(SymmetricEigen(inner.gram))
    var root = eigen.vectors
    root.scaleColumns(eigen.values.map { 1 / $0.squareRoot() })
    let product = whitened.transposed.multiplied(by: solved).multiplied(by: root)
    let values = try factorized(
      SymmetricEigen.values(of: root.transposed.multiplied(by: product).symmetricPart))
    return values[values.count - 1]
  }

  private func decideMonteCarlo(to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 9, shift: shift)
    let setting = mask(0.5, 0.05)
    let map = try model.map(.covariance, setting)
    let signals = model.signals(Self.drawCount, &generator)
    var errors = map.multiplied(by: setting.data(signals, &generator))
    add(-1, signals.elements, to: &errors)
    let n = Double(model.signalCount)
    let losses = (0..<Self.drawCount).map { errors.columnProduct(errors, $0) / n }
    let (mean, error) = meanAndStandardError(losses)
    study.decide(
      GeneratorClaims.monteCarlo, "mean loss", predicted: model.risk(map, setting), computed: mean,
      .standardError(error))
  }

  // MARK: Risks

  private func decideRisks(to study: inout LabStudy) throws(LabError) {
    let settings = study.settings
    var table = Table(columns: ["sampling", "noise", "method", "risk"])
    let scale = model.covariance.trace / Double(model.signalCount)
    var (least, worst) = (Double.infinity, 0.0)
    for share in settings.numbers(GenerativeLab.sampling) {
      // It does not depend on the noise.
      let range = try model.map(.range, mask(share, 1))
      for noise in settings.numbers(GenerativeLab.noise) {
        let setting = mask(share, noise)
        let best = try model.risk(.covariance, setting)
        worst = max(worst, abs(best - (try posteriorVariance(setting))) / scale)
        for method in Reconstruction.allCases {
          let risk =
            switch method {
            case .range: model.risk(range, setting)
            case .covariance: best
            default: try model.risk(method, setting)
            }
          least = min(least, risk / best)
          table.append([
            .number(share), .number(noise), .text(method.rawValue), .number(risk),
          ])
        }
      }
    }
    study.decide(
      GeneratorClaims.posterior, "largest difference, relative to the mean variance of u",
      predicted: 0, computed: worst, .rounding(1e-11))
    study.decide(
      GeneratorClaims.best, "least risk over that of the covariance model", predicted: 1,
      computed: least, .atLeast(rounding: 1e-10))
    study.tables.append(
      NamedTable("risk", "exact risks of reconstructions over masks and noise", table))
    guard settings.isPinned else { return }
    var (diagonal, soft) = (0, 0)
    for share in Self.shares {
      for noise in Self.noises {
        let setting = mask(share, noise)
        let identity = try model.risk(.identity, setting)
        if try model.risk(.diagonal, setting) < identity { diagonal += 1 }
        if noise <= 0.05, identity < (try model.risk(.range, setting)) { soft += 1 }
      }
    }
    study.pin(GeneratorClaims.diagonal, 7, Double(diagonal))
    study.pin(GeneratorClaims.soft, 8, Double(soft))
  }

  /// tr(C − CMᵀ(MCMᵀ + s²I)⁻¹MC)/n.
  private func posteriorVariance(_ setting: Measurement) throws(LabError) -> Double {
    let cross = setting.matrix.multiplied(by: model.covariance)
    var solved = cross
    try positiveDefinite(model.dataCovariance(setting), "the covariance of the data").solve(&solved)
    return (model.covariance.trace - cross.innerProduct(solved)) / Double(model.signalCount)
  }

  private func decideFloor(to study: inout LabStudy) throws(LabError) {
    let n = model.signalCount
    let noises = [1e-1, 1e-2, 1e-3]
    let singular = try factorized(SingularValues(model.weights, isComplete: false))
    let rank = singular.values.count { $0 > 1e-12 * (singular.values.first ?? 0) }
    let q = singular.left.leadingColumns(rank)
    let part = q.transposed.multiplied(by: model.residual)
    let floor = (model.residual.trace - part.transposed.innerProduct(q)) / Double(n)
    var (worst, most) = (0.0, 0.0)
    for noise in noises {
      let setting = Measurement.complete(n, noise: noise)
      let predicted = floor + noise * noise * Double(rank) / Double(n)
      worst = max(worst, abs(try model.risk(.range, setting) / predicted - 1))
      most = max(most, try model.risk(.covariance, setting) / (noise * noise))
    }
    study.decide(
      GeneratorClaims.floor, "largest relative difference", predicted: 0, computed: worst,
      .rounding(1e-9))
    study.pin(GeneratorClaims.floorValue, 0.0236910, floor)
    study.decide(
      GeneratorClaims.vanishing, "largest risk over s²", predicted: 1, computed: most,
      .atMost(rounding: 1e-9))
  }

  private func decideSmoothness(to study: inout LabStudy) throws(LabError) {
    let signals = GaussianGenerator.roughness(ofSignalsWith: model.covariance)
    var most = 0.0
    for share in study.settings.numbers(GenerativeLab.sampling) {
      for noise in study.settings.numbers(GenerativeLab.noise) {
        let setting = mask(share, noise)
        most = max(most, model.roughness(try model.map(.covariance, setting), setting) / signals)
      }
    }
    study.decide(
      GeneratorClaims.smoother, "largest E‖Du‖² over that of the signals", predicted: 1,
      computed: most, .atMost(rounding: 1e-10))
    guard study.settings.isPinned else { return }
    let setting = mask(0.75, 0.05)
    var values: [Double] = []
    for method in [Reconstruction.rangeWithPrior, .covariance, .identity] {
      values.append(model.roughness(try model.map(method, setting), setting))
    }
    study.pin(
      GeneratorClaims.smoothness, [1.21159, 1.44042, 1.66360, 1.84281], values + [signals])
  }

  // MARK: The inner problem

  /// The problem min_z ½‖u − Wz‖²_{Σ⁻¹} + ½‖z‖².
  private struct InnerProblem {
    let covariance: CholeskyFactorization
    /// Σ⁻¹W, n × k.
    let whitenedWeights: Matrix
    /// WᵀΣ⁻¹W + I, k × k, and its factor.
    let gram: Matrix
    let system: CholeskyFactorization

    /// Σ⁻¹x.
    func whitened(_ x: [Double]) -> [Double] {
      var result = x
      covariance.solve(&result)
      return result
    }

    /// z = (WᵀΣ⁻¹W + I)⁻¹WᵀΣ⁻¹u.
    func latent(_ u: [Double]) -> [Double] {
      var z = whitenedWeights.adjointApplied(to: u)
      system.solve(&z)
      return z
    }
  }

  private func innerProblem(_ covariance: Matrix) throws(LabError) -> InnerProblem {
    let factor = try positiveDefinite(covariance, "Σ")
    var whitened = model.weights
    factor.solve(&whitened)
    var gram = model.weights.transposed.multiplied(by: whitened).symmetricPart
    for index in 0..<gram.rows { gram[index, index] += 1 }
    return InnerProblem(
      covariance: factor, whitenedWeights: whitened, gram: gram,
      system: try positiveDefinite(gram, "the system of the alternation"))
  }

  private func inverse(_ matrix: Matrix) throws(LabError) -> Matrix {
    var inverse = Matrix.identity(matrix.rows)
    try positiveDefinite(matrix, "Ψ").solve(&inverse)
    return inverse.symmetricPart
  }
}
