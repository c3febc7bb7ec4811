// The page's markup.

/// The pieces of the document around the table.
enum PageMarkup {
  /// Everything before the table.
  static func opening(style: String) -> String {
    head + "<style>\n" + style + "</style>\n</head>\n" + body
      + #"<script type="text/plain" id="table">"#
  }

  /// Everything after the table.
  static func closing(script: String) -> String {
    "</script>\n<script>\n" + script + "</script>\n</body>\n</html>\n"
  }

  private static let head = #"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="description" content="Sliders for the theory of learned regularisation: the best risks of bilevel learning and of unrolled gradient descent, their filters, spectra and landscapes.">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>Unrolling or bilevel?</title>

    """#

  private static let body = #"""
    <body>
    <header>
    <h1>Unrolling or bilevel?</h1>
    <div class="problems">
    <p><b>Lower level</b>, denoises x = y + ε, ε ~ N(0, σ²I):
    <span class="math">min<sub>z</sub> ½‖z − x‖² + ½‖Rz‖², R ∈ ℝ<sup>k×n</sup></span>
    solved exactly (<b class="bilevel">bilevel</b>, T = (I + RᵀR)⁻¹) or by N gradient steps of size ω
    from z = 0 (<b class="even">unrolling, N even</b> or <b class="odd">odd</b>).</p>
    <p><b>Upper level</b>, learns R, and ω if one likes:
    <span class="math">min<sub>R</sub> E ½‖T(y + ε) − y‖²</span>
    Both give T = f(RᵀR). How good can the best one be, beside the
    <b>best linear</b> T of all?</p>
    </div>
    </header>
    <p id="address-note" role="status" hidden></p>
    <main>
    <div class="side">
    <form id="controls" autocomplete="off">
    <fieldset>
    <legend>Data</legend>
    <label><input type="radio" name="data" value="0"> constant, y = λ𝟏</label>
    <label><input type="radio" name="data" value="1"> i.i.d. entries</label>
    </fieldset>
    <div class="slider"><label for="k">Rows of R</label><output for="k" id="k-value"></output>
    <input type="range" id="k" min="0" step="1"></div>
    <div class="slider"><label for="sigma">Noise</label><output for="sigma" id="sigma-value"></output>
    <input type="range" id="sigma" min="0" step="1"></div>
    <div class="slider"><label for="theta">Spread of the signal</label><output for="theta" id="theta-value"></output>
    <input type="range" id="theta" min="0" step="1"></div>
    <div class="slider"><label for="depth">Depth</label><output for="depth" id="depth-value"></output>
    <input type="range" id="depth" min="0" step="1"></div>
    <div class="slider"><label for="omega">Step size</label><output for="omega" id="omega-value"></output>
    <input type="range" id="omega" min="1" step="1">
    <label class="check"><input type="checkbox" id="learned"> learned together with R</label></div>
    </form>
    <section aria-labelledby="numbers-title">
    <h2 id="numbers-title">Best risk E ½‖T(y + ε) − y‖²</h2>
    <table id="numbers">
    <thead><tr><td></td><th scope="col" id="unrolled-name"></th><th scope="col" class="bilevel">bilevel</th><th scope="col">best linear</th></tr></thead>
    <tbody></tbody>
    </table>
    <p class="note" id="attained"></p>
    <p class="sr" role="status" id="status"></p>
    </section>
    </div>
    <div class="charts">
    <figure id="ratio"><figcaption><h2>Risk / best linear risk, over k</h2><p class="legend"></p></figcaption><div class="plot"></div><p class="note"></p></figure>
    <figure id="filter"><figcaption><h2>The filter f: eigenvalues s of RᵀR become f(s) of T</h2><p class="legend"></p></figcaption><div class="plot"></div><p class="note"></p></figure>
    <figure id="spectrum"><figcaption><h2>Eigenvalues of the best T</h2><p class="legend"></p></figcaption><div class="plot"></div>
    <div class="scroll"><table><thead></thead><tbody></tbody></table></div></figure>
    <figure id="landscape"><figcaption><h2></h2><p class="legend"></p></figcaption><div class="plot"></div>
    <div class="scroll"><table><thead></thead><tbody></tbody></table></div><p class="note"></p></figure>
    </div>
    </main>
    <section class="commands" aria-labelledby="commands-title">
    <h2 id="commands-title">The same numbers in a terminal</h2>
    <ul id="commands"></ul>
    </section>
    <section aria-labelledby="symbols-title">
    <h2 id="symbols-title">Symbols</h2>
    <dl>
    <dt>n, k</dt><dd>length of the signals, here 500, and number of rows of R</dd>
    <dt>σ</dt><dd>standard deviation of the noise ε</dd>
    <dt>μ, θ</dt><dd>mean, here 1, and standard deviation of λ (constant signals) or of every entry (i.i.d.)</dd>
    <dt>N, ω</dt><dd>number and size of the gradient steps</dd>
    <dt>γ</dt><dd>eigenvalue of E[yyᵀ]: the energy of the signal in a direction</dd>
    <dt>t, t*</dt><dd>eigenvalue of T, and the best one in its direction, the Wiener value γ/(γ + σ²)</dd>
    <dt>forced</dt><dd>R has only k rows: at least n − k eigenvalues of T are f(0)</dd>
    <dt>not attained</dt><dd>the risk is an infimum that no R (and ω) has</dd>
    </dl>
    <p class="note">Theory: C. Brauer, N. Breustedt, T. de Wolff, D. A. Lorenz, Learning Variational Models with
    Unrolling and Bilevel Optimization, arXiv 2209.12651. All numbers were computed by toy and are looked up
    in a table; the filter of a learned ω is drawn for the nearest of step sizes 1 % apart. Arrow keys move a slider
    to its next position.</p>
    </section>

    """#
}
