"""Golden values of single numbers of the theory, with 50 digits.

    python3 landmarks.py                      # all files, half a minute
    python3 landmarks.py --only closed_ends   # one file

Files: closed_ends.csv (where the image of a filter ends), momentum_thresholds.csv (the momentum from which on it
reaches 0), floor_filters.csv (filters that reach the floor, and where they take the wanted eigenvalues),
known_risks.csv (best risks, with the columns of algorithm_risk.csv) and known_traps.csv (with those of trap.csv).

Each number is computed from its definition and compared with the digits that are known of it.  Notation and style
are those of algorithms.py.
"""

from mpmath import mp, mpf

from algorithms import (
    DECIMAL, KNOWN_TRAPS, LEARNED, PARAMETER, SOLVED, VARIANCE, Bounds, Jet, bracketed_root, clip_risk,
    common_gain, decimal, heavy_ball_step, image_of, known, learned_trap, least, learned_value, nesterov,
    parameter_cell, run, singles, spectrum_cell, spectrum_of, trap_ends, trap_value, turning_point)
from make_golden import check, close, digits, golden_section, image, main, minimise_p, wiener, write

SIGMA = 0.9


# -- closed_ends.csv ------------------------------------------------------------------------------


def momentum_error(rule, depth, v, beta):
    """P_N(v) and its derivative: what N steps of size 1 leave of the error of v z = 1, in the numbers of v and beta."""
    left, old, slope, before = 1, 1, 0, 0
    for _ in range(depth):
        if rule == "heavy-ball":
            left, old, slope, before = (
                (1 + beta - v) * left - beta * old, left, (1 + beta - v) * slope - left - beta * before, slope)
        else:
            here, change = (1 + beta) * left - beta * old, (1 + beta) * slope - beta * before
            left, old, slope, before = (1 - v) * here, left, (1 - v) * change - here, slope
    return Jet(left, slope)


def momentum_low(rule, depth, omega, beta):
    """min over u >= 1 of (1 - P(omega u))/u for odd N: where its derivative in v vanishes, from a scan of floats."""
    def balance(v, beta=beta):
        p = momentum_error(rule, depth, v, beta)
        return 1 - p.value + v * p.slope

    def value(v, beta=beta):
        return (1 - momentum_error(rule, depth, v, beta).value) / v

    count, start, end = 40 * depth, float(omega), 4 * (1 + float(beta))
    scan = [start + (end - start) * (i / count) ** 2 for i in range(1, count + 1)]
    values = [value(v, float(beta)) for v in scan]
    valleys = [i for i in range(1, count - 1) if values[i] <= values[i - 1] and values[i] < values[i + 1]]
    i = min(valleys, key=lambda i: values[i], default=None)
    low = value(omega)
    if i is not None and values[i] < low:
        low = value(bracketed_root(balance, mpf(scan[i - 1]), mpf(scan[i + 1])))
    return omega * low


def chebyshev_end(depth, interval):
    """min f for odd N: every valley lies between two maxima of P, which all have the value of P(0)."""
    def error(s):
        x = 1 - 2 * s / interval
        if abs(x) <= 1:
            top = mp.cos(depth * mp.acos(x))
        else:
            top = mp.sign(x) * mp.cosh(depth * mp.acosh(abs(x)))
        return top / mp.cosh(depth * mp.acosh(1 + 2 / interval))

    def maximum(j):
        return interval * mp.sin(mp.pi * j / (2 * mpf(depth))) ** 2

    def valley(low, high):
        return golden_section(lambda s: (1 - error(s)) / (1 + s), low, high, mpf(10) ** -30 * interval)[0]

    last = valley(maximum(depth - 1), 2 * (2 + interval))
    if depth <= 60:
        check("Chebyshev, N odd: the last valley is the lowest", all(
            valley(maximum(j), maximum(j + 2)) > last for j in range(0, depth - 1, 2 if depth < 20 else 12)))
    return last


