// Learning the numbers of a network from frames.

import Libc
import LinearAlgebra
import Optimization

/// The numbers of a network that learns, in the form in which they are learned.
struct LearnedNumbers: Sendable, Equatable {
  /// K, row by row.
  var map: [Double]
  /// d, a weight for each atom: the network's K is K·diag(d).
  var weights: [Double]
  /// a ≥ 0: σ = a/ρ.
  var dual: [Double]
  /// b ≥ 0: τ = ρb.
  var primal: [Double]
  let start: Network.Start
  let isResidual: Bool
  /// ρ, which carries the unit of the signal.
  let ratio: Double

  /// The numbers before learning: the DCT, weights of 1 and steps of 0.95.
  init(basis: [Double], depth: Int, start: Network.Start, isResidual: Bool) {
    map = basis
    weights = Array(repeating: 1, count: sideLength(of: basis))
    dual = Array(repeating: 0.95, count: depth)
    primal = dual
    self.start = start
    self.isResidual = isResidual
    ratio = start == .adjoint ? 0.2 : 0.3
  }

  /// The same network with steps appended that change nothing: τ = 0.
  func deepened(to depth: Int) -> LearnedNumbers {
    var result = self
    result.dual += Array(repeating: 0.95, count: max(depth - dual.count, 0))
    result.primal += Array(repeating: 0, count: max(depth - primal.count, 0))
    return result
  }

  var network: Network {
    var network = Network(
      map: map, dualSteps: dual.map { $0 / ratio }, primalSteps: primal.map { $0 * ratio },
      start: start, isResidual: isResidual)
    scaleColumns(of: &network.map, by: weights)
    return network
  }
}

/// The recipe of learning: Adam on batches, with a cosine schedule and clipped gradients.
struct Training: Sendable, Equatable {
  /// The numbers that are learned; the others stay as they are.
  struct Part: OptionSet, Sendable {
    let rawValue: Int
    static let map = Part(rawValue: 1)
    static let weights = Part(rawValue: 2)
    static let steps = Part(rawValue: 4)
    /// K stays orthogonal; only together with ``map``.
    static let orthogonal = Part(rawValue: 8)
  }

  let parts: Part
  /// The number of steps of Adam.
  var iterations = 1000
  /// The learning rate of K; weights and steps have three times as much.
  var rate = 3e-3
  /// The seed of the order of frames.
  var seed: UInt64 = 0

  /// The number of frames in a batch.
  static let batch = 100
  /// The largest norm of a gradient; longer ones are shortened to it.
  static let gradientLimit = 0.1
  /// Where K alone is learned, its singular values are cut at this, because fixed steps diverge for larger ones.
  static let normLimit = 1.05
  /// The number of steps of Adam between two cuts.
  static let cutInterval = 10

  init(_ parts: Part, iterations: Int = 1000, rate: Double = 3e-3, seed: UInt64 = 0) {
    self.parts = parts
    self.iterations = iterations
    self.rate = rate
    self.seed = seed
  }

  /// Learns from frames.
  ///
  /// - Parameters:
  ///   - frames: The frames.
  ///   - start: The numbers at the start.
  /// - Returns: The numbers after the last step.
  /// - Throws: If an eigendecomposition does not converge.
  /// - Complexity: Six products of blocks for each step of the network and each step of Adam, four without K.
  func learned(
    from frames: FrameSet, start: LearnedNumbers
  ) throws(FactorizationError) -> LearnedNumbers {
    let adam = Adam(learningRate: rate, epsilon: 1e-9)
    var numbers = start
    let batch = min(Self.batch, frames.count)
    var tape = NetworkTape(numbers.network, rows: batch, keepsSteps: true)
    var averages = Adam.Averages(count: count(numbers))
    var order = FrameOrder(count: frames.count, batch: batch, seed: seed)
    for iteration in 1...iterations {
      order.advance()
      order.copyRows(of: frames, to: &tape)
      let slopes = tape.gradient(
        numbers.network, wantsMap: !parts.isDisjoint(with: [.map, .weights]))
      var gradient = gradient(slopes, numbers)
      let length = norm(gradient)
      if length > Self.gradientLimit { scale(&gradient, by: Self.gradientLimit / length) }
      let progress = Double(iteration) / Double(iterations)
      let eta = rate * 0.5 * (1 + cos(Double.pi * progress))
      move(&numbers, along: adam.direction(along: gradient, &averages), eta)
      if parts.contains(.orthogonal) { orthogonalize(&numbers.map) }
      if parts == .map, iteration % Self.cutInterval == 0 || iteration == iterations {
        try cutSingularValues(of: &numbers.map, frames.size, at: Self.normLimit)
      }
    }
    return numbers
  }

