// Dictionary learning: alternating minimisation compared with unrolling.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// Signals from which a dictionary is learned, with codes after N steps from 0.
struct DictionaryStudy {
  /// n, m and p.
  private static let size = (samples: 6, atoms: 9, signals: 60)
  /// The number of projected gradient steps on D.
  private static let stepCount = 1500
  private static let stepSize = 0.5

  /// The signals x, one after the other, p × n.
  private let signals: [Double]
  /// The dictionary at which learning starts, atom by atom.
  private let start: [Double]
  /// μ of the ridge.
  private let ridge = 0.1
  /// λ of the Lasso.
  private let penalty: Double

  /// The codes.
  enum Codes: String, CaseIterable {
    case ridge, lasso
  }

  /// An estimator of the gradient with respect to D.
  enum Estimator: String, CaseIterable {
    /// g¹: the codes are treated as constants.
    case alternate = "alternating minimisation"
    /// g²: the codes are differentiated through the iteration.
    case unrolled = "unrolling"
  }

  /// Draws the signals: two atoms each, with noise, λ_max = 1.
  ///
  /// - Parameters:
  ///   - seed: 0 for the pinned instance.
  ///   - penalty: λ of the Lasso, from 0 to 1.
  init(seed: UInt64, penalty: Double) {
    let (n, m, p) = Self.size
    var generator = CounterGenerator(seed: 191, shift: seed)
    let truth = unitAtoms(generator.normals(rows: n, columns: m))
    var codes = Matrix(repeating: 0, rows: m, columns: p)
    for signal in 0..<p {
      let values = generator.normals(2)
      for (atom, value) in zip(generator.choose(2, of: m), values) { codes[atom, signal] = value }
    }
    var signals = truth.multiplied(by: codes)
    let noise = generator.normals(n * p)
    add(0.05, noise, to: &signals)
    signals.withColumns { column, _ in
      let scale = maximumNorm(truth.adjointApplied(to: Array(column)))
      for index in column.indices { column[index] /= scale }
    }
    var disturbed = truth
    add(0.5, generator.normals(rows: n, columns: m).elements, to: &disturbed)
    self.signals = signals.elements
    start = unitAtoms(disturbed).elements
    self.penalty = penalty
  }

  // MARK: Costs and gradients

  private func layer(_ codes: Codes, _ dictionary: [Double]) throws(LabError) -> CodingLayer {
    let (n, m, _) = Self.size
    var gram = Matrix(repeating: 0, rows: n, columns: n)
    gram.setGram(Matrix(rows: n, columns: m, elements: dictionary))
    let lipschitz = try factorized(SymmetricEigen.values(of: gram))[n - 1]
    return CodingLayer(
      signals: signals, sampleCount: n, atomCount: m,
      penalty: codes == .ridge ? .ridge(ridge) : .lasso(penalty),
      stepSize: 1 / (lipschitz + (codes == .ridge ? ridge : 0)))
  }

  /// The mean objective, and its derivatives with respect to D and z.
  private func cost(
    _ codes: Codes, _ dictionary: [Double], _ z: [Double]
  ) -> (value: Double, first: [Double], slope: [Double]) {
    let (n, m, p) = Self.size
    var residual = signals
    scale(&residual, by: -1)
    var first = [Double](repeating: 0, count: n * m)
    var slope = [Double](repeating: 0, count: p * m)
    let share = 1 / Double(p)
    z.withUnsafeBufferPointer { z in
      dictionary.withUnsafeBufferPointer { dictionary in
        residual.withUnsafeMutableBufferPointer {
          addBlockProduct(1, z, dictionary, to: $0, shape: (p, m, n))
        }
        residual.withUnsafeBufferPointer { residual in
          first.withUnsafeMutableBufferPointer {
            addBlockProduct(share, z, isTransposed: true, residual, to: $0, shape: (m, p, n))
          }
          slope.withUnsafeMutableBufferPointer {
            addBlockProduct(
              share, residual, dictionary, isSecondTransposed: true, to: $0, shape: (p, n, m))
          }
        }
      }
    }
    var value = 0.5 * dot(residual, residual)
    switch codes {
    case .ridge:
      value += 0.5 * ridge * dot(z, z)
      add(ridge * share, z, to: &slope)
    case .lasso:
      for index in z.indices where z[index] != 0 {
        value += penalty * abs(z[index])
        slope[index] += z[index] > 0 ? penalty * share : -penalty * share
      }
    }
    return (value * share, first, slope)
  }

  /// The codes after N steps from 0.
  private func codes(
    _ codes: Codes, _ dictionary: [Double], _ count: Int
  ) throws(LabError) -> [Double] {
    let layer = try layer(codes, dictionary)
    return Unrolled(layer, stepCount: count).run(
      from: [Double](repeating: 0, count: layer.stateCount), weights: dictionary, keeping: 0
    ).state
  }

