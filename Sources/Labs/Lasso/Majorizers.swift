// Quadratic bounds of the data fit: L, L_S, and AᵀΛA.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// A factorised majoriser AᵀΛA ≥ DᵀD with orthogonal A and the row sums of |A DᵀD Aᵀ| as Λ, by Gershgorin.
private struct FactorizedBound {
  /// A, m × m, orthogonal.
  let rotation: Matrix
  /// The diagonal of Λ.
  let diagonal: [Double]

  init(_ rotation: Matrix, of gram: Matrix) {
    self.rotation = rotation
    let rotated = rotation.multiplied(by: gram).multiplied(by: rotation.transposed)
    diagonal = (0..<gram.rows).map { row in
      (0..<gram.rows).reduce(0) { $0 + abs(rotated[row, $1]) }
    }
  }

  /// The smallest eigenvalue of AᵀΛA − DᵀD.
  func defect(of gram: Matrix) throws(LabError) -> Double {
    var scaled = rotation
    scaled.scaleRows(diagonal)
    let matrix = rotation.transposed.multiplied(by: scaled).subtracting(gram).symmetricPart
    return try factorized(SymmetricEigen.values(of: matrix))[0]
  }

  /// Aᵀ ST(Az − Λ⁻¹A∇f(z), Λ⁻¹λ).
  func step(_ z: [Double], gradient: [Double], penalty: Double) -> [Double] {
    var (rotated, slope) = (rotation.applied(to: z), rotation.applied(to: gradient))
    for index in rotated.indices {
      let curvature = max(diagonal[index], 1e-9)
      slope[index] /= curvature
      rotated[index] = softThreshold(rotated[index] - slope[index], penalty / curvature)
    }
    return rotation.adjointApplied(to: rotated)
  }

  /// The value at w of the bound from z: f(z) + ⟨∇f(z), w − z⟩ + ½‖A(w − z)‖²_Λ + λ‖Aw‖₁.
  func value(
    at w: [Double], from z: [Double], fit: Double, gradient: [Double], penalty: Double
  ) -> Double {
    var displacement = w
    add(-1, z, to: &displacement)
    let turned = rotation.applied(to: displacement)
    let square = turned.indices.reduce(0) { $0 + diagonal[$1] * turned[$1] * turned[$1] }
    return fit + dot(gradient, displacement) + 0.5 * square
      + penalty * rotation.applied(to: w).reduce(0) { $0 + abs($1) }
  }
}

