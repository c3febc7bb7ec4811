// All that the risk sees of a data set: three matrices.

public import LinearAlgebra

/// The second moments of pairs of noisy and clean signals.
///
/// Any quadratic risk is E(T) = ½ tr(T S_xx Tᵀ) − tr(T S_xy) + ½ tr S_yy with S_xx = E[xxᵀ],
/// S_xy = E[xyᵀ], S_yy = E[yyᵀ]. For the population S_xx = C + σ²I and S_xy = S_yy = C; for a data set
/// they are sample means, so that the data enter once and the cost of learning does not depend on
/// their number.
public struct Moments: Sendable {
  /// S_xx, n × n, symmetric.
  public let noisy: Matrix
  /// sym S_xy = ½(S_xy + S_xyᵀ), n × n: of S_xy the risk of a symmetric T sees no more.
  public let mixed: Matrix
  /// tr S_yy.
  public let cleanTrace: Double
  /// The dimension n.
  public var dimension: Int { noisy.rows }

  /// The moments of a population with independent noise.
  ///
  /// - Parameters:
  ///   - secondMoment: C, n × n, symmetric positive semidefinite.
  ///   - noiseVariance: σ² ≥ 0.
  public init(secondMoment: Matrix, noiseVariance: Double) {
    var noisy = secondMoment
    for index in 0..<noisy.rows { noisy[index, index] += noiseVariance }
    self.init(noisy: noisy, mixed: secondMoment, cleanTrace: secondMoment.trace)
  }

  fileprivate init(noisy: Matrix, mixed: Matrix, cleanTrace: Double) {
    self.noisy = noisy
    self.mixed = mixed
    self.cleanTrace = cleanTrace
  }
}

/// Accumulates the moments of frames that arrive one by one; memory does not grow with their number.
public struct MomentAccumulator: Sendable {
  private var noisy: SecondMoment
  private var clean: SecondMoment
  private var sum: SecondMoment

  /// Creates an empty accumulator for frames of length n.
  public init(dimension: Int) {
    noisy = SecondMoment(dimension: dimension)
    clean = SecondMoment(dimension: dimension)
    sum = SecondMoment(dimension: dimension)
  }

  /// Adds a pair of frames.
  ///
  /// - Precondition: both have length n.
  /// - Complexity: O(n²), by BLAS in blocks.
  public mutating func add(noisy x: [Double], clean y: [Double]) {
    noisy.add(x)
    clean.add(y)
    sum.add(zip(x, y).map { $0 + $1 })
  }

  /// The moments of all frames so far.
  ///
  /// The mixed one by polarization, S_xy + S_yx = S_(x+y)(x+y) − S_xx − S_yy.
  ///
  /// - Precondition: at least one pair was added.
  public consuming func moments() -> Moments {
    let (xx, yy) = (noisy.matrix(), clean.matrix())
    var mixed = sum.matrix().subtracting(xx).subtracting(yy)
    scale(&mixed, by: 0.5)
    return Moments(noisy: xx, mixed: mixed, cleanTrace: yy.trace)
  }
}
