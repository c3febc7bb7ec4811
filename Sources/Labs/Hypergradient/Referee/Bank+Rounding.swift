// CG in other arithmetic.

import LinearAlgebra

extension Bank {
  /// The numbers of runs of CG on the normal equations, and of CG.
  private static let (normalRuns, plainRuns) = (32, 8)

  /// Iterates of CG and of CG on the normal equations with H changed in its last bits, at z* and at the user's θ.
  ///
  /// After about d iterations they depend on the order of all sums: another program's run is as near to one of these as
  /// to the bank's own. Runs end at a residual of 10⁻⁷, where others have stopped long before.
  func roundingFamilies() -> [Batch] {
    var all: [Batch?] = []
    let atTheta = thetaSystems()
    for run in 0..<Self.normalRuns {
      for isNormal in [true, false] where isNormal || run < Self.plainRuns {
        func iterates(_ systems: [ImplicitSystem]) -> [Matrix] {
          systems.map { system in
            var generator = CounterGenerator(seed: 4099, shift: UInt64(run))
            let count = system.support.count
            return system.gradients(
              adjoints: PlainSolvers.conjugateGradients(
                Self.perturbed(system.matrix, &generator), system.right,
                count: isNormal ? min(4 * count, 240) : min(2 * count, 120),
                isNormal: isNormal, tolerance: 1e-7))
          }
        }
        all.append(batch(isNormal ? .normalCG : .cg, iterates(points.map(\.system))))
        guard !atTheta.isEmpty else { continue }
        var member = batch(
          isNormal ? .thetaNormalCG : .thetaCG, faults: thetaIsSolved ? 1 : 2,
          iterates(atTheta))
        member?.isSolved = thetaIsSolved
        all.append(member)
      }
    }
    return all.compactMap { $0 }
  }

  /// A symmetric matrix with a change of one rounding of its largest entry in every entry.
  private static func perturbed(_ matrix: Matrix, _ generator: inout CounterGenerator) -> Matrix {
    let d = matrix.rows
    let largest = maximumNorm(matrix.elements)
    var result = matrix
    for j in 0..<d {
      for i in 0...j {
        let change = 0x1p-53 * largest * generator.normal()
        result[i, j] += change
        if i < j { result[j, i] += change }
      }
    }
    return result
  }
}
