// Data of which only the eigenvalues of C are known.

import Intervals
import LinearAlgebra

/// Eigenvalues of C, taken as exact; n, μ and θ have no effect.
struct GivenSpectrum: DataFamily {
  let name = "spectrum"
  let eigenvalues: Spectrum

  var dimension: Int? { eigenvalues.dimension }

  func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum { eigenvalues }

  func enclosure(n: Int, mu: Double, theta: Double) -> [EnclosedGroup] {
    eigenvalues.groups.map {
      EnclosedGroup(eigenvalue: Interval($0.eigenvalue), multiplicity: $0.multiplicity)
    }
  }

  func isSame(as other: any DataFamily) -> Bool {
    (other as? GivenSpectrum)?.eigenvalues == eigenvalues
  }
}
