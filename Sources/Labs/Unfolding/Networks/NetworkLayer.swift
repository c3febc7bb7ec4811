// One layer of a network for sparse coding, for many signals at once.

import LabKit
import LinearAlgebra

/// The layer z⁺ = ST(z − (Dz − x)W, λb) for rows z and x, or z⁺ = ST(W_z z + W_x x, λb), ST being soft thresholding.
///
/// The state is the codes of p signals, p × m in rows; every signal has a λ of its own. The weights are those of all layers
/// of the network, one after the other, found by the number of the step.
struct NetworkLayer: Layer {
  /// The weights of a layer.
  enum Form: Sendable {
    /// A step size α: W = αD and b = α.
    case step
    /// W, n × m row by row, and b.
    case coupled
    /// W_z, m × m row by row, W_x, m × n row by row, and b.
    case general

    /// The number of weights of one layer for n samples and m atoms.
    func weightCount(_ n: Int, _ m: Int) -> Int {
      switch self {
      case .step: 1
      case .coupled: n * m + 1
      case .general: m * m + m * n + 1
      }
    }
  }

  let form: Form
  let dictionary: CodingDictionary
  /// The signals x, p × n in rows.
  let signals: [Double]
  /// λ ≥ 0 of every signal.
  let penalties: [Double]
  /// The number of layers of the network.
  let depth: Int

  init(
    _ form: Form, _ dictionary: CodingDictionary, signals: [Double], penalties: [Double], depth: Int
  ) {
    precondition(
      signals.count == penalties.count * dictionary.sampleLength,
      "\(signals.count) numbers in \(penalties.count) signals of \(dictionary.sampleLength)")
    self.form = form
    self.dictionary = dictionary
    self.signals = signals
    self.penalties = penalties
    self.depth = depth
  }

  private var n: Int { dictionary.sampleLength }
  private var m: Int { dictionary.atomCount }
  private var p: Int { penalties.count }

  /// The number of weights of one layer.
  var blockCount: Int { form.weightCount(n, m) }
  var stateCount: Int { p * m }
  var weightCount: Int { depth * blockCount }
  /// The residuals Dz − x, and W where it follows from a step.
  var recordCount: Int {
    switch form {
    case .step: p * n + n * m
    case .coupled: p * n
    case .general: 0
    }
  }
  /// Room for two directions of the codes, and for one of the residuals, of the weights of a layer and of W.
  var scratchCount: Int { 2 * stateCount + p * n + blockCount + n * m }

  /// The weights of a step among all.
  func block(_ step: Int) -> Range<Int> { step * blockCount..<(step + 1) * blockCount }

  // MARK: Forwards

