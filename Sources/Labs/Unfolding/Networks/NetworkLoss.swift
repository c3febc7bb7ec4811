// The loss of a network as a function of its weights, and its gradient by reverse mode.

import LabKit
import LinearAlgebra
import Optimization

/// The mean loss of a network over samples, with buffers that are allocated once; a class because they are not copied.
final class NetworkLoss: Objective {
  /// The goal of training.
  enum Goal: Sendable {
    /// F(z) = ½‖x − Dz‖² + λ‖z‖₁.
    case cost
    /// ½‖z − c‖² for given codes c, p × m in rows: true codes or solutions of the Lasso.
    case codes([Double])
  }

  private let layer: NetworkLayer
  private let goal: Goal
  private let buffers: Buffers
  /// The weights whose states and residuals are in the buffers, and their loss.
  private var current: (point: [Double], value: Double)?

  /// Prepares the loss.
  ///
  /// - Parameters:
  ///   - layer: The layers.
  ///   - goal: The goal.
  ///   - start: The codes before the first layer, p × m in rows; 0 if omitted.
  init(_ layer: NetworkLayer, _ goal: Goal, from start: [Double]? = nil) {
    self.layer = layer
    self.goal = goal
    buffers = Buffers(layer)
    if let start { _ = buffers.state(0).update(fromContentsOf: start) }
    // The residual before the first layer does not depend on the weights.
    if layer.depth > 0 {
      layer.setResidual(UnsafeBufferPointer(buffers.state(0)), buffers.record(0))
    }
  }

  var dimension: Int { layer.weightCount }

  func cheapValue(at point: [Double]) -> Double? { value(at: point) }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let value = value(at: point)
    guard value.isFinite else { return value }
    setSlope()
    let parts = layer.parts(buffers.scratch)
    point.withUnsafeBufferPointer { weights in
      gradient.withUnsafeMutableBufferPointer { gradient in
        gradient.update(repeating: 0)
        for step in (0..<layer.depth).reversed() {
          let place = LayerPoint(
            step: step, weights: weights, state: UnsafeBufferPointer(buffers.state(step)),
            next: UnsafeBufferPointer(buffers.state(step + 1)),
            record: UnsafeBufferPointer(buffers.record(step)))
          layer.pullWeights(place, buffers.slope, gradient.extracting(layer.block(step)))
          if step > 0 { layer.pullState(place, buffers.slope, parts) }
        }
      }
    }
    return value
  }

  /// The loss at weights.
  func value(at point: [Double]) -> Double {
    if let current, current.point == point { return current.value }
    run(point)
    let value = loss(UnsafeBufferPointer(buffers.state(layer.depth)))
    current = (point, value)
    return value
  }

  /// The losses after 0, 1, …, T layers.
  func values(at point: [Double]) -> [Double] {
    _ = value(at: point)
    return (0...layer.depth).map { loss(UnsafeBufferPointer(buffers.state($0))) }
  }

  /// The codes after some layers at weights.
  func codes(at point: [Double], after step: Int? = nil) -> [Double] {
    _ = value(at: point)
    return Array(buffers.state(step ?? layer.depth))
  }

  /// Whether the entries of the codes after every layer differ from 0.
  func supports(at point: [Double]) -> [Bool] {
    _ = value(at: point)
    return (1...max(layer.depth, 1)).flatMap { step in buffers.state(step).map { $0 != 0 } }
  }

  private func run(_ point: [Double]) {
    point.withUnsafeBufferPointer { weights in
      for step in 0..<layer.depth {
        let state = UnsafeBufferPointer(buffers.state(step))
        if step > 0 { layer.setResidual(state, buffers.record(step)) }
        layer.advance(
          state, weights.extracting(layer.block(step)), buffers.state(step + 1),
          buffers.record(step))
      }
    }
  }

  /// The mean loss of codes; leaves the residuals of the cost in the buffers.
  private func loss(_ codes: UnsafeBufferPointer<Double>) -> Double {
    let (p, m) = (layer.penalties.count, layer.dictionary.atomCount)
    var sum = 0.0
    switch goal {
    case .cost:
      layer.subtractSignals(from: codes, into: buffers.residual)
      sum = 0.5 * Lanes.squareSum(UnsafeBufferPointer(buffers.residual))
      layer.penalties.withUnsafeBufferPointer { penalties in
        for sample in 0..<p {
          sum +=
            penalties[sample]
            * Lanes.absoluteSum(codes.extracting(sample * m..<(sample + 1) * m))
        }
      }
    case .codes(let targets):
      targets.withUnsafeBufferPointer { targets in
        for index in codes.indices {
          let difference = codes[index] - targets[index]
          sum += difference * difference
        }
      }
      sum *= 0.5
    }
    return sum / Double(p)
  }

  /// Writes the derivative of the loss with respect to the last codes, whose residuals are in the buffers.
  private func setSlope() {
    let (p, m, n) = (
      layer.penalties.count, layer.dictionary.atomCount, layer.dictionary.sampleLength
    )
    let codes = buffers.state(layer.depth)
    let slope = buffers.slope
    let share = 1 / Double(p)
    switch goal {
    case .cost:
      layer.penalties.withUnsafeBufferPointer { penalties in
        for sample in 0..<p {
          let entries = sample * m..<(sample + 1) * m
          Lanes.setSigns(
            slope.extracting(entries), share * penalties[sample],
            UnsafeBufferPointer(codes.extracting(entries)))
        }
      }
      layer.dictionary.rows.withUnsafeBufferPointer { rows in
        addBlockProduct(
          share, UnsafeBufferPointer(buffers.residual), rows, to: slope, shape: (p, n, m))
      }
    case .codes(let targets):
      for index in codes.indices { slope[index] = share * (codes[index] - targets[index]) }
    }
  }
}

/// The states, records and working space of a network.
private final class Buffers {
  private let states: UnsafeMutableBufferPointer<Double>
  private let records: UnsafeMutableBufferPointer<Double>
  private let stateCount: Int
  private let recordCount: Int
  /// The cotangent of the codes.
  let slope: UnsafeMutableBufferPointer<Double>
  /// The residuals of the last codes.
  let residual: UnsafeMutableBufferPointer<Double>
  let scratch: UnsafeMutableBufferPointer<Double>

  init(_ layer: NetworkLayer) {
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
      let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
      buffer.initialize(repeating: 0)
      return buffer
    }
    stateCount = layer.stateCount
    recordCount = layer.recordCount
    states = zeros((layer.depth + 1) * stateCount)
    records = zeros(layer.depth * recordCount)
    slope = zeros(stateCount)
    residual = zeros(layer.signals.count)
    scratch = zeros(layer.scratchCount)
  }

  deinit {
    for buffer in [states, records, slope, residual, scratch] { buffer.deallocate() }
  }

  /// The codes after some layers.
  func state(_ step: Int) -> UnsafeMutableBufferPointer<Double> {
    states.extracting(step * stateCount..<(step + 1) * stateCount)
  }

  /// The record of a layer.
  func record(_ step: Int) -> UnsafeMutableBufferPointer<Double> {
    records.extracting(step * recordCount..<(step + 1) * recordCount)
  }
}
