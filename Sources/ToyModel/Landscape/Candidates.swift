// The case distinction behind the list of critical points.

/// The critical points of a landscape, located on the monotone branches of f.
struct Candidates {
  struct Point {
    /// s = r².
    let s: Double
    /// f(s), for solutions of f = t* the Wiener gain itself.
    let gain: Gain
    let isMinimum: Bool
    let curvature: Double
    let order: Int
  }

  let filter: any BranchedFilter
  let directional: DirectionalRisk
  /// In ascending order of s.
  private(set) var points: [Point] = []
  private(set) var isAttained = true
  private(set) var isCertified = true
  /// True where E does not depend on r.
  private let isConstant: Bool
  /// True where f rises beyond its last turning point.
  private let isRisingAtLast: Bool

  init(filter: any BranchedFilter, directional: DirectionalRisk) {
    self.filter = filter
    self.directional = directional
    let image = filter.image
    let (lower, upper) = (image.lowerBound, image.upperBound)
    let turning = filter.turningPoints
    // At large N and ω > 2, c₀ and with it both ends of the image may be ∞ in double precision.
    isConstant = (lower == upper && lower.value.isFinite) || directional.curvature == 0
    // Directions alternate from branch to branch.
    let isRisingAtFirst =
      turning.first.map { $0.curvature < 0 }
      ?? !(upper == filter.forcedGain && lower.value < .infinity)
    isRisingAtLast = isRisingAtFirst != (turning.count % 2 == 1)
    guard !isConstant else {
      points = [origin(isMinimum: true)]
      return
    }
    let target = directional.wienerGain
    var isRising = isRisingAtFirst
    var excess = filter.forcedGain.difference(to: target)
    isCertified = Self.isDecided(filter.forcedGain, target)
    points = [origin(isMinimum: isRising ? excess >= 0 : excess <= 0)]
    for (index, point) in turning.enumerated() {
      let next = point.gain.difference(to: target)
      if !Self.isDecided(point.gain, target) { isCertified = false }
      if isRising ? excess < 0 && next > 0 : excess > 0 && next < 0 {
        appendSolution(.number(index + 1))
      }
      points.append(
        Point(
          s: point.location, gain: point.gain, isMinimum: isRising ? next <= 0 : next >= 0,
          curvature: 4 * point.location * point.curvature * directional.slope(point.gain),
          order: next == 0 ? 4 : 2))
      excess = next
      isRising.toggle()
    }
    if isRising ? excess < 0 : excess > 0 { appendSolution(.number(turning.count + 1)) }
  }

  private func origin(isMinimum: Bool) -> Point {
    let derivative = filter.derivative(at: 0)
    let slope = directional.slope(filter.forcedGain)
    // f leaves c₀ as r², or as r⁴ where a turning point is exactly 0 (gradient descent, N = 3, ω = 1.5).
    return Point(
      s: 0, gain: filter.forcedGain, isMinimum: isMinimum,
      curvature: slope == 0 || derivative == 0 ? 0 : 2 * derivative * slope,
      order: (derivative == 0 ? 4 : 2) * (slope == 0 ? 2 : 1))
  }

  /// Adds the solution of f(s) = t* on a branch; for bilevel and γ = 0 there is none.
  private mutating func appendSolution(_ branch: FilterBranch) {
    let target = directional.wienerGain
    guard let s = filter.inverse(target, branch: branch) else {
      isAttained = false
      return
    }
    let slope = filter.derivative(at: s)
    points.append(
      Point(
        s: s, gain: target, isMinimum: true,
        curvature: directional.curvature * (4 * s * slope * slope), order: 2))
  }

  /// True where two gains are equal by construction (both 0 or both 1) or differ by more than their
  /// rounding errors.
  private static func isDecided(_ one: Gain, _ two: Gain) -> Bool {
    let difference = abs(one.difference(to: two))
    guard difference > 0 else { return one == two && (one.value == 0 || one.defect == 0) }
    let scale = min(
      max(abs(one.value), abs(two.value)), max(abs(one.defect), abs(two.defect)))
    return difference == .infinity || difference > 0x1p-49 * scale
  }

  // MARK: Kinds and basins

  /// The gain with the lowest risk, or with the limit that the risk approaches from above.
  var bestGain: Gain {
    guard isAttained else { return directional.wienerGain }
    let distance = { (point: Point) in
      abs(point.gain.difference(to: directional.wienerGain))
    }
    return points.filter(\.isMinimum).min { distance($0) < distance($1) }?.gain
      ?? filter.forcedGain
  }

  func criticalPoint(_ index: Int) -> CriticalPoint {
    let point = points[index]
    let kind: CriticalPoint.Kind =
      if isConstant {
        .flat
      } else if point.isMinimum {
        point.gain == bestGain && isAttained ? .minimum : .localMinimum
      } else {
        index == 0 ? .maximum : .barrier
      }
    return CriticalPoint(
      location: point.s.squareRoot(), kind: kind, gain: point.gain,
      risk: directional.value(point.gain),
      excess: directional.rise(to: point.gain, from: bestGain),
      curvature: kind == .flat ? 0 : point.curvature, order: kind == .flat ? nil : point.order,
      basin: kind.isMinimum ? BasinSearch(candidates: self, index: index).basin : nil)
  }

  /// lim E(r) for r → ∞, as a rise over the risk at a gain.
  func riseAtInfinity(from base: Gain) -> Double {
    let image = filter.image
    let limit = isRisingAtLast ? image.upperBound : image.lowerBound
    return limit.value.isFinite ? directional.rise(to: limit, from: base) : .infinity
  }
}
