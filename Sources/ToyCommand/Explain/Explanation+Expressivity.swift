// The pages on what the families can express.

import Report
import Studies
import ToyModel

extension Explanation {
  /// What the slides have to be read with.
  private static let exchanged =
    "On the slides the words 'bilevel' and 'unrolling' are exchanged in the two expressivity theorems."

  static func bilevel() -> Explanation {
    Explanation(
      topic: .bilevel,
      statement: [
        """
        The denoisers T = (I + RᵀR)⁻¹ are exactly the symmetric matrices with eigenvalues in (0, 1], \
        1 among them at least n − k times:
        """,
        .formula("𝒜ₖ = { T = Tᵀ : dim Eig(T, 1) ≥ n − k, 0 ≺ T ≼ I }"),
        "For constant signals, n ≥ 2 and σ > 0, the risk has no minimum over this set, and the infimum",
        .formula(
          """
          inf E = σ²(n−k)/2                            for k < n
                = (σ²/2) · n(μ²+θ²)/(n(μ²+θ²)+σ²)      for k = n
          """),
        """
        For any data it is σ²(n−k)/2 + ½ Σ γᵢσ²/(γᵢ+σ²), the sum over the k smallest eigenvalues of \
        C: the n − k directions of the strongest signal pass unchanged.
        """,
      ],
      assumptions: ["R is any real k × n matrix, 1 ≤ k ≤ n; σ > 0."],
      limits: [
        """
        'The best bilevel denoiser does not exist' holds where a free direction has no signal, as \
        for constant signals: it ought to be erased, t = 0, and 1/(1+s) never is 0. Where all \
        free directions have γ > 0, as for independent entries with θ > 0, the infimum is \
        attained.
        """,
        exchanged,
      ],
      source: "talk, first theorem of 'Expressivity' and theorem on best risks, part 2",
      caption: ExampleData.caption + """
        ; the last columns are risks of an R that gives the free \
        directions without signal the eigenvalue s
        """,
      numbers: bilevelTable,
      commands: [
        "toy risk --n 10 --k 1,5,9,10 --family bilevel",
        "toy risk --n 10 --k 5 --family bilevel --data iid",
        "toy expressivity --family bilevel --n 10 --k 5",
        "toy check bilevel-image bilevel-infimum bilevel-not-attained",
      ])
  }

  private static var bilevelTable: Table {
    var table = Table(columns: [
      "k", "infimum", "σ²(n−k)/2", "best linear", "attained", "s = 100", "s = 10000",
    ])
    for k in [1, 5, 9, 10] {
      let optimum = ExampleData.optimum(.bilevel, rows: k)
      let near = [100.0, 10000].map { s -> Cell in
        let eigenvalues = optimum.eigenvalues.map { line in
          line.gain == .zero
            ? DenoiserEigenvalue(
              dataEigenvalue: line.dataEigenvalue, gain: BilevelFilter().gain(at: s),
              multiplicity: line.multiplicity, isForced: false) : line
        }
        return .number(
          Risk(eigenvalues: eigenvalues, noiseVariance: ExampleData.noiseVariance).total)
      }
      table.append(
        [
          .integer(k), .number(optimum.risk.total),
          k < ExampleData.n
            ? .number(ExampleData.noiseVariance * Double(ExampleData.n - k) / 2) : .empty,
          .number(ExampleData.optimum(.linear).risk.total),
          .text(optimum.attainment == .attained ? "yes" : "no"),
        ] + near)
    }
    return table
  }