def make_closed_ends():
    """The finite end of the image.

    side  `lower` for odd N, else `upper`
    """
    mp.dps = 110
    rows = []

    def add(algorithm, depth, parameters, side, end, expected=None, count=5):
        if expected:
            known(f"{algorithm}: known closed ends", end, expected, count)
        rows.append([algorithm, depth, parameter_cell(parameters), side, digits(end)])

    for rule, unit in (("heavy-ball", "0.25"), ("nesterov", "0.88888888888888888889")):
        for omega in (0.25, 0.5):
            end = momentum_low(rule, 3, mpf(omega), mpf(0.5))
            add(rule, 3, {"omega": omega, "momentum": 0.5}, "lower", end, str(mpf(unit) * omega), 19)
    # At the same f(0) = 0.734 with N = 3.
    common = mpf("0.734")
    for algorithm, parameters, expected in (
            ("gradient-descent", {}, "0.2677"), ("nesterov", {"momentum": 0.5}, "0.2132"),
            ("heavy-ball", {"momentum": 0.5}, "0.0533"), ("chebyshev", {}, "0.0945")):
        if algorithm == "chebyshev":
            number = float(LEARNED["chebyshev"](common, 3))
            add(algorithm, 3, {"interval": number}, "lower", chebyshev_end(3, mpf(number)), expected, 3)
            continue
        beta = mpf(parameters.get("momentum", 0))
        rule = "nesterov" if algorithm == "nesterov" else "heavy-ball"
        number = float(bracketed_root(
            lambda w: 1 - momentum_error(rule, 3, w, beta).value - common, mpf("0.01"), mpf("0.5")))
        end = momentum_low(rule, 3, mpf(number), beta)
        if not parameters:
            check("gradient descent: the least of p", close(end, number * minimise_p(3, mpf(0))[0], 1e-60))
        add(algorithm, 3, {"omega": number, **parameters}, "lower", end, expected, 3)
    for depth, expected in ((9, "0.19292"), (51, "0.17373"), (501, "0.16768"), (5001, "0.166797")):
        add("chebyshev", depth, {"interval": 4.0}, "lower", chebyshev_end(depth, mpf(4)), expected)
    # Towards 1/(stability limit).
    for depth, beta, omega in ((101, 0.0, 0.5), (101, 0.5, 0.5), (1001, 0.5, 0.5), (51, 0.9, 1.5)):
        add("heavy-ball", depth, {"omega": omega, "momentum": beta}, "lower",
            momentum_low("heavy-ball", depth, mpf(omega), mpf(beta)))
    for depth, beta, omega in ((101, 0.5, 0.5), (1001, 0.5, 0.5)):
        add("nesterov", depth, {"omega": omega, "momentum": beta}, "lower",
            momentum_low("nesterov", depth, mpf(omega), mpf(beta)))
    for w in (1.6, 2.0):  # f(0) is inside of the image
        forced, _, high = image_of("implicit-regularizer", 2, {"omega": w})
        check("implicit-regularizer, N = 2, 3/2 < w <= 2: max f = w/(4(w-1)) > f(0)",
              close(high, mpf(w) / (4 * (mpf(w) - 1)), 1e-60) and high > forced)
        add("implicit-regularizer", 2, {"omega": w}, "upper", high)
    write("closed_ends.csv", ["algorithm", "depth", "parameters", "side", "end"], rows)


# -- momentum_thresholds.csv ------------------------------------------------------------------------


def touching(rule, depth, beta, low, high):
    """(max P - 1, where) of the local maximum of P between low and high."""
    v = bracketed_root(lambda v: momentum_error(rule, depth, v, beta).slope, low, high)
    return momentum_error(rule, depth, v, beta).value - 1, v


