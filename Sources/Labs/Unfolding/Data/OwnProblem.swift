// The user's dictionary and samples.

import Files
import LabKit
import LinearAlgebra

extension CodingProblem {
  /// Reads the user's files.
  ///
  /// - Parameter settings: The settings; `--data` is given with `--dict` or `--atoms`.
  /// - Throws: ``LabError`` where a file cannot be read, or files do not match.
  init(_ settings: LabSettings) throws(LabError) {
    guard let dataPath = settings.file(UnfoldingLab.data) else {
      throw .illegal(
        "\(UnfoldingLab.dictionary.option) and \(UnfoldingLab.data.option) must be given together: a dictionary, and "
          + "the samples to code")
    }
    let (matrix, signals): (Matrix, Matrix)
    var warnings: [String] = []
    var name = UnfoldingLab.atoms.option
    if let path = settings.file(UnfoldingLab.dictionary) {
      let data = try CodingData(dictionary: path, data: dataPath, settings.reading)
      (matrix, signals) = (data.dictionary, data.signals)
      warnings = data.warnings
      name = path
    } else if settings.isGiven(UnfoldingLab.atoms) {
      let table = try CodingData.table(dataPath, settings.reading)
      try CodingData.requireScale(
        ofColumnsOf: Matrix(rows: table.columns, columns: table.rows, elements: table.values)
      ) { "\(dataPath): sample \($0)" }
      (matrix, signals) = try Self.split(
        table, dataPath, atoms: settings.integer(UnfoldingLab.atoms), seed: settings.seed)
    } else {
      throw .illegal(
        "\(UnfoldingLab.data.option) requires \(UnfoldingLab.dictionary.option), a dictionary, or "
          + "\(UnfoldingLab.atoms.option), the number of samples that become atoms")
    }
    let dictionary = try CodingDictionary(matrix)
    let (n, p) = (signals.rows, signals.columns)
    let codes = try Self.codes(settings, count: p, atoms: matrix.columns)
    let all = Samples(signals.elements, dictionary, codes: codes)
    var (training, test) = (all, all)
    if let path = settings.file(UnfoldingLab.test) {
      let more = try CodingData.samples(path, of: matrix, from: name, settings.reading)
      if let warning = more.warning { warnings.append(warning) }
      var elements = more.signals.elements
      if !settings.isGiven(UnfoldingLab.dictionary) { Self.center(&elements, n) }
      test = Samples(elements, dictionary)
    } else {
      guard p >= 2 else {
        throw .malformed(
          "\(dataPath): only one sample; give at least two, of which half train and the others test, or give samples "
            + "to test with as \(UnfoldingLab.test.option)")
      }
      (training, test) = all.halves(n, dictionary)
    }
    if settings.isOn(UnfoldingLab.equalize) {
      training.equalize(dictionary)
      test.equalize(dictionary)
    }
    guard training.largestPenalties.contains(where: { $0 > 0 }) else {
      throw .malformed("\(dataPath): all samples to train on are orthogonal to all atoms")
    }
    let zero = (training.largestPenalties + test.largestPenalties).count { $0 == 0 }
    if zero > 0 {
      warnings.append(
        zero == 1
          ? "1 sample is orthogonal to all atoms: its code is 0"
          : "\(zero) samples are orthogonal to all atoms: their codes are 0")
    }
    self.init(dictionary: dictionary, training: training, test: test, warnings: warnings)
  }

  /// Makes atoms of random samples: centred, and scaled to norm 1; the others are centred.
  private static func split(
    _ table: NumericTable, _ path: String, atoms count: Int, seed: UInt64
  ) throws(LabError) -> (dictionary: Matrix, signals: Matrix) {
    let (n, p) = (table.columns, table.rows)
    guard p >= count + 2 else {
      throw .illegal(
        "\(UnfoldingLab.atoms.option) \(count): \(path) has \(p) samples, at least two of which must remain"
      )
    }
    guard n >= 2 else { throw .malformed("\(path): samples of one number") }
    var generator = CounterGenerator(seed: 3, shift: seed)
    var (atoms, others): ([Double], [Double]) = ([], [])
    for row in generator.choose(p, of: p) {
      var sample = Array(table.values[row * n..<(row + 1) * n])
      center(&sample, n)
      let length = norm(sample)
      if atoms.count < count * n, length > 0 {
        atoms += sample.map { $0 / length }
      } else {
        others += sample
      }
    }
    guard atoms.count == count * n else {
      throw .malformed("\(path): fewer than \(count) samples are not constant")
    }
    return (
      Matrix(rows: n, columns: count, elements: atoms),
      Matrix(rows: n, columns: p - count, elements: others)
    )
  }

  /// Subtracts the mean of every sample.
  private static func center(_ signals: inout [Double], _ n: Int) {
    for first in stride(from: 0, to: signals.count, by: n) {
      let mean = signals[first..<first + n].reduce(0, +) / Double(n)
      for index in first..<first + n { signals[index] -= mean }
    }
  }

  /// The true codes, p × m in rows; nil unless given.
  private static func codes(
    _ settings: LabSettings, count: Int, atoms: Int
  ) throws(LabError) -> [Double]? {
    guard let path = settings.file(UnfoldingLab.codes) else { return nil }
    let table = try CodingData.table(path, settings.reading)
    guard table.rows == count, table.columns == atoms else {
      throw .malformed(
        "\(path): \(table.rows) code\(table.rows == 1 ? "" : "s") of \(table.columns) "
          + "number\(table.columns == 1 ? "" : "s") for \(count) samples and \(atoms) atoms"
      )
    }
    return table.values
  }
}

extension Samples {
  /// The first half, which trains, and the second, which tests.
  fileprivate func halves(
    _ n: Int, _ dictionary: CodingDictionary
  ) -> (training: Samples, test: Samples) {
    let (half, m) = (count / 2, dictionary.atomCount)
    return (
      Samples(
        Array(signals.prefix(half * n)), dictionary,
        codes: codes.map { Array($0.prefix(half * m)) }),
      Samples(
        Array(signals.dropFirst(half * n)), dictionary,
        codes: codes.map { Array($0.dropFirst(half * m)) })
    )
  }
}
