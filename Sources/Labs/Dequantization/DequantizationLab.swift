// The lab of the talk's opening experiment: dequantisation of speech by unrolled Chambolle–Pock.

package import Evidence
package import LabKit
import Report

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
  package var findings: [Passage] {
    let known = KnownRecordings.all
    /// A number of each folder, such as "3.2 dB on Data/speech and 1.5 dB on Data/librivox".
    func each(_ unit: String, _ number: (KnownRecordings) -> Double) -> String {
      known.map { "\(formatted(number($0), significantDigits: 2)) \(unit) on \($0.folder)" }
        .joined(separator: " and ")
    }
    return [
      .text(
        """
        On speech, with a mid-tread quantiser of 4 bits and frames of 64 samples, the exact solution with the DCT is worse \
        than the quantised signal, by \(each("dB") { decibels($0.exact.whole, $0.quantized) }). One soft threshold of the \
        coefficients, which is one unrolled step, gains \(each("dB") { decibels($0.quantized, $0.softThreshold.error) }), \
        and two steps with 64 learned weights gain \(each("dB") { decibels($0.quantized, $0.learned.weights) }).
        """),
      .text(
        """
        Deeper networks are not better for two reasons. The exact solution, which they approach, is a poor target: with \
        fixed steps the error after 50 steps is \(each("times the error after one step") { $0.fixed[5] / $0.fixed[0] }). \
        And learning misses the shallow networks that the deep ones contain: on the model, the training loss found at \
        depth 50 is at least 1.2 times that of depth 2.
        """),
    ]
  }
  package let sources: [Source] = [.seed, .chambolle, .own("the iteration, differentiated")]
  package let headline = LabHeadline(
    "Two learned steps have ", DequantizationClaims.twoSteps.id, digits: 3,
    " times the error of the exact solution with the true basis.")
  package let tableNames = [
    "model", "frames", "references", "nonzeros", "depth", "findings", "weights", "transfer",
  ]
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
