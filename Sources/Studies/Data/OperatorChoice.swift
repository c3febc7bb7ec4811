// The forward operator of an inverse problem, from the texts of options.

package import Files
package import LinearAlgebra
package import ToyModel

/// The forward operator A that `--operator` or `--singular-values` names, before the data are known.
package struct OperatorChoice: Sendable {
  /// The kind of operator.
  package enum Kind: Sendable, Equatable {
    /// Singular values, in the order of the eigenvalues of C: AᵀA and C commute.
    case singularValues([Double])
    /// A, p × n.
    case matrix(Matrix)
    /// The kernel of a periodic convolution, centred.
    case blur([Double])
    /// Whether each of n samples is measured.
    case mask([Bool])
  }

  /// The kind of operator.
  package let kind: Kind
  /// The text of the option, for tables.
  package let name: String
  /// The file that it is from; nil for none.
  package let path: String?

  /// The largest n for which the decomposition of a matrix is computed.
  package static let denseLimit = 2048
  /// The legal magnitudes of singular values and of the largest entry of a matrix, besides 0.
  package static let magnitudes = 1e-50...1e50

  /// The forms of the text, for help texts.
  package static let help =
    "FILE of a matrix A (CSV, .npy), one row for each measurement, or of singular values in one column; a list of them "
    + "such as 1,0.5,0.1; blur:a,b,c, a periodic kernel around its middle entry; mask:FILE with 1 for what is "
    + "measured and 0 elsewhere"

  /// Reads the text of `--operator`, and the file that it names.
  ///
  /// Singular values are numbers with commas between, or a file of one column; they pair with the eigenvalues of C in
  /// their order, of which the largest is the first.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - reading: How files of numbers are read.
  /// - Throws: ``StudyError`` where the text means nothing, or a file cannot be read or is no operator.
  package init(_ text: String, reading: TableReading = TableReading()) throws(StudyError) {
    func tail(_ prefix: String) -> String? {
      text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
    name = text
    if let list = tail("blur:") {
      do throws(MalformedFile) {
        kind = .blur(try convolutionKernel(list))
      } catch {
        throw .illegal("--operator \(quoted(text)): \(error.description)")
      }
      path = nil
    } else if let file = tail("mask:") {
      guard !file.isEmpty else { throw .illegal("--operator mask:FILE names no file") }
      let table = try Self.table(file, reading)
      guard table.rows == 1 || table.columns == 1 else {
        throw .malformed(
          "\(file): a mask of signals is one row or one column, this one has \(table.rows) rows of "
            + "\(table.columns) numbers")
      }
      do throws(MalformedFile) {
        kind = .mask(try table.mask())
      } catch {
        throw .malformed("\(file): \(error.description)")
      }
      path = file
    } else if Self.isList(text) {
      kind = .singularValues(
        try Self.checked(Grid.vector(text, option: "--operator"), "--operator"))
      path = nil
    } else {
      let table = try Self.table(text, reading)
      if table.columns == 1 {
        do throws(StudyError) {
          kind = .singularValues(try Self.checked(table.values, text))
        } catch {
          throw .malformed(error.message)
        }
      } else {
        kind = .matrix(table.matrix)
      }
      path = text
    }
  }

  /// Reads the text of `--singular-values`, a grid.
  ///
  /// - Parameter text: The text, such as `1,0.5,0.1` or `log:0.01..1:20`; values in the order of the eigenvalues of C.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(singularValues text: String) throws(StudyError) {
    let option = "--singular-values"
    // Equal values are legal in a list, unlike in a grid of parameters.
    let values =
      Self.isList(text)
      ? try Grid.vector(text, option: option) : try Grid.numbers(text, option: option)
    kind = .singularValues(try Self.checked(values, option))
    (name, path) = (text, nil)
  }

  /// An operator that is given by its singular values.
  ///
  /// - Parameters:
  ///   - values: aᵢ, legal.
  ///   - name: The name in tables.
  package init(values: [Double], name: String) {
    (kind, self.name, path) = (.singularValues(values), name, nil)
  }

  /// Whether a text is numbers with commas between.
  private static func isList(_ text: String) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
      decimalNumber(String($0)) != nil
    }
  }

  private static func checked(
    _ values: [Double], _ source: String
  ) throws(StudyError) -> [Double] {
    for value in values {
      guard value == 0 || magnitudes.contains(value) else {
        throw .illegal(
          "\(source): a singular value is 0 or from \(magnitudes.lowerBound) to \(magnitudes.upperBound), not \(value)"
        )
      }
    }
    guard values.contains(where: { $0 > 0 }) else {
      throw .illegal("\(source): the operator is 0")
    }
    return values
  }

  private static func table(
    _ path: String, _ reading: TableReading
  ) throws(StudyError) -> NumericTable {
    let table = try translated(NumericTable(path: path, reading: reading))
    do throws(MalformedFile) {
      try table.requireDecided()
    } catch {
      throw .malformed("\(path): \(error.description)")
    }
    let largest = maximumNorm(table.values)
    guard magnitudes.contains(largest) else {
      throw .malformed(
        largest == 0
          ? "\(path): the operator is 0"
          : "\(path): the largest magnitude, \(largest), is not from \(magnitudes.lowerBound) to "
            + "\(magnitudes.upperBound)")
    }
    guard table.columns <= denseLimit || table.rows == 1 else {
      throw .malformed("\(path): n = \(table.columns), more than \(denseLimit)")
    }
    return table
  }

  /// Whether it is a list of singular values in the directions of C.
  package var isList: Bool { if case .singularValues = kind { true } else { false } }

  /// The dimension n of signals; nil for a convolution, which has any.
  package var dimension: Int? {
    switch kind {
    case .singularValues(let values): values.count
    case .matrix(let matrix): matrix.columns
    case .mask(let mask): mask.count
    case .blur: nil
    }
  }

  /// A, p × n; nil for singular values, whose directions are those of C.
  ///
  /// - Parameter n: The dimension of signals.
  /// - Returns: The matrix.
  package func matrix(_ n: Int) -> Matrix? {
    func dense(_ map: some LinearMap) -> Matrix {
      var elements: [Double] = []
      for column in 0..<map.columns {
        var axis = [Double](repeating: 0, count: map.columns)
        axis[column] = 1
        elements += map.applied(to: axis)
      }
      return Matrix(rows: map.rows, columns: map.columns, elements: elements)
    }
    return switch kind {
    case .singularValues: nil
    case .matrix(let matrix): matrix
    case .mask(let mask): dense(MaskMap(mask: mask))
    case .blur(let kernel): dense(CirculantMap(kernel: kernel, length: n))
    }
  }
}

