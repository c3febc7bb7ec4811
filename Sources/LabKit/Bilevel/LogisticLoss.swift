// The logistic loss of samples of two classes.

import Libc
package import LinearAlgebra

/// ℓ(z) = (1/n) Σ log(1 + exp(−yᵢ⟨xᵢ, z⟩)) for classes yᵢ = ±1.
package struct LogisticLoss: Sendable {
  /// X, n × d.
  package let design: Matrix
  /// y, n numbers ±1.
  package let classes: [Double]
  /// The largest ‖xᵢ‖.
  package let largestSample: Double
  /// (1/n) Σ|xᵢ|, which scales the rounding errors of a gradient.
  package let meanMagnitudes: [Double]
  private let gram: Deferred<Matrix>
  private let eigenvalues: Deferred<Curvature>

  /// Creates the loss of n samples.
  ///
  /// - Parameters:
  ///   - design: X, n × d.
  ///   - classes: y, n numbers ±1.
  /// - Throws: ``LabError/failed(_:)`` where ‖X‖² is not finite.
  package init(design: Matrix, classes: [Double]) throws(LabError) {
    self.design = design
    self.classes = classes
    let n = design.rows
    var squares = [Double](repeating: 0, count: n)
    squares.withUnsafeMutableBufferPointer { squares in
      design.elements.withUnsafeBufferPointer { x in
        for j in 0..<design.columns {
          for i in 0..<n { squares[i] += x[i + j * n] * x[i + j * n] }
        }
      }
    }
    guard squares.reduce(0, +).isFinite else {
      throw .failed("the squares of the \(n) samples add up to no finite number")
    }
    largestSample = (squares.max() ?? 0).squareRoot()
    meanMagnitudes = design.columnMagnitudes.map { $0 / Double(n) }
    let gram = Deferred {
      var gram = Matrix(repeating: 0, rows: design.columns, columns: design.columns)
      gram.setGram(design, .transposed, alpha: 1 / Double(n))
      return gram
    }
    self.gram = gram
    eigenvalues = Deferred { .bounds(of: gram.value) }
  }

  /// ‖XᵀX/n‖_F, an upper bound on the eigenvalues of XᵀX/n; the first use computes that matrix.
  package var squareBound: Double { norm(gram.value.elements) }

  /// The eigenvalues of XᵀX/n; the first use computes them.
  package var spectrum: Curvature { eigenvalues.value }

  /// ℓ(z).
  package func value(_ z: [Double]) -> Double {
    let scores = design.applied(to: z)
    var sum = 0.0
    for (score, label) in zip(scores, classes) { sum += Self.loss(-label * score) }
    return sum / Double(classes.count)
  }

  /// Adds ∇ℓ(z) to a gradient.
  package func addGradient(_ z: [Double], to gradient: inout [Double]) {
    var scores = design.applied(to: z)
    let scale = 1 / Double(classes.count)
    for index in scores.indices {
      scores[index] = Self.residual(scores[index], classes[index]) * scale
    }
    add(1, design.adjointApplied(to: scores), to: &gradient)
  }

  /// The weights s(1−s)/n of the Hessian Xᵀdiag(·)X at z.
  package func weights(_ z: [Double]) -> [Double] {
    let scale = 1 / Double(classes.count)
    return design.applied(to: z).map { Self.curvature($0) * scale }
  }

  /// Adds the product of the Hessian at z with v.
  package func addHessianProduct(_ z: [Double], _ v: [Double], to product: inout [Double]) {
    let weights = weights(z)
    var image = design.applied(to: v)
    for index in image.indices { image[index] *= weights[index] }
    add(1, design.adjointApplied(to: image), to: &product)
  }

  /// ℓ(z), ∇ℓ(z) and the weights of the Hessian at once, from one exponential for each sample.
  ///
  /// - Parameters:
  ///   - z: d numbers.
  ///   - gradient: ∇ℓ(z) is added to it.
  /// - Returns: ℓ(z), and what ``weights(_:)`` gives.
  package func evaluate(
    _ z: [Double], addingGradientTo gradient: inout [Double]
  ) -> (value: Double, weights: [Double]) {
    var residuals = design.applied(to: z)
    var weights = residuals
    let scale = 1 / Double(classes.count)
    var sum = 0.0
    for index in residuals.indices {
      let a = -classes[index] * residuals[index]
      let tail = exp(-abs(a))
      sum += max(a, 0) + log1p(tail)
      let (large, small) = (1 / (1 + tail), tail / (1 + tail))
      residuals[index] = -classes[index] * (a >= 0 ? large : small) * scale
      weights[index] = small * (1 - small) * scale
    }
    add(1, design.adjointApplied(to: residuals), to: &gradient)
    return (sum * scale, weights)
  }

  /// The Hessian at z, d × d.
  package func hessian(_ z: [Double]) -> Matrix { hessian(weights: weights(z)) }

  /// The Hessian Xᵀdiag(w)X for weights that are known, d × d.
  package func hessian(weights: [Double]) -> Matrix {
    let (n, d) = (design.rows, design.columns)
    // A call of BLAS takes as long as some thousand multiplications.
    if n * d * d <= 4096 {
      var entries = [Double](repeating: 0, count: d * d)
      var weighted = weights
      design.elements.withUnsafeBufferPointer { x in
        weighted.withUnsafeMutableBufferPointer { weighted in
          for j in 0..<d {
            for i in 0..<n { weighted[i] = weights[i] * x[j * n + i] }
            for k in 0...j {
              let sum = laneDot(
                UnsafeBufferPointer(weighted), x.extracting(k * n..<(k + 1) * n))
              entries[j + k * d] = sum
              entries[k + j * d] = sum
            }
          }
        }
      }
      return Matrix(rows: d, columns: d, elements: entries)
    }
    var rows = design
    rows.scaleRows(weights.map { $0.squareRoot() })
    return rows.gram()
  }

  /// A bound on the Lipschitz constant of the Hessian: ‖X‖² max‖xᵢ‖/(6√3 n), as |s(1−s)(1−2s)| ≤ 1/(6√3).
  ///
  /// - Parameter square: A bound on ‖X‖²/n, such as that of ``spectrum``.
  /// - Returns: The bound.
  package func hessianLipschitz(square: Double) -> Double {
    square * largestSample / (6 * 3.0.squareRoot())
  }

  /// log(1 + eᵃ) without overflow.
  package static func loss(_ a: Double) -> Double { max(a, 0) + log1p(exp(-abs(a))) }

  /// The derivative −y/(1 + e^{ya}) of the loss of one sample with the score a.
  package static func residual(_ score: Double, _ label: Double) -> Double {
    -label * sigmoid(-label * score)
  }

  /// s(1−s) for s = 1/(1 + e⁻ᵃ).
  package static func curvature(_ score: Double) -> Double {
    let tail = sigmoid(-abs(score))
    return tail * (1 - tail)
  }

  private static func sigmoid(_ a: Double) -> Double {
    if a >= 0 { return 1 / (1 + exp(-a)) }
    let power = exp(a)
    return power / (1 + power)
  }
}
