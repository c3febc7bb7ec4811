// A landscape in words.

import Report
import ToyModel

extension LandscapeSetting {
  /// The data in words, with the best linear risk.
  package var summary: String {
    "k = n = 1, \(constants): t* = \(Self.shown(directional.wienerGain.value)), best linear risk "
      + Self.shown(directional.best)
  }

  /// The parameters of the data.
  package var constants: String {
    "μ = \(Self.shown(mu)), θ = \(Self.shown(theta)), σ = \(Self.shown(sigma))"
  }

  /// A number with six significant digits, as in words and captions.
  package static func shown(_ value: Double) -> String { formatted(value, significantDigits: 6) }

  /// Remarks that a table of critical points needs.
  package var remarks: [String] {
    var remarks: [String] = []
    switch kind {
    case .fixed(let lines):
      let landscapes = lines.map(\.landscape)
      if landscapes.contains(where: { !$0.isAttained }) {
        remarks.append("infimum: approached as r → ∞ and not attained")
      }
      if landscapes.contains(where: { $0.criticalPoints.first?.kind == .flat }) {
        remarks.append("flat: every r is critical, R has no influence")
      }
      if landscapes.contains(where: { !$0.isCertified }) {
        remarks.append("certified false: t* is within rounding of f(0) or of the smallest f")
      }
    case .learned(let landscapes):
      if landscapes.contains(where: { $0.valley != nil }) {
        remarks.append("minimum: the curve f(r²; ω) = t*, all of it; no other minimum is local")
      }
      if landscapes.contains(where: { ($0.valley?.depth ?? 1) % 2 == 1 && $0.depth > 1 }) {
        remarks.append(
          "trap_below: for a fixed ω below it, r = 0 is a local minimum behind a barrier")
      }
      if landscapes.contains(where: { !$0.isAttained }) {
        remarks.append("infimum: approached as ω → 0⁺ and not attained")
      }
    }
    return remarks
  }
}
