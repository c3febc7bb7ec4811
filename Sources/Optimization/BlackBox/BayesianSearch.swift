// Bayesian search: the next point is the one from which a Gaussian process expects most.

public import LinearAlgebra

/// Bayesian search in a box: a Gaussian process is conditioned on all values so far, and the next point maximises the
/// expected improvement over random candidates.
///
/// One half of the candidates is uniform in the box, the other half normally distributed around the best point.
///
/// - SeeAlso: ``GaussianProcess``.
public struct BayesianSearch: Sendable, Equatable {
  /// The box.
  public let box: SearchBox
  /// The length scale of the kernel as a fraction of the widths of the box; times (p/2)^½ for p > 2 variables.
  public let lengthScale: Double
  /// The number of candidates.
  public let candidateCount: Int
  /// The number of points that are drawn uniformly before the process decides.
  public let firstCount: Int
  /// The standard deviation of candidates around the best point, as a fraction of the widths.
  public let localDeviation: Double

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - box: The box.
  ///   - lengthScale: The length scale of the kernel as a fraction of the widths, positive.
  ///   - candidateCount: The number of candidates, even and at least 2.
  ///   - firstCount: The number of points that are drawn uniformly at first, at least 1.
  ///   - localDeviation: The standard deviation of local candidates as a fraction of the widths, positive.
  public init(
    in box: SearchBox, lengthScale: Double = 0.25, candidateCount: Int = 400, firstCount: Int = 4,
    localDeviation: Double = 0.0375
  ) {
    precondition(lengthScale > 0 && localDeviation > 0, "lengths \(lengthScale), \(localDeviation)")
    precondition(
      candidateCount >= 2 && candidateCount % 2 == 0, "\(candidateCount) candidates")
    precondition(firstCount >= 1, "\(firstCount) first points")
    self.box = box
    self.lengthScale = lengthScale
    self.candidateCount = candidateCount
    self.firstCount = firstCount
    self.localDeviation = localDeviation
  }

  /// The point to evaluate next.
  ///
  /// - Parameters:
  ///   - evaluations: All values so far, of any origin.
  ///   - generator: The generator of random points.
  /// - Returns: A point of the box.
  /// - Complexity: O(m³ + m² · candidates) for m values.
  public func next(
    after evaluations: [EvaluatedPoint], _ generator: inout CounterGenerator
  ) -> [Double] {
    let p = box.dimension
    let stretch = max(1, Double(p) / 2).squareRoot()
    guard evaluations.count >= firstCount,
      let best = evaluations.min(by: { $0.value < $1.value }),
      let process = GaussianProcess(
        evaluations, lengths: box.widths.map { $0 * lengthScale * stretch })
    else { return box.randomPoint(&generator) }
    let half = candidateCount / 2
    var candidates = (0..<half).map { _ in box.randomPoint(&generator) }
    let normals = generator.normals(half * p)
    for row in 0..<half {
      candidates.append(
        box.clipped(
          (0..<p).map { best.point[$0] + localDeviation * box.widths[$0] * normals[row * p + $0] }))
    }
    let gains = process.expectedImprovements(at: candidates)
    return candidates[gains.indices.max { gains[$0] < gains[$1] } ?? 0]
  }

  /// Searches for the minimum of a function.
  ///
  /// - Parameters:
  ///   - known: Values from which the search starts; they do not count.
  ///   - count: The number of values to compute, at least 0.
  ///   - generator: The generator of random points.
  ///   - function: f; a value that is not finite ends the search.
  /// - Returns: All values: the known ones, then those that were computed.
  /// - Throws: Any error of f.
  public func minimize<Failure: Error>(
    from known: [EvaluatedPoint] = [], count: Int, _ generator: inout CounterGenerator,
    _ function: ([Double]) throws(Failure) -> Double
  ) throws(Failure) -> [EvaluatedPoint] {
    var evaluations = known
    for _ in 0..<max(count, 0) {
      let point = next(after: evaluations, &generator)
      let value = try function(point)
      guard value.isFinite else { return evaluations }
      evaluations.append(EvaluatedPoint(point, value: value))
    }
    return evaluations
  }
}
