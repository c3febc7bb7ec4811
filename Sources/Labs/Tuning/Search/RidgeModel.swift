// Ridge regression with an orthonormal design, where everything has a formula.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// θ*(λ) = argmin ‖Xθ − y‖²/N + Σ λ_k θ_k² with XᵀX = N·I, so that θ*_k = c_k/(1 + λ_k) with c = Xᵀy/N, and
/// h(λ) = ‖Vθ* − w‖²/M with VᵀV = M·I is a constant plus Σ (θ*_k − d_k)², d = Vᵀw/M.
struct RidgeModel {
  private static let (featureCount, sampleCount, validationCount) = (8, 40, 30)
  /// c.
  let correlations: [Double]
  /// d.
  let targets: [Double]
  /// ‖w‖²/M − ‖d‖².
  let constant: Double
  /// The largest difference of θ* from the solution of the linear system.
  let solutionDefect: Double
  /// The difference of h from the mean squared validation error.
  let riskDefect: Double

  /// Draws the model.
  ///
  /// - Parameter seed: 0 for the pinned instance.
  /// - Throws: ``LabError/failed(_:)`` where the linear system has no solution.
  init(seed: UInt64) throws(LabError) {
    let (p, n, m) = (Self.featureCount, Self.sampleCount, Self.validationCount)
    var generator = CounterGenerator(seed: 31, shift: seed)
    var design = QRFactorization(generator.normals(rows: n, columns: p)).q
    scale(&design, by: Double(n).squareRoot())
    var validation = QRFactorization(generator.normals(rows: m, columns: p)).q
    scale(&validation, by: Double(m).squareRoot())
    let weights = generator.normals(p).map { 2 * $0 }
    let labels = zip(design.applied(to: weights), generator.normals(n)).map { $0 + $1 }
    let validationLabels = zip(validation.applied(to: weights), generator.normals(m))
      .map { $0 + $1 }
    let c = design.adjointApplied(to: labels).map { $0 / Double(n) }
    let d = validation.adjointApplied(to: validationLabels).map { $0 / Double(m) }
    correlations = c
    targets = d
    constant = dot(validationLabels, validationLabels) / Double(m) - dot(d, d)
    // Any λ shows whether the formulas hold.
    let lambda = generator.normals(p).map { exp($0) }
    let solution = zip(c, lambda).map { $0 / (1 + $1) }
    var gram = Matrix(repeating: 0, rows: p, columns: p)
    gram.setProduct(design, .transposed, design)
    scale(&gram, by: 1 / Double(n))
    for k in 0..<p { gram[k, k] += lambda[k] }
    guard let factor = CholeskyFactorization(gram) else {
      throw .failed("the normal equations of ridge regression have no solution")
    }
    var direct = design.adjointApplied(to: labels).map { $0 / Double(n) }
    factor.solve(&direct)
    solutionDefect = maximumDistance(direct, solution)
    let error = distance(validation.applied(to: direct), validationLabels)
    let risk = zip(solution, d).reduce(constant) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    riskDefect = abs(error * error / Double(m) - risk)
  }

  /// h(λ) for one λ, without the constant.
  func excess(_ lambda: Double) -> Double {
    zip(correlations, targets).reduce(0) {
      let error = $1.0 / (1 + lambda) - $1.1
      return $0 + error * error
    }
  }

  /// The training error without penalty, up to its minimum: Σ (c_k/(1+λ) − c_k)².
  func trainingExcess(_ lambda: Double) -> Double {
    dot(correlations, correlations) * (lambda / (1 + lambda)) * (lambda / (1 + lambda))
  }

  /// log λ* for one λ: λ* = ‖c‖²/⟨c, d⟩ − 1 if that is positive, ∞ if ⟨c, d⟩ ≤ 0, otherwise 0.
  var logarithmOfBest: Double {
    let product = dot(correlations, targets)
    guard product > 0 else { return .infinity }
    let best = dot(correlations, correlations) / product - 1
    return best > 0 ? log(best) : -.infinity
  }

