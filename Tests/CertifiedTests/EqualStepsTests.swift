// Learned steps that are as good as the printed one, against the risks of fixed steps.

import Certified
import Foundation
import Intervals
import Testing
import ToyModel

@Suite("Equally good learned steps") struct EqualStepsTests {
  private static let spectra: [[Double]] = [
    [1.2, 1.1, 1], [3, 1, 0.2], [2, 0.5, 0.5], [1, 0.5, 0], [2, 0, 0], [0, 0, 0],
  ]
  /// Step sizes that lie apart from 0 and from every learned step.
  private static let grid = (1...46).map { 0.0503 * Double($0) }

  private static func certified(
    _ spectrum: Spectrum, _ sigma: Double, _ rows: Int, _ depth: Int
  ) -> CertifiedRisk {
    CertifiedRisk(
      spectrum: CertifiedSpectrum(.spectrum(spectrum)), noiseVariance: Interval(sigma).squared,
      rows: rows, family: .unrolled(depth: depth, step: .learned))
  }

  private static func isOptimal(
    _ stepSize: Double, _ spectrum: Spectrum, _ sigma: Double, _ rows: Int, _ depth: Int,
    _ best: CertifiedRisk
  ) -> Bool {
    let risk = OptimalRisk(
      spectrum: spectrum, noiseVariance: sigma * sigma, rows: rows,
      family: .unrolled(depth: depth, step: .fixed(stepSize))
    ).risk.total
    // Both risks are within 10⁻¹³; steps of the grid that are not optimal cost 10⁻⁹ and more.
    return risk <= best.risk.upperBound * (1 + 1e-12)
  }

  @Test("unique is true exactly where no other step has the risk", arguments: spectra)
  func others(eigenvalues: [Double]) {
    let spectrum = Spectrum(eigenvalues: eigenvalues)
    for depth in [1, 2, 3, 4, 5, 8] {
      for rows in 1...3 {
        for sigma in [0, 0.5, 2] {
          let best = Self.certified(spectrum, sigma, rows, depth)
          let stepSize = best.stepSize?.middle ?? .nan
          func isOptimal(_ other: Double) -> Bool {
            Self.isOptimal(other, spectrum, sigma, rows, depth, best)
          }
          let isMirrorOptimal =
            stepSize > 0 && stepSize < 2 && abs(stepSize - 1) > 1e-3 && isOptimal(2 - stepSize)
          // A single forced direction at its own Wiener gain may cost nothing, whichever it is.
          let single = eigenvalues.filter { $0 > 0 && sigma > 0 }.map {
            1 - pow(1 - $0 / ($0 + sigma * sigma), 1 / Double(depth))
          }
          let others = (Self.grid + single).filter { abs($0 - stepSize) > 1e-3 && isOptimal($0) }
          #expect(
            best.isUnique == (others.isEmpty && !isMirrorOptimal),
            "\(eigenvalues) N = \(depth) k = \(rows) σ = \(sigma): ω = \(stepSize), \(others)")
          expectKind(best, stepSize, others, isMirrorOptimal, isOptimal)
        }
      }
    }
  }

  /// The statement about the others is true.
  private func expectKind(
    _ best: CertifiedRisk, _ stepSize: Double, _ others: [Double], _ isMirrorOptimal: Bool,
    _ isOptimal: @escaping (Double) -> Bool
  ) {
    switch best.otherSteps {
    case .none: #expect(!best.isChoiceUnique || (others.isEmpty && !isMirrorOptimal))
    case .mirrored: #expect(isMirrorOptimal)
    case .aboveGains:
      #expect(others.contains { $0 < 1 } && others.allSatisfy { isOptimal(2 - $0) })
    case .belowGains:
      #expect(Self.grid.filter { $0 < stepSize }.allSatisfy(isOptimal))
      #expect(isOptimal(0.01 * stepSize))
    case .all: #expect(Self.grid.allSatisfy(isOptimal))
    }
  }
}
