// The widths of the valleys of a landscape.

package import Evidence
import Intervals
import Reference
package import ToyModel

package struct LandscapeBasinsProposition: Claim {
  package let id = "landscape-basins"
  package let exposition = Exposition(
    title: "The valleys of the minima",
    statement: [
      """
      The valley of a minimum of E(r), k = n = 1, reaches to the neighbouring maxima. Its barrier is the \
      rise of E to the lower of them, or to the limit of E for r → ∞, γ/2 for the exact minimiser and ∞ \
      for N ≥ 2. On either side of the minimum there is exactly one point half-way up the barrier.
      """
    ],
    assumptions: ["k = n = 1; the exact minimiser or N ≥ 2 steps, ω fixed, σ > 0, γ > 0."],
    limits: ["Descent with long steps may leave a valley; the barrier stops only small steps."],
    sources: [.claims("landscape-points")],
    example: { .basins() },
    figure: "landscape-trap",
    commands: ["toy landscape --depth 2,3,5 --omega 0.1 --format json -o -"],
    declarations: ["Basin"])
  package let domain = "as for landscape-points"

  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> RiskLandscape = {
    LandscapePoint.landscape($0)
  }
  /// The valley of a minimum.
  package var basin: @Sendable (_ point: CriticalPoint) -> Basin? = \.basin
  /// The width of the valley between maxima, and between the points at half the barrier's height.
  package var widths: @Sendable (_ basin: Basin) -> (Double, Double) = { ($0.width, $0.halfWidth) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LandscapePoint.Domain(scope)
    return [
      try .sampled(
        "E at the ends and half-way, in interval arithmetic", cases: scope.samples,
        in: scope, id, point: { legal.point(&$0) },
        isLegal: legal.contains, command: LandscapePoint.command, violation: { violation($0) })
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let points = landscape(point).criticalPoints
    let scale = point.eigenvalues[0] + point.noiseVariance
    for (index, critical) in points.enumerated() {
      guard critical.kind.isMinimum else {
        if basin(critical) != nil { return "r = \(critical.location) is not a minimum" }
        continue
      }
      guard let basin = basin(critical) else { return "r = \(critical.location) has no valley" }
      func risk(_ r: Double) -> Interval {
        if r < .infinity { return EnclosedRisk(point, at: Interval(r).squared).value }
        return point.depth == 0 ? Interval(0.5 * point.eigenvalues[0]) : Interval(.infinity)
      }
      let upper = index + 1 < points.count ? points[index + 1].location : .infinity
      let lower = index > 0 ? points[index - 1].location : -upper
      if basin.lower != lower || basin.upper != upper {
        return "the valley of r = \(critical.location) ends at \(basin.lower), \(basin.upper)"
      }
      let least = risk(critical.location)
      let ends = index > 0 ? [risk(lower), risk(upper)] : [risk(upper)]
      let barrier = ends.dropFirst().reduce(ends[0]) { $0.minimum($1) } - least
      if let finding = difference(
        "the barrier", basin.barrier, from: barrier, tolerance: 1e-10, scale: scale)
      {
        return "at r = \(critical.location): \(finding)"
      }
      let (width, halfWidth) = widths(basin)
      if width != basin.upper - basin.lower
        || (basin.barrier < .infinity && halfWidth != basin.halfUpper - basin.halfLower)
      {
        return "the lengths are \(width) and \(halfWidth)"
      }
      if basin.barrier == .infinity {
        if basin.halfUpper < .infinity { return "half of an infinite barrier is climbed" }
        continue
      }
      if index == 0 && basin.halfLower != -basin.halfUpper { return "the valley is not even" }
      guard basin.lower <= basin.halfLower, basin.halfLower <= critical.location,
        critical.location <= basin.halfUpper, basin.halfUpper <= basin.upper
      else { return "the places of half a barrier are \(basin.halfLower), \(basin.halfUpper)" }
      for place in [basin.halfLower, basin.halfUpper] {
        let height = risk(abs(place)) - least
        if let finding = difference(
          "half the barrier", 0.5 * basin.barrier, from: height, tolerance: 1e-9, scale: scale)
        {
          return "at r = \(place): \(finding)"
        }
      }
    }
    return nil
  }
}
