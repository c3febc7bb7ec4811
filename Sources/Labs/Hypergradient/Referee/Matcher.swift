// The search for explanations of a gradient in batches of wrong ones.

import Libc
import LinearAlgebra

/// Compares a gradient with wrong ones, under every usual factor and change of variables, and keeps the best of each.
///
/// With the difference δ = g − ∇h, an explanation w leaves r = ‖w − g‖. It explains D = log₁₀(s/r) digits with
/// s = min(‖δ‖, ‖g‖, ‖∇h‖): a tiny g has itself to be explained, and not only its distance from the truth. With q
/// numbers in g, k fitted reals and M comparisons, (q − k)D − log₁₀ M is the logarithm of the odds against chance.
struct Matcher: Sendable {
  /// A change of variables with its factor for every entry.
  struct Change: Sendable {
    let variable: Distortion.Variable?
    let weights: [Double]
  }

  /// The gradients g and ∇h, of all points one below the other.
  let gradient: [Double]
  let truth: [Double]
  /// What rounding leaves at least.
  let floor: Double
  /// The number q of entries that may be wrong.
  let freedom: Int
  let factors: [NamedFactor]
  let changes: [Change]
  /// s.
  let span: Double
  private let logTries: Double
  private var best: [Key: Match] = [:]
  /// The distance that the right gradient leaves with every change and factor alone; the fitted factor is the last one.
  private let alone: [[Double]]

  private struct Key: Hashable {
    let family: Family
    let variable: Distortion.Variable?
    let factor: Int
    let faults: Int
    let reals: Int
  }

  /// Explanations are kept up to this multiple of the difference, so that a rival of the best one can be shown.
  private static let farthest = 10.0
  /// Members that the whole bank has, also where only a part of it is built.
  private static let bankSize = 5e4

  init(
    gradient: [Double], truth: [Double], floor: Double, freedom: Int, factors: [NamedFactor],
    changes: [Change]
  ) {
    self.gradient = gradient
    self.truth = truth
    self.floor = floor
    self.freedom = freedom
    self.factors = factors
    self.changes = changes
    let difference = zip(gradient, truth).map { $0 - $1 }
    span = min(norm(difference), norm(gradient), norm(truth))
    logTries = log10(Self.bankSize * Double(changes.count) * Double(factors.count + 1))
    alone = changes.map { change in
      let changed = zip(change.weights, truth).map { $0 * $1 }
      let square = dot(changed, changed)
      let fitted = square > 0 ? dot(changed, gradient) / square : 0
      return (factors.map(\.value) + [fitted]).map { factor in
        factor == 1 && change.variable == nil
          ? .infinity : norm(zip(changed, gradient).map { factor * $0 - $1 })
      }
    }
  }

  /// The best explanation of every kind, the best first.
  var matches: [Match] { best.values.sorted(by: Self.precedes) }

  /// The best explanation of all.
  var first: Match? { best.values.min(by: Self.precedes) }

  /// The order by score; between equal scores the statements decide, which are slow to form.
  private static func precedes(_ a: Match, _ b: Match) -> Bool {
    a.score == b.score ? a.statement < b.statement : a.score < b.score
  }

  /// Whether an explanation leaves only rounding.
  func isExact(_ match: Match) -> Bool { match.residual <= max(30 * floor, 1e-8 * span) }

  /// Adds an explanation by its residual.
  ///
  /// A factor or another variable explains by itself what it does: the digits of the rest count from the distance `base`
  /// that it leaves.
  /// The hypothesis is formed only if it is the best of its kind so far; between equal ones the smallest `count` decides.
  mutating func add(
    _ hypothesis: @autoclosure () -> Hypothesis, _ kind: Family, count: Int,
    _ distortion: Distortion = Distortion(), faults: Int, reals: Int, residual: Double,
    factor: Int = 0, batch: Int? = nil, score given: Double? = nil, beyond base: Double = .infinity
  ) {
    guard residual < Self.farthest * span, residual > 0 || floor > 0 else { return }
    let left = max(residual, floor)
    let score =
      given ?? log10(left) + Double(max(faults - 1, 0)) + 0.5 * Double(reals) + 1e-9
      * Double(count)
    let key = Key(
      family: kind, variable: distortion.variable, factor: factor, faults: faults, reals: reals)
    if let known = best[key], known.score <= score { return }
    let digits = min(log10(min(span, base) / left), 16)
    best[key] = Match(
      hypothesis: hypothesis(), distortion: distortion, faults: faults, reals: reals,
      residual: residual, digits: digits, evidence: Double(freedom - reals) * digits - logTries,
      score: score, batch: batch)
  }

