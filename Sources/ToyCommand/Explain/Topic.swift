// What can be explained.

import Studies

/// A piece of the theory with its own page.
enum Topic: String, Sendable, CaseIterable {
  case model
  case biasVariance = "bias-variance"
  case linear, filter, bilevel, even, odd
  case depthOne = "depth-one"
  case bounds, step, parity, limit, landscape, attainment, learning, speech

  /// One line for the list of topics, and the title of the page.
  var title: String {
    switch self {
    case .model: "the two levels: what is learned, and from what"
    case .biasVariance: "the risk of a linear denoiser is bias plus variance"
    case .linear: "the best linear denoiser (Wiener), which nothing here can beat"
    case .filter: "every denoiser is a function of RᵀR, with n − k forced eigenvalues"
    case .bilevel: "what the exact lower level can express, and its best risk"
    case .even: "what an even number of steps can express, and its best risk"
    case .odd: "what an odd number of steps can express, from N = 3 on"
    case .depthOne: "N = 1: R has no influence"
    case .bounds: "the bounds on the smallest eigenvalue of odd depths, and where they hold"
    case .step: "a fixed step size against a learned one"
    case .parity: "why even and odd depths differ, and when the depth matters at all"
    case .limit: "N → ∞: the filters converge, the sets of denoisers do not"
    case .landscape: "k = n = 1: the minimum of odd depths behind a barrier"
    case .attainment: "which infima are minima, and where the others are approached"
    case .learning: "whether training finds the best denoiser; continuation"
    case .speech: "the reality check on speech, and what theory says to it"
    }
  }

  /// Reads a name, or another word for a topic.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(named name: String) throws(CommandError) {
    let synonyms = ["wiener": Topic.linear, "continuation": .learning, "unrolling": .filter]
    if let topic = Topic(rawValue: name) ?? synonyms[name] {
      self = topic
      return
    }
    let known = Self.allCases.map(\.rawValue)
    let hint = suggestion(for: name, among: known + synonyms.keys.sorted())
    throw .usage(
      "no topic \(name)" + (hint.map { "; did you mean \($0)?" } ?? "")
        + "\nknown are \(known.joined(separator: ", "))")
  }

  /// The page, with its numbers computed now.
  ///
  /// - Throws: ``CommandError`` of status failure where a decomposition does not converge.
  func explanation() throws(CommandError) -> Explanation {
    switch self {
    case .model: try .model()
    case .biasVariance: .biasVariance()
    case .linear: .linear()
    case .filter: .filter()
    case .bilevel: .bilevel()
    case .even: .even()
    case .odd: .odd()
    case .depthOne: .depthOne()
    case .bounds: .bounds()
    case .step: .step()
    case .parity: .parity()
    case .limit: .limit()
    case .landscape: .landscape()
    case .attainment: .attainment()
    case .learning: try .learning()
    case .speech: try .speech()
    }
  }
}
