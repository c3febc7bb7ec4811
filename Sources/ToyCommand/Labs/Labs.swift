// The labs; a new one is listed here and in Package.swift.

import Dequantization
import Equilibrium
import Equivariance
import Generative
import Evidence
import Hypergradient
import LabKit
import Lasso
import PlugAndPlay
import Regularization
import Stochastic
import Tuning
import Unfolding

/// All labs, in the order in which they are listed.
enum Labs {
  static let all: [any Lab] = [
    HypergradientLab(), LassoLab(), UnfoldingLab(), DequantizationLab(), StochasticLab(),
    TuningLab(), EquilibriumLab(), PlugAndPlayLab(), RegularizationLab(), GenerativeLab(),
    EquivarianceLab(),
  ]

  /// Their claims, one chapter per lab.
  static let chapters: [Chapter] = all.map { Chapter($0) }
}
