// The user's decisions on how files of numbers are read.

/// A decision on something that the file may leave open.
package enum Decision: String, Sendable, CaseIterable {
  /// As the file shows; ambiguity is refused.
  case auto
  case yes
  case no
}

/// The rows and columns of a file that only name or count the entries of the matrix.
package struct TableReading: Sendable, Equatable {
  /// The purpose of the rows of a table, which limits its size.
  package enum Purpose: Sendable {
    /// The second moment C of the rows, n × n: no table may be large in both directions.
    case secondMoment
    /// The rows themselves.
    case samples
  }

  /// Whether the first line names the columns.
  package var header: Decision
  /// Whether the first column names or counts the rows.
  package var indexColumn: Decision
  /// The purpose of the rows.
  package var purpose = Purpose.secondMoment
  /// Whether NaN and infinity are numbers, where the file is only compared with others.
  package var allowsNonFinite = false
  /// Whether an array of more than two dimensions is read, one row for each value of the first index, as by
  /// `a.reshape(len(a), -1)`.
  package var foldsDimensions = false

  package init(header: Decision = .auto, indexColumn: Decision = .auto) {
    self.header = header
    self.indexColumn = indexColumn
  }
}

/// The meaning of the numbers in a data file.
package enum DataKind: String, Sendable, CaseIterable {
  /// One column is eigenvalues, several columns are frames; ambiguity is refused.
  case auto
  /// A frame y in every row.
  case frames
  /// The eigenvalues of C, in one column or one row.
  case eigenvalues
  /// C itself.
  case covariance
}

/// The way a data file is read.
package struct DataReading: Sendable, Equatable {
  package var kind: DataKind
  package var table: TableReading

  package init(kind: DataKind = .auto, table: TableReading = TableReading()) {
    self.kind = kind
    self.table = table
  }
}
