// The pages on the model, the risk and the filters.

import LinearAlgebra
import Report
import Studies
import ToyModel

extension Explanation {
  static func model() throws(CommandError) -> Explanation {
    Explanation(
      topic: .model,
      statement: [
        """
        Signals y ∈ ℝⁿ are observed with noise, x = y + ε, ε ~ N(0, σ²I). The lower level denoises \
        x by means of a regularizer R:
        """,
        .formula("min_z ½‖z − x‖² + ½‖Rz‖²,   R ∈ ℝᵏˣⁿ"),
        "Bilevel learning solves it exactly, unrolling takes N gradient steps of size ω from z = 0:",
        .formula(
          "bilevel    T = (I + RᵀR)⁻¹\nunrolled   T = ω Σ_{j<N} (I − ω(I + RᵀR))ʲ"),
        "Either is a linear denoiser x ↦ Tx. The upper level learns R, and ω if one likes:",
        .formula("min_R E ½‖T(y + ε) − y‖²"),
      ],
      assumptions: [
        "Signal and noise are independent, and the signal has finite second moments.",
        """
        The toy data are constant signals y = λ𝟏 with E λ = μ, Var λ = θ², or independent entries \
        with that mean and variance.
        """,
      ],
      limits: [
        """
        The risk is the expectation, not the mean over finitely many samples; 'toy explain speech' \
        says what becomes of it with data.
        """,
        """
        The regularizer is quadratic and the same for every x: a model of learned regularisation \
        that can be solved, not total variation and not a network.
        """,
        "The iteration starts at z = 0. A start at z = x would give other denoisers.",
      ],
      source: "arXiv 2209.12651, toy model; talk, 'A tractable model' to 'Total model'",
      caption:
        """
        the risk of R = α·(differences of neighbours), n = 4, k = 3, for constant signals \
        with μ = 1, θ = 0.5, σ = 0.9. Differences leave constant signals alone: with growing α \
        bilevel learning tends to its infimum, while two gradient steps diverge
        """,
      numbers: try differencesTable(),
      commands: [
        "toy risk --n 4 --k 3 --family linear,bilevel,unrolled --depth 2 --omega 0.5,learned",
        "toy risk-ratio --n 500 --sigma 0.9 -o -",
      ])
  }

  /// Risks of denoisers with differences of neighbours as R, scaled by α.
  private static func differencesTable() throws(CommandError) -> Table {
    let n = 4
    let moment = Matrix(
      repeating: ExampleData.signalEnergy, rows: n, columns: n)
    let filters: [any BranchedFilter] = [
      BilevelFilter(), UnrolledFilter(depth: 2, stepSize: 0.5),
    ]
    var table = Table(columns: ["R", "bilevel", "unrolled, N = 2, ω = 0.5"])
    for alpha in [0.0, 0.5, 1, 2, 10] {
      var r = Matrix(repeating: 0, rows: n - 1, columns: n)
      for row in 0..<(n - 1) {
        r[row, row] = -alpha
        r[row, row + 1] = alpha
      }
      var cells = [Cell.text("α = \(formatted(alpha, significantDigits: 3))")]
      for filter in filters {
        do {
          let risk = Risk(
            denoiser: try filter.map(regularizer: r), secondMoment: moment,
            noiseVariance: ExampleData.noiseVariance)
          cells.append(.number(risk.total))
        } catch {
          throw .failure("the eigenvalues of RᵀR did not converge")
        }
      }
      table.append(cells)
    }
    let spectrum = DataModel.constant(n: n, mu: ExampleData.mu, theta: ExampleData.theta).spectrum
    table.append([
      .text("infimum"),
      .number(ExampleData.optimum(.bilevel, rows: n - 1, spectrum: spectrum).risk.total),
      .number(ExampleData.unrolled(2, .fixed(0.5), rows: n - 1, spectrum: spectrum)),
    ])
    return table
  }

