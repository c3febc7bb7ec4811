// The model of which everything is known: sparse signals in a rotated DCT.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// Signals of 16 samples with three coefficients in the basis C exp(A), A = −Aᵀ, quantised with Δ = 0.5.
struct ModelStudy {
  private let n = 16
  /// Δ/2.
  private static let halfWidth = 0.25
  private let basis: Matrix
  private let trueBasis: Matrix
  private let training: (clean: [Double], quantized: [Double])
  private let test: (clean: [Double], quantized: [Double])
  private let plane: [Double]

  /// Draws the model.
  init(seed: UInt64) {
    var generator = CounterGenerator(seed: 181, shift: seed)
    // The signals for K = I, which the law of any frames replaces.
    _ = generator.normals(20)
    plane = generator.normals(80)
    let normals = generator.normals(rows: 16, columns: 16)
    var skew = normals.subtracting(normals.transposed)
    scale(&skew, by: 0.12)
    basis = cosineBasis(16)
    trueBasis = basis.multiplied(by: exponential(skew))
    let map = trueBasis.rowMajor
    func draw(_ count: Int, _ seed: CounterGenerator) -> (clean: [Double], quantized: [Double]) {
      var generator = seed
      var coefficients = [Double](repeating: 0, count: count * 16)
      for signal in 0..<count {
        let values = generator.normals(3)
        for (place, value) in zip(generator.choose(3, of: 16), values) {
          coefficients[signal * 16 + place] = 1.2 * value
        }
      }
      let clean = products(coefficients, map, isTransposed: true)
      let step = 2 * Self.halfWidth
      return (clean, clean.map { step * ($0 / step).rounded(.toNearestOrEven) })
    }
    training = draw(300, CounterGenerator(seed: 1, shift: seed))
    test = draw(1000, CounterGenerator(seed: 2, shift: seed))
  }

  /// The test signals in units of Δ.
  var frames: FrameSet {
    func scaled(_ values: [Double]) -> [Double] { values.map { $0 / (2 * Self.halfWidth) } }
    return FrameSet(
      size: n, clean: scaled(test.clean), quantized: scaled(test.quantized))
  }

  /// Decides the claims about the model.
  func report(seed: UInt64, to study: inout LabStudy) throws(LabError) {
    reportPlane(&study)
    study.decide(
      DequantizationClaims.trueBasis, predicted: 0,
      computed: maximumDistance(trueBasis.gram().elements, Matrix.identity(n).elements),
      .rounding(1e-12))
    let some = Array(test.quantized.prefix(50 * n))
    let gaps = BoxL1Solver(
      map: basis, halfWidth: Self.halfWidth, dualStep: 0.95, primalStep: 0.95
    ).solve(some, tolerance: -1, stepLimit: 20_000, interval: 20_000).gaps
    study.decide(
      DequantizationClaims.cosineGap, predicted: 0, computed: gaps.max() ?? 0, .gap(1e-6))
    let quantized = meanSquare(test.quantized, test.clean)
    let exactTrue = error(fixed(trueBasis, depth: 1000, step: 0.95))
    let exactCosines = error(fixed(basis, depth: 1000, step: 0.95))
    study.pin(DequantizationClaims.quantizedError, 0.0207497, quantized)
    study.pin(DequantizationClaims.exactTrue, 0.0204212, exactTrue)
    study.pin(DequantizationClaims.exactCosines, 0.046434, exactCosines)
    study.decide(
      DequantizationClaims.poorTarget, "whether the errors are in this order",
      exactTrue < quantized && quantized < exactCosines)
    let rows = try learned()
    report(rows, (quantized, exactTrue, exactCosines), to: &study)
    try reportNested(seed: seed, to: &study)
  }

  private func fixed(_ basis: Matrix, depth: Int, step: Double) -> Network {
    Network(
      map: basis.rowMajor, dualSteps: Array(repeating: step, count: depth),
      primalSteps: Array(repeating: step, count: depth), halfWidth: Self.halfWidth, start: .zero)
  }

  /// The mean squared error of the test signals.
  private func error(_ network: Network) -> Double {
    meanSquare(network.run(test.quantized).outputs, test.clean)
  }

  // MARK: Two samples

  private func reportPlane(_ study: inout LabStudy) {
    let (c, s) = (cos(0.4), sin(0.4))
    let rotation = Matrix(rows: 2, columns: 2, rowMajor: [c, -s, s, c])
    let halfWidth = 0.3
    let solution = BoxL1Solver(
      map: rotation, halfWidth: halfWidth, dualStep: 0.9, primalStep: 0.9
    ).solve(plane, tolerance: -1, stepLimit: 20_000, interval: 20_000)
    study.decide(
      DequantizationClaims.planeGap, predicted: 0, computed: solution.gaps.max() ?? 0, .gap(1e-9))
    var worst = 0.0
    for index in solution.values.indices {
      let best = leastVertex(rotation, Array(plane[2 * index..<2 * index + 2]), halfWidth)
      worst = max(worst, abs(solution.values[index] - best))
    }
    study.decide(DequantizationClaims.planeVertices, predicted: 0, computed: worst, .gap(1e-9))
  }

