// The mean risk of models that are learned from frames.

import Report
package import ToyModel

extension TrainingSample {
  /// Writes the number of frames and the loss.
  func write(to row: inout some RowSink) {
    row.append(frames)
    row.append(loss.rawValue)
  }
}

extension RiskRow {
  /// The mean excess of the model over the optimum; nil where it is not learned from frames.
  package var excess: SampleLaw.Excess? {
    guard let sample = setting.sample else { return nil }
    return sampleLaw?.excess(frames: sample.frames)
  }

  /// The mean risk of the model; nil where it is not known.
  package var expectedRisk: Double? {
    guard isKnown, let excess = excess?.value else { return nil }
    return optimum.risk.total + excess
  }

  /// The number of frames at which the best linear denoiser of the frames becomes better than the model.
  ///
  /// - Returns: A real number; nil where there is none, or no law.
  /// - Complexity: O(d) for d distinct eigenvalues of the data.
  package var crossing: Double? {
    guard let sampleLaw, let constant = sampleLaw.constant, setting.family != .linear else {
      return nil
    }
    let (spectrum, noiseVariance) = (setting.data.spectrum, setting.sigma * setting.sigma)
    let linear = OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: setting.k, family: .linear)
    return LinearSampleLaw(
      spectrum: spectrum, noiseVariance: noiseVariance, loss: sampleLaw.loss
    ).crossing(
      gap: max(optimum.excess(over: linear, noiseVariance: noiseVariance), 0), constant: constant)
  }

  /// The mean risk and the excess for a reader, as names and texts.
  var sampleLines: [(String, String)] {
    guard let sample = setting.sample, let excess else { return [] }
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var lines = [("learned from", sample.inWords)]
    guard let expectedRisk, let value = excess.value else {
      return lines + [("expected risk", "unknown: \(excess.reason ?? "")")]
    }
    lines.append(("expected risk", "\(number(expectedRisk))   \(excess.kind)"))
    lines.append(("  excess", number(value)))
    if let crossing {
      lines.append(
        (
          "crossing",
          "the best linear denoiser of the frames is better from about m = \(number(crossing.rounded(.up))) on"
        ))
    }
    return lines
  }
}

extension SampleLaw.Excess {
  /// A remark on the number, or on its absence; nil for an exact one.
  var note: String? {
    switch self {
    case .exact: nil
    case .asymptotic: "expected_risk: asymptotic for many frames"
    case .missing(let reason): "expected_risk: \(reason.inWords)"
    }
  }

  /// Why there is no number; nil where there is one.
  var reason: String? {
    if case .missing(let reason) = self { reason.inWords } else { nil }
  }

  /// How the number is meant.
  var kind: String {
    switch self {
    case .exact: "exact for Gaussian frames"
    case .asymptotic: "asymptotic for many Gaussian frames"
    case .missing: ""
    }
  }
}
