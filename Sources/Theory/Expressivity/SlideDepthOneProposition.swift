// The theorem on odd depths, read for N = 1.

package import Evidence
package import ToyModel

package struct SlideDepthOneProposition: Claim {
  package let id = "slide-depth-one"
  package let exposition = Exposition(
    title: "Odd depths reach every eigenvalue from c on, N = 1 among them",
    statement: [
      "For every odd N, N = 1 among them, all numbers from c_{N,ω} on are eigenvalues of some T."
    ],
    assumptions: ["N odd, as on the slide; ω > 0, 1 ≤ k ≤ n."],
    limits: ["From N = 3 on the statement is true (`toy explain odd-image`)."],
    sources: [.talkOddSet],
    example: { .depthOneImage() },
    commands: ["toy expressivity --depth 1,3 --omega 1"])
  package let domain = "odd N from 1 to 9, ω = 1; the eigenvalue 2c₀"
  package let stance = Stance.refutedAsStated(
    correction: """
      It requires N ≥ 3: at N = 1 the denoiser is ωI for every R, and ω is its only eigenvalue.
      """)

  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 1...9, legal: 1...99) { $0 % 2 == 1 }
    return [
      try .exhaustive(
        "some s has f(s) = 2c₀", depths.map { ParameterPoint([.depth: Double($0), .omega: 1]) },
        command: { "toy expressivity \($0.options(.depth, .omega))" }
      ) { point in
        let filter = filter(point.depth, point[.omega])
        let target = 2 * filter.forcedGain.value
        guard filter.inverse(Gain(value: target), branch: .far) == nil else { return nil }
        return "f(s) is \(filter.gain(at: 0).value) at s = 0 and \(filter.gain(at: 1e6).value) at "
          + "s = 10⁶, never \(target)"
      }
    ]
  }
}