/// An operator together with data: all that risks of an inverse problem depend on.
package struct OperatorProblem: Sendable {
  /// The operator.
  package let choice: OperatorChoice
  /// The data.
  package let data: DataModel
  /// The right singular vectors of A, with singular values and the energies of the signal along them.
  ///
  /// By descending eigenvalue of C for a list of singular values, by frequency for a convolution of toy data, otherwise
  /// by descending singular value.
  package let directions: [OperatorDirection]
  /// Whether AᵀA and C commute, to rounding.
  package let commutes: Bool
  /// A and C; nil where the directions diagonalise both, and say all.
  package let matrices: (map: Matrix, secondMoment: Matrix)?

  /// Puts an operator and data together.
  ///
  /// - Parameters:
  ///   - choice: The operator.
  ///   - data: The data, with the n of the operator.
  /// - Throws: ``StudyError`` where the dimensions differ, or the directions of the data are not known but matter.
  package init(_ choice: OperatorChoice, data: DataModel) throws(StudyError) {
    (self.choice, self.data) = (choice, data)
    let n = data.n
    if let dimension = choice.dimension, dimension != n {
      throw .illegal(
        "--operator \(choice.name): for signals of n = \(dimension), but --data \(data.name) has n = \(n)"
      )
    }
    switch choice.kind {
    case .singularValues(let values):
      let energies = data.spectrum.groups.flatMap {
        Array(repeating: $0.eigenvalue, count: $0.multiplicity)
      }
      directions = zip(values, energies).map { OperatorDirection(singularValue: $0, energy: $1) }
      (commutes, matrices) = (true, nil)
      return
    case .blur(let kernel):
      guard kernel.count <= n else {
        throw .illegal(
          "--operator \(choice.name): a kernel of \(kernel.count) entries for signals of n = \(n)")
      }
      guard case .constantFirst = data.basis else { break }
      let groups = data.spectrum.groups
      let (first, rest) = (groups[0].eigenvalue, groups[groups.count - 1].eigenvalue)
      let responses = CirculantMap.responses(of: kernel, length: n)
      // A response at rounding level is 0.
      let rounding = 4 * Double(kernel.count) * .ulpOfOne * kernel.reduce(0) { $0 + abs($1) }
      directions = (0..<n).map { frequency in
        let response = responses[min(frequency, n - frequency)]
        return OperatorDirection(
          singularValue: response > rounding ? response : 0, energy: frequency == 0 ? first : rest)
      }
      (commutes, matrices) = (true, nil)
      return
    case .matrix, .mask: break
    }
    guard n <= OperatorChoice.denseLimit else {
      throw .illegal(
        "--operator \(choice.name): n = \(n), but decompositions are computed up to n = \(OperatorChoice.denseLimit)"
      )
    }
    guard let map = choice.matrix(n), let moment = data.secondMoment else {
      throw .illegal(
        "--data \(data.name) gives eigenvalues of C without their directions, on which --operator "
          + "\(choice.name) acts; give frames, C itself (--as covariance), or a list of singular values"
      )
    }
    let decomposition = try converged(SingularValues(map))
    let images = moment.multiplied(by: decomposition.right)
    let errors = decomposition.rounding(ofMagnitudes: map.magnitudes)
    directions = (0..<n).map { index in
      let isSeen =
        index < decomposition.values.count && decomposition.values[index] > errors[index]
      return OperatorDirection(
        singularValue: isSeen ? decomposition.values[index] : 0,
        energy: max(images.columnProduct(decomposition.right, index), 0))
    }
    let product = map.gram().multiplied(by: moment)
    commutes =
      product.subtracting(product.transposed).frobeniusNorm
      <= 16 * Double(n) * .ulpOfOne * map.gram().frobeniusNorm * moment.frobeniusNorm
    matrices = (map, moment)
  }

  /// The risk of the best linear reconstruction.
  ///
  /// - Parameter noiseVariance: σ² > 0.
  /// - Returns: L₀.
  /// - Throws: ``StudyError/failed(_:)`` if a decomposition does not converge.
  package func linearRisk(noiseVariance: Double) throws(StudyError) -> Double {
    guard let matrices else { return directions.linearRisk(noiseVariance: noiseVariance) }
    let signals = try converged(PrincipalBasis(covariance: matrices.secondMoment))
    do throws(OperatorError) {
      return try OperatorWiener(
        operator: matrices.map, signals: signals, noiseVariance: noiseVariance
      ).risk
    } catch {
      throw .failed(error.message)
    }
  }

  /// The least risks of bilevel learning over k.
  ///
  /// - Parameter noiseVariance: σ² > 0.
  /// - Returns: The risks.
  /// - Throws: `ToyModel.OperatorError` where A has not full column rank.
  package func bilevel(noiseVariance: Double) throws(OperatorError) -> BilevelRisks {
    guard let matrices else {
      return try BilevelRisks(directions: directions, noiseVariance: noiseVariance)
    }
    return try OperatorBilevel(
      operator: matrices.map, secondMoment: matrices.secondMoment, noiseVariance: noiseVariance
    ).risks
  }
}

extension DataModel {
  /// C, n × n; nil where only its eigenvalues are known.
  ///
  /// - Complexity: O(n³) for measured data, O(n²) for the toy models.
  package var secondMoment: Matrix? {
    switch basis {
    case .unknown: return nil
    case .constantFirst:
      let groups = spectrum.groups
      let (first, rest) = (groups[0].eigenvalue, groups[groups.count - 1].eigenvalue)
      var matrix = Matrix(repeating: (first - rest) / Double(n), rows: n, columns: n)
      for index in 0..<n { matrix[index, index] += rest }
      return matrix
    case .columns(let vectors):
      var roots = vectors
      roots.scaleColumns(
        spectrum.groups.flatMap {
          Array(repeating: $0.eigenvalue.squareRoot(), count: $0.multiplicity)
        })
      var matrix = Matrix(repeating: 0, rows: n, columns: n)
      matrix.setGram(roots)
      return matrix
    }
  }
}
