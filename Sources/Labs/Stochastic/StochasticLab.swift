// The lab of stochastic bilevel methods.

package import Evidence
import Files
package import LabKit
import Libc
import LinearAlgebra
import Report

/// Nine stochastic methods for bilevel problems that are finite sums, where the exact gradient is known.
package struct StochasticLab: Lab {
  package let id = "stochastic"
  package let title = "Stochastic bilevel optimisation"
  package let question =
    "How fast are stochastic bilevel methods, and what does variance reduction gain?"
  package let introduction: [Passage] = [
    """
    min_λ h(λ) = F(z*(λ), λ) with z* = argmin_z G(z, λ), G = (1/n) Σ Gᵢ and F = (1/m) Σ Fⱼ. Methods estimate the directions \
    ∂_zG, Hv + ∂_zF and Cᵀv + ∂_λF of z, v and λ from few samples, with H = ∂²G/∂z² and C = ∂²G/∂λ∂z. A call is an evaluation of one \
    of the five quantities for one sample.
    """,
    """
    Sum of quadratics: Gᵢ = Σ aᵢₖzₖ²/2 − bᵢₖλₖzₖ + αᵢₖzₖ and Fⱼ = Σ fⱼₖzₖ²/2 − cⱼₖzₖ + eⱼₖλₖ in 24 dimensions, 32 samples each, so that \
    ∇hₖ = hₖ(λₖ − λ*ₖ) with hₖ from 10⁻⁴ to 1 and λ* = h^(−1/2); expectations are means over 8 replicas.
    """,
    """
    Logistic regression: Gᵢ = log(1 + exp(−y⟨x, z⟩)) + ½ Σ exp(λ_k) z_k² on training data, Fⱼ = log(1 + exp(−y⟨x, z⟩)) on validation \
    data, λ in a box; h and ∇h by Newton's method.
    """,
  ]
  package let sources: [Source] = [
    .optimizerTalk("Bilevel case: SABA (Stochastic Average Bilevel Algorithm)"), .dagreou, .srba,
    .ghadimi, .ji, .arbel, .hong, .yang, .khanduri, .own("a finite sum with closed-form means"),
  ]
  package let headline = LabHeadline(
    "With constant steps the plateau of SOBA is ", StochasticClaims.sobaPlateauRatio.id, digits: 3,
    " times that of SABA.")
  package let tableNames = ["runs", "convergence", "logistic", "path", "reference"]
  package let parameters: [LabParameter] = StochasticParameters.all
  package let claims: [LabClaim] = StochasticClaims.all

  /// Rows of the table of runs: a part, a method, its steps and sizes, and a seed.
  package let sweep: LabSweep? = LabSweep(
    table: "runs", columns: StochasticReport.columns, textColumns: StochasticReport.textColumns,
    axes: [
      StochasticParameters.part, StochasticParameters.methods, StochasticParameters.steps,
      StochasticParameters.batches, StochasticParameters.innerSteps, StochasticParameters.products,
    ],
    settingColumns: [
      "problem": StochasticParameters.part, "method": StochasticParameters.methods,
      "batch": StochasticParameters.batches, "inner_steps": StochasticParameters.innerSteps,
      "products": StochasticParameters.products, "replicas": StochasticParameters.replicas,
      "iterations": StochasticParameters.iterations,
    ]
  ) { given in
    // The user's data are only for logistic regression.
    let isOwn = given.contains(LabelledParameters.data.name)
    let quadratic = LabValue.names([StochasticParameters.Part.quadratic.rawValue])
    return [(StochasticParameters.part, isOwn ? nil : quadratic)]
  }

  package init() {}

  /// The tables of the parts that are computed.
  package func tableNames(_ settings: LabSettings) -> [String] {
    let parts = StochasticRequest.parts(settings)
    return ["runs"] + (parts.contains(.quadratic) ? ["convergence"] : [])
      + (parts.contains(.logistic) ? ["logistic", "path", "reference"] : [])
  }

  /// True: λ at the end of every run.
  package func hasProduct(_ settings: LabSettings) -> Bool { true }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let request = try StochasticRequest(settings)
    // Files and options are read before anything is computed.
    let logistic =
      request.parts.contains(.logistic) ? try LogisticStudy(settings, request) : nil
    var study = LabStudy(settings)
    request.use(&study)
    var report = StochasticReport()
    if request.parts.contains(.quadratic) {
      QuadraticReport(request, settings).report(&report, to: &study)
    }
    if let logistic {
      try LogisticReport(request, logistic).report(&report, to: &study)
    }
    report.finish(&study)
    return study
  }
}
