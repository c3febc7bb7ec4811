// The pages on what training finds, and on speech.

import Learning
import LinearAlgebra
import Optimization
import Report
import Studies
import ToyModel

extension Explanation {
  static func landscape() -> Explanation {
    let directional = DirectionalRisk(
      signalEnergy: ExampleData.signalEnergy, noiseVariance: ExampleData.noiseVariance)
    var table = Table(columns: ["N", "r", "kind", "T", "risk", "curvature"])
    for depth in [2, 3, 5] {
      let landscape = RiskLandscape(
        filter: UnrolledFilter(depth: depth, stepSize: 0.1), directional: directional)
      for point in landscape.criticalPoints {
        table.append([
          .integer(depth), .number(point.location), .text(point.kind.rawValue),
          .number(point.gain.value), .number(point.risk), .number(point.curvature),
        ])
      }
    }
    return Explanation(
      topic: .landscape,
      statement: [
        "For k = n = 1, R = r and γ = μ² + θ² the risk is one of a single number,",
        .formula(
          """
          E(r) = ½(γ(1 − f(r²))² + σ² f(r²)²),   E′(r) = 2r f′(r²) (γ+σ²) (f(r²) − t*)
          """),
        """
        so its critical points are r = 0, the turning point of f, and the solutions of f(r²) = t* = \
        γ/(γ+σ²). For even N there is one minimum r ≥ 0. For odd N ≥ 3, ω < 1 + x and t* > c the \
        turning point is a barrier, and behind it lies a minimum where f is steep. For ω < 2 and \
        ω < 2t* its curvature is, for large N,
        """,
        .formula("E″ ≈ (γ+σ²) ω(2−ω) (2t*−ω)² N²"),
        """
        If t* > c₀ as well, as for small ω, r = 0 is a local minimum and descent from small r ends \
        there.
        """,
      ],
      assumptions: [
        """
        k = n = 1, N ≥ 2, ω fixed, σ > 0, γ > 0. For the barrier ω < 1 + x, x and c as in \
        'toy explain odd', and t* > c.
        """
      ],
      limits: [
        """
        The talk conjectures that good denoisers of odd depth hide in sharp minima, and shows it for \
        k = n = 1. Here it is proved for that case, and no more.
        """,
        "If c < t* ≤ c₀ the minimum before the barrier is as good as the one behind it.",
        "If t* ≤ c there is no barrier: the turning point is the only minimum, above the best linear risk for t* < c.",
        "For ω ≥ 1 + x f only rises, and there is one minimum, at r = 0 for t* ≤ c₀.",
        "Over r and ω together every local minimum is global.",
      ],
      source: "talk, 'Why don't we see the dependence on parity?', the conjecture",
      caption: "all critical points r ≥ 0 for ω = 0.1, μ = 1, θ = 0.5, σ = 0.9",
      numbers: table,
      commands: [
        "toy landscape --depth 2,3,5 --omega 0.1 -o -",
        "toy landscape --depth 3 --omega learned -o -",
        "toy landscape --depth 2..7 --omega 0.1 -o landscape.svg",
        "toy check even-landscape odd-trap sharp-minima",
      ])
  }

  static func learning() throws(CommandError) -> Explanation {
    Explanation(
      topic: .learning,
      statement: [
        """
        That a denoiser can be expressed does not mean that training finds it. Even depths are \
        learned from every start. The best denoisers of odd depths have eigenvalues \
        where ω(1+s) > 2 and the iteration diverges; training from small random R does not cross \
        the barrier before them, and ends where even depths end or above.
        """,
        """
        '--init spectral' begins at the optimum of theory. '--init continuation' finds it without: \
        at both ends of the step size, ω → 0 and ω = 1, the landscape has one basin. Both are \
        learned, and followed to the step where they are best together.
        """,
      ],
      assumptions: [
        """
        Training is L-BFGS on R itself, from normal entries of variance 1/n, and on α with \
        ω = log(1 + eᵅ), which is how the talk learns the step.
        """
      ],
      limits: [
        """
        This is observed, in the settings of the figures and below, and proved only for k = n = 1 \
        ('toy explain landscape').
        """,
        """
        Another method, start or scale of R may find other minima. In straight coordinates, the \
        default of 'toy learn', bilevel learning and even depths have easier landscapes.
        """,
        """
        Gaps are those at the end of at most 300 iterations; an infimum that is not attained is \
        approached without end.
        """,
      ],
      source: "talk, 'Why don't we see the dependence on parity?'; the continuation is ours",
      caption:
        """
        learned from one random start (seed 0) for constant signals, n = 8, k = 4, μ = 1, \
        θ = 0.5, σ = 0.9, learned ω
        """,
      numbers: try learnedTable(),
      commands: [
        "toy learn --n 20 --k 10 --depth 3 --coordinates plain -o -",
        "toy learn --n 20 --k 10 --depth 3 --init continuation --starts 1 -o -",
        "toy learn --n 20 --k 10 --x depth --depth 2..5 --init gaussian,continuation -o -",
        "toy check hypergradient learned-optimum",
      ])
  }

