// Claims about the rates of the three estimators.

import Evidence
import LabKit

/// The rates of g¹ = ∂_λF(z_N), g² = ∂_λF + J_Nᵀ∂_zF and g³ = ∂_λF − CᵀH⁻¹∂_zF at z_N, in e = ‖z_N − z*‖.
enum RateClaims {
  // MARK: A scalar model

  static let recursion = LabClaim(
    "hypergradient/scalar-recursion", .law, "The recursion of the Jacobian in closed form",
    """
    For G = h z²/2 − b z with h = e^t, b = 1 + t²/2 and q = 1 − ρh: z_N = z*(1 − q^N) and \
    J_N = J*(1 − q^N) + ρh′z*Nq^(N−1).
    """, sources: [.own("the recursion, solved")])
  static let expansions = LabClaim(
    "hypergradient/scalar-expansions", .law, "The three errors in closed form",
    """
    For F = G: g¹ − g* = (h′z* − b′)(z_N − z*) + h′e²/2, g² − g* = g¹ − g* − hz*q^N J_N and g³ − g* = −h′e²/2.
    """, sources: [.own("a finite expansion")])
  static let scalarFirst = LabClaim(
    "hypergradient/scalar-g1", .law, "Alternating minimisation is of first order",
    "For F = G the slope of log|g¹ − g*| against log e is 1 on the scalar model.",
    sources: [.superefficiency, .unrollingTalk(estimates)])
  static let scalarSecond = LabClaim(
    "hypergradient/scalar-g2", .law, "Unrolling is nearly of second order",
    "For F = G the slope of log|g² − g*| against log e is below 2 on the scalar model because of the factor N.",
    sources: [.superefficiency, .own("the closed form")])
  static let scalarSecondLimit = LabClaim(
    "hypergradient/scalar-g2-limit", .law, "The constant of unrolling",
    "For F = G the error |g² − g*| is Θ(Ne²): its ratio to Ne² tends to ρhh′/q.",
    sources: [.own("the closed form")])
  static let scalarThird = LabClaim(
    "hypergradient/scalar-g3", .law, "Implicit differentiation is of second order",
    "For F = G the slope of log|g³ − g*| against log e is 2 on the scalar model.",
    sources: [.superefficiency, .unrollingTalk(estimates)])
  static let flat = LabClaim(
    "hypergradient/scalar-flat", .law, "Unrolling where the Hessian does not depend on λ",
    "For h′ = 0 the error of unrolling is g² − g* = b′z*(q²)^N: of second order without the factor N.",
    sources: [.own("the closed form")])
  static let flatOrder = LabClaim(
    "hypergradient/scalar-flat-order", .law,
    "The order of unrolling where the Hessian does not depend on λ",
    "For h′ = 0 the slope of log|g² − g*| against log e is 2.", sources: [.own("the closed form")])
  static let scalarGeneralSecond = LabClaim(
    "hypergradient/scalar-general-g2", .law, "Unrolling for F ≠ G is worse than first order",
    """
    For F = ½(z − 2)² the error of unrolling is |g² − g*| ~ Ne|z* − 2|ρh′/q, which is not even O(e).
    """, sources: [.own("the closed form")])
  static let scalarGeneralThird = LabClaim(
    "hypergradient/scalar-general-g3", .law, "Implicit differentiation for F ≠ G is of first order",
    "For F = ½(z − 2)² the slope of log|g³ − g*| against log e is 1.",
    sources: [.own("a Taylor expansion")])

  // MARK: Logistic regression