  static func biasVariance() -> Explanation {
    Explanation(
      topic: .biasVariance,
      statement: [
        """
        For every linear T the risk is a part that only the signal makes and one that only the \
        noise makes:
        """,
        .formula(
          """
          E ½‖T(y+ε) − y‖² = ½E‖(T−I)y‖² + ½E‖Tε‖²
                           = ½ tr((T−I) C (T−I)ᵀ) + ½σ²‖T‖_F²,   C = E[yyᵀ]
          """),
        "For constant signals the bias is ½(μ²+θ²)‖(T−I)𝟏‖².",
      ],
      assumptions: [
        "y and ε are independent, E ε = 0, Cov ε = σ²I, and T does not depend on x."
      ],
      limits: [
        """
        Of the noise only mean and covariance enter, not that it is normal; of the signal only C. \
        C is the second moment, which contains the mean, not the covariance.
        """,
        "T need not be symmetric here; it always is where it comes from some R.",
        "The mean squared error of a sample is 2/n times the risk.",
      ],
      source: "talk, lemma 'Bias-variance decomposition of upper level'",
      caption:
        """
        four denoisers of constant signals, n = 4, μ = 1, θ = 0.5, σ = 0.9, and the mean \
        loss ½‖Tx − y‖² over 100000 random pairs (seed 0)
        """,
      numbers: sampledTable(),
      commands: [
        "toy risk --n 4 --k 2 --depth 2", "toy risk-ratio --n 10 --y bias -o -",
        "toy check bias-variance commuting-risk",
      ])
  }

  /// Bias and variance of a few matrices, beside the mean loss over random draws.
  private static func sampledTable() -> Table {
    let n = 4
    let moment = Matrix(repeating: ExampleData.signalEnergy, rows: n, columns: n)
    var previous = Matrix(repeating: 0, rows: n, columns: n)
    for row in 0..<n {
      previous[row, row] += 0.5
      previous[row, max(row - 1, 0)] += 0.5
    }
    let best =
      ExampleData.signalEnergy / (Double(n) * ExampleData.signalEnergy + ExampleData.noiseVariance)
    let denoisers = [
      ("T = I", Matrix.identity(n)), ("mean with the sample before", previous),
      ("mean of all samples", Matrix(repeating: 0.25, rows: n, columns: n)),
      ("best linear", Matrix(repeating: best, rows: n, columns: n)),
    ]
    var table = Table(columns: ["denoiser", "bias", "variance", "risk", "mean loss of draws"])
    for (name, denoiser) in denoisers {
      let risk = Risk(
        denoiser: denoiser, secondMoment: moment, noiseVariance: ExampleData.noiseVariance)
      table.append([
        .text(name), .number(risk.bias), .number(risk.variance), .number(risk.total),
        .number(meanLoss(denoiser, draws: 100_000)),
      ])
    }
    return table
  }

  /// The mean of ½‖Tx − y‖² over random constant signals with noise.
  private static func meanLoss(_ denoiser: Matrix, draws: Int) -> Double {
    let n = denoiser.rows
    var generator = SeededGenerator(seed: 0)
    var sum = 0.0
    for _ in 0..<draws {
      let level = ExampleData.mu + ExampleData.theta * generator.nextNormal()
      let noisy = (0..<n).map { _ in level + ExampleData.sigma * generator.nextNormal() }
      for row in 0..<n {
        var error = -level
        for column in 0..<n { error += denoiser[row, column] * noisy[column] }
        sum += 0.5 * error * error
      }
    }
    return sum / Double(draws)
  }

