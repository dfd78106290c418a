"""Validate files written for "ma cantine" against the operator's own table schema.

    python tests/tools/check_ma_cantine.py SCHEMA FILE [FILE ...]

SCHEMA is the operator's ``achats_siret.json``, which the project does not need and does
not hold; FILES are what the hub wrote (CSV, TSV or XLSX). The exit code is 1 when one
of them would be refused.
"""

import json
import sys
from pathlib import Path

from frictionless import Dialect, Resource, Schema, formats

SEPARATORS = {".csv": ";", ".tsv": "\t"}


def read_schema(path):
    """The operator's schema, with what the library knows by other names."""
    descriptor = json.loads(Path(path).read_text(encoding="utf-8"))
    for field in descriptor["fields"]:
        if field["type"] == "boolean":
            # the operator takes any of these words, the library its own by default
            field.setdefault("trueValues", ["OUI", "oui", "x"])
            field.setdefault("falseValues", ["non", "NON", ""])
    return Schema.from_descriptor({"fields": descriptor["fields"]})


def validate(path, schema):
    """Report of one file."""
    path = Path(path)
    if path.suffix == ".xlsx":
        control = formats.ExcelControl(stringified=False)
    else:
        control = formats.CsvControl(delimiter=SEPARATORS[path.suffix])
    resource = Resource(
        path=path.name,
        basepath=str(path.resolve().parent),
        format="xlsx" if path.suffix == ".xlsx" else "csv",
        schema=schema,
        dialect=Dialect(controls=[control]),
        encoding="utf-8",
    )
    return resource.validate()


def main(arguments):
    if len(arguments) < 2:
        print(__doc__)
        return 2
    schema = read_schema(arguments[0])
    refused = 0
    for path in arguments[1:]:
        report = validate(path, schema)
        rows = report.tasks[0].stats.get("rows", 0)
        print(
            f"{Path(path).name}: {rows} rows, {'valid' if report.valid else 'REFUSED'}"
        )
        for row, column, message in report.flatten(
            ["rowNumber", "fieldName", "message"]
        ):
            print(f"  row {row}, {column}: {message}")
        refused += not report.valid
    print(f"{len(arguments) - 1} files, {refused} refused")
    return int(bool(refused))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