  /// The derivatives with respect to the learned numbers: K, d, a, b.
  private func gradient(_ slopes: NetworkGradient, _ numbers: LearnedNumbers) -> [Double] {
    var gradient: [Double] = []
    if parts.contains(.map) {
      gradient = slopes.map
      scaleColumns(of: &gradient, by: numbers.weights)
      if parts.contains(.orthogonal) { keepTangent(of: &gradient, at: numbers.map) }
    }
    if parts.contains(.weights) {
      let n = numbers.weights.count
      gradient += (0..<n).map { j in
        (0..<n).reduce(0) { $0 + slopes.map[$1 * n + j] * numbers.map[$1 * n + j] }
      }
    }
    if parts.contains(.steps) {
      gradient += slopes.dualSteps.map { $0 / numbers.ratio }
      gradient += slopes.primalSteps.map { $0 * numbers.ratio }
    }
    return gradient
  }

  /// Updates the learned numbers; steps that would become negative are set to 0.
  private func move(_ numbers: inout LearnedNumbers, along direction: [Double], _ eta: Double) {
    var rest = direction[...]
    func shift(_ values: inout [Double], _ rate: Double) {
      for (index, change) in zip(values.indices, rest) { values[index] += rate * change }
      rest = rest.dropFirst(values.count)
    }
    if parts.contains(.map) { shift(&numbers.map, eta) }
    if parts.contains(.weights) { shift(&numbers.weights, 3 * eta) }
    guard parts.contains(.steps) else { return }
    shift(&numbers.dual, 3 * eta)
    shift(&numbers.primal, 3 * eta)
    for step in numbers.dual.indices {
      numbers.dual[step] = max(numbers.dual[step], 0)
      numbers.primal[step] = max(numbers.primal[step], 0)
    }
  }

  /// The number of variables.
  private func count(_ numbers: LearnedNumbers) -> Int {
    (parts.contains(.map) ? numbers.map.count : 0)
      + (parts.contains(.weights) ? numbers.weights.count : 0)
      + (parts.contains(.steps) ? 2 * numbers.dual.count : 0)
  }
}

/// Multiplies each column of K, n × n row by row, by a number.
private func scaleColumns(of map: inout [Double], by factors: [Double]) {
  let n = factors.count
  map.withUnsafeMutableBufferPointer { map in
    factors.withUnsafeBufferPointer { factors in
      for first in stride(from: 0, to: map.count, by: n) {
        for column in 0..<n { map[first + column] *= factors[column] }
      }
    }
  }
}

/// Replaces singular values above a limit by the limit.
///
/// With KᵀK = V diag(s²) Vᵀ this is K ← K V diag(min(1, limit/s)) Vᵀ.
///
/// - Parameters:
///   - map: K, n × n, row by row.
///   - n: n.
///   - limit: The limit.
/// - Throws: If the decomposition does not converge.
func cutSingularValues(
  of map: inout [Double], _ n: Int, at limit: Double
) throws(FactorizationError) {
  // Row by row, the entries of K are those of its transpose.
  let transpose = Matrix(rows: n, columns: n, elements: map)
  guard transpose.elements.allSatisfy(\.isFinite) else { return }
  var moments = Matrix(repeating: 0, rows: n, columns: n)
  moments.setGram(transpose)
  let decomposition = try SymmetricEigen(moments)
  let factors = decomposition.values.map { min(1, limit / max($0, 1e-300).squareRoot()) }
  guard factors.contains(where: { $0 < 1 }) else { return }
  var scaled = decomposition.vectors
  scaled.scaleColumns(factors)
  var projection = Matrix(repeating: 0, rows: n, columns: n)
  projection.setProduct(scaled, .plain, decomposition.vectors, .transposed)
  map = projection.multiplied(by: transpose).elements
}

/// The order in which frames are learned from: all of them in random order, again and again.
struct FrameOrder {
  private var generator: CounterGenerator
  /// The numbers of the frames, those of the current batch from `place` on.
  private(set) var order: [Int]
  private let batch: Int
  private var place: Int

  init(count: Int, batch: Int, seed: UInt64) {
    generator = CounterGenerator(seed: 201, shift: seed)
    order = Array(0..<count)
    self.batch = batch
    place = count
  }

  /// Moves on to the next batch.
  mutating func advance() {
    place += batch
    guard place + batch > order.count else { return }
    order = generator.choose(order.count, of: order.count)
    place = 0
  }

  /// Copies the batch into the memory of a network.
  func copyRows(of frames: FrameSet, to tape: inout NetworkTape) {
    let n = frames.size
    func copy(_ source: [Double], to target: UnsafeMutableBufferPointer<Double>) {
      source.withUnsafeBufferPointer { source in
        for row in 0..<batch {
          let first = order[place + row] * n
          _ = target.extracting(row * n..<(row + 1) * n)
            .update(fromContentsOf: source.extracting(first..<first + n))
        }
      }
    }
    tape.blocks.withPointers { blocks in
      copy(frames.quantized, to: blocks[NetworkTape.Place.samples.rawValue])
      copy(frames.clean, to: blocks[NetworkTape.Place.targets.rawValue])
    }
  }
}
