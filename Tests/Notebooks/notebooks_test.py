"""Tests of the programs in Notebooks and of the committed notebooks."""

import json
import re
import sys
import unittest
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Notebooks"))

import execute
import index
import pages
import plots

EXERCISE = new_markdown_cell("### Exercise 1\n\nWhy?\n\n[Solution 1](#Solution-1)")
SOLUTIONS = new_markdown_cell("## Solutions")
SOLUTION = new_markdown_cell(
    "### Solution 1\n\n[Back to exercise 1](#Exercise-1)\n\n<details>\n\nSo.\n\n</details>"
)


def faults(*cells: nbformat.NotebookNode) -> str:
    """The faults that execute.py finds in a notebook with these cells."""
    return "\n".join(execute.faults(new_notebook(cells=list(cells))))


class ExecuteTest(unittest.TestCase):
    def test_exercises_have_solutions_at_the_end(self) -> None:
        self.assertEqual(faults(EXERCISE, SOLUTIONS, SOLUTION), "")
        self.assertIn("is missing", faults(EXERCISE, SOLUTION))
        self.assertIn("comes before the heading", faults(EXERCISE, SOLUTION, SOLUTIONS))
        self.assertIn("differ in number", faults(EXERCISE, SOLUTIONS))
        check = new_code_cell("assert True", metadata={"tags": ["solution"]})
        self.assertIn("comes before", faults(EXERCISE, check, SOLUTIONS, SOLUTION))

    def test_links_lead_there_and_back(self) -> None:
        alone = new_markdown_cell("### Exercise 1\n\nWhy?")
        self.assertIn("not linked", faults(alone, SOLUTIONS, SOLUTION))

    def test_pictures_have_a_text(self) -> None:
        def picture(**metadata: object) -> nbformat.NotebookNode:
            output = new_output("display_data", {"image/png": ""}, metadata=metadata)
            return new_code_cell("draw()", outputs=[output])

        self.assertIn("has no alternative text", faults(picture(), SOLUTIONS))
        self.assertIn("has no alternative text", faults(picture(**{"image/png": {"alt": " "}}), SOLUTIONS))
        self.assertEqual(faults(picture(**{"image/png": {"alt": "It falls."}}), SOLUTIONS), "")

    def test_standard_error_is_refused(self) -> None:
        output = new_output("stream", name="stderr", text="a warning")
        self.assertIn("a warning", faults(new_code_cell("warn()", outputs=[output]), SOLUTIONS))


class PlotsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.figure, [self.axis] = plots.panels(height=3)
        self.axis.plot([0, 1], [0, 1])
        self.axis.set(xlim=(0, 1), ylim=(0, 1))

    def refused(self, reason: str) -> None:
        with self.assertRaisesRegex(ValueError, reason):
            plots.check(self.figure)

    def test_an_ordinary_figure_passes(self) -> None:
        self.axis.text(0.1, 0.8, "above the line")
        plots.check(self.figure)

    def test_ticks_that_touch(self) -> None:
        self.axis.set_xticks([0.5, 0.52])
        self.refused("'0.50' and '0.52' touch")

    def test_ticks_that_are_out_of_sight_do_not_count(self) -> None:
        self.axis.set_xticks([0.5, 2, 2.01], labels=["half", "two", "more"])
        self.axis.set_xlim(0, 1)
        plots.check(self.figure)

    def test_words_on_a_curve(self) -> None:
        self.axis.text(0.45, 0.5, "on the line")
        self.refused("a curve runs through 'on the line'")

    def test_words_on_words(self) -> None:
        self.axis.text(0.1, 0.8, "one")
        self.axis.text(0.11, 0.8, "two")
        self.refused("'one' and 'two' touch")

    def test_a_legend_on_a_curve(self) -> None:
        self.axis.plot([0, 1], [0.9, 0.9], label="high")
        self.axis.legend(loc="upper left")
        self.refused("a curve runs through 'the legend'")

    def test_words_that_are_cut_off(self) -> None:
        self.axis.text(0.95, 0.2, "a long remark, not made room for", in_layout=False)
        self.refused("is cut off")

    def test_a_text_is_asked_for(self) -> None:
        for alt in ("", "a figure", "A curve without an end"):
            with self.assertRaisesRegex(ValueError, "not a sentence"):
                plots.show(self.figure, alt)


