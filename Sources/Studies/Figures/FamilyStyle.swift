// The appearance of families in figures, so that a colour has the same meaning in all of them.

package import Report
package import ToyModel

/// The kind of a family, as far as its appearance is concerned.
///
/// Colour shows the kind, dashes distinguish learned from fixed step sizes, and markers distinguish curves of
/// one kind, so that no curve depends on colour alone.
package enum FamilyStyle: Hashable, Sendable, CaseIterable {
  /// The best linear denoiser, which is the reference for all others.
  case linear
  case bilevel
  /// Unrolling of even depth.
  case even
  /// Unrolling of odd depth.
  case odd
  /// A filter that falls to 0 at every depth.
  case decreasing

  /// The kind of a family.
  package init(_ family: DenoiserFamily) {
    self =
      switch family.style {
      case .reference: .linear
      case .exact: .bilevel
      case .even: .even
      case .odd: .odd
      case .decreasing: .decreasing
      }
  }

  /// The kind of a depth N of gradient descent; nil for bilevel.
  package init(depth: Int?) {
    self.init(depth.map { .unrolled(depth: $0, step: .learned) } ?? .bilevel)
  }

  // MARK: Colours

  /// The colour.
  package var ink: Ink { inks[0] }

  /// The colour, and those of further settings of the same kind in one figure.
  package var inks: [Ink] {
    switch self {
    case .linear: [.black, .gray]
    case .bilevel: [.vermillion, .orange, .purple, .gray]
    case .even: [.blue, .darkBlue, .purple, .gray]
    case .odd: [.green, .darkGreen, .black, .gray]
    case .decreasing: [.purple, .gray, .black, .orange]
    }
  }

  // MARK: Dashes

  /// The dash for families without step sizes.
  package var dash: Dash { self == .linear ? .dashed : .solid }

  /// The dashes of fixed step sizes, by rank.
  package static let fixedDashes: [Dash] = [.dashed, .dotted, .dashDotted]

  /// The dash of a step rule; a learned one is solid.
  ///
  /// - Parameters:
  ///   - step: The step rule.
  ///   - rank: The rank among the fixed step sizes of a figure, from 0.
  /// - Returns: The dash.
  package static func dash(of step: StepRule, rank: Int = 0) -> Dash {
    step == .learned ? .solid : fixedDash(rank)
  }

  /// The dash of a rank, from 0, among parameters that are not the usual ones.
  package static func fixedDash(_ rank: Int) -> Dash { fixedDashes[rank % fixedDashes.count] }

  // MARK: Markers

  /// The marker of this kind, for points that no other choice distinguishes.
  package var marker: Marker {
    switch self {
    case .linear: .cross
    case .bilevel: .diamond
    case .even: .circle
    case .odd, .decreasing: .square
    }
  }

  private static let markers: [Marker] = [.circle, .square, .triangle, .diamond, .cross]

  /// The marker of a rank, from 0; it repeats after five.
  package static func marker(_ rank: Int) -> Marker { markers[rank % markers.count] }

  /// The marker of a rank if the first curve needs none; it repeats after six.
  package static func markerAfterPlain(_ rank: Int) -> Marker {
    let index = rank % (markers.count + 1)
    return index == 0 ? .none : markers[index - 1]
  }

  // MARK: Styles

  /// The style of a curve of this kind; bilevel learning is thicker, because it looks like odd depths in grey.
  package func style(width: Double = 1.75) -> Style {
    Style(color: ink, dash: dash, width: self == .bilevel ? 1.4 * width : width)
  }
}
