"""Tests of the module `toy`: that of Notebooks, or, if TOY_PACKAGE is set, the installed one.

    TOY=PROGRAM python3 -m unittest discover -s Tests/Python
"""

import os
import pickle
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

IS_INSTALLED = "TOY_PACKAGE" in os.environ
if not IS_INSTALLED:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Notebooks"))

import toy

try:
    import pandas
except ImportError:
    pandas = None


class Values(unittest.TestCase):
    def test_rows_have_numbers_booleans_and_gaps(self):
        even, odd = toy.rows("risk", n=500, k=50, depth=[2, 3])
        self.assertEqual((even["data"], even["n"], even["k"], even["depth"]), ("constant", 500, 50, 2))
        self.assertAlmostEqual(even["risk"], 115.114957, places=5)
        self.assertIs(even["attained"], True)
        self.assertIs(odd["attained"], False)
        (bilevel,) = toy.rows("risk", n=500, k=50, family="bilevel")
        self.assertIsNone(bilevel["omega"])

    def test_a_command_may_be_one_string(self):
        self.assertEqual(
            toy.rows("risk --n 20 --k 1..3 --depth 2"), toy.rows("risk", n=20, k=range(1, 4), depth=2)
        )

    def test_options_that_are_not_given(self):
        with_none = toy.rows("risk", n=20, k=4, depth=2, data=None, bounds=False)
        self.assertEqual(with_none, toy.rows("risk", n=20, k=4, depth=2))
        self.assertGreater(len(toy.rows("risk", n=20, k=4, depth=2, bounds=True)[0]), len(with_none[0]))

    def test_paths_and_iterables(self):
        with tempfile.TemporaryDirectory() as folder:
            spectrum = Path(folder) / "a spectrum.csv"
            spectrum.write_text("4\n2\n1\n")
            found = toy.rows("risk", data=spectrum, k=(k for k in (1, 2)), depth=2)
        self.assertEqual([row["k"] for row in found], [1, 2])

    def test_value_is_the_document(self):
        self.assertAlmostEqual(toy.value("risk", n=500, k=50, depth=2)["risk"], 115.114957, places=5)

    def test_run_is_the_text(self):
        self.assertRegex(toy.run("--version"), r"^toy \d+\.\d+\.\d+\n$")

    def test_a_matrix_that_is_not_in_the_set_is_an_answer(self):
        with tempfile.TemporaryDirectory() as folder:
            matrix = Path(folder) / "T.csv"
            matrix.write_text("2,0\n0,0.5\n")
            self.assertIs(toy.value("realize", matrix, family="bilevel")["member"], False)
            self.assertIs(toy.value("expressivity", family="bilevel", check=matrix)["member"], False)
            self.assertIn("outside the image", toy.rows(f"expressivity --family bilevel --check={matrix}")[0]["condition"])

    def test_curves_group_rows(self):
        table = toy.rows("risk", n=20, k=[1, 2], depth=[2, 3])
        (even, columns), (odd, _) = toy.curves(table)
        self.assertEqual((even["color"], odd["color"]), (toy.COLOURS["even"], toy.COLOURS["odd"]))
        self.assertEqual(columns["k"], [1, 2])


