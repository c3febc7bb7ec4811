// The labs; a new one is listed here and in Package.swift.

import Dequantization
import Equilibrium
import Evidence
import Hypergradient
import LabKit
import Lasso
import Regularization
import Stochastic
import Tuning
import Unfolding

/// All labs, in the order in which they are listed.
enum Labs {
  static let all: [any Lab] = [
    HypergradientLab(), LassoLab(), UnfoldingLab(), DequantizationLab(), StochasticLab(),
    TuningLab(), EquilibriumLab(), RegularizationLab(),
  ]

  /// Their claims, one chapter per lab.
  static let chapters: [Chapter] = all.map { Chapter($0) }
}
