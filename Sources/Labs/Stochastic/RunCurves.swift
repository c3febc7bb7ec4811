// The names and styles of runs in figures.

import LabKit
import Report

/// The curves of runs: at most one in colour for each group of methods, with the names of all of them; others are gray.
struct RunCurves {
  /// Methods whose curves lie close together, the one that is drawn in colour first.
  typealias Group = [BilevelMethod]

  private let runs: [MethodRun]
  private let groups: [Group]

  /// Methods with the same rate of the theory and similar costs.
  static let ofRates: [Group] = [
    [.saba], [.srba], [.sustain, .mrbo], [.amigo, .stocbio, .bsa], [.soba, .ttsa],
  ]
  /// The same over iterations, where SABA and SRBA coincide.
  static let ofIterations: [Group] = [
    [.saba, .srba], [.sustain, .mrbo], [.amigo, .stocbio, .bsa], [.soba, .ttsa],
  ]
  /// Methods that come close together on logistic regression.
  static let ofLogistic: [Group] = [
    [.saba], [.srba], [.soba], [.amigo], [.sustain, .mrbo], [.stocbio, .bsa, .ttsa],
  ]

  /// Names the curves of runs.
  ///
  /// - Parameters:
  ///   - runs: The runs that are drawn.
  ///   - groups: All methods in groups.
  init(_ runs: [MethodRun], in groups: [Group]) {
    self.runs = runs
    self.groups = groups
  }

  /// Whether a method has several runs, which are named one by one.
  private var isGrid: Bool { Set(runs.map(\.method)).count < runs.count }

  /// The name of a run's curve; empty for one that is named with the first of its group.
  func name(_ run: MethodRun) -> String {
    guard !isGrid else { return run.method.label + variation(run) }
    let members = members(run.method)
    guard members.first == run.method else { return "" }
    return members.map(\.label).joined(separator: ", ")
  }

  /// The style of a run's curve.
  func style(_ run: MethodRun) -> Style {
    let members = members(run.method)
    guard isGrid || members.first == run.method else {
      let dashes: [Dash] = [.dashed, .dotted]
      let place = members.firstIndex(of: run.method) ?? 1
      return Style(color: .gray, dash: dashes[(place - 1) % dashes.count], width: 1.25)
    }
    return Self.style(run.method)
  }

  /// The methods of a group that have a run.
  private func members(_ method: BilevelMethod) -> [BilevelMethod] {
    let group = groups.first { $0.contains(method) } ?? [method]
    return group.filter { member in runs.contains { $0.method == member } }
  }

  /// What distinguishes a run from the others of its method.
  private func variation(_ run: MethodRun) -> String {
    let siblings = runs.filter { $0.method == run.method }
    func differ<Value: Hashable>(_ value: (MethodRun) -> Value) -> Bool {
      Set(siblings.map(value)).count > 1
    }
    return (differ(\.steps.text) ? ", \(run.steps.text)" : "")
      + (differ(\.batch) ? ", *B* = \(run.batch)" : "")
      + (differ(\.innerSteps) ? ", *K* = \(run.innerSteps)" : "")
      + (differ(\.products) ? ", *Q* = \(run.products)" : "")
  }

  /// The style of a method's curves in colour.
  static func style(_ method: BilevelMethod) -> Style {
    switch method {
    case .soba: Style(color: .vermillion, dash: .dashDotted)
    case .saba: Style(color: .blue, width: 2.25)
    case .srba: Style(color: .skyBlue, dash: .dashed)
    case .bsa: Style(color: .gray, dash: .dotted, width: 1.25)
    case .stocbio: Style(color: .gray, dash: .dashed, width: 1.25)
    case .amigo: Style(color: .orange)
    case .ttsa: Style(color: .gray, dash: .dashDotted, width: 1.25)
    case .mrbo: Style(color: .green, dash: .dotted)
    case .sustain: Style(color: .green, dash: .dashed)
    }
  }
}