  /// The least ‖x‖₁ over the points where a linear program can have its minimum: corners of the bounds, points of
  /// its edges with a zero coordinate, and 0.
  private func leastVertex(_ map: Matrix, _ s: [Double], _ halfWidth: Double) -> Double {
    let signs = [-halfWidth, halfWidth]
    var candidates = [[0.0, 0.0]]
    for first in signs {
      for second in signs {
        candidates.append(map.transposed.applied(to: [s[0] + first, s[1] + second]))
      }
    }
    for i in 0..<2 {
      for j in 0..<2 where abs(map[i, j]) > 1e-12 {
        for sign in signs {
          var point = [0.0, 0.0]
          point[j] = (s[i] + sign) / map[i, j]
          candidates.append(point)
        }
      }
    }
    let feasible = candidates.filter { x in
      zip(map.applied(to: x), s).allSatisfy { abs($0 - $1) <= halfWidth + 1e-12 }
    }
    return feasible.map { abs($0[0]) + abs($0[1]) }.min() ?? .infinity
  }

  // MARK: Learning

  /// The networks of one depth.
  private struct Row: Sendable {
    let depth: Int
    /// The test errors of the DCT, of the true basis, of a learned K, and of learned K and steps.
    let errors: (cosines: Double, truth: Double, map: Double, steps: Double)
    /// The training errors of the last two.
    let training: (map: Double, steps: Double)
    /// The network with learned K and steps.
    let network: Network
  }

  /// Learns K, and K with steps, for every depth: Adam on all training signals, with the best iterate kept.
  private func learned() throws(LabError) -> [Row] {
    parallelMap(DequantizationClaims.depths, jobs: availableProcessors(), longestFirst: { $0 }) {
      depth in
      let map = fit(depth: depth, learnsSteps: false)
      let steps = fit(depth: depth, learnsSteps: true)
      return Row(
        depth: depth,
        errors: (
          error(fixed(basis, depth: depth, step: 0.8)),
          error(fixed(trueBasis, depth: depth, step: 0.8)), error(map.network),
          error(steps.network)
        ), training: (map.loss, steps.loss), network: steps.network)
    }.compactMap(\.self)
  }

  /// Adam with a cosine schedule from the DCT and steps of 0.8, whose logarithms are learned.
  ///
  /// - Returns: The best network, and its mean squared error on the training signals.
  private func fit(depth: Int, learnsSteps: Bool) -> (network: Network, loss: Double) {
    let iterations = depth <= 20 ? 500 : 300
    let adam = Adam(learningRate: 0.01, epsilon: 1e-9)
    var network = fixed(basis, depth: depth, step: 0.8)
    var logarithms = [Double](repeating: log(0.8), count: 2 * depth)
    var tape = NetworkTape(network, rows: training.clean.count / n, keepsSteps: true)
    var averages = Adam.Averages(count: n * n + (learnsSteps ? 2 * depth : 0))
    var best = (network: network, loss: Double.infinity)
    // Half the squared norm of a signal, as the mean over the signals.
    let weight = 0.5 * Double(n) / Double(training.clean.count)
    for iteration in 1...iterations {
      let slopes = tape.gradient(network, training.quantized, training.clean, weight: weight)
      if slopes.loss < best.loss { best = (network, slopes.loss) }
      var gradient = slopes.map
      if learnsSteps {
        gradient += zip(slopes.dualSteps, network.dualSteps).map { $0 * $1 }
        gradient += zip(slopes.primalSteps, network.primalSteps).map { $0 * $1 }
      }
      let eta = 0.01 * 0.5 * (1 + cos(Double.pi * Double(iteration) / Double(iterations)))
      let direction = adam.direction(along: gradient, &averages)
      for index in 0..<n * n { network.map[index] += eta * direction[index] }
      guard learnsSteps else { continue }
      for index in logarithms.indices { logarithms[index] += eta * direction[n * n + index] }
      for step in 0..<depth {
        network.dualSteps[step] = exp(logarithms[step])
        network.primalSteps[step] = exp(logarithms[depth + step])
      }
    }
    return (best.network, best.loss * 2 / Double(n))
  }

