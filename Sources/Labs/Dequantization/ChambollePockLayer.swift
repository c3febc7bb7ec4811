// A Chambolle–Pock step on many frames as a layer, with K and the steps as weights.

import LabKit
import LinearAlgebra
import Optimization

/// The step p⁺ = ST(p + σ(Kx̄ − s), σh), x⁺ = ST(x − τKᵀp⁺, τ), x̄⁺ = 2x⁺ − x, ST being soft thresholding.
///
/// The state is x, x̄ and p, each with a row for every frame. The weights are those of all steps: K row by row, every
/// σ, every τ. The networks that learn take these steps with the same code.
struct ChambollePockLayer: Layer {
  /// The frames s, n numbers each.
  let samples: [Double]
  /// The number of steps of the network.
  let depth: Int
  private let step: BoxL1Step

  /// Creates the step.
  ///
  /// - Parameters:
  ///   - samples: The frames s, n numbers each.
  ///   - size: n.
  ///   - halfWidth: h ≥ 0.
  ///   - depth: The number of steps of the network.
  init(samples: [Double], size: Int, halfWidth: Double, depth: Int) {
    precondition(
      samples.count.isMultiple(of: size), "\(samples.count) numbers in frames of \(size)")
    self.samples = samples
    self.depth = depth
    step = BoxL1Step(sampleCount: size, atomCount: size, halfWidth: halfWidth)
  }

  private var size: Int { step.sampleCount }
  private var mapCount: Int { size * size }

  var stateCount: Int { 3 * samples.count }
  var weightCount: Int { mapCount + 2 * depth }
  /// Kx̄ − s and x − τKᵀp⁺; with p they tell the branches of both soft thresholds.
  var recordCount: Int { 2 * samples.count }
  /// One direction of the state, two more blocks, and one direction of K.
  var scratchCount: Int { 5 * samples.count + mapCount }

  func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step index: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>
  ) {
    let primal = block(next, 0)
    _ = primal.update(fromContentsOf: block(state, 0))
    let (sigma, tau) = steps(weights, index)
    samples.withUnsafeBufferPointer { samples in
      step.apply(
        map: map(weights), samples: samples, dualStep: sigma, primalStep: tau,
        BoxL1Step.Buffers(
          ahead: block(state, 1), dual: block(state, 2), primal: primal,
          residual: block(record, 0), nextDual: block(next, 2), point: block(record, 1),
          nextAhead: block(next, 1)))
    }
  }

  func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let (sigma, tau) = steps(point.weights, point.step)
    let state = scratch.extracting(0..<stateCount)
    let mapCotangent = directionOfMap(scratch)
    let parts = BoxL1Step.Cotangents(
      primal: block(scratch, 0), ahead: block(scratch, 1), dual: block(scratch, 2),
      point: block(scratch, 3), image: block(scratch, 4))
    for direction in 0..<q {
      for index in state.indices { state[index] = cotangents[index * q + direction] }
      mapCotangent.update(repeating: 0)
      let slopes = step.pullBack(
        record(point), map: map(point.weights), dualStep: sigma, primalStep: tau, parts,
        mapCotangent: mapCotangent)
      for index in state.indices { cotangents[index * q + direction] = state[index] }
      for index in mapCotangent.indices {
        weightCotangents[index * q + direction] += mapCotangent[index]
      }
      weightCotangents[(mapCount + point.step) * q + direction] += slopes.dualStep
      weightCotangents[(mapCount + depth + point.step) * q + direction] += slopes.primalStep
    }
  }

  func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let state = scratch.extracting(0..<stateCount)
    for direction in 0..<q {
      for index in state.indices { state[index] = tangents[index * q + direction] }
      let mapTangent = directionOfMap(scratch)
      func weight(_ index: Int) -> Double {
        switch weightTangents {
        case .none: 0
        case .identity: index == direction ? 1 : 0
        case .rows(let rows): rows[index * q + direction]
        }
      }
      for index in mapTangent.indices { mapTangent[index] = weight(index) }
      pushForward(
        point, scratch,
        (weight(mapCount + point.step), weight(mapCount + depth + point.step)))
      for index in state.indices { tangents[index * q + direction] = state[index] }
    }
  }

  /// The product with the derivative, of a direction of the state and of K in the working space and of σ and τ.
  private func pushForward(
    _ point: LayerPoint, _ scratch: UnsafeMutableBufferPointer<Double>,
    _ change: (dual: Double, primal: Double)
  ) {
    let record = record(point)
    let (map, mapTangent) = (map(point.weights), UnsafeBufferPointer(directionOfMap(scratch)))
    let (sigma, tau) = steps(point.weights, point.step)
    let (primal, ahead, dual) = (block(scratch, 0), block(scratch, 1), block(scratch, 2))
    let (image, product) = (block(scratch, 3), block(scratch, 4))
    let shape = (rows: samples.count / size, inner: size, columns: size)
    // Of p⁺.
    setBlockProduct(
      1, UnsafeBufferPointer(ahead), map, isSecondTransposed: true, to: image, shape: shape)
    addBlockProduct(1, record.ahead, mapTangent, isSecondTransposed: true, to: image, shape: shape)
    for index in dual.indices {
      let q = record.dual[index] + sigma * record.residual[index]
      let bound = q < 0 ? -step.halfWidth : step.halfWidth
      dual[index] =
        abs(q) > sigma * step.halfWidth
        ? dual[index] + sigma * image[index] + change.dual * (record.residual[index] - bound) : 0
    }
    // Of Kᵀp⁺, and Kᵀp⁺ itself.
    setBlockProduct(1, UnsafeBufferPointer(dual), map, to: image, shape: shape)
    addBlockProduct(1, record.nextDual, mapTangent, to: image, shape: shape)
    setBlockProduct(1, record.nextDual, map, to: product, shape: shape)
    for index in primal.indices {
      let w = record.point[index]
      let moved = product[index] + (w < 0 ? -1 : 1)
      let next =
        abs(w) > tau ? primal[index] - tau * image[index] - change.primal * moved : 0
      ahead[index] = 2 * next - primal[index]
      primal[index] = next
    }
  }

  // MARK: Parts of buffers

  private func block(
    _ buffer: UnsafeBufferPointer<Double>, _ index: Int
  ) -> UnsafeBufferPointer<Double> {
    buffer.extracting(index * samples.count..<(index + 1) * samples.count)
  }

  private func block(
    _ buffer: UnsafeMutableBufferPointer<Double>, _ index: Int
  ) -> UnsafeMutableBufferPointer<Double> {
    buffer.extracting(index * samples.count..<(index + 1) * samples.count)
  }

  private func map(_ weights: UnsafeBufferPointer<Double>) -> UnsafeBufferPointer<Double> {
    weights.extracting(0..<mapCount)
  }

  private func directionOfMap(
    _ scratch: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeMutableBufferPointer<Double> {
    scratch.extracting(5 * samples.count..<5 * samples.count + mapCount)
  }

  /// σ and τ of a step.
  private func steps(
    _ weights: UnsafeBufferPointer<Double>, _ index: Int
  ) -> (dual: Double, primal: Double) {
    (weights[mapCount + index], weights[mapCount + depth + index])
  }

  private func record(_ point: LayerPoint) -> BoxL1Step.Record {
    BoxL1Step.Record(
      ahead: block(point.state, 1), dual: block(point.state, 2), nextDual: block(point.next, 2),
      residual: block(point.record, 0), point: block(point.record, 1))
  }
}