  static func even() -> Explanation {
    var table = Table(columns: ["N", "learned ω", "c₀", "risk", "formula", "best bilevel"])
    let forced = Double(ExampleData.n - ExampleData.k) * ExampleData.noiseVariance
    let top = Double(ExampleData.n) * ExampleData.signalEnergy
    for depth in [2, 4, 10, 100] {
      let optimum = ExampleData.optimum(.unrolled(depth: depth, step: .learned))
      let omega = optimum.stepSize ?? 0
      table.append([
        .integer(depth), .number(omega),
        .number(UnrolledFilter(depth: depth, stepSize: omega).forcedGain.value),
        .number(optimum.risk.total), .number(0.5 * top * forced / (top + forced)),
        .number(ExampleData.optimum(.bilevel).risk.total),
      ])
    }
    return Explanation(
      topic: .even,
      statement: [
        "For even N the denoisers of N steps are exactly",
        .formula(
          "ℬ = { T = Tᵀ : dim Eig(T, c₀) ≥ n − k, T ≼ c₀I },   c₀ = 1 − (1−ω)ᴺ"),
        """
        since f falls from f(0) = c₀ to −∞. With a learned ω the best c₀ is the Wiener gain of the \
        mean of the m = n − k largest eigenvalues of C, k < n. With their sum Σ > 0 the optimal risk is
        """,
        .formula(
          """
          min E = ½ Σ mσ²/(Σ + mσ²) + ½ Σ_{i>m} γᵢσ²/(γᵢ+σ²),   ω = 1 − (1−c₀)^(1/N)
          """),
        "whatever the even N is, and below the bilevel one for k < n.",
      ],
      assumptions: ["N even, ω > 0, 1 ≤ k ≤ n; σ > 0 for the risk."],
      limits: [
        "The risk is attained for every fixed and for the learned ω: the set is closed.",
        "For ω > 2 all eigenvalues are negative, c₀ < 0.",
        """
        For k = n nothing is forced: the best linear risk is reached by every ω whose c₀ is not \
        below the Wiener gains, ω = 1 among them.
        """,
        exchanged,
      ],
      source: "talk, 'Expressivity of unrolling', part 1, and theorem on best risks, part 3",
      caption: ExampleData.caption + ", k = 5",
      numbers: table,
      commands: [
        "toy risk --n 10 --k 5 --depth 2,4,10,100",
        "toy expressivity --depth 2,4,10 --omega 0.1,0.5,1,1.9",
        "toy check even-image even-learned even-depth-independent",
      ])
  }

  static func odd() -> Explanation {
    var table = Table(columns: [
      "N", "c", "c₀", "turns at s", "near s of 0.4", "far s of 0.4", "ω(1+s) there",
    ])
    for depth in [3, 5, 11, 101] {
      let filter = UnrolledFilter(depth: depth, stepSize: 0.5)
      let gain = Gain(value: 0.4)
      let far = filter.inverse(gain, branch: .far)
      table.append([
        .integer(depth), .number(filter.image.lowerBound.value), .number(filter.forcedGain.value),
        .number(filter.turningPoint),
        filter.inverse(gain, branch: .near).map { .number($0) } ?? .empty,
        far.map { .number($0) } ?? .empty, far.map { .number(0.5 * (1 + $0)) } ?? .empty,
      ])
    }
    return Explanation(
      topic: .odd,
      statement: [
        "For odd N ≥ 3 the denoisers of N steps are exactly",
        .formula(
          "ℬ = { T = Tᵀ : dim Eig(T, c₀) ≥ n − k, cI ≼ T },   c₀ = 1 − (1−ω)ᴺ"),
        """
        since f falls from f(0) = c₀ to its least value c = c_{N,ω}, and then rises to +∞; for \
        ω ≥ 1 + x it only rises, and c = c₀. With \
        p(q) = 1 + q + … + q^(N−1) the constant is c = ω min { p(q) : q ≤ 1 − ω }. The minimum of p \
        over all q is at q* = −x:
        """,
        .formula(
          """
          N x^(N−1) (1+x) = 1 + x^N,   x ∈ [½, 1),   p(q*) = (1 + x^N)/(1 + x)
          c = ω p(q*)   for ω ≤ 1 + x,   c = c₀   beyond
          """),
        "Small eigenvalues are out of reach unless ω is small; large ones are not.",
      ],
      assumptions: ["N odd and at least 3, ω > 0, 1 ≤ k ≤ n."],
      limits: [
        "The slide says 'N odd'; at N = 1 f is the constant ω ('toy explain depth-one').",
        """
        Every eigenvalue t with c < t ≤ c₀ is taken twice: for a small s, and for a large one behind \
        the turning point; c itself and those above c₀ once. For ω ≤ 1 eigenvalues above c₀ come from the second branch alone, \
        where ω(1+s) > 2 and the iteration diverges.
        """,
        exchanged,
      ],
      source: "talk, 'Expressivity of unrolling', part 2, and its proof; the equation of x is ours",
      caption: "ω = 0.5, and the two solutions of f(s) = 0.4",
      numbers: table,
      commands: [
        "toy expressivity --depth 3,5,11,101 --omega 0.5",
        "toy expressivity --x omega --depth 3,5 --omega lin:0.1..2.1:11",
        "toy risk --n 10 --k 5 --depth 3 --omega 0.1,0.5,1,learned",
        "toy check odd-image odd-constant odd-learned-constant",
      ])
  }