  /// Compares all members of a batch.
  ///
  /// - Parameters:
  ///   - batch: The members.
  ///   - number: Its number in the bank.
  /// - Complexity: O(q) for every member and change of variables.
  mutating func compare(_ batch: Batch, number: Int) {
    for (changeIndex, change) in changes.enumerated() {
      let scan = scan(batch, change)
      let faults = batch.faults + (change.variable == nil ? 0 : 1)
      func alone(_ index: Int) -> Double {
        batch.family == .truth ? .infinity : self.alone[changeIndex][index]
      }
      for (index, factor) in factors.enumerated() {
        guard let member = scan.named[index] else { continue }
        add(
          Hypothesis(batch, member), batch.family, count: batch.number(member),
          Distortion(variable: change.variable, factor: factor.value, factorName: factor.name),
          faults: faults + factor.faults, reals: batch.reals,
          residual: residual(batch, member, change, factor.value), factor: index, batch: number,
          beyond: alone(index))
      }
      guard let (member, factor) = scan.fitted else { continue }
      // A factor with a name is not a fitted one.
      guard !factors.contains(where: { abs($0.value - factor) <= 1e-6 * abs(factor) }) else {
        continue
      }
      add(
        Hypothesis(batch, member), batch.family, count: batch.number(member),
        Distortion(variable: change.variable, factor: factor, isFitted: true),
        faults: faults + 1, reals: batch.reals + 1,
        residual: residual(batch, member, change, factor), factor: -1, batch: number,
        beyond: alone(factors.count))
    }
  }

  /// ‖c·w∘v − g‖ for a member v.
  private func residual(
    _ batch: Batch, _ member: Int, _ change: Change, _ factor: Double
  ) -> Double {
    batch.vectors.elements.withUnsafeBufferPointer { vectors in
      change.weights.withUnsafeBufferPointer { weights in
        squaredDistance(vectors, member * gradient.count, weights, factor).squareRoot()
      }
    }
  }

  /// The best member of a batch for every named factor, and for a fitted one; nil where all are too far away.
  private func scan(
    _ batch: Batch, _ change: Change
  ) -> (named: [Int?], fitted: (member: Int, factor: Double)?) {
    let q = gradient.count
    let square = dot(gradient, gradient)
    let limit = Self.farthest * Self.farthest * span * span
    let smallest = floor * floor
    // The expanded square loses half of the digits: below this it is computed from the difference.
    let vague = 1e-12 * square
    let weights = change.weights
    let products = zip(weights, gradient).map { $0 * $1 }
    let isPlain = change.variable == nil
    var named = [Int?](repeating: nil, count: factors.count)
    var values = [Double](repeating: .infinity, count: factors.count)
    var (fitted, bestFitted): ((member: Int, factor: Double)?, Double) = (nil, .infinity)
    let sizes = factors.map(\.value)
    var screen = FactorScreen(sizes, square: square, bound: max(limit, vague))
    let isTruth = batch.family == .truth
    batch.vectors.elements.withUnsafeBufferPointer { vectors in
      products.withUnsafeBufferPointer { products in
        weights.withUnsafeBufferPointer { weights in
          for member in 0..<batch.vectors.columns {
            let start = member * q
            let vector = vectors.extracting(start..<start + q)
            let product = laneDot(vector, products)
            let length =
              isPlain ? laneDot(vector, vector) : Self.squaredLength(vector, weights)
            guard length.isFinite else { continue }
            guard length > 0 else {
              // The zero vector has no factor.
              if isPlain, square < limit, smallest < values[0] {
                (named[0], values[0]) = (member, square)
              }
              continue
            }
            let factor = product / length
            let least = max(square - product * factor, 0)
            guard least < limit else { continue }
            let mayFit = least < bestFitted || least < vague
            guard mayFit || screen.admits(product: product, length: length) else { continue }
            let late = 1 + 4.6e-9 * Double(batch.number(member))
            if mayFit {
              let exact =
                least < vague ? squaredDistance(vectors, start, weights, factor) : least
              let value = max(exact, smallest) * late
              if value < bestFitted { (fitted, bestFitted) = ((member, factor), value) }
            }
            for index in sizes.indices {
              let size = sizes[index]
              if isTruth, isPlain, size == 1 { continue }
              let gap = size - factor
              var value = least + length * gap * gap
              guard value < limit, value < values[index] || value < vague else { continue }
              if value < vague { value = squaredDistance(vectors, start, weights, size) }
              value = max(value, smallest) * late
              if value < values[index] {
                (named[index], values[index]) = (member, value)
                screen.lower(index, to: max(min(value, limit), vague))
              }
            }
          }
        }
      }
    }
    return (named, fitted)
  }

