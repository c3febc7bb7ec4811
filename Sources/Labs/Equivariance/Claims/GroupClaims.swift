// Claims about groups and the linear maps that commute with them, stated before anything is computed.

import Evidence
import LabKit
import LinearAlgebra

/// The claims about groups.
enum GroupClaims {
  static let action = LabClaim(
    "equivariance/action", .law, "Motions of the grid act as a group",
    "Four quarter turns are the identity, and g·(h·u) = (gh)·u for all rotations, reflections and shifts.",
    sources: [.reliableTalk("Group acting on images")])
  static let commutant = LabClaim(
    "equivariance/commutant", .law, "The basis by orbits is complete",
    """
    The matrices X with XP = PX for all P of a group have as many dimensions as the group has orbits of pairs of pixels; the rank of \
    the constraints says the same.
    """,
    limits: ["The rank is computed where X has at most 625 entries."],
    sources: [.own("entries of X are equal along orbits")])
  static let burnside = LabClaim(
    "equivariance/burnside", .law, "The number of orbits by Burnside's lemma",
    "The number of orbits of pairs is the mean over the group of the squared number of fixed pixels.",
    sources: [.own("Burnside's lemma")])
  static let kernels = LabClaim(
    "equivariance/kernels", .law, "Equivariant maps are convolutions with invariant kernels",
    """
    With translations, equivariant matrices are the convolutions whose kernel is invariant under H: n² dimensions for \
    translations alone, and one for every orbit of H on the grid.
    """, sources: [.weiler, .reliableTalk("Equivariant linear functions")])
  static let basis = LabClaim(
    "equivariance/basis", .law, "Matrices of the basis are equivariant",
    "Any combination X of the indicators of orbits has XP = PX exactly.",
    sources: [.own("the definition of orbits")])
  static let dimensions = LabClaim(
    "equivariance/dimensions", .pin, "Dimensions on small grids",
    "For n = 3, 4, 5 translations leave 9, 16, 25 dimensions, translations with quarter turns 3, 6, 7.",
    sources: [.own("counts of the instance")])
  static let window = LabClaim(
    "equivariance/window", .law, "Free numbers of a kernel",
    "A k × k kernel that is invariant under quarter turns has (k² + 3)/4 free numbers for odd k: 3, 7, 13 for k = 3, 5, 7.",
    sources: [.own("orbits of four and the centre")])
  static let rings = LabClaim(
    "equivariance/rings", .law, "A band-limited basis misses kernels",
    """
    Gaussian rings of radius 0, …, (k − 1)/2 with angular frequencies below 4, the default of e2cnn up to k = 7, leave under quarter turns \
    only radial kernels: (k + 1)/2 free numbers, 2, 3, 4 for k = 3, 5, 7. They miss ((k − 1)/2)² dimensions.
    """,
    limits: [
      "From k = 9 on the same rule has frequency 4 on some rings; finer rings and frequencies can be chosen there."
    ],
    sources: [.steerableLibrary])
  static let commutator = LabClaim(
    "equivariance/commutator", .law, "The violation of a convolution",
    """
    The norm of u ↦ k∗(g·u) − g·(k∗u) is max |k̂(Mf) − k̂(f)| over frequencies f, where g turns by M; it is 0 exactly if k is \
    invariant.
    """, sources: [.own("the Fourier transform of a turned field")])

  static let strides = LabClaim(
    "equivariance/strides", .law, "Subsampling is equivariant only for some sizes",
    """
    Every s-th row and column of an n × n array, from the first on, commutes with quarter turns about the centre exactly if s divides n − 1. Two layers of \
    stride 2 need n = 4q + 1.
    """, sources: [.own("i ↦ n − 1 − i maps multiples of s to multiples of s")])
  static let nearest = LabClaim(
    "equivariance/nearest", .law, "The nearest invariant kernel is the mean over the group",
    "‖k − j‖² = ‖k − k̄‖² + ‖k̄ − j‖² for the mean k̄ of k over the group and every invariant j.",
    sources: [.own("the mean over a group of orthogonal maps is a projection")])

  /// Decides whether the mean over a group is the nearest invariant kernel, for a kernel and several groups.
  ///
  /// - Parameters:
  ///   - kernel: k.
  ///   - groups: The permutations of all elements of each group.
  ///   - study: The outcome.
  static func decideNearest(_ kernel: [Double], _ groups: [[[Int]]], _ study: inout LabStudy) {
    var worst = 0.0
    for motions in groups {
      let mean = GridGroup.average(kernel, over: motions)
      // An invariant kernel unlike the mean: of the squares of the entries.
      let other = GridGroup.average(kernel.map { $0 * $0 }, over: motions)
      let total = distance(kernel, other)
      let (first, second) = (distance(kernel, mean), distance(mean, other))
      worst = max(
        worst, abs(total * total - first * first - second * second) / max(total * total, 1e-300))
    }
    study.decide(
      nearest, "largest difference of the two sides, relative to them", predicted: 0,
      computed: worst, .rounding(1e-12))
  }

  static let all = [
    action, commutant, burnside, kernels, basis, dimensions, window, rings, commutator, strides,
    nearest,
  ]
}
