// The assembly of the files of the folder Page.

/// The document that is assembled from the files of the folder `Page`.
///
/// `explorer.html` names a style sheet and a script and has an empty table; the document contains all
/// three, because it has to be one file. The first paragraph of each file, up to the first empty line,
/// says what the file is and, in a module, what it imports. The document leaves it out.
package enum PageFiles {
  /// The document with its table.
  ///
  /// - Parameter table: The table, in characters without a meaning in HTML.
  /// - Returns: The document, in UTF-8.
  package static func document(table: [UInt8]) -> [UInt8] {
    let places = [
      (
        #"<link rel="stylesheet" href="explorer.css">"#,
        "<style>\n" + content(PackageResources.explorer_css) + "</style>"
      ),
      (
        #"<script type="module" src="controls.mjs"></script>"#,
        "<script>\n\"use strict\";\n" + script + "</script>"
      ),
    ]
    let markup = places.reduce(content(PackageResources.explorer_html)) { markup, place in
      markup.replacing(place.0, with: place.1)
    }
    let start = #"<script type="text/plain" id="table">"#
    return Array(markup.replacing(start, with: start + String(decoding: table, as: UTF8.self)).utf8)
  }

  /// The modules as one script, each after those that it imports; without modules there are no exports.
  private static var script: String {
    let modules = [
      PackageResources.table_mjs, PackageResources.drawing_mjs, PackageResources.charts_mjs,
      PackageResources.address_mjs, PackageResources.controls_mjs,
    ]
    return modules.map { module in
      content(module).split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.hasPrefix("export ") ? $0.dropFirst("export ".count) : $0 }
        .joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The text after the first paragraph.
  private static func content(_ file: [UInt8]) -> String {
    let text = String(decoding: file, as: UTF8.self)
    return text.firstRange(of: "\n\n").map { String(text[$0.upperBound...]) } ?? ""
  }
}
