// Descent on a quadratic, in the eigenbasis of H.

import LabKit
import LinearAlgebra

extension InnerPath {
  /// The run for a quadratic G without kinks: every eigenvector goes its own way, J included.
  static func quadratic(_ point: RefereePoint, _ step: Double, _ momentum: [Double]) -> InnerPath {
    let (d, p) = (point.dimension, point.parameterCount)
    let basis = point.spectrum.vectors
    let (factors, pull) = point.descent(step: step)
    let zero = [Double](repeating: 0, count: d)
    let solution = basis.adjointApplied(to: point.truth.solution)
    // z₁, z₂, …, and the points at which their gradients are taken, in the eigenbasis.
    var (states, places): ([Double], [Double]) = ([], zero)
    var (state, place) = (zero, zero)
    for (k, beta) in momentum.enumerated() {
      var next = zero
      for i in 0..<d { next[i] = factors[i] * place[i] + pull[i] }
      for i in 0..<d { place[i] = next[i] + beta * (next[i] - state[i]) }
      state = next
      states += state
      places += place
      if k % 16 == 15, state.withUnsafeBufferPointer({ isOver($0, solution) }) { break }
    }
    let count = states.count / d
    let all = basis.multiplied(by: Matrix(rows: d, columns: count, elements: states))
    let gradients = point.levels.upper.gradients(at: all, point.lambda)
    var rotated = Matrix(repeating: 0, rows: d, columns: count)
    rotated.setProduct(basis, .transposed, gradients)
    let direct = point.levels.upper.directGradients(at: all, point.lambda)
    var adjoints = rotated
    adjoints.scaleRows(point.spectrum.values.map { 1 / $0 })
    var implicit = direct
    point.levels.lower.subtractMixedProducts(
      at: all, point.lambda, basis.multiplied(by: adjoints), from: &implicit)
    var unrolled = direct
    let taken = basis.multiplied(
      by: Matrix(rows: d, columns: count, elements: Array(places.prefix(d * count))))
    addUnrolled(
      point, step, momentum, factors, places: taken, rotated: rotated, p: p, to: &unrolled)
    return InnerPath(states: all, unrolled: unrolled, implicit: implicit)
  }

  /// Adds J_kᵀ∂_zF, with the recursion J⁺ = (I − ρH)J − ρC in the eigenbasis.
  private static func addUnrolled(
    _ point: RefereePoint, _ step: Double, _ momentum: [Double], _ factors: [Double],
    places: Matrix, rotated: Matrix, p: Int, to result: inout Matrix
  ) {
    let d = factors.count
    let rows = point.spectrum.vectors.transposed
    var constant: [Double]?
    if case .linear(let matrix) = point.levels.lower.coupling {
      constant = rows.multiplied(by: matrix).elements.map { step * $0 }
    }
    let owners = point.levels.lower.coupling?.owners ?? []
    let penalties = point.penalties ?? []
    var jacobian = [Double](repeating: 0, count: d * p)
    var (extrapolated, next) = (jacobian, jacobian)
    result.withColumns { column, k in
      let beta = momentum[k]
      next.withUnsafeMutableBufferPointer { next in
        extrapolated.withUnsafeMutableBufferPointer { extrapolated in
          for j in 0..<p {
            for i in 0..<d { next[i + j * d] = factors[i] * extrapolated[i + j * d] }
          }
          if let constant {
            for index in next.indices { next[index] += constant[index] }
          } else {
            rows.elements.withUnsafeBufferPointer { rows in
              for f in 0..<d {
                let factor = -step * penalties[f] * places[f, k]
                let start = owners[f] * d
                for i in 0..<d { next[start + i] += factor * rows[f * d + i] }
              }
            }
          }
          rotated.elements.withUnsafeBufferPointer { rotated in
            addBlockProduct(
              1, UnsafeBufferPointer(next), rotated.extracting(k * d..<(k + 1) * d), to: column,
              shape: (p, d, 1))
          }
          if beta == 0 {
            for index in next.indices { extrapolated[index] = next[index] }
          } else {
            jacobian.withUnsafeBufferPointer { jacobian in
              for index in next.indices {
                extrapolated[index] = next[index] + beta * (next[index] - jacobian[index])
              }
            }
          }
        }
      }
      swap(&jacobian, &next)
    }
  }
}
