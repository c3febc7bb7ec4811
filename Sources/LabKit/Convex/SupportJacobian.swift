// The derivative of a solution of the Lasso with respect to the dictionary.

package import LinearAlgebra

/// The Jacobian ∂z/∂D on a support S: the implicit derivative of the optimality conditions on S.
///
/// For z with support S and r = Dz − x,
/// ```
/// J_S = −(D_SᵀD_S)⁻¹ R,   R_{j,(l,a)} = D_{aj} z_l + δ_{jl} r_a,
/// ```
/// and the rows of other atoms are 0. It is ∂z*/∂D for z = z* if S is that of z* and the solution is strictly
/// complementary. At a point with a different support it is the derivative of a different problem, so results must
/// state whether the support is that of z*.
package struct SupportJacobian: Sendable, Equatable {
  /// S, in ascending order.
  package let support: [Int]
  /// J_S, one row of nm numbers for every atom of S; the columns are the entries of D, atom by atom.
  package let rows: [Double]
  /// The numbers n of samples and m of atoms.
  package let size: (n: Int, m: Int)

  package static func == (a: SupportJacobian, b: SupportJacobian) -> Bool {
    a.support == b.support && a.rows == b.rows && a.size == b.size
  }

  /// The derivative on the support of a point; nil where its atoms are dependent to working precision.
  ///
  /// - Parameters:
  ///   - dictionary: D, n × m.
  ///   - signal: x, n numbers.
  ///   - z: The point, m numbers.
  /// - Complexity: O(|S|²nm).
  package init?(dictionary: Matrix, signal: [Double], at z: [Double]) {
    precondition(
      dictionary.rows == signal.count && dictionary.columns == z.count,
      "a \(dictionary.rows) × \(dictionary.columns) dictionary, \(signal.count) and \(z.count) numbers"
    )
    let (n, m) = (dictionary.rows, dictionary.columns)
    let support = z.indices.filter { z[$0] != 0 }
    let atoms = Matrix(
      rows: n, columns: support.count,
      elements: support.flatMap { dictionary.column($0) })
    let gram = atoms.gram()
    guard support.count <= n, gram.scaledFactor().rows == support.count,
      let factor = CholeskyFactorization(gram)
    else { return nil }
    var residual = dictionary.applied(to: z)
    for index in residual.indices { residual[index] -= signal[index] }
    // −(D_SᵀD_S)⁻¹D_Sᵀ and −(D_SᵀD_S)⁻¹, whose multiples make up the rows.
    var (pseudoinverse, inverse) = (atoms.transposed, Matrix.identity(support.count))
    factor.solve(&pseudoinverse)
    factor.solve(&inverse)
    var rows = [Double](repeating: 0, count: support.count * n * m)
    for row in support.indices {
      for l in support {
        for a in 0..<n { rows[(row * m + l) * n + a] = -pseudoinverse[row, a] * z[l] }
      }
      for (column, l) in support.enumerated() {
        for a in 0..<n { rows[(row * m + l) * n + a] -= inverse[row, column] * residual[a] }
      }
    }
    self.support = support
    self.rows = rows
    size = (n, m)
  }

  /// J, one row for every atom, m × nm numbers row by row.
  package var allRows: [Double] {
    let width = size.n * size.m
    var all = [Double](repeating: 0, count: size.m * width)
    for (row, atom) in support.enumerated() {
      all.replaceSubrange(
        atom * width..<(atom + 1) * width, with: rows[row * width..<(row + 1) * width])
    }
    return all
  }

  /// The Frobenius norm ‖J‖.
  package var norm: Double { LinearAlgebra.norm(rows) }

  /// ‖J − K‖ for another Jacobian K whose rows of other atoms are 0 as well.
  ///
  /// - Parameter other: The atoms of K with their rows of nm numbers, one after the other.
  /// - Returns: The Frobenius norm of the difference.
  /// - Complexity: O(nm) for every atom of one of the two.
  package func distance(to other: (support: [Int], rows: [Double])) -> Double {
    let width = size.n * size.m
    precondition(
      other.rows.count == other.support.count * width,
      "\(other.rows.count) numbers in \(other.support.count) rows of \(width)")
    func row(_ jacobian: (support: [Int], rows: [Double]), _ atom: Int) -> [Double] {
      guard let row = jacobian.support.firstIndex(of: atom) else {
        return [Double](repeating: 0, count: width)
      }
      return Array(jacobian.rows[row * width..<(row + 1) * width])
    }
    let atoms = Set(support).union(other.support).sorted()
    return LinearAlgebra.norm(
      atoms.map { LinearAlgebra.distance(row((support, rows), $0), row(other, $0)) })
  }

  /// The product vᵀJ, the derivative of ⟨v, z⟩.
  ///
  /// - Parameter v: m numbers.
  /// - Returns: nm numbers, atom by atom.
  package func pulledBack(_ v: [Double]) -> [Double] {
    precondition(v.count == size.m, "\(v.count) numbers for \(size.m) atoms")
    let width = size.n * size.m
    var result = [Double](repeating: 0, count: width)
    for (row, atom) in support.enumerated() {
      add(v[atom], Array(rows[row * width..<(row + 1) * width]), to: &result)
    }
    return result
  }
}

extension Unrolled where Step == ISTALayer {
  /// The Jacobian ∂zᴺ/∂D by reverse mode, one direction for every atom that is active at the end.
  ///
  /// - Parameters:
  ///   - tape: The tape of a run.
  ///   - truncation: K, where only the last K steps are differentiated; all of the tape if omitted.
  /// - Returns: The active atoms, and one row of nm numbers for each; rows of other atoms are 0.
  /// - Complexity: K products of transposed derivatives with |S| directions.
  package func jacobian(
    _ tape: UnrolledTape, truncatedTo truncation: Int? = nil
  ) -> (support: [Int], rows: [Double]) {
    let state = tape.state
    let support = state.indices.filter { state[$0] != 0 }
    let (q, width) = (support.count, layer.weightCount)
    guard q > 0 else { return ([], []) }
    var directions = [Double](repeating: 0, count: state.count * q)
    for (column, atom) in support.enumerated() { directions[atom * q + column] = 1 }
    let columns = pullBack(directions, tape, directions: q, truncatedTo: truncation).weights
    return (support, Matrix(rows: q, columns: width, elements: columns).transposed.elements)
  }
}
