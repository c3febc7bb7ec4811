// The assembly of the files of the folder Page.

import EmbeddedPage

/// The document that is assembled from the files of the folder `Page`.
///
/// `explorer.html` names a style sheet and a script and has an empty table; the document contains all
/// three, because it has to be one file. The first paragraph of each file, up to the first empty line,
/// says what the file is and, in a module, what it imports. The document leaves it out.
enum PageFiles {
  /// The document with its tables.
  ///
  /// - Parameters:
  ///   - table: The table of the explorer, in characters without a meaning in HTML.
  ///   - story: The tables of the scenes, JSON without `<`.
  ///   - numbers: The numbers for readers without scripts, as plain text that needs no escaping in HTML.
  ///   - odd: The words of the first screen about an odd number of steps, likewise.
  /// - Returns: The document, in UTF-8.
  static func document(
    table: [UInt8], story: String, numbers: String, odd: String
  ) -> [UInt8] {
    let places = [
      (
        #"<link rel="stylesheet" href="explorer.css">"#,
        "<style>\n" + content(embedded_explorer_css()) + "</style>"
      ),
      (
        #"<script type="module" src="page.mjs"></script>"#,
        "<script>\n\"use strict\";\n" + script + "</script>"
      ),
      ("{{numbers}}", numbers), ("{{odd}}", odd),
    ]
    let markup = places.reduce(content(embedded_explorer_html())) { markup, place in
      markup.replacing(place.0, with: place.1)
    }
    let tables = [
      (#"<script type="application/json" id="story">"#, story),
      (#"<script type="text/plain" id="table">"#, String(decoding: table, as: UTF8.self)),
    ]
    let document = tables.reduce(markup) { document, table in
      document.replacing(table.0, with: table.0 + table.1)
    }
    return Array(document.utf8)
  }

  /// The modules as one script, each after those that it imports; without modules there are no exports.
  private static var script: String {
    let modules = [
      embedded_table_mjs(), embedded_drawing_mjs(), embedded_story_mjs(),
      embedded_sheet_mjs(), embedded_motion_mjs(), embedded_transform_mjs(),
      embedded_settings_mjs(), embedded_signals_mjs(), embedded_comb_mjs(),
      embedded_scene_denoise_mjs(), embedded_scene_forced_mjs(),
      embedded_scene_number_mjs(), embedded_scene_parity_mjs(),
      embedded_scene_shrinking_mjs(), embedded_scene_wall_mjs(),
      embedded_scene_momentum_mjs(), embedded_scene_speech_mjs(),
      embedded_charts_mjs(),
      embedded_scene_explore_mjs(),
      embedded_address_mjs(), embedded_stage_mjs(), embedded_page_mjs(),
    ]
    return modules.map { module in
      plain(content(module)).map { $0.hasPrefix("export ") ? $0.dropFirst("export ".count) : $0 }
        .joined(separator: "\n")
    }.joined(separator: "\n") + "\n"
  }

  /// The lines without their indentation, empty lines and comments; no text of the modules has several lines.
  private static func plain(_ text: String) -> [Substring] {
    var isComment = false
    return text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { line in
      defer { if line.hasSuffix("*/") { isComment = false } }
      if line.hasPrefix("/*") { isComment = true }
      return !isComment && !line.hasPrefix("//") && !line.isEmpty
    }
  }

  /// The text after the first paragraph.
  private static func content(_ file: UnsafePointer<UInt8>) -> String {
    let text = String(cString: file)
    return text.firstRange(of: "\n\n").map { String(text[$0.upperBound...]) } ?? ""
  }
}
