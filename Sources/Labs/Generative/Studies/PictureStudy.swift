// Pictures of heads from lines of their Fourier transform.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// Generative models computed from pictures, beside a map that is trained end to end, with many lines and with few.
struct PictureStudy {
  /// A reconstruction u = μ + B(b − Mμ) + o, where o is not 0 for methods that do not know μ or M.
  private struct Affine {
    let name: String
    let map: Matrix
    let offset: [Double]
  }

  /// Errors of one method in one setting.
  private struct Row {
    let setting: String
    let share: Double
    let method: String
    /// The mean square error over the pictures that the model was computed from, and over noise.
    let trainingError: Double
    /// The mean of ‖û − u‖/‖u‖ over new pictures.
    let newError: Double
    /// The first of the new pictures, reconstructed, and its ‖û − u‖/‖u‖.
    let picture: [Double]
    let pictureError: Double
  }

  private let size: Int
  private let noise: Double
  private let shift: UInt64
  private let pictures: Matrix
  private let mean: [Double]
  private let model: GaussianGenerator
  private let home: Measurement
  private let away: Measurement
  /// Of the zero-filled data, as trained with the lines at home.
  private let trained: Matrix
  private let newPictures: Matrix

  private static let latentCount = 24
  private static let noise = 0.05
  private static let newCount = 100
  /// Shares of lines, in training and elsewhere.
  private static let shares = (home: 0.4, away: 0.25)

  /// Draws pictures, computes their generator, and trains the map.
  ///
  /// - Parameters:
  ///   - size: m, the number of pixels in a row.
  ///   - shift: The seed of the run.
  /// - Throws: ``LabError/failed(_:)`` where a factorization fails.
  /// - Complexity: O(m⁶).
  init(size: Int, shift: UInt64) throws(LabError) {
    (self.size, self.shift, noise) = (size, shift, Self.noise)
    var generator = CounterGenerator(seed: 141, shift: shift)
    let heads = HeadPictures(size: size)
    let n = size * size
    var pictures = heads.pictures(2 * n, &generator)
    newPictures = heads.pictures(Self.newCount, &generator)
    let ones = [Double](repeating: 1 / Double(pictures.columns), count: pictures.columns)
    let mean = pictures.applied(to: ones)
    Self.add(-1, mean, toColumnsOf: &pictures)
    (self.pictures, self.mean) = (pictures, mean)
    model = try Self.principalComponents(pictures, min(Self.latentCount, n - 1))
    home = .fourierLines(Self.shares.home, size: size, noise: noise, &generator)
    away = .fourierLines(Self.shares.away, size: size, noise: noise, &generator)
    trained = try model.map(.covariance, home).multiplied(by: home.matrix)
  }

  private static func add(_ alpha: Double, _ vector: [Double], toColumnsOf matrix: inout Matrix) {
    for column in 0..<matrix.columns {
      for row in 0..<matrix.rows { matrix[row, column] += alpha * vector[row] }
    }
  }

  /// The generator of probabilistic principal components, with the rest of the covariance as Ψ.
  ///
  /// - Parameters:
  ///   - pictures: Pictures less their mean, n × N with N > n.
  ///   - k: The number of columns of W, less than n.
  /// - Returns: W = V(Λ − σ²I)^½ and Ψ = C − WWᵀ, whose mean diagonal is σ².
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails, or Ψ is not positive definite.
  private static func principalComponents(
    _ pictures: Matrix, _ k: Int
  ) throws(LabError) -> GaussianGenerator {
    let n = pictures.rows
    var moment = SecondMoment(dimension: n)
    moment.add(frames: pictures.elements)
    let covariance = moment.matrix()
    let eigen = try factorized(SymmetricEigen(covariance))
    let rest = eigen.values.dropLast(k).reduce(0, +) / Double(n - k)
    var weights = Matrix(repeating: 0, rows: n, columns: k)
    for column in 0..<k {
      let index = n - 1 - column
      let amount = (eigen.values[index] - rest).squareRoot()
      for row in 0..<n { weights[row, column] = amount * eigen.vectors[row, index] }
    }
    let part = weights.multiplied(by: weights.transposed)
    guard
      let model = GaussianGenerator(
        weights: weights, residual: covariance.subtracting(part).symmetricPart)
    else { throw .failed("the residual of the pictures is not positive definite") }
    return model
  }

