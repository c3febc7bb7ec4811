// A scalar problem in which all estimators have closed forms.

import Evidence
import LabKit
import Libc

/// G = h z²/2 − b z with h = e^t and b = 1 + t²/2 at t = 0.3; gradient descent from 0 with ρ = 0.2.
struct ScalarModel {
  private let t = 0.3
  private let rho = 0.2
  private let stepCount = 79

  private var h: Double { exp(t) }
  /// h′ = h.
  private var slope: Double { exp(t) }
  private var b: Double { 1 + t * t / 2 }
  /// b′.
  private var bSlope: Double { t }
  private var q: Double { 1 - rho * h }
  /// z*.
  private var solution: Double { b / h }
  /// J*.
  private var jacobian: Double { bSlope / h - b * slope / (h * h) }

  /// z_N and J_N in closed form.
  private func closed(_ n: Double) -> (z: Double, jacobian: Double) {
    let power = pow(q, n)
    return (
      solution * (1 - power),
      jacobian * (1 - power) + solution * n * pow(q, n - 1) * rho * slope
    )
  }

  /// Decides the claims.
  func report(to study: inout LabStudy) {
    var (z, tangent) = (0.0, 0.0)
    var defect = 0.0
    var runs: [(n: Double, z: Double, jacobian: Double)] = []
    for step in 1...stepCount {
      tangent = (1 - rho * h) * tangent - rho * (slope * z - bSlope)
      z -= rho * (h * z - b)
      let exact = closed(Double(step))
      defect = max(defect, abs(z - exact.z), abs(tangent - exact.jacobian))
      runs.append((Double(step), exact.z, exact.jacobian))
    }
    study.decide(RateClaims.recursion, predicted: 0, computed: defect, .rounding(1e-13))
    same(runs, &study)
    general(runs, &study)
    flat(runs, &study)
  }

  /// The slope of log y against log e for e between 10⁻⁷ and 10⁻².
  private func order(_ points: [(e: Double, y: Double)]) -> Double {
    let window = points.filter { $0.e < 1e-2 && $0.e > 1e-7 }
    return Line(window.map { log($0.e) }, window.map { log(abs($0.y)) }).slope
  }

  /// The claims for F = G.
  private func same(
    _ runs: [(n: Double, z: Double, jacobian: Double)], _ study: inout LabStudy
  ) {
    let truth = 0.5 * slope * solution * solution - bSlope * solution
    var defect = 0.0
    var errors: [(n: Double, e: Double, first: Double, second: Double, third: Double)] = []
    for run in runs {
      let direct = 0.5 * slope * run.z * run.z - bSlope * run.z
      let gradient = h * run.z - b
      let first = direct - truth
      let second = direct + run.jacobian * gradient - truth
      let third = direct - (slope * run.z - bSlope) / h * gradient - truth
      let power = pow(q, run.n)
      let e = solution * power
      let exactFirst = -(slope * solution - bSlope) * e + 0.5 * slope * e * e
      let exactSecond = exactFirst - h * e * run.jacobian
      let exactThird = -0.5 * slope * e * e
      defect = max(
        defect, abs(first - exactFirst), abs(second - exactSecond), abs(third - exactThird))
      errors.append((run.n, abs(run.z - solution), first, exactSecond, exactThird))
    }
    study.decide(RateClaims.expansions, predicted: 0, computed: defect, .rounding(1e-13))
    study.decide(
      RateClaims.scalarFirst, predicted: 1, computed: order(errors.map { ($0.e, $0.first) }),
      .gap(0.02))
    study.decide(
      RateClaims.scalarSecond, predicted: 2, computed: order(errors.map { ($0.e, $0.second) }),
      .within(1.85...2))
    let late = errors[60]
    let limit = rho * h * slope / q
    study.decide(
      RateClaims.scalarSecondLimit, "|*g*² − *g*^{*}|/(*Ne*²) at *N* = 61", predicted: limit,
      computed: abs(late.second) / (late.n * late.e * late.e), .gap(0.05 * limit))
    study.decide(
      RateClaims.scalarThird, predicted: 2, computed: order(errors.map { ($0.e, $0.third) }),
      .gap(1e-6))
  }

  /// The claims for F = ½(z − 2)².
  private func general(
    _ runs: [(n: Double, z: Double, jacobian: Double)], _ study: inout LabStudy
  ) {
    let target = 2.0
    let truth = jacobian * (solution - target)
    let third = runs.map { run in
      (
        e: abs(run.z - solution),
        y: -(slope * run.z - bSlope) / h * (run.z - target) - truth
      )
    }
    study.decide(
      RateClaims.scalarGeneralThird, predicted: 1, computed: order(third), .gap(0.02))
    let late = runs[70]
    let e = abs(late.z - solution)
    let ratio = abs(late.jacobian * (late.z - target) - truth) / (late.n * e)
    study.decide(
      RateClaims.scalarGeneralSecond, "|*g*² − *g*^{*}|/(*Ne*) at *N* = 71",
      predicted: abs(solution - target) * rho * slope / q, computed: ratio, .gap(0.05))
    study.decide(
      RateClaims.printedSecond, "the limit of |*g*² − *g*^{*}|/*e*, at *N* = 71", predicted: 0,
      computed: ratio * late.n, .gap(0.05))
  }

  /// The claims for h′ = 0.
  private func flat(
    _ runs: [(n: Double, z: Double, jacobian: Double)], _ study: inout LabStudy
  ) {
    let truth = -bSlope * solution
    var defect = 0.0
    let errors = runs.map { run in
      let power = pow(q, run.n)
      let error = -bSlope * run.z + bSlope / h * (1 - power) * (h * run.z - b) - truth
      defect = max(defect, abs(error - bSlope * solution * power * power))
      return (e: abs(run.z - solution), y: error)
    }
    study.decide(RateClaims.flat, predicted: 0, computed: defect, .rounding(1e-13))
    study.decide(RateClaims.flatOrder, predicted: 2, computed: order(errors), .gap(1e-3))
  }
}
