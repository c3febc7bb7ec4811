// What is observed of the clean data: a forward operator and coloured noise, direction by direction.

/// The observation x = Ay + ε of data whose C commutes with AᵀA and with the covariance Σ of the noise.
///
/// In a direction with the eigenvalue γ of C, the singular value a of A and the noise variance σ², a reconstruction
/// with the gain t has the risk ½(γ(1−at)² + σ²t²). With τ = at this is the risk of a denoiser with the gain τ at
/// the noise variance v = σ²/a²:
/// ```
/// ½(γ(1−τ)² + vτ²),   τ* = γ/(γ+v),   weight γ + v
/// ```
/// An algorithm for ½‖Az−x‖² + ½‖Rz‖² with steps of size ω has τ = f(s/a²) for the filter f of the step size ωa²:
/// (1 − (1−ω(a²+s))ᴺ)a²/(a²+s) for gradient descent. So **a forward operator is coloured noise with a step size for
/// every direction**, and every algorithm that scales with the curvature of the problem serves both. A direction with
/// a = 0 is not observed: τ = 0, and its risk is ½γ.
///
/// - SeeAlso: ``OptimalRisk/init(observation:rows:family:)``.
public struct Observation: Sendable, Equatable {
  /// Directions that are alike.
  public struct Group: Sendable, Equatable {
    /// γ ≥ 0, the eigenvalue of C.
    public let eigenvalue: Double
    /// σ² ≥ 0, the variance of the noise in one direction.
    public let noiseVariance: Double
    /// a ≥ 0, the singular value of A.
    public let singularValue: Double
    /// The number of directions, at least 1.
    public let multiplicity: Int

    /// Creates a group; all numbers are finite.
    public init(
      eigenvalue: Double, noiseVariance: Double, singularValue: Double = 1, multiplicity: Int = 1
    ) {
      precondition(eigenvalue >= 0 && eigenvalue.isFinite, "γ = \(eigenvalue)")
      precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
      precondition(singularValue >= 0 && singularValue.isFinite, "a = \(singularValue)")
      precondition(multiplicity >= 1, "\(multiplicity) directions")
      self.eigenvalue = eigenvalue
      self.noiseVariance = noiseVariance
      self.singularValue = singularValue
      self.multiplicity = multiplicity
    }

    /// v = σ²/a², the variance of the noise beside the signal; ∞ where nothing is observed.
    ///
    /// Without noise v = 0 for every a > 0.
    public var relativeNoise: Double {
      isObserved ? noiseVariance / singularValue / singularValue : .infinity
    }

    /// Whether a > 0.
    public var isObserved: Bool { singularValue > 0 }

    /// τ* = γ/(γ+v), the best gain of all linear maps.
    public var target: Gain {
      isObserved ? .wiener(eigenvalue: eigenvalue, noiseVariance: relativeNoise) : .zero
    }

    /// γ + v, the weight of a squared distance from τ*; γ where nothing is observed, as τ is 0 in any case.
    public var weight: Double { isObserved ? eigenvalue + relativeNoise : eigenvalue }
  }

  /// The groups, in the order of the directions.
  public let groups: [Group]
  /// n, the number of directions.
  public let dimension: Int

  /// Creates an observation; neighbouring groups that are alike are merged.
  ///
  /// - Parameter groups: At least one group.
  public init(_ groups: [Group]) {
    precondition(!groups.isEmpty, "an observation of no directions")
    var merged: [Group] = []
    for group in groups {
      if let last = merged.last, last.isLike(group) {
        merged[merged.count - 1] = Group(
          eigenvalue: last.eigenvalue, noiseVariance: last.noiseVariance,
          singularValue: last.singularValue, multiplicity: last.multiplicity + group.multiplicity)
      } else {
        merged.append(group)
      }
    }
    self.groups = merged
    dimension = merged.reduce(0) { $0 + $1.multiplicity }
  }

