// The pages on optimal risks: step, parity, limit, attainment.

import Report
import Studies
import ToyModel

extension Explanation {
  static func step() -> Explanation {
    let depths = [2, 3, 10, 11]
    var table = Table(columns: ["ω"] + depths.map { "N = \($0)" })
    for step in [0.1, 0.5, 1, 1.5].map(StepRule.fixed) + [.learned] {
      let name =
        if case .fixed(let omega) = step {
          formatted(omega, significantDigits: 3)
        } else {
          "learned"
        }
      table.append([.text(name)] + depths.map { .number(ExampleData.unrolled($0, step)) })
    }
    let bilevel = formatted(
      ExampleData.optimum(.bilevel).risk.total, significantDigits: 6)
    let linear = formatted(ExampleData.optimum(.linear).risk.total, significantDigits: 6)
    return Explanation(
      topic: .step,
      statement: [
        """
        Move the Wiener gains γᵢ/(γᵢ+σ²) as little as possible into the reachable set, in the norm \
        with weights γᵢ + σ²: that is the best T. Free directions go to the nearest reachable \
        eigenvalue, forced are the n − k directions for which f(0) costs least in addition.
        """,
        """
        With a fixed ω the forced eigenvalue c₀ = 1 − (1−ω)ᴺ is what it is, and unrolling may be \
        better or worse than bilevel learning, or equal. A learned ω is one number more, and worth more \
        than depth: it moves c₀ to where forced directions cost least, and for odd N the least \
        eigenvalue c out of the way.
        """,
      ],
      assumptions: ["1 ≤ k ≤ n, ω > 0; any data."],
      limits: [
        """
        For even N and for N = 1 the learned ω has a closed form. For odd N ≥ 3 it is the global \
        minimum of a function of ω with several local ones, found branch by branch, or the limit \
        ω → 0⁺.
        """,
        """
        'Best unrolling denoisers exist' holds for every fixed ω and for even N. For odd N ≥ 3, \
        learned ω and constant signals the infimum is approached as ω → 0⁺ only ('toy explain \
        attainment').
        """,
      ],
      source: "talk, theorem on best risks, part 3",
      caption: ExampleData.caption + ", k = 5; best bilevel risk \(bilevel), best linear \(linear)",
      numbers: table,
      commands: [
        "toy risk --n 10 --k 5 --depth 2,3,10,11 --omega 0.1,0.5,1,1.5,learned",
        "toy risk-ratio --x omega --k 250 --depth 2,3,10,11 --y risk -o -",
        "toy check even-not-worse slide-fixed-step exceptions",
      ])
  }

  static func parity() -> Explanation {
    var table = Table(columns: ["N", "constant", "independent", "eigenvalues 3, 1.2, 0.5, 0.1"])
    for depth in [2, 4, 100, 3, 5, 101] {
      table.append([
        .integer(depth), .number(ExampleData.unrolled(depth, .learned)),
        .number(ExampleData.unrolled(depth, .learned, spectrum: ExampleData.independent)),
        .number(ExampleData.unrolled(depth, .learned, rows: 2, spectrum: ExampleData.general)),
      ])
    }
    return Explanation(
      topic: .parity,
      statement: [
        """
        Even depths reach eigenvalues from −∞ up to c₀, odd depths N ≥ 3 from c ≈ ω/2 upwards. \
        Directions without signal ask for 0 and those with signal for nearly 1. An even depth \
        needs a c₀ near 1 for the latter, which is then forced upon the former; an odd depth \
        takes a small ω, where c₀ and c are small, and reaches 1 on the branch where f rises.
        """,
        """
        With a learned ω the best risk does not depend on even N, for all data. Nor does it on odd \
        N ≥ 3 for the two toy models: it is the best linear risk there for every k ≥ 1, as an \
        infimum for constant signals and attained for independent entries with θ > 0.
        """,
      ],
      assumptions: ["ω learned, 1 ≤ k ≤ n, n ≥ 2, σ > 0."],
      limits: [
        """
        'For N either even or odd, best risk does not depend on N if optimized over ω' is true of \
        even N, of odd N ≥ 3 for the toy models, and of odd N ≥ 3 for k = n. For other spectra odd \
        depths can differ, as the last column shows. N = 1 is not among them.
        """,
        "What is best need not be what training finds: 'toy explain learning'.",
      ],
      source: "talk, theorem on best risks, part 3",
      caption:
        """
        best risk with a learned ω; n = 10, k = 5, μ = 1, θ = 0.5 for the toy models, k = 2 for \
        the third, σ = 0.9
        """,
      numbers: table,
      commands: [
        "toy risk --n 10 --k 5 --depth 2,4,100,3,5,101 --data constant,iid",
        "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --depth 3,5",
        "toy risk-ratio --x depth --k 250 --depth 1..40 --omega 0.2,learned --y risk -o -",
        "toy check parity odd-depth-independent-toy slide-odd-depth",
      ])
  }

