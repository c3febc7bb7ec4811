// Plug-and-play that is stopped by the data fit.

import Evidence
import LabKit
import Report

/// u ← c(u − τ(u − y)), with the denoiser cu and the identity as operator.
enum StoppingStudy {
  /// Decides the claims, with a table.
  static func report(to study: inout LabStudy) {
    let (factor, step, data) = (0.9, 0.5, 1.0)
    var u = 0.0
    var table = Table(columns: ["iteration", "fit", "limit"])
    let rest = data * (1 - factor) / (1 - factor + factor * step)
    let limit = 0.5 * rest * rest
    for iteration in 1...500 {
      u = factor * (u - step * (u - data))
      if iteration <= 50 {
        table.append([
          .integer(iteration), .number(0.5 * (u - data) * (u - data)), .number(limit),
        ])
      }
    }
    let fit = 0.5 * (u - data) * (u - data)
    study.decide(
      DenoiserClaims.stopping, "data fit after 500 iterations", predicted: limit, computed: fit,
      .rounding(1e-14))
    study.pin(DenoiserClaims.stoppingFit, 0.0165289, fit)
    study.tables.append(
      NamedTable("stopping", "data fit of an iteration that is to stop by it", table))
  }
}
