// Functions of the Hessian times a vector, by the method of Lanczos.

import Libc
import LinearAlgebra

/// The Krylov space of the Hessian H of f at a point and a vector b, as large as the accuracy asks for.
///
/// Products Hv are central differences of ∇f, two evaluations each, with an error of about 1e-10 of ‖H‖.
/// The basis is orthogonalised against all of its vectors, so that no eigenvalue appears twice.
///
/// - SeeAlso: M. Hochbruck and C. Lubich, On Krylov subspace approximations to the matrix exponential
///   operator, SIAM J. Numer. Anal. 34 (1997).
struct KrylovSpace {
  /// φ₁(z) = (eᶻ − 1)/z or φ₃(z) = Σ zʲ/(j+3)!.
  enum Function {
    case first, third

    func callAsFunction(_ z: Double) -> Double {
      if abs(z) < 1 {
        // Σ zʲ/(j+p)! from its end.
        var sum = 0.0
        let p = self == .first ? 1 : 3
        for j in stride(from: 18, through: 0, by: -1) {
          sum = 1 + sum * z / Double(j + 1 + p)
        }
        return self == .first ? sum : sum / 6
      }
      let one = expm1(z) / z
      return self == .first ? one : ((one - 1) / z - 0.5) / z
    }
  }

  /// φ(−hH)b and its product with H, for a step h.
  struct Product {
    let step: Double
    let vector: [Double]
    let image: [Double]
  }

  private let origin: [Double]
  private let size: Double
  /// Orthonormal vectors, one more than the space has.
  private var basis: [[Double]]
  private var diagonal: [Double] = []
  private var offDiagonal: [Double] = []
  private var eigen: SymmetricEigen?
  /// True where the space is invariant under H.
  private var isWhole = false

  /// The largest number of vectors.
  private static let limit = 40

  /// The space of b at a point; no evaluation yet.
  init(_ vector: [Double], at point: [Double]) {
    origin = point
    size = norm(vector)
    var first = vector
    scale(&first, by: size > 0 ? 1 / size : 0)
    basis = [first]
  }

  /// The eigenvalues of the projection, those of H that matter for b.
  var largestEigenvalue: Double { eigen?.values.last ?? 0 }
  var leastEigenvalue: Double { eigen?.values.first ?? 0 }

  /// φ(−hH)b.
  ///
  /// - Parameters:
  ///   - function: φ.
  ///   - step: h > 0.
  ///   - isFixed: False to take a shorter step where the largest space is too small for h.
  ///   - error: The error of h times the product that is allowed.
  ///   - evaluations: Counts the evaluations.
  ///   - objective: f.
  /// - Returns: The product; nil where it is not finite.
  mutating func product(
    _ function: Function, step: Double, isFixed: Bool = false, error: Double,
    _ evaluations: inout Int, _ objective: inout some Objective
  ) -> Product? {
    guard size > 0 else {
      return Product(step: step, vector: basis[0], image: basis[0])
    }
    var h = step
    if diagonal.isEmpty, !extend(&evaluations, &objective) { return nil }
    while true {
      guard let weights = weights(function, step: h) else {
        // The exponential of a negative eigenvalue overflows.
        guard !isFixed, eigen != nil, h > .leastNormalMagnitude else { return nil }
        h *= 0.25
        continue
      }
      if isWhole || residual(weights, step: h) <= error { return combined(weights, step: h) }
      if diagonal.count < min(Self.limit, origin.count) {
        guard extend(&evaluations, &objective) else { return nil }
      } else if isFixed {
        return combined(weights, step: h)
      } else {
        h *= 0.5
      }
    }
  }

  /// Makes the space as large as it may be, or invariant under H; false where ∇f is not finite.
  mutating func fill(_ evaluations: inout Int, _ objective: inout some Objective) -> Bool {
    while !isWhole, diagonal.count < min(Self.limit, origin.count) {
      guard extend(&evaluations, &objective) else { return false }
    }
    return true
  }

  /// Adds a vector; false where ∇f is not finite.
  private mutating func extend(
    _ evaluations: inout Int, _ objective: inout some Objective
  ) -> Bool {
    let vector = basis[diagonal.count]
    let length = 1e-5 * max(1, norm(origin))
    var (ahead, behind) = (origin, origin)
    add(length, vector, to: &ahead)
    add(-length, vector, to: &behind)
    let forward = Trial(at: ahead, of: &objective)
    let backward = Trial(at: behind, of: &objective)
    evaluations += 2
    guard forward.isFinite, backward.isFinite else { return false }
    var image = forward.gradient
    add(-1, backward.gradient, to: &image)
    scale(&image, by: 0.5 / length)
    let whole = norm(image)
    diagonal.append(dot(vector, image))
    // Twice, so that rounding leaves no component behind.
    for _ in 0..<2 {
      for other in basis { add(-dot(other, image), other, to: &image) }
    }
    let rest = norm(image)
    isWhole = diagonal.count == origin.count || rest <= 1e-9 * whole
    offDiagonal.append(isWhole ? 0 : rest)
    scale(&image, by: isWhole ? 0 : 1 / rest)
    basis.append(image)
    var matrix = Matrix(diagonal: diagonal)
    for index in 1..<max(diagonal.count, 1) {
      matrix[index, index - 1] = offDiagonal[index - 1]
      matrix[index - 1, index] = offDiagonal[index - 1]
    }
    eigen = try? SymmetricEigen(matrix)
    return eigen != nil
  }

  /// φ(−hT)e₁‖b‖ with the projection T of H; nil where it is not finite.
  private func weights(_ function: Function, step: Double) -> [Double]? {
    guard let eigen else { return nil }
    var weights = [Double](repeating: 0, count: diagonal.count)
    for (index, value) in eigen.values.enumerated() {
      let factor = size * function(-step * value) * eigen.vectors[0, index]
      for row in weights.indices { weights[row] += factor * eigen.vectors[row, index] }
    }
    return weights.allSatisfy(\.isFinite) ? weights : nil
  }

  /// The error of hφ(−hT)b from the residual of the differential equation, which acts for the time h, or
  /// 1/λ if shorter.
  private func residual(_ weights: [Double], step: Double) -> Double {
    let last = diagonal.count - 1
    let time = leastEigenvalue * step > 1 ? 1 / leastEigenvalue : step
    return time * step * offDiagonal[last] * abs(weights[last])
  }

  private func combined(_ weights: [Double], step: Double) -> Product {
    let count = diagonal.count
    var vector = [Double](repeating: 0, count: origin.count)
    var image = vector
    for row in 0..<count {
      add(weights[row], basis[row], to: &vector)
      var entry = diagonal[row] * weights[row]
      if row > 0 { entry += offDiagonal[row - 1] * weights[row - 1] }
      if row < count - 1 { entry += offDiagonal[row] * weights[row + 1] }
      add(entry, basis[row], to: &image)
    }
    add(offDiagonal[count - 1] * weights[count - 1], basis[count], to: &image)
    return Product(step: step, vector: vector, image: image)
  }
}