  /// log λ* for a λ of its own for every feature: c/d − 1 if 0 < d/c < 1, ∞ if d/c ≤ 0, 0 if d/c ≥ 1.
  static func logarithmOfBest(correlation c: Double, target d: Double) -> Double {
    guard d / c > 0 else { return .infinity }
    return c / d > 1 ? log(c / d - 1) : -.infinity
  }

  /// Decides the claims about one λ and many.
  func report(to study: inout LabStudy) {
    study.decide(
      SearchClaims.solution, "largest difference of *θ*^{*}", predicted: 0,
      computed: solutionDefect, .rounding(1e-12))
    study.decide(SearchClaims.risk, predicted: 0, computed: riskDefect, .rounding(1e-12))
    let range = -6.0...6.0
    let count = 4001
    let logarithms = (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
    }
    let validation = logarithms.map { excess(exp($0)) }
    let training = logarithms.map { trainingExcess(exp($0)) }
    let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
    let predicted = min(max(logarithmOfBest, range.lowerBound), range.upperBound)
    study.decide(
      SearchClaims.best, "log *λ*^{*} within [−6, 6]", predicted: predicted,
      computed: logarithms[best], .gap(3e-3))
    study.pin(SearchClaims.bestNumber, -2.50704, logarithmOfBest)
    let rises = zip(training, training.dropFirst()).allSatisfy { $0 < $1 }
    let falls = zip(validation[...best], validation[...best].dropFirst()).allSatisfy { $0 > $1 }
    let climbs = zip(validation[best...], validation[best...].dropFirst()).allSatisfy { $0 < $1 }
    study.decide(SearchClaims.tradeOff, nil, rises && falls && climbs)
    display(logarithms, training, validation, to: &study)
    // d/c of every kind: between 0 and 1, negative, above 1.
    let pairs = [(1.0, 0.5), (1.0, -0.2), (1.0, 1.3)]
    let grid = (0...8000).map { -20 + 0.005 * Double($0) }
    var worst = 0.0
    for (c, d) in pairs {
      let values = grid.map { t in
        let error = c / (1 + exp(t)) - d
        return error * error
      }
      let found = grid[values.indices.min { values[$0] < values[$1] } ?? 0]
      let predicted = min(max(Self.logarithmOfBest(correlation: c, target: d), -20), 20)
      worst = max(worst, abs(found - predicted))
    }
    study.decide(
      SearchClaims.ends, "largest difference of log *λ*^{*} within [−20, 20]", predicted: 0,
      computed: worst, .gap(0.01))
  }

  private func display(
    _ logarithms: [Double], _ training: [Double], _ validation: [Double],
    to study: inout LabStudy
  ) {
    var table = Table(columns: ["lambda", "training_error", "validation_error"])
    var curves: ([Point], [Point]) = ([], [])
    for index in stride(from: 0, to: logarithms.count, by: 40) {
      let lambda = exp(logarithms[index])
      table.append([.number(lambda), .number(training[index]), .number(validation[index])])
      curves.0.append(Point(x: lambda, y: training[index]))
      curves.1.append(Point(x: lambda, y: validation[index]))
    }
    study.tables.append(
      NamedTable(
        "ridge", "errors of ridge regression with one *λ*, above those of the best *θ*", table))
    let best = exp(logarithmOfBest)
    study.figures.append(
      NamedFigure(
        "ridge",
        Figure(
          title: "Training and validation error of ridge regression",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("*λ*", scale: .logarithmic),
              yAxis: Axis("error above that of the best *θ*"),
              curves: [
                Curve("training", points: curves.0, style: Style(color: .blue)),
                Curve(
                  "validation", points: curves.1,
                  style: Style(color: .vermillion, dash: .dashed)),
              ],
              guides: best.isFinite && best > 0
                ? [Guide(.vertical, at: best, label: "*λ*^{*}")] : [])
          ])))
  }
}
