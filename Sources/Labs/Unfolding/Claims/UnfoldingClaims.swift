// Claims about layers, their derivatives and training, stated before anything is computed.

import Evidence
import LabKit

/// The claims, one for each number.
enum UnfoldingClaims {
  // MARK: Layers

  static let adjoint = LabClaim(
    "unfolding/adjoint", .law, "The layers pass the adjoint test",
    "⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for the derivative J of a layer with step sizes, of a coupled and of a general one.",
    sources: [.own("the definition of the transpose")])
  static let reverse = LabClaim(
    "unfolding/reverse", .law, "Reverse mode gives the derivative",
    "The gradient of the loss of a network of step sizes, and of a coupled one, agrees with central differences.",
    sources: [.own("central differences")])
  static let generalReverse = LabClaim(
    "unfolding/reverse-general", .law, "Reverse mode gives the derivative of LISTA",
    "The gradient of the loss of a general network agrees with central differences.",
    sources: [.own("central differences")])
  static let untrained = LabClaim(
    "unfolding/untrained", .law, "The untrained network is ISTA to the last bit",
    """
    With W = D/L and b = 1/L in all layers, networks of step sizes and of coupled weights give the codes of ISTA, bit by \
    bit.
    """, sources: [.gregor])
  static let generalUntrained = LabClaim(
    "unfolding/untrained-general", .law, "The untrained LISTA is ISTA",
    "With W_z = I − DᵀD/L and W_x = Dᵀ/L the general network gives the codes of ISTA, to rounding.",
    sources: [.gregor])
  static let written = LabClaim(
    "unfolding/export", .law, "The arrays of a network give its loss",
    """
    Plain loops over the saved arrays, z ← ST(z − (Dz − x)W, λb) from z = 0, give the mean of ½‖x − Dz‖² + λ‖z‖₁ on test \
    data to 10⁻¹².
    """, sources: [.own("a second route")])

  // MARK: Data and truth

  static let equalized = LabClaim(
    "unfolding/equi-regularized", .law, "The samples are on the equi-regularisation set",
    "‖Dᵀx‖∞ = 1 for every sample, so that λ_max = 1 for all of them.", sources: [.ablin])
  static let certificate = LabClaim(
    "unfolding/certificate", .law, "The solutions are certified",
    "The duality gap of the solution of every test sample is at most 10⁻¹² of ½‖x‖².",
    sources: [.own("duality")])

  // MARK: Training

  static let monotone = LabClaim(
    "unfolding/monotone", .law, "No step of training increases the loss",
    "Gradient descent with backtracking lowers the training loss in every step.",
    sources: [.own("Armijo's condition")])
  static let deeper = LabClaim(
    "unfolding/deeper", .law, "On training data more layers are never worse",
    """
    Training of T + 1 layers begins with the trained T layers and a step of ISTA, which does not increase F. So the \
    training loss does not increase with depth.
    """, assumptions: ["The loss is F, without true codes or solutions."],
    sources: [.own("ISTA with steps 1/L descends")])
  static let twoAtoms = LabClaim(
    "unfolding/two-atoms", .law, "For two atoms one layer learns 1/L_S",
    """
    For two atoms of correlation c ≤ λ and x = ±d₁ the loss of one layer is least for the step 1/L_S = 1, which is longer \
    than 1/L = 1/(1 + c).
    """, sources: [.own("a parabola in α")])

  // MARK: Test data

