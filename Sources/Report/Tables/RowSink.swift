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
  /// Takes a truth value.
  mutating func append(_ truth: Bool)
}

extension RowSink {
  /// Takes a number, or no value for nil.
  public mutating func append(_ number: Double?) {
    if let number { append(number) } else { appendEmpty() }
  }

  /// Takes a cell.
  public mutating func append(_ cell: Cell) {
    switch cell {
    case .empty: appendEmpty()
    case .text(let text): append(text)
    case .integer(let integer): append(integer)
    case .number(let number): append(number)
    case .truth(let truth): append(truth)
    }
  }
}

extension [Cell]: RowSink {
  /// Appends the empty cell.
  public mutating func appendEmpty() { self += [.empty] }
  /// Appends a cell of text.
  public mutating func append(_ text: String) { self += [.text(text)] }
  /// Appends a cell of a whole number.
  public mutating func append(_ integer: Int) { self += [.integer(integer)] }
  /// Appends a cell of a number.
  public mutating func append(_ number: Double) { self += [.number(number)] }
  /// Appends a cell of a truth value.
  public mutating func append(_ truth: Bool) { self += [.truth(truth)] }
}
