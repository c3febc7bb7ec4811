// When exact ℓ₁ dequantisation is worse than nothing.

package import Evidence
import Libc
package import ToyModel

package struct RoundingRadiusProposition: Claim {
  package let id = "rounding-radius"
  package let exposition = Exposition(
    title: "Exact ℓ₁ dequantisation of Laplace data is worse than nothing from b = 0.278 Δ on",
    statement: [
      """
      y has the density e^(−|y|/b)/2b and is rounded to s with a step Δ. min |a| with |a−s| ≤ ρΔ/2 moves every s ≠ 0 \
      towards 0 by ρΔ/2; ρ = 1 is the exact constraint. Within its cell y lies nearer to 0 than the middle, on average by \
      ρ*Δ/2, and equally so in all cells:
      """,
      .formula("ρ* = coth(Δ/2b) − 2b/Δ"),
      """
      So the error is a parabola in ρ. The radius ρ is worse than leaving s alone exactly if ρ > 2ρ*, and the exact \
      constraint exactly if b > 0.27827930128 Δ. The radius ρ*, or one proximal step with the threshold ρ*Δ/2, gives the \
      posterior mean. For b/Δ → ∞ the exact solution has four times the error of the data, 6.02 dB more.
      """,
      """
      The same holds for any symmetric density that nowhere falls by more than a factor 36.4 per step. For noise that is \
      uniform and independent of y (dither) the limit is b = 0.30336610219 Δ.
      """,
      """
      Frames of n dithered samples s with an invertible dictionary K: let α be the share of nonzeros of the exact \
      solution a* of min ‖a‖₁ with |Ka−s| ≤ ρΔ/2, B the samples at their bounds, and r the mean square of s − Ka* over \
      Δ²/12. Then a* has as many nonzeros as B has samples, and in units of Δ²/12
      """,
      .formula("error = 1 + r − (24/n) E Σ_{i∉B} V(uᵢ),   V(u) = ½(¼ − u²),   r ≥ 3ρ²α"),
      """
      So ρ²α ≥ 1 − α is no better than nothing. With the mean of V the error is r − 1 + 2α, which needs no clean signal.
      """,
    ],
    assumptions: ["One number; no overload of the quantiser."],
    limits: [
      "With 0 in the middle of a cell (mid-tread) gains at small b are hardly visible, as most data are in that cell.",
      "With dither ρ* is right beyond Δ/2 only; the best soft threshold is a little smaller.",
      "Frames are checked in the lab (`toy explain dequantization/dither`), here a single sample.",
    ],
    sources: [.proofRounding, .proofAnyDimension],
    example: { .roundingRadius() },
    figure: "scalar-radius",
    commands: ["toy scalar --quantize --scale 0.1,0.2,0.27827930128,0.5,1,5"],
    declarations: ["LaplaceQuantizer"])
  package let domain =
    "b/Δ from 0.03 to 10, ρ from 0 to 1; densities with slopes of the logarithm up to 3.59/Δ"

  /// The error of a radius.
  package var error:
    @Sendable (_ scale: Double, _ kind: QuantizerKind, _ radius: Double) -> Double = {
      LaplaceQuantizer(scale: $0, kind: $1).error(radius: $2)
    }
  /// ρ*.
  package var bestRadius: @Sendable (_ scale: Double) -> Double = {
    LaplaceQuantizer(scale: $0, kind: .midTread).posteriorRadius
  }
  /// Whether the exact constraint is worse than nothing.
  package var isHarmful: @Sendable (_ scale: Double, _ kind: QuantizerKind) -> Bool = {
    LaplaceQuantizer(scale: $0, kind: $1).isExactHarmful
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func point(_ draws: inout Sampler) -> ParameterPoint {
      ParameterPoint([.scale: draws.logarithmic(0.03...10), .s: draws.uniform(0...1)])
    }
    let isLegal: (ParameterPoint) -> Bool = {
      (0.03...10).contains($0[.scale]) && (0...1).contains($0[.s])
    }
    return [
      try .sampled(
        "errors of rounded data, by Simpson's rule in every cell", cases: scope.samples / 50,
        in: scope, id, point: { point(&$0) }, isLegal: isLegal, violation: { cellViolation($0) }),
      try .sampled(
        "the exact constraint against nothing, and no radius better than ρ*",
        cases: scope.samples / 5, in: scope, id, 1, point: { point(&$0) }, isLegal: isLegal
      ) { point in
        let b = point[.scale]
        for kind in QuantizerKind.allCases {
          let (data, exact) = (error(b, kind, 0), error(b, kind, 1))
          guard abs(exact - data) < 1e-9 || (exact > data) == isHarmful(b, kind) else {
            return "\(kind.rawValue): exact \(exact), data \(data)"
          }
          guard kind != .dithered else { continue }
          let (best, other) = (error(b, kind, bestRadius(b)), error(b, kind, point[.s]))
          guard best <= other + 1e-13 else { return "radius \(point[.s]): \(other), ρ*: \(best)" }
        }
        return nil
      },
      try .sampled(
        "dithered data, by a double sum, and the identity for one sample",
        cases: scope.samples / 200, in: scope, id, 3, point: { point(&$0) }, isLegal: isLegal,
        violation: { ditherViolation($0) }),
      try .sampled(
        "densities that fall more slowly", cases: scope.samples / 50, in: scope, id, 2,
        point: { point(&$0) }, isLegal: isLegal, violation: { slowViolation($0) }),
    ]
  }

  /// 12 E (output − y)² of a density on one cell of |y|, and its mass.
  private func cell(
    _ low: Double, _ high: Double, output: Double, _ density: (Double) -> Double
  ) -> Double {
    let count = 600
    return 12 * (high - low) / Double(3 * count)
      * (0...count).reduce(0) { sum, index in
        let y = low + (high - low) * Double(index) / Double(count)
        let weight = index == 0 || index == count ? 1.0 : index.isMultiple(of: 2) ? 2 : 4
        return sum + weight * (output - y) * (output - y) * density(y)
      }
  }

  private func cellViolation(_ point: ParameterPoint) -> String? {
    let (b, radius) = (point[.scale], point[.s])
    for kind in [QuantizerKind.midTread, .midRiser] {
      let offset = kind == .midTread ? 0.5 : 0
      var sum = kind == .midTread ? cell(0, 0.5, output: 0) { exp(-$0 / b) / b } : 0
      for index in 0...Int(40 * b + 2) {
        let low = Double(index) + offset
        sum += cell(low, low + 1, output: low + 0.5 - 0.5 * radius) { exp(-$0 / b) / b }
      }
      let found = error(b, kind, radius)
      guard abs(found - sum) <= 1e-6 * (found + 0.01) else {
        return "\(kind.rawValue): \(found), cell by cell \(sum)"
      }
    }
    return nil
  }

  /// The error with dither, and 1 + r − 24 E[V; inactive], by midpoints over u and quantiles of |y|.
  private func ditherViolation(_ point: ParameterPoint) -> String? {
    let (b, radius, count) = (point[.scale], point[.s], 400)
    var (sum, identity) = (0.0, 0.0)
    for row in 0..<count {
      let y = -b * log1p(-(Double(row) + 0.5) / Double(count))
      for column in 0..<count {
        let u = (Double(column) + 0.5) / Double(count) - 0.5
        let d = min(max(y + u, -0.5 * radius), 0.5 * radius)
        sum += 12 * (u - d) * (u - d)
        let isActive = abs(y + u) >= 0.5 * radius
        identity += 1 + 12 * d * d - (isActive ? 0 : 24 * 0.5 * (0.5 - u) * (0.5 + u))
      }
    }
    let cells = Double(count * count)
    let found = error(b, .dithered, radius)
    guard abs(found - sum / cells) <= 3e-3 * (1 + found) else {
      return "the error is \(found), by a double sum \(sum / cells)"
    }
    return abs(found - identity / cells) <= 3e-2 * (1 + found)
      ? nil : "the error is \(found), by the identity \(identity / cells)"
  }

  /// A density exp(−∫ slope) with random slopes below β* on pieces of half a cell.
  private func slowViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let slopes = (0..<16).map { _ in draws.uniform(-1...1) * 3.5935 }
    func density(_ y: Double) -> Double {
      var exponent = 0.0
      for (index, slope) in slopes.enumerated() {
        exponent += slope * min(max(y - 0.5 * Double(index), 0), 0.5)
      }
      return exp(-exponent)
    }
    var (data, exact) = (0.0, 0.0)
    for index in 0..<8 {
      let low = Double(index)
      data += cell(low, low + 1, output: low + 0.5, density)
      exact += cell(low, low + 1, output: low, density)
    }
    return exact > data ? nil : "exact \(exact), data \(data)"
  }
}
