// Claims about equivariance before and after training, stated before anything is computed.

import Evidence
import LabKit

/// The claims about training.
enum TrainingClaims {
  static let gradient = LabClaim(
    "equivariance/gradient", .law, "The derivative of the network",
    "Reverse mode through the network agrees with central differences.",
    sources: [.own("the chain rule")])
  static let design = LabClaim(
    "equivariance/design", .law, "Design keeps equivariance through training",
    "A network whose kernels are tied along orbits has F(g·u) = g·F(u) before training, after it, and on the way.",
    sources: [.reliableTalk("How to construct equivariant networks?")])
  static let kept = LabClaim(
    "equivariance/kept", .law, "Whole augmentation keeps an equivariant start",
    """
    At a network with invariant kernels the gradient of the loss over all turned copies is invariant too, so that training with free kernels keeps \
    them invariant.
    """,
    limits: [
      """
      This is so in exact arithmetic. The loss may fall in directions that are not invariant, along which rounding grows: after some hundred steps the \
      violation may be as large as from a random start.
      """
    ],
    sources: [.own("the gradient of an invariant loss is equivariant")])
  static let convex = LabClaim(
    "equivariance/convex", .law, "A convolution becomes equivariant from any start",
    "Trained to the end on all turned copies, a single convolution has no violation left: its minimiser is unique, and so invariant.",
    assumptions: ["A regular least-squares problem."],
    sources: [.claims("equivariance/augmentation")])
  static let lost = LabClaim(
    "equivariance/lost", .pin, "Equivariance is lost in training on pairs as they are",
    "From an equivariant start the violation of the network with free kernels grows from 0 to 1.2757 of its output in 100 steps.",
    sources: [.own("a number of the instance")])
  static let random = LabClaim(
    "equivariance/random-start", .pin, "A network from a random start stays violated",
    "Trained on all turned copies the violation is 0.442137 and 0.43397 of the output at the start and after 100 steps: augmentation does not make it equivariant.",
    sources: [.reliableTalk("How to get “equivariant” mappings?"), .own("numbers of the instance")]
  )

  static let all = [gradient, design, kept, convex, lost, random]
}
