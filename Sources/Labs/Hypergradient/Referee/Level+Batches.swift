// Gradients of a level at many points at a time, one per column.

import LabKit
import Libc
import LinearAlgebra

extension Level {
  /// ∂_z of the level at the columns of a matrix, d × N.
  func gradients(at points: Matrix, _ lambda: [Double]) -> Matrix {
    var result: Matrix
    switch loss {
    case .quadratic(let form):
      result = form.matrix.multiplied(by: points)
      let linear = form.linear
      result.withColumns { column, _ in
        for k in column.indices { column[k] -= linear[k] }
      }
    case .logistic(let loss):
      var scores = loss.design.multiplied(by: points)
      let (scale, classes) = (1 / Double(loss.classes.count), loss.classes)
      scores.withColumns { column, _ in
        for i in column.indices { column[i] = LogisticLoss.residual(column[i], classes[i]) * scale }
      }
      result = Matrix(repeating: 0, rows: points.rows, columns: points.columns)
      result.setProduct(loss.design, .transposed, scores)
    }
    guard let coupling else { return result }
    switch coupling {
    case .squares, .magnitudes:
      addPenalties(of: points, lambda, to: &result, in: Array(0..<points.rows)) { z, isKinked in
        isKinked ? (z > 0 ? 1 : z < 0 ? -1 : 0) : z
      }
    case .linear(let matrix):
      let shift = matrix.applied(to: lambda)
      result.withColumns { column, _ in
        for k in column.indices { column[k] -= shift[k] }
      }
    }
    return result
  }

  /// ∂_λ of the level at the columns of a matrix, p × N.
  func directGradients(at points: Matrix, _ lambda: [Double]) -> Matrix {
    var result = Matrix(repeating: 0, rows: parameterCount, columns: points.columns)
    switch coupling {
    case nil: break
    case .linear(let matrix): result.setProduct(matrix, .transposed, points, alpha: -1)
    case .squares(let owners), .magnitudes(let owners):
      addPenalties(of: points, lambda, to: &result, in: owners) { z, isKinked in
        isKinked ? abs(z) : 0.5 * z * z
      }
    }
    return result
  }

  /// Adds e^λ times a function of every entry of Z to given rows of the result.
  private func addPenalties(
    of points: Matrix, _ lambda: [Double], to result: inout Matrix, in rows: [Int],
    _ function: (_ z: Double, _ isKinked: Bool) -> Double
  ) {
    guard let weights = entryPenalties(lambda) else { return }
    let isKinked = hasKinks
    points.elements.withUnsafeBufferPointer { points in
      result.withColumns { column, index in
        let start = index * rows.count
        for k in rows.indices {
          column[rows[k]] += weights[k] * function(points[start + k], isKinked)
        }
      }
    }
  }

  /// Subtracts Cᵀv for the columns of V from those of a p × N matrix, with C at the columns of Z.
  func subtractMixedProducts(
    at points: Matrix, _ lambda: [Double], _ vectors: Matrix, from result: inout Matrix
  ) {
    switch coupling {
    case nil: break
    case .linear(let matrix):
      result.setProduct(matrix, .transposed, vectors, alpha: 1, beta: 1)
    case .squares(let owners), .magnitudes(let owners):
      guard let weights = entryPenalties(lambda) else { return }
      let isKinked = hasKinks
      let isFixed = points.columns == 1
      points.elements.withUnsafeBufferPointer { points in
        vectors.elements.withUnsafeBufferPointer { vectors in
          result.withColumns { column, index in
            let start = index * owners.count
            for k in owners.indices {
              let z = points[isFixed ? k : start + k]
              let entry = weights[k] * (isKinked ? (z > 0 ? 1 : z < 0 ? -1 : 0) : z)
              column[owners[k]] -= entry * vectors[start + k]
            }
          }
        }
      }
    }
  }

  /// e^{λ_{i(k)}} for every entry of z; nil where λ enters by a matrix.
  func entryPenalties(_ lambda: [Double]) -> [Double]? {
    coupling?.owners.map { owners in owners.map { exp(lambda[$0]) } }
  }
}