class NotebooksTest(unittest.TestCase):
    def test_there_is_nothing_wrong_with_the_committed_notebooks(self) -> None:
        for entry in index.ENTRIES:
            notebook = index.read(entry)
            self.assertEqual(list(execute.faults(notebook)), [], entry.file)
            self.assertTrue(index.pictures(notebook), entry.file)

    def test_the_index_is_up_to_date(self) -> None:
        self.assertIn(index.table(), index.README.read_text(encoding="utf-8"))
        files = {file.name for file in index.FOLDER.glob("*.ipynb")}
        self.assertEqual({entry.file for entry in index.ENTRIES}, files)
        for entry in index.ENTRIES:
            size = (index.FOLDER / entry.thumbnail).stat().st_size
            self.assertLessEqual(size, index.THUMBNAIL_BYTES, entry.thumbnail)

    def test_links_between_notebooks_lead_somewhere(self) -> None:
        for entry in index.ENTRIES:
            for cell in index.read(entry).cells:
                for target in re.findall(r"\]\(([^)#][^)]*)\)", cell.source):
                    if cell.cell_type == "markdown" and "://" not in target:
                        self.assertTrue((index.FOLDER / target).exists(), target)

    def test_cells_do_not_draw(self) -> None:
        for entry in index.ENTRIES:
            text = json.dumps([cell.source for cell in index.read(entry).cells])
            self.assertNotIn("matplotlib", text, entry.file)


class PagesTest(unittest.TestCase):
    def test_formulas_become_mathml(self) -> None:
        made = pages.markdown("Let $c_0 \\le 1$, then\n\n$$\\tfrac12 \\|z\\|^2 .$$")
        self.assertEqual(made.count("<math "), 2)
        self.assertNotIn("$", made)
        with self.assertRaisesRegex(ValueError, "cannot be shown"):
            pages.markdown("$\\unknowncommand x$")

    def test_formulas_of_the_notebooks_are_well_formed(self) -> None:
        for entry in index.ENTRIES:
            for cell in index.read(entry).cells:
                if cell.cell_type == "markdown":
                    for formula in re.findall(r"<math .*?</math>", pages.markdown(cell.source)):
                        ElementTree.fromstring(formula)

    def test_notebooks_become_pages(self) -> None:
        made = pages.markdown("[three](03-learned-step.ipynb#Exercise-1)")
        self.assertIn('href="03-learned-step.html#Exercise-1"', made)

    def test_headings_have_the_anchors_of_jupyter(self) -> None:
        self.assertIn('<h3 id="Solution-1">', pages.markdown("### Solution 1"))

    def test_pages_need_no_network(self) -> None:
        notebook = index.read(index.ENTRIES[0])
        size = {"path": "1.png", "width": 640, "height": 400}
        for output in index.pictures(notebook):
            words = execute.alt(output)
            output["metadata"]["page"] = {"alt": words, "wide": size, "narrow": size}
        page = {"entry": index.ENTRIES[0], "title": "One", "previous": None}
        page["following"] = index.ENTRIES[1]
        made, _ = pages.Exporter().from_notebook_node(notebook, {"page": page})
        addresses = set(re.findall(r"https?://[^\"'\s<]*", made))
        self.assertEqual(addresses, {"http://www.w3.org/1998/Math/MathML"})
        self.assertNotIn("<script", made)
        self.assertEqual(made.count("<img "), len(re.findall(r'<img [^>]*alt="\w', made)))
        self.assertNotIn("://", pages.style())


if __name__ == "__main__":
    unittest.main()
