// Estimates of inverse Hessians against the dense recursion.

import LabKit
import LinearAlgebra
import Testing

struct InverseEstimateTests {
  /// (I − ρsyᵀ)B(I − ρysᵀ) + ρssᵀ.
  private func updated(_ b: Matrix, _ s: [Double], _ y: [Double]) -> Matrix {
    let n = s.count
    let rho = 1 / dot(s, y)
    var left = Matrix.identity(n)
    for i in 0..<n { for j in 0..<n { left[i, j] -= rho * s[i] * y[j] } }
    var result = left.multiplied(by: b).multiplied(by: left.transposed)
    for i in 0..<n { for j in 0..<n { result[i, j] += rho * s[i] * s[j] } }
    return result
  }

  @Test("the two loops give the product with the BFGS matrix")
  func dense() {
    var generator = CounterGenerator(seed: 17)
    var hessian = generator.normals(rows: 5, columns: 5).gram()
    for index in 0..<5 { hessian[index, index] += 1 }
    var estimate = InverseEstimate()
    var matrix = Matrix.identity(5)
    for _ in 0..<4 {
      let step = generator.normals(5)
      let change = hessian.applied(to: step)
      estimate.add(step: step, change: change)
      matrix = updated(matrix, step, change)
    }
    let vector = generator.normals(5)
    for (a, b) in zip(estimate.applied(to: vector), matrix.applied(to: vector)) {
      #expect(abs(a - b) < 1e-12)
    }
  }

  @Test("the oldest pairs are forgotten, and those without curvature are left out")
  func memory() {
    var estimate = InverseEstimate(memory: 2)
    for k in 0..<5 { estimate.add(step: [1, Double(k)], change: [1, Double(k)]) }
    estimate.add(step: [1, 0], change: [-1, 0])
    #expect(estimate.count == 2)
  }
}