  static let wins = LabClaim(
    "unfolding/slista-wins", .law, "Learned steps beat 1/L at every depth",
    "The test gap F − F* of SLISTA is below that of ISTA for T = 1 to 20 and all four λ.",
    limits: [drawLimit], sources: [.ablin])
  static let winsBy = LabClaim(
    "unfolding/slista-wins-by", .pin, "The smallest gain of learned steps",
    "The test gap of SLISTA is at most 0.7328 of that of ISTA.", sources: [.own("a number")])
  static let gainGrows = LabClaim(
    "unfolding/gain-grows", .law, "The gain of learned steps grows with λ",
    "For T = 10 the ratio of the test gaps of ISTA and SLISTA increases with λ: sparser codes have smaller L_S.",
    limits: [drawLimit], sources: [.ablin])
  static let gains = LabClaim(
    "unfolding/gains", .pin, "The gains of learned steps",
    """
    For T = 10 and λ = 0.1, 0.2, 0.5, 0.8 the test gap of ISTA is 3.169, 4.21 (to 3 %), 20.5 (to 15 %), 25.52 times that of \
    SLISTA.
    """, limits: [roundingLimit], sources: [.own("numbers")])
  static let gaps = LabClaim(
    "unfolding/gaps", .pin, "The test gaps of ten layers",
    """
    For T = 10 the test gap is 0.05740 for ISTA, 0.01811 for SLISTA, 0.00663 for coupled LISTA if λ = 0.1, and \
    2.66·10⁻⁴, 1.04·10⁻⁵, 2.08·10⁻⁴ if λ = 0.8.
    """, sources: [.own("numbers")])
  static let coupledDense = LabClaim(
    "unfolding/coupled-dense", .law, "For dense codes coupled LISTA beats learned steps",
    "For λ = 0.1 the test gap of coupled LISTA is below that of SLISTA for T = 1 to 10.",
    limits: [drawLimit], sources: [.ablin])
  static let coupledSparse = LabClaim(
    "unfolding/slista-sparse", .law, "For sparse codes learned steps beat coupled LISTA",
    "For λ = 0.8 the test gap of SLISTA is below that of coupled LISTA for T = 1 to 10.",
    limits: [drawLimit], sources: [.ablin])
  static let coupledRatios = LabClaim(
    "unfolding/coupled-ratios", .pin, "SLISTA and coupled LISTA",
    """
    The test gap of SLISTA is 4.94, 4.78, 3.19, 2.73 times that of coupled LISTA for T = 1, 2, 5, 10 if λ = 0.1, and \
    0.362, 0.124, 0.106, 0.0502 times if λ = 0.8.
    """, sources: [.own("numbers")])
  static let generalDense = LabClaim(
    "unfolding/lista-dense", .law, "For dense codes LISTA beats learned steps",
    "For λ = 0.1 and T = 5 the test gap of LISTA, of 3005 weights, is below that of SLISTA, of 5.",
    limits: [drawLimit], sources: [.ablin])
  static let generalSparse = LabClaim(
    "unfolding/lista-sparse", .law, "For sparse codes learned steps beat LISTA",
    "For λ = 0.8 and T = 5 the test gap of SLISTA, of 5 weights, is below that of LISTA, of 3005.",
    limits: [drawLimit], sources: [.ablin])
  static let generalGaps = LabClaim(
    "unfolding/lista-gaps", .pin, "The test gaps of LISTA",
    "For T = 5 the test gap of LISTA is 0.01567 if λ = 0.1, and 0.00106 if λ = 0.8.",
    sources: [.own("numbers")])
  static let printedHope = LabClaim(
    "unfolding/printed-hope", .law, "No network beats learned steps, as printed",
    "No learned algorithm is better than ISTA, except in its step sizes.",
    stance: .refutedAsStated(
      correction:
        "That holds in the limit of many layers, where weights must align with D. For λ = 0.1 and T ≤ 10 coupled LISTA "
        + "has a test gap 2.7 to 4.9 times smaller than the best steps that were found."),
    sources: [.moreau("conclusion")])

  /// The reason why some numbers of trained networks are pinned loosely.
  static let roundingLimit =
    "Where training at some depth ends at rounding level, the path at the next depth, over kinks, depends on rounding, "
    + "which differs between processors."

  static let drawLimit =
    "An observation on random draws of the built-in problem, not a theorem."

  static let all = ofLayers + ofTest + ofSteps + ofCoupling

  private static let ofLayers = [
    adjoint, reverse, generalReverse, untrained, generalUntrained, written, equalized,
    certificate, monotone, deeper, twoAtoms,
  ]
  private static let ofTest = [
    wins, winsBy, gainGrows, gains, gaps, coupledDense, coupledSparse, coupledRatios,
    generalDense, generalSparse, generalGaps, printedHope,
  ]
}

extension Source {
  /// Learning step sizes for unfolded sparse coding, by Ablin, Moreau, Massias and Gramfort.
  static let ablin = Source.publication("Ablin et al., NeurIPS 2019", place: "sections 4 and 5")
  /// Learning fast approximations of sparse coding, by Gregor and LeCun.
  static let gregor = Source.publication("Gregor and LeCun, ICML 2010", place: "section 3")
  /// The talk on learned step sizes.
  static func moreau(_ place: String) -> Source {
    .publication("T. Moreau, Learning step sizes for unfolded sparse coding, talk", place: place)
  }
}
