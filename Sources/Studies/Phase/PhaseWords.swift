// A phase diagram in words.

import Report
package import ToyModel

extension PhaseDiagram {
  /// The data in words, and the part of the plane that is drawn.
  package var constants: String {
    let data = ["\(setting.data.name) data", "n = \(setting.n)"] + setting.data.parametersInWords
    return (data + [setting.observation?.inWords].compactMap(\.self)).joined(separator: ", ")
  }

  /// The heading of the summary.
  package var heading: String {
    let number = { (value: Double) in formatted(value, significantDigits: 6) }
    let (low, high) = (number(setting.range.lowerBound), number(setting.range.upperBound))
    let axis =
      setting.axis == .snr ? "SNR from \(low) to \(high) dB" : "ω from \(low) to \(high)"
    return "who has the lower best risk, over k/n and \(axis) (\(constants))"
  }

  /// The boundary of the constant model over k < n, from the formulas of the best risks.
  ///
  /// With m = n − k, G = n SNR and risks in units of σ²/2, bilevel learning has m. Even N has
  /// m c₀² + G(1−c₀)² for c₀ ≥ 0 and n c₀² + G(1−c₀)² for c₀ < 0, as N = 1 always has. Odd N ≥ 3 has
  /// between m c₀² + k c² and m c₀² + (k−1)c² + 1, growing with G, so its boundary is upright.
  package static func boundary(of family: DenoiserFamily, step: StepRule) -> String {
    guard family.algorithm == .gradientDescent, let depth = family.depth else {
      return "see the figure"
    }
    let number = { (value: Double) in formatted(value, significantDigits: 4) }
    guard case .fixed(let omega) = step else {
      return depth == 1 ? "SNR = n/k − 1" : "none"
    }
    let filter = UnrolledFilter(depth: depth, stepSize: omega)
    let (gain, defect) = (filter.forcedGain.value, filter.forcedGain.defect)
    if depth == 1 || (depth.isMultiple(of: 2) && gain < 0) {
      guard defect != 0 else { return "none" }
      guard abs(gain) < 1 else { return "none" }
      return "SNR = \(number(1 / (defect * defect))) (\(number((1 - gain) * (1 + gain))) − k/n)"
    }
    if depth.isMultiple(of: 2) {
      return defect == 0 ? "none" : "SNR = \(number((1 + gain) / defect)) (1 − k/n)"
    }
    guard defect > 0 else { return "none" }
    let (saved, least) = (defect * (1 + gain), filter.image.lowerBound.value)
    return "k/n ≈ \(number(saved / (saved + least * least)))"
  }

  /// Statements that hold in these panels for all k, with the reason.
  package var remarks: [String] {
    var remarks = ["SNR: signal energy over noise energy, tr C/(nσ²)."]
    if let observation = setting.observation {
      if observation.noise != nil {
        remarks[0] += " σ² is the factor of the noise spectrum."
      }
      if observation.singularValues != nil {
        remarks.append(
          "With an operator, from three steps on, unrolling has the best R that commutes with C; it may win more than this."
        )
      }
      return remarks
    }
    // At most one direction with its own eigenvalue, as in the toy models.
    let isToy = setting.spectrum.isTwoLevel
    let isConstant = setting.data.family.isSame(as: .constant)
    let steps = panels.filter { $0.setting.family.algorithm == .gradientDescent }.map {
      ($0.setting.depth, $0.setting.constant == .step(.learned))
    }
    if steps.contains(where: { $0.1 && $0.0.isMultiple(of: 2) }) {
      remarks.append(
        "Learned ω, even N: better than bilevel learning at every k < n, equal at k = n.")
    }
    if isToy, steps.contains(where: { $0.1 && $0.0 > 1 && !$0.0.isMultiple(of: 2) }) {
      remarks.append(
        "Learned ω, odd N ≥ 3: best linear at every k, so never worse"
          + (isConstant ? ", and equal at k = n." : "."))
    }
    let fixed = steps.filter { !$0.1 }.map(\.0)
    if isConstant, fixed.contains(where: { $0 > 1 && !$0.isMultiple(of: 2) }) {
      remarks.append(
        "Fixed ω, odd N ≥ 3: at each k unrolling wins up to one SNR at most; the boundary crosses "
          + "all of them within a few k, for (n−k)(1−c₀²) between kc² and 1 + (k−1)c².")
    }
    if isConstant, fixed.contains(where: { $0.isMultiple(of: 2) }) {
      remarks.append(
        "Fixed ω, even N, 0 < c₀ < 1: unrolling wins below SNR = (1 − k/n)(1+c₀)/(1−c₀), "
          + "c₀ = 1 − (1−ω)ᴺ; at ω = 1 the risks agree.")
    }
    if setting.rows.last == setting.n {
      remarks.append(
        "k = n: bilevel learning is best linear and never beaten, only equalled.")
    }
    return remarks
  }

  /// The diagram for readers: the fraction of each panel that each side wins, then all boundaries.
  ///
  /// - Parameters:
  ///   - command: The command that produces it.
  ///   - image: The name of the figure beside the page, if there is one.
  /// - Returns: The page.
  package func page(command: String, image: String?) -> ResultPage {
    let foot = remarks.map { $0 + "\n" }.joined()
    return ResultPage(
      terminal: { terminal in
        "\(heading)\n\n\(terminal.text(summaryTable))\n\(foot)"
          + "\nthe boundaries at every k are in files, as with -o phase.csv\n"
      },
      text: { "\(heading)\n\n\(summaryTable.text())\n\($0.text())\n\(foot)" },
      markdown: { table in
        let title = "The family with the lower best risk"
        var parts = ["# \(title)", "\(heading.prefix(1).uppercased())\(heading.dropFirst())."]
        if let image { parts.append("![\(title)](\(image))") }
        parts.append(Self.withoutEnd(summaryTable.markdown()))
        parts.append(remarks.map { "- \($0)" }.joined(separator: "\n"))
        parts += ["All boundaries:", Self.withoutEnd(table.markdown())]
        parts.append("```sh\n\(command)\n```")
        return parts.joined(separator: "\n\n") + "\n"
      },
      latex: { table in
        summaryTable.latex(comments: [heading, command])
          + "\n" + table.latex(comments: ["All boundaries"])
      })
  }

  /// A text without line feeds at its end.
  private static func withoutEnd(_ text: String) -> String {
    let end = text.lastIndex { $0 != "\n" }
    return end.map { String(text[...$0]) } ?? ""
  }
}
