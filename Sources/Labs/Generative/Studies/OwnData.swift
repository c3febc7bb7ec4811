// The user's generator, and reconstructions of the user's data.

import Evidence
import Files
import LabKit
import LinearAlgebra
import Report

/// Data b from a file, with the generator and the operator that belong to them.
struct OwnData {
  private let model: GaussianGenerator
  private let setting: Measurement
  /// b, m × p, one per column.
  private let data: Matrix
  private let methods: [Reconstruction]
  /// The largest relative gradient of a functional at a reconstruction that counts as its minimiser.
  private static let largestStationarity = 1e-6

  /// W and Ψ from files.
  ///
  /// - Parameter settings: The settings of the lab.
  /// - Returns: The generator; nil where no file is given.
  /// - Throws: ``LabError`` where only one is given, or one cannot be read or does not fit.
  static func generator(_ settings: LabSettings) throws(LabError) -> GaussianGenerator? {
    typealias Lab = GenerativeLab
    let paths = (settings.file(Lab.generator), settings.file(Lab.residual))
    if paths.0 == nil, paths.1 == nil { return nil }
    guard let weightsPath = paths.0, let residualPath = paths.1 else {
      throw .illegal(
        "\(Lab.generator.option) and \(Lab.residual.option) must be given together: W, and the covariance Ψ of the residual"
      )
    }
    try settings.refuseBuiltIn([Lab.size, Lab.latent, Lab.pictureSize], beside: Lab.generator)
    let weights = try matrix(weightsPath, settings.reading)
    let residual = try matrix(residualPath, settings.reading)
    let n = weights.rows
    guard residual.rows == n, residual.columns == n else {
      throw .malformed(
        "\(residualPath): \(residual.rows) × \(residual.columns) numbers, but \(weightsPath) has \(n) rows: Ψ is \(n) × \(n)"
      )
    }
    guard Lab.sizes.contains(n), weights.columns <= n else {
      throw .malformed(
        "\(weightsPath): W is \(n) × \(weights.columns); \(Lab.sizes.lowerBound) to \(Lab.sizes.upperBound) rows are possible, and at most as many columns"
      )
    }
    let largest = maximumNorm(residual.elements)
    guard maximumDistance(residual.elements, residual.transposed.elements) <= 1e-12 * largest else {
      throw .malformed("\(residualPath): the matrix is not symmetric, so it is no covariance")
    }
    guard max(largest, maximumNorm(weights.elements)) <= 1e100 else {
      throw .malformed("\(weightsPath), \(residualPath): numbers beyond 1e100")
    }
    guard let model = GaussianGenerator(weights: weights, residual: residual.symmetricPart) else {
      throw .malformed(
        "\(residualPath): the matrix is not positive definite, so it has no inverse as a covariance"
      )
    }
    return model
  }

  /// Reads data for a generator; nil where none are given.
  ///
  /// - Parameters:
  ///   - settings: The settings of the lab.
  ///   - model: The generator.
  /// - Throws: ``LabError`` where a file cannot be read or does not fit.
  init?(_ settings: LabSettings, _ model: GaussianGenerator) throws(LabError) {
    typealias Lab = GenerativeLab
    guard let path = settings.file(Lab.data) else {
      try settings.refuse([Lab.map, Lab.method], without: Lab.data)
      return nil
    }
    try settings.refuseBuiltIn(
      [Lab.sampling, Lab.trainSampling, Lab.trainNoise, Lab.pairs, Lab.pictureSize],
      beside: Lab.data)
    try settings.refuseSeed(beside: Lab.data)
    let noises = settings.numbers(Lab.noise)
    guard noises.count == 1 else {
      throw .illegal(
        "\(Lab.data.option) needs the noise of the data: one number s as \(Lab.noise.option)")
    }
    let n = model.signalCount
    var matrix = Matrix.identity(n)
    if let text = settings.text(Lab.map) {
      let measured = try MeasuredData(operator: text, data: path, size: nil, settings.reading)
      guard measured.map.columns == n else {
        throw .malformed(
          "\(Lab.map.option) \(text): signals of \(measured.map.columns) entries, but those of the generator have \(n)"
        )
      }
      let images = (0..<n).flatMap { index in
        var unit = [Double](repeating: 0, count: n)
        unit[index] = 1
        return measured.map.applied(to: unit)
      }
      matrix = Matrix(rows: measured.map.rows, columns: n, elements: images)
      data = Matrix(
        rows: matrix.rows, columns: measured.measurements.count,
        elements: measured.measurements.flatMap { $0 })
    } else {
      var samples = try CodingData.table(path, settings.reading)
      if samples.columns == 1, samples.rows == n, n > 1 {
        samples = NumericTable(rows: 1, columns: n, values: samples.values)
      }
      guard samples.columns == n else {
        throw .malformed(
          "\(path): rows of \(samples.columns) numbers, but there are \(n) measurements of a signal; \(Lab.map.option) gives fewer or more"
        )
      }
      data = Matrix(rows: n, columns: samples.rows, elements: samples.values)
    }
    setting = Measurement(matrix: matrix, noise: noises[0])
    try Self.requireNoise(setting, model)
    self.model = model
    methods = settings.names(Lab.method).compactMap(Reconstruction.init)
  }

