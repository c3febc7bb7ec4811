// Odd functions that are affine between finitely many points: what iterations with soft thresholds compute.

import Libc
import Optimization

/// An odd function f with f(x) = aᵢ + kᵢx between the points 0 = x₀ < x₁ < … of x > 0, and f(0) = 0.
///
/// Steps of ISTA, of the subgradient method and of the method of Chambolle and Pock turn such functions into such
/// functions, so that a network of N steps is known exactly, with its risk. It may jump, at 0 too.
public struct OddMap: Sendable, Equatable {
  /// One affine piece.
  public struct Piece: Sendable, Equatable {
    /// Where it begins.
    public let start: Double
    /// The value at x = 0 of the line.
    public let intercept: Double
    /// The slope.
    public let slope: Double

    /// The value of the line at x.
    func value(at x: Double) -> Double { intercept + slope * x }
  }

  /// The pieces on x > 0, by ascending starts, the first of which is 0.
  public let pieces: [Piece]

  private init(_ pieces: [Piece]) {
    var joined: [Piece] = []
    for piece in pieces {
      if let last = joined.last, last.slope == piece.slope, last.intercept == piece.intercept {
        continue
      }
      joined.append(piece)
    }
    self.pieces = joined
  }

  /// f(x) = kx.
  public static func linear(_ slope: Double) -> OddMap {
    OddMap([Piece(start: 0, intercept: 0, slope: slope)])
  }

  /// f(x) = kx + Σ κⱼST_{λⱼ}(x) + j·sign x.
  ///
  /// - Parameters:
  ///   - slope: k.
  ///   - terms: κⱼ and λⱼ ≥ 0.
  ///   - jump: j.
  public init(slope: Double, terms: [(gain: Double, threshold: Double)], jump: Double = 0) {
    var pieces = [Piece(start: 0, intercept: jump, slope: slope)]
    for term in terms.sorted(by: { $0.threshold < $1.threshold }) {
      let last = pieces[pieces.count - 1]
      let next = Piece(
        start: term.threshold, intercept: last.intercept - term.gain * term.threshold,
        slope: last.slope + term.gain)
      if last.start == term.threshold { pieces.removeLast() }
      pieces.append(next)
    }
    self.init(pieces)
  }

  /// The points x > 0 at which f has a kink or jumps.
  public var kinks: [Double] { pieces.dropFirst().map(\.start) }

  /// f at a point.
  public func callAsFunction(_ x: Double) -> Double {
    guard x != 0 else { return 0 }
    let place = abs(x)
    let piece = pieces.last { $0.start < place } ?? pieces[0]
    return x < 0 ? -piece.value(at: place) : piece.value(at: place)
  }

  // MARK: Operations

  /// af + bg.
  static func combination(_ a: Double, _ f: OddMap, _ b: Double, _ g: OddMap) -> OddMap {
    let starts = (f.pieces + g.pieces).map(\.start).sorted()
    var pieces: [Piece] = []
    var (i, j) = (0, 0)
    for start in starts where pieces.last?.start != start {
      while i + 1 < f.pieces.count, f.pieces[i + 1].start <= start { i += 1 }
      while j + 1 < g.pieces.count, g.pieces[j + 1].start <= start { j += 1 }
      pieces.append(
        Piece(
          start: start, intercept: a * f.pieces[i].intercept + b * g.pieces[j].intercept,
          slope: a * f.pieces[i].slope + b * g.pieces[j].slope))
    }
    return OddMap(pieces)
  }

  /// The composition with an odd function that is affine between the points ±levels.
  ///
  /// - Parameters:
  ///   - levels: Values of f at which the outer function has a kink, ascending.
  ///   - outer: The outer function on a value between them, as a + k·value.
  /// - Returns: The composition, with a piece for each part of a piece between two levels.
  private func composed(
    levels: [Double], outer: (Double) -> (intercept: Double, slope: Double)
  ) -> OddMap {
    var result: [Piece] = []
    for (index, piece) in pieces.enumerated() {
      let end = index + 1 < pieces.count ? pieces[index + 1].start : Double.infinity
      var cuts = [piece.start]
      if piece.slope != 0 {
        cuts += levels.map { ($0 - piece.intercept) / piece.slope }.filter {
          $0 > piece.start && $0 < end
        }.sorted()
      }
      for (number, cut) in cuts.enumerated() {
        let next = number + 1 < cuts.count ? cuts[number + 1] : end
        let middle = next.isFinite ? 0.5 * (cut + next) : cut + 1 + abs(cut)
        let (a, k) = outer(piece.value(at: middle))
        result.append(
          Piece(start: cut, intercept: a + k * piece.intercept, slope: k * piece.slope))
      }
    }
    return OddMap(result)
  }

  /// ST_λ(f).
  func thresholded(_ threshold: Double) -> OddMap {
    composed(levels: [-threshold, threshold]) { value in
      value > threshold ? (-threshold, 1) : value < -threshold ? (threshold, 1) : (0, 0)
    }
  }

  /// The projection of f onto [−λ, λ].
  func clipped(_ bound: Double) -> OddMap {
    composed(levels: [-bound, bound]) { value in
      value > bound ? (bound, 0) : value < -bound ? (-bound, 0) : (0, 1)
    }
  }

  /// sign f, with sign 0 = 0.
  var sign: OddMap {
    composed(levels: [0]) { $0 > 0 ? (1, 0) : $0 < 0 ? (-1, 0) : (0, 0) }
  }

  // MARK: Risk

  /// E ½(f(x) − y)², in closed form from the moments of |x| beyond the kinks.
  ///
  /// Where E y² > σ² by 2R = E(f−x)² − σ² + 2σ²D, with D the mean of f′, of which a jump J at a point counts J times the
  /// density of x there; otherwise by 2R = E y² − 2(E[xf] − σ²D) + E f².
  ///
  /// - Parameters:
  ///   - prior: The law of y.
  ///   - noiseVariance: σ² > 0.
  /// - Returns: The risk, with errors of the order of the rounding of the smaller of E y² and σ².
  /// - Complexity: One tail for every piece.
  public func risk(_ prior: some ScalarPrior, noiseVariance: Double) -> Double {
    let tails = pieces.map { prior.tail(beyond: $0.start, noiseVariance: noiseVariance) }
    let isStrong = prior.energy > noiseVariance
    // Of f − x, or of f.
    let shift = isStrong ? 1.0 : 0.0
    var (square, product, mean) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    var before = 0.0
    for (index, piece) in pieces.enumerated() {
      let tail = tails[index]
      // Moments of t = |x| − start on this piece, as differences of tails.
      var (p, first, second) = (tail.probability, tail.firstMoment, tail.secondMoment)
      if index + 1 < pieces.count {
        let (next, width) = (tails[index + 1], pieces[index + 1].start - piece.start)
        p -= next.probability
        first -= next.firstMoment + width * next.probability
        second -=
          next.secondMoment + 2 * width * next.firstMoment + width * width * next.probability
      }
      let value = piece.value(at: piece.start)
      let (a, k) = (value - shift * piece.start, piece.slope - shift)
      square += a * a * p + 2 * a * k * first + k * k * second
      if !isStrong {
        product +=
          piece.start * value * p + (value + piece.start * piece.slope) * first + piece.slope
          * second
      }
      mean += piece.slope * p + (value - before) * tail.density
      if index + 1 < pieces.count { before = piece.value(at: pieces[index + 1].start) }
    }
    return isStrong
      ? 0.5 * (square.value - noiseVariance + 2 * noiseVariance * mean.value)
      : 0.5
        * (prior.energy - 2 * (product.value - noiseVariance * mean.value) + square.value)
  }
}
