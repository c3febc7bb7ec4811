/// A receiver of the values of a row, one by one from left to right.
///
/// A list of cells is one, and so is ``CSVWriter``, which needs no list.
public protocol RowSink {
  /// Takes no value.
  mutating func appendEmpty()
  /// Takes a piece of text.
  mutating func append(_ text: String)
  /// Takes a whole number.
  mutating func append(_ integer: Int)
  /// Takes a real number.
  mutating func append(_ number: Double)
  /// Takes a bound; by default as any number, in full.
  mutating func append(_ number: Double, bounding kind: BoundKind)
  /// Takes a truth value.
  mutating func append(_ truth: Bool)
}

extension RowSink {
  /// Takes a bound as a number.
  public mutating func append(_ number: Double, bounding kind: BoundKind) { append(number) }

  /// Takes a number, or no value for nil.
  public mutating func append(_ number: Double?) {
    if let number { append(number) } else { appendEmpty() }
  }

  /// Takes a cell by the method of its kind.
  public mutating func append(_ cell: Cell) {
    switch cell {
    case .empty: appendEmpty()
    case .text(let text): append(text)
    case .integer(let integer): append(integer)
    case .number(let number): append(number)
    case .bound(let number, let kind): append(number, bounding: kind)
    case .truth(let truth): append(truth)
    }
  }
}

extension [Cell]: RowSink {
  /// Appends ``Cell/empty``.
  public mutating func appendEmpty() { self += [.empty] }
  /// Appends ``Cell/text(_:)``.
  public mutating func append(_ text: String) { self += [.text(text)] }
  /// Appends ``Cell/integer(_:)``.
  public mutating func append(_ integer: Int) { self += [.integer(integer)] }
  /// Appends ``Cell/number(_:)``, not-a-number and infinities included.
  public mutating func append(_ number: Double) { self += [.number(number)] }
  /// Appends ``Cell/bound(_:_:)``.
  public mutating func append(_ number: Double, bounding kind: BoundKind) {
    self += [.bound(number, kind)]
  }
  /// Appends ``Cell/truth(_:)``.
  public mutating func append(_ truth: Bool) { self += [.truth(truth)] }
}
