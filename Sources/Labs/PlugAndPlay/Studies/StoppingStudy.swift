// Plug-and-play that is stopped by the data fit.

import Evidence
import LabKit
import Report

/// u ← c(u − τ(u − y)) from 0, with the denoiser cu and the identity as operator.
struct StoppingStudy {
  /// c in (0, 1).
  let factor: Double
  /// τ > 0.
  let step: Double
  /// y.
  let data = 1.0

  /// ½(y(1 − c)/(1 − c + cτ))².
  var limit: Double {
    let rest = data * (1 - factor) / (1 - factor + factor * step)
    return 0.5 * rest * rest
  }

  /// ½(u − y)² after 1…count iterations.
  func fits(_ count: Int) -> [Double] {
    var u = 0.0
    return (0..<count).map { _ in
      u = factor * (u - step * (u - data))
      return 0.5 * (u - data) * (u - data)
    }
  }

  /// Decides the claims, with a table.
  static func report(to study: inout LabStudy) {
    let model = StoppingStudy(factor: 0.9, step: 0.5)
    let fits = model.fits(500)
    var table = Table(columns: ["iteration", "fit", "limit"])
    for (index, fit) in fits.prefix(50).enumerated() {
      table.append([.integer(index + 1), .number(fit), .number(model.limit)])
    }
    // The least fit is the limit: lower on the way, or higher in the end, would both show.
    let ratios = [0.5, 0.9, 0.99].flatMap { factor in
      [0.1, 0.5, 1].map { step in
        let model = StoppingStudy(factor: factor, step: step)
        return (model.fits(500).min() ?? 0) / model.limit
      }
    }
    study.decide(
      DenoiserClaims.stopping,
      "least data fit of 500 iterations over the limit, the furthest from 1", predicted: 1,
      computed: ratios.max { abs($0 - 1) < abs($1 - 1) } ?? 0, .rounding(1e-9))
    study.pin(DenoiserClaims.stoppingFit, 0.0165289, fits.last ?? 0)
    let long = StoppingStudy(factor: 0.9, step: 1.5).fits(500)
    study.pin(
      DenoiserClaims.stoppingOvershoot, DenoiserClaims.overshootPins,
      [long.last ?? 0, long.min() ?? 0])
    study.tables.append(
      NamedTable("stopping", "data fit of an iteration that is to stop by it", table))
  }
}
