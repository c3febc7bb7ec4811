// The constant of the asymptotic excess, by the delta method.

/// The directions of the best T, as far as the excess K/m of a learned one depends on them.
///
/// A part is a set of directions of one γ with one eigenvalue d of T. Parts are free, where d is the Wiener gain, or
/// belong to a block of directions that are held at one eigenvalue: f(0), or an end of the image. Near the best T the
/// denoisers are the symmetric matrices whose blocks keep their multiplicities and, unless it is learned, their
/// eigenvalue. With w = γ + σ², δ = 1 − d, g = d − t* and t* = γ/w
/// ```
/// K = ½ [Σ_free w a + Σ_M w²a / Σ_M w + Σ wᵢwⱼ qᵢⱼ/hᵢⱼ],   hᵢⱼ = (γᵢ−γⱼ)(δᵢ+δⱼ)/(δⱼ−δᵢ)
/// ```
/// where M is a block whose eigenvalue is learned, and pairs within a block are left out; hᵢⱼ = wᵢ + wⱼ for free i and
/// j. The variances of gradients of the loss of a frame are
/// ```
/// clean        a = b + 2g²    q = bᵢ + bⱼ + (gᵢ+gⱼ)²    b = t*(1−t*)
/// noise2noise  the same with b = (1+t*)(1−t*)
/// sure         a = 2δ²        q = (δᵢ+δⱼ)²
/// ```
/// See docs/proofs/samples.md.
struct SampleConstant {
  /// How the directions of a part are held.
  enum Block: Equatable {
    case free
    case forced
    case lowerEnd
    case upperEnd
  }

  /// Directions with one γ and one eigenvalue of T.
  struct Part {
    let eigenvalue: Double
    let multiplicity: Int
    /// d.
    let gain: Gain
    let block: Block
    /// w.
    let weight: Double
    /// t*.
    let wiener: Gain
    /// g.
    fileprivate(set) var shift: Double
    /// A − w with the mean A of w over the forced directions, where f(0) is learned; else 0.
    fileprivate(set) var distance = 0.0

    init(
      eigenvalue: Double, multiplicity: Int, gain: Gain, block: Block, noiseVariance: Double
    ) {
      (self.eigenvalue, self.multiplicity, self.block) = (eigenvalue, multiplicity, block)
      weight = eigenvalue + noiseVariance
      wiener = .wiener(eigenvalue: eigenvalue, noiseVariance: noiseVariance)
      self.gain = block == .free ? wiener : gain
      shift = block == .free ? 0 : gain.difference(to: wiener)
    }
  }

  private let loss: SampleLoss
  private var parts: [Part]
  /// Σ w over the forced directions, and their mean A, where f(0) is learned.
  private var learned: (weight: Double, mean: Double)?

  /// - Parameters:
  ///   - parts: All directions.
  ///   - loss: The loss.
  ///   - isForcedGainLearned: Whether f(0) is learned, and the best common gain of the forced directions.
  init(_ parts: [Part], _ loss: SampleLoss, isForcedGainLearned: Bool) {
    (self.parts, self.loss) = (parts, loss)
    let forced = parts.filter { $0.block == .forced }
    guard isForcedGainLearned, !forced.isEmpty else { return }
    var (weight, count) = (CompensatedSum(), CompensatedSum())
    for part in forced {
      weight += Double(part.multiplicity) * part.weight
      count += Double(part.multiplicity)
    }
    let mean = weight.value / count.value
    learned = (weight.value, mean)
    for index in parts.indices {
      // From differences of γ: gains may nearly agree.
      var sum = CompensatedSum()
      for part in forced {
        sum += Double(part.multiplicity) * (part.eigenvalue - parts[index].eigenvalue)
      }
      let distance = sum.value / count.value
      self.parts[index].distance = distance
      // c* − t* = σ²(A − w)/(Aw).
      if parts[index].block == .forced {
        self.parts[index].shift = parts[index].wiener.defect * (distance / mean)
      }
    }
  }

  /// K ≥ 0.
  ///
  /// - Throws: ``MissingSampleLaw/sharedEigenvalue``, ``MissingSampleLaw/equalGains`` and
  ///   ``MissingSampleLaw/equalChoices``, where some h is 0 or infinite.
  /// - Complexity: O(d²) for d parts.
  func value() throws(MissingSampleLaw) -> Double {
    var sum = CompensatedSum()
    for (index, part) in parts.enumerated() {
      let count = Double(part.multiplicity)
      if part.block == .free {
        sum += count * (part.weight * scatter(part))
        // Pairs within the part, of which h is 2w.
        sum += 0.5 * count * (count - 1) * (0.5 * part.weight * coupling(part, part))
      } else if part.block == .forced, let learned {
        sum += count * (part.weight * (part.weight / learned.weight) * scatter(part))
      }
      for other in parts[(index + 1)...] where part.block == .free || part.block != other.block {
        sum += count * (Double(other.multiplicity) * (try contribution(part, other)))
      }
    }
    return 0.5 * sum.value
  }

  /// wᵢwⱼqᵢⱼ/hᵢⱼ.
  private func contribution(_ i: Part, _ j: Part) throws(MissingSampleLaw) -> Double {
    let product = i.weight * (j.weight * coupling(i, j))
    if i.block == .free, j.block == .free { return product / (i.weight + j.weight) }
    let (height, slope): (Double, Double)
    if let learned, i.block == .free || j.block == .free, i.block == .forced || j.block == .forced {
      let (free, forced) = i.block == .free ? (i, j) : (j, i)
      height = (forced.eigenvalue - free.eigenvalue) * (learned.mean + free.weight)
      slope = free.distance
    } else {
      height = (i.eigenvalue - j.eigenvalue) * (i.gain.defect + j.gain.defect)
      slope = i.gain.difference(to: j.gain)
    }
    guard i.eigenvalue != j.eigenvalue else { throw .sharedEigenvalue }
    guard slope != 0 else { throw .equalGains }
    guard height / slope > 0 else { throw .equalChoices }
    return product / height * slope
  }

  /// a.
  private func scatter(_ part: Part) -> Double {
    let shift = loss == .sure ? part.gain.defect : part.shift
    return (loss == .sure ? 0 : spread(part)) + 2 * shift * shift
  }

  /// qᵢⱼ.
  private func coupling(_ i: Part, _ j: Part) -> Double {
    guard loss != .sure else {
      let sum = i.gain.defect + j.gain.defect
      return sum * sum
    }
    let shift = i.shift + j.shift
    return spread(i) + spread(j) + shift * shift
  }

  /// b.
  private func spread(_ part: Part) -> Double {
    (loss == .noise2noise ? 1 + part.wiener.value : part.wiener.value) * part.wiener.defect
  }
}