  /// The gradient of the mean cost with N steps, nm numbers; for g² with the step ρ held fixed.
  private func gradient(
    _ estimator: Estimator, _ codes: Codes, _ dictionary: [Double], _ count: Int
  ) throws(LabError) -> [Double] {
    let layer = try layer(codes, dictionary)
    let unrolled = Unrolled(layer, stepCount: count)
    let tape = unrolled.run(
      from: [Double](repeating: 0, count: layer.stateCount), weights: dictionary,
      keeping: estimator == .unrolled ? nil : 0)
    var (_, first, slope) = cost(codes, dictionary, tape.state)
    if estimator == .unrolled { add(1, unrolled.pullBack(slope, tape).weights, to: &first) }
    return first
  }

  /// The exact codes z* of all signals.
  private func exact(_ codes: Codes, _ dictionary: [Double]) throws(LabError) -> [Double] {
    let (n, m, p) = Self.size
    let matrix = Matrix(rows: n, columns: m, elements: dictionary)
    let columns = Matrix(rows: n, columns: p, elements: signals)
    switch codes {
    case .ridge:
      var gram = matrix.gram()
      for j in 0..<m { gram[j, j] += ridge }
      let factor = try positiveDefinite(gram, "DᵀD + μI")
      var solutions = matrix.transposed.multiplied(by: columns)
      factor.solve(&solutions)
      return solutions.elements
    case .lasso:
      return LassoSolver(dictionary: matrix).solve(
        signals: columns, penalties: Array(repeating: penalty, count: p)
      ).flatMap(\.coefficients)
    }
  }

  /// The part of a gradient that is tangent to atoms of norm 1.
  private func projected(_ gradient: [Double], at dictionary: [Double]) -> [Double] {
    let n = Self.size.samples
    var result = gradient
    for atom in stride(from: 0, to: gradient.count, by: n) {
      let product = (atom..<atom + n).reduce(0) { $0 + gradient[$1] * dictionary[$1] }
      for index in atom..<atom + n { result[index] -= product * dictionary[index] }
    }
    return result
  }

  /// The dictionary, nm numbers, that projected gradient descent with N steps for the codes learns.
  private func learned(
    _ estimator: Estimator, _ codes: Codes, depth: Int
  ) throws(LabError) -> [Double] {
    let n = Self.size.samples
    var dictionary = start
    for _ in 0..<Self.stepCount {
      let gradient = try gradient(estimator, codes, dictionary, depth)
      add(-Self.stepSize, projected(gradient, at: dictionary), to: &dictionary)
      for atom in stride(from: 0, to: dictionary.count, by: n) {
        let length = (atom..<atom + n).reduce(0) { $0 + dictionary[$1] * dictionary[$1] }
          .squareRoot()
        for index in atom..<atom + n { dictionary[index] /= length }
      }
    }
    return dictionary
  }
}

// MARK: Claims

extension DictionaryStudy {
  /// Decides the claims and draws the errors.
  func report(to study: inout LabStudy) throws(LabError) {
    try checkReverse(to: &study)
    var table = Table(columns: [
      "codes", "iterations", "code_error", "g1_error", "g2_error", "gain",
    ])
    var panels: [Panel] = []
    let depths = [1, 2, 5, 10, 20, 50, 100, 200, 300]
    for kind in Codes.allCases {
      let solution = try exact(kind, start)
      let truth = cost(kind, start, solution).first
      var errors: [(code: Double, first: Double, second: Double)] = []
      for depth in depths {
        let code = distance(try codes(kind, start, depth), solution)
        var sizes: [Double] = []
        for estimator in Estimator.allCases {
          sizes.append(distance(try gradient(estimator, kind, start, depth), truth))
        }
        errors.append((code, sizes[0], sizes[1]))
        table.append([
          .text(kind.rawValue), .integer(depth), .number(code), .number(sizes[0]),
          .number(sizes[1]), .number(sizes[0] / sizes[1]),
        ])
      }
      decide(kind, errors, to: &study)
      func curve(_ name: String, _ style: Style, _ values: [Double]) -> Curve {
        Curve(name, points: zip(depths, values).map { Point(x: Double($0), y: $1) }, style: style)
      }
      panels.append(
        Panel(
          title: kind == .ridge ? "ridge" : "Lasso",
          xAxis: Axis("iteration *N*", scale: .logarithmic),
          yAxis: Axis("error of the gradient", scale: .logarithmic),
          curves: [
            curve("*g*¹", Style(color: .blue, marker: .circle), errors.map(\.first)),
            curve(
              "*g*²", Style(color: .vermillion, dash: .dashed, marker: .square),
              errors.map(\.second)),
          ]))
    }
    study.tables.append(
      NamedTable("gradients", "errors of the gradients of dictionary learning", table))
    study.figures.append(
      NamedFigure(
        "gradients",
        Figure(
          title: "Errors of the gradients of dictionary learning",
          command: study.settings.command, panels: panels)))
    try learn(to: &study)
  }