def make_momentum_thresholds():
    """The least momentum at which the image of an odd depth reaches 0, for steps so small that all v > omega count.

    argument  v = omega (1+s) where P_N = 1
    """
    mp.dps = 80
    rows = []
    thresholds = {
        "heavy-ball": {3: "0.75", 5: "0.71809108566182345561", 7: "0.72515288553036595372", 9: "0.73942",
                       11: "0.75438", 13: "0.76839024", 15: "0.78110089", 21: "0.81199417", 31: "0.84681887",
                       51: "0.88626578"},
        "nesterov": {5: "13.7599525", 7: "2.2692867", 9: "1.5859805", 11: "1.3533119", 21: "1.0869598"},
    }
    for rule, by_depth in thresholds.items():
        for depth, expected in by_depth.items():
            beta = mpf(expected)
            # The highest of the maxima of P, from a scan of floats close to the threshold.
            top = 4 * (1 + float(beta)) if rule == "heavy-ball" else 1.2
            count = 40 * depth
            scan = [top * (i / count) ** 2 for i in range(1, count)]

            def heights(b):
                return [momentum_error(rule, depth, v, float(b)).value for v in scan]

            values = heights(beta)
            i = max((i for i in range(1, count - 2) if values[i - 1] < values[i] >= values[i + 1]),
                    key=lambda i: values[i])
            low, high = mpf(scan[i - 1]), mpf(scan[i + 1])
            width = beta * mpf(10) ** -4
            root = bracketed_root(lambda b: touching(rule, depth, b, low - width, high + width)[0],
                                  beta - width, beta + width)
            _, v = touching(rule, depth, root, low - width, high + width)
            known(f"{rule}: known thresholds", root, expected, min(19, len(expected.lstrip("0.")) - 1))
            check("no smaller momentum reaches 0", all(
                max(heights(root * part)) < 1 for part in (mpf("0.999"), *(mpf(j) / 20 for j in range(20)))))
            rows.append([rule, depth, digits(root), digits(v)])
    write("momentum_thresholds.csv", ["algorithm", "depth", "momentum", "argument"], rows)


# -- floor_filters.csv ------------------------------------------------------------------------------


def make_floor_filters():
    """Parameters at which f(0) is the gain c* of the floor's window of (3, 1.2, 0.5, 0.1), sigma = 0.9, k = 2.

    parameters  to 50 digits, as no double gives f(0) to more digits than it has
    t, s        a wanted eigenvalue and the least s > 0 with f(s) = t
    """
    mp.dps = 120
    groups, variance = spectrum_of(singles(3.0, 1.2, 0.5, 0.1)), mpf(SIGMA) ** 2
    bounds = Bounds(groups, variance, 2)
    gain = bounds.gain
    known("the known gain of the floor", gain, "0.51204819277108433735", 15)
    targets = [wiener(groups[0][0], variance), wiener(groups[3][0], variance)]
    rows = []

    def add(algorithm, depth, parameters, error):
        """`error` is P at u."""
        check("f(0) is the gain of the floor", close(1 - error(mpf(1)), gain, 1e-60))
        scan = [1 + mpf(i) / 200 for i in range(6000)]
        for t in targets:
            balance = lambda u: 1 - error(u) - t * u
            values = [balance(u) for u in scan]
            i = next(i for i in range(1, 5999) if (values[i] < 0) != (values[i + 1] < 0))
            u = bracketed_root(balance, scan[i], scan[i + 1])
            cell = ";".join(f"{name}={'/'.join(map(digits, value)) if isinstance(value, list) else digits(value)}"
                            for name, value in parameters.items())
            rows.append([algorithm, depth, cell, digits(gain), digits(t), digits(u - 1)])

    w = 1 + mp.sqrt(4 * (1 - gain) / 3)
    known("the known pair of steps before 1/4", w, "1.8065992869067974925", 15)
    add("steps", 3, {"steps": [w, w, mpf(1) / 4]}, lambda u: (1 - w * u) ** 2 * (1 - u / 4))
    # beta = 3/4, N = 3: f = omega (omega u - 9/4)^2.
    omega = bracketed_root(lambda x: x * (x - mpf(9) / 4) ** 2 - gain, mpf("0.75"), mpf("2.25"))
    known("heavy ball, beta = 3/4, N = 3: the known step", omega, "1.7014054195389820750", 15)
    first = lambda u, w=omega: momentum_error("heavy-ball", 3, w * u, mpf("0.75")).value
    add("heavy-ball", 3, {"omega": omega, "momentum": mpf("0.75")}, first)
    places = [(mpf(9) / 4 + mp.sqrt(t / omega)) / omega - 1 for t in targets]
    for place, t, expected in zip(places, targets, ("0.72227629929630971093", "0.47180757712715619477")):
        known("heavy ball, beta = 3/4, N = 3: known s", place, expected, 15)
        rows.append(["heavy-ball", 3, f"omega={digits(omega)};momentum=0.75", digits(gain), digits(t), digits(place)])
    # beta = 1: P_N = cos((N + 1/2) theta)/cos(theta/2) with omega u = 4 sin(theta/2)^2.
    for depth, expected in ((3, "1.765086330890044047"), (4, "2.2005405386949342674"), (5, "0.81826323179656476236"),
                            (6, "3.075424629735452849"), (8, "3.4488087353645048299")):
        unit = mp.pi / (2 * depth + 1)
        ends = (3, 4) if depth % 2 else (2 * depth - 4, 2 * depth - 3)
        theta = bracketed_root(lambda x: mp.cos((depth + mpf(1) / 2) * x) / mp.cos(x / 2) - (1 - gain),
                               ends[0] * unit, ends[1] * unit)
        omega = 4 * mp.sin(theta / 2) ** 2
        known("heavy ball, beta = 1: known steps", omega, expected, 15)
        add("heavy-ball", depth, {"omega": omega, "momentum": mpf(1)},
            lambda u, w=omega, n=depth: momentum_error("heavy-ball", n, w * u, mpf(1)).value)
    write("floor_filters.csv", ["algorithm", "depth", "parameters", "forced", "t", "s"], rows)