  private static func learnedTable() throws(CommandError) -> Table {
    var table = Table(columns: ["N", "start", "learned", "theory", "relative gap", "ω"])
    for (depth, start) in [
      (2, LearningStart.gaussian), (3, .gaussian), (5, .gaussian), (3, .continuation),
      (5, .continuation),
    ] {
      let setting = Setting(
        data: .constant, n: 8, mu: ExampleData.mu, theta: ExampleData.theta,
        sigma: ExampleData.sigma, k: 4, family: .unrolled(depth: depth, step: .learned))
      let task = try studied(
        LearningTask(
          setting, isPlain: true, method: .lbfgs, start: start,
          rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: 300), seed: 0, starts: 1))
      let result = task.run(from: LearningState(starts: 1), jobs: 1) { _, _ in }
      guard let summary = LearningSummary(result) else {
        throw .failure("the random start has no finite risk")
      }
      table.append([
        .integer(depth), .text(start.rawValue), .number(summary.risk),
        .number(summary.theory.risk.total),
        summary.relativeGap.map { .number($0) } ?? .empty,
        result.state.runs[summary.best].trace.last?.stepSize.map { .number($0) } ?? .empty,
      ])
    }
    return table
  }

  static func speech() throws(CommandError) -> Explanation {
    Explanation(
      topic: .speech,
      statement: [
        """
        The talk trains on frames of speech, n = 320, σ = 0.1, and observes: with a learned step the \
        error hardly depends on the depth; with a fixed one deeper is worse; a dependence on \
        parity is not seen, although the model predicts one.
        """,
        """
        The theory needs no more of the data than the eigenvalues of C. For speech, where neighbouring \
        samples are much alike, it gives the same: learned steps make even depths equal, \
        and odd ones nearly, fixed steps end near bilevel learning from below or above. The parity \
        it predicts is there too, but training from small R does not find it ('toy explain \
        learning').
        """,
      ],
      assumptions: [
        """
        In 'toy speech' R and ω are learned from the mean over frames, and judged by frames of other \
        recordings.
        """,
        "Frames are alike in the mean: one C for all.",
      ],
      limits: [
        """
        The table is for a stand-in, computed without recordings: samples of mean square 0.01 with \
        correlation 0.9 from one to the next. 'toy speech' takes real ones.
        """,
        """
        The speech of the talk is part of the IEEE corpus. Other recordings give other numbers, and \
        how much parity matters depends on their spectrum.
        """,
        """
        Files are held out, not voices: another voice has another C, and a learned T is not the \
        best for it.
        """,
      ],
      source: "talk, 'Reality check', 'Double check', 'Why don't we see the dependence on parity?'",
      caption: "best risk for C with entries 0.01 · 0.9^|i−j|, n = 32, k = 16, σ = 0.1",
      numbers: try speechTable(),
      commands: [
        "toy speech Data/speech --frame 64 --depth 2..5 -o -",
        "toy risk --data Data/speech --n 64 --k 32 --sigma 0.1 --depth 1..6 --omega 0.5,learned",
      ])
  }

  /// Risks for a covariance that is like that of speech.
  private static func speechTable() throws(CommandError) -> Table {
    let n = 32
    var covariance = Matrix(repeating: 0, rows: n, columns: n)
    // Each column is the one before it, moved down by one entry.
    var entry = 0.01
    for lag in 0..<n {
      for row in lag..<n {
        covariance[row, row - lag] = entry
        covariance[row - lag, row] = entry
      }
      entry *= 0.9
    }
    let spectrum: Spectrum
    do {
      spectrum = try DataModel.secondMoment(covariance).spectrum
    } catch {
      throw .failure("the eigenvalues of C did not converge")
    }
    let best = { (family: DenoiserFamily) in
      Cell.number(
        OptimalRisk(
          spectrum: spectrum, noiseVariance: 0.1 * 0.1, rows: n / 2, family: family
        ).risk.total)
    }
    var table = Table(columns: ["family", "ω = 0.5", "learned ω"])
    table.append([.text("best linear"), best(.linear), best(.linear)])
    table.append([.text("bilevel"), best(.bilevel), best(.bilevel)])
    for depth in 1...8 {
      table.append([
        .text("N = \(depth)"), best(.unrolled(depth: depth, step: .fixed(0.5))),
        best(.unrolled(depth: depth, step: .learned)),
      ])
    }
    return table
  }
}