  /// The observation of data with given noise variances and singular values.
  ///
  /// - Parameters:
  ///   - spectrum: The n eigenvalues of C; the largest comes first.
  ///   - noiseVariances: The n eigenvalues of Σ in the same directions; nil for white noise of variance 1.
  ///   - noiseFactor: The factor of all variances, σ² for white noise.
  ///   - singularValues: The n singular values of A in the same directions; nil for A = I.
  /// - Precondition: Lists have n entries.
  /// - Complexity: O(n), and O(1) per group of the spectrum without lists.
  public init(
    spectrum: Spectrum, noiseVariances: [Double]? = nil, noiseFactor: Double,
    singularValues: [Double]? = nil
  ) {
    for list in [noiseVariances, singularValues] {
      precondition(
        list.map { $0.count == spectrum.dimension } ?? true,
        "\(list?.count ?? 0) values for n = \(spectrum.dimension)")
    }
    guard noiseVariances != nil || singularValues != nil else {
      self.init(
        spectrum.groups.map {
          Group(
            eigenvalue: $0.eigenvalue, noiseVariance: noiseFactor, multiplicity: $0.multiplicity)
        })
      return
    }
    var groups: [Group] = []
    groups.reserveCapacity(spectrum.dimension)
    for group in spectrum.groups {
      for _ in 0..<group.multiplicity {
        let index = groups.count
        groups.append(
          Group(
            eigenvalue: group.eigenvalue,
            noiseVariance: noiseFactor * (noiseVariances?[index] ?? 1),
            singularValue: singularValues?[index] ?? 1))
      }
    }
    self.init(groups)
  }

  /// The observation of an inverse problem with white noise.
  ///
  /// - Parameters:
  ///   - directions: The n common eigenvectors of AᵀA and C.
  ///   - noiseVariance: σ² ≥ 0.
  public init(_ directions: [OperatorDirection], noiseVariance: Double) {
    self.init(
      directions.map {
        Group(
          eigenvalue: $0.energy, noiseVariance: noiseVariance, singularValue: $0.singularValue)
      })
  }

  /// Whether A is a multiple of an isometry, A = I included.
  public var hasOneSingularValue: Bool {
    groups.allSatisfy { $0.singularValue == groups[0].singularValue }
  }

  /// Whether A has full column rank, which the exact solution of the lower level needs.
  public var isInjective: Bool { groups.allSatisfy(\.isObserved) }

  /// The risk of a reconstruction that commutes with C.
  ///
  /// - Parameter eigenvalues: Its gains τ, in the order of the directions; a group of ours may be several of them.
  /// - Returns: The bias ½Σγ(1−τ)² and the variance ½Σvτ².
  /// - Precondition: There are n directions.
  /// - Complexity: O(1) per entry.
  public func risk(of eigenvalues: [DenoiserEigenvalue]) -> Risk {
    var (bias, variance) = (CompensatedSum(), CompensatedSum())
    forEach(eigenvalues) { index, line in
      let group = groups[index]
      let count = 0.5 * Double(line.multiplicity)
      bias += count * weightedSquare(group.eigenvalue, line.gain.defect)
      if group.isObserved {
        variance += count * weightedSquare(group.relativeNoise, line.gain.value)
      }
    }
    return Risk(bias: bias.value, variance: variance.value)
  }

  /// Calls `body` for every entry of a list in the order of the directions, with the index of its group.
  package func forEach(
    _ eigenvalues: [DenoiserEigenvalue], _ body: (Int, DenoiserEigenvalue) -> Void
  ) {
    var (index, passed) = (0, 0)
    for line in eigenvalues {
      precondition(index < groups.count, "more than \(dimension) directions")
      body(index, line)
      passed += line.multiplicity
      if passed == groups[index].multiplicity { (index, passed) = (index + 1, 0) }
    }
    precondition(index == groups.count, "fewer than \(dimension) directions")
  }
}

extension Observation.Group {
  /// Whether the directions of another group are alike.
  fileprivate func isLike(_ other: Observation.Group) -> Bool {
    eigenvalue == other.eigenvalue && noiseVariance == other.noiseVariance
      && singularValue == other.singularValue
  }
}
