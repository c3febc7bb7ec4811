// Denoisers from their definitions, by dense matrices: no spectral calculus.

package import LinearAlgebra

package enum DenseDenoiser {
  /// A matrix of independent normal entries.
  package static func random(
    rows: Int, columns: Int, scale: Double, normal: () -> Double
  ) -> Matrix {
    let elements = (0..<rows * columns).map { _ in scale * normal() }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// Orthonormal vectors, one per column.
  package static func basis(
    _ n: Int, normal: () -> Double
  ) throws(FactorizationError) -> Matrix {
    try SymmetricEigen(random(rows: n, columns: n, scale: 1, normal: normal).symmetricPart).vectors
  }

  /// V diag(t) Vᵀ.
  package static func symmetric(_ eigenvalues: [Double], _ vectors: Matrix) -> Matrix {
    vectors.multiplied(by: Matrix(diagonal: eigenvalues)).multiplied(by: vectors.transposed)
      .symmetricPart
  }

  /// A = I + RᵀR.
  package static func system(_ r: Matrix) -> Matrix {
    var system = r.gram()
    for index in 0..<system.rows { system[index, index] += 1 }
    return system
  }

  /// (I + RᵀR)⁻¹, by Cholesky.
  package static func exact(_ r: Matrix) throws(FactorizationError) -> Matrix {
    var inverse = system(r)
    guard inverse.invertPositiveDefinite() else { throw .noConvergence(unconverged: r.columns) }
    return inverse
  }

  /// N steps Z⁺ = Z − ω((I + RᵀR)Z − I) + β(Z − Z⁻) from Z = Z⁻ = 0, one by one.
  package static func unrolled(
    _ r: Matrix, depth: Int, stepSize: Double, momentum: Double = 0
  ) -> Matrix {
    let system = system(r)
    var z = Matrix(repeating: 0, rows: r.columns, columns: r.columns)
    var before = z
    for _ in 0..<depth {
      let product = system.multiplied(by: z)
      let here = z
      for column in 0..<z.columns {
        for row in 0..<z.rows {
          z[row, column] -= stepSize * (product[row, column] - (row == column ? 1 : 0))
          if momentum != 0 {
            z[row, column] += momentum * (here[row, column] - before[row, column])
          }
        }
      }
      before = here
    }
    return z
  }

  /// N steps Z⁺ = Z − ω((I + RⱼᵀRⱼ)Z − I) from Z = 0 with an Rⱼ for every step, one by one.
  ///
  /// - Parameters:
  ///   - layers: R₀ … R_{N−1}, each k × n.
  ///   - stepSize: ω.
  /// - Returns: T, n × n, as a rule not symmetric.
  package static func untied(_ layers: [Matrix], stepSize: Double) -> Matrix {
    guard let first = layers.first else { return Matrix(repeating: 0, rows: 0, columns: 0) }
    var z = Matrix(repeating: 0, rows: first.columns, columns: first.columns)
    for layer in layers {
      let product = system(layer).multiplied(by: z)
      for column in 0..<z.columns {
        for row in 0..<z.rows {
          z[row, column] -= stepSize * (product[row, column] - (row == column ? 1 : 0))
        }
      }
    }
    return z
  }

  /// The eigenvalues of a symmetric matrix, ascending.
  package static func eigenvalues(_ matrix: Matrix) throws(FactorizationError) -> [Double] {
    try SymmetricEigen.values(of: matrix.symmetricPart)
  }

  /// ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖² for C = (μ²+θ²)𝟏𝟏ᵀ, entry by entry.
  package static func risk(_ denoiser: Matrix, _ p: ToyPoint) -> Double {
    let (bias, variance) = parts(denoiser, p)
    return bias + variance
  }

  /// ½(μ²+θ²)‖(T−I)𝟏‖² and ½σ²‖T‖², entry by entry.
  package static func parts(_ denoiser: Matrix, _ p: ToyPoint) -> (bias: Double, variance: Double) {
    var (bias, variance) = (0.0, 0.0)
    for row in 0..<denoiser.rows {
      var sum = -1.0
      for column in 0..<denoiser.columns {
        sum += denoiser[row, column]
        variance += denoiser[row, column] * denoiser[row, column]
      }
      bias += sum * sum
    }
    return ((p.mu * p.mu + p.theta * p.theta) / 2 * bias, p.noise / 2 * variance)
  }

  /// The largest distance of two entries.
  package static func largestDifference(_ first: Matrix, _ second: Matrix) -> Double {
    zip(first.elements, second.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}

extension DenseDenoiser {
  /// ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖² for C = diag(γ), entry by entry.
  package static func risk(
    _ denoiser: Matrix, eigenvalues: [Double], noiseVariance: Double
  ) -> Double {
    var risk = 0.0
    for row in 0..<denoiser.rows {
      for column in 0..<denoiser.columns {
        let entry = denoiser[row, column]
        let error = entry - (row == column ? 1 : 0)
        risk += 0.5 * (eigenvalues[column] * error * error + noiseVariance * entry * entry)
      }
    }
    return risk
  }

  /// The risk of T = f(RᵀR) for C = diag(γ): ½ Σ V²(wt² − 2γt) + ½ Σ γ over the eigenvectors V of RᵀR.
  ///
  /// - Parameters:
  ///   - r: R, k × n.
  ///   - eigenvalues: γ.
  ///   - noiseVariance: σ².
  ///   - filter: f.
  /// - Returns: The risk; NaN where the eigenvalues of RᵀR are not found.
  package static func risk(
    _ r: Matrix, eigenvalues: [Double], noiseVariance: Double, filter: (Double) -> Double
  ) -> Double {
    guard let eigen = try? SymmetricEigen(r.gram()) else { return .nan }
    var risk = 0.5 * eigenvalues.reduce(0, +)
    for (index, s) in eigen.values.enumerated() {
      let t = filter(max(s, 0))
      for (row, energy) in eigenvalues.enumerated() {
        let square = eigen.vectors[row, index] * eigen.vectors[row, index]
        risk += square * t * (0.5 * (energy + noiseVariance) * t - energy)
      }
    }
    return risk
  }

  /// The columns of an invertible matrix made orthonormal, one after the other.
  package static func orthonormalized(_ matrix: Matrix) -> Matrix {
    var result = matrix
    for column in 0..<result.columns {
      // Twice, as one subtraction leaves rounding errors.
      for _ in 0..<2 {
        for before in 0..<column {
          let product = (0..<result.rows).reduce(0.0) {
            $0 + result[$1, column] * result[$1, before]
          }
          for row in 0..<result.rows { result[row, column] -= product * result[row, before] }
        }
      }
      let norm = (0..<result.rows).reduce(0.0) { $0 + result[$1, column] * result[$1, column] }
        .squareRoot()
      for row in 0..<result.rows { result[row, column] /= norm }
    }
    return result
  }

  /// K(K + σ²I)⁻¹ for the block K of a second moment from an index on.
  package static func wiener(
    _ moment: Matrix, from first: Int, noiseVariance: Double
  ) throws(FactorizationError) -> Matrix {
    let size = moment.rows - first
    var block = Matrix(repeating: 0, rows: size, columns: size)
    for row in 0..<size {
      for column in 0..<size { block[row, column] = moment[first + row, first + column] }
    }
    guard size > 0 else { return block }
    var inverse = block.symmetricPart
    for index in 0..<size { inverse[index, index] += noiseVariance }
    guard inverse.invertPositiveDefinite() else { throw .noConvergence(unconverged: size) }
    return block.multiplied(by: inverse)
  }
}
