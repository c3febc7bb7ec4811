// The results of learning for readers: text, Markdown and LaTeX.

import Learning
import LinearAlgebra
import Optimization
import Report
import ToyModel

extension LearningSummary {
  private var facts: [(String, String)] {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var facts = [
      ("setting", setting.inWords), ("family", setting.family.inWords),
      (
        "learned by",
        "\(plan.method.rawValue), \(plan.start.rawValue) start, \(state.runs.count) "
          + "start\(state.runs.count == 1 ? "" : "s")"
      ),
      ("learned risk", number(risk)),
    ]
    if theory.isExact {
      facts.append(
        ("theory", "\(number(theory.risk.total))   attained: \(theory.attainment.inWords)"))
      facts.append(
        (
          "relative gap",
          relativeGap.map { formatted($0, significantDigits: 3) } ?? "undefined (0/0)"
        ))
    } else {
      facts.append(
        (
          "theory",
          "between \(number(theory.lowerBound)) and \(number(theory.risk.total)), not known exactly"
        ))
    }
    if let trap, let wall = trap.wall {
      facts.append(("R_trap", "\(number(trap.optimum.risk.total))   wall s*: \(number(wall))"))
      if let trapNote { facts.append(("note", trapNote)) }
    }
    facts += numbers
    if let stepNote { facts.append(("note", stepNote)) }
    facts.append(("stopped by", state.runs[best].stopReason.inWords))
    if let roundingNote { facts.append(("rounding", roundingNote)) }
    if let precisionNote { facts.append(("note", precisionNote)) }
    if setting.family.depth == 1 {
      facts.append(("note", "at depth 1 the denoiser is ωI: R has no influence"))
    }
    return facts
  }

  /// The parameters that are learned, and a given ω, beside the best ones.
  private var numbers: [(String, String)] {
    let number = { (value: Double) in
      value == 0 ? "→ 0" : value == .infinity ? "→ ∞" : formatted(value, significantDigits: 10)
    }
    let all = plan.family.all(denoiser.numbers)
    return setting.family.algorithm.entry.parameters.enumerated().compactMap { index, parameter in
      let learned = setting.family.numbers(ofParameter: index, among: all)
      if parameter.isSchedule {
        guard setting.family.choices[index] == .learned else { return nil }
        let list = { (steps: [Double]) in steps.map(number).joined(separator: ", ") }
        return (parameter.symbol, "\(list(learned))   theory: \(list(theory.steps))")
      }
      let isStep = index == 0 && parameter.symbol == "ω"
      guard isStep || setting.family.choices[index] == .learned else { return nil }
      let best = index == 0 ? theory.stepSize : theory.choices?[index]?.value
      return (
        isStep ? "step size ω" : "learned \(parameter.symbol)",
        "\(formatted(learned[0], significantDigits: 10))   theory: \(best.map(number) ?? "")"
      )
    }
  }

  /// Why a learned ω differs from the best one in the digits shown, although its risk does not.
  private var stepNote: String? {
    guard theory.isExact, setting.family.choices[0] == .learned, let gap = relativeGap,
      let best = theory.stepSize, best > 0, best.isFinite,
      let symbol = setting.family.algorithm.entry.parameters.first?.symbol,
      let learned = plan.family.all(denoiser.numbers).first,
      formatted(learned, significantDigits: 10) != formatted(best, significantDigits: 10)
    else { return nil }
    let difference = abs(learned / best - 1)
    // Farther away it is another minimiser.
    guard abs(gap) <= 1e-8, difference <= 1e-3 else { return nil }
    return
      "the risk is flat at its minimum: \(symbol) is learned to a relative error of "
      + "\(formatted(difference, significantDigits: 1)), the risk to \(formatted(abs(gap), significantDigits: 1))"
  }

  /// The full account of a run, in which nothing may be left out.
  private var details: [(String, String)] {
    [
      ("seed", "\(plan.seed)"),
      ("evaluations", "\(state.runs.reduce(0) { $0 + ($1.iterate?.evaluations ?? 0) })"),
      ("gradient norm", formatted(norm(iterate.gradient), significantDigits: 3)),
    ]
      + (theory.isExact
        ? [("at the optimum", "\(formatted(100 * share, significantDigits: 4)) % of the starts")]
        : [])
  }

  /// The result for readers.
  package func page(command: String) -> ResultPage {
    ResultPage(
      terminal: { text(on: $0) }, text: { _ in text(on: nil) },
      markdown: { table in
        isWhole(table)
          ? markdown(command: command) : chosen(table, command: command)
      },
      latex: { table in
        isWhole(table)
          ? latex(command: command)
          : table.latex(comments: ["Learned against theory", command])
      })
  }

  /// Whether `--columns` leaves the table unchanged.
  private func isWhole(_ table: Table) -> Bool {
    table.columns == Self.columns(hasSeconds: true, hasBracket: !hasSpectrum)
  }

  private func chosen(_ table: Table, command: String) -> String {
    "# Learned against theory\n\n\(table.markdown())\n```sh\n\(command)\n```\n"
  }

  /// The result as text, without long lists on a terminal.
  private func text(on terminal: Terminal?) -> String {
    let isWhole = terminal == nil
    let facts = facts + (isWhole ? details : [])
    let width = facts.map(\.0.count).max() ?? 0
    let head = facts.map { name, value in
      name + String(repeating: " ", count: width - name.count + 3) + value + "\n"
    }
    return head.joined()
      + parts(isWhole: isWhole).map {
        "\n\($0)\n\(terminal?.text($1, whole: "-o FILE.txt") ?? $1.text())"
      }.joined()
  }

  /// The tables of a result with their titles; without lists of eigenvalues where T has none.
  private func parts(isWhole: Bool) -> [(title: String, table: Table)] {
    [("basins", basinTable)]
      + (hasSpectrum
        ? [
          ("learned eigenvalues of T", modeTable(isWhole: isWhole)),
          ("optimal eigenvalues of T", optimalTable(isWhole: isWhole)),
        ] : [])
  }

  /// The result as LaTeX tables.
  private func latex(command: String) -> String {
    let facts = (facts + details).map { "\($0.0): \($0.1)" }
    let head = ["Learned against theory", command] + facts
    return parts(isWhole: true).enumerated().map { index, part in
      part.table.latex(comments: (index == 0 ? head : []) + [Self.heading(part.title)])
    }.joined(separator: "\n")
  }

  /// The result as a page.
  private func markdown(command: String) -> String {
    let lines = (facts + details).map { "- \($0.0): \($0.1)" }.joined(separator: "\n")
    let parts = parts(isWhole: true).map {
      "\n## \(Self.heading($0.title))\n\n\($0.table.markdown())"
    }
    return "# Learned against theory\n\n\(lines)\n\(parts.joined())\n```sh\n\(command)\n```\n"
  }

  /// A title with a capital at its beginning.
  private static func heading(_ title: String) -> String {
    title.prefix(1).uppercased() + title.dropFirst()
  }
}

extension LearningMethod {
  /// The name in figures.
  var title: String {
    switch self {
    case .lbfgs: "L-BFGS"
    case .adam: "Adam"
    case .gd: "gradient descent"
    case .flow: "gradient flow"
    }
  }
}
