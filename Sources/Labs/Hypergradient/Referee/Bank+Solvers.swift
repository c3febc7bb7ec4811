// Wrong gradients whose linear system is not solved, at z* or at the user's θ.

import LabKit
import LinearAlgebra

extension Bank {
  /// CG and CG on the normal equations, stopped early.
  func solverFamilies() -> [Batch] {
    func iterates(_ isNormal: Bool) -> [Matrix] {
      points.map { point in
        let count = point.system.support.count
        return point.system.gradients(
          adjoints: PlainSolvers.conjugateGradients(
            point.system.matrix, point.system.right,
            count: isNormal ? min(4 * count, 240) : min(count, 60), isNormal: isNormal))
      }
    }
    return [batch(.cg, iterates(false)), batch(.normalCG, iterates(true))].compactMap { $0 }
  }

  /// The Neumann series with one step size: right, without its first term, and not multiplied by the step.
  func seriesFamilies(_ step: NamedStep) -> [Batch] {
    let terms = NeumannSeries.terms
    let sums = zip(points, step.sizes).map { point, size in
      NeumannSeries(point.spectrum, point.system.right).sums(terms: terms, step: size)
    }
    /// From the second term on: one term is Jacobian-free with a factor.
    func several(_ matrix: Matrix) -> Matrix {
      Matrix(
        rows: matrix.rows, columns: matrix.columns - 1,
        elements: Array(matrix.elements[matrix.rows...]))
    }
    func gradients(_ change: (Matrix, RefereePoint, Double) -> Matrix) -> [Matrix] {
      points.indices.map { index in
        points[index].system.gradients(
          adjoints: change(sums[index], points[index], step.sizes[index]))
      }
    }
    let isOne = step.sizes.allSatisfy { $0 == 1 }
    let later = Array(terms.dropFirst())
    var all = [
      isOne
        ? batch(.neumann, step: step, counts: later, gradients { sums, _, _ in several(sums) })
        : batch(.neumann, step: step, counts: terms, gradients { sums, _, _ in sums }),
      batch(
        .neumannWithoutIdentity, step: step, counts: later,
        gradients { sums, point, size in
          var rest = several(sums)
          let right = point.system.right
          rest.withColumns { column, _ in
            for i in column.indices { column[i] -= size * right[i] }
          }
          return rest
        }),
      batch(
        .neumannUnscaled, step: step, faults: 2, counts: later,
        gradients { sums, _, size in
          var rest = several(sums)
          scale(&rest, by: 1 / size)
          return rest
        }),
    ]
    var limit = batch(.neumannWithoutIdentity) { point in
      var v = point.adjoint
      add(-step.sizes[0], point.system.right, to: &v)
      return point.system.gradient(adjoint: v)
    }
    limit?.step = step
    if points.count == 1 { all.append(limit) }
    return all.compactMap { $0 }
  }

  /// The linear system of the Lasso on all entries, as a general fixed-point solver sees it.
  func supportFamilies() -> [Batch] {
    guard points[0].isLasso, let inverse = steps.named.first else { return [] }
    var all: [Batch?] = []
    let sizes = [NamedStep(name: "1", sizes: points.map { _ in 1 }), inverse]
    for step in sizes {
      func iterates(_ isNormal: Bool) -> [Matrix] {
        zip(points, step.sizes).map { point, size in
          Self.fixedPointGradients(point.system, step: size, isNormal: isNormal)
        }
      }
      all.append(batch(.supportCG, step: step, iterates(false)))
      all.append(batch(.supportNormalCG, step: step, iterates(true)))
    }
    all.append(
      batch(
        .supportFullCG,
        points.map { point in
          point.system.gradients(
            adjoints: PlainSolvers.conjugateGradients(
              point.form?.matrix ?? .identity(0), point.system.slope, count: point.dimension))
        }))
    all.append(
      batch(.supportFull) { point in
        guard let matrix = point.form?.matrix,
          let v = try? matrix.leastSquares(point.system.slope).solution
        else { return nil }
        return point.system.gradient(adjoint: v)
      })
    return all.compactMap { $0 }
  }

  /// Iterates of CG on I − (I − ρA)D, in full.
  private static func fixedPointGradients(
    _ system: ImplicitSystem, step: Double, isNormal: Bool
  ) -> Matrix {
    var adjoints = PlainSolvers.conjugateGradients(
      system.fixedPointMatrix(step: step), system.slope, count: 3 * system.slope.count,
      isNormal: isNormal)
    scale(&adjoints, by: step)
    return system.gradients(adjoints: adjoints)
  }

  /// The linear systems at the user's θ; none without one.
  func thetaSystems() -> [ImplicitSystem] {
    guard let theta else { return [] }
    return zip(points, theta).map { point, z in
      ImplicitSystem(point.levels, at: z, point.lambda)
    }
  }

  /// Everything at the user's θ, where the solution of the lower level does not have to be guessed.
  ///
  /// Where the implicit formula at θ is right, θ is not a fault: the formula gives the right gradient as another program
  /// computes it, and the other families have one fault less.
  func thetaFamilies() -> [Batch] {
    guard let theta else { return [] }
    let systems = thetaSystems()
    let supports =
      points.count == 1 && points[0].isLasso
      ? SupportStatus(systems[0].support, solution: points[0].system.support) : nil
    let isSolved = thetaIsSolved
    let others = isSolved ? 1 : 2
    func member(
      _ family: Family, faults: Int, _ parts: [Matrix]?, step: NamedStep? = nil
    ) -> Batch? {
      guard let parts,
        var batch = batch(family, step: step, faults: faults, parts)
      else { return nil }
      if family.countName == "steps" { batch.counts = nil }
      batch.isSolved = isSolved
      if let supports {
        batch.supports = Array(repeating: supports, count: batch.vectors.columns)
      }
      return batch
    }
    func iterates(_ isNormal: Bool) -> [Matrix] {
      systems.map { system in
        let count = system.support.count
        return system.gradients(
          adjoints: PlainSolvers.conjugateGradients(
            system.matrix, system.right,
            count: isNormal ? min(4 * count, 240) : min(count, 80), isNormal: isNormal))
      }
    }
    var all = [
      member(
        isSolved ? .truth : .theta, faults: isSolved ? 0 : 1, columns(systems) { $0.gradient() }),
      member(.thetaNoImplicitTerm, faults: others, columns(systems) { $0.direct }),
      member(
        .thetaJacobianFree, faults: others, columns(systems) { $0.gradient(adjoint: $0.right) }),
      member(.thetaCG, faults: others, iterates(false)),
      member(.thetaNormalCG, faults: others, iterates(true)),
    ]
    if points[0].isLasso, let inverse = steps.named.first {
      for step in [NamedStep(name: "1", sizes: points.map { _ in 1 }), inverse] {
        func whole(_ isNormal: Bool) -> [Matrix] {
          zip(systems, step.sizes).map {
            Self.fixedPointGradients($0, step: $1, isNormal: isNormal)
          }
        }
        all.append(member(.thetaSupportCG, faults: others, whole(false), step: step))
        all.append(member(.thetaSupportNormalCG, faults: others, whole(true), step: step))
      }
      if !isSolved {
        let parts = zip(points, theta).map { point, z in
          point.implicitGradients(at: Matrix(column: z), isFixedPoint: true).gradients
        }
        all.append(member(.theta, faults: 1, parts))
      }
    }
    return all.compactMap { $0 }
  }
}
