// The propositions on data, risk and filters.

import Evidence

extension CheckCommand {
  /// Data and risk, then the spectral filters.
  static let modelPropositions: [any Claim] = [
    BiasVarianceProposition(), CommutingRiskProposition(), DataSpectraProposition(),
    WienerProposition(), LinearOptimumProposition(), QuadraticRiskProposition(),
    FilterProposition(), ForcedEigenvalueProposition(),
  ]
}
