// Labs in sweeps.

/// How a lab makes one row for each point of a sweep.
package struct LabSweep: Sendable {
  /// The table whose single row is that of a point.
  package let table: String
  /// Its columns.
  package let columns: [String]
  /// Those that do not contain numbers.
  package let textColumns: Set<String>
  /// The parameters with several values of which a point has one each, in the order in which points are numbered, the last
  /// varying fastest.
  package let axes: [LabParameter]
  /// The columns that show a parameter, for points without a result.
  package let settingColumns: [String: LabParameter]
  /// The values of axes that are not given, from the names of the parameters that are.
  ///
  /// Nil leaves an axis out. Without an entry, names have all their values, and numbers are left to the lab.
  package let defaults:
    @Sendable (_ given: Set<String>) -> [(parameter: LabParameter, value: LabValue?)]

  package init(
    table: String, columns: [String], textColumns: Set<String>, axes: [LabParameter],
    settingColumns: [String: LabParameter],
    defaults:
      @escaping @Sendable (_ given: Set<String>) -> [(
        parameter: LabParameter, value: LabValue?
      )]
  ) {
    self.table = table
    self.columns = columns
    self.textColumns = textColumns
    self.axes = axes
    self.settingColumns = settingColumns
    self.defaults = defaults
  }
}
