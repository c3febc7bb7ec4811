// A mean over frames that come in files, with an interval for the mean over all files.

import Libc

/// The mean over frames of a quantity whose sum over each file is known, with a 95 % interval.
///
/// Frames of one file depend on one another, and files differ in length and loudness, so the choice of files
/// is taken as random. The mean is a ratio of sums over files, and its standard error is that of its
/// linearisation, from the residuals dᵢ = sᵢ − mean · nᵢ.
///
/// A few files of unequal loudness make both the error uncertain and the mean skewed. The interval takes
/// Student's quantile with the degrees of freedom that the kurtosis of the dᵢ leaves, and Hall's
/// transformation for their skewness. With 8 to 36 files whose energies spread by 3.5 dB (standard
/// deviation, lognormal) it covers 91 to 94 %, where ±1.96 standard errors cover 82 to 90 %; by 5 dB, 88
/// to 93 % and 72 to 84 %; with files that are much alike, 93 to 94 % and 90 to 93 %.
///
/// - SeeAlso: P. Hall, On the removal of skewness by transformation, J. R. Stat. Soc. B 54 (1992), 221.
package struct FileMean: Sendable, Equatable {
  /// The ratio of the sums.
  package let mean: Double
  /// Its standard error; nil with one file.
  package let standardError: Double?
  /// An interval that has the mean over all files with a probability of about 95 %; nil with one file.
  package let interval: ClosedRange<Double>?

  /// The smallest number of files for which the interval is reliable.
  package static let fewFiles = 30

  /// Estimates a mean.
  ///
  /// - Parameters:
  ///   - sums: The sum over the frames of each file.
  ///   - counts: The number of frames of each file, above 0.
  package init(sums: [Double], counts: [Double]) {
    let total = counts.reduce(0, +)
    let mean = sums.reduce(0, +) / total
    self.mean = mean
    let files = Double(sums.count)
    guard files > 1 else {
      (standardError, interval) = (nil, nil)
      return
    }
    let residuals = zip(sums, counts).map { $0 - mean * $1 }
    let scale = residuals.reduce(0) { max($0, abs($1)) }
    guard scale > 0 else {
      (standardError, interval) = (0, mean...mean)
      return
    }
    // In units of the largest residual, so that no power is out of range.
    func moment(_ power: Int) -> Double {
      residuals.reduce(0) { sum, residual in
        sum + (0..<power).reduce(1) { product, _ in product * residual / scale }
      } / files
    }
    let error = scale * (moment(2) / (files - 1)).squareRoot() * files / total
    standardError = error
    let kurtosis = moment(4) / (moment(2) * moment(2))
    let freedom = 2 * files / (kurtosis - (files - 3) / (files - 1))
    let quantile = studentQuantile95(degreesOfFreedom: min(max(freedom, 1), files - 1))
    let skewness =
      files > 2
      ? moment(3) / (moment(2) * moment(2).squareRoot()) * (files * (files - 1)).squareRoot()
        / (files - 2) : 0
    let bend = skewness / files.squareRoot()
    let lower = mean - error * unbent(quantile, bend)
    let upper = mean - error * unbent(-quantile, bend)
    interval = lower.isFinite && upper.isFinite && lower <= upper ? lower...upper : nil
  }
}

/// The inverse of Hall's transformation t ↦ t + at²/3 + a²t³/27 + a/6, which makes a skewed Studentised
/// mean nearly symmetric; a is the skewness over √m.
private func unbent(_ t: Double, _ bend: Double) -> Double {
  // The transformation is ((1 + at/3)³ − 1)/a + a/6; for a tiny a only rounding would be left of it.
  guard abs(bend) > 1e-6 else { return t }
  return 3 / bend * (cbrt(1 + bend * (t - bend / 6)) - 1)
}