  // MARK: Reconstructions

  private func reconstructions(_ setting: Measurement) throws(LabError) -> [Affine] {
    let n = mean.count
    let nothing = [Double](repeating: 0, count: n)
    func filled(_ setting: Measurement) -> [Double] {
      setting.matrix.transposed.applied(to: setting.matrix.applied(to: mean))
    }
    var methods = [
      Affine(
        name: "zero filling", map: setting.matrix.transposed,
        offset: difference(filled(setting), mean))
    ]
    let models: [(String, Reconstruction)] = [
      ("range of W", .rangeWithPrior), ("constant diagonal", .identity),
      ("varying diagonal", .diagonal), ("covariance", .covariance),
    ]
    for (name, method) in models {
      methods.append(Affine(name: name, map: try model.map(method, setting), offset: nothing))
    }
    // It has learned which mean zero-filled data have at home.
    methods.append(
      Affine(
        name: "end to end", map: trained.multiplied(by: setting.matrix.transposed),
        offset: trained.applied(to: difference(filled(setting), filled(home)))))
    return methods
  }

  private func rows(
    _ name: String, _ share: Double, _ setting: Measurement, _ methods: [Affine]
  ) -> [Row] {
    var generator = CounterGenerator(seed: 142, shift: shift)
    var centered = newPictures
    Self.add(-1, mean, toColumnsOf: &centered)
    let data = setting.data(centered, &generator)
    let n = mean.count
    return methods.map { method in
      var images = method.map.multiplied(by: data)
      Self.add(1, mean, toColumnsOf: &images)
      Self.add(1, method.offset, toColumnsOf: &images)
      let errors = (0..<Self.newCount).map { column in
        let truth = newPictures.column(column)
        return distance(images.column(column), truth) / norm(truth)
      }
      return Row(
        setting: name, share: share, method: method.name,
        trainingError: model.risk(method.map, setting)
          + dot(method.offset, method.offset) / Double(n),
        newError: errors.reduce(0, +) / Double(Self.newCount), picture: images.column(0),
        pictureError: errors[0])
    }
  }

  // MARK: Report

  /// Decides the claims, lists errors and draws reconstructions.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where a factorization fails.
  func report(to study: inout LabStudy) throws(LabError) {
    let (many, few) = (try reconstructions(home), try reconstructions(away))
    let rows = (
      home: rows("training", Self.shares.home, home, many),
      away: rows("other", Self.shares.away, away, few)
    )
    decideMoments(few, to: &study)
    let ratios = [rows.home, rows.away].flatMap { rows in
      rows.map { $0.trainingError / rows[4].trainingError }
    }
    study.decide(
      PictureClaims.best, "least mean square error over that of the covariance model",
      predicted: 1, computed: ratios.min() ?? 0, .atLeast(rounding: 1e-9))
    try decideComponents(to: &study)
    study.pin(PictureClaims.home, PictureClaims.errorPins, rows.home.map(\.newError))
    study.pin(PictureClaims.away, PictureClaims.awayPins, rows.away.map(\.newError))
    var table = Table(columns: [
      "lines", "share", "measurements", "method", "mean_square_error", "new_error", "picture_error",
    ])
    for row in rows.home + rows.away {
      let count = row.setting == "training" ? home.matrix.rows : away.matrix.rows
      table.append([
        .text(row.setting), .number(row.share), .integer(count), .text(row.method),
        .number(row.trainingError), .number(row.newError), .number(row.pictureError),
      ])
    }
    study.tables.append(
      NamedTable("pictures", "errors of reconstructions from lines of the Fourier transform", table)
    )
    study.figures.append(
      NamedFigure("pictures", figure(rows.away, command: study.settings.command)))
  }

