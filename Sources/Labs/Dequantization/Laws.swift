// The laws of dequantisation, for any frames.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization

/// The laws that hold for all frames and every K, checked on given frames in units of Δ.
struct Laws {
  private let frames: FrameSet
  private let basis: Matrix
  private var generator: CounterGenerator
  /// A K near the DCT, for which no coefficient is at a kink.
  private let map: [Double]
  /// σ and τ of five steps.
  private let steps: (dual: [Double], primal: [Double])

  /// - Parameters:
  ///   - frames: At least one frame.
  ///   - seed: The seed of K and of the directions.
  init(_ frames: FrameSet, seed: UInt64) {
    self.frames = frames
    basis = cosineBasis(frames.size)
    var generator = CounterGenerator(seed: 203, shift: seed)
    var map = basis.rowMajor
    add(0.02, generator.normals(map.count), to: &map)
    self.map = map
    steps = (
      generator.uniforms(5).map { 1 + 4 * $0 }, generator.uniforms(5).map { 0.05 + 0.25 * $0 }
    )
    self.generator = generator
  }

  /// Decides all laws.
  mutating func report(to study: inout LabStudy) {
    checkBounds(&study)
    checkExact(&study)
    checkDither(&study)
    checkClosedForms(&study)
    checkSymmetries(&study)
    checkAdjoint(&study)
    checkReverse(&study)
  }

  private func network(
    _ map: [Double]? = nil, dual: [Double]? = nil, primal: [Double]? = nil,
    halfWidth: Double = 0.5, start: Network.Start = .adjoint
  ) -> Network {
    Network(
      map: map ?? self.map, dualSteps: dual ?? steps.dual, primalSteps: primal ?? steps.primal,
      halfWidth: halfWidth, start: start)
  }

  /// The squared error of each frame.
  private func errors(_ outputs: [Double]) -> [Double] {
    (0..<frames.count).map { frame in
      (frame * frames.size..<(frame + 1) * frames.size).reduce(0) {
        let difference = outputs[$1] - frames.clean[$1]
        return $0 + difference * difference
      }
    }
  }

  private mutating func checkBounds(_ study: inout LabStudy) {
    let distance = maximumDistance(frames.quantized, frames.clean)
    study.decide(
      DequantizationClaims.feasible, predicted: 0.5, computed: distance, .atMost(rounding: 1e-9))
    var outputs = frames.quantized
    add(1, generator.normals(outputs.count), to: &outputs)
    let growth = zip(errors(clipped(outputs, to: frames.quantized)), errors(outputs)).map(-).max()
    study.decide(
      DequantizationClaims.clip, predicted: 0, computed: growth ?? 0, .atMost(rounding: 1e-12))
  }

  private func checkExact(_ study: inout LabStudy) {
    let early = BoxL1Solver(
      map: basis, halfWidth: 0.5, dualStep: 0.95 / 0.3, primalStep: 0.95 * 0.3
    ).solve(frames.quantized, tolerance: -1, stepLimit: 300, interval: 300)
    study.decide(
      DequantizationClaims.gap, predicted: 0, computed: early.gaps.min() ?? 0,
      .atLeast(rounding: 1e-10))
    let solution = ExactFrames(frames.quantized, basis: basis, radius: 1)
    let truth = products(frames.clean, basis.rowMajor, isTransposed: false)
    var excess = -Double.infinity
    for frame in 0..<frames.count {
      let norm = (frame * frames.size..<(frame + 1) * frames.size).reduce(0) {
        $0 + abs(truth[$1])
      }
      excess = max(excess, solution.values[frame] - norm - max(solution.gaps[frame], 0))
    }
    // The clean frame satisfies the bounds up to rounding.
    study.decide(
      DequantizationClaims.shorter, predicted: 0, computed: excess, .atMost(rounding: 1e-9))
  }

  /// The identity for dithered frames: the mean over frames of its two sides, and their standard error.
  private mutating func checkDither(_ study: inout LabStudy) {
    let some = frames.spread(100)
    let noise = generator.uniforms(some.clean.count).map { $0 - 0.5 }
    var samples = some.clean
    add(1, noise, to: &samples)
    let outputs = ExactFrames(samples, basis: basis, radius: 1).outputs
    // One difference for each frame, of mean 0.
    var differences: [Double] = []
    for frame in 0..<some.count {
      var sum = 0.0
      for index in frame * some.size..<(frame + 1) * some.size {
        let (u, d) = (noise[index], samples[index] - outputs[index])
        sum += u * d
        if abs(d) < 0.5 - 1e-3 { sum -= 0.5 * (0.5 - u) * (0.5 + u) }
      }
      differences.append(sum)
    }
    let count = Double(differences.count)
    let mean: Double = differences.reduce(0, +) / count
    var variance = 0.0
    for difference in differences { variance += (difference - mean) * (difference - mean) }
    let deviation: Double = (variance / max(count * (count - 1), 1)).squareRoot()
    study.decide(
      DequantizationClaims.dither, predicted: 5, computed: abs(mean) / max(deviation, 1e-300),
      .atMost(rounding: 0))
  }

