"""The site of docs/: `sphinx-build -W --keep-going -n docs FOLDER`. What the code says is read from it (`_ext`), and nothing is fetched."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import kg

project = "kg"
release = kg.__version__
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "_ext.site"]
root_doc = "index"
exclude_patterns = ["_ext", "_static"]
nitpicky = True
nitpick_ignore_regex = [  # in annotations
    ("py:class", r"(nx|ox|networkx|pyoxigraph|numpy|collections|datetime|pathlib|typing)\..*|date|Path|Dataset"),  # of other packages
    ("py:class", r"Kind|Known|Opening|Poles|Status|Value|Precision"),  # names of unions
    ("py:class", r"kg\.(knowledge|reading\.parsing|extraction|graph)\..*|Run"),  # what programs hand on, and never look into
]
smartquotes = False
default_role = "literal"

myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = f"kg {release}"
html_static_path = ["_static"]
html_css_files = ["kg.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