  /// Checks reverse mode against central differences, and the adjoint identity.
  private func checkReverse(to study: inout LabStudy) throws(LabError) {
    var (worst, defect) = (0.0, 0.0)
    // The entry in row 2 of atom 3.
    let entry = 3 * Self.size.samples + 2
    for kind in Codes.allCases {
      let layer = try layer(kind, start)
      let unrolled = Unrolled(layer, stepCount: 7)
      let zero = [Double](repeating: 0, count: layer.stateCount)
      let values = [1e-6, -1e-6].map { change in
        var dictionary = start
        dictionary[entry] += change
        return cost(kind, dictionary, unrolled.run(from: zero, weights: dictionary).state).value
      }
      let found = try gradient(.unrolled, kind, start, 7)[entry]
      worst = max(worst, abs((values[0] - values[1]) / 2e-6 - found))
      defect = max(
        defect,
        adjointDefect(
          of: layer, at: try codes(kind, start, 3), weights: start, seed: study.settings.seed))
    }
    study.decide(LassoClaims.dictionaryReverse, predicted: 0, computed: worst, .gap(1e-8))
    study.decide(LassoClaims.dictionaryAdjoint, predicted: 0, computed: defect, .rounding(1e-14))
  }

  /// Decides the claims about errors of gradients after 1, 2, 5, 10, 20, 50, … iterations.
  private func decide(
    _ kind: Codes, _ errors: [(code: Double, first: Double, second: Double)],
    to study: inout LabStudy
  ) {
    switch kind {
    case .ridge:
      let tail = errors.filter { $0.second > 1e-13 && $0.first < 0.02 }
      let order = Line(tail.map { log($0.first) }, tail.map { log($0.second) }).slope
      study.decide(
        LassoClaims.ridgeOrder, predicted: 2, computed: order, .within(1.5...2.3))
      study.pin(LassoClaims.ridgeOrderPinned, 1.82618, order)
      study.pin(LassoClaims.ridgeFirst, 0.915661, errors[0].first / errors[0].second)
    case .lasso:
      let gain = errors.prefix(5).map { $0.first / $0.second }.max() ?? 0
      if study.isOfStandardPenalties {
        study.decide(
          LassoClaims.lassoGain, predicted: 1, computed: gain, .within(0.8...3))
      }
      study.pin(LassoClaims.lassoGainPinned, 2.41828, gain)
      study.pin(LassoClaims.lassoFirst, 0.972543, errors[0].first / errors[0].second)
      study.pin(LassoClaims.lassoTooMany, 0.561, errors[7].first / errors[7].second)
    }
  }

  /// Learns dictionaries with both gradients.
  private func learn(to study: inout LabStudy) throws(LabError) {
    var table = Table(columns: [
      "codes", "iterations", "estimator", "cost", "truncated_cost", "gradient_norm",
    ])
    var (worst, gain) = (0.0, -Double.infinity)
    var lasso: [Double] = []
    for kind in Codes.allCases {
      for depth in [2, 5, 20] {
        var costs: [(whole: Double, truncated: Double)] = []
        for estimator in Estimator.allCases {
          let dictionary = try learned(estimator, kind, depth: depth)
          let whole = cost(kind, dictionary, try exact(kind, dictionary))
          let own = cost(kind, dictionary, try codes(kind, dictionary, depth)).value
          costs.append((whole.value, own))
          if kind == .lasso { lasso.append(own) }
          table.append([
            .text(kind.rawValue), .integer(depth), .text(estimator.rawValue),
            .number(whole.value), .number(own),
            .number(norm(projected(whole.first, at: dictionary))),
          ])
        }
        worst = max(worst, costs[1].truncated / costs[0].truncated)
        gain = max(gain, 1 - costs[1].whole / costs[0].whole)
      }
    }
    study.tables.append(
      NamedTable("dictionaries", "dictionaries learned with both gradients", table))
    if study.isOfStandardPenalties {
      study.decide(
        LassoClaims.ownCost, "largest ratio", predicted: 1.001, computed: worst,
        .atMost(rounding: 0))
      study.decide(
        LassoClaims.trueCost, "largest relative gain", predicted: 0.05, computed: gain,
        .atMost(rounding: 0))
    }
    let pins = [0.173869, 0.164338, 0.156151, 0.155708, 0.145531, 0.1442]
    study.decide(
      LassoClaims.ownCosts, "largest relative difference", predicted: 0,
      computed: zip(pins, lasso).map { abs($1 / $0 - 1) }.max() ?? 0, .gap(1e-3))
    study.pin(LassoClaims.trueGain, 0.0242088, gain)
  }
}
