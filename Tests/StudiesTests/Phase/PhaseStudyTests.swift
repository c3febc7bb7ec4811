// Phase diagrams from values, against the formulas of the best risks.

import Report
import Studies
import Testing
import ToyModel

@Suite struct PhaseStudyTests {
  private func setting(
    depth: Int, steps: [StepRule], rows: [Int]? = nil
  ) throws -> PhaseSetting {
    try PhaseSetting(
      axis: .snr, data: .constant, n: 40, mu: 1, theta: 0.5, rows: rows,
      families: [.gradientDescent(depths: [depth])],
      steps: steps, ratios: [-20, -10, 0, 10, 20, 30])
  }

  @Test(
    "even depth, 0 < c₀ < 1: unrolling wins below SNR = (1 − k/n)(1+c₀)/(1−c₀)", arguments: [2, 4])
  func evenBoundary(depth: Int) throws {
    let omega = 0.3
    let diagram = PhaseDiagram(
      try setting(depth: depth, steps: [.fixed(omega)], rows: [1, 20, 39, 40]))
    var power = 1.0
    for _ in 0..<depth { power *= 1 - omega }
    let gain = 1 - power
    for column in diagram.panels[0].columns where column.k < 40 {
      let ratio = (1 - Double(column.k) / 40) * (1 + gain) / (1 - gain)
      #expect(column.winners == [.unrolled, .bilevel])
      let found = SignalToNoise.ratio(decibels: try #require(column.boundaries.first))
      // The difference of two risks that agree to 16 digits is known to 16 digits of the risks.
      #expect(abs(found / ratio - 1) < 1e-10, "k = \(column.k)")
    }
    // At k = n the Wiener value nSNR/(1 + nSNR) is in reach of both as long as it is not above c₀.
    let square = try #require(diagram.panels[0].columns.last)
    #expect(square.k == 40 && square.winners == [.equal, .bilevel])
    let found = SignalToNoise.ratio(decibels: try #require(square.boundaries.first))
    #expect(abs(found * 40 * (1 - gain) / gain - 1) < 1e-10)
  }

  @Test("a setting has the values of its axis where none are given, and one row a boundary")
  func defaults() throws {
    let setting = try PhaseSetting(
      axis: .omega, data: .constant, n: 6, mu: 1, theta: 0.5,
      families: [.gradientDescent(depths: [2, 3])], steps: nil,
      ratios: [10])
    #expect(setting.rows == Array(1...6) && setting.panels.count == 2)
    #expect(setting.range == 0.001...2 && setting.grid.contains(1))
    let diagram = PhaseDiagram(setting)
    let table = try diagram.table()
    #expect(table.columns == PhaseDiagram.columns && table.rows.count == diagram.count)
    let figure = diagram.figure(command: "toy phase")
    #expect(figure.panels.count == 2 && figure.command == "toy phase")
  }

  @Test(
    "against step sizes, all SNRs of one depth share a panel, and boundaries that agree share a line"
  )
  func together() throws {
    let setting = try PhaseSetting(
      axis: .omega, data: .constant, n: 100, mu: 1, theta: 0.5,
      families: [.gradientDescent(depths: [2, 3])], steps: nil, ratios: [0, 20])
    let figure = PhaseDiagram(setting).figure(command: "toy phase")
    #expect(figure.panels.count == 2 && figure.columns == 2)
    let names = figure.panels.map { panel in panel.curves.map(\.label).filter { $0.hasSuffix("dB") }
    }
    #expect(names == [["SNR 0 dB", "SNR 20 dB"], ["SNR 0, 20 dB"]])
    #expect(figure.panels[0].guides.map(\.label) == ["*k* = *n*"])
  }

  @Test("illegal values are refused with their option")
  func refusals() {
    func message(_ rows: [Int]?, _ ratios: [Double], mu: Double = 1) -> String? {
      do throws(StudyError) {
        _ = try PhaseSetting(
          axis: .snr, data: .constant, n: 4, mu: mu, theta: 0, rows: rows,
          families: [.gradientDescent(depths: [2])],
          steps: [.learned], ratios: ratios)
        return nil
      } catch {
        return error.message
      }
    }
    #expect(message([5], [0, 1]) == "--k 5 exceeds --n 4: R has k ≤ n rows")
    #expect(message(nil, [0])?.hasPrefix("--snr 0 dB: an axis has two ends") == true)
    #expect(message(nil, [0, 301])?.hasPrefix("--snr 301.0: a ratio is between") == true)
    #expect(
      message(nil, [0, 1], mu: 0)?.hasPrefix("--mu 0 and --theta 0: there is no signal") == true)
  }
}
