// Examples on the expressivity of the families.

import Evidence
import LinearAlgebra
import Report
import ToyModel

extension Example {
  static func bilevelImage() -> Example {
    var table = Table(columns: ["s", "t = 1/(1+s)", "1 − t"])
    for s in [0.0, 1, 9, 99, 9999] {
      let gain = BilevelFilter().gain(at: s)
      table.append([.number(s), .number(gain.value), .number(gain.defect)])
    }
    return Example("the filter of bilevel learning", table)
  }

  static func evenImage() -> Example {
    var table = Table(columns: ["N", "ω = 0.1", "ω = 0.5", "ω = 1", "ω = 1.9", "ω = 2.1"])
    for depth in [2, 4, 10] {
      table.append(
        [.integer(depth)]
          + [0.1, 0.5, 1, 1.9, 2.1].map {
            .number(UnrolledFilter(depth: depth, stepSize: $0).image.upperBound.value)
          })
    }
    return Example("c₀, the largest eigenvalue that N steps of size ω can give", table)
  }

  static func oddImage() -> Example {
    var table = Table(columns: [
      "N", "c", "c₀", "turns at s", "near s of 0.4", "far s of 0.4", "ω(1+s) there",
    ])
    for depth in [3, 5, 11, 101] {
      let filter = UnrolledFilter(depth: depth, stepSize: 0.5)
      let gain = Gain(value: 0.4)
      let far = filter.inverse(gain, branch: .far)
      table.append([
        .integer(depth), .number(filter.image.lowerBound.value), .number(filter.forcedGain.value),
        .number(filter.lastTurningPoint),
        filter.inverse(gain, branch: .near).map { .number($0) } ?? .empty,
        far.map { .number($0) } ?? .empty, far.map { .number(0.5 * (1 + $0)) } ?? .empty,
      ])
    }
    return Example("ω = 0.5, and the two solutions of f(s) = 0.4", table)
  }

  static func oddConstant() -> Example {
    var table = Table(columns: ["N", "x", "p(q*)", "largest ω with c = ωp(q*)"])
    for depth in [3, 5, 7, 21, 1001, 1_000_001] {
      let minimum = OddMinimum(depth: depth)
      table.append([
        .integer(depth), .number(minimum.location), .number(minimum.value),
        .number(minimum.largestInteriorStep),
      ])
    }
    return Example("the root x = x_N and the minimum of p", table)
  }

  static func depthOneImage() -> Example {
    var table = Table(columns: ["N", "f(0)", "f(1)", "f(100)", "f(10⁶)", "s with f(s) = 2c₀"])
    for depth in [1, 3, 5] {
      let filter = UnrolledFilter(depth: depth, stepSize: 1)
      let target = Gain(value: 2 * filter.forcedGain.value)
      table.append(
        [.integer(depth)] + [0, 1, 100, 1e6].map { .number(filter.value(at: $0)) }
          + [filter.inverse(target, branch: .far).map { .number($0) } ?? .text("none")])
    }
    return Example("ω = 1", table)
  }

  static func bounds() -> Example {
    var table = Table(columns: ["N", "ω", "1 + x", "lower bound", "c", "upper bound", "inside"])
    for depth in [3, 11, 1001] {
      for omega in [1, 1.9] {
        let (lower, upper) = OddMinimum.slideBounds(depth: depth, stepSize: omega)
        let c = UnrolledFilter(depth: depth, stepSize: omega).image.lowerBound.value
        table.append([
          .integer(depth), .number(omega), .number(OddMinimum(depth: depth).largestInteriorStep),
          .number(lower), .number(c), .number(upper),
          .text(lower <= c && c <= upper ? "yes" : "no"),
        ])
      }
    }
    return Example("step sizes on both sides of 1 + x", table)
  }

  static func boundExceeded() -> Example {
    var table = Table(columns: ["N", "1 + x", "c = c₀", "upper bound", "c above it by"])
    for depth in [3, 5, 11, 31, 33] {
      let upper = OddMinimum.slideBounds(depth: depth, stepSize: 1.9).upper
      let c = UnrolledFilter(depth: depth, stepSize: 1.9).image.lowerBound.value
      table.append([
        .integer(depth), .number(OddMinimum(depth: depth).largestInteriorStep), .number(c),
        .number(upper), .number(c - upper),
      ])
    }
    return Example("ω = 1.9", table)
  }

  static func inverse() -> Example {
    let filter = UnrolledFilter(depth: 3, stepSize: 0.5)
    var table = Table(columns: ["t", "bilevel", "N = 3, near", "N = 3, far", "N = 2"])
    for t in [0.2, 0.375, 0.5, 0.875, 1, 2] {
      let gain = Gain(value: t)
      func cell(_ filter: any BranchedFilter, _ branch: FilterBranch) -> Cell {
        filter.inverse(gain, branch: branch).map { .number($0) } ?? .text("none")
      }
      table.append([
        .number(t), cell(BilevelFilter(), .near), cell(filter, .near), cell(filter, .far),
        cell(UnrolledFilter(depth: 2, stepSize: 0.5), .near),
      ])
    }
    return Example("s with f(s) = t for ω = 0.5; N = 3 has c = 0.375 and c₀ = 0.875", table)
  }

  static func realization() throws(EvidenceError) -> Example {
    let matrix = Matrix(rows: 2, columns: 2, elements: [0.5, 0.1, 0.1, 0.5])
    var table = Table(columns: ["family", "branch", "‖R‖_F²", "‖f(RᵀR) − T‖ below 10⁻¹⁴"])
    let filters: [(String, any BranchedFilter)] = [
      ("bilevel", BilevelFilter()), ("N = 2, ω = 1", UnrolledFilter(depth: 2, stepSize: 1)),
      ("N = 3, ω = 0.5", UnrolledFilter(depth: 3, stepSize: 0.5)),
    ]
    for (name, filter) in filters {
      for branch in filter.turningPoints.isEmpty ? [.near] : FilterBranch.ends {
        let realization: Realization
        do {
          realization = try filter.realize(matrix, rows: 2, branch: branch)
        } catch {
          throw .failed("no R was found for a denoiser of the set")
        }
        table.append([
          .text(name), .text("\(branch)"), .number(realization.regularizer.squareSum),
          .text(realization.relativeResidual < 1e-14 ? "yes" : "no"),
        ])
      }
    }
    return Example("T with the rows 0.5, 0.1 and 0.1, 0.5, k = 2", table)
  }
}
