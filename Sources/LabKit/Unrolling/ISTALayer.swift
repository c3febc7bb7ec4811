// A step of ISTA as a layer whose weights are the dictionary.

/// The step z⁺ = ST(z − ρDᵀ(Dz − x), ρλ) of ISTA for min ½‖x − Dz‖² + λ‖z‖₁, with weights D.
///
/// The weights are the entries of D, n × m, atom after atom. The derivative is that on the support of z⁺: rows of ∂z⁺
/// for entries that the threshold sets to 0 are 0. The step size ρ and λ are constants.
///
/// - SeeAlso: I. Daubechies, M. Defrise and C. De Mol, CPAM 2004, for the iteration.
package struct ISTALayer: Layer {
  /// x, n numbers.
  package let signal: [Double]
  /// The number m of atoms.
  package let atomCount: Int
  /// λ > 0.
  package let penalty: Double
  /// ρ > 0.
  package let stepSize: Double

  /// Creates the step.
  ///
  /// - Parameters:
  ///   - signal: x, n numbers.
  ///   - atomCount: m ≥ 1.
  ///   - penalty: λ > 0.
  ///   - stepSize: ρ > 0; the iteration descends for ρ ≤ 1/‖D‖².
  package init(signal: [Double], atomCount: Int, penalty: Double, stepSize: Double) {
    precondition(atomCount >= 1, "a dictionary of \(atomCount) atoms")
    precondition(penalty > 0 && stepSize > 0, "λ = \(penalty), ρ = \(stepSize)")
    self.signal = signal
    self.atomCount = atomCount
    self.penalty = penalty
    self.stepSize = stepSize
  }

  package var stateCount: Int { atomCount }
  package var weightCount: Int { atomCount * signal.count }
  /// The residual Dz − x.
  package var recordCount: Int { signal.count }
  /// The change of the residual.
  package var scratchCount: Int { signal.count }

  package func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>
  ) {
    let n = signal.count
    for a in 0..<n { record[a] = -signal[a] }
    for j in 0..<atomCount where state[j] != 0 {
      let (z, atom) = (state[j], j * n)
      for a in 0..<n { record[a] += z * weights[atom + a] }
    }
    let threshold = stepSize * penalty
    for j in 0..<atomCount {
      let atom = j * n
      var product = 0.0
      for a in 0..<n { product += weights[atom + a] * record[a] }
      let u = state[j] - stepSize * product
      next[j] = u > threshold ? u - threshold : u < -threshold ? u + threshold : 0
    }
  }

  package func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions p: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let n = signal.count
    // The change of the residual: DŻ + Ḋz.
    for index in 0..<n * p { scratch[index] = 0 }
    for j in 0..<atomCount where !isZero(tangents, j, p) {
      for a in 0..<n { add(point.weights[j * n + a], tangents, j, to: scratch, a, p) }
    }
    for j in 0..<atomCount where point.state[j] != 0 {
      switch weightTangents {
      case .none: break
      case .identity: for a in 0..<n { scratch[a * p + j * n + a] += point.state[j] }
      case .rows(let rows):
        for a in 0..<n { add(point.state[j], rows, j * n + a, to: scratch, a, p) }
      }
    }
    for j in 0..<atomCount {
      guard point.next[j] != 0 else {
        for index in j * p..<(j + 1) * p { tangents[index] = 0 }
        continue
      }
      for a in 0..<n {
        let (entry, residual) = (point.weights[j * n + a], point.record[a])
        add(-stepSize * entry, UnsafeBufferPointer(scratch), a, to: tangents, j, p)
        switch weightTangents {
        case .none: break
        case .identity: tangents[j * p + j * n + a] -= stepSize * residual
        case .rows(let rows): add(-stepSize * residual, rows, j * n + a, to: tangents, j, p)
        }
      }
    }
  }

  package func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let n = signal.count
    for index in 0..<n * q { scratch[index] = 0 }
    for j in 0..<atomCount {
      guard point.next[j] != 0 else {
        for index in j * q..<(j + 1) * q { cotangents[index] = 0 }
        continue
      }
      for a in 0..<n {
        add(point.weights[j * n + a], cotangents, j, to: scratch, a, q)
        add(-stepSize * point.record[a], cotangents, j, to: weightCotangents, j * n + a, q)
      }
    }
    for j in 0..<atomCount {
      for a in 0..<n {
        if point.state[j] != 0 {
          add(
            -stepSize * point.state[j], UnsafeBufferPointer(scratch), a, to: weightCotangents,
            j * n + a, q)
        }
        add(
          -stepSize * point.weights[j * n + a], UnsafeBufferPointer(scratch), a, to: cotangents, j,
          q)
      }
    }
  }
}

/// Whether a row of `width` numbers is 0.
private func isZero(_ rows: UnsafeMutableBufferPointer<Double>, _ row: Int, _ width: Int) -> Bool {
  for index in row * width..<(row + 1) * width where rows[index] != 0 { return false }
  return true
}

/// Adds a multiple of a row of `width` numbers to a row of another block.
@inline(__always)
private func add(
  _ factor: Double, _ source: UnsafeBufferPointer<Double>, _ from: Int,
  to target: UnsafeMutableBufferPointer<Double>, _ row: Int, _ width: Int
) {
  let (source, target) = (source.baseAddress, target.baseAddress)
  guard let source, let target else { return }
  let (x, y) = (source + from * width, target + row * width)
  for index in 0..<width { y[index] += factor * x[index] }
}

@inline(__always)
private func add(
  _ factor: Double, _ source: UnsafeMutableBufferPointer<Double>, _ from: Int,
  to target: UnsafeMutableBufferPointer<Double>, _ row: Int, _ width: Int
) {
  add(factor, UnsafeBufferPointer(source), from, to: target, row, width)
}
