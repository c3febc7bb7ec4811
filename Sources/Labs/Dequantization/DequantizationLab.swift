// The lab of the talk's opening experiment: dequantisation of speech by unrolled Chambolle–Pock.

package import Evidence
package import LabKit

/// Dequantisation min ‖x‖₁ with |Kx − s| ≤ Δ/2: exact solutions, and networks of N steps of the Chambolle–Pock method.
package struct DequantizationLab: Lab {
  package let id = "dequantization"
  package let title = "Dequantisation by unrolled Chambolle–Pock"
  package let question = "Why are deeper networks not better at removing the noise of a quantiser?"
  package let introduction: [Passage] = [
    """
    s is s̄ rounded to multiples of Δ, and x the solution of min ‖x‖₁ with |Kx − s| ≤ Δ/2, whose Kx replaces s. N steps \
    p ← ST(p + σ(Kx̄ − s), σΔ/2), x⁺ ← ST(x − τKᵀp, τ), x̄ ← 2x⁺ − x with learned K, σ and τ are a network of depth N.
    """,
    """
    The built-in instance has sparse signals of 16 samples in a rotation of the DCT that is known. Recordings are quantised with \
    w bits (mid-tread quantiser, full scale at the peak of the file) and cut into frames of n samples; every second file is for tests. \
    Errors are mean squared errors over Δ²/12.
    """,
  ]
  package let sources: [Source] = [.seed, .chambolle, .own("the iteration, differentiated")]
  package let headline = LabHeadline(
    "Two learned steps have ", DequantizationClaims.twoSteps.id, digits: 3,
    " times the error of the exact solution with the true basis.")
  package let tableNames = ["model", "frames", "references", "depth", "findings", "weights"]
  package let parameters: [LabParameter] = DequantizationParameters.all
  package let claims: [LabClaim] = DequantizationClaims.all
  package let operand: LabParameter? = DequantizationParameters.recordings

  package init() {}

  private func hasRecordings(_ settings: LabSettings) -> Bool {
    DequantizationParameters.sources.contains(where: settings.isGiven)
  }

  /// True for recordings: the test frames as the best network reconstructs them.
  package func hasProduct(_ settings: LabSettings) -> Bool { hasRecordings(settings) }

  /// For recordings: the best network, the quantised signal and the exact solution.
  package func soundSuffixes(_ settings: LabSettings) -> [String] {
    hasRecordings(settings) ? ["", "-quantized", "-exact"] : []
  }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    guard !hasRecordings(settings) else { return try RecordingStudy(settings).study() }
    if let idle = DequantizationParameters.ofRecordings.first(where: settings.isGiven) {
      throw .illegal(
        "\(idle.option) belongs to recordings, as in 'toy lab dequantization Data/librivox'")
    }
    var study = LabStudy(settings)
    let model = ModelStudy(seed: settings.seed)
    var laws = Laws(model.frames.spread(100), seed: settings.seed)
    laws.report(to: &study)
    try model.report(seed: settings.seed, to: &study)
    return study
  }
}

extension Source {
  /// The opening experiment of the talk.
  static let seed = Source.own("the experiment with which the talk opens")
  /// The method.
  static let chambolle = Source.publication("Chambolle and Pock, 2011", place: "algorithm 1")
}
