// The referee on planted faults, on right gradients, and on what it cannot know.

import LabKit
import Libc
import LinearAlgebra
import Testing

@testable import Hypergradient

struct RefereeTests {
  typealias Model = HypergradientParameters.Model

  @Test(
    "planted faults are identified with their cause", arguments: Model.allCases)
  func planted(model: Model) throws {
    let problem = try PlantedProblem(model, seed: 1)
    try #require(problem.truth.status == .certified)
    var referee = try problem.referee()
    for fault in try problem.faults() {
      let judgement = referee.judge([fault.gradient])
      let causes = Set(
        judgement.ties.map { $0.causes.map(\.rawValue).joined(separator: "+") })
      #expect(
        [.identified, .ambiguous].contains(judgement.verdict)
          && !causes.isDisjoint(with: fault.causes),
        """
        \(fault.name): \(judgement.verdict) \(judgement.ties.map(\.statement)) \
        \(judgement.matches.first?.statement ?? "")
        """)
      #expect(judgement.next != nil, "\(fault.name)")
    }
  }

  @Test(
    "numbers of steps and iterations are those planted", arguments: [Model.ridge, .logistic])
  func parameters(model: Model) throws {
    let problem = try PlantedProblem(model, seed: 3)
    var referee = try problem.referee()
    let z = problem.truth.solution
    func count(_ gradient: [Double]) -> Int? {
      referee.judge([gradient]).ties.first?.hypothesis.count
    }
    #expect(count(problem.unrolled(17, step: problem.step)) == 17)
    #expect(count(try problem.implicit(at: z, .conjugateGradient(tolerance: 0, limit: 4))) == 4)
    #expect(count(try problem.implicit(at: problem.iterate(11, step: problem.step), .direct)) == 11)
    let cut = referee.judge([problem.unrolled(30, step: problem.step, kept: 4)]).ties.first
    #expect(cut?.hypothesis.second == 4)
  }

  @Test(
    "a right gradient stays right with rounding noise", arguments: Model.allCases,
    1...2 as ClosedRange<UInt64>)
  func right(model: Model, seed: UInt64) throws {
    var problem = try PlantedProblem(model, seed: seed)
    var referee = try problem.referee()
    let g = problem.truth.gradient
    let noise = problem.generator.normals(g.count)
    for level in [0, 1e-12, 1e-8, 1e-6] {
      let noisy = zip(g, noise).map { $0 + level * norm(g) * $1 / norm(noise) }
      #expect(referee.judge([noisy]).verdict == .right)
    }
    #expect(
      referee.judge([try problem.implicit(at: problem.truth.solution, .direct)]).verdict == .right)
    // Nothing was needed for that.
    #expect(referee.bank?.batches.isEmpty == true)
  }

  @Test("no cause is named for a fault that the bank does not know", arguments: Model.allCases)
  func unknownFaults(model: Model) throws {
    var problem = try PlantedProblem(model, seed: 1)
    var referee = try problem.referee(stepLimit: 40)
    for fault in try problem.unknownFaults() {
      let judgement = referee.judge([fault.gradient])
      #expect(
        judgement.verdict == .unexplained && judgement.cause == nil,
        "\(fault.name): \(judgement.ties.map(\.statement))")
    }
  }

  @Test("no implicit term: the zero vector, or ∂_λF where F has the penalty")
  func missingTerm() throws {
    let plain = try PlantedProblem(.ridge, seed: 1)
    var referee = try plain.referee()
    let zero = referee.judge([plain.lambda.map { _ in 0 }])
    #expect(zero.verdict == .zero && zero.cause == "no-implicit-term")
    let penalized = try PlantedProblem(.logistic, seed: 1, upper: .penalized)
    referee = try penalized.referee()
    let judgement = referee.judge([penalized.truth.directGradient])
    // The upper gradient on training data is the same there.
    #expect(judgement.ties.contains { $0.causes == [.noImplicitTerm] })
  }

  @Test("F = G: an adjoint error is invisible, and so right")
  func same() throws {
    let problem = try PlantedProblem(.ridge, seed: 2, upper: .same)
    var referee = try problem.referee()
    let judgement = referee.judge([
      try problem.implicit(at: problem.truth.solution, .jacobianFree)
    ])
    #expect(judgement.verdict == .right)
    let far = try problem.implicit(at: problem.iterate(8, step: problem.step), .direct)
    #expect(referee.judge([far]).cause == "inner")
  }

  @Test(
    "F = G for the Lasso: gradients that coincide are all named", arguments: [1, 4] as [UInt64])
  func sameLasso(seed: UInt64) throws {
    let problem = try PlantedProblem(.lasso, seed: seed, upper: .same)
    var referee = try problem.referee(stepLimit: 100)
    // With the support settled, descent cut at K of N steps is ∂_λF after N + K.
    let cut = problem.unrolled(20, step: problem.step, kept: 5)
    var direct = problem.lambda
    problem.levels.upper.directGradient(
      problem.iterate(25, step: problem.step), problem.lambda, into: &direct)
    try #require(distance(cut, direct) < 1e-12 && distance(cut, problem.truth.gradient) > 1e-4)
    let judgement = referee.judge([cut])
    #expect(judgement.verdict == .ambiguous)
    let causes = Set(judgement.ties.map(\.causes))
    #expect(causes.isSuperset(of: [[.truncated], [.noImplicitTerm]]), "\(causes)")
    // The loss summed, in F as well, is n times the problem at another λ.
    let shifted = problem.lambda.map { $0 - log(40) }
    let summed = try Truth(problem.levels, at: shifted, tolerance: 1e-5).gradient.map { 40 * $0 }
    #expect(referee.judge([summed]).cause == "other-problem")
  }

  @Test(
    "the unit of the targets changes no verdict", arguments: [Model.ridge, .lasso], [1e-11, 1e11])
  func units(model: Model, unit: Double) throws {
    let problem = try PlantedProblem(model, seed: 1, unit: unit)
    try #require(problem.truth.status == .certified)
    var referee = try problem.referee()
    let names = ["CG 2", "Neumann 7", "unrolled 12", "inner 9"]
    for fault in try problem.faults() where names.contains(fault.name) {
      let judgement = referee.judge([fault.gradient])
      #expect(
        judgement.verdict == .identified && fault.causes.contains(judgement.cause ?? ""),
        "\(fault.name): \(judgement.verdict) \(judgement.ties.map(\.statement))")
    }
  }

  @Test("a vector whose squares underflow has no explanation")
  func tiny() throws {
    let problem = try PlantedProblem(.ridge, seed: 1)
    var referee = try problem.referee(stepLimit: 40)
    let judgement = referee.judge([problem.truth.gradient.map { 1e-200 * $0 }])
    #expect(judgement.verdict == .unexplained, "\(judgement.ties.map(\.statement))")
  }

  @Test("the format of the entries: float32, float16, decimals")
  func precision() throws {
    let problem = try PlantedProblem(.ridge, seed: 1)
    var referee = try problem.referee()
    let g = problem.truth.gradient
    #expect(referee.judge([g.map { Double(Float($0)) }]).verdict == .right)
    let decimals = g.map { value in
      let scale = pow(10, 3 - floor(log10(abs(value))))
      return (value * scale).rounded() / scale
    }
    let printed = referee.judge([decimals])
    #expect(printed.verdict == .rounding && printed.cause == "decimals")
    // Computed in single precision, and CG besides.
    let wrong = try problem.implicit(
      at: problem.truth.solution, .conjugateGradient(tolerance: 0, limit: 3))
    let judgement = referee.judge([wrong.map { Double(Float($0)) }])
    #expect(judgement.cause == "cg" && judgement.precision == .float32)
  }

  @Test("with the few digits of single precision the first fit does not hide the cause")
  func lateInSinglePrecision() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let problem = try PlantedProblem(.quadratic, seed: seed)
      var referee = try problem.referee()
      for count in [30, 45, 55] {
        let late = problem.unrolled(count, step: problem.step).map { Double(Float($0)) }
        let judgement = referee.judge([late])
        #expect(
          judgement.ties.isEmpty || judgement.ties.contains { $0.causes == [.unrolled] },
          "\(count): \(judgement.ties.map(\.statement))")
      }
    }
  }

  @Test("noise is not taken for rounding because entries have 8 bits")
  func coarseNoise() throws {
    func rounded(_ numbers: [Double]) -> [Double] {
      numbers.map { Double(Float(bitPattern: (Float($0).bitPattern + 0x8000) & 0xffff_0000)) }
    }
    var problem = try PlantedProblem(.quadratic, seed: 1)
    var referee = try problem.referee(stepLimit: 40)
    let stored = referee.judge([rounded(problem.truth.gradient)])
    #expect(stored.verdict == .rounding && stored.cause == "bfloat16")
    for fault in try problem.unknownFaults() where ["noise 0.1", "one entry"].contains(fault.name) {
      let judgement = referee.judge([rounded(fault.gradient)])
      #expect(judgement.precision == .bfloat16 && judgement.verdict == .unexplained)
    }
  }

  @Test("NaN, a kink and a missing certificate are answers of their own")
  func noTruth() throws {
    let problem = try PlantedProblem(.lasso, seed: 1)
    var referee = try problem.referee()
    var broken = problem.truth.gradient
    broken[2] = .nan
    #expect(referee.judge([broken]).verdict == .notFinite)
    guard case .quadratic(let form) = problem.levels.lower.loss else {
      Issue.record("not a quadratic")
      return
    }
    // At λ_max of the strongest feature the support changes.
    var lambda = problem.lambda.map { _ in 3.0 }
    let strongest = form.linear.indices.max { abs(form.linear[$0]) < abs(form.linear[$1]) } ?? 0
    lambda[strongest] = log(abs(form.linear[strongest]))
    let kink = try Truth(problem.levels, at: lambda, tolerance: 1e-5)
    var other = try Referee(problem.levels, [kink], tolerance: 1e-5)
    #expect(other.judge([problem.truth.gradient]).verdict == .kink)
    let strict = try Truth(problem.levels, at: problem.lambda, tolerance: 1e-18)
    var third = try Referee(problem.levels, [strict], tolerance: 1e-18)
    #expect(third.judge([problem.truth.gradient]).verdict == .notCertified)
  }

  @Test("one parameter says nothing at one point, and enough at several")
  func stacked() throws {
    let golden = GoldenProblem(model: .ridge, upper: .validation, isShared: true)
    let levels = try golden.levels()
    let lambdas = [-2.5, -1.5, -0.5, 0.5]
    let truths = try lambdas.map { try Truth(levels, at: [$0], tolerance: 1e-5) }
    let wrong = try truths.map { truth in
      try levels.rootVJP(
        at: truth.solution, truth.lambda, by: .conjugateGradient(tolerance: 0, limit: 2)
      ).gradient
    }
    var one = try Referee(levels, [truths[0]], tolerance: 1e-5, stepLimit: 40)
    #expect(one.judge([wrong[0]]).verdict == .unexplained)
    var all = try Referee(levels, truths, tolerance: 1e-5, stepLimit: 40)
    let judgement = all.judge(wrong)
    #expect(judgement.verdict == .identified && judgement.cause == "cg")
    #expect(judgement.ties.first?.hypothesis.count == 2)
    #expect(all.judge(truths.map(\.gradient)).verdict == .right)
    #expect(all.judge(truths.map { $0.gradient.map { -$0 } }).cause == "sign")
  }

  @Test("θ of the user names what a path could not")
  func theta() throws {
    let problem = try PlantedProblem(.logistic, seed: 2)
    // No path of the bank ends here.
    let z = problem.truth.solution.enumerated().map {
      $0.element * (1 + 0.02 * Double($0.offset % 3 - 1))
    }
    let wrong = try problem.implicit(at: z, .direct)
    var blind = try problem.referee(stepLimit: 40)
    #expect(blind.judge([wrong]).ties.isEmpty)
    var seeing = try problem.referee(theta: z, stepLimit: 40)
    #expect(seeing.judge([wrong]).cause == "inner")
    let both = try problem.implicit(at: z, .normalConjugateGradient(tolerance: 0, limit: 4))
    let judgement = seeing.judge([both])
    #expect(judgement.cause == "inner+normal-cg")
    #expect(judgement.ties.first?.hypothesis.count == 4)
    // A lower level that is solved is not a fault.
    var solved = try problem.referee(theta: problem.truth.solution, stepLimit: 40)
    let stopped = try problem.implicit(
      at: problem.truth.solution, .normalConjugateGradient(tolerance: 0, limit: 4))
    #expect(solved.judge([stopped]).cause == "normal-cg")
    // The same holds where θ is right to fewer digits than everything else.
    let near = problem.truth.solution.map { $0 * (1 + 1e-7) }
    var almost = try problem.referee(theta: near, stepLimit: 40)
    let right = try problem.implicit(at: near, .direct)
    #expect(almost.judge([right.map { -$0 }]).cause == "sign")
    let other = almost.judge([zip(right, problem.lambda).map { $0 / exp($1) }])
    #expect(other.verdict == .identified && other.cause == "parametrisation")
    #expect(other.ties.first?.others == 0)
  }
}