  private func report(
    _ rows: [Row], _ references: (quantized: Double, exactTrue: Double, exactCosines: Double),
    to study: inout LabStudy
  ) {
    func pin(_ stated: DepthErrors, _ values: [Double], tolerance: Double) {
      study.pin(stated.claim, stated.values, values, tolerance: tolerance)
    }
    let (fixed, map, steps) = (
      rows.map(\.errors.cosines), rows.map(\.errors.map), rows.map(\.errors.steps)
    )
    pin(DequantizationClaims.fixedErrors, fixed, tolerance: 1e-3)
    // Learning amplifies the rounding of the processor.
    pin(DequantizationClaims.mapErrors, map, tolerance: 0.05)
    pin(DequantizationClaims.stepErrors, steps, tolerance: 0.05)
    study.decide(
      DequantizationClaims.mapHelps, "depths at which it does", predicted: Double(rows.count),
      computed: Double(zip(map, fixed).count { $0 < $1 }), .count)
    study.decide(
      DequantizationClaims.stepsHelp, "largest ratio", predicted: 0.8,
      computed: zip(steps, map).prefix(3).map { $0 / $1 }.max() ?? 0, .atMost(rounding: 0))
    study.decide(
      DequantizationClaims.twoSteps, "ratio of the errors", predicted: 1,
      computed: steps[1] / references.exactTrue, .atMost(rounding: 0))
    let (two, deep) = (rows[1], rows[rows.count - 1])
    var extended = two.network
    extended.dualSteps += Array(repeating: 1, count: deep.depth - two.depth)
    extended.primalSteps += Array(repeating: 0, count: deep.depth - two.depth)
    let loss = meanSquare(extended.run(training.quantized).outputs, training.clean)
    study.decide(
      DequantizationClaims.nestedModel, predicted: two.training.steps, computed: loss,
      .rounding(1e-13))
    study.decide(
      DequantizationClaims.optimizationGap, predicted: 1.2,
      computed: deep.training.steps / two.training.steps, .atLeast(rounding: 0))
    study.decide(
      DequantizationClaims.notBetter, predicted: 1,
      computed: (map.last ?? 0) / (map.min() ?? 1), .atLeast(rounding: 1e-3))
    show(rows, references, in: &study)
  }

  /// Nested learning on signals of the model, by the recipe for recordings.
  private func reportNested(seed: UInt64, to study: inout LabStudy) throws(LabError) {
    let frames = frames
    var chain = NestedChain(
      Training([.map, .steps], iterations: 100, seed: seed),
      start: LearnedNumbers(
        basis: basis.rowMajor, depth: 1, start: .adjoint, isResidual: false))
    var errors: [Double] = []
    for depth in [1, 2, 5] { errors.append(try chain.deepen(to: depth, frames).trainingError) }
    let growth = zip(errors.dropFirst(), errors).map(-).max() ?? 0
    study.decide(
      DequantizationClaims.deeperTraining, predicted: 0, computed: growth, .atMost(rounding: 0))
  }

  private func show(
    _ rows: [Row], _ references: (quantized: Double, exactTrue: Double, exactCosines: Double),
    in study: inout LabStudy
  ) {
    var table = Table(columns: ["network", "depth", "test_error", "training_error"])
    func append(_ name: String, _ depth: Int?, _ test: Double, _ training: Double? = nil) {
      table.append([
        .text(name), depth.map { .integer($0) } ?? .empty, .number(test),
        training.map { .number($0) } ?? .empty,
      ])
    }
    append("quantised signal", nil, references.quantized)
    append("exact, true basis", nil, references.exactTrue)
    append("exact, DCT", nil, references.exactCosines)
    for row in rows {
      append("DCT", row.depth, row.errors.cosines)
      append("true basis", row.depth, row.errors.truth)
      append("map", row.depth, row.errors.map, row.training.map)
      append("map+steps", row.depth, row.errors.steps, row.training.steps)
    }
    study.tables.append(
      NamedTable("model", "mean squared errors of networks on the model, Δ = 0.5", table))
    func curve(_ name: String, _ style: Style, _ value: (Row) -> Double) -> Curve {
      Curve(name, points: rows.map { Point(x: Double($0.depth), y: value($0)) }, style: style)
    }
    let panel = Panel(
      xAxis: Axis("depth *N*", scale: .logarithmic),
      yAxis: Axis("mean squared error", scale: .logarithmic),
      curves: [
        curve("DCT", Style(color: .gray, marker: .diamond)) { $0.errors.cosines },
        curve("true basis", Style(color: .black, dash: .dotted, marker: .cross)) {
          $0.errors.truth
        },
        curve("learned *K*", Style(color: .vermillion, dash: .dashed, marker: .square)) {
          $0.errors.map
        },
        curve("learned *K* and steps", Style(color: .blue, marker: .circle)) { $0.errors.steps },
      ], guides: [Guide(.horizontal, at: references.quantized, label: "quantised signal")])
    study.figures.append(
      NamedFigure(
        "model",
        Figure(
          title: "Dequantisation by networks of depth *N*, sparse signals",
          command: study.settings.command, panels: [panel])))
  }
}
