// The user's equilibrium model.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report

/// K, U and z̄ from files.
struct OwnModel {
  private let model: LinearIteration
  private let target: [Double]
  private let mapPath: String

  /// Reads the files.
  ///
  /// - Parameter settings: The settings of the lab; the map or the target is given.
  /// - Throws: ``LabError`` where a file is missing, cannot be read, or does not fit.
  init(_ settings: LabSettings) throws(LabError) {
    typealias Lab = EquilibriumLab
    guard let mapPath = settings.file(Lab.map), let targetPath = settings.file(Lab.target) else {
      throw .illegal(
        "\(Lab.map.option) and \(Lab.target.option) must be given together: the map K, and the state z̄ to reach"
      )
    }
    try settings.refuseBuiltIn(
      [Lab.condition, Lab.pairDepth, Lab.pairEigenvalue, Lab.draws], beside: Lab.map)
    try settings.refuseSeed(beside: Lab.map)
    let map = try Self.matrix(mapPath, settings.reading)
    guard map.isSquare else {
      throw .malformed("\(mapPath): \(map.rows) × \(map.columns) numbers, not a square matrix")
    }
    var injection = Matrix.identity(map.rows)
    if let path = settings.file(Lab.injection) {
      injection = try Self.matrix(path, settings.reading)
      guard injection.rows == map.rows else {
        throw .malformed(
          "\(path): \(injection.rows) rows, but the map of \(mapPath) has \(map.rows)")
      }
    }
    let numbers = try Self.matrix(targetPath, settings.reading)
    guard min(numbers.rows, numbers.columns) == 1, numbers.elements.count == map.rows else {
      throw .malformed(
        "\(targetPath): \(numbers.rows) × \(numbers.columns) numbers, where one state of \(map.rows) is needed"
      )
    }
    self.mapPath = mapPath
    target = numbers.elements
    model = LinearIteration(map: map, injection: injection)
  }

  private static func matrix(_ path: String, _ reading: TableReading) throws(LabError) -> Matrix {
    Matrix(try CodingData.table(path, reading))
  }

  /// Decides the laws that apply, and lists losses and gradients.
  func report(to study: inout LabStudy) throws(LabError) {
    let settings = study.settings
    let depth = settings.integer(EquilibriumLab.depth)
    let horizon = settings.integer(EquilibriumLab.horizon)
    let radius = try factorized(spectralRadius(of: model.map))
    let (theta, rank) = try model.trained(depth, target: target)
    let losses = model.losses(theta, target: target, to: horizon)
    guard losses.allSatisfy(\.isFinite) else {
      throw .illegal(
        "\(mapPath): the states overflow within \(horizon) steps, as the spectral radius of K is \(radius); \(EquilibriumLab.horizon.option) limits them"
      )
    }
    let own = losses[depth]
    let reachesAll = rank == model.stateCount
    if reachesAll {
      study.decide(
        DepthClaims.overfitting, "depths with a loss smaller beyond rounding", predicted: 0,
        computed: Double(losses.count { $0 < own - 1e-18 * dot(target, target) }), .count)
    } else {
      study.warnings.append(
        "θ reaches \(rank) of \(model.stateCount) directions at N = \(depth): other depths may be better than the trained one"
      )
    }
    let singular = try factorized(
      SingularValues(model.response(depth), isComplete: false).values)
    if let most = singular.first, let least = singular.prefix(rank).last, most > 1e8 * least {
      study.warnings.append(
        "θ at N = \(depth) is ill conditioned: singular values of its response from \(least) to \(most), so that losses have about \(max(0, 15 - Int(log10(most / least)))) digits"
      )
    }
    var table = Table(columns: ["model", "trained", "depth", "loss", "formula"])
    for (test, loss) in losses.enumerated() where test > 0 {
      table.append([.text(mapPath), .integer(depth), .integer(test), .number(loss), .empty])
    }
    study.tables.append(NamedTable("depths", "losses at the trained depth and at others", table))
    study.product = LabArray("theta", theta)
    guard radius < 1 else {
      study.warnings.append(
        "the spectral radius of K is \(radius), not below 1: the iteration has no limit, and there is no table of gradients"
      )
      return
    }
    let gradients = try GradientStudy(model, theta: theta, target: target)
    let rows = EquilibriumLab.rows(of: gradients, settings)
    if gradients.isNegligible {
      study.warnings.append(
        "the gradient at θ_N is 0 up to rounding, as the model reaches its target at the fixed point too: relative errors of gradients mean little"
      )
    }
    let tolerance = settings.number(EquilibriumLab.tolerance)
    let open = rows.filter { $0.residual > tolerance }.map { "\($0.depth)" }
    if !open.isEmpty {
      study.warnings.append(
        "the fixed point is not reached after \(open.joined(separator: ", ")) steps: residuals above \(tolerance)"
      )
    }
    try gradients.report(rows, tolerance, to: &study)
  }
}
