// The cost of sharp minima: the risk of a learned denoiser when R or the noise deviates from what was
// learned.

import Files
import Learning
import LinearAlgebra
import Optimization
package import Report
import ToyModel

/// The perturbations of a learned denoiser.
package struct PerturbationPlan: Sendable {
  /// The largest ε.
  package static let sizeLimit = 1e3
  /// The largest number of risks that are kept at a time, 4 GB.
  private static let numberLimit = 5e8

  /// ε, ascending, each once.
  package let sizes: [Double]
  /// The number M of draws of Z, at least 1.
  package let draws: Int

  /// Checks perturbations.
  ///
  /// - Parameters:
  ///   - sizes: ε, above 0, in any order.
  ///   - draws: The number M of draws of Z, at least 1.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(sizes: [Double], draws: Int = 32) throws(StudyError) {
    var ascending: [Double] = []
    for size in sizes.sorted() where size != ascending.last {
      guard size > 0, size <= Self.sizeLimit else {
        throw .illegal(
          "--perturb \(size): a relative size is above 0 and at most \(Self.sizeLimit)")
      }
      ascending.append(size)
    }
    self.sizes = ascending
    self.draws = draws
    guard Double(ascending.count) * Double(draws) <= Self.numberLimit else {
      throw .illegal(
        "\(draws) draws for \(ascending.count) sizes need more than 4 GB; lower --draws or --perturb"
      )
    }
  }

  /// Perturbs the best R of a task, and the noise, by every ε.
  ///
  /// Z is k × n, independent of the number of columns with which R was learned. One Z serves all ε, and since all
  /// tasks use the same seed, tasks whose R have the same shape get the same perturbations: curves are smooth
  /// and differ only because of their minima.
  ///
  /// - Parameter summary: The result of learning.
  /// - Returns: The risks; nil if the user has stopped the program.
  /// - Complexity: M evaluations of the risk for each ε.
  package func perturb(_ summary: LearningSummary) -> PerturbationResult? {
    let learning = summary.plan
    let (learned, penalties) = learning.objective.regularizer(summary.iterate.point)
    // A random stream that no start uses.
    var generator = SeededGenerator(seed: learning.seed, stream: .max)
    var z = learning.problem.randomNormal(beside: learned.columns, using: &generator)
    var r = Matrix(repeating: 0, rows: z.rows, columns: z.columns)
    r.addLeadingColumns(learned)
    // R itself is perturbed and ω is kept, regardless of the variables in which both were learned.
    let family = learning.family.with(summary.denoiser.numbers)
    let filter = family.filter()
    var objective = LearnedRisk(learning.problem, family: family, columns: r.columns)
    var gradient = [Double](repeating: 0, count: objective.dimension)
    // With more threads the last bits would depend on the number of processors.
    setBLASThreads(1)

    let linear = objective.linearRisk
    let risk = linear + objective.evaluate(at: r.elements, gradient: &gradient)
    let scale = norm(r.elements)
    var risks = sizes.map { _ in [Double]() }
    for _ in 0..<draws {
      let unit = scale / z.frobeniusNorm
      for (index, size) in sizes.enumerated() {
        guard !Interruption.hasOccurred else { return nil }
        var point = r.elements
        add(size * unit, z.elements, to: &point)
        let value = linear + objective.evaluate(at: point, gradient: &gradient)
        risks[index].append(value.isFinite ? value : .infinity)
      }
      z = learning.problem.randomNormal(beside: learned.columns, using: &generator)
    }

    // ‖T‖² from the eigenvalues of T: those of the rows, and f(0) for the other directions.
    let forced = filter.forcedGain.value
    let unreached = Double(learning.problem.dimension - learning.problem.rows)
    let square = penalties.reduce(unreached * forced * forced) { sum, penalty in
      let gain = filter.value(at: penalty)
      return sum + gain * gain
    }
    let variance = 0.5 * learning.problem.noiseVariance * square
    return PerturbationResult(
      summary: summary, risk: risk, draws: draws,
      points: zip(sizes, risks).map { size, risks in
        PerturbationResult.Point(
          size: size, risks: risks, noiseExcess: size * (2 + size) * variance)
      })
  }
}

/// The risks of one learned denoiser under perturbations.
package struct PerturbationResult: Sendable {
  /// The risks at one ε.
  package struct Point: Sendable {
    /// ε.
    package let size: Double
    /// The median of the risk over the draws of Z; +∞ if the filter overflows.
    package let median: Double
    /// The 10 % quantile.
    package let low: Double
    /// The 90 % quantile.
    package let high: Double
    /// The number of draws for which the filter overflows.
    package let overflows: Int
    /// ½σ²((1+ε)² − 1)‖T‖², the increase of the risk under noise σ(1+ε).
    package let noiseExcess: Double

    /// Sorts the risks of all draws, of which there is at least one.
    package init(size: Double, risks: [Double], noiseExcess: Double) {
      self.size = size
      self.noiseExcess = noiseExcess
      let sorted = risks.sorted()
      median = Self.quantile(0.5, of: sorted)
      low = Self.quantile(0.1, of: sorted)
      high = Self.quantile(0.9, of: sorted)
      overflows = sorted.count { !$0.isFinite }
    }

    /// Interpolates linearly between the two nearest sorted values; +∞ if one of them is infinite.
    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
      let position = share * Double(sorted.count - 1)
      let index = Int(position)
      let fraction = position - Double(index)
      // A difference of infinities is not a number.
      guard fraction > 0, sorted[index + 1] > sorted[index] else { return sorted[index] }
      return sorted[index] + fraction * (sorted[index + 1] - sorted[index])
    }
  }

  /// The result of learning.
  package let summary: LearningSummary
  /// The risk of the unperturbed R: the learned risk, up to rounding.
  package let risk: Double
  /// The number of draws.
  package let draws: Int
  /// The risks, by ascending ε.
  package let points: [Point]

  /// The columns of the table of `learn --perturb`.
  package static let columns =
    Setting.columns + [
      "omega", "method", "init", "risk", "theory_risk", "unstable_modes", "epsilon",
      "perturbed_median", "perturbed_low", "perturbed_high", "noise_risk",
    ] + DenoiserFamily.detailColumns

  /// One row per task and ε.
  ///
  /// - Parameter results: The tasks.
  /// - Returns: The table of `learn --perturb`; a quantile that is not finite is empty, with a note.
  package static func table(_ results: [PerturbationResult]) -> Table {
    var table = Table(columns: columns)
    for result in results {
      for point in result.points {
        let numbers = [point.median, point.low, point.high, result.risk + point.noiseExcess]
        table.append(
          result.summary.setting.cells + result.cells + [.number(point.size)]
            + numbers.map { $0.isFinite ? .number($0) : .empty } + result.details,
          note: result.note(point))
      }
    }
    return table
  }

  /// The algorithm and its learned parameters.
  private var details: [Cell] {
    let family = summary.plan.family
    return summary.setting.family.detailCells(numbers: family.all(summary.denoiser.numbers))
  }

  private var cells: [Cell] {
    let (plan, denoiser) = (summary.plan, summary.denoiser)
    let hasStep = summary.setting.family.algorithm.hasStepSize
    return [
      hasStep ? denoiser.stepSize.map { .number($0) } ?? .empty : .empty,
      .text(plan.method.rawValue),
      .text(plan.start.rawValue), .number(risk), .number(summary.theory.risk.total),
      .integer(denoiser.unstableCount),
    ]
  }

  private func note(_ point: Point) -> String? {
    guard point.overflows > 0 else { return nil }
    return "the filter overflows after \(point.overflows) of \(draws) draws, which count as +∞"
  }
}
