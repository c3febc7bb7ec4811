// Denoisers as matrices together with their derivatives along a direction.

package import LinearAlgebra

/// T(R, ω) and its derivative along (dR, dω), by differentiating the definition step by step.
package struct DenseTangent {
  /// T, n × n.
  package let value: Matrix
  /// dT, n × n.
  package let slope: Matrix

  /// RᵀR and its derivative.
  private static func gram(_ r: Matrix, _ dr: Matrix) -> (Matrix, Matrix) {
    let half = dr.transposed.multiplied(by: r)
    return (r.transposed.multiplied(by: r), half.adding(half.transposed))
  }

  /// N steps Z ← Z − ω((I + RᵀR)Z − I) from Z = 0.
  package static func unrolled(
    _ r: Matrix, _ dr: Matrix, depth: Int, stepSize: Double, stepSlope: Double
  ) -> DenseTangent {
    let (gram, slope) = gram(r, dr)
    let identity = Matrix.identity(r.columns)
    let system = identity.adding(gram)
    var z = Matrix(repeating: 0, rows: r.columns, columns: r.columns)
    var dz = z
    for _ in 0..<depth {
      let residual = system.multiplied(by: z).subtracting(identity)
      let change = slope.multiplied(by: z).adding(system.multiplied(by: dz))
      dz = dz.adding(residual, times: -stepSlope).adding(change, times: -stepSize)
      z = z.adding(residual, times: -stepSize)
    }
    return DenseTangent(value: z, slope: dz)
  }

  /// P = (I + RᵀR)⁻¹, dP = −P d(RᵀR) P.
  package static func exact(_ r: Matrix, _ dr: Matrix) throws(FactorizationError) -> DenseTangent {
    let inverse = try DenseDenoiser.exact(r)
    let product = inverse.multiplied(by: gram(r, dr).1).multiplied(by: inverse)
    return DenseTangent(value: inverse, slope: product.scaled(by: -1))
  }

  /// cos √(BᵀB) = Σ (−BᵀB)ʲ/(2j)!, term by term.
  package static func cosine(_ b: Matrix, _ db: Matrix) -> DenseTangent {
    let (gram, slope) = gram(b, db)
    var term = Matrix.identity(b.columns)
    var change = Matrix(repeating: 0, rows: b.columns, columns: b.columns)
    var (sum, slopes) = (term, change)
    for j in 1...40 {
      let factor = -1 / Double(2 * j * (2 * j - 1))
      change = change.multiplied(by: gram).adding(term.multiplied(by: slope)).scaled(by: factor)
      term = term.multiplied(by: gram).scaled(by: factor)
      sum = sum.adding(term)
      slopes = slopes.adding(change)
    }
    return DenseTangent(value: sum, slope: slopes)
  }

  /// cos² √(BᵀB) = ½(I + cos √(4BᵀB)).
  package static func squaredCosine(_ b: Matrix, _ db: Matrix) -> DenseTangent {
    let double = cosine(b.scaled(by: 2), db.scaled(by: 2))
    return DenseTangent(
      value: Matrix.identity(b.columns).adding(double.value).scaled(by: 0.5),
      slope: double.slope.scaled(by: 0.5))
  }

  /// c₀I − BᵀB.
  package static func straight(
    _ b: Matrix, _ db: Matrix, forced: Double, forcedSlope: Double
  ) -> DenseTangent {
    let (gram, slope) = gram(b, db)
    let identity = Matrix.identity(b.columns)
    return DenseTangent(
      value: identity.scaled(by: forced).subtracting(gram),
      slope: identity.scaled(by: forcedSlope).subtracting(slope))
  }
}
