// Claims about reconstructions of pictures from lines of their Fourier transform, stated before anything is computed.

import Evidence
import LabKit

/// The claims about pictures.
enum PictureClaims {
  static let moments = LabClaim(
    "generative/picture-moments", .law,
    "Pictures are not Gaussian, and the mean error does not mind",
    """
    The mean square error of an affine reconstruction over the pictures that W, Ψ and the mean were computed from is the trace of \
    Gaussian signals, because a mean square depends on means and covariances alone.
    """, sources: [.own("bias and variance"), .claims("generative/monte-carlo")])
  static let best = LabClaim(
    "generative/picture-best", .law, "On these pictures no affine reconstruction is better",
    """
    The covariance model has the least mean square error of all, for both sets of lines: zero filling, the range of W, both diagonals \
    and the map that was trained end to end have at least its error.
    """, sources: [.own("the best affine estimate"), .claims("generative/covariance-best")])
  static let components = LabClaim(
    "generative/picture-components", .law,
    "Principal components are the best generator with a constant diagonal",
    """
    W = V(Λ − σ²I)^½ with the k largest eigenvalues Λ of C, and σ² the mean of the others, has WWᵀ + σ²I nearest to C in \
    likelihood: log det(WWᵀ + σ²I) + tr C(WWᵀ + σ²I)⁻¹ is smaller than for a generator that is larger or smaller by one percent, or turned.
    """, sources: [.tipping])
  static let errorPins = [0.334618, 0.121993, 0.114297, 0.110655, 0.105083, 0.105083]
  static let awayPins = [0.527079, 0.132971, 0.129266, 0.127179, 0.122178, 0.471232]
  static let home = LabClaim(
    "generative/picture-home", .pin, "New pictures, lines of the training",
    """
    From 40 percent of the lines the mean relative error over 100 new pictures is \(errorPins[0]) for zero filling, \(errorPins[1]) for \
    the range, \(errorPins[2]) for a constant and \(errorPins[3]) for a varying diagonal, \(errorPins[4]) for the covariance model and \
    \(errorPins[5]) for end-to-end learning.
    """, sources: [.reliableTalk("Comparison: End-to-end Learning")])
  static let away = LabClaim(
    "generative/picture-away", .pin, "New pictures, other lines",
    """
    From a quarter of the lines they are \(awayPins[0]), \(awayPins[1]), \(awayPins[2]), \(awayPins[3]), \(awayPins[4]), and \
    \(awayPins[5]) for the map that was trained end to end with 40 percent.
    """, sources: [.reliableTalk("Comparison: End-to-end Learning (cont)")])

  static let all = [moments, best, components, home, away]
}
