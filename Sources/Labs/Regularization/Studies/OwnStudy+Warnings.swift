// What users should read before they trust a reconstruction.

import Evidence
import LabKit
import LinearAlgebra
import Report

extension OwnStudy {
  /// Says what is not certified, what has no certificate, and where the discrepancy principle fails.
  func warn(_ results: [Reconstruction], to study: inout LabStudy) {
    let open = results.filter { !$0.isCertified }
    if !open.isEmpty {
      let worst = open.compactMap(\.certificate).max() ?? .infinity
      study.warnings.append(
        "\(open.count) of \(results.count) reconstructions, of \(names(open)), are not certified to \(RegularizationLab.tolerance.option): gaps up to \(formatted(worst, significantDigits: 3)) after \(open.map(\.iterations).max() ?? 0) iterations"
      )
    }
    let bare = results.filter { $0.meaning == "none" }
    if !bare.isEmpty {
      study.warnings.append(
        "no certificate for \(names(bare)): filters of this kind minimise nothing that could be bounded"
      )
    }
    let missed = results.filter { $0.stop == "residual not reached" }
    if !missed.isEmpty {
      study.warnings.append(
        "\(missed.count) of \(results.count) reconstructions, of \(names(missed)), do not reach the residual ρδ = \(formatted(target ?? 0, significantDigits: 4)): \(RegularizationLab.level.option) is below what the operator can fit"
      )
    }
    let largest = results.filter { $0.stop == "largest penalty" }
    if !largest.isEmpty {
      study.warnings.append(
        "\(largest.count) of \(results.count) reconstructions have a residual below ρδ = \(formatted(target ?? 0, significantDigits: 4)) even with the largest penalty: \(RegularizationLab.level.option) is more than \(names(largest)) can leave"
      )
    }
  }

  /// Says where a duality gap, though small beside ½‖b‖², is large beside the objective.
  func warnOfLargeGaps(
    _ all: [(sample: Int, result: Reconstruction)], to study: inout LabStudy
  ) {
    var (loose, worst) = ([Reconstruction](), 0.0)
    for (sample, result) in all {
      guard result.meaning == "duality gap", let gap = result.certificate,
        let objective = result.objective
      else { continue }
      // A gap is a difference of numbers of size ½‖b‖², with their rounding.
      let rounding = 1e-12 * 0.5 * dot(measurements[sample], measurements[sample])
      // An infinite gap is not certified either, which is said elsewhere.
      guard gap.isFinite, gap > 0.01 * objective, gap > rounding else { continue }
      loose.append(result)
      worst = max(worst, gap / objective)
    }
    guard !loose.isEmpty else { return }
    study.warnings.append(
      "\(loose.count) of \(all.count) reconstructions, of \(names(loose)), have a duality gap of up to \(formatted(100 * worst, significantDigits: 3)) % of the objective: they can be far from its minimiser"
    )
  }

  /// The names of the methods of some reconstructions, in alphabetical order.
  private func names(_ results: [Reconstruction]) -> String {
    Source.listed(Set(results.map(\.method.rawValue)).sorted())
  }
}
