// Total variation denoising of signals, exactly.

/// Total variation denoising in one dimension: argmin_x ½‖x − f‖² + λ Σ|xᵢ₊₁ − xᵢ|.
///
/// The running sums of x are the shortest path through the tube of half-width λ around those of f with both ends
/// fixed: a taut string. It is found by a funnel whose sides are the least concave majorant of the floor and
/// the greatest convex minorant of the ceiling behind the last bend. Between bends x is constant, and equal to the
/// mean of f plus λ(s⁺ − s⁻) over the length, where s is 1 at a jump upwards, −1 at a jump downwards and 0 at an end.
///
/// The result is exact up to the rounding of these means.
///
/// - Parameters:
///   - signal: f, n ≥ 0 finite numbers.
///   - weight: λ ≥ 0.
/// - Returns: x, n numbers.
/// - Complexity: O(n).
/// - SeeAlso: P. L. Davies and A. Kovac, Local extremes, runs, strings and multiresolution, Annals of Statistics 29
///   (2001).
public func totalVariationDenoised(_ signal: [Double], weight: Double) -> [Double] {
  precondition(weight >= 0, "a weight of \(weight)")
  let n = signal.count
  guard n > 1, weight > 0 else { return signal }
  return [Double](unsafeUninitializedCapacity: n) { result, count in
    count = n
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n + 1) { sums in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * (n + 1)) { indices in
        signal.withUnsafeBufferPointer { signal in
          var string = TautString(
            signal: signal, weight: weight, sums: sums, result: result,
            floor: Chain(indices.baseAddress),
            ceiling: Chain(indices.baseAddress.map { $0 + n + 1 })
          )
          string.pull()
        }
      }
    }
  }
}

/// A side of the funnel: indices between a moving front and back.
private struct Chain {
  private let indices: UnsafeMutablePointer<Int>?
  private var front = 0
  private var back = 0

  init(_ indices: UnsafeMutablePointer<Int>?) { self.indices = indices }

  var count: Int { back - front }
  var first: Int { self[0] }

  subscript(_ position: Int) -> Int { indices?[front + position] ?? 0 }

  mutating func append(_ index: Int) {
    indices?[back] = index
    back += 1
  }

  mutating func removeFirst() { front += 1 }

  mutating func removeLast() { back -= 1 }
}

private struct TautString {
  let signal: UnsafeBufferPointer<Double>
  let weight: Double
  /// The running sums of f, starting with the empty sum.
  let sums: UnsafeMutableBufferPointer<Double>
  let result: UnsafeMutableBufferPointer<Double>
  var floor: Chain
  var ceiling: Chain
  /// The last bend, and the sign of the jump of x there.
  var bend = 0
  var sign = 0.0

  mutating func pull() {
    let n = signal.count
    var sum = 0.0
    sums.initializeElement(at: 0, to: 0)
    // The mean is subtracted, so that sums stay small.
    var mean = 0.0
    for value in signal { mean += value / Double(n) }
    for index in 0..<n {
      sum += signal[index] - mean
      sums.initializeElement(at: index + 1, to: sum)
    }
    for index in 1...n {
      let height = index < n ? weight : 0
      extendCeiling(to: index, height)
      extendFloor(to: index, height)
    }
    emit(to: n, sign: 0)
  }

  /// The slope between a point at a height above the sum and the last bend.
  private func slopeFromBend(_ index: Int, _ height: Double) -> Double {
    (sums[index] + height - sums[bend] - sign * weight) / Double(index - bend)
  }

  private mutating func extendCeiling(to index: Int, _ height: Double) {
    while ceiling.count > 0 {
      let last = ceiling[ceiling.count - 1]
      let slope = (sums[index] + height - sums[last] - weight) / Double(index - last)
      let before =
        ceiling.count > 1
        ? slopeBetween(ceiling[ceiling.count - 2], last) : slopeFromBend(last, weight)
      guard slope <= before else { break }
      ceiling.removeLast()
    }
    ceiling.append(index)
    guard ceiling.count == 1 else { return }
    while floor.count > 0, slopeFromBend(floor.first, -weight) > slopeFromBend(index, height) {
      emit(to: floor.first, sign: -1)
      floor.removeFirst()
    }
  }

  private mutating func extendFloor(to index: Int, _ height: Double) {
    while floor.count > 0 {
      let last = floor[floor.count - 1]
      let slope = (sums[index] - height - sums[last] + weight) / Double(index - last)
      let before =
        floor.count > 1 ? slopeBetween(floor[floor.count - 2], last) : slopeFromBend(last, -weight)
      guard slope >= before else { break }
      floor.removeLast()
    }
    floor.append(index)
    guard floor.count == 1 else { return }
    while ceiling.first < index,
      slopeFromBend(ceiling.first, weight) < slopeFromBend(index, -height)
    {
      emit(to: ceiling.first, sign: 1)
      ceiling.removeFirst()
    }
  }

  /// The slope between two points of one side.
  private func slopeBetween(_ first: Int, _ second: Int) -> Double {
    (sums[second] - sums[first]) / Double(second - first)
  }

  /// Writes x from the last bend to the next one, where x jumps in the direction of the sign.
  private mutating func emit(to next: Int, sign nextSign: Double) {
    var sum = 0.0
    for index in bend..<next { sum += signal[index] }
    let value = (sum + weight * (nextSign - sign)) / Double(next - bend)
    for index in bend..<next { result.initializeElement(at: index, to: value) }
    (bend, sign) = (next, nextSign)
  }
}
