// Wrong gradients at z*: terms that are missing or doubled, wrong matrices, other problems.

import LabKit
import Libc
import LinearAlgebra

extension Bank {
  /// Formulas at z*.
  func solutionFamilies() -> [Batch] {
    var all: [Batch?] = [
      batch(.truth, faults: 0) { $0.truth.gradient },
      batch(.noImplicitTerm) { $0.truth.directGradient },
    ]
    func mix(_ family: Family, _ whole: Double, _ direct: Double) {
      all.append(
        batch(family) { point in
          zip(point.truth.gradient, point.truth.directGradient).map { whole * $0 + direct * $1 }
        })
    }
    if points.contains(where: { norm($0.truth.directGradient) > 0 }) {
      mix(.noDirectTerm, 1, -1)
      mix(.implicitSign, -1, 2)
      mix(.implicitDouble, 2, -1)
      mix(.implicitHalf, 0.5, 0.5)
      mix(.directDouble, 1, 1)
      mix(.directHalf, 1, -0.5)
    } else if points[0].penalties != nil {
      all.append(
        batch(.directAdded) { point in
          var gradient = point.lambda
          point.levels.lower.directGradient(point.truth.solution, point.lambda, into: &gradient)
          add(1, point.truth.gradient, to: &gradient)
          return gradient
        })
    }
    guard points.contains(where: { norm($0.adjoint) > 0 }) else { return all.compactMap { $0 } }
    all.append(
      batch(.jacobianFree) { $0.system.gradient(adjoint: $0.system.right) })
    all.append(
      batch(.hessianDiagonal) { point in
        let matrix = point.system.matrix
        let right = point.system.right
        return point.system.gradient(adjoint: right.indices.map { right[$0] / matrix[$0, $0] })
      })
    all += hessianFamilies()
    all.append(
      batch(.mixedTransposed) { point in
        guard case .linear(let matrix) = point.levels.lower.coupling, matrix.isSquare else {
          return nil
        }
        var gradient = matrix.applied(to: point.adjoint)
        add(1, point.truth.directGradient, to: &gradient)
        // A symmetric C is the same both ways.
        return matrix == matrix.transposed ? nil : gradient
      })
    all.append(
      batch(.upperOnTraining) { point in
        let (lower, upper) = (point.levels.lower, point.levels.upper)
        // F = G has no validation data.
        guard point.penalties != nil, upper.coupling == nil || !isSame else { return nil }
        let training = Level(
          loss: lower.loss, coupling: upper.coupling, parameterCount: lower.parameterCount)
        var slope = point.truth.solution
        training.gradient(point.truth.solution, point.lambda, into: &slope)
        return point.system.gradient(solving: nil, point.system.support.map { slope[$0] })
      })
    return all.compactMap { $0 }
  }

  /// The implicit formula with other matrices.
  private func hessianFamilies() -> [Batch?] {
    func matrix(
      _ family: Family, _ loss: Double, _ penalty: Double, isMajorizer: Bool = false
    ) -> Batch? {
      batch(family) { point in
        guard let penalties = point.penalties, !point.isLasso else { return nil }
        var matrix = point.system.matrix
        if isMajorizer {
          guard let logistic = point.logistic else { return nil }
          matrix = logistic.design.gram()
          scale(&matrix, by: 0.25 / Double(logistic.design.rows))
        } else {
          matrix.addDiagonal(penalties.map { -$0 })
          scale(&matrix, by: loss)
        }
        matrix.addDiagonal(penalties.map { penalty * $0 })
        return point.system.gradient(solving: matrix)
      }
    }
    return [
      matrix(.hessianUnpenalized, 1, 0), matrix(.hessianDoublePenalty, 1, 2),
      matrix(.hessianHalfPenalty, 1, 0.5),
      sampleCount.flatMap { matrix(.hessianSummed, Double($0), 1) },
      matrix(.hessianMajorizer, 1, 1, isMajorizer: true),
    ]
  }

  /// n, the number of training samples; nil for a quadratic of the user's.
  var sampleCount: Int? { points[0].levels.lower.sampleCount }

  /// The right gradients of other problems.
  func problemFamilies() -> [Batch] {
    guard let n = sampleCount.map(Double.init) else { return [] }
    var all = [
      (Family.lossSummed, n), (.lossDouble, 2), (.lossHalf, 0.5), (.lossSummedDouble, 2 * n),
      (.lossSummedHalf, n / 2),
    ].map { family, factor in batch(family) { gradient(of: $0, lossTimes: factor) } }
    all.append(
      batch(.dataSwapped) { point in
        let (lower, upper) = (point.levels.lower, point.levels.upper)
        guard !isSame else { return nil }
        let swapped = BilevelProblem(
          lower: Level(
            loss: upper.loss, coupling: lower.coupling, parameterCount: lower.parameterCount),
          upper: Level(
            loss: lower.loss, coupling: upper.coupling, parameterCount: lower.parameterCount))
        guard let z = try? swapped.lower.minimizer(point.lambda) else { return nil }
        return ImplicitSystem(swapped, at: z, point.lambda).gradient()
      })
    if points.allSatisfy({ $0.levels.upper.coupling == nil }) {
      all.append(
        batch(.penaltyInUpper) { point in
          let (lower, upper) = (point.levels.lower, point.levels.upper)
          let penalized = BilevelProblem(
            lower: lower,
            upper: Level(
              loss: upper.loss, coupling: lower.coupling, parameterCount: lower.parameterCount))
          return ImplicitSystem(penalized, at: point.truth.solution, point.lambda).gradient()
        })
    }
    return all.compactMap { $0 }
  }

  /// The gradient where the training loss counts c times.
  ///
  /// c·loss + penalty has the same minimum as the loss with e^λ/c for e^λ.
  private func gradient(of point: RefereePoint, lossTimes factor: Double) -> [Double]? {
    let (lower, upper) = (point.levels.lower, point.levels.upper)
    let shifted = point.lambda.map { $0 - log(factor) }
    guard let z = try? lower.minimizer(shifted, from: point.truth.solution) else { return nil }
    if isSame, upper.coupling != nil {
      // F = G: the whole problem is c times that at the other λ.
      return ImplicitSystem(point.levels, at: z, shifted).gradient().map {
        $0.map { factor * $0 }
      }
    }
    let system = ImplicitSystem(point.levels, at: z, shifted)
    var slope = z
    upper.gradient(z, point.lambda, into: &slope)
    guard var gradient = system.gradient(solving: nil, system.support.map { slope[$0] }) else {
      return nil
    }
    var direct = point.lambda
    upper.directGradient(z, point.lambda, into: &direct)
    for k in gradient.indices { gradient[k] += direct[k] - system.direct[k] }
    return gradient
  }
}

extension Level {
  /// The number of samples; nil for a quadratic of the user's.
  var sampleCount: Int? {
    switch loss {
    case .logistic(let loss): loss.classes.count
    case .quadratic(let form): form.hasSamples ? form.termCount : nil
    }
  }
}