  static func limit() -> Explanation {
    let bilevel = ExampleData.optimum(.bilevel).risk.total
    let squeezed =
      0.5 * ExampleData.noiseVariance
      * (Double(ExampleData.n - ExampleData.k) + Double(ExampleData.k) * 0.25 * 0.25)
    var table = Table(columns: ["N", "f(1)", "f(4)", "ω = 0.5", "limit", "learned ω"])
    for depth in [2, 10, 100, 1_000_000, 3, 11, 101, 1_000_001] {
      let filter = UnrolledFilter(depth: depth, stepSize: 0.5)
      table.append([
        .integer(depth), .number(filter.value(at: 1)), .number(filter.value(at: 4)),
        .number(ExampleData.unrolled(depth, .fixed(0.5))),
        .number(depth.isMultiple(of: 2) ? bilevel : squeezed),
        .number(ExampleData.unrolled(depth, .learned)),
      ])
    }
    return Explanation(
      topic: .limit,
      statement: [
        """
        For one R and N → ∞ the unrolled denoiser tends to the bilevel one where the iteration \
        converges: f(s) → 1/(1+s) for 0 < ω(1+s) < 2. But R is learned, and nothing keeps it \
        there. For 0 < ω < 2 the sets of reachable eigenvalues tend to
        """,
        .formula("N even   (−∞, 1)      N odd   (ω/2, ∞)      bilevel   (0, 1]"),
        """
        and the forced one to 1. With a fixed ω the best risk of even depths therefore tends to the \
        bilevel infimum, that of odd depths in general to a higher one: gains below ω/2 stay out \
        of reach. For constant signals, k < n,
        """,
        .formula("N even → (σ²/2)(n − k)      N odd → (σ²/2)(n − k + kω²/4)"),
        """
        With a learned ω and k < n even depths have the same risk for every N, for all data, below \
        the bilevel one, and for constant signals odd depths the best linear one: neither tends to \
        bilevel learning.
        """,
      ],
      assumptions: [
        "0 < ω < 2 where it is fixed, σ > 0."
      ],
      limits: [
        "Convergence is not uniform in s: beyond ω(1+s) = 2 |f| grows without bound with N.",
        """
        The limit is one of risks: every unrolled minimum is attained at a fixed ω, the bilevel \
        infimum it tends to is not, for constant signals.
        """,
        "For ω = 1 and even N 1 is reachable at every N, and the limit of the sets is (−∞, 1].",
        """
        For ω > 2 c₀ and the best risks diverge, for either parity and every k. At ω = 2 c₀ is 0 for \
        even N and 2 for odd N ≥ 3, and the best risk is one for each parity.
        """,
      ],
      source: "talk, 'Unrolling vs bi-level': the question; the answer follows from its theorems",
      caption: ExampleData.caption + ", k = 5; f for ω = 0.5, where s = 4 is beyond convergence",
      numbers: table,
      commands: [
        "toy risk --n 10 --k 5 --depth 2,3,10,11,1000000,1000001 --omega 0.5,learned",
        "toy risk-ratio --x depth --k 250 --depth 1..40 --omega 0.5 --y ratio_to_bilevel -o -",
        "toy check limit",
      ])
  }

  static func attainment() -> Explanation {
    let cases: [(String, Spectrum, DenoiserFamily)] = [
      ("constant", ExampleData.constant, .bilevel),
      ("independent", ExampleData.independent, .bilevel),
      ("constant", ExampleData.constant, .unrolled(depth: 2, step: .learned)),
      ("constant", ExampleData.constant, .unrolled(depth: 3, step: .fixed(0.5))),
      ("constant", ExampleData.constant, .unrolled(depth: 3, step: .learned)),
      ("independent", ExampleData.independent, .unrolled(depth: 3, step: .learned)),
    ]
    var table = Table(columns: ["data", "family", "infimum", "attained"])
    for (name, spectrum, family) in cases {
      let optimum = ExampleData.optimum(family, spectrum: spectrum)
      table.append([
        .text(name), .text(family.inWords), .number(optimum.risk.total),
        .text(optimum.attainment.inWords),
      ])
    }
    return Explanation(
      topic: .attainment,
      statement: [
        """
        An infimum is a minimum if the best gains are eigenvalues that some R reaches, with k rows \
        and some ω > 0. For σ > 0:
        """,
        .formula(
          """
          bilevel                attained unless a free direction has γ = 0
          unrolled, fixed ω      attained
          N = 1, learned ω       attained unless C = 0
          N even, learned ω      attained (for C = 0, k < n at ω = 2)
          N odd ≥ 3, learned ω   attained unless γ = 0 in at least max(n − k, 1) directions
          """),
        """
        Where bilevel learning does not attain it, s → ∞ in the directions that ought to be erased. \
        Where odd depths do not, ω → 0⁺: the forced directions are all but erased, free ones with \
        signal stay on the far branch of f with s growing like ω^(−N/(N−1)), free ones without at \
        its turning point with s ≈ (1+x)/ω, and the infimum is the best linear risk.
        """,
      ],
      assumptions: ["1 ≤ k ≤ n; free directions are those that are not forced."],
      limits: [
        "'Best bilevel denoiser does not exist' is said of constant signals and needs n ≥ 2.",
        "'Best unrolling denoisers exist' fails for odd N ≥ 3 with a learned ω and constant signals, n ≥ 2.",
        """
        Numerical learning of an infimum that is not attained ends where rounding or a tolerance \
        ends it: ω and R are then not to be read as limits.
        """,
      ],
      source: "talk, theorem on best risks, parts 2 and 3",
      caption: "n = 10, k = 5, μ = 1, θ = 0.5, σ = 0.9",
      numbers: table,
      commands: [
        "toy risk --n 10 --k 5 --family bilevel,unrolled --depth 2,3 --data constant,iid",
        "toy check bilevel-not-attained slide-best-exists",
        "toy risk --n 10 --k 5 --family bilevel",
        "toy learn --n 10 --k 5 --depth 3 --init spectral --starts 1 -o -",
      ])
  }
}