  static func linear() -> Explanation {
    var table = Table(columns: ["σ", "Wiener gain", "risk", "formula", "risk of T = I"])
    for sigma in [0.1, 0.5, 0.9, 5] {
      let variance = sigma * sigma
      let optimum = OptimalRisk(
        spectrum: ExampleData.constant, noiseVariance: variance, rows: ExampleData.n,
        family: .linear)
      let gamma = Double(ExampleData.n) * ExampleData.signalEnergy
      table.append([
        .number(sigma),
        .number(Gain.wiener(eigenvalue: gamma, noiseVariance: variance).value),
        .number(optimum.risk.total), .number(0.5 * variance * gamma / (gamma + variance)),
        .number(0.5 * variance * Double(ExampleData.n)),
      ])
    }
    return Explanation(
      topic: .linear,
      statement: [
        """
        In a direction in which the signal has the second moment γ an eigenvalue t of T costs \
        ½(γ(1−t)² + σ²t²). That is least at the Wiener gain t* = γ/(γ+σ²), and so, with the \
        eigenvalues γᵢ of C,
        """,
        .formula("T* = C(C + σ²I)⁻¹,   E(T*) = ½ Σᵢ γᵢσ²/(γᵢ+σ²)"),
        "For constant signals these are",
        .formula(
          """
          T* = (μ²+θ²)/(n(μ²+θ²)+σ²) · 𝟏𝟏ᵀ,   E(T*) = (σ²/2) · n(μ²+θ²)/(n(μ²+θ²)+σ²)
          """),
      ],
      assumptions: ["Signal and noise are independent, E ε = 0, Cov ε = σ²I, σ > 0; any C."],
      limits: [
        """
        Best among linear maps x ↦ Tx. For μ ≠ 0 a map with an offset can be better, and for signals \
        that are not normal one that is not linear.
        """,
        """
        Bilevel and unrolled denoisers are linear, so this risk bounds theirs from below, whatever k, \
        N and ω are.
        """,
        "The slide has the constant signals; the form with C holds for all data.",
      ],
      source: "talk, theorem on best risks, part 1",
      caption: "constant signals, n = 10, μ = 1, θ = 0.5",
      numbers: table,
      commands: [
        "toy risk --n 10 --family linear --sigma 0.1,0.5,0.9,5",
        "toy risk-ratio --x sigma --sigma log:0.1..100:121 --k 250 -o -",
        "toy check wiener linear-optimum",
      ])
  }

  static func filter() -> Explanation {
    let omega = 0.5
    let filters: [any BranchedFilter] =
      [BilevelFilter()] + [2, 3, 10, 11].map { UnrolledFilter(depth: $0, stepSize: omega) }
    var table = Table(columns: ["s", "ω(1+s)", "bilevel", "N = 2", "N = 3", "N = 10", "N = 11"])
    for s in [0.0, 0.5, 1, 2, 3, 4] {
      table.append(
        [.number(s), .number(omega * (1 + s))] + filters.map { .number($0.value(at: s)) })
    }
    return Explanation(
      topic: .filter,
      statement: [
        "T has the eigenvectors of RᵀR, and an eigenvalue s of RᵀR becomes the eigenvalue f(s) of T:",
        .formula(
          """
          bilevel    f(s) = 1/(1+s)
          unrolled   f(s) = ω Σ_{j<N} qʲ = (1 − qᴺ)/(1+s),   q = 1 − ω(1+s)
          """),
        """
        R has k rows, so RᵀR has the eigenvalue 0 at least n − k times and T the forced eigenvalue \
        f(0): 1 for bilevel learning, c₀ = 1 − (1−ω)ᴺ for unrolling. All else that can be said \
        of T is that its eigenvalues are in the image of f.
        """,
      ],
      assumptions: ["R is any real k × n matrix, 1 ≤ k ≤ n; ω > 0, N ≥ 1."],
      limits: [
        """
        f of unrolling is near 1/(1+s) only where 0 < ω(1+s) < 2. Beyond, the iteration diverges and \
        f runs to −∞ for even N and to +∞ for odd N ≥ 3: these values exist because the iteration \
        is stopped after N steps.
        """,
        "f(0) is forced at least n − k times: R of lower rank forces it more often.",
      ],
      source: "talk, 'Expressivity of unrolling - proof'",
      caption: "f(s) for ω = 0.5; from s = 3 on the iteration no longer converges",
      numbers: table,
      commands: [
        "toy expressivity --x s --family bilevel,unrolled --depth 2,3,10,11 --s lin:0..5:11",
        "toy expressivity --depth 2,3,10,11 --omega 0.5",
        "toy check filter-recursion forced-eigenvalue",
      ])
  }
}
