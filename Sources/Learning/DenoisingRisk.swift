// A risk as a function of R, in any parametrisation.

import Libc
public import LinearAlgebra
public import Optimization
import ToyModel

/// A risk as a function of R, or of the B that parametrises it, and of the numbers that are learned besides it.
///
/// The variables are the entries of R or B, k × c and column after column, and one more for every number that
/// is learned: α or ℓ of ``Parametrization``. The value is the excess of the risk over ``linearRisk``.
public protocol DenoisingRisk: Objective, Sendable {
  /// The dimension n of the signals.
  var signalDimension: Int { get }
  /// The number k of rows of R.
  var rows: Int { get }
  /// The number c of columns of R.
  var columns: Int { get }
  /// The family.
  var family: LearnedRisk.Family { get }
  /// The parametrisation of R by the variables.
  var parametrization: Parametrization { get }
  /// True where some T may have a lower risk than |T|, its eigenvalues replaced by their moduli.
  ///
  /// Never where sym S_xy is positive semidefinite: |T| has the same tr(T² S_xx) and no smaller tr(T S_xy).
  var maySignsHelp: Bool { get }
  /// True where T = c₀ sin²(½√(BᵀB)): the signal is weak, k = n, and no eigenvalue of T is forced.
  ///
  /// All eigenvalues of the best T are then tiny, and as differences c₀ − b they would be pure rounding
  /// error.
  var isWeakSignal: Bool { get }
  /// The risk of the best linear denoiser, which is subtracted from values.
  var linearRisk: Double { get }
  /// The variables of ``Parametrization`` at a point, which may be scaled.
  func natural(_ point: [Double]) -> [Double]
  /// The point at which the variables of ``Parametrization`` are the given ones.
  func point(natural variables: [Double]) -> [Double]
}

extension DenoisingRisk {
  /// The point itself: the variables are those of ``Parametrization``.
  public func natural(_ point: [Double]) -> [Double] { point }

  /// The variables themselves: those of this objective are the natural ones.
  public func point(natural variables: [Double]) -> [Double] { variables }
}

extension DenoisingRisk {
  /// kc, and one more for every number that is learned besides R.
  public var dimension: Int { rows * columns + family.trained.count }

  /// The numbers that are learned besides R, at a point.
  public func numbers(_ point: [Double]) -> [Double] {
    guard family.isLearned else { return [] }
    let variables = natural(point)[(rows * columns)...]
    guard parametrization == .reparametrized, let odds = variables.last else {
      return zip(family.trained, variables).map { $0.value(of: $1) }
    }
    // 1 − c₀ = 1/(1 + e^ℓ).
    let logarithm = softplus(odds)
    return [
      family.entry.stepSize(forcedLogarithm: logarithm, depth: family.depth ?? 1) ?? .nan
    ]
  }

  /// ω at a point; nil where there is none, or one for every step.
  public func stepSize(_ point: [Double]) -> Double? {
    family.stepSize(numbers(point))
  }

  /// The variables for R or B and ω, where that is all that may be learned.
  ///
  /// - Precondition: the matrix is k × c.
  public func variables(_ matrix: Matrix, stepSize: Double) -> [Double] {
    variables(matrix, numbers: family.isLearned ? [stepSize] : [])
  }