  /// Σ (wⱼvⱼ)², four entries at a time.
  private static func squaredLength(
    _ vector: UnsafeBufferPointer<Double>, _ weights: UnsafeBufferPointer<Double>
  ) -> Double {
    var lanes = SIMD4<Double>.zero
    let whole = vector.count & ~3
    for j in stride(from: 0, to: whole, by: 4) {
      let scaled = weights.four(j) * vector.four(j)
      lanes += scaled * scaled
    }
    var sum = lanes.sum()
    for j in whole..<vector.count {
      let scaled = weights[j] * vector[j]
      sum += scaled * scaled
    }
    return sum
  }

  /// ‖c·w∘v − g‖².
  private func squaredDistance(
    _ vectors: UnsafeBufferPointer<Double>, _ start: Int, _ weights: UnsafeBufferPointer<Double>,
    _ factor: Double
  ) -> Double {
    var sum = 0.0
    for j in gradient.indices {
      let difference = factor * weights[j] * vectors[start + j] - gradient[j]
      sum += difference * difference
    }
    return sum
  }

  /// The number of members of batches of a family that fit as well as an explanation, within a bound.
  func others(like match: Match, in batches: [Batch], within bound: Double) -> Int {
    guard match.hypothesis.family != .truth,
      let change = changes.first(where: { $0.variable == match.distortion.variable })
    else { return 0 }
    var count = 0
    for batch in batches
    where batch.family == match.hypothesis.family && batch.reals <= match.reals {
      for member in 0..<batch.vectors.columns
      where residual(batch, member, change, match.distortion.factor) <= bound {
        count += 1
      }
    }
    return max(count - 1, 0)
  }
}

extension Batch {
  /// The number that distinguishes a member; 1 if it has none.
  fileprivate func number(_ member: Int) -> Int { counts?[member] ?? seconds?[member] ?? 1 }
}

/// A quick test for vectors v that are too far from g with every factor c: a bound B on ‖cv − g‖² for each factor.
///
/// ‖cv − g‖² < B is equivalent to ‖v‖² < (B − ‖g‖²)/c² + (2/c)⟨v, g⟩, which takes two operations per factor.
private struct FactorScreen {
  private let square: Double
  private let sizes: [Double]
  private var offsets: [SIMD4<Double>]
  private let slopes: [SIMD4<Double>]

  /// The screen for factors that are not 0, with one bound for all.
  init(_ sizes: [Double], square: Double, bound: Double) {
    self.sizes = sizes
    self.square = square
    let blocks = (sizes.count + 3) / 4
    offsets = Array(repeating: SIMD4(repeating: -.infinity), count: blocks)
    var slopes = [SIMD4<Double>](repeating: .zero, count: blocks)
    for (index, size) in sizes.enumerated() { slopes[index / 4][index % 4] = 2 / size }
    self.slopes = slopes
    for index in sizes.indices { lower(index, to: bound) }
  }

  /// Sets the bound of a factor.
  mutating func lower(_ index: Int, to bound: Double) {
    // Wider by far more than the rounding of the comparison.
    let margin = 1e-9 * bound + 1e-12 * square
    offsets[index / 4][index % 4] = (bound + margin - square) / (sizes[index] * sizes[index])
  }

  /// Whether a vector may be within the bound of some factor, by ⟨v, g⟩ and ‖v‖².
  func admits(product: Double, length: Double) -> Bool {
    var most = SIMD4<Double>(repeating: -.infinity)
    for block in offsets.indices {
      let value = offsets[block] + slopes[block] * product
      most.replace(with: value, where: value .> most)
    }
    return most.max() > length
  }
}
