// The algorithms whose best risks can be enclosed.

import Intervals
import ToyModel

/// The rigorous bounds of one algorithm of the registry.
protocol CertifiedAlgorithm {
  /// Encloses the best risk of a family of this algorithm.
  func risk(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, _ rows: Int, _ family: DenoiserFamily
  ) -> CertifiedRisk
}

/// The enclosures for an algorithm; nil where there are none yet.
func certifiedAlgorithm(_ algorithm: Algorithm) -> (any CertifiedAlgorithm)? {
  let known: [(Algorithm, any CertifiedAlgorithm)] = [
    (.linear, CertifiedLinearMaps()), (.exact, CertifiedExactSolution()),
    (.gradientDescent, CertifiedGradientDescent()),
  ]
  return known.first { $0.0 == algorithm }?.1
}

private struct CertifiedLinearMaps: CertifiedAlgorithm {
  func risk(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, _ rows: Int, _ family: DenoiserFamily
  ) -> CertifiedRisk {
    CertifiedRisk(CertifiedProjection(spectrum, noiseVariance), stepSize: nil)
  }
}

private struct CertifiedExactSolution: CertifiedAlgorithm {
  func risk(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, _ rows: Int, _ family: DenoiserFamily
  ) -> CertifiedRisk {
    CertifiedRisk(
      CertifiedProjection(
        spectrum, noiseVariance, forcedCount: spectrum.dimension - rows, forced: .one,
        lower: .zero, upper: .one), stepSize: nil)
  }
}

private struct CertifiedGradientDescent: CertifiedAlgorithm {
  func risk(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, _ rows: Int, _ family: DenoiserFamily
  ) -> CertifiedRisk {
    let (depth, forcedCount) = (family.depth ?? 1, spectrum.dimension - rows)
    guard let omega = family.step?.value else {
      return CertifiedStepLearner(
        spectrum: spectrum, noiseVariance: noiseVariance, forcedCount: forcedCount, depth: depth
      ).best()
    }
    let stepSize = Interval(omega)
    let forced = CertifiedFilter.forcedGain(depth: depth, stepSize: stepSize)
    let lower: CertifiedGain? =
      switch family.parity {
      case .none: forced
      case .even: nil
      case .odd: CertifiedOddMinimum(depth: depth).least(stepSize: stepSize)
      }
    return CertifiedRisk(
      CertifiedProjection(
        spectrum, noiseVariance, forcedCount: forcedCount, forced: forced, lower: lower,
        upper: family.parity == .odd ? nil : forced), stepSize: stepSize)
  }
}
