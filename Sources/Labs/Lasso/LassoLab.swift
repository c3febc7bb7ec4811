// The lab of the Lasso: iterations, their steps, and the Jacobian of the unrolled iteration.

package import Evidence
package import LabKit
import LinearAlgebra
import Optimization

/// Sparse coding min ½‖x − Dz‖² + λ‖z‖₁ on instances whose solution is known or certified.
package struct LassoLab: Lab {
  package let id = "lasso"
  package let title = "The Lasso and the Jacobian of unrolled ISTA"
  package let question =
    "How fast do ISTA and its variants find the support, and what does unrolling differentiate?"
  package let introduction: [Passage] = [
    """
    Two atoms of correlation c with x = d₁ have the solution (1 − λ, 0), and every rate is known. One \
    measurement x = 1 of two nearly equal atoms 1 and 1 − η shows how the derivative of an unrolled \
    iteration with respect to the dictionary grows before the support is found.
    """,
    """
    Random dictionaries of 20 × 50 unit atoms show the rates of ISTA, FISTA and oracle ISTA, and what majorises DᵀD; \
    Gaussian dictionaries of up to 400 × 800 the ratio L_S/L. Solutions are certified by their duality gap.
    """,
  ]
  package let sources: [Source] = [.ablin, .malezieux, .moreau, .bruna]
  package let headline = LabHeadline(
    "The Jacobian of unrolled ISTA grows for ", LassoClaims.exitTime.id, digits: 3,
    " iterations before it converges.")
  package let tableNames = [
    "pair", "drift", "methods", "rate", "gain", "majorizers", "angles", "jacobian", "truncation",
    "gradients", "dictionaries", "spectrum", "codes",
  ]
  package let parameters: [LabParameter] = [
    Self.part, Self.correlation, Self.pairPenalty, Self.gaps, Self.driftPenalty, Self.penalties,
    Self.methods, Self.depth, Self.truncations, Self.dictionary, Self.data, Self.absolute,
    Self.tolerance, Self.step, Self.followed,
  ]
  package let claims: [LabClaim] = LassoClaims.all

  static let part = LabParameter.names(
    "part", among: Part.allCases.map(\.rawValue),
    "the parts of the built-in instance that are computed")
  static let correlation = LabParameter.number(
    "correlation", symbol: "c", 0.9, in: 0.01...0.99, "correlation of the two atoms")
  static let pairPenalty = LabParameter.number(
    "pair-lambda", symbol: "λ", 0.3, in: 0.01...0.99,
    "penalty of the two correlated atoms, relative to λ_max")
  static let gaps = LabParameter.numbers(
    "eta", symbol: "η", [0.2, 0.1, 0.05, 0.025, 0.0125], in: 0.001...0.5,
    "gaps between two nearly equal atoms, at most 1 − λ")
  static let driftPenalty = LabParameter.number(
    "drift-lambda", symbol: "λ", 0.2, in: 0.01...0.9,
    "penalty of the two nearly equal atoms, relative to λ_max")
  static let penalties = LabParameter.numbers(
    "lambda", symbol: "λ", [0.4, 0.1], in: 1e-9...1e9,
    "penalties relative to λ_max: the first for the methods, the last for Jacobian and dictionary learning; with --data "
      + "all of them, 0.1 if omitted")
  static let methods = LabParameter.names(
    "method", among: LassoIteration.Method.allCases.map(\.rawValue),
    "the methods in tables and figures")
  static let depth = LabParameter.integer(
    "depth", symbol: "N", 5000, in: 1...100_000, "iterations of ISTA to differentiate")
  static let truncations = LabParameter.integers(
    "truncate", symbol: "K", [20, 50, 200], in: 1...100_000,
    "numbers of final iterations to which back-propagation is truncated")
  static let dictionary = LabParameter.file(
    "dict", [".npy", ".csv"],
    "a dictionary whose columns are atoms, in place of the built-in instance")
  static let data = LabParameter.file(
    "data", [".npy", ".csv"], "signals, one per row, coded in the atoms of --dict")
  static let absolute = LabParameter.flag(
    "absolute", "take --lambda as it stands, not relative to λ_max of each sample; with --data")
  static let tolerance = LabParameter.number(
    "tolerance", 1e-14, in: 1e-16...1,
    "duality gap of solutions as a fraction of ½‖x‖²; with --data")
  static let step = LabParameter.number(
    "step", 1, in: 1e-6...100, "step of ISTA and FISTA in units of 1/L; with --data")
  static let followed = LabParameter.integer(
    "follow", 3, in: 0...100_000,
    "number of samples whose iterations and Jacobians are followed; with --data")
  /// The default of --lambda with --data.
  static let ownPenalty = 0.1

  /// The parts of the built-in instance.
  enum Part: String, CaseIterable {
    case pair, drift, methods, spectrum, jacobian, dictionary
  }

  package init() {}

  /// True for the user's data, whose codes are certified.
  package func hasProduct(_ settings: LabSettings) -> Bool { settings.isGiven(Self.data) }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    if settings.isGiven(Self.dictionary) || settings.isGiven(Self.data) {
      try settings.refuseBuiltIn(
        [Self.part, Self.correlation, Self.pairPenalty, Self.gaps, Self.driftPenalty],
        beside: Self.data)
      return try OwnStudy(settings).study()
    }
    let own = [Self.absolute, Self.tolerance, Self.step, Self.followed]
    if let idle = own.first(where: settings.isGiven) {
      throw .illegal("\(idle.option) requires --dict and --data")
    }
    let penalty = settings.number(Self.driftPenalty)
    let gaps = settings.numbers(Self.gaps).sorted(by: >)
    if let gap = gaps.first, gap >= 1 - penalty {
      throw .illegal(
        "\(Self.gaps.option) \(gap): the second atom is active at first only for η < 1 − λ = "
          + "\(1 - penalty)")
    }
    let penalties = settings.numbers(Self.penalties)
    if let large = penalties.first(where: { $0 >= 1 }) {
      throw .illegal(
        "\(Self.penalties.option) \(large): z = 0 is the solution for λ ≥ λ_max, 1 here")
    }
    let parts = settings.names(Self.part).compactMap(Part.init(rawValue:))
    let methods = settings.names(Self.methods).compactMap(
      LassoIteration.Method.init(rawValue:))
    var study = LabStudy(settings)
    if parts.contains(.pair) {
      let pair = TwoAtoms(
        correlation: settings.number(Self.correlation), penalty: settings.number(Self.pairPenalty))
      pair.report(to: &study)
    }
    if parts.contains(.drift) { Drift.report(gaps: gaps, penalty: penalty, to: &study) }
    if parts.contains(.methods) {
      var generator = CounterGenerator(seed: 141, shift: settings.seed)
      let comparison = try MethodStudy(&generator, penalty: penalties[0])
      comparison.report(methods, to: &study)
      try MethodStudy.ratios(penalty: penalties[0], to: &study)
      try MethodStudy.printedRate(to: &study)
      try Majorizers.report(
        comparison.instance, iterates: comparison.ista, &generator, to: &study)
    }
    if parts.contains(.jacobian) {
      var generator = CounterGenerator(seed: 101, shift: settings.seed)
      let penalty = penalties[penalties.count - 1]
      let instance = try SparseInstance(drawnBy: &generator, (n: 10, m: 30), penalty: penalty)
      try JacobianStudy(instance, depth: settings.integer(Self.depth)).report(
        truncations: settings.integers(Self.truncations), to: &study)
      try JacobianStudy.earlyGain(penalty: penalty, to: &study)
    }
    if parts.contains(.dictionary) {
      try DictionaryStudy(seed: settings.seed, penalty: penalties[penalties.count - 1])
        .report(to: &study)
    }
    if parts.contains(.spectrum) { try MarchenkoPastur.report(to: &study) }
    return study
  }
}

extension Source {
  /// Learning step sizes for unfolded sparse coding, by Ablin, Moreau, Massias and Gramfort.
  static let ablin = Source.publication("Ablin et al., NeurIPS 2019", place: "sections 2 and 3")
  /// Understanding approximate and unrolled dictionary learning, by Malézieux, Moreau and Kowalski.
  static let malezieux = Source.publication("Malézieux et al., ICLR 2022", place: "section 2.2")
}
