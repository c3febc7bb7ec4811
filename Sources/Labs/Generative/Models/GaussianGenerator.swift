// Signals of a linear generator, and the reconstructions that know it.

import LabKit
import Libc
import LinearAlgebra

/// Signals u = Wz + e ∈ ℝⁿ with z ~ N(0, I) in ℝᵏ and e ~ N(0, Ψ).
struct GaussianGenerator {
  /// W, n × k.
  let weights: Matrix
  /// Ψ, n × n, positive definite.
  let residual: Matrix
  /// C = WWᵀ + Ψ, n × n.
  let covariance: Matrix
  /// The lower triangular factor of Ψ.
  private let residualFactor: Matrix

  var signalCount: Int { weights.rows }
  var latentCount: Int { weights.columns }

  /// A generator; nil where Ψ is not positive definite to working precision.
  ///
  /// - Parameters:
  ///   - weights: W, n × k.
  ///   - residual: Ψ, n × n and symmetric.
  init?(weights: Matrix, residual: Matrix) {
    guard let factor = residual.choleskyFactor() else { return nil }
    self.weights = weights
    self.residual = residual
    residualFactor = factor
    covariance = Self.sum(weights, residual)
  }

  /// WWᵀ + Σ, the covariance of u for a residual with the covariance Σ.
  func signalCovariance(_ residual: Matrix) -> Matrix { Self.sum(weights, residual) }

  private static func sum(_ weights: Matrix, _ residual: Matrix) -> Matrix {
    var sum = weights.multiplied(by: weights.transposed)
    add(1, residual.elements, to: &sum)
    return sum
  }

  /// Cosines of falling amplitude, and a residual that is correlated over 2.5 entries and largest in the middle.
  ///
  /// W[i, j] = 1.2 cos(π(j + 1)(i + ½)/n)/(j + 1), Ψ[i, j] = aᵢaⱼ exp(−|i − j|/2.5), aᵢ = 0.12 + 0.25 exp(−((i/n − ½)/0.15)²).
  ///
  /// - Parameters:
  ///   - n: The number of entries, at least 1.
  ///   - k: The number of cosines, at most n.
  /// - Returns: The generator; nil where Ψ is not positive definite to working precision.
  static func cosines(_ n: Int, _ k: Int) -> GaussianGenerator? {
    var weights = Matrix(repeating: 0, rows: n, columns: k)
    var residual = Matrix(repeating: 0, rows: n, columns: n)
    let places = (0..<n).map { Double($0) / Double(n) }
    let amplitudes = places.map { t in
      let distance = (t - 0.5) / 0.15
      return 0.12 + 0.25 * exp(-distance * distance)
    }
    for i in 0..<n {
      for j in 0..<k {
        let frequency = Double(j + 1)
        weights[i, j] = cos(.pi * frequency * (places[i] + 0.5 / Double(n))) / frequency * 1.2
      }
      for j in 0..<n {
        residual[i, j] = amplitudes[i] * exp(-Double(abs(i - j)) / 2.5) * amplitudes[j]
      }
    }
    return GaussianGenerator(weights: weights, residual: residual)
  }

  /// Σ of a soft model; nil for the methods that stay in the range of W.
  func modelled(_ method: Reconstruction) -> Matrix? {
    let n = signalCount
    switch method {
    case .identity:
      let mean = residual.trace / Double(n)
      return Matrix(diagonal: Array(repeating: mean, count: n))
    case .diagonal: return Matrix(diagonal: (0..<n).map { residual[$0, $0] })
    case .covariance: return residual
    case .range, .rangeWithPrior: return nil
    }
  }

  /// The linear map B from data b = Mu + η to the reconstruction, n × m.
  ///
  /// Soft models have B = CMᵀ(MCMᵀ + s²I)⁻¹ with C = WWᵀ + Σ. The range with a normal prior is the case Σ = 0. Without a prior the
  /// range is B = W(MW)⁺.
  ///
  /// - Parameters:
  ///   - method: The model of the signals.
  ///   - setting: M and s.
  /// - Returns: B, n × m.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  /// - Complexity: O(n³).
  func map(_ method: Reconstruction, _ setting: Measurement) throws(LabError) -> Matrix {
    if method == .range { return try rangeMap(setting.matrix) }
    let model =
      modelled(method).map(signalCovariance)
      ?? weights.multiplied(by: weights.transposed)
    return try Self.conditionalMean(model, setting)
  }

  /// CMᵀ(MCMᵀ + s²I)⁻¹.
  private static func conditionalMean(
    _ covariance: Matrix, _ setting: Measurement
  ) throws(LabError) -> Matrix {
    var product = setting.matrix.multiplied(by: covariance)
    var system = product.multiplied(by: setting.matrix.transposed).symmetricPart
    for index in 0..<system.rows { system[index, index] += setting.noise * setting.noise }
    let factor = try positiveDefinite(system, "the covariance of the data at s = \(setting.noise)")
    factor.solve(&product)
    return product.transposed
  }

