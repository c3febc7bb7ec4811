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
    let size = Int(Double(basis.count).squareRoot().rounded())
    weights = Array(repeating: 1, count: size)
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
    for index in map.indices { network.map[index] *= weights[index % weights.count] }
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
    let (n, depth) = (frames.size, start.dual.count)
    let batch = min(Self.batch, frames.count)
    var tape = NetworkTape(numbers.network, rows: batch, keepsSteps: true)
    var averages = Adam.Averages(count: count(numbers))
    var order = FrameOrder(count: frames.count, batch: batch, seed: seed)
    for iteration in 1...iterations {
      order.advance()
      order.copyRows(of: frames, to: &tape)
      let slopes = tape.gradient(
        numbers.network, wantsMap: !parts.isDisjoint(with: [.map, .weights]))
      var gradient: [Double] = []
      gradient.reserveCapacity(count(numbers))
      if parts.contains(.map) {
        for index in 0..<n * n { gradient.append(slopes.map[index] * numbers.weights[index % n]) }
      }
      if parts.contains(.weights) {
        for j in 0..<n {
          gradient.append(
            (0..<n).reduce(0) { $0 + slopes.map[$1 * n + j] * numbers.map[$1 * n + j] })
        }
      }
      if parts.contains(.steps) {
        gradient += slopes.dualSteps.map { $0 / numbers.ratio }
        gradient += slopes.primalSteps.map { $0 * numbers.ratio }
      }
      let length = norm(gradient)
      if length > Self.gradientLimit { scale(&gradient, by: Self.gradientLimit / length) }
      let progress = Double(iteration) / Double(iterations)
      let eta = rate * 0.5 * (1 + cos(Double.pi * progress))
      let direction = adam.direction(along: gradient, &averages)
      var place = 0
      if parts.contains(.map) {
        for index in 0..<n * n { numbers.map[index] += eta * direction[index] }
        place = n * n
      }
      if parts.contains(.weights) {
        for j in 0..<n { numbers.weights[j] += 3 * eta * direction[place + j] }
        place += n
      }
      if parts.contains(.steps) {
        for k in 0..<depth {
          numbers.dual[k] = max(numbers.dual[k] + 3 * eta * direction[place + k], 0)
          numbers.primal[k] = max(
            numbers.primal[k] + 3 * eta * direction[place + depth + k], 0)
        }
      }
      if parts == .map, iteration % Self.cutInterval == 0 || iteration == iterations {
        try cutSingularValues(of: &numbers.map, n, at: Self.normLimit)
      }
    }
    return numbers
  }

  /// The number of variables.
  private func count(_ numbers: LearnedNumbers) -> Int {
    (parts.contains(.map) ? numbers.map.count : 0)
      + (parts.contains(.weights) ? numbers.weights.count : 0)
      + (parts.contains(.steps) ? 2 * numbers.dual.count : 0)
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
    tape.blocks.withPointers { blocks in
      let samples = blocks[NetworkTape.Place.samples.rawValue]
      let targets = blocks[NetworkTape.Place.targets.rawValue]
      for row in 0..<batch {
        let first = order[place + row] * n
        for index in 0..<n {
          samples[row * n + index] = frames.quantized[first + index]
          targets[row * n + index] = frames.clean[first + index]
        }
      }
    }
  }
}
