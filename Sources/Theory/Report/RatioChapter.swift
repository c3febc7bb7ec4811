// Unrolling compared with bilevel learning.

import Evidence
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct RatioChapter: ReportChapter {
  let chapter = Chapter.ratio

  /// The ratio to the bilevel risk for even depth with a learned step, k < n.
  var learnedEven: @Sendable (ToyPoint) -> Double = {
    $0.energy / ($0.energy + $0.forced * $0.noise)
  }
  /// The ratio for odd depth with a learned step.
  var learnedOdd: @Sendable (ToyPoint) -> Double = {
    TalkFormulas.linear($0) / TalkFormulas.bilevel($0)
  }
  /// The upper bound on all ratios with a learned step, for the toy model and at even depth for all data.
  var bound = 1.0
  /// A lower bound on the ratio of N = 3 to bilevel learning for the eigenvalues 100, 100, 0.01 and k = 1.
  var exception = 1.1
  /// The best risk with a fixed step.
  var fixed: @Sendable (_ p: ToyPoint, _ depth: Int, _ stepSize: Double) -> Double = {
    PlainFilter(depth: $1, stepSize: $2).bestRisk($0)
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint()
    let spectrum = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    var comparisons: [Comparison] = []
    var largest = 0.0
    for sigma in [0.1, 0.9, 3] {
      for depth in [2, 3, 10, 11] {
        for k in stride(from: 1, through: p.n, by: scope.pick(light: 49, full: 1)) {
          largest = max(
            largest, Self.ratio(spectrum, p.with(k: k, sigma: sigma), depth, .learned))
        }
      }
    }
    comparisons.append(
      Comparison(
        "largest ratio, learned *ω*, constant signals", predicted: bound, computed: largest,
        .atMost(rounding: 1e-13)))
    let trials = scope.pick(light: 20, full: 1000)
    comparisons.append(
      Comparison(
        "largest ratio, learned *ω*, even *N*, \(trials) random spectra", predicted: bound,
        computed: Self.largestForRandomSpectra(trials, p), .atMost(rounding: 1e-13)))
    let ratios = (
      Self.ratio(spectrum, p, 2, .learned), Self.ratio(spectrum, p, 3, .learned)
    )
    comparisons.append(
      Comparison(
        "ratio, *N* = 2, *k* = 250", predicted: learnedEven(p), computed: ratios.0,
        relativeRounding: 1e-13))
    comparisons.append(
      Comparison(
        "ratio, *N* = 3, *k* = 250", predicted: learnedOdd(p), computed: ratios.1,
        relativeRounding: 1e-13))
    let eigenvalues = [100, 100, 0.01]
    let worse = Self.ratio(
      Spectrum(eigenvalues: eigenvalues), p.with(n: 3, k: 1), 3, .learned)
    let searched = BruteForce.leastOverStep {
      PlainFilter(depth: 3, stepSize: $0).bestRisk(eigenvalues: eigenvalues, noise: p.noise, k: 1)
    }
    let exact = p.noise + 0.5 * 0.01 * p.noise / (0.01 + p.noise)
    comparisons += [
      Comparison(
        "ratio, *N* = 3, eigenvalues 100, 100, 0.01, *k* = 1", predicted: searched.value / exact,
        computed: worse, .gap(1e-9)),
      Comparison(
        "the same is above \(typeset(exception, significantDigits: 3))", predicted: exception,
        computed: worse, .atLeast(rounding: 0)),
    ]
    var breaks: [String] = []
    for (depth, stepSize) in [(2, 0.5), (3, 0.5), (10, 0.5), (11, 0.5), (2, 0.1), (3, 1.2)] {
      let name = "*N* = \(depth), *ω* = \(typeset(stepSize, significantDigits: 2))"
      // 1e-9 is more than rounding and less than the distance of any other ratio from 1.
      let first = Self.first(p.n) { k in
        let point = p.with(k: k)
        return fixed(point, depth, stepSize) > TalkFormulas.bilevel(point) * (1 + 1e-9)
      }
      let found = Self.first(p.n) { k in
        Self.ratio(spectrum, p.with(k: k), depth, .fixed(stepSize)) > 1 + 1e-9
      }
      comparisons.append(
        Comparison(
          "\(name): first *k* with a ratio above 1", predicted: Double(first),
          computed: Double(found), .count))
      if found <= p.n { breaks.append("*k* = \(found) (\(name))") }
    }
    let end = p.with(k: p.n)
    comparisons.append(
      Comparison(
        "*N* = 2, *ω* = 0.5, *k* = *n*: ratio",
        predicted: fixed(end, 2, 0.5) / TalkFormulas.bilevel(end),
        computed: Self.ratio(spectrum, end, 2, .fixed(0.5)), relativeRounding: 1e-12))
    let line =
      "toy risk-ratio --n 500 --sigma 0.9 --family unrolled --y ratio_to_bilevel "
      + "--k 1,5..480:5,481..500"
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the formulas; for a fixed step from the iteration on one number, with the "
        + "signal forced or free, whichever is better; for the exception by a search over *ω* and all "
        + "choices of forced directions. Computed by moving the Wiener values into the expressivity "
        + "sets: for *n* = 500, *σ* = 0.1, 0.9, 3 and *N* = 2, 3, 10, 11, and for random spectra of 2 "
        + "to 9 eigenvalues and *N* = 2, 4. A first *k* of 501 means that there is none.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: try ReportFigure.sweep(
          .k, .ratioToBilevel,
          .talk(
            k: [1] + Array(stride(from: 5, through: 480, by: 5)) + Array(481...500),
            FamilyGrid([.unrolled], depths: [2, 3, 10, 11], steps: [.fixed(0.5), .learned]))
        ).figure(command: line),
        caption:
          "The ratio to the best bilevel risk over *k* at *σ* = 0.9: with a learned step below "
          + "1, with *ω* = 0.5 above it for large *k*."),
      commands: [
        line, "printf '100\\n100\\n0.01\\n' > strong.csv",
        "toy risk-ratio --data strong.csv --k 1..3 --depth 2,3 --omega learned -o -",
      ],
      result: KeyResult(
        "With a learned step even depths have ", comparisons[2], digits: 4,
        " times the bilevel risk at *n* = 500, *k* = 250."))
  }

  private static func ratio(
    _ spectrum: Spectrum, _ p: ToyPoint, _ depth: Int, _ step: StepRule
  ) -> Double {
    func risk(_ family: DenoiserFamily) -> Double {
      OptimalRisk(spectrum: spectrum, noiseVariance: p.noise, rows: p.k, family: family).risk.total
    }
    return risk(.unrolled(depth: depth, step: step)) / risk(.bilevel)
  }

  private static func largestForRandomSpectra(_ trials: Int, _ p: ToyPoint) -> Double {
    var generator = SeededGenerator(seed: 7)
    var largest = 0.0
    for trial in 0..<trials {
      let n = 2 + trial % 8
      let spectrum = Spectrum(
        eigenvalues: (0..<n).map { _ in
          let normal = generator.nextNormal()
          return normal * normal * normal * normal
        })
      for depth in [2, 4] {
        for k in 1...n {
          largest = max(largest, ratio(spectrum, p.with(n: n, k: k), depth, .learned))
        }
      }
    }
    return largest
  }

  /// The first k from 1 to n that satisfies a condition; n + 1 if there is none.
  private static func first(_ n: Int, where isTrue: (Int) -> Bool) -> Int {
    (1...n).first(where: isTrue) ?? n + 1
  }
}
