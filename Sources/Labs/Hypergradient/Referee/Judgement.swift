// The verdict on a gradient, with its reasons.

import LinearAlgebra

/// The verdict on a gradient with the numbers that it rests on.
struct Judgement: Sendable {
  var verdict = Verdict.unexplained
  /// ‖g − ∇h‖/‖∇h‖, of several points the largest; nil where ∇h is 0, unknown or g not finite.
  let relativeError: Double?
  /// ‖g − ∇h‖ over the size of the terms of ∇h that may cancel; nil as above.
  let scaledError: Double?
  /// The bound of the relative error of ∇h itself, of several points the largest; nil where there is none.
  let certifiedError: Double?
  /// The format of the entries.
  let precision: NumberPrecision
  /// The length of ∇h in the units of residuals.
  var scale = 1.0
  /// The explanations: one if identified or likely, several if ambiguous.
  var ties: [Match] = []
  /// All explanations, the best first.
  var matches: [Match] = []
  /// The best explanation that names another fault; nil where there is none.
  var next: Match?
  /// The number of wrong gradients that were compared.
  var compared = 0
  /// Whether that was the whole bank.
  var isWhole = false

  /// Compares a gradient with the true one.
  init(_ rows: [[Double]], _ truths: [Truth]) {
    precision = NumberPrecision(of: rows.flatMap { $0 })
    let isKnown = truths.allSatisfy { $0.status != .kink }
    let bounds = truths.map(\.relativeBound)
    certifiedError =
      isKnown && bounds.allSatisfy(\.isFinite) ? bounds.max() : nil
    func largest(_ size: (Truth) -> Double) -> Double? {
      guard isKnown, rows.joined().allSatisfy(\.isFinite) else { return nil }
      let errors = zip(rows, truths).map { row, truth in
        let error = distance(row, truth.gradient)
        return error == 0 ? 0 : error / size(truth)
      }
      return errors.max().flatMap { $0.isFinite ? $0 : nil }
    }
    relativeError = largest { norm($0.gradient) }
    scaledError = largest { truth in
      let implicit = difference(truth.gradient, truth.directGradient)
      return norm(truth.directGradient) + norm(implicit)
    }
  }

  /// The explanation to show: the best of those named, otherwise the nearest if it explains a digit.
  var shown: Match? {
    ties.first ?? matches.first.flatMap { $0.digits >= 1 ? $0 : nil }
  }

  /// The causes, for scripts, joined by `+`; nil if none is named.
  var cause: String? {
    switch verdict {
    case .identified, .ambiguous, .likely:
      ties.first.map { $0.causes.map(\.rawValue).joined(separator: "+") }
    case .zero: Cause.noImplicitTerm.rawValue
    case .rounding: precision.cause?.rawValue
    case .right, .unexplained, .kink, .notFinite, .notCertified: nil
    }
  }
}
