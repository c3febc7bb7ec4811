// Two correlated atoms, one of which is the signal: everything in closed form.

import Evidence
import LabKit
import Libc
import Report

/// min ½‖d₁ − Dz‖² + λ‖z‖₁ for unit atoms d₁, d₂ of correlation c, whose solution is (1 − λ, 0).
struct TwoAtoms {
  /// c from 0 to 1.
  let correlation: Double
  /// λ from 0 to λ_max = 1.
  let penalty: Double

  /// D, atom by atom.
  var dictionary: [Double] {
    [1, 0, correlation, (1 - correlation * correlation).squareRoot()]
  }
  /// z*.
  var solution: [Double] { [1 - penalty, 0] }
  /// L = ‖D‖².
  var lipschitz: Double { 1 + correlation }

  /// The step of ISTA of a given size.
  private func layer(_ stepSize: Double) -> ISTALayer {
    ISTALayer(
      signal: [1, 0], atomCount: 2, penalty: penalty, stepSize: stepSize)
  }

  /// The iterates of ISTA with steps 1/L, from 0.
  func ista(_ count: Int) -> [[Double]] {
    let tape = Unrolled(layer(1 / lipschitz), stepCount: count).run(
      from: [0, 0], weights: dictionary)
    return (0...count).map(tape.state(after:))
  }

  /// The iterates of oracle ISTA: steps of 1/L_S for the support S, or of 1/L where that would leave the support.
  func oracleISTA(_ count: Int) -> [[Double]] {
    var states = [[0.0, 0.0]]
    for _ in 0..<count {
      let z = states[states.count - 1]
      let active = z.filter { $0 != 0 }.count
      // One atom has norm 1.
      let long = active == 1 ? 1 : lipschitz
      func step(_ stepSize: Double) -> [Double] {
        Unrolled(layer(stepSize), stepCount: 1).run(from: z, weights: dictionary).state
      }
      let trial = step(1 / long)
      let stays = active > 0 && zip(trial, z).allSatisfy { $0 == 0 || $1 != 0 }
      states.append(stays ? trial : step(1 / lipschitz))
    }
    return states
  }

  /// Decides the claims and draws the errors.
  func report(to study: inout LabStudy) {
    let errors = correlations
    study.decide(
      LassoClaims.solution, "|*d*_{1}ᵀ*r* − λ| and how far *d*_{2}ᵀ*r* is above λ", predicted: 0,
      computed: max(abs(errors.0 - penalty), abs(errors.1) - penalty), .atMost(rounding: 1e-15))
    let (plain, oracle) = (ista(400), oracleISTA(200))
    let exit = lastActive(plain) + 1
    func error(_ z: [Double]) -> Double { abs(z[0] - solution[0]) + abs(z[1]) }
    if exit + 12 <= 400, error(plain[exit + 11]) > 1e-12 {
      study.decide(
        LassoClaims.pairRate, predicted: correlation / (1 + correlation),
        computed: (plain[exit + 12][0] - solution[0]) / (plain[exit + 11][0] - solution[0]),
        .gap(1e-6))
    }
    let oracleExit = lastActive(oracle) + 1
    if oracleExit + 1 < oracle.count {
      study.decide(
        LassoClaims.oracleStep, predicted: 0,
        computed: abs(oracle[oracleExit + 1][0] - solution[0]), .rounding(1e-15))
    }
    func count(_ states: [[Double]]) -> Double {
      Double(states.firstIndex { error($0) < 1e-10 } ?? states.count)
    }
    study.decide(LassoClaims.istaCount, predicted: 47, computed: count(plain), .count)
    study.decide(LassoClaims.oracleCount, predicted: 23, computed: count(oracle), .count)
    let steps = 60
    var table = Table(columns: ["method", "iteration", "error", "support_size"])
    for (name, states) in [("ISTA", plain), ("OISTA", oracle)] {
      for index in 0...steps {
        let z = states[index]
        table.append([
          .text(name), .integer(index), .number(error(z)),
          .integer(z.count { $0 != 0 }),
        ])
      }
    }
    study.tables.append(
      NamedTable("pair", "error of two correlated atoms against iterations", table))
    func curve(_ name: String, _ states: [[Double]], _ style: Style) -> Curve {
      Curve(
        name, points: (0...steps).map { Point(x: Double($0), y: error(states[$0])) }, style: style)
    }
    study.figures.append(
      NamedFigure(
        "pair",
        Figure(
          title: "Errors of ISTA and oracle ISTA for two correlated atoms",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("iteration", isInteger: true),
              yAxis: Axis("‖*z* − *z*^{*}‖_{1}", scale: .logarithmic),
              curves: [
                curve("ISTA", plain, Style(color: .blue)),
                curve("OISTA", oracle, Style(color: .vermillion, dash: .dashed)),
              ])
          ])))
  }

  /// The correlations of both atoms with the residual at z*.
  private var correlations: (Double, Double) {
    let residual = [1 - solution[0], 0.0]
    let d = dictionary
    return (d[0] * residual[0], d[2] * residual[0] + d[3] * residual[1])
  }

  /// The last iteration after which the second atom is active; 0 if it is never active.
  private func lastActive(_ states: [[Double]]) -> Int {
    states.lastIndex { $0[1] != 0 } ?? 0
  }
}