  static func depthOne() -> Explanation {
    var table = Table(columns: ["k", "N = 1", "formula", "N = 2", "N = 3", "best linear"])
    let energy = Double(ExampleData.n) * ExampleData.signalEnergy
    let noise = Double(ExampleData.n) * ExampleData.noiseVariance
    for k in [1, 5, 10] {
      table.append([
        .integer(k), .number(ExampleData.unrolled(1, .learned, rows: k)),
        .number(0.5 * energy * noise / (energy + noise)),
        .number(ExampleData.unrolled(2, .learned, rows: k)),
        .number(ExampleData.unrolled(3, .learned, rows: k)),
        .number(ExampleData.optimum(.linear).risk.total),
      ])
    }
    return Explanation(
      topic: .depthOne,
      statement: [
        "One step from z = 0 ends at z = ωx: T = ωI, and R has no influence. With a learned ω",
        .formula(
          """
          ω = tr C/(tr C + nσ²),   min E = ½ · tr C · nσ²/(tr C + nσ²)
          """),
      ],
      assumptions: ["ω > 0."],
      limits: [
        """
        The expressivity theorem on the slide is stated for odd N, but its set [c, ∞) of eigenvalues \
        is that of N ≥ 3: at N = 1 the only eigenvalue is ω.
        """,
        "Attained, unless there is no signal at all.",
      ],
      source: "the formula of unrolling at N = 1; talk, 'Expressivity of unrolling', part 2",
      caption: ExampleData.caption + ", learned ω; at N = 3 the infimum",
      numbers: table,
      commands: [
        "toy risk --n 10 --k 1,5,10 --depth 1", "toy expressivity --depth 1 --omega 0.5",
        "toy check depth-one slide-depth-one",
      ])
  }

  static func bounds() -> Explanation {
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
    return Explanation(
      topic: .bounds,
      statement: [
        """
        The smallest reachable eigenvalue c = c_{N,ω} of odd depths has no explicit form, but is \
        about half the step size:
        """,
        .formula("ω (½ + 1/(N+1))  ≤  c  ≤  ω (½ + (1/N) (1 + ½ log N)/(2 − (log N)/N))"),
      ],
      assumptions: [
        "N odd and at least 3.",
        "For the upper bound ω ≤ 1 + x, x as in 'toy explain odd': 1.5 for N = 3, growing to 2.",
      ],
      limits: [
        """
        The slide says 'roughly' and names no step sizes. What is bounded is ω p(q*), the minimum of f \
        over all real arguments. For ω > 1 + x it lies at some s < 0, which no R has; then c = c₀, \
        which may exceed the upper bound, as at N = 3, ω = 1.9.
        """,
        "The lower bound holds for every ω, with equality at N = 3, ω ≤ 1.5.",
      ],
      source: "talk, 'Expressivity of unrolling', part 2, last line",
      caption: "step sizes on both sides of 1 + x",
      numbers: table,
      commands: [
        "toy expressivity --depth 3 --omega 1,1.9",
        "toy expressivity --x depth --depth 3..41:2 --omega 1,1.9",
        "toy check bounds slide-bounds",
      ])
  }
}
