// The filters that attain the risks of the explorer.

import Libc
import ToyModel

/// The reach of the family of a row: f(0), the image, and the family with its best parameters if there is a filter.
struct FamilyReach {
  let forced: Double
  let image: FilterImage
  /// nil for bilevel learning and in the limit ω → 0⁺.
  let family: DenoiserFamily?

  /// The reach of a row.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - constants: Those of its family, which do not depend on the step size.
  init(_ row: RiskRow, constants: any PreparedAlgorithm) {
    let family = row.setting.family
    guard family != .bilevel, let found = family.found(row.optimum),
      let filter = found.step?.schedule == nil
        ? constants.filter(stepSize: found.step?.value ?? 1) : found.filter
    else {
      let isBilevel = family == .bilevel
      image = isBilevel ? BilevelFilter().image : .atLeast(.zero)
      forced = isBilevel ? 1 : 0
      self.family = nil
      return
    }
    self.family = found
    image = filter.image
    guard family.step == .learned else {
      forced = filter.forcedGain.value
      return
    }
    guard let depth = family.depth, family.algorithm == .gradientDescent else {
      // The gain of the forced directions, before parameters were rounded; for k = n that of the filter.
      forced =
        row.optimum.eigenvalues.first(where: \.isForced)?.gain.value ?? filter.forcedGain.value
      return
    }
    // As the learner computed it, before ω was rounded.
    let setting = row.setting
    let learned = StepLearner(depth: depth).step(
      spectrum: setting.data.spectrum,
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k)
    forced = learned.set.forcedGain.value
  }
}

extension DenoiserFamily {
  /// The family with the best parameters in place of those to learn; nil where they tend to 0 or ∞.
  func found(_ optimum: OptimalRisk) -> DenoiserFamily? {
    guard isLearned else { return self }
    if step == .learned, !optimum.steps.isEmpty { return with(step: .schedule(optimum.steps)) }
    guard let stepSize = optimum.stepSize, stepSize > 0, stepSize.isFinite else { return nil }
    return with(step: .fixed(stepSize))
  }

  /// The family with its first parameter rounded to a hundredth of itself.
  func rounded(exceptFor steps: Set<Double>) -> DenoiserFamily {
    func rounded(_ value: Double) -> Double {
      guard value > 0 else { return value }
      return pow(1.01, (log(value) / log(1.01)).rounded())
    }
    if let schedule = step?.schedule { return with(step: .schedule(schedule.map(rounded))) }
    guard let value = step?.value, !steps.contains(value) else { return self }
    return with(step: .fixed(rounded(value)))
  }
}