  /// The variables for R or B and the numbers that are learned.
  ///
  /// - Precondition: the matrix is k × c.
  func variables(_ matrix: Matrix, numbers: [Double]) -> [Double] {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "a matrix of \(matrix.rows) × \(matrix.columns) instead of \(rows) × \(columns)")
    precondition(
      numbers.count == family.trained.count,
      "\(numbers.count) numbers for \(family.trained.count) that are learned")
    guard parametrization == .reparametrized, let stepSize = numbers.first else {
      return point(
        natural: matrix.elements + zip(family.trained, numbers).map { $0.variable(of: $1) })
    }
    // c₀ ≤ 0 and c₀ = 1 are out of reach.
    let logarithm = family.entry.forcedLogarithm(stepSize: stepSize, depth: family.depth ?? 1) ?? 0
    return point(
      natural: matrix.elements + [inverseSoftplus(min(max(logarithm, 1e-280), Self.oddsLimit))])
  }

  /// The variables for R or B and c₀, reparametrised.
  ///
  /// - Precondition: the matrix is k × c.
  func variables(_ matrix: Matrix, forcedGain: Gain) -> [Double] {
    guard family.isLearned else { return point(natural: matrix.elements) }
    let odds = log(forcedGain.value / forcedGain.defect)
    return point(
      natural: matrix.elements + [min(max(odds, -600), 600)])
  }

  /// The largest ℓ to begin with: that of ω = 1, where c₀ = 1.
  private static var oddsLimit: Double { 1e6 }

  /// The first k·c variables as the matrix R or B.
  public func matrix(_ point: [Double]) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: Array(natural(point)[..<(rows * columns)]))
  }

  /// The filter of R at a point.
  func filter(_ point: [Double]) -> any BranchedFilter {
    family.filter(numbers(point))
  }

  /// R, k × c, at a point, and the eigenvalues of RRᵀ.
  ///
  /// Reparametrised, f(s) = φ(b) for each eigenvalue b of BBᵀ. A negative cosine is replaced by its modulus, and
  /// a zero one gets a penalty as large as needed. The values b are squared norms of the rows of VᵀB, which are
  /// orthogonal: a tiny norm is more accurate than the computed eigenvalue of BBᵀ.
  ///
  /// - Complexity: O(k²(k + c)).
  public func regularizer(_ point: [Double]) -> (matrix: Matrix, penalties: [Double]) {
    if isWeakSignal, let result = weakRegularizer(point) { return result }
    let matrix = matrix(point)
    var gram = Matrix(repeating: 0, rows: rows, columns: rows)
    gram.setGram(matrix)
    guard parametrization == .reparametrized, let eigen = try? SymmetricEigen(gram) else {
      return (matrix, (try? SymmetricEigen.values(of: gram))?.map { max($0, 0) } ?? [])
    }
    var rotated = matrix
    rotated.setProduct(eigen.vectors, .transposed, matrix)
    var squares = Array(repeating: 0.0, count: rows)
    for column in 0..<columns {
      for row in 0..<rows { squares[row] += rotated[row, column] * rotated[row, column] }
    }
    let filter = filter(point)
    let penalties = squares.map { b in
      let gain = reparametrizedGain(b, point)
      guard family.reparametrization == .halfLine else {
        return gain.value > 0 ? max(gain.defect, 0) / max(gain.value, 1e-150) : 1e150
      }
      return filter.inverse(gain) ?? 0
    }
    rotated.scaleRows(zip(penalties, squares).map { $1 > 0 ? ($0 / $1).squareRoot() : 0 })
    return (rotated, penalties)
  }

  /// R of a weak signal, where s falls as b rises, so that b = 0 needs a row too.
  ///
  /// The rows are the eigenvectors of BᵀB: those of VᵀB lose their direction where b is tiny. A bilevel
  /// T never reaches t = 0; t is then 1e-8/√k of the largest eigenvalue of T, which raises the risk by a
  /// fraction of 1e-16 at most.
  private func weakRegularizer(_ point: [Double]) -> (matrix: Matrix, penalties: [Double])? {
    let matrix = matrix(point)
    guard let eigen = try? SymmetricEigen(matrix.gram()) else { return nil }
    var images = matrix
    images.setProduct(matrix, .plain, eigen.vectors)
    let gains = (0..<columns).map { reparametrizedGain(images.columnProduct(images, $0), point) }
    let filter = filter(point)
    let largest = gains.reduce(0) { max($0, $1.value) }
    let floor = max(1e-8 * largest / Double(rows).squareRoot(), 1e-150)
    let penalties = gains.map { gain in
      guard family.reparametrization == .halfLine else {
        return gain.value < floor ? (1 - floor) / floor : gain.defect / gain.value
      }
      return filter.inverse(gain) ?? 0
    }
    var result = eigen.vectors.transposed
    result.scaleRows(penalties.map { $0.squareRoot() })
    return (result, penalties)
  }

  /// The point with the T of R, where negative cosines make that another point; nil elsewhere.
  ///
  /// An angle with a negative cosine is replaced by the angle whose cosine is the modulus.
  func folded(_ point: [Double]) -> [Double]? {
    guard filterAtPoint(point)?.filter is AngularFilter else { return nil }
    let matrix = matrix(point)
    var gram = Matrix(repeating: 0, rows: rows, columns: rows)
    gram.setGram(matrix)
    guard let eigen = try? SymmetricEigen(gram), let largest = eigen.values.last,
      largest.squareRoot() > 0.5 * .pi
    else { return nil }
    var rotated = matrix
    rotated.setProduct(eigen.vectors, .transposed, matrix)
    rotated.scaleRows(
      eigen.values.map { value in
        let angle = max(value, 0).squareRoot()
        return cos(angle) < 0 ? acos(-cos(angle)) / angle : 1
      })
    return self.point(natural: rotated.elements)
  }

  /// The eigenvalue of T for an eigenvalue of RᵀR, or for b of BᵀB where R is reparametrised.
  private func reparametrizedGain(_ b: Double, _ point: [Double]) -> Gain {
    guard let filter = filterAtPoint(point)?.filter else { return .zero }
    let gain = filter.gain(at: b)
    return filter is AngularFilter && gain.value < 0 ? Gain(value: -gain.value) : gain
  }

  /// T, c × c, at a point.
  ///
  /// Computed without R: where eigenvalues of T are 0 up to rounding, those of RᵀR are 1e16 and more, and hide
  /// the others.
  ///
  /// - Parameter point: The variables.
  /// - Returns: T = f(RᵀR), or φ(BᵀB) with the modulus of a negative cosine; nil where ω is not positive.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Complexity: O(c³).
  public func denoiser(_ point: [Double]) throws(FactorizationError) -> Matrix? {
    let eigen = try SymmetricEigen(matrix(point).gram())
    guard filterAtPoint(point) != nil else { return nil }
    var scaled = eigen.vectors
    scaled.scaleColumns(eigen.values.map { reparametrizedGain(max($0, 0), point).value })
    return scaled.multiplied(by: eigen.vectors.transposed).symmetricPart
  }

  /// The singular value of R or B that gives T an eigenvalue within reach.
  ///
  /// - Parameters:
  ///   - gain: t.
  ///   - numbers: Those that are learned besides R.
  ///   - forcedGain: c₀ where R is reparametrised; that of ω if nil.
  /// - Returns: The root of s or b. For bilevel learning and a tiny t that of t = 1e-5, except for
  ///   φ = cos √b: at t = 0 the other filters do not change with b, and learning would never leave.
  func singularValue(of gain: Gain, numbers: [Double], forcedGain: Gain? = nil) -> Double {
    if isWeakSignal {
      let bound = family.filter().forcedGain.value
      return 2 * asin(min(gain.value / bound, 1).squareRoot())
    }
    if family.reparametrization == .interval {
      guard parametrization == .reparametrized else {
        return (gain.defect / max(gain.value, 1e-5)).squareRoot()
      }
      guard maySignsHelp else {
        return gain.value < 0.5 ? acos(gain.value) : asin((0.5 * gain.defect).squareRoot()) * 2
      }
      return gain.value < 0.5
        ? acos(max(gain.value, 1e-5).squareRoot()) : asin(gain.defect.squareRoot())
    }
    let filter = family.filter(numbers)
    guard parametrization == .reparametrized else {
      return (filter.inverse(filter.image.clamp(gain)) ?? 0).squareRoot()
    }
    return max((forcedGain ?? filter.forcedGain).difference(to: gain), 0).squareRoot()
  }
}
