// The limits and thresholds of the theory in the figure of a sweep.

import Report
import ToyModel

extension SweepResult {
  /// Whether noise is white, in the test as well, and A = I, as the theory of the guides assumes.
  private var isWhite: Bool {
    sweep.curves.first?.first.map { $0.observation == nil && $0.testSigma == nil } ?? true
  }

  /// The depth N₀ from which odd depths with a learned step attain the floor, if the curve shows it.
  func floorGuides(_ part: SweepPart) -> [Guide] {
    guard axis == .depth, isWhite else { return [] }
    let odd = part.curves.first { curve in
      curve.first?.setting.family.algorithm == .gradientDescent && curve.count > 2
        && curve.allSatisfy { $0.setting.family.isLearned && $0.setting.family.style == .odd }
    }
    guard let odd, let row = odd.first, row.setting.k < row.setting.n, row.setting.sigma > 0 else {
      return []
    }
    let floor = row.bounds.floor
    let rows = odd.filter { ($0.setting.family.depth ?? 0) >= 3 }
    let first = rows.firstIndex {
      $0.optimum.attainment == .attained && $0.optimum.risk.total <= floor * (1 + 1e-12)
    }
    guard let first, first > 0, let depth = rows[first].setting.family.depth else { return [] }
    return [Guide(.vertical, at: Double(depth), label: "floor from *N*_{0} = \(depth) on")]
  }

  /// The depth from which untied steps have the best linear risk, if the curve shows it.
  func untiedGuides(_ part: SweepPart) -> [Guide] {
    guard axis == .depth, isWhite,
      let row = part.curves.compactMap(\.first).first(where: {
        $0.setting.family.algorithm.name == "untied"
      })
    else { return [] }
    let (n, k) = (row.setting.n, row.setting.k)
    let depth = 1 + (n - 1 + k - 1) / k
    guard depth > 2, Double(depth) <= positions.last ?? 0 else { return [] }
    return [
      Guide(
        .vertical, at: Double(depth),
        label: "best linear from *N* = 1 + ⌈(*n* − 1)/*k*⌉ = \(depth) on")
    ]
  }

  /// The numbers of frames at which the best linear denoiser of the frames becomes better than another model.
  func crossingGuides(_ part: SweepPart) -> [Guide] {
    guard axis == .frames, quantity == .expectedRisk, part.families.contains(.linear),
      let first = positions.first, let last = positions.last
    else { return [] }
    var places: [Double] = []
    for crossing in part.curves.compactMap({ $0.first?.crossing }).sorted()
    where crossing > first && crossing < last && crossing > 1.05 * (places.last ?? 0) {
      places.append(crossing)
    }
    // More of them would hide the curves.
    return places.prefix(2).map { place in
      Guide(
        .vertical, at: place, label: "*m* = \(formatted(place.rounded(), significantDigits: 4))")
    }
  }

  /// The limit of the best risks of odd depths at one fixed step size, if it is above that of bilevel learning.
  func oddLimitGuides(_ part: SweepPart) -> [Guide] {
    guard axis == .depth, quantity == .risk, isWhite else { return [] }
    let odd = part.curves.compactMap(\.last).filter { row in
      let family = row.setting.family
      return family.algorithm == .gradientDescent && family.style == .odd
        && (family.depth ?? 0) > 20 && (family.step?.value ?? 2) < 2
    }
    guard odd.count == 1, var setting = odd.first?.setting else { return [] }
    // The risk at this depth is within 10⁻¹³ of the limit.
    setting.family = .unrolled(depth: (1 << 50) + 1, step: setting.family.step ?? .learned)
    var evaluator = RiskEvaluator(expecting: nil)
    let row = evaluator.row(setting)
    let limit = row.optimum.risk.total
    guard limit > 1.03 * row.bilevelRisk else { return [] }
    return [
      Guide(
        .horizontal, at: limit,
        label: "limit of odd depths, \(formatted(limit, significantDigits: 3))")
    ]
  }

  /// The limit of the best risks of even depths as ω → 0, half the energy of the signals, drawn where ω is small.
  func limitCurves(_ part: SweepPart) -> [Curve] {
    let even = part.curves.compactMap(\.first).first { row in
      let family = row.setting.family
      return family.algorithm == .gradientDescent && family.style == .even
    }
    guard axis == .omega, quantity == .risk, isWhite, let setting = even?.setting,
      let first = positions.first, let last = positions.last, first > 0, first <= 0.05, last > 0.5
    else { return [] }
    let spectrum = setting.data.spectrum
    let level = 0.5 * spectrum.trace
    return [
      Curve(
        "½ tr *C*", points: [first, 4 * first].map { Point(x: $0, y: level) },
        style: Style(color: .gray, dash: .dashed, width: 1))
    ]
  }
}
