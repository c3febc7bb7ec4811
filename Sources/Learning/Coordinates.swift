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
  /// bilevel   φ(b) = cos √b, or cos² √b where eigenvalues of T below 0 could lower the risk
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
  /// True where some T may have a lower risk than |T|, its eigenvalues replaced by their moduli.
  ///
  /// Never where sym S_xy is positive semidefinite: tr(T² S_xx) is that of |T|, tr(T S_xy) no more.
  var maySignsHelp: Bool { get }
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
        return 1 / max(bilevelGain(b), 1e-150) - 1
      }
      return filter.inverse(Gain(value: forced.value - b, defect: forced.defect + b)) ?? 0
    }
    var rotated = matrix
    rotated.setProduct(eigen.vectors, .transposed, matrix)
    rotated.scaleRows(
      zip(penalties, eigen.values).map { $1 > 0 ? ($0 / $1).squareRoot() : 0 })
    return (rotated, penalties)
  }

  /// T, c × c, at a point.
  ///
  /// Not by way of R: where eigenvalues of T are 0 but for rounding, those of RᵀR are 1e16 and more, and
  /// the others are lost in RᵀR.
  ///
  /// - Parameter point: The variables.
  /// - Returns: T = f(RᵀR), or φ(BᵀB) with the modulus of a negative cosine; nil where ω is not positive.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(c³).
  public func denoiser(_ point: [Double]) throws(FactorizationError) -> Matrix? {
    let eigen = try SymmetricEigen(matrix(point).gram())
    guard let (filter, _) = filterAtPoint(point) else { return nil }
    var scaled = eigen.vectors
    scaled.scaleColumns(
      eigen.values.map { value in
        let g = max(value, 0)
        return switch filter {
        case .bilevel(let filter): filter.value(at: g)
        case .angular, .squaredAngular: bilevelGain(g)
        case .unrolled(let filter): filter.value(at: g)
        case .linear(let filter): filter.value(at: g)
        }
      })
    return scaled.multiplied(by: eigen.vectors.transposed).symmetricPart
  }

  /// The eigenvalue of the bilevel T for an eigenvalue b of BᵀB.
  private func bilevelGain(_ b: Double) -> Double {
    maySignsHelp ? SquaredAngularFilter().value(at: b) : abs(AngularFilter().value(at: b))
  }

  /// The singular value of R or B that gives T an eigenvalue within reach.
  ///
  /// - Parameters:
  ///   - gain: t.
  ///   - stepSize: ω; of no meaning for bilevel.
  /// - Returns: The root of s or b. For bilevel and a tiny t that of t = 1e-5, but in φ = cos √b: at
  ///   t = 0 the others do not change with b, and learning would never leave.
  func singularValue(of gain: Gain, stepSize: Double) -> Double {
    guard case .unrolled(let depth, _, _) = family else {
      guard coordinates == .straight else {
        return (gain.defect / max(gain.value, 1e-5)).squareRoot()
      }
      guard maySignsHelp else {
        return gain.value < 0.5 ? acos(gain.value) : asin((0.5 * gain.defect).squareRoot()) * 2
      }
      return gain.value < 0.5
        ? acos(max(gain.value, 1e-5).squareRoot()) : asin(gain.defect.squareRoot())
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
  case squaredAngular(SquaredAngularFilter)
  case unrolled(UnrolledFilter)
  case linear(LinearFilter)
}

extension DenoisingRisk {
  /// φ at a point, and the derivative of ω or d in the last variable; nil where ω is not positive or
  /// not finite.
  func filterAtPoint(_ point: [Double]) -> (filter: FilterAtPoint, stepChain: Double)? {
    guard case .unrolled(let depth, _, let isLearned) = family else {
      guard coordinates == .straight else { return (.bilevel(BilevelFilter()), 0) }
      return (maySignsHelp ? .squaredAngular(SquaredAngularFilter()) : .angular(AngularFilter()), 0)
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