  /// W(MW)⁺.
  private func rangeMap(_ matrix: Matrix) throws(LabError) -> Matrix {
    weights.multiplied(by: try Self.pseudoInverse(of: matrix.multiplied(by: weights)))
  }

  /// The pseudo-inverse A⁺, n × m, of a matrix that is not empty.
  ///
  /// - Parameter matrix: A, m × n; singular values up to max(m, n)·2⁻⁵² of the largest count as 0.
  /// - Returns: A⁺.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  static func pseudoInverse(of matrix: Matrix) throws(LabError) -> Matrix {
    let singular = try factorized(SingularValues(matrix, isComplete: false))
    let limit = Double(max(matrix.rows, matrix.columns)) * .ulpOfOne * (singular.values.first ?? 0)
    let rank = singular.values.count { $0 > limit }
    var right = singular.right.leadingColumns(rank)
    right.scaleColumns(singular.values.prefix(rank).map { 1 / $0 })
    return right.multiplied(by: singular.left.leadingColumns(rank).transposed)
  }

  /// The risk (tr (BM − I)C(BM − I)ᵀ + s²‖B‖²)/n of a linear map.
  func risk(_ map: Matrix, _ setting: Measurement) -> Double {
    let bias = map.multiplied(by: setting.matrix).subtracting(.identity(signalCount))
    let noise = setting.noise * map.frobeniusNorm
    return (bias.multiplied(by: covariance).innerProduct(bias) + noise * noise)
      / Double(signalCount)
  }

  /// The risk of a method.
  func risk(_ method: Reconstruction, _ setting: Measurement) throws(LabError) -> Double {
    risk(try map(method, setting), setting)
  }

  /// E‖DBb‖² of the reconstructions, D the differences of neighbours.
  func roughness(_ map: Matrix, _ setting: Measurement) -> Double {
    Self.roughness(
      ofSignalsWith: map.multiplied(by: dataCovariance(setting)).multiplied(by: map.transposed))
  }

  /// The covariance MCMᵀ + s²I of the data.
  func dataCovariance(_ setting: Measurement) -> Matrix {
    var result = setting.matrix.multiplied(by: covariance).multiplied(
      by: setting.matrix.transposed)
    for index in 0..<result.rows { result[index, index] += setting.noise * setting.noise }
    return result
  }

  /// E‖Du‖² of signals with the covariance C.
  static func roughness(ofSignalsWith covariance: Matrix) -> Double {
    (1..<max(covariance.rows, 1)).reduce(0) { sum, i in
      sum + covariance[i, i] + covariance[i - 1, i - 1] - 2 * covariance[i, i - 1]
    }
  }

  /// Draws signals, n × count, one per column: first all z, then all e.
  func signals(_ count: Int, _ generator: inout CounterGenerator) -> Matrix {
    let latent = generator.normals(rows: count, columns: latentCount)
    let noise = generator.normals(rows: count, columns: signalCount)
    var signals = weights.multiplied(by: latent.transposed)
    add(1, residualFactor.multiplied(by: noise.transposed).elements, to: &signals)
    return signals
  }
}

/// The models of signals with which data are inverted.
enum Reconstruction: String, CaseIterable {
  /// Σ = σ²I with the mean of the diagonal of Ψ.
  case identity
  /// Σ = diag Ψ.
  case diagonal
  /// Σ = Ψ.
  case covariance
  /// The range of W, with z ~ N(0, I).
  case rangeWithPrior = "range-prior"
  /// The range of W, without a prior on z.
  case range
}

/// Data b = Mu + η with η ~ N(0, s²I).
struct Measurement {
  /// M, m × n.
  let matrix: Matrix
  /// s.
  let noise: Double

  /// The data of all entries.
  static func complete(_ n: Int, noise: Double) -> Measurement {
    Measurement(matrix: .identity(n), noise: noise)
  }

  /// The data of a random share of the entries; a smaller share of the same entries for a smaller share.
  ///
  /// - Parameters:
  ///   - share: The share, above 0 and at most 1; at least one entry is measured.
  ///   - n: The number of entries.
  ///   - noise: s.
  ///   - shift: The seed of the run.
  /// - Returns: M with one row of the identity for every measured entry.
  static func mask(_ share: Double, of n: Int, noise: Double, shift: UInt64) -> Measurement {
    var generator = CounterGenerator(seed: 3, shift: shift)
    let chosen = generator.choose(max(Int(share * Double(n)), 1), of: n).sorted()
    var matrix = Matrix(repeating: 0, rows: chosen.count, columns: n)
    for (row, column) in chosen.enumerated() { matrix[row, column] = 1 }
    return Measurement(matrix: matrix, noise: noise)
  }

  /// Data of signals, m × count, with noise drawn sample by sample.
  func data(_ signals: Matrix, _ generator: inout CounterGenerator) -> Matrix {
    var data = matrix.multiplied(by: signals)
    let noises = generator.normals(rows: signals.columns, columns: matrix.rows)
    add(noise, noises.transposed.elements, to: &data)
    return data
  }
}
