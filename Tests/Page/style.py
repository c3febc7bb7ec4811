#!/usr/bin/python3
"""Checks a style sheet beside the files that use it.

usage: style.py STYLE FILE...

Says what does not parse, custom properties that are used and not set or set and not used, and classes
and ids that none of the other files has. Needs tinycss2 of Debian's Python. Exits with 0 when there is nothing to say, else
with 1.
"""

import pathlib
import re
import sys

import tinycss2

failures = []


def fail(node, message):
    failures.append(f"{sys.argv[1]}:{node.source_line}:{node.source_column}: {message}")


def parsed(nodes):
    """The nodes that parse, of a list of tinycss2."""
    for node in nodes:
        if node.type == "error":
            fail(node, node.message)
        elif node.type not in ("comment", "whitespace"):
            yield node


def tokens(nodes):
    """All tokens, those in functions and brackets too."""
    for node in nodes:
        yield node
        yield from tokens(getattr(node, "arguments", None) or getattr(node, "content", None) or [])


def declarations(rules):
    """All declarations; the selectors on the way to them are checked."""
    for rule in parsed(rules):
        if rule.type == "at-rule":
            # A page has declarations, a medium rules.
            if rule.at_keyword == "page":
                yield from parsed(tinycss2.parse_declaration_list(rule.content))
            else:
                yield from declarations(tinycss2.parse_rule_list(rule.content))
        else:
            check_selector(rule.prelude)
            yield from parsed(tinycss2.parse_declaration_list(rule.content))


def check_selector(prelude):
    found = list(tokens(prelude))
    for before, token in zip([None] + found, found):
        is_class = before == "." and token.type == "ident"
        if (is_class or token.type == "hash") and not re.search(rf"(?<![\w-]){token.value}(?![\w-])", users):
            fail(token, f"{'.' if is_class else '#'}{token.value} is nowhere in the page")


users = "".join(pathlib.Path(path).read_text(encoding="utf-8") for path in sys.argv[2:])
style = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
used, given = {}, {}
for declaration in declarations(tinycss2.parse_stylesheet(style)):
    if declaration.name.startswith("--"):
        given.setdefault(declaration.name, declaration)
    for token in tokens(declaration.value):
        if token.type == "error":
            fail(token, token.message)
        elif token.type == "ident" and token.value.startswith("--"):
            used.setdefault(token.value, token)
for name in sorted(used.keys() - given.keys()):
    fail(used[name], f"{name} is not set")
for name in sorted(given.keys() - used.keys()):
    fail(given[name], f"{name} is not used")
print("\n".join(failures), end="\n" if failures else "")
sys.exit(1 if failures else 0)
