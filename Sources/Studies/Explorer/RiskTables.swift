// The risks at every position of the sliders, with the filters that attain them.

import Libc
import Report
import ToyModel

/// Best risks and best denoisers over the whole grid, as code for the page.
///
/// A *context* is a data model with θ and σ; it has one *record* for bilevel learning and one for
/// every unrolled family. A record refers to columns over k, which many records share.
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
  /// Four columns each: ω (0 where there is none or ω → 0⁺), f(0), the other end of the reachable
  /// interval where it is finite, and the index in ``curves``.
  package private(set) var filters = TextPool()
  /// The columns over k.
  package private(set) var columns = TextPool()
  /// The filters as curves; the first is empty, for the limit ω → 0⁺.
  package private(set) var curves = TextPool()
  /// The words for attainment.
  package private(set) var words: [String] = []

  private let grid: ExplorerGrid
  private let code: ColumnCode
  private var knownCurves: [DenoiserFamily: Int] = [:]

  /// Computes all tables.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  /// - Complexity: One optimal risk per position, a few microseconds each.
  package init(_ grid: ExplorerGrid) throws(StudyError) {
    self.grid = grid
    code = ColumnCode(positions: grid.k)
    _ = curves.index(of: [])
    for end in Self.ends { _ = try bilevelCurve(upTo: end) }
    let count = grid.data.count * grid.theta.count * grid.sigma.count * grid.k.count
    var evaluator = RiskEvaluator(expecting: count * (grid.unrolled.count + 1))
    defer { evaluator.finish() }
    for data in grid.data {
      for theta in grid.theta {
        for sigma in grid.sigma {
          var setting = Setting(
            data: data, n: grid.n, mu: grid.mu, theta: theta, sigma: sigma, k: grid.n,
            family: .linear)
          try appendContext(evaluator.row(setting))
          for family in [.bilevel] + grid.unrolled {
            setting.family = family
            let rows = grid.k.map { rows in
              setting.k = rows
              return evaluator.row(setting)
            }
            try appendRecord(rows)
          }
        }
      }
    }
  }

  private mutating func appendContext(_ row: RiskRow) throws(StudyError) {
    let optimum = row.optimum
    var numbers = [optimum.risk.total, optimum.risk.bias, optimum.risk.variance]
    numbers += optimum.eigenvalues.map(\.dataEigenvalue)
    numbers += optimum.eigenvalues.map(\.gain.value)
    for number in numbers { contexts += try PrintedNumber(number).code }
  }

  private mutating func appendRecord(_ rows: [RiskRow]) throws(StudyError) {
    let first = rows.map { row in row.optimum.eigenvalues[0] }
    let others = rows.map { row in row.optimum.eigenvalues.dropFirst() }
    let values: [[Double]] = [
      rows.map(\.optimum.risk.total), rows.map(\.optimum.risk.bias),
      rows.map(\.optimum.risk.variance), rows.map(\.ratioToLinear), rows.map(\.ratioToBilevel),
      first.map(\.gain.value),
      // Where no other direction is free, the eigenvalue is not shown.
      others.map { lines in lines.first { !$0.isForced }?.gain.value ?? 0 },
    ]
    for column in values { records += try reference(column) }
    let shape: [[Double]] = [
      rows.map { Double(index(of: $0.optimum.attainment.inWords)) },
      first.map { $0.isForced ? 1 : 0 },
      others.map { lines in Double(lines.first { $0.isForced }?.multiplicity ?? 0) },
      others.map { lines in Double(lines.first { !$0.isForced }?.multiplicity ?? 0) },
    ]
    records += shapes.reference(to: try references(shape))
    records += filters.reference(to: try filterColumns(rows))
  }

  private mutating func reference(_ column: [Double]) throws(StudyError) -> [UInt8] {
    var numbers: [PrintedNumber] = []
    for (index, value) in column.enumerated() {
      let isRepeated = index > 0 && value == column[index - 1]
      numbers.append(isRepeated ? numbers[index - 1] : try PrintedNumber(value))
    }
    return columns.reference(to: code.encode(numbers))
  }

  private mutating func references(_ values: [[Double]]) throws(StudyError) -> [UInt8] {
    var result: [UInt8] = []
    for column in values { result += try reference(column) }
    return result
  }

  private mutating func index(of word: String) -> Int {
    if let index = words.firstIndex(of: word) { return index }
    words.append(word)
    return words.count - 1
  }

  // MARK: Filters

  /// ω, f(0), the lower end of the image where it is finite (else f(0)), and the curve.
  private mutating func filterColumns(_ rows: [RiskRow]) throws(StudyError) -> [UInt8] {
    var values = Array(repeating: [Double](), count: 4)
    for row in rows {
      let reach = Reach(row)
      let lower = reach.image.lowerBound.value
      let curve = try reach.filter.map { (filter) throws(StudyError) in try index(of: filter) }
      let line = [
        row.optimum.stepSize ?? 0, reach.forced, lower.isFinite ? lower : reach.forced,
        Double(curve ?? 0),
      ]
      for (column, value) in line.enumerated() { values[column].append(value) }
    }
    return try references(values)
  }

  /// The index of the curve of an unrolled filter.
  ///
  /// Learned step sizes are rounded to a hundredth: the curve is drawn and not read, and one per k
  /// would fill the page.
  private mutating func index(of filter: UnrolledFilter) throws(StudyError) -> Int {
    let isFixed = grid.steps.contains(.fixed(filter.stepSize))
    let stepSize =
      isFixed ? filter.stepSize : pow(1.01, (log(filter.stepSize) / log(1.01)).rounded())
    let family = DenoiserFamily.unrolled(depth: filter.depth, step: .fixed(stepSize))
    if let known = knownCurves[family] { return known }
    let drawn = UnrolledFilter(depth: filter.depth, stepSize: stepSize)
    // Beyond the far end of the range of convergence, ω(1+s) = 2.
    let wanted = 1.3 * (2 / stepSize - 1)
    let end = Self.ends.first { $0 >= wanted } ?? Self.ends[Self.ends.count - 1]
    let line = PlotLine(
      end: end, range: -0.4...max(1.2, drawn.forcedGain.value + 0.15),
      points: Self.samples(upTo: end, of: drawn.value))
    let index = try curves.index(of: joined(line.code()))
    knownCurves[family] = index
    return index
  }

  private mutating func bilevelCurve(upTo end: Double) throws(StudyError) -> Int {
    let line = PlotLine(
      end: end, range: 0...1, points: Self.samples(upTo: end, of: BilevelFilter().value))
    return try curves.index(of: joined(line.code()))
  }

  private func joined(_ code: (box: [UInt8], vertices: [UInt8])) -> [UInt8] {
    code.box + code.vertices
  }

  /// The possible ends of the axis of s; for each of them there is the curve of 1/(1+s), in this order from
  /// the second on.
  package static let ends: [Double] = [4, 5, 6, 8, 10, 12, 15, 20, 25, 30]

  private static func samples(upTo end: Double, of f: (Double) -> Double) -> [Point] {
    (0...600).map { index in
      let s = end * Double(index) / 600
      return Point(x: s, y: f(s))
    }
  }
}

/// The reach of the family of a row: f(0), the image, and the filter if there is one.
private struct Reach {
  let forced: Double
  let image: FilterImage
  /// nil for bilevel learning and in the limit ω → 0⁺.
  let filter: UnrolledFilter?

  init(_ row: RiskRow) {
    guard let depth = row.setting.family.depth, let step = row.setting.family.step,
      let stepSize = row.optimum.stepSize, stepSize > 0
    else {
      let isBilevel = row.setting.family == .bilevel
      image = isBilevel ? BilevelFilter().image : .atLeast(.zero)
      forced = isBilevel ? 1 : 0
      filter = nil
      return
    }
    let unrolled = UnrolledFilter(depth: depth, stepSize: stepSize)
    filter = unrolled
    image = unrolled.image
    guard step == .learned else {
      forced = unrolled.forcedGain.value
      return
    }
    // As the learner computed it, before ω was rounded.
    let setting = row.setting
    let learned = StepLearner(depth: depth).step(
      spectrum: setting.data.spectrum(n: setting.n, mu: setting.mu, theta: setting.theta),
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k)
    forced = learned.set.forcedGain.value
  }
}
