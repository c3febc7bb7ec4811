// The toy model, learned at one depth and run for others.

import Evidence
import LabKit
import Report
import ToyModel

/// Independent entries of mean 1 and standard deviation 0.5, n = 10, k = 5, σ = 0.9: R and ω learned for four and for five steps.
struct ToyDepths {
  private let ratios: [(depth: Int, risks: [Double])]

  /// Computes the risks.
  ///
  /// - Parameter horizon: The largest test depth.
  init(horizon: Int) {
    let noise = 0.81
    ratios = [4, 5].map { depth in
      let family = DenoiserFamily.unrolled(depth: depth, step: .learned)
      let optimum = OptimalRisk(
        spectrum: IndependentEntries().spectrum(n: 10, mu: 1, theta: 0.5), noiseVariance: noise,
        rows: 5, family: family)
      return (
        depth,
        (1...max(horizon, 6)).map { test in
          optimum.tested(depth: test, of: family, noiseVariance: noise)?.risk.total ?? .nan
        }
      )
    }
  }

  private func own(_ index: Int) -> Double { ratios[index].risks[ratios[index].depth - 1] }

  /// Decides the claims about N = 4 and N = 5.
  func decide(to study: inout LabStudy) {
    let least = ratios[0].risks.min() ?? .nan
    study.decide(
      DepthClaims.toy, "least risk over that at *N* = 4", predicted: 1, computed: least / own(0),
      .atLeast(rounding: 1e-12))
    study.pin(DepthClaims.toyOdd, 39.9674, ratios[1].risks[5] / own(1))
  }

  /// The risks.
  var table: Table {
    var table = Table(columns: ["trained", "depth", "risk", "ratio"])
    for (index, (depth, risks)) in ratios.enumerated() {
      for (test, risk) in risks.enumerated() {
        table.append([
          .integer(depth), .integer(test + 1), .number(risk), .number(risk / own(index)),
        ])
      }
    }
    return table
  }

  /// The style of models that are trained for N steps: blue for even N, green and dashed for odd ones.
  static func style(depth: Int) -> Style {
    depth.isMultiple(of: 2) ? Style(color: .blue) : Style(color: .green, dash: .dashed)
  }

  /// L(M)/L(N) over M.
  var curves: [Curve] {
    ratios.enumerated().flatMap { index, entry in
      let style = Self.style(depth: entry.depth)
      let points = entry.risks.enumerated().map {
        Point(x: Double($0.offset + 1), y: $0.element / own(index))
      }
      return [
        Curve("*N* = \(entry.depth)", points: points, style: style),
        Curve(
          "", points: [Point(x: Double(entry.depth), y: 1)],
          style: Style(color: style.color, marker: .circle, width: 0)),
      ]
    }
  }
}
