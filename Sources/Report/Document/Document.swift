/// A page of headings, paragraphs, tables, figures and folds, written by ``text(width:)``, ``markdown(inlineHTML:)``,
/// ``html()`` and ``latex()``.
///
/// Every text has the markup of ``Axis/label``, in which `*R*` is an italic R, between backquotes words of a
/// program, which are set as they are typed, and between double ones declarations, to which DocC links. Both formats escape all other characters that have a meaning in
/// them.
///
/// ```swift
/// let page = Document(title: "Risks", blocks: [.paragraph("*N* = 2"), .table(table)])
/// page.html()  // one file, with every figure inside
/// ```
public struct Document: Sendable, Equatable {
  /// The title, the heading of level 1.
  public var title: String
  /// The parts of the page below it, from top to bottom.
  public var blocks: [Block]

  /// A part of a page: a heading, a text, a list, a table, a figure or lines to be typed.
  public enum Block: Sendable, Equatable {
    /// A heading of level 2 to 6; the anchor, letters, digits and hyphens, is what items link to.
    case heading(String, level: Int, anchor: String? = nil)
    /// A paragraph.
    case paragraph(String)
    /// A paragraph that states the outcome.
    case notice(String)
    /// A highlighted paragraph.
    case warning(String)
    /// A list.
    case list([Item])
    /// A table.
    case table(DocumentTable)
    /// A figure with its caption.
    case figure(DocumentFigure)
    /// Lines to be typed, verbatim.
    case code(String)
    /// Lines of formulas in plain notation, see ``PlainNotation``; spaces align them.
    case formula(String)
    /// A section that shows one line until it is opened.
    case fold(Fold)
  }

  /// A section that shows one line until it is opened; in print it is open.
  public struct Fold: Sendable, Equatable {
    /// The title, a heading of level 2.
    public var title: String
    /// The text of the line after the title.
    public var summary: String
    /// The anchor that items link to, or nil.
    public var anchor: String?
    /// The parts of the section, from top to bottom.
    public var blocks: [Block]

    /// Creates a section.
    ///
    /// - Parameters:
    ///   - title: The title.
    ///   - summary: The text of the line after the title.
    ///   - anchor: The anchor that items link to, or nil.
    ///   - blocks: The parts of the section.
    public init(title: String, summary: String, anchor: String? = nil, blocks: [Block]) {
      self.title = title
      self.summary = summary
      self.anchor = anchor
      self.blocks = blocks
    }

    /// The section for media that cannot fold.
    var unfolded: [Block] {
      [.heading(title, level: 2, anchor: anchor), .paragraph(summary)] + blocks
    }
  }

  /// An entry of a list, which may link to a heading of the page.
  public struct Item: Sendable, Equatable {
    /// The text of the entry, with markup.
    public var text: String
    /// The anchor of the heading that says more, or nil.
    public var target: String?
    /// The text of the link, which tells readers of the printed page where that heading is.
    public var link: String

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - target: The anchor of the heading that says more, or nil.
    ///   - link: The words of the link.
    public init(_ text: String, target: String? = nil, link: String = "more") {
      self.text = text
      self.target = target
      self.link = link
    }
  }

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - title: The title.
  ///   - blocks: The parts below it.
  public init(title: String, blocks: [Block]) {
    self.title = title
    self.blocks = blocks
  }

  /// The figures of the page, those in folded sections included, from top to bottom.
  public var figures: [DocumentFigure] {
    unfolded.compactMap { block in
      if case .figure(let figure) = block { figure } else { nil }
    }
  }

  /// The parts of the page with all sections open.
  var unfolded: [Block] { Self.unfolded(blocks) }

  private static func unfolded(_ blocks: [Block]) -> [Block] {
    blocks.flatMap { block in
      if case .fold(let fold) = block { unfolded(fold.unfolded) } else { [block] }
    }
  }

  /// A text without its markup, for a terminal: `*c*_{0}` becomes `c_0`, `*c*_{*N*,*ω*}` becomes `c_{N,ω}`
  /// and `*q*^{*N*−1}` becomes `q^(N−1)`, see ``PlainNotation``.
  ///
  /// - Parameter markup: The text.
  /// - Returns: The plain text.
  public static func plain(_ markup: String) -> String {
    DocumentText(markup).spans.map { span in
      switch span {
      case .words(let text): text.typed
      case .code(let name), .symbol(let name): name
      }
    }.joined()
  }
}

/// A table on a page; texts and names of columns have markup.
public struct DocumentTable: Sendable, Equatable {
  /// The rows and columns, with markup in names and texts.
  public var table: Table
  /// The digits of the numbers of every column, 1 to 17; 6 where there is none.
  public var significantDigits: [Int]

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - table: The rows and columns.
  ///   - significantDigits: The digits of the numbers, column by column.
  public init(_ table: Table, significantDigits: [Int] = []) {
    self.table = table
    self.significantDigits = significantDigits
  }

  /// A cell as markup.
  func shown(_ cell: Cell, column: Int) -> String {
    let digits = column < significantDigits.count ? significantDigits[column] : 6
    return switch cell {
    case .number(let number): typeset(number, significantDigits: digits)
    case .bound(let number, let kind):
      typeset(kind.rounded(number, significantDigits: digits), significantDigits: digits)
    case .integer(let integer): withRealMinus(String(integer))
    case .empty, .text, .truth: cell.shown(significantDigits: digits)
    }
  }
}

/// A figure on a page, with the name of its file and its caption.
public struct DocumentFigure: Sendable, Equatable {
  /// The name of its file, without folder and extension: letters, digits and hyphens.
  public var name: String
  /// The figure; its title distinguishes it from the others on the page.
  public var figure: Figure
  /// The caption, which tells readers what to see in it.
  public var caption: String

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - name: The name of its file, without folder and extension.
  ///   - figure: The figure.
  ///   - caption: The caption, which tells readers what to see in it.
  public init(name: String, figure: Figure, caption: String) {
    self.name = name
    self.figure = figure
    self.caption = caption
  }

  /// The file next to a page of Markdown.
  public var fileName: String { "\(name).svg" }

  /// The figure in words, fewer than 60.
  var alternative: String { figure.summary }
}
