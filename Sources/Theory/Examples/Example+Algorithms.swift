// Examples on other algorithms than gradient descent.

import Evidence
import Libc
import Reference
import Report
import ToyModel

extension Example {
  static func floor() -> Example {
    var table = Table(columns: [
      "eigenvalues", "k", "L₀", "F", "E", "E⁻", "B", "best window", "c*",
    ])
    for (eigenvalues, k) in [
      ([3, 1.2, 0.5, 0.1], 1), ([3, 1.2, 0.5, 0.1], 2), ([3, 1.2, 0.5, 0.1], 3),
      ([2, 1.9, 0.3, 0.05], 2), ([2, 2, 1, 0], 2),
    ] {
      let bounds = RiskBounds(
        spectrum: Spectrum(eigenvalues: eigenvalues), noiseVariance: ExampleData.noiseVariance,
        rows: k)
      let words = eigenvalues.map { formatted($0, significantDigits: 3) }
      table.append([
        .text(words.joined(separator: ", ")), .integer(k), .number(bounds.linear),
        .number(bounds.floor), .number(bounds.even), .number(bounds.odd), .number(bounds.bilevel),
        bounds.floorWindow.map { .text("\($0.lowerBound) to \($0.upperBound)") } ?? .empty,
        bounds.floorGain.map { .number($0.value) } ?? .empty,
      ])
    }
    return Example("σ = 0.9", table)
  }
}