  static let first = LabClaim(
    "hypergradient/rate-g1", .law, "Alternating minimisation for logistic regression",
    "For F = G the slope of log‖g¹ − g*‖ against log e is 1 to within 0.15.",
    sources: [.superefficiency, .unrollingTalk(estimates)])
  static let second = LabClaim(
    "hypergradient/rate-g2", .law, "Unrolling for logistic regression",
    "For F = G the slope of log‖g² − g*‖ against log e is near 2, mostly below it because of the factor N.",
    sources: [.superefficiency, .unrollingTalk(estimates)])
  static let third = LabClaim(
    "hypergradient/rate-g3", .law, "Implicit differentiation for logistic regression",
    "For F = G the slope of log‖g³ − g*‖ against log e is 2 to within 0.15.",
    sources: [.superefficiency, .unrollingTalk(estimates)])
  static let danskin = LabClaim(
    "hypergradient/danskin", .law, "Danskin's theorem",
    "For F = G the implicit term J*ᵀ∂_zG vanishes at z*, so that g* = ∂_λG(z*).",
    sources: [.unrollingTalk(estimates)])
  static let jacobian = LabClaim(
    "hypergradient/rate-jacobian", .law,
    "The Jacobian converges as fast as z_N, up to the factor N",
    "The slope of log‖J_N − J*‖ against log e is 1 to within 0.12.", sources: [.superefficiency])
  static let differencesSame = LabClaim(
    "hypergradient/differences-same", .law, "The exact gradient for F = G agrees with differences",
    "∂_λG(z*) agrees with central differences of min_z G to 10⁻⁹.",
    sources: [.own("the definition of the derivative")])
  static let differencesGeneral = LabClaim(
    "hypergradient/differences-general", .law,
    "The exact gradient for F ≠ G agrees with differences",
    "For F = ½‖z − t‖² implicit differentiation agrees with central differences of F(z*(λ)) to 10⁻⁸.",
    sources: [.own("the definition of the derivative")])
  static let generalSecond = LabClaim(
    "hypergradient/general-g2", .law, "Unrolling for F ≠ G",
    "For F = ½‖z − t‖² the slope of log‖g² − g*‖ against log e is at most 1, and 1 to within 0.12.",
    sources: [.own("a Taylor expansion")])
  static let generalThird = LabClaim(
    "hypergradient/general-g3", .law, "Implicit differentiation for F ≠ G",
    "For F = ½‖z − t‖² the slope of log‖g³ − g*‖ against log e is 1 to within 0.15.",
    sources: [.own("a Taylor expansion")])

  // MARK: Numbers of the built-in instance

  static let firstNumber = LabClaim(
    "hypergradient/rate-g1-number", .pin, "The error of alternating minimisation at e = 8·10⁻⁷",
    "At the first e below 10⁻⁶ the error of g¹ is 1.93196·10⁻⁸.", sources: [.own("a number")])
  static let secondNumber = LabClaim(
    "hypergradient/rate-g2-number", .pin, "The error of unrolling at e = 8·10⁻⁷",
    "At the first e below 10⁻⁶ the error of g² is 1.36037·10⁻¹².", sources: [.own("a number")])
  static let generalFirstNumber = LabClaim(
    "hypergradient/general-g1-number", .pin,
    "The remaining error of alternating minimisation for F ≠ G",
    "For F = ½‖z − t‖² the error of g¹ stays at 0.132188.", sources: [.own("a number")])
  static let slopeNumber = LabClaim(
    "hypergradient/rate-g2-slope", .pin, "The slope of unrolling",
    "The slope of log‖g² − g*‖ against log e is 1.95239.", sources: [.own("a number")])
  static let generalSlopeNumber = LabClaim(
    "hypergradient/general-g2-slope", .pin, "The slope of unrolling for F ≠ G",
    "For F = ½‖z − t‖² the slope of log‖g² − g*‖ against log e is 0.974015.",
    sources: [.own("a number")])

  // MARK: As printed

  private static let estimates = "We consider the 3 gradient estimates"
  static let printedFirst = LabClaim(
    "hypergradient/printed-rate-g1", .law, "The rate of alternating minimisation as printed",
    "For any F the error of g¹ = ∂F/∂λ at z_N is O(e).",
    stance: .refutedAsStated(
      correction:
        "This is true for F = G. For F ≠ G the implicit term is missing, and g¹ does not converge."),
    sources: [.optimizerTalk(estimates)])
  static let printedSecond = LabClaim(
    "hypergradient/printed-rate-g2", .law, "The rate of unrolling as printed",
    "For any F the error of g² is o(e).",
    stance: .refutedAsStated(
      correction: "This is true for F = G. For F ≠ G the error is of order Ne, not even O(e)."),
    sources: [.optimizerTalk(estimates)])
  static let printedThird = LabClaim(
    "hypergradient/printed-rate-g3", .law, "The rate of implicit differentiation as printed",
    "For any F the error of g³ is O(e²).",
    stance: .refutedAsStated(
      correction: "This is true for F = G. For F ≠ G the error is of first order."),
    sources: [.optimizerTalk(estimates)])

  static let all = [
    recursion, expansions, scalarFirst, scalarSecond, scalarSecondLimit, scalarThird, flat,
    flatOrder, scalarGeneralSecond, scalarGeneralThird, first, second, third, danskin, jacobian,
    differencesSame, differencesGeneral, generalSecond, generalThird, firstNumber, secondNumber,
    generalFirstNumber, slopeNumber, generalSlopeNumber, printedFirst, printedSecond, printedThird,
  ]
}
