// The denoisers that a lower level can express, and the nearest of them.

/// The set { T = Tᵀ : spectrum ⊂ image of f, dim Eig(T, f(0)) ≥ n − k } of all T = f(RᵀR), R ∈ ℝᵏˣⁿ.
///
/// The set is described by its conditions on the eigenvalues of T: n − k of them are forced, and the others
/// may be anything in the image of the filter. The theorems of the paper give it for bilevel learning and
/// for even and odd depths N ≥ 3; at N = 1 the image is the single point ω.
public struct ExpressivitySet: Sendable, Equatable {
  /// The dimension n ≥ 1 of the signals; denoisers are n × n.
  public let dimension: Int
  /// The number k of rows of R.
  public let rows: Int
  /// The forced eigenvalue f(0).
  public let forcedGain: Gain
  /// The image of f over s ≥ 0, from which the other k eigenvalues are taken.
  public let image: FilterImage

  /// Creates the set of denoisers of a filter.
  ///
  /// - Parameters:
  ///   - filter: f.
  ///   - dimension: n ≥ 1.
  ///   - rows: k, 1 ≤ k ≤ n.
  public init(filter: some SpectralFilter, dimension: Int, rows: Int) {
    self.init(
      dimension: dimension, rows: rows, forcedGain: filter.forcedGain, image: filter.image)
  }

  /// Creates a set from its conditions on eigenvalues.
  ///
  /// - Parameters:
  ///   - dimension: n ≥ 1.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - forcedGain: f(0).
  ///   - image: The image of f.
  init(dimension: Int, rows: Int, forcedGain: Gain, image: FilterImage) {
    precondition(
      rows >= 1 && rows <= dimension, "R with \(rows) rows of length \(dimension): 1 ≤ k ≤ n")
    self.dimension = dimension
    self.rows = rows
    self.forcedGain = forcedGain
    self.image = image
  }

  /// The least number of forced eigenvalues, n − k.
  public var forcedCount: Int { dimension - rows }
}

/// The nearest point of an expressivity set to given eigenvalues, in a weighted square norm.
///
/// Minimises Σ mᵢ ½wᵢ(uᵢ − tᵢ)² over u in the closure of the set. A free direction takes the nearest
/// gain of the image, a forced one takes f(0), which costs the *regret*
/// ```
/// rᵢ = ½wᵢ[(f(0) − tᵢ)² − (uᵢ − tᵢ)²]
/// ```
/// more; so the n − k directions of smallest regret are the forced ones. With tᵢ the Wiener gains and
/// wᵢ = γᵢ + σ² this is the optimal risk of a data model (an optimal T commutes with C by von
/// Neumann's trace inequality); with tᵢ the eigenvalues of a matrix and wᵢ = 1 it is the nearest
/// member in the Frobenius norm.
struct SpectralProjection: Sendable {
  /// A group of equal eigenvalues: its target, and the gains it gets.
  struct Group {
    /// The target t.
    let target: Gain
    /// The weight w ≥ 0 of its square distance.
    let weight: Double
    /// The number of directions.
    let multiplicity: Int
    /// The nearest gain of the image, for the free directions of the group.
    fileprivate(set) var free = Gain.zero
    /// f(0), for the forced directions of the group.
    fileprivate(set) var forced = Gain.zero
    /// The additional cost of a forced direction over a free one.
    fileprivate(set) var regret = 0.0
    /// The number of forced directions.
    fileprivate(set) var forcedCount = 0

    init(target: Gain, weight: Double, multiplicity: Int) {
      self.target = target
      self.weight = weight
      self.multiplicity = multiplicity
    }
  }

  /// The groups, in the order given.
  let groups: [Group]

  /// Projects groups of targets onto a set.
  ///
  /// Ties go to the earlier group.
  ///
  /// - Precondition: the multiplicities add up to n.
  /// - Complexity: O(d log d) for d groups.
  init(of groups: [Group], onto set: ExpressivitySet) {
    var groups = groups
    Self.move(&groups, onto: set)
    self.groups = groups
  }

  /// Projects groups whose filters differ.
  ///
  /// Ties go to the earlier group.
  ///
  /// - Parameters:
  ///   - groups: The targets.
  ///   - forcedCount: The number of forced directions, n − k.
  ///   - reach: f(0) and the image for a group, by its index.
  /// - Precondition: the multiplicities add up to at least the number of forced directions.
  /// - Complexity: O(d log d) for d groups.
  init(of groups: [Group], forcing forcedCount: Int, reach: (Int) -> FilterReach) {
    var groups = groups
    Self.move(&groups, forcing: forcedCount, reach: reach)
    self.groups = groups
  }

  /// Projects groups in place, ignoring earlier results in them.
  ///
  /// - Precondition: the multiplicities add up to n.
  static func move(_ groups: inout [Group], onto set: ExpressivitySet) {
    let reach = FilterReach(forcedGain: set.forcedGain, image: set.image)
    move(&groups, forcing: set.forcedCount) { _ in reach }
  }

  /// Projects groups whose filters differ in place, ignoring earlier results in them.
  ///
  /// - Precondition: the multiplicities add up to at least the number of forced directions.
  @inline(__always)
  static func move(
    _ groups: inout [Group], forcing forcedCount: Int, reach: (Int) -> FilterReach
  ) {
    var remaining = forcedCount
    for index in groups.indices {
      let reach = reach(index)
      groups[index].free = reach.image.clamp(groups[index].target)
      groups[index].forced = reach.forcedGain
      groups[index].forcedCount = 0
      groups[index].regret = remaining > 0 ? groups[index].regret(of: reach.forcedGain) : 0
    }
    func force(_ index: Int) {
      groups[index].forcedCount = min(remaining, groups[index].multiplicity)
      remaining -= groups[index].forcedCount
    }
    if groups.count == 2 {
      // Constant signals have two groups, for which sorting would take most of the time.
      let first = groups[1].regret < groups[0].regret ? 1 : 0
      force(first)
      force(1 - first)
    } else if remaining > 0 {
      let order = groups.indices.sorted {
        (groups[$0].regret, $0) < (groups[$1].regret, $1)
      }
      for index in order where remaining > 0 { force(index) }
    }
    precondition(remaining == 0, "\(remaining) more forced directions than targets")
  }

  /// Calls `body` for every part of every group: its forced directions, then its free ones.
  func forEachPart(
    _ body: (_ index: Int, _ gain: Gain, _ multiplicity: Int, _ isForced: Bool) -> Void
  ) {
    Self.forEachPart(of: groups, body)
  }

  /// The same quantity for groups that were projected in place.
  static func forEachPart(
    of groups: [Group],
    _ body: (_ index: Int, _ gain: Gain, _ multiplicity: Int, _ isForced: Bool) -> Void
  ) {
    for (index, group) in groups.enumerated() {
      if group.forcedCount > 0 { body(index, group.forced, group.forcedCount, true) }
      if group.multiplicity > group.forcedCount {
        body(index, group.free, group.multiplicity - group.forcedCount, false)
      }
    }
  }
}

extension SpectralProjection.Group {
  /// r = ½w(f(0) − u)(f(0) − t + u − t), never negative because u is the nearest to t.
  fileprivate func regret(of forced: Gain) -> Double {
    guard weight > 0, forced != free else { return 0 }
    let distance = forced.difference(to: target) + free.difference(to: target)
    return 0.5 * weight * forced.difference(to: free) * distance
  }
}
