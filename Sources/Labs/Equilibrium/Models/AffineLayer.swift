// A step of a linear iteration as a layer, so that it can be differentiated backwards.

import LabKit
import LinearAlgebra

/// The step z⁺ = Kz + Uθ with the weights θ.
struct AffineLayer: Layer {
  let iteration: LinearIteration

  var stateCount: Int { iteration.stateCount }
  var weightCount: Int { iteration.parameterCount }
  var recordCount: Int { 0 }
  var scratchCount: Int { stateCount }

  func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>
  ) {
    for row in next.indices {
      var sum = 0.0
      for column in state.indices { sum += iteration.map[row, column] * state[column] }
      for column in weights.indices { sum += iteration.injection[row, column] * weights[column] }
      next[row] = sum
    }
  }

  func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions: Int, scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let (d, q) = (stateCount, weightCount)
    for direction in 0..<directions {
      for row in 0..<d {
        var sum = 0.0
        for column in 0..<d {
          sum += iteration.map[row, column] * tangents[column * directions + direction]
        }
        switch weightTangents {
        case .none: break
        case .identity: sum += iteration.injection[row, direction]
        case .rows(let rows):
          for column in 0..<q {
            sum += iteration.injection[row, column] * rows[column * directions + direction]
          }
        }
        scratch[row * directions + direction] = sum
      }
    }
    for index in 0..<d * directions { tangents[index] = scratch[index] }
  }

  func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let (d, q) = (stateCount, weightCount)
    for direction in 0..<directions {
      for column in 0..<q {
        for row in 0..<d {
          weightCotangents[column * directions + direction] +=
            iteration.injection[row, column] * cotangents[row * directions + direction]
        }
      }
      for column in 0..<d {
        var sum = 0.0
        for row in 0..<d {
          sum += iteration.map[row, column] * cotangents[row * directions + direction]
        }
        scratch[column * directions + direction] = sum
      }
    }
    for index in 0..<d * directions { cotangents[index] = scratch[index] }
  }
}
