// Sums of very many terms to full precision.

/// A running sum that carries its rounding error along.
///
/// For terms of one sign the result is accurate to 2 ulp for any realistic number of terms.
///
/// - SeeAlso: A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54
///   (1974).
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var compensation = 0.0

  /// The sum of everything added so far; infinite once an infinite term was added.
  var value: Double { sum.isFinite ? sum + compensation : sum }

  static func += (total: inout CompensatedSum, term: Double) {
    let next = total.sum + term
    if abs(total.sum) >= abs(term) {
      total.compensation += (total.sum - next) + term
    } else {
      total.compensation += (term - next) + total.sum
    }
    total.sum = next
  }
}