/// The majorisers of the 20 × 50 instance, and those of two atoms.
enum Majorizers {
  /// Decides the claims.
  ///
  /// - Parameters:
  ///   - instance: The 20 × 50 instance.
  ///   - iterates: The iterates of ISTA; bounds are taken at the fourth.
  ///   - generator: The generator, after it has drawn the instance.
  ///   - study: The outcome, to which the results are added.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  static func report(
    _ instance: SparseInstance, iterates: [[Double]], _ generator: inout CounterGenerator,
    to study: inout LabStudy
  ) throws(LabError) {
    let (gram, lipschitz) = (instance.iteration.gram, instance.iteration.lipschitz)
    let eigen = try factorized(SymmetricEigen(gram))
    let values = eigen.values
    study.decide(
      LassoClaims.plainMajorizer, "smallest eigenvalue of *L* − *D*ᵀ*D*", predicted: 0,
      computed: lipschitz - values[values.count - 1], .atLeast(rounding: 1e-12))
    if let curvature = instance.curvature {
      let least = try factorized(
        SymmetricEigen.values(
          of: shifted(instance.iteration.restricted(to: instance.support), by: curvature.upper)))[0]
      study.decide(
        LassoClaims.supportMajorizer, "smallest eigenvalue of *L*_{*S*} − *D*_{*S*}ᵀ*D*_{*S*}",
        predicted: 0, computed: least, .atLeast(rounding: 1e-12))
      let whole = try factorized(
        SymmetricEigen.values(of: shifted(gram, by: curvature.upper)))[0]
      study.decide(
        LassoClaims.noMajorizer, "smallest eigenvalue of *L*_{*S*} − *D*ᵀ*D*",
        predicted: curvature.upper - lipschitz, computed: whole, .rounding(1e-10 * lipschitz))
      study.pin(LassoClaims.noMajorizerBy, -4.28447, whole)
    }
    let random = QRFactorization(generator.normals(rows: gram.rows, columns: gram.rows)).q
    let bounds = [
      ("identity", FactorizedBound(.identity(gram.rows), of: gram)),
      ("random rotation", FactorizedBound(random, of: gram)),
      ("eigenvectors", FactorizedBound(eigen.vectors.transposed, of: gram)),
    ]
    try factorizedBounds(instance, z: iterates[3], bounds, to: &study)
    study.decide(
      LassoClaims.facnetISTA, "largest difference", predicted: 0,
      computed: maximumDistance(identityStep(instance, iterates[3]), iterates[4]),
      .rounding(1e-14))
    try oneStep(&generator, to: &study)
    twoAtoms(to: &study)
  }

  /// A c·Id minus a symmetric matrix.
  private static func shifted(_ matrix: Matrix, by shift: Double) -> Matrix {
    Matrix(diagonal: Array(repeating: shift, count: matrix.rows)).subtracting(matrix)
  }

  /// The factorised step with A = Id and Λ = L, which is that of ISTA.
  private static func identityStep(_ instance: SparseInstance, _ z: [Double]) -> [Double] {
    let lipschitz = instance.iteration.lipschitz
    let correlations = instance.dictionary.adjointApplied(to: instance.residual(z))
    return zip(z, correlations).map {
      softThreshold($0 + $1 / lipschitz, instance.penalty / lipschitz)
    }
  }

  private static func factorizedBounds(
    _ instance: SparseInstance, z: [Double], _ bounds: [(String, FactorizedBound)],
    to study: inout LabStudy
  ) throws(LabError) {
    let gram = instance.iteration.gram
    let residual = instance.residual(z)
    let fit = 0.5 * dot(residual, residual)
    let gradient = instance.dictionary.adjointApplied(to: residual).map { -$0 }
    let zero = [Double](repeating: 0, count: z.count)
    var (least, worst) = (Double.infinity, -Double.infinity)
    var table = Table(columns: [
      "rotation", "smallest_eigenvalue", "mean_over_l", "decrease", "commutator",
    ])
    for (name, bound) in bounds {
      let defect = try bound.defect(of: gram)
      least = min(least, defect)
      let next = bound.step(z, gradient: gradient, penalty: instance.penalty)
      let commutator =
        instance.penalty
        * (bound.rotation.applied(to: next).reduce(0) { $0 + abs($1) }
          - next.reduce(0) { $0 + abs($1) })
      for w in [z, instance.codes, zero] {
        let upper = bound.value(
          at: w, from: z, fit: fit, gradient: gradient, penalty: instance.penalty)
        worst = max(worst, instance.value(next) + commutator - upper)
      }
      table.append([
        .text(name), .number(defect),
        .number(
          bound.diagonal.reduce(0, +) / Double(z.count) / instance.iteration.lipschitz),
        .number(instance.value(z) - instance.value(next)), .number(commutator),
      ])
    }
    study.decide(
      LassoClaims.factorizedMajorizer, "smallest eigenvalue of *A*ᵀΛ*A* − *D*ᵀ*D*", predicted: 0,
      computed: least, .atLeast(rounding: 1e-9))
    study.decide(
      LassoClaims.majorization, "largest excess over the bound", predicted: 0, computed: worst,
      .atMost(rounding: 1e-9))
    study.tables.append(
      NamedTable("majorizers", "the factorised majoriser for three rotations *A*", table))
  }

  /// Solves a square system in one step, with eigenvectors and λ → 0.
  private static func oneStep(
    _ generator: inout CounterGenerator, to study: inout LabStudy
  ) throws(LabError) {
    var square = QRFactorization(generator.normals(rows: 6, columns: 6)).q
    square.scaleColumns([1, 0.8, 0.5, 0.3, 0.2, 0.1])
    let signal = generator.normals(6)
    let eigen = try factorized(SymmetricEigen(square.gram()))
    let penalty = 1e-9
    var turned = eigen.vectors.adjointApplied(to: square.adjointApplied(to: signal))
    for index in turned.indices {
      turned[index] = softThreshold(
        turned[index] / eigen.values[index], penalty / eigen.values[index])
    }
    let exact = try factorized(square.leastSquares(signal)).solution
    study.decide(
      LassoClaims.facnetOneStep, predicted: 0,
      computed: distance(eigen.vectors.applied(to: turned), exact), .rounding(1e-6))
  }

  /// One factorised step from 0 for two atoms of correlation 0.8, rotated by 0 to 45 degrees.
  private static func twoAtoms(to study: inout LabStudy) {
    let c = 0.8
    let dictionary = Matrix(
      rows: 2, columns: 2, elements: [1, 0, c, (1 - c * c).squareRoot()])
    let gram = dictionary.gram()
    var generator = CounterGenerator(seed: 55, shift: study.settings.seed)
    let signals = (0..<400).map { _ in
      let x = generator.normals(2)
      let scale = maximumNorm(dictionary.adjointApplied(to: x))
      return x.map { $0 / scale }
    }
    let angles = (0...45).map { Double($0) * .pi / 180 }
    let bounds = angles.map { angle in
      FactorizedBound(
        Matrix(
          rows: 2, columns: 2, rowMajor: [cos(angle), sin(angle), -sin(angle), cos(angle)]),
        of: gram)
    }
    study.decide(
      LassoClaims.meanCurvature, "largest difference over 46 angles", predicted: 0,
      computed: zip(angles, bounds).map {
        abs(0.5 * ($1.diagonal[0] + $1.diagonal[1]) - (1 + c * cos(2 * $0)))
      }.max() ?? 0, .rounding(1e-12))
    let penalties = [1e-3, 0.02, 0.1, 0.3, 0.6]
    var best: [Int] = []
    var table = Table(columns: ["lambda", "angle", "mean_objective"])
    for penalty in penalties {
      let objectives = bounds.map { bound in
        signals.reduce(0.0) { sum, x in
          let gradient = dictionary.adjointApplied(to: x).map { -$0 }
          let z = bound.step([0, 0], gradient: gradient, penalty: penalty)
          let image = dictionary.applied(to: z)
          let fit = (x[0] - image[0]) * (x[0] - image[0]) + (x[1] - image[1]) * (x[1] - image[1])
          return sum + 0.5 * fit + penalty * (abs(z[0]) + abs(z[1]))
        } / Double(signals.count)
      }
      let degrees = objectives.indices.min { objectives[$0] < objectives[$1] } ?? 0
      best.append(degrees)
      table.append([.number(penalty), .integer(degrees), .number(objectives[degrees])])
    }
    study.decide(
      LassoClaims.bestAngles, "best angle for λ = 0.001 minus that for λ = 0.6, degrees",
      predicted: 45, computed: Double(best[0] - best[4]), .within(40...45))
    study.decide(
      LassoClaims.bestAnglesPinned, "sum of the five angles, degrees", predicted: 178,
      computed: Double(best.reduce(0, +)), .count)
    study.tables.append(
      NamedTable("angles", "the best rotation for one step on two atoms, against λ", table))
  }
}