  func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>
  ) {
    setResidual(state, record)
    advance(state, weights.extracting(block(step)), next, record)
  }

  /// Writes Dz − x into a record; a general layer has none.
  func setResidual(
    _ state: UnsafeBufferPointer<Double>, _ record: UnsafeMutableBufferPointer<Double>
  ) {
    guard form != .general else { return }
    subtractSignals(from: state, into: record.extracting(0..<p * n))
  }

  /// Writes Dz − x.
  func subtractSignals(
    from state: UnsafeBufferPointer<Double>, into residual: UnsafeMutableBufferPointer<Double>
  ) {
    signals.withUnsafeBufferPointer { signals in
      for index in residual.indices { residual[index] = -signals[index] }
    }
    dictionary.atoms.withUnsafeBufferPointer { atoms in
      addBlockProduct(1, state, atoms, to: residual, shape: (p, m, n))
    }
  }

  /// Writes z⁺, given the residual.
  ///
  /// - Parameters:
  ///   - state: z.
  ///   - weights: The weights of this layer.
  ///   - next: Receives z⁺.
  ///   - record: The record with Dz − x; receives the rest.
  func advance(
    _ state: UnsafeBufferPointer<Double>, _ weights: UnsafeBufferPointer<Double>,
    _ next: UnsafeMutableBufferPointer<Double>, _ record: UnsafeMutableBufferPointer<Double>
  ) {
    switch form {
    case .step, .coupled:
      let residual = UnsafeBufferPointer(record.extracting(0..<p * n))
      _ = next.update(fromContentsOf: state)
      addBlockProduct(-1, residual, matrix(weights, record), to: next, shape: (p, n, m))
    case .general:
      next.update(repeating: 0)
      signals.withUnsafeBufferPointer { signals in
        addBlockProduct(
          1, signals, weights.extracting(m * m..<m * m + m * n), isSecondTransposed: true,
          to: next, shape: (p, n, m))
      }
      addBlockProduct(
        1, state, weights.extracting(0..<m * m), isSecondTransposed: true, to: next,
        shape: (p, m, m))
    }
    threshold(next, weights[blockCount - 1])
  }

  /// W of a layer, n × m row by row; for a step size α, αD is formed in the record.
  private func matrix(
    _ weights: UnsafeBufferPointer<Double>, _ record: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeBufferPointer<Double> {
    guard form == .step else { return weights.extracting(0..<n * m) }
    let matrix = record.extracting(p * n..<p * n + n * m)
    let alpha = weights[0]
    dictionary.rows.withUnsafeBufferPointer { rows in
      for index in matrix.indices { matrix[index] = alpha * rows[index] }
    }
    return UnsafeBufferPointer(matrix)
  }

  /// W of a step that was taken.
  private func matrix(_ point: LayerPoint) -> UnsafeBufferPointer<Double> {
    form == .step
      ? point.record.extracting(p * n..<p * n + n * m)
      : point.weights.extracting(block(point.step)).extracting(0..<n * m)
  }

  /// Soft thresholding in place, sign(u)·max(|u| − λb, 0), also for a negative b.
  private func threshold(_ codes: UnsafeMutableBufferPointer<Double>, _ factor: Double) {
    penalties.withUnsafeBufferPointer { penalties in
      for sample in 0..<p {
        Lanes.threshold(
          codes.extracting(sample * m..<(sample + 1) * m), factor * penalties[sample])
      }
    }
  }

  // MARK: Backwards

  func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let parts = parts(scratch)
    let range = block(point.step)
    for direction in 0..<q {
      for index in parts.codes.indices { parts.codes[index] = cotangents[index * q + direction] }
      parts.block.update(repeating: 0)
      pullWeights(point, parts.codes, parts.block)
      for index in parts.block.indices {
        weightCotangents[(range.lowerBound + index) * q + direction] += parts.block[index]
      }
      pullState(point, parts.codes, parts)
      for index in parts.codes.indices { cotangents[index * q + direction] = parts.codes[index] }
    }
  }

  /// Restricts the cotangent of z⁺ to the support, and adds that of the weights.
  ///
  /// - Parameters:
  ///   - point: The step.
  ///   - codes: The cotangent of z⁺, p × m; receives that of the argument of ST.
  ///   - weights: The cotangent of the weights of this layer, to which is added.
  func pullWeights(
    _ point: LayerPoint, _ codes: UnsafeMutableBufferPointer<Double>,
    _ weights: UnsafeMutableBufferPointer<Double>
  ) {
    switch form {
    case .step:
      // On the support z⁺ − z = −α(d_jᵀ(Dz − x) + λ sign(z⁺)): the derivative with respect to α is (z⁺ − z)/α.
      let alpha = point.weights[block(point.step).lowerBound]
      let sum = Lanes.maskedProduct(codes, point.state, point.next)
      weights[0] += alpha != 0 ? sum / alpha : stepDerivative(point, codes)
    case .coupled:
      let bias = mask(point, codes)
      addBlockProduct(
        -1, point.record, isTransposed: true, UnsafeBufferPointer(codes),
        to: weights.extracting(0..<n * m), shape: (n, p, m))
      weights[n * m] += bias
    case .general:
      let bias = mask(point, codes)
      addBlockProduct(
        1, UnsafeBufferPointer(codes), isTransposed: true, point.state,
        to: weights.extracting(0..<m * m), shape: (m, p, m))
      signals.withUnsafeBufferPointer { signals in
        addBlockProduct(
          1, UnsafeBufferPointer(codes), isTransposed: true, signals,
          to: weights.extracting(m * m..<m * m + m * n), shape: (m, p, n))
      }
      weights[m * m + m * n] += bias
    }
  }

  /// Restricts a cotangent to the support of z⁺; returns that of b, −Σ λ z̄ sign(z⁺).
  private func mask(_ point: LayerPoint, _ codes: UnsafeMutableBufferPointer<Double>) -> Double {
    penalties.withUnsafeBufferPointer { penalties in
      var bias = 0.0
      for sample in 0..<p {
        let entries = sample * m..<(sample + 1) * m
        bias -=
          penalties[sample]
          * Lanes.mask(codes.extracting(entries), point.next.extracting(entries))
      }
      return bias
    }
  }

  /// −Σ z̄(d_jᵀ(Dz − x) + λ sign(z⁺)), for α = 0.
  private func stepDerivative(
    _ point: LayerPoint, _ codes: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var sum = 0.0
    for sample in 0..<p {
      for atom in 0..<m where codes[sample * m + atom] != 0 {
        var product = point.next[sample * m + atom] > 0 ? penalties[sample] : -penalties[sample]
        for entry in 0..<n {
          product += dictionary.atoms[atom * n + entry] * point.record[sample * n + entry]
        }
        sum -= codes[sample * m + atom] * product
      }
    }
    return sum
  }

  /// Turns the cotangent of the argument of ST into that of z.
  func pullState(
    _ point: LayerPoint, _ codes: UnsafeMutableBufferPointer<Double>, _ parts: Parts
  ) {
    switch form {
    case .step, .coupled:
      parts.images.update(repeating: 0)
      addBlockProduct(
        1, UnsafeBufferPointer(codes), matrix(point), isSecondTransposed: true, to: parts.images,
        shape: (p, m, n))
      dictionary.rows.withUnsafeBufferPointer { rows in
        addBlockProduct(
          -1, UnsafeBufferPointer(parts.images), rows, to: codes, shape: (p, n, m))
      }
    case .general:
      parts.others.update(repeating: 0)
      addBlockProduct(
        1, UnsafeBufferPointer(codes), matrixOfCodes(point), to: parts.others, shape: (p, m, m))
      _ = codes.update(fromContentsOf: parts.others)
    }
  }

  /// W_z of a step that was taken.
  private func matrixOfCodes(_ point: LayerPoint) -> UnsafeBufferPointer<Double> {
    point.weights.extracting(block(point.step)).extracting(0..<m * m)
  }

  // MARK: Forward mode

  func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let parts = parts(scratch)
    let range = block(point.step)
    for direction in 0..<q {
      for index in parts.codes.indices { parts.codes[index] = tangents[index * q + direction] }
      switch weightTangents {
      case .none: parts.block.update(repeating: 0)
      case .identity:
        parts.block.update(repeating: 0)
        if range.contains(direction) { parts.block[direction - range.lowerBound] = 1 }
      case .rows(let rows):
        for index in parts.block.indices {
          parts.block[index] = rows[(range.lowerBound + index) * q + direction]
        }
      }
      push(point, parts)
      for index in parts.codes.indices { tangents[index * q + direction] = parts.codes[index] }
    }
  }

  /// Turns the tangent of z in `parts.codes` into that of z⁺, for the tangent of the weights in `parts.block`.
  private func push(_ point: LayerPoint, _ parts: Parts) {
    let bias = parts.block[blockCount - 1]
    switch form {
    case .step, .coupled:
      // The change of W.
      if form == .step {
        for index in parts.matrix.indices { parts.matrix[index] = bias * dictionary.rows[index] }
      } else {
        _ = parts.matrix.update(fromContentsOf: parts.block.extracting(0..<n * m))
      }
      parts.images.update(repeating: 0)
      dictionary.atoms.withUnsafeBufferPointer { atoms in
        addBlockProduct(
          1, UnsafeBufferPointer(parts.codes), atoms, to: parts.images, shape: (p, m, n))
      }
      addBlockProduct(
        -1, UnsafeBufferPointer(parts.images), matrix(point), to: parts.codes, shape: (p, n, m))
      addBlockProduct(
        -1, point.record.extracting(0..<p * n), UnsafeBufferPointer(parts.matrix),
        to: parts.codes, shape: (p, n, m))
    case .general:
      parts.others.update(repeating: 0)
      addBlockProduct(
        1, UnsafeBufferPointer(parts.codes), matrixOfCodes(point), isSecondTransposed: true,
        to: parts.others, shape: (p, m, m))
      addBlockProduct(
        1, point.state, UnsafeBufferPointer(parts.block.extracting(0..<m * m)),
        isSecondTransposed: true, to: parts.others, shape: (p, m, m))
      signals.withUnsafeBufferPointer { signals in
        addBlockProduct(
          1, signals, UnsafeBufferPointer(parts.block.extracting(m * m..<m * m + m * n)),
          isSecondTransposed: true, to: parts.others, shape: (p, n, m))
      }
      _ = parts.codes.update(fromContentsOf: parts.others)
    }
    for sample in 0..<p {
      for index in sample * m..<(sample + 1) * m {
        let z = point.next[index]
        let change = bias * penalties[sample]
        parts.codes[index] = z == 0 ? 0 : parts.codes[index] - (z > 0 ? change : -change)
      }
    }
  }

  // MARK: Working space

  /// Parts of the working space.
  struct Parts {
    /// One direction of the codes.
    let codes: UnsafeMutableBufferPointer<Double>
    /// A second direction of the codes.
    let others: UnsafeMutableBufferPointer<Double>
    /// One direction of the residuals.
    let images: UnsafeMutableBufferPointer<Double>
    /// The weights of a layer.
    let block: UnsafeMutableBufferPointer<Double>
    /// W.
    let matrix: UnsafeMutableBufferPointer<Double>
  }

  /// Divides the working space.
  func parts(_ scratch: UnsafeMutableBufferPointer<Double>) -> Parts {
    var first = 0
    func part(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
      first += count
      return scratch.extracting(first - count..<first)
    }
    return Parts(
      codes: part(stateCount), others: part(stateCount), images: part(p * n),
      block: part(blockCount), matrix: part(n * m))
  }
}
