// The law of every layer: its two products belong to the same derivative.

import LinearAlgebra

/// The defect of the adjoint identity of a layer at a point, for one random pair of directions.
///
/// - Parameters:
///   - layer: The step S, with J = (∂S/∂z, ∂S/∂w).
///   - state: z.
///   - weights: w.
///   - step: The number of the step.
///   - seed: The seed of the directions.
/// - Returns: |⟨Ju, v⟩ − ⟨u, Jᵀv⟩| over ‖Ju‖‖v‖ + ‖u‖‖Jᵀv‖, of the order of rounding for a correct layer.
/// - Complexity: One product with J and one with Jᵀ.
package func adjointDefect(
  of layer: some Layer, at state: [Double], weights: [Double], step: Int = 0, seed: UInt64 = 0
) -> Double {
  var generator = CounterGenerator(seed: seed)
  let (u, w) = (generator.normals(layer.stateCount), generator.normals(layer.weightCount))
  let v = generator.normals(layer.stateCount)
  var next = [Double](repeating: 0, count: layer.stateCount)
  var record = [Double](repeating: 0, count: layer.recordCount)
  var scratch = [Double](repeating: 0, count: layer.scratchCount)
  var (image, cotangent) = (u, v)
  var weightCotangent = [Double](repeating: 0, count: layer.weightCount)
  state.withUnsafeBufferPointer { state in
    weights.withUnsafeBufferPointer { weights in
      next.withUnsafeMutableBufferPointer { next in
        record.withUnsafeMutableBufferPointer { record in
          scratch.withUnsafeMutableBufferPointer { scratch in
            layer.apply(state, weights: weights, step: step, next: next, record: record)
            let point = LayerPoint(
              step: step, weights: weights, state: state, next: UnsafeBufferPointer(next),
              record: UnsafeBufferPointer(record))
            image.withUnsafeMutableBufferPointer { image in
              w.withUnsafeBufferPointer { w in
                layer.jvp(
                  point, tangents: image, weightTangents: .rows(w), directions: 1,
                  scratch: scratch)
              }
            }
            cotangent.withUnsafeMutableBufferPointer { cotangent in
              weightCotangent.withUnsafeMutableBufferPointer { weightCotangent in
                layer.vjp(
                  point, cotangents: cotangent, weightCotangents: weightCotangent, directions: 1,
                  scratch: scratch)
              }
            }
          }
        }
      }
    }
  }
  let left = dot(image, v)
  let right = dot(u, cotangent) + dot(w, weightCotangent)
  let scale = norm(image) * norm(v) + norm(u + w) * norm(cotangent + weightCotangent)
  return scale > 0 ? abs(left - right) / scale : abs(left - right)
}