  private func checkClosedForms(_ study: inout LabStudy) {
    let samples = frames.quantized
    let size = max(maximumNorm(samples), 1)
    let threshold = 0.19
    let one = Network(
      map: basis.rowMajor, dualSteps: [5], primalSteps: [threshold]
    ).run(samples)
    let coefficients = products(samples, basis.rowMajor, isTransposed: false).map {
      softThreshold($0, threshold)
    }
    study.decide(
      DequantizationClaims.oneStep, predicted: 0,
      computed: maximumDistance(one.coefficients, coefficients),
      .rounding(1e-13 * size))
    let identity = Network(
      map: Matrix.identity(frames.size).rowMajor, dualSteps: Array(repeating: 0.95, count: 2000),
      primalSteps: Array(repeating: 0.95, count: 2000), start: .zero
    ).run(samples)
    study.decide(
      DequantizationClaims.identity, predicted: 0,
      computed: maximumDistance(identity.outputs, samples.map { softThreshold($0, 0.5) }),
      .gap(1e-10 * size))
    let deep = network(
      dual: steps.dual + Array(repeating: 3, count: 45),
      primal: steps.primal + Array(repeating: 0, count: 45))
    let shallow = network().run(samples).coefficients
    study.decide(
      DequantizationClaims.nested, predicted: 0,
      computed: maximumDistance(deep.run(samples).coefficients, shallow),
      .rounding(0))
  }

  private func checkSymmetries(_ study: inout LabStudy) {
    let samples = frames.quantized
    let found = network().run(samples)
    let size = max(maximumNorm(found.coefficients), 1)
    let opposite = network().run(samples.map { -$0 }).coefficients
    study.decide(
      DequantizationClaims.odd, predicted: 0,
      computed: maximumDistance(found.coefficients, opposite.map { -$0 }), .rounding(0))
    let c = 7.3
    let scaled = network(
      dual: steps.dual.map { $0 / c }, primal: steps.primal.map { $0 * c }, halfWidth: 0.5 * c
    ).run(samples.map { c * $0 }).coefficients
    study.decide(
      DequantizationClaims.scaling, predicted: 0,
      computed: maximumDistance(scaled.map { $0 / c }, found.coefficients),
      .rounding(1e-13 * size))
    let outputs = network(start: .zero).run(samples).outputs
    let rescaled = network(
      map.map { c * $0 }, dual: steps.dual.map { $0 / c }, primal: steps.primal.map { $0 / c },
      start: .zero
    ).run(samples).outputs
    study.decide(
      DequantizationClaims.rescaledMap, predicted: 0,
      computed: maximumDistance(outputs, rescaled),
      .rounding(1e-12 * max(maximumNorm(outputs), 1)))
  }

  /// The adjoint identity of a step in the middle of the network, at a random state.
  private mutating func checkAdjoint(_ study: inout LabStudy) {
    let some = frames.spread(20)
    let layer = ChambollePockLayer(
      samples: some.quantized, size: some.size, halfWidth: 0.5, depth: steps.dual.count)
    study.decide(
      DequantizationClaims.adjoint, predicted: 0,
      computed: adjointDefect(
        of: layer, at: generator.normals(layer.stateCount),
        weights: map + steps.dual + steps.primal, step: 2, seed: study.settings.seed),
      .rounding(1e-13))
  }

  /// Reverse mode against central differences along random directions of K, σ and τ.
  private mutating func checkReverse(_ study: inout LabStudy) {
    let some = frames.spread(20)
    let direction = (
      map: generator.normals(map.count), dual: generator.normals(5), primal: generator.normals(5)
    )
    // A difference across a kink is wrong, but not at every distance.
    let distances = [1e-6, 1e-7, 3e-8]
    var worst = 0.0
    for isResidual in [false, true] {
      var base = network()
      base.isResidual = isResidual
      var tape = NetworkTape(base, rows: some.count, keepsSteps: true)
      let slopes = tape.gradient(base, some.quantized, some.clean)
      func loss(_ changes: (map: Double, dual: Double, primal: Double)) -> Double {
        var moved = base
        add(changes.map, direction.map, to: &moved.map)
        add(changes.dual, direction.dual, to: &moved.dualSteps)
        add(changes.primal, direction.primal, to: &moved.primalSteps)
        return meanSquare(moved.run(some.quantized).outputs, some.clean)
      }
      func error(_ slope: Double, _ part: (Double) -> (map: Double, dual: Double, primal: Double))
        -> Double
      {
        distances.map { h in
          let difference = (loss(part(h)) - loss(part(-h))) / (2 * h)
          return abs(difference - slope) / max(abs(slope), 1e-3)
        }.min() ?? .infinity
      }
      worst = max(
        worst, error(dot(slopes.map, direction.map)) { ($0, 0, 0) },
        error(dot(slopes.dualSteps, direction.dual)) { (0, $0, 0) },
        error(dot(slopes.primalSteps, direction.primal)) { (0, 0, $0) })
    }
    study.decide(DequantizationClaims.reverse, predicted: 0, computed: worst, .gap(1e-6))
  }
}
