"""What happened to values between reading and entering them: small programs, learnt from examples.

In: examples, each a value or several as they were read and the text that was
entered. Out: the simplest program that explains most of them, in words and as
Python, with the share that it reproduces.

| module | idea |
|---|---|
| naming | what one pair of texts looks like, in words |
| steps, figures | the steps that a program is made of |
| programs | steps on one or more sources, joined by literals: run, words, Python, length |
| candidates | programs that turn one example's sources into its target |
| lookups | tables from codes to codes |
| learning | the choice among programs, by shortest description |
"""

from __future__ import annotations

from rpa_finder.transforms.learning import Example, Learnt, learn_transform
from rpa_finder.transforms.lookups import learn_table
from rpa_finder.transforms.naming import AS_IS, CONTAINS, JOINED, UNEXPLAINED, UNSEEN, name_transform
from rpa_finder.transforms.programs import Part, Program

__all__ = [
    "AS_IS",
    "CONTAINS",
    "JOINED",
    "UNEXPLAINED",
    "UNSEEN",
    "Example",
    "Learnt",
    "Part",
    "Program",
    "learn_table",
    "learn_transform",
    "name_transform",
]