  /// The mean over pictures, one by one, of three methods.
  private func decideMoments(_ methods: [Affine], to study: inout LabStudy) {
    let count = Double(pictures.columns)
    let worst = [methods[0], methods[2], methods[5]].map { method in
      var errors = method.map.multiplied(by: away.matrix.multiplied(by: pictures))
      LinearAlgebra.add(-1, pictures.elements, to: &errors)
      Self.add(1, method.offset, toColumnsOf: &errors)
      let noise = self.noise * method.map.frobeniusNorm
      let size = errors.frobeniusNorm
      let average = (size * size / count + noise * noise) / Double(mean.count)
      let predicted =
        model.risk(method.map, away) + dot(method.offset, method.offset) / Double(mean.count)
      return average / predicted - 1
    }
    study.decide(
      PictureClaims.moments, "largest relative difference", predicted: 0,
      computed: maximumNorm(worst), .rounding(1e-10))
  }

  /// The criterion beside that of generators nearby.
  private func decideComponents(to study: inout LabStudy) throws(LabError) {
    let n = mean.count
    let variance = model.residual.trace / Double(n)
    func criterion(_ weights: Matrix, _ variance: Double) throws(LabError) -> Double {
      var covariance = weights.multiplied(by: weights.transposed)
      for index in 0..<n { covariance[index, index] += variance }
      guard let factor = covariance.choleskyFactor() else {
        throw .failed("WWᵀ + σ²I is not positive definite")
      }
      var solved = model.covariance
      try positiveDefinite(covariance, "WWᵀ + σ²I").solve(&solved)
      return (0..<n).reduce(solved.trace) { $0 + 2 * log(factor[$1, $1]) }
    }
    let least = try criterion(model.weights, variance)
    var rivals: [Double] = []
    for factor in [0.99, 1.01] {
      var weights = model.weights
      scale(&weights, by: factor)
      rivals.append(try criterion(weights, variance))
      rivals.append(try criterion(model.weights, factor * variance))
    }
    var generator = CounterGenerator(seed: 143, shift: shift)
    var turned = model.weights
    LinearAlgebra.add(
      1e-3, generator.normals(rows: n, columns: turned.columns).elements, to: &turned)
    rivals.append(try criterion(turned, variance))
    study.decide(
      PictureClaims.components, "least criterion of rivals less that of the components",
      predicted: 0, computed: (rivals.min() ?? -1) - least, .atLeast(rounding: 1e-9))
  }

  private func figure(_ rows: [Row], command: String) -> Figure {
    let truth = newPictures.column(0)
    func panel(_ title: String, _ method: String) -> Panel {
      guard let row = rows.first(where: { $0.method == method }) else {
        preconditionFailure("no method \(method)")
      }
      return Panel(
        title: title,
        caption: "relative error \(formatted(row.pictureError, significantDigits: 3))",
        Picture(
          values: row.picture, width: size,
          inset: Picture.Inset(
            "error", values: difference(row.picture, truth), width: size, range: -0.5...0.5,
            map: .diverging)))
    }
    let percent = formatted(100 * Self.shares.home, significantDigits: 2)
    return Figure(
      title: "From a quarter of the lines, priors hold what end-to-end training does not",
      description: """
        A picture that no method has seen, and five reconstructions from a quarter of the lines of its Fourier transform, each with \
        its error as an inset. Zero filling has ghosts. The three generative models, which never saw data, restore skull and \
        ventricles. The map that was trained end to end on \(percent) percent of the lines has ghosts too.
        """,
      command: command,
      panels: [
        Panel(
          title: "picture", caption: "\(size) × \(size) pixels", Picture(values: truth, width: size)
        ),
        panel("zero filling", "zero filling"), panel("range of *W*", "range of W"),
        panel("constant diagonal", "constant diagonal"), panel("covariance", "covariance"),
        panel("end to end, from other lines", "end to end"),
      ], columns: 3)
  }
}
