"""The plain Python of the add-on: the examples in its docstrings are true."""

import doctest
import pkgutil
from importlib import import_module

from odoo.addons.milperche_hub import tools

from .common import PlainCase

# Helpers of views and classes, which the tests of their users exercise.
WITHOUT_EXAMPLES = {"checked", "moneyless_view"}


class TestTools(PlainCase):
    def test_examples_of_the_docstrings(self):
        for _finder, name, _is_package in pkgutil.iter_modules(tools.__path__):
            with self.subTest(module=name):
                module = import_module(f"{tools.__name__}.{name}")
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
                self.assertEqual(not result.attempted, name in WITHOUT_EXAMPLES)
