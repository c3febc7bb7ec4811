// The variables in which R is learned.

import Glibc
public import LinearAlgebra
public import Optimization
import ToyModel

/// What the variables of a risk stand for.
///
/// The landscape over R is as steep or as flat as the filter f, yet all that matters of f is its image:
/// a denoiser T that R reaches is reached just as well by any B with T = φ(BᵀB), if φ has the image of
/// f. A φ that is nearly straight makes the landscape independent of the depth.
public enum Coordinates: String, Sendable, CaseIterable {
  /// R itself, T = f(RᵀR), and α with ω = log(1 + eᵅ) where the step is learned: what plain training
  /// does.
  case plain
  /// B with T = φ(BᵀB), from which R follows by f(RᵀR) = φ(BᵀB).
  ///
  /// ```
  /// bilevel   φ(b) = cos √b
  /// N even    φ(b) = c₀ − b, c₀ = 1 − d²; d is the variable where the step is learned
  /// ```
  /// Odd depths have none: their f turns, and what lies on either side is no detail of coordinates.
  case straight
}

extension LearnedRisk.Family {
  /// True where ``Coordinates/straight`` exists.
  public var canBeStraight: Bool {
    switch self {
    case .bilevel: true
    case .unrolled(let depth, _, _): depth.isMultiple(of: 2)
    }
  }
}

/// A risk as a function of R, or of what stands for it, and of a learned step.
///
/// The variables are the entries of R or B, k × c and column after column, and one more where the step
/// is learned: α or d of ``Coordinates``.
public protocol DenoisingRisk: Objective, Sendable {
  /// The dimension n of the signals.
  var signalDimension: Int { get }
  /// The number k of rows of R.
  var rows: Int { get }
  /// The number c of columns of R.
  var columns: Int { get }
  /// The family.
  var family: LearnedRisk.Family { get }
  /// What the variables stand for.
  var coordinates: Coordinates { get }
}

extension DenoisingRisk {
  /// kc, and one more for a learned step.
  public var dimension: Int { rows * columns + (family.isStepLearned ? 1 : 0) }

  /// ω at a point; nil for bilevel.
  public func stepSize(_ point: [Double]) -> Double? {
    guard case .unrolled(let depth, let given, let isLearned) = family else { return nil }
    guard isLearned else { return given }
    let variable = point[point.count - 1]
    guard coordinates == .straight else { return softplus(variable) }
    // (1 − ω)ᴺ = d²: the smaller of the two solutions that is positive.
    let logarithm = 2 / Double(depth) * log(abs(variable))
    return logarithm < 0 ? -expm1(logarithm) : 1 + exp(logarithm)
  }

  /// The variables for R or B and ω.
  ///
  /// - Precondition: the matrix is k × c.
  public func variables(_ matrix: Matrix, stepSize: Double) -> [Double] {
    precondition(matrix.rows == rows && matrix.columns == columns, "a matrix of another shape")
    guard case .unrolled(let depth, _, true) = family else { return matrix.elements }
    let variable =
      coordinates == .straight
      ? exp(0.5 * Double(depth) * log(abs(1 - stepSize))) : inverseSoftplus(stepSize)
    return matrix.elements + [variable]
  }