  /// Refuses noise whose variance is below the rounding of those of the signals, so that MCMᵀ + s²I does not contain it.
  private static func requireNoise(
    _ setting: Measurement, _ model: GaussianGenerator
  ) throws(LabError) {
    let product = setting.matrix.multiplied(by: model.covariance)
    let largest = maximumNorm(
      (0..<product.rows).map { row in
        (0..<product.columns).reduce(0) { $0 + product[row, $1] * setting.matrix[row, $1] }
      }
    ).squareRoot()
    guard largest.isFinite else {
      throw .malformed("the variances of Mu, the measurements without noise, overflow")
    }
    let least = Double.ulpOfOne.squareRoot() * largest
    guard setting.noise >= least else {
      throw .illegal(
        "\(GenerativeLab.noise.option) \(setting.noise): below rounding beside the measurements, whose standard deviation without noise is up to \(formatted(largest, significantDigits: 3)); at least \(formatted(least, significantDigits: 3)) is needed"
      )
    }
  }

  private static func matrix(_ path: String, _ reading: TableReading) throws(LabError) -> Matrix {
    Matrix(try CodingData.table(path, reading))
  }

  /// Reconstructs all data, with the expected error and a certificate.
  ///
  /// The certificate is the relative size of the gradient Mᵀ(Mu − b)/s² + C⁻¹u of the functional that soft models minimise.
  func report(to study: inout LabStudy) throws(LabError) {
    var table = Table(
      columns: ["sample", "method", "misfit", "expected_error", "stationarity"])
    var products: [Double] = []
    var loose: [(method: Reconstruction, stationarity: Double)] = []
    let root = Double(setting.matrix.rows).squareRoot()
    for method in methods {
      let map = try model.map(method, setting)
      let expected = model.risk(map, setting).squareRoot()
      let precision = try model.modelled(method).map { covariance throws(LabError) in
        try positiveDefinite(model.signalCovariance(covariance), "WWᵀ + Σ")
      }
      var worst = 0.0
      for sample in 0..<data.columns {
        let b = data.column(sample)
        let u = map.applied(to: b)
        let misfit = difference(setting.matrix.applied(to: u), b)
        var stationarity = Cell.empty
        if let precision {
          var pull = setting.matrix.transposed.applied(to: misfit)
          scale(&pull, by: 1 / (setting.noise * setting.noise))
          var prior = u
          precision.solve(&prior)
          let size = max(norm(pull), norm(prior))
          add(1, prior, to: &pull)
          let relative = size > 0 ? norm(pull) / size : 0
          worst = max(worst, relative)
          stationarity = .number(relative)
        }
        table.append([
          .integer(sample + 1), .text(method.rawValue),
          .number(norm(misfit) / (setting.noise * root)), .number(expected), stationarity,
        ])
        products += u
      }
      if worst > Self.largestStationarity { loose.append((method, worst)) }
    }
    if let worst = loose.map(\.stationarity).max() {
      study.warnings.append(
        "reconstructions of \(Source.listed(loose.map(\.method.rawValue))) minimise their functional only roughly: stationarity up to \(formatted(worst, significantDigits: 2)), because the covariances are badly conditioned"
      )
    }
    study.tables.append(
      NamedTable(
        "reconstruction",
        "misfit ‖Mu − b‖/(s√m), root of the exact mean risk, and relative gradient of the functional",
        table))
    study.product = LabArray(
      "reconstruction", shape: [methods.count, data.columns, model.signalCount], products)
  }
}