# -- known_risks.csv --------------------------------------------------------------------------------


def odd_value(groups, variance, k, depth):
    """(risk, step) of gradient descent of odd depth with a learned step."""
    bounds = Bounds(groups, variance, k)
    with mp.workdps(130):
        low = minimise_p(depth, mpf(0))[0]
        function = lambda omega: clip_risk(groups, variance, bounds.m, 1 - (1 - omega) ** depth, omega * low, mp.inf)
        points = sorted([mpf(i) / 400 for i in range(1, 401)] + [mpf(10) ** (mpf(-i) / 40) for i in range(1, 200)])
        points = [b for a, b in zip([mpf(0), *points], points) if not close(a, b, 1e-30)]
        return least(function, points, mpf(10) ** -60)


ODD = {  # spectrum, k: the risks by N
    ("gen", 2): {3: "0.77923644665936444629", 5: "0.77816216844534840930"},
    ("gen2", 2): {3: "0.71611319668302631687", 5: "0.70857756519165729432", 7: "0.70610845211274914606",
                  9: "0.70545510377633663773", 11: "0.70529791327903772766", 13: "0.70528857978301861012"},
    ("gen2", 1): {3: "0.80327225003502163381", 5: "0.79499062045897633257"},
    ("wide", 2): {3: "1.330573", 5: "1.263157", 9: "1.225521", 21: "1.207207"},
}


