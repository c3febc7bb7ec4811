// The propositions on data, risk and filters.

extension CheckCommand {
  /// Data and risk, then the spectral filters.
  static let modelPropositions: [any Proposition] = [
    BiasVarianceProposition(), CommutingRiskProposition(), DataSpectraProposition(),
    WienerProposition(), LinearOptimumProposition(), QuadraticRiskProposition(),
    FilterProposition(), ForcedEigenvalueProposition(),
  ]
}
