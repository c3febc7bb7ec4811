// Random inverse problems at a parameter point, and reconstructions from their definitions.

import Evidence
import Libc
package import LinearAlgebra
import Reference
package import ToyModel

extension Parameter {
  /// The number p of measurements.
  static let measurements = Parameter("measurements", symbol: "p", isInteger: true, rank: 30)
  /// The factor of singular values that tend to 0.
  static let smallness = Parameter("smallness", symbol: "ε", rank: 31)
  /// The number of a random instance.
  static let instance = Parameter("instance", isInteger: true, rank: 32)
}

/// An inverse problem x = Ay + ε.
package struct OperatorCase: Sendable {
  /// A, p × n.
  package var map: Matrix
  /// C, n × n.
  package var secondMoment: Matrix
  /// σ².
  package var noiseVariance: Double

  /// The risk of T, entry by entry: ½ tr((TA−I)C(TA−I)ᵀ) + ½σ²‖T‖².
  func risk(_ reconstruction: Matrix) -> Double {
    let n = map.columns
    var error = reconstruction.multiplied(by: map)
    for index in 0..<n { error[index, index] -= 1 }
    var sum = 0.0
    for row in 0..<n {
      for i in 0..<n {
        for j in 0..<n { sum += error[row, i] * secondMoment[i, j] * error[row, j] }
      }
      for column in 0..<map.rows {
        sum += noiseVariance * reconstruction[row, column] * reconstruction[row, column]
      }
    }
    return 0.5 * sum
  }

  /// The risk of T = (AᵀA + RᵀR)⁻¹Aᵀ by Cholesky; ∞ where the matrix is singular.
  func bilevelRisk(_ regularizer: Matrix) -> Double {
    var system = map.gram()
    add(1, regularizer.gram().elements, to: &system)
    guard let factor = CholeskyFactorization(system) else { return .infinity }
    var reconstruction = map.transposed
    factor.solve(&reconstruction)
    return risk(reconstruction)
  }

  /// The risk after N steps z ← z − ω((AᵀA + RᵀR)z − Aᵀx) from 0, one by one.
  func unrolledRisk(_ regularizer: Matrix?, depth: Int, stepSize: Double) -> Double {
    var system = map.gram()
    if let regularizer { add(1, regularizer.gram().elements, to: &system) }
    var z = Matrix(repeating: 0, rows: map.columns, columns: map.rows)
    let target = map.transposed
    for _ in 0..<depth {
      var change = system.multiplied(by: z).subtracting(target)
      scale(&change, by: -stepSize)
      add(1, change.elements, to: &z)
    }
    return risk(z)
  }

  /// The least risk over R of k rows that BFGS finds, with differences in place of derivatives.
  func searchedRisk(
    rows: Int, starts: [Matrix], of value: @Sendable (Matrix) -> Double
  ) -> Double {
    starts.reduce(.infinity) { best, start in
      min(
        best,
        BFGS.leastValue(from: start.elements) { x in
          value(Matrix(rows: rows, columns: map.columns, elements: x))
        })
    }
  }
}

extension ParameterPoint {
  /// A random inverse problem that does not commute, from n, p and σ.
  var operatorCase: OperatorCase {
    var draws = sampler()
    let p = max(Int(self[.measurements]), n)
    let map = draws.matrix(p, n)
    return OperatorCase(
      map: map, secondMoment: draws.matrix(n, n).gram(), noiseVariance: noiseVariance)
  }
}

/// An inverse problem whose AᵀA and C are diagonal.
package struct DiagonalCase: Sendable {
  /// aᵢ.
  package let singularValues: [Double]
  /// γᵢ.
  package let energies: [Double]
  /// σ².
  package let noiseVariance: Double
  /// ω.
  package let stepSize: Double
  /// N.
  package var depth: Int
  /// R, one row.
  package let regularizer: [Double]

  /// The directions.
  package var directions: [OperatorDirection] {
    zip(singularValues, energies).map { OperatorDirection(singularValue: $0, energy: $1) }
  }

  /// The best risk of R with some rows along the axes, as the program computes it.
  package func bestDiagonalRisk(rows: Int) -> Double {
    OptimalRisk(
      observation: Observation(directions, noiseVariance: noiseVariance), rows: rows,
      family: .unrolled(depth: depth, step: .fixed(stepSize))
    ).risk.total
  }

  /// The same with matrices.
  var dense: OperatorCase {
    OperatorCase(
      map: Matrix(diagonal: singularValues), secondMoment: Matrix(diagonal: energies),
      noiseVariance: noiseVariance)
  }

  /// The problems in which a row that is not along an axis is better than any that is.
  static let counterexamples = [
    DiagonalCase(
      singularValues: [0.68, 0.52], energies: [2.5, 0.15], noiseVariance: 0.07, stepSize: 1,
      depth: 3, regularizer: [0.97, 1.15]),
    DiagonalCase(
      singularValues: [0.86, 0.46], energies: [40, 0], noiseVariance: 0.01, stepSize: 1, depth: 3,
      regularizer: [0.2104, 1.4151]),
    DiagonalCase(
      singularValues: [0.2, 0.43], energies: [0.8, 0.1], noiseVariance: 0.4, stepSize: 8, depth: 4,
      regularizer: [0.3874, -0.114]),
  ]

  /// The least risk with one row along an axis, by a scan over its length with steps one by one.
  func scannedDiagonalRisk() -> Double {
    let dense = dense
    let n = singularValues.count
    func risk(_ axis: Int, _ s: Double) -> Double {
      var row = Matrix(repeating: 0, rows: 1, columns: n)
      row[0, axis] = s.squareRoot()
      return dense.unrolledRisk(row, depth: depth, stepSize: stepSize)
    }
    return (0..<n).reduce(risk(0, 0)) { best, axis in
      let grid = (0...1200).map { pow(10, -4 + 6 * Double($0) / 1200) / stepSize }
      let values = grid.map { risk(axis, $0) }
      let place = values.indices.min { values[$0] < values[$1] } ?? 0
      var (low, high) = (grid[max(place - 1, 0)], grid[min(place + 1, grid.count - 1)])
      for _ in 0..<80 {
        let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
        if risk(axis, a) < risk(axis, b) { high = b } else { low = a }
      }
      return min(best, risk(axis, low))
    }
  }
}
