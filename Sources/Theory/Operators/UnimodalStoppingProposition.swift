// The risk over the stopping time may have several minima.

package import Evidence
import Intervals
import Libc
package import ToyModel

package struct UnimodalStoppingProposition: Claim {
  package let id = "unimodal-stopping"
  package let exposition = Exposition(
    title: "The risk of early stopping first falls and then rises",
    statement: [
      """
      The risk of Landweber's iteration over the number N of steps has a single local minimum, because the \
      bias falls and the variance rises.
      """
    ],
    assumptions: ["As for early-stopping."],
    limits: ["With a single direction, or with equal Nᵢ*, it is true."],
    sources: [.proofStopping, .claims("early-stopping")],
    example: { .severalMinima() },
    commands: ["toy explain early-stopping"],
    declarations: ["Landweber"])
  package let domain =
    "a = 0.19035, 0.53853, 0.030248, γ = 0.08186, 0.03668, 280.1, σ² = 0.8873, ω = 0.9/‖A‖²"
  package let stance = Stance.refutedAsStated(
    correction: """
      There may be several local minima, at most n of them: here three, at N = 0.0652, 5.68 and 89.2. All of \
      them lie in the bracket of early-stopping, and dE/dN, a sum of exponentials, has at most 2n − 1 zeros.
      """)

  /// The three directions with σ² and ω.
  package static let example = Landweber(
    directions: zip([0.19035, 0.53853, 0.030248], [0.08186, 0.03668, 280.1]).map {
      OperatorDirection(singularValue: $0, energy: $1)
    }, noiseVariance: 0.8873, stepSize: 0.9 / (0.53853 * 0.53853))

  /// Times between which the risk falls, rises, falls, rises, falls and rises.
  package var times: [Double] = [0.001, 0.065216504, 1.5, 5.6846431, 30, 89.224759, 300]

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .exhaustive(
        "the risk does not rise before it falls, in interval arithmetic",
        [ParameterPoint([.sigma: Self.example.noiseVariance.squareRoot()])],
        command: {
          "printf '280.1\\n0.08186\\n0.03668\\n' > spectrum.csv; toy landweber --data spectrum.csv "
            + "--singular-values 0.030248,0.19035,0.53853 --sigma \($0[.sigma]) --summary"
        }
      ) { _ in
        let risks = times.map { Self.risk(Self.example, at: $0) }
        // A rise that is followed by a fall.
        for (index, risk) in risks.enumerated().dropFirst().dropLast()
        where risks[index - 1].isBelow(risk) && risks[index + 1].isBelow(risk) {
          return
            "risks \(risks[index - 1].middle), \(risk.middle) and \(risks[index + 1].middle) after "
            + "\(times[index - 1]), \(times[index]) and \(times[index + 1]) steps"
        }
        return nil
      }
    ]
  }

  /// E(N) enclosed, with (1−ωa²)ᴺ as exp(N log(1−ωa²)) within a few units of rounding.
  private static func risk(_ iteration: Landweber, at time: Double) -> Interval {
    iteration.directions.reduce(Interval.zero) { sum, direction in
      let a = direction.singularValue
      let power = pow(1 - iteration.stepSize * a * a, time)
      let error = Interval(power * (1 - 1e-13), power * (1 + 1e-13))
      let amplification = (1 - error) / Interval(a)
      return sum + 0.5 * Interval(direction.energy) * error.squared
        + 0.5 * Interval(iteration.noiseVariance) * amplification.squared
    }
  }
}
