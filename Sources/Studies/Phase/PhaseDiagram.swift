// The computed phase diagram: the winners for every panel and every k.

import Files
import Libc
import Report
package import ToyModel

/// A phase diagram with its setting.
package struct PhaseDiagram: Sendable {
  /// One panel with its columns, by ascending k.
  package struct Panel: Sendable {
    package let setting: PhaseSetting.Panel
    package let columns: [PhaseColumn]
  }

  package let setting: PhaseSetting
  package let panels: [Panel]

  /// Computes a diagram.
  ///
  /// - Parameter setting: The setting.
  /// - Complexity: A few hundred optimal risks for every panel and k.
  package init(_ setting: PhaseSetting) {
    self.setting = setting
    var progress = Progress("row", total: setting.panels.count * setting.rows.count)
    panels = setting.panels.map { panel in
      let comparison = PhaseComparison(setting, panel: panel)
      var columns: [PhaseColumn] = []
      for k in setting.rows {
        let column = comparison.column(k)
        if let last = columns.last { columns += comparison.columns(between: last, and: column) }
        columns.append(column)
        progress.advance()
      }
      return Panel(setting: panel, columns: columns)
    }
    progress.finish()
  }
}

/// The risks of unrolling and of bilevel learning on one panel.
package struct PhaseComparison: Sendable {
  package let setting: PhaseSetting
  package let panel: PhaseSetting.Panel
  private let bilevel = PreparedFamily(.bilevel)
  /// The families at the points of the grid, or the single one.
  private let prepared: [Double: PreparedFamily]
  private let only: PreparedFamily?

  /// Prepares the families of a panel.
  package init(_ setting: PhaseSetting, panel: PhaseSetting.Panel) {
    (self.setting, self.panel) = (setting, panel)
    switch panel.constant {
    case .step(let step):
      only = PreparedFamily(panel.family.with(step: step))
      prepared = [:]
    case .decibels:
      only = nil
      prepared = Dictionary(
        uniqueKeysWithValues: setting.grid.map { omega in
          (omega, PreparedFamily(panel.family.with(step: .fixed(omega))))
        })
    }
  }

  /// All boundaries at one k.
  package func column(_ k: Int) -> PhaseColumn {
    PhaseColumn(k: k, grid: setting.grid) { logRatio(k: k, at: $0) }
  }

  /// Further columns between two, until columns with different winners are neighbours in k.
  ///
  /// - Complexity: Twice log₂ of the distance per change.
  package func columns(between first: PhaseColumn, and last: PhaseColumn) -> [PhaseColumn] {
    guard first.winners != last.winners, last.k - first.k > 1 else { return [] }
    let middle = column(first.k + (last.k - first.k) / 2)
    return columns(between: first, and: middle) + [middle] + columns(between: middle, and: last)
  }

  /// log(risk of unrolling / risk of bilevel learning), exactly 0 where they agree.
  ///
  /// - Parameters:
  ///   - k: The number of rows of R.
  ///   - place: The point of the vertical axis.
  /// - Returns: The logarithm, negative where unrolling is better.
  package func logRatio(k: Int, at place: Double) -> Double {
    let optimum = unrolled(k: k, at: place)
    let reference: OptimalRisk
    let excess: Double
    if let observation = setting.observed(decibels: decibels(at: place)) {
      reference = OptimalRisk(observation: observation, rows: k, family: .bilevel)
      excess = optimum.excess(over: reference, observation: observation)
    } else {
      let noiseVariance = noiseVariance(at: place)
      reference = OptimalRisk(
        spectrum: setting.spectrum, noiseVariance: noiseVariance, rows: k, family: bilevel)
      excess = optimum.excess(over: reference, noiseVariance: noiseVariance)
    }
    let relative = excess / reference.risk.total
    return abs(relative) < 0.5
      ? log1p(relative) : log(optimum.risk.total / reference.risk.total)
  }

  /// The best unrolled denoiser at a point of the vertical axis.
  package func unrolled(k: Int, at place: Double) -> OptimalRisk {
    if let observation = setting.observed(decibels: decibels(at: place)) {
      let step = if case .step(let step) = panel.constant { step } else { StepRule.fixed(place) }
      return OptimalRisk(
        observation: observation, rows: k, family: panel.family.with(step: step))
    }
    let family =
      only ?? prepared[place] ?? PreparedFamily(panel.family.with(step: .fixed(place)))
    return OptimalRisk(
      spectrum: setting.spectrum, noiseVariance: noiseVariance(at: place), rows: k, family: family)
  }

  /// The signal-to-noise ratio at a point of the vertical axis, in decibels.
  package func decibels(at place: Double) -> Double {
    if case .decibels(let decibels) = panel.constant { decibels } else { place }
  }

  private func noiseVariance(at place: Double) -> Double {
    setting.noiseVariance(decibels: decibels(at: place))
  }
}