def make_known_risks():
    mp.dps = 200
    rows = []
    spectra = {name: singles(*map(float, values)) for name, values in DECIMAL.items()}
    spectra["wide"] = singles(100.0, 100.0, 50.0, 0.0)
    variance = mpf(SIGMA) ** 2

    def add(name, k, algorithm, depth, parameters, risk, parameter=None):
        cell = ";".join(f"{key}={value if isinstance(value, str) else repr(value)}" for key, value in parameters.items())
        rows.append([spectrum_cell(spectra[name]), repr(SIGMA), k, algorithm, depth, cell, digits(risk),
                     digits(parameter)])

    for (name, k), by_depth in ODD.items():
        for depth, expected in by_depth.items():
            groups = spectrum_of(spectra[name])
            risk, step = odd_value(groups, variance, k, depth)
            known("odd depths: known risks", risk, expected, min(15, len(expected) - 2))
            bounds = Bounds(groups, variance, k)
            check("odd depths: F <= R_N <= the odd bound", bounds.floor * (1 - mpf(10) ** -40) <= risk
                  <= bounds.odd_bound * (1 + mpf(10) ** -40))
            add(name, k, "gradient-descent", depth, {"omega": "learned"}, risk, step)
    groups = spectrum_of(spectra["gen"])
    bounds = Bounds(groups, variance, 2)
    for algorithm in LEARNED:
        for depth in ((0,) if algorithm in SOLVED else (1, 2, 3)):
            if algorithm in ("implicit-data", "chebyshev") and depth % 2:
                continue
            risk, parameter = learned_value(groups, variance, 2, algorithm, depth)
            add("gen", 2, algorithm, depth, {PARAMETER[algorithm]: "learned"}, risk, parameter)
    # Infinite depth at omega = 1/2: at N = 2^53 - 2 and 2^53 - 1 the limits are reached to 14 digits.
    for depth, expected in ((2**53 - 2, "1.0090856471772502307"), (2**53 - 1, "1.0180176526717557252")):
        forced, lo, hi = image("unrolled", depth, mpf(1) / 2)
        risk = clip_risk(groups, variance, 2, forced, lo, hi)
        known("the limits N -> infinity at omega = 1/2", risk, expected, 14)
        add("gen", 2, "gradient-descent", depth, {"omega": 0.5}, risk)
    for omega, depth, expected in ((2.0, 2, "2.4"), (2.0, 3, "8.88"), (2.1, 100, "7.6e8"), (2.1, 101, "9.2e8")):
        forced, lo, hi = image("unrolled", depth, mpf(omega))
        risk = clip_risk(groups, variance, 2, forced, lo, hi)
        known("omega >= 2: known risks", risk, expected, 2)
        add("gen", 2, "gradient-descent", depth, {"omega": omega}, risk)
    spectra["flat"] = singles(0.6, 0.0, 0.0, 0.0)
    flat = spectrum_of(spectra["flat"])
    risk = clip_risk(flat, variance, 2, *image_of("implicit-regularizer", 2, {"omega": mpf(2)}))
    known("implicit-regularizer, N = 2, w = 2: below the even value", risk, "0.17234", 5)
    known("implicit-regularizer: the even value there", Bounds(flat, variance, 2).even, "0.21892", 5)
    add("flat", 2, "implicit-regularizer", 2, {"omega": 2.0}, risk)
    # What three steps, or three heavy-ball steps, reach.
    add("gen", 2, "steps", 3, {"steps": "learned"}, bounds.floor)
    for depth in (3, 4, 5, 6, 8):
        add("gen", 2, "heavy-ball", depth, {"omega": "learned", "momentum": 1.0}, bounds.floor)
    write("known_risks.csv",
          ["eigenvalues", "sigma", "k", "algorithm", "depth", "parameters", "risk", "parameter"], rows)


# -- known_traps.csv --------------------------------------------------------------------------------


def make_known_traps():
    mp.dps = 200
    variance = mpf(SIGMA) ** 2
    rows = []

    def add(eigenvalues, k, depth, omega, risk, step):
        at = mpf(omega) if step is None else step
        rows.append([spectrum_cell(eigenvalues), repr(SIGMA), k, depth, "learned" if omega is None else repr(omega),
                     digits(risk), digits((1 + turning_point(depth)[0]) / at - 1), digits(step)])

    gen = singles(*map(float, DECIMAL["gen"]))
    for k, expected in ((4, "0.77770027783850012818"), (2, "0.79425896814050572519")):
        risk = trap_value(spectrum_of(gen), variance, k, 3, mpf(0.35))
        known("trap values at omega = 0.35", risk, expected, 14)
        add(gen, k, 3, 0.35, risk, None)
    for (name, k, depth), (expected, known_step) in KNOWN_TRAPS.items():
        eigenvalues = singles(*map(float, DECIMAL[name]))
        risk, step = learned_trap(spectrum_of(eigenvalues), variance, k, depth)
        known("learned steps in the trap: risks", risk, expected, 14)
        known("learned steps in the trap: steps", step, known_step, 11)
        add(eigenvalues, k, depth, None, risk, step)
    for values, k, expected in (((3.0, 1.2, 0.5, 0.1), 4, "0.7749838"), ((3.0, 3.0, 2.9, 0.01), 2, "0.9924455")):
        risk, step = learned_trap(spectrum_of(singles(*values)), variance, k, 3)
        known("learned steps in the trap: values of the joint flow", risk, expected, 7)
        add(singles(*values), k, 3, None, risk, step)
    write("known_traps.csv", ["eigenvalues", "sigma", "k", "depth", "omega", "trap_risk", "wall", "step"], rows)


FILES = {
    "closed_ends": make_closed_ends,
    "momentum_thresholds": make_momentum_thresholds,
    "floor_filters": make_floor_filters,
    "known_risks": make_known_risks,
    "known_traps": make_known_traps,
}

if __name__ == "__main__":
    main(FILES, __doc__)
