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
    let owners = point.levels.lower.coupling?.owners
    let penalties = point.penalties ?? []
    // The columns of −ρC are fixed; if every entry of z has its own parameter, they get new factors in every step.
    var directions = rows
    var sizes = [Double](repeating: 1, count: p)
    let isOwn = owners == Array(0..<p) && p == d
    if case .linear(let matrix) = point.levels.lower.coupling {
      directions = rows.multiplied(by: matrix)
      scale(&directions, by: step)
    } else if !isOwn {
      directions = Matrix(repeating: 0, rows: d, columns: p)
    }
    var jacobian = JacobianColumns(
      factors, columns: p, isAccelerated: momentum.contains { $0 != 0 })
    result.withColumns { column, k in
      if let owners {
        let shares = (0..<d).map { -step * penalties[$0] * places[$0, k] }
        if isOwn {
          sizes = shares
        } else {
          var selected = Matrix(repeating: 0, rows: d, columns: p)
          for f in 0..<d { selected[f, owners[f]] = shares[f] }
          directions.setProduct(rows, .plain, selected)
        }
      }
      jacobian.advance(
        adding: sizes, times: directions, momentum[k], right: rotated, index: k, to: column)
    }
  }
}

/// J in the eigenbasis, with the extrapolated J of accelerated descent.
private struct JacobianColumns {
  private let factors: [Double]
  private var jacobian: [Double]
  private var extrapolated: [Double]

  /// Starts with J = 0, d × p.
  init(_ factors: [Double], columns p: Int, isAccelerated: Bool) {
    self.factors = factors
    extrapolated = [Double](repeating: 0, count: factors.count * p)
    jacobian = isAccelerated ? extrapolated : []
  }

  /// A step of the recursion, and Jᵀr for a column r.
  ///
  /// - Parameters:
  ///   - sizes: The factors of the columns of −ρC, p numbers.
  ///   - directions: Those columns, d × p.
  ///   - beta: The momentum β of the extrapolation that follows.
  ///   - right: A matrix with r among its columns, d × N.
  ///   - index: The index of the column r.
  ///   - result: The product Jᵀr is added to it.
  mutating func advance(
    adding sizes: [Double], times directions: Matrix, _ beta: Double, right: Matrix, index: Int,
    to result: UnsafeMutableBufferPointer<Double>
  ) {
    let d = factors.count
    let isAccelerated = !jacobian.isEmpty
    factors.withUnsafeBufferPointer { factors in
      directions.elements.withUnsafeBufferPointer { directions in
        right.elements.withUnsafeBufferPointer { right in
          extrapolated.withUnsafeMutableBufferPointer { extrapolated in
            jacobian.withUnsafeMutableBufferPointer { jacobian in
              let r = right.extracting(index * d..<(index + 1) * d)
              for j in sizes.indices {
                let part = j * d..<(j + 1) * d
                result[j] += Self.advance(
                  extrapolated.extracting(part),
                  isAccelerated ? jacobian.extracting(part) : nil, factors, sizes[j],
                  directions.extracting(part), beta, r)
              }
            }
          }
        }
      }
    }
  }

  /// A step of one column, x ← f∘x + s·a, and the product of the new column with r; with momentum, x is then extrapolated
  /// from the new column and the one before.
  private static func advance(
    _ x: UnsafeMutableBufferPointer<Double>, _ before: UnsafeMutableBufferPointer<Double>?,
    _ factors: UnsafeBufferPointer<Double>, _ size: Double,
    _ direction: UnsafeBufferPointer<Double>, _ beta: Double, _ right: UnsafeBufferPointer<Double>
  ) -> Double {
    let count = factors.count
    let whole = count & ~3
    var sum = SIMD4<Double>.zero
    for i in stride(from: 0, to: whole, by: 4) {
      let next = factors.four(i) * UnsafeBufferPointer(x).four(i) + size * direction.four(i)
      sum += next * right.four(i)
      if let before {
        x.setFour(i, next + beta * (next - UnsafeBufferPointer(before).four(i)))
        before.setFour(i, next)
      } else {
        x.setFour(i, next)
      }
    }
    var product = sum.sum()
    for i in whole..<count {
      let next = factors[i] * x[i] + size * direction[i]
      product += next * right[i]
      x[i] = next
      if let before {
        x[i] += beta * (next - before[i])
        before[i] = next
      }
    }
    return product
  }
}