class Errors(unittest.TestCase):
    def refusal(self, kind, code, *words, **options):
        with self.assertRaises(kind) as caught:
            toy.rows(*words, **options)
        self.assertIs(type(caught.exception), kind)
        self.assertIsInstance(caught.exception, toy.ToyError)
        self.assertEqual(caught.exception.code, code)
        return str(caught.exception)

    def test_usage(self):
        self.assertIn("--k", self.refusal(toy.UsageError, 64, "risk", n=500, k=501))
        self.refusal(toy.UsageError, 64, "no-such-command")

    def test_data(self):
        with tempfile.TemporaryDirectory() as folder:
            ragged = Path(folder) / "ragged.csv"
            ragged.write_text("1,2\n3\n")
            self.assertIn("ragged.csv", self.refusal(toy.DataError, 65, "risk", data=ragged))

    def test_input(self):
        self.assertIn("nowhere.csv", self.refusal(toy.InputError, 66, "risk", data="nowhere.csv"))

    def test_output(self):
        with tempfile.NamedTemporaryFile() as file, self.assertRaises(toy.OutputError) as caught:
            toy.run("risk", n=4, output=Path(file.name) / "below-a-file.csv")
        self.assertEqual(caught.exception.code, 73)

    def ending(self, script):
        """The error that `run` raises if the program is this shell script."""
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "program"
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
            with mock.patch.dict(os.environ, TOY=str(program)), self.assertRaises(toy.ToyError) as caught:
                toy.run("check")
        return caught.exception

    def test_every_exit_code_has_its_type(self):
        kinds = {
            1: toy.FailedError,
            2: toy.FalsifiedError,
            64: toy.UsageError,
            65: toy.DataError,
            66: toy.InputError,
            73: toy.OutputError,
            75: toy.IncompleteError,
            130: toy.StoppedError,
        }
        for code, kind in kinds.items():
            with self.subTest(code=code):
                error = self.ending(f"echo 'error: why' >&2; exit {code}")
                self.assertIs(type(error), kind)
                self.assertEqual((error.code, str(error)), (code, "error: why"))

    def test_a_failure_with_output_is_a_failure(self):
        error = self.ending("echo a,b; echo 'error: why' >&2; exit 1")
        self.assertEqual((type(error), error.code, error.output), (toy.FailedError, 1, "a,b\n"))

    def test_the_codes_are_those_of_the_manual(self):
        if IS_INSTALLED:
            self.skipTest("the manual is not installed")
        page = (Path(__file__).resolve().parents[2] / "docs/commands.md").read_text(encoding="utf-8")
        section = page.split("## Exit codes")[1].split("\n## ")[0]
        codes = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")]
        documented = {int(code) for code in codes if code.isdigit()} - {0}
        self.assertEqual(documented, set(toy._ERRORS))

    def test_other_endings(self):
        self.assertIs(type(self.ending("exit 99")), toy.ToyError)
        killed = self.ending("kill -9 $$")
        self.assertEqual(killed.code, -9)
        self.assertIn("-9", str(killed))

    def test_what_was_written_before_the_failure_is_kept(self):
        self.assertEqual(self.ending("echo found; exit 2").output, "found\n")

    def test_errors_pass_between_processes(self):
        error = pickle.loads(pickle.dumps(toy.DataError("line 3", 65, "text")))
        self.assertEqual((type(error), str(error), error.code, error.output), (toy.DataError, "line 3", 65, "text"))

    def test_values_that_are_none(self):
        for given in (b"3", {"k": 3}):
            with self.assertRaisesRegex(TypeError, "--k: a (bytes|dict) is neither"):
                toy.run("risk", k=given)

    def test_a_program_that_cannot_be_run(self):
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "toy")
            with open(place, "w") as file:
                file.write("no program")
            with mock.patch.dict(os.environ, {"TOY": place}):
                with self.assertRaisesRegex(toy.ProgramNotFoundError, "is not an executable program"):
                    toy.run("risk")
                os.chmod(place, 0o755)
                with self.assertRaisesRegex(toy.ProgramNotFoundError, "cannot be run"):
                    toy.run("risk")

    def test_a_list_that_is_too_long(self):
        with self.assertRaisesRegex(toy.UsageError, "too long for a command line") as caught:
            toy.run("risk", k=range(1, 1_000_000))
        self.assertEqual(caught.exception.code, 64)

    def test_no_program(self):
        with mock.patch.dict(os.environ, TOY="/no/such/toy"), self.assertRaises(
            toy.ProgramNotFoundError
        ) as caught:
            toy.program()
        self.assertIn("/no/such/toy", str(caught.exception))


class Frames(unittest.TestCase):
    @unittest.skipUnless(pandas, "pandas is not installed")
    def test_a_frame_has_the_rows(self):
        frame = toy.frame("risk", n=20, k=range(1, 21), depth=[2, 3])
        self.assertIsInstance(frame, pandas.DataFrame)
        table = toy.rows("risk", n=20, k=range(1, 21), depth=[2, 3])
        self.assertEqual(list(frame.columns), list(table[0]))
        self.assertEqual(frame["risk"].tolist(), [row["risk"] for row in table])
        self.assertEqual(str(frame["k"].dtype), "int64")
        self.assertEqual(str(frame["attained"].dtype), "bool")

    def test_without_pandas_the_error_says_what_to_do(self):
        with mock.patch.dict(sys.modules, pandas=None), self.assertRaises(ImportError) as caught:
            toy.frame("risk", n=4)
        self.assertIn("pip install pandas", str(caught.exception))


@unittest.skipUnless(IS_INSTALLED, "the package is not installed")
class Package(unittest.TestCase):
    def test_the_program_is_in_the_package(self):
        environment = {key: text for key, text in os.environ.items() if key != "TOY"}
        with mock.patch.dict(os.environ, environment, clear=True):
            self.assertEqual(Path(toy.program()), Path(toy.__file__).resolve().parent / "bin" / "toy")

    def test_the_variable_names_another(self):
        with mock.patch.dict(os.environ, TOY="/bin/true"):
            self.assertEqual(toy.program(), "/bin/true")

    def test_the_command_is_the_program(self):
        command = Path(sys.executable).parent / "toy"
        for words in (["--version"], ["risk", "--n", "500", "--k", "501"]):
            done = subprocess.run([command, *words], capture_output=True)
            directly = subprocess.run([toy._BUNDLED, *words], capture_output=True)
            self.assertEqual(done.stdout + done.stderr, directly.stdout + directly.stderr)
            self.assertEqual(done.returncode, directly.returncode)

    def test_it_is_typed(self):
        self.assertTrue((Path(toy.__file__).parent / "py.typed").exists())


if __name__ == "__main__":
    unittest.main()
