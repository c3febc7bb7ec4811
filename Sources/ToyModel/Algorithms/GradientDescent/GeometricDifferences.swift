// Divided differences of the filters of gradient descent.

extension UnrolledFilter {
  /// f[x,y] and h[x,y], to a few ulp even where the arguments agree or are tiny.
  public func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let sums = GeometricDifferences(q(0), q(x), q(y), count: depth)
    return FilterDifferences(
      first: -stepSize * stepSize * sums.sumYZ,
      second: stepSize * stepSize * stepSize * sums.sumXYZ)
  }

  /// h(g) = f[0, g].
  public func slope(at g: Double) -> Double {
    -stepSize * stepSize * GeometricDifferences(q(0), q(0), q(g), count: depth).sumYZ
  }

  /// ∂f/∂ω and ∂h/∂ω at g.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    guard depth > 1 else { return (1, 0) }
    let powers = GeometricDifferences(q(0), q(0), q(g), count: depth - 1)
    let count = Double(depth)
    return (count * powers.powerZ, -count * stepSize * powers.powerYZ)
  }

  /// N = 2: c₀ − ω²s.
  public var linearPart: LinearPart? {
    guard depth == 2 else { return nil }
    return LinearPart(
      forcedGain: forcedGain, forcedSlope: 2 * (1 - stepSize), square: stepSize * stepSize,
      squareSlope: 2 * stepSize)
  }

  private func q(_ s: Double) -> Double { 1 - stepSize * (1 + s) }
}

/// Powers and geometric sums at three points with their divided differences, by binary doubling.
///
/// With p(q) = qᵐ and u(q) = Σ_{j<m} qʲ the rules u_{2m} = u_m(1 + p_m), u_{m+1} = 1 + q u_m and the
/// product rule of divided differences build everything in O(log m) steps. No difference of nearly
/// equal numbers is taken, so that coinciding points need no special care.
struct GeometricDifferences {
  private(set) var powerZ = 1.0
  private(set) var powerYZ = 0.0
  private(set) var sumYZ = 0.0
  private(set) var sumXYZ = 0.0

  /// Evaluates at x, y, z for m = `count`.
  ///
  /// - Precondition: `count >= 1`.
  init(_ x: Double, _ y: Double, _ z: Double, count: Int) {
    precondition(count >= 1, "a geometric sum of \(count) terms")
    var (powerX, powerY) = (1.0, 1.0)
    var (powerXY, powerXYZ) = (0.0, 0.0)
    var (sumX, sumY, sumZ) = (0.0, 0.0, 0.0)
    var sumXY = 0.0
    for bit in (0..<(Int.bitWidth - count.leadingZeroBitCount)).reversed() {
      sumXYZ = sumXYZ * (1 + powerZ) + sumXY * powerYZ + sumX * powerXYZ
      sumXY = sumXY * (1 + powerY) + sumX * powerXY
      sumYZ = sumYZ * (1 + powerZ) + sumY * powerYZ
      (sumX, sumY, sumZ) = (sumX * (1 + powerX), sumY * (1 + powerY), sumZ * (1 + powerZ))
      powerXYZ = powerXYZ * (powerX + powerZ) + powerXY * powerYZ
      powerXY *= powerX + powerY
      powerYZ *= powerY + powerZ
      (powerX, powerY, powerZ) = (powerX * powerX, powerY * powerY, powerZ * powerZ)
      guard count >> bit & 1 == 1 else { continue }
      sumXYZ = x * sumXYZ + sumYZ
      sumXY = x * sumXY + sumY
      sumYZ = y * sumYZ + sumZ
      (sumX, sumY, sumZ) = (1 + x * sumX, 1 + y * sumY, 1 + z * sumZ)
      powerXYZ = x * powerXYZ + powerYZ
      powerXY = x * powerXY + powerY
      powerYZ = y * powerYZ + powerZ
      (powerX, powerY, powerZ) = (x * powerX, y * powerY, z * powerZ)
    }
  }
}
