// What the user decides about files of numbers, where it is not left to the program.

/// Whether something is so, where the file may leave it open.
package enum Decision: String, Sendable, CaseIterable {
  /// As the file shows; what it leaves open is refused.
  case auto
  case yes
  case no
}

/// Which rows and columns of a file are numbers of the matrix, and which only name them.
package struct TableReading: Sendable, Equatable {
  /// Whether the first line names the columns.
  package var header: Decision
  /// Whether the first column names or counts the rows.
  package var indexColumn: Decision

  package init(header: Decision = .auto, indexColumn: Decision = .auto) {
    self.header = header
    self.indexColumn = indexColumn
  }
}

/// What the numbers of a data file are.
package enum DataKind: String, Sendable, CaseIterable {
  /// One column is eigenvalues, several columns are frames; what may be something else is refused.
  case auto
  /// A frame y in every row.
  case frames
  /// The eigenvalues of C, in one column or one row.
  case eigenvalues
  /// C itself.
  case covariance
}

/// How a data file is read.
package struct DataReading: Sendable, Equatable {
  package var kind: DataKind
  package var table: TableReading

  package init(kind: DataKind = .auto, table: TableReading = TableReading()) {
    self.kind = kind
    self.table = table
  }
}
