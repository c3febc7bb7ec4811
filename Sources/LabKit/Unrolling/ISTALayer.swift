// A step of ISTA as a layer whose weights are the dictionary.

import LinearAlgebra

/// The step z⁺ = ST(z − ρDᵀ(Dz − x), ρλ) of ISTA for min ½‖x − Dz‖² + λ‖z‖₁, with weights D.
///
/// The weights are the entries of D, n × m, atom by atom. The derivative is taken on the support of z⁺: rows of ∂z⁺
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
    let change = scratch.extracting(0..<n * p)
    // The change of the residual: DŻ + Ḋz.
    change.update(repeating: 0)
    forRuns(where: { point.state[$0] != 0 || !isZero(tangents, $0, p) }) { run in
      addBlockProduct(
        1, point.weights.extracting(run.lowerBound * n..<run.upperBound * n), isTransposed: true,
        UnsafeBufferPointer(tangents.extracting(run.lowerBound * p..<run.upperBound * p)),
        to: change, shape: (n, run.count, p))
    }
    for j in 0..<atomCount where point.state[j] != 0 {
      switch weightTangents {
      case .none: break
      case .identity: for a in 0..<n { change[a * p + j * n + a] += point.state[j] }
      case .rows(let rows):
        for a in 0..<n { add(point.state[j], rows, j * n + a, to: change, a, p) }
      }
    }
    forRuns(where: { point.next[$0] != 0 }) { run in
      addBlockProduct(
        -stepSize, point.weights.extracting(run.lowerBound * n..<run.upperBound * n),
        UnsafeBufferPointer(change),
        to: tangents.extracting(run.lowerBound * p..<run.upperBound * p), shape: (run.count, n, p))
    }
    for j in 0..<atomCount {
      guard point.next[j] != 0 else {
        tangents.extracting(j * p..<(j + 1) * p).update(repeating: 0)
        continue
      }
      for a in 0..<n {
        switch weightTangents {
        case .none: break
        case .identity: tangents[j * p + j * n + a] -= stepSize * point.record[a]
        case .rows(let rows):
          add(-stepSize * point.record[a], rows, j * n + a, to: tangents, j, p)
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
    let image = scratch.extracting(0..<n * q)
    image.update(repeating: 0)
    for j in 0..<atomCount where point.next[j] == 0 {
      cotangents.extracting(j * q..<(j + 1) * q).update(repeating: 0)
    }
    // DZ̄, from which both cotangents follow.
    forRuns(where: { point.next[$0] != 0 }) { run in
      addBlockProduct(
        1, point.weights.extracting(run.lowerBound * n..<run.upperBound * n), isTransposed: true,
        UnsafeBufferPointer(cotangents.extracting(run.lowerBound * q..<run.upperBound * q)),
        to: image, shape: (n, run.count, q))
    }
    // Too little arithmetic for a call of BLAS for every atom.
    for j in 0..<atomCount where point.next[j] != 0 || point.state[j] != 0 {
      let row = cotangents.extracting(j * q..<(j + 1) * q)
      let z = -stepSize * point.state[j]
      for a in 0..<n {
        let target = weightCotangents.extracting((j * n + a) * q..<(j * n + a + 1) * q)
        let source = image.extracting(a * q..<(a + 1) * q)
        let r = -stepSize * point.record[a]
        for index in 0..<q { target[index] += z * source[index] + r * row[index] }
      }
    }
    addBlockProduct(
      -stepSize, point.weights, UnsafeBufferPointer(image), to: cotangents, shape: (atomCount, n, q)
    )
  }

  /// Calls a function with runs of atoms that satisfy a condition, joined across short gaps.
  ///
  /// A gap costs some arithmetic, and a run costs a call.
  private func forRuns(where isActive: (Int) -> Bool, _ body: (Range<Int>) -> Void) {
    var (first, last) = (-1, -1)
    for j in 0..<atomCount where isActive(j) {
      if first < 0 {
        first = j
      } else if j - last > 3 {
        body(first..<last + 1)
        first = j
      }
      last = j
    }
    if first >= 0 { body(first..<last + 1) }
  }
}

/// Whether a row of `width` numbers is 0.
private func isZero(_ rows: UnsafeMutableBufferPointer<Double>, _ row: Int, _ width: Int) -> Bool {
  var bits: UInt64 = 0
  for index in row * width..<(row + 1) * width { bits |= rows[index].magnitude.bitPattern }
  return bits == 0
}

/// Adds a multiple of a row of `width` numbers to a row of another block.
@inline(__always)
private func add(
  _ factor: Double, _ source: UnsafeBufferPointer<Double>, _ from: Int,
  to target: UnsafeMutableBufferPointer<Double>, _ row: Int, _ width: Int
) {
  LinearAlgebra.add(
    factor, source.extracting(from * width..<(from + 1) * width),
    to: target.extracting(row * width..<(row + 1) * width))
}
