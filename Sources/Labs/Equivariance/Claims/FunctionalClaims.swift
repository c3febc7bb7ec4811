// Claims about functionals, reconstructions and networks under motions of the grid, stated before anything is computed.

import Evidence
import LabKit

/// The claims about invariance and equivariance without learning.
enum FunctionalClaims {
  // MARK: Functionals

  static let anisotropic = LabClaim(
    "equivariance/anisotropic", .law, "Anisotropic total variation is invariant",
    "J(u) = Σ |∂₁u| + |∂₂u| with forward differences has J(g·u) = J(u) for all rotations, reflections and shifts.",
    sources: [.reliableTalk("Invariant functional implies equivariant prox")])
  static let isotropic = LabClaim(
    "equivariance/isotropic", .law, "Total variation is invariant, as stated",
    "Total variation is invariant to rigid motion: J(g·u) = J(u) for J(u) = Σ ((∂₁u)² + (∂₂u)²)^½ and quarter turns g.",
    stance: .refutedAsStated(
      correction: """
        This is true in the continuum. With forward differences the two differences of a pixel meet other pairs of neighbours \
        after a quarter turn, so that J changes; the mean over the eight orientations of the differences is invariant.
        """),
    sources: [.reliableTalk("Invariant functional implies equivariant prox")])
  static let isotropicDefect = LabClaim(
    "equivariance/isotropic-defect", .pin, "The change of isotropic total variation",
    "A quarter turn changes it by 0.153435 % on a field of noise.",
    sources: [.own("a number of the instance")])
  static let averaged = LabClaim(
    "equivariance/averaged", .law, "The mean of a functional over a group is invariant",
    "The mean of isotropic total variation over the eight orientations has J(g·u) = J(u).",
    sources: [.own("a change of variables in the mean")])
  static let certificate = LabClaim(
    "equivariance/certificate", .law, "Proximal maps of total variation are certified",
    "Every computed prox is within (2·gap)^½ ≤ 1e-6 max(1, λ)^½ max |u| of the exact one.",
    sources: [.own("strong convexity of ½‖v − u‖²")])
  static let anisotropicProx = LabClaim(
    "equivariance/anisotropic-prox", .law, "The prox of anisotropic total variation is equivariant",
    "prox(g·u) = g·prox(u) for all rotations and reflections, and a shift.",
    sources: [.reliableTalk("Invariant functional implies equivariant prox")])
  static let isotropicProx = LabClaim(
    "equivariance/isotropic-prox", .pin, "The prox of isotropic total variation is not",
    "For λ = 0.3 and noise of variance 1 a quarter turn changes it by up to 0.272237.",
    sources: [.own("a number of the instance")])
  static let quadraticProx = LabClaim(
    "equivariance/quadratic-prox", .law, "The prox of an invariant functional is equivariant",
    "prox(g·u) = g·prox(u) for J(u) = ½‖∇u‖², whose prox divides û by 1 + 4 − 2cos k − 2cos l.",
    sources: [.reliableTalk("Invariant functional implies equivariant prox")])

  // MARK: Reconstruction

  static let blur = LabClaim(
    "equivariance/blur", .law, "A blur with an invariant kernel is equivariant",
    "The matrix of the kernel 0.4, 0.15 at the four neighbours commutes with the group.",
    sources: [.weiler])
  static let reconstruction = LabClaim(
    "equivariance/reconstruction", .law, "Φ∘A is equivariant if A and J are",
    "Φ(b) = argmin ½‖Av − b‖² + ½α‖∇v‖² has Φ(A(g·u)) = g·Φ(Au) for this blur.",
    sources: [.reliableTalk("Invariant functional implies equivariant prox")])
  static let inpainting = LabClaim(
    "equivariance/inpainting", .pin, "Φ∘A is not equivariant for inpainting",
    "With a rectangle of 2 × 5 pixels missing, a quarter turn changes a pixel of the reconstruction by 1.16032.",
    sources: [.reliableTalk("Equivariance and inverse problems")])
  static let photograph = LabClaim(
    "equivariance/photograph", .law, "Inpainting a turned photograph gives another picture",
    "With a rectangle missing, Φ(A(g·u)), turned back, differs from Φ(Au) by more than 0.001 of the range of grey values.",
    sources: [.reliableTalk("Equivariance and inverse problems")])
  static let masks = LabClaim(
    "equivariance/masks", .law, "Inpainting is equivariant exactly if the mask is invariant",
    "Φ(A(g·u)) = g·Φ(Au) for all u if and only if g maps the mask to itself.",
    assumptions: ["The same quadratic functional, and at least one known pixel."],
    sources: [.own("the inverse of M + αL, which determines M on fields of mean 0")])

  // MARK: Networks

  static let network = LabClaim(
    "equivariance/network", .law, "Composition, sum and identity keep equivariance",
    "F(u) = u + k₂∗max(k₁∗u + b, 0) with invariant kernels and a constant b has F(g·u) = g·F(u).",
    sources: [.reliableTalk("How to construct equivariant networks?")])
  static let bias = LabClaim(
    "equivariance/bias", .law, "The violation of a bias",
    "Φ(u) = k∗u + b with an invariant k has Φ(g·u) − g·Φ(u) = b − g·b: it is equivariant exactly if b is invariant.",
    sources: [.reliableTalk("How to construct equivariant networks?")])
  static let biasNumber = LabClaim(
    "equivariance/bias-violation", .pin, "A network with a random bias",
    "With a bias of standard deviation 0.3 at every pixel the network changes by up to 4.42246.",
    sources: [.own("a number of the instance")])
  static let kernelNumber = LabClaim(
    "equivariance/kernel-violation", .pin, "A convolution with a random kernel",
    "With a kernel of standard normal numbers k∗(g·u) − g·(k∗u) has an entry of 32.619.",
    sources: [.own("a number of the instance")])

  static let all = [
    anisotropic, isotropic, isotropicDefect, averaged, certificate, anisotropicProx, isotropicProx,
    quadraticProx, blur, reconstruction,
    inpainting, photograph, masks, network, bias, biasNumber, kernelNumber,
  ]
}
