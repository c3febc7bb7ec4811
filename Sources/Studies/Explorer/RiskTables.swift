// The risks at every position of the sliders, with the filters that attain them.

import Libc
import LinearAlgebra
import Report
package import ToyModel

/// Best risks and best denoisers over the whole grid, as code for the page.
///
/// A *context* is a data model with θ and σ; it has one *record* for bilevel learning and one for
/// every other family. A record refers to columns over k, which many records share.
package struct RiskTables: Sendable {
  /// For every context seven numbers: risk, bias and variance of the best linear denoiser, the two
  /// eigenvalues γ of C and their Wiener values.
  package private(set) var contexts: [UInt8] = []
  /// For every context and family nine references of three characters: the columns of risk, bias,
  /// variance, both ratios, the eigenvalue of T in the first direction, the free eigenvalue in the
  /// others; then the shape and the filter.
  package private(set) var records: [UInt8] = []
  /// Four columns each: attainment (an index of ``words``), whether the first direction is forced, and
  /// how many of the others are forced and free.
  package private(set) var shapes = TextPool()
  /// Four columns each: ω (0 where there is none or ω → 0⁺, −1 where ω → ∞), f(0), the other end of the reachable
  /// interval where it is finite, and the index in ``curves``.
  package private(set) var filters = TextPool()
  /// The columns over k.
  package private(set) var columns = TextPool()
  /// The filters as curves; the first is empty, for the limit ω → 0⁺.
  package private(set) var curves = TextPool()
  /// The words for attainment.
  package private(set) var words: [String] = []

  /// All parts, one per line.
  package var lines: [[UInt8]] {
    [contexts, records, shapes.joined, filters.joined, columns.spaced, curves.spaced]
  }

  /// The content of ``words``.
  private var attainments: [Attainment] = []
  private var knownCurves: [DenoiserFamily: Int] = [:]

  /// Computes all tables.
  ///
  /// - Parameters:
  ///   - grid: Data, θ, σ and k.
  ///   - families: The families besides bilevel learning.
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  /// - Complexity: One optimal risk per position, a few microseconds each, on all processors.
  package init(_ grid: ExplorerGrid, families: [DenoiserFamily]) throws(StudyError) {
    let code = ColumnCode(positions: grid.k)
    _ = curves.index(of: [])
    for end in Self.ends { _ = try bilevelCurve(upTo: end) }
    let steps = Set(grid.steps.compactMap(\.value))
    let prepared = ([.bilevel] + families).map(ExplorerFamily.init)
    let settings = grid.data.flatMap { data in
      grid.theta.flatMap { theta in
        grid.sigma.map { sigma in
          Setting(
            data: data, n: grid.n, mu: grid.mu, theta: theta, sigma: sigma, k: grid.n,
            family: .linear)
        }
      }
    }
    let found = try parallelMap(settings, jobs: availableProcessors()) {
      (setting) throws(StudyError) in
      try RiskContext(
        setting, rows: grid.k, families: prepared, code: code, exceptFor: steps)
    }
    for context in found {
      contexts += context.linear
      for record in context.records { try append(record, code: code) }
    }
  }

  private mutating func append(_ record: RiskRecord, code: ColumnCode) throws(StudyError) {
    for column in record.values { records += columns.reference(to: column) }
    let attained = record.attainments.map { Double(index(of: $0)) }
    records += shapes.reference(to: references([try code.encode(attained)] + record.counts))
    var drawn: [Double] = []
    drawn.reserveCapacity(record.drawn.count)
    for (column, family) in record.drawn.enumerated() {
      if column > 0, family == record.drawn[column - 1] {
        drawn.append(drawn[column - 1])
      } else {
        drawn.append(
          Double(try family.map { (family) throws(StudyError) in try index(of: family) } ?? 0))
      }
    }
    records += filters.reference(to: references(record.filter + [try code.encode(drawn)]))
  }

  private mutating func references(_ codes: [[UInt8]]) -> [UInt8] {
    var result: [UInt8] = []
    for code in codes { result += columns.reference(to: code) }
    return result
  }

  private mutating func index(of attainment: Attainment) -> Int {
    if let index = attainments.firstIndex(of: attainment) { return index }
    attainments.append(attainment)
    words.append(attainment.inWords)
    return words.count - 1
  }

  // MARK: Filters

  /// The index of the curve of a family whose parameters are rounded: the curve is drawn and not read, and one per
  /// k would fill the page.
  private mutating func index(of rounded: DenoiserFamily) throws(StudyError) -> Int {
    if let known = knownCurves[rounded] { return known }
    guard let drawn = rounded.filter else { return 0 }
    let range = -0.4...max(1.2, drawn.forcedGain.value + 0.15)
    // To where the curve leaves the box, and beyond the far end of the range of convergence, ω(1+s) = 2.
    let isGradientDescent = rounded.algorithm == .gradientDescent
    let last = Self.ends[Self.ends.count - 1]
    let exit =
      Self.samples(upTo: last, in: range, of: drawn.value).first { !range.contains($0.y) }?.x
      ?? last
    let wanted = isGradientDescent ? max(1.3 * (2 / (rounded.step?.value ?? 1) - 1), exit) : exit
    let end = Self.ends.first { $0 >= wanted } ?? last
    let line = PlotLine(
      end: end, range: range,
      points: Self.samples(upTo: end, in: range, of: drawn.value))
    let index = try curves.index(of: joined(line.code()))
    knownCurves[rounded] = index
    return index
  }

  private mutating func bilevelCurve(upTo end: Double) throws(StudyError) -> Int {
    let line = PlotLine(
      end: end, range: 0...1, points: Self.samples(upTo: end, in: 0...1, of: BilevelFilter().value))
    return try curves.index(of: joined(line.code()))
  }

  private func joined(_ code: (box: [UInt8], vertices: [UInt8])) -> [UInt8] {
    code.box + code.vertices
  }

  /// The possible ends of the axis of s; for each of them there is the curve of 1/(1+s), in this order from
  /// the second on.
  package static let ends: [Double] = [4, 5, 6, 8, 10, 12, 15, 20, 25, 30]

  /// Points of a curve up to where it leaves the range, closer where it is steep.
  private static func samples(
    upTo end: Double, in range: ClosedRange<Double>, of f: (Double) -> Double
  ) -> [Point] {
    let (count, parts) = (200, 4)
    let step = 0.02 * (range.upperBound - range.lowerBound)
    var last = Point(x: 0, y: f(0))
    var points = [last]
    points.reserveCapacity(2 * count)
    for index in 1...count {
      let s = end * Double(index) / Double(count)
      let next = Point(x: s, y: f(s))
      if abs(next.y - last.y) > step {
        for part in 1..<parts {
          let between = last.x + (s - last.x) * Double(part) / Double(parts)
          points.append(Point(x: between, y: f(between)))
        }
      }
      points.append(next)
      if range.contains(last.y), !range.contains(next.y) { break }
      last = next
    }
    return points
  }
}