  /// The first k·c variables as the matrix R or B.
  public func matrix(_ point: [Double]) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: Array(point[..<(rows * columns)]))
  }

  /// The filter of R at a point.
  func filter(_ point: [Double]) -> any SpectralFilter {
    family.filter(stepSize: stepSize(point))
  }

  /// R, k × c, at a point, and the eigenvalues of RRᵀ.
  ///
  /// In straight coordinates f(s) = φ(b) for each eigenvalue b of BBᵀ; a negative cosine counts as
  /// its modulus, a zero one as a penalty as large as needed.
  ///
  /// - Complexity: O(k²(k + c)).
  public func regularizer(_ point: [Double]) -> (matrix: Matrix, penalties: [Double]) {
    let matrix = matrix(point)
    var gram = Matrix(repeating: 0, rows: rows, columns: rows)
    gram.setGram(matrix)
    guard coordinates == .straight, let eigen = try? SymmetricEigen(gram) else {
      return (matrix, (try? SymmetricEigen.values(of: gram))?.map { max($0, 0) } ?? [])
    }
    let filter = filter(point)
    let forced = filter.forcedGain
    let penalties = eigen.values.map { eigenvalue in
      let b = max(eigenvalue, 0)
      guard case .unrolled = family else {
        return 1 / max(abs(cos(b.squareRoot())), 1e-150) - 1
      }
      return filter.inverse(Gain(value: forced.value - b, defect: forced.defect + b)) ?? 0
    }
    var rotated = matrix
    rotated.setProduct(eigen.vectors, .transposed, matrix)
    rotated.scaleRows(
      zip(penalties, eigen.values).map { $1 > 0 ? ($0 / $1).squareRoot() : 0 })
    return (rotated, penalties)
  }

  /// The singular value of R or B that gives T an eigenvalue within reach.
  ///
  /// - Parameters:
  ///   - gain: t.
  ///   - stepSize: ω; of no meaning for bilevel.
  /// - Returns: The root of s or b; for bilevel and a tiny t the root of 1e5.
  func singularValue(of gain: Gain, stepSize: Double) -> Double {
    guard case .unrolled(let depth, _, _) = family else {
      guard coordinates == .straight else {
        return (gain.defect / max(gain.value, 1e-5)).squareRoot()
      }
      return gain.value < 0.5 ? acos(gain.value) : asin((0.5 * gain.defect).squareRoot()) * 2
    }
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    let reachable = filter.image.clamp(gain)
    guard coordinates == .straight else {
      return (filter.inverse(reachable) ?? 0).squareRoot()
    }
    return max(filter.forcedGain.difference(to: reachable), 0).squareRoot()
  }
}

/// The even depths in straight coordinates: φ(b) = c₀ − b.
struct LinearFilter: DifferentiableFilter {
  /// c₀.
  let forcedGain: Gain
  /// The derivative of c₀ in the last variable.
  let forcedSlope: Double

  func gain(at s: Double) -> Gain {
    Gain(value: forcedGain.value - s, defect: forcedGain.defect + s)
  }

  func derivative(at s: Double) -> Double { -1 }

  var image: FilterImage {
    FilterImage(lowerBound: Gain(value: -.infinity), upperBound: forcedGain)
  }

  var turningPoint: Double { 0 }

  func slope(at g: Double) -> Double { -1 }

  func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    FilterDifferences(first: -1, second: 0)
  }

  func stepDerivatives(at g: Double) -> (value: Double, slope: Double) { (forcedSlope, 0) }
}

/// A filter at a point, of a type known where it is used: generic code is as fast as its types.
enum FilterAtPoint {
  case bilevel(BilevelFilter)
  case angular(AngularFilter)
  case unrolled(UnrolledFilter)
  case linear(LinearFilter)
}

extension DenoisingRisk {
  /// φ at a point, and the derivative of ω or d in the last variable; nil where ω is not positive or
  /// not finite.
  func filterAtPoint(_ point: [Double]) -> (filter: FilterAtPoint, stepChain: Double)? {
    guard case .unrolled(let depth, _, let isLearned) = family else {
      return (coordinates == .straight ? .angular(AngularFilter()) : .bilevel(BilevelFilter()), 0)
    }
    guard let omega = stepSize(point), omega > 0, omega.isFinite else { return nil }
    let filter = UnrolledFilter(depth: depth, stepSize: omega)
    guard coordinates == .straight else {
      // dω/dα = 1 − e^(−ω).
      return (.unrolled(filter), isLearned ? -expm1(-omega) : 0)
    }
    guard isLearned else {
      return (.linear(LinearFilter(forcedGain: filter.forcedGain, forcedSlope: 0)), 0)
    }
    let d = point[point.count - 1]
    let forced = Gain(value: (1 - d) * (1 + d), defect: d * d)
    return (.linear(LinearFilter(forcedGain: forced, forcedSlope: -2 * d)), 1)
  }
}
