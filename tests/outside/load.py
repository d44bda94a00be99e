"""Opens every table of a study with pandas, polars and DuckDB, with no options, and compares each with the dictionary.

Usage: load.py DIRECTORY. Prints one line per fault and exits with 1 if there is any.
"""
import json
import sys
from pathlib import Path

import duckdb
import pandas
import polars

directory = Path(sys.argv[1])
faults = []


def kind_of_pandas(column):
    if pandas.api.types.is_bool_dtype(column):
        return "boolean"
    if pandas.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pandas.api.types.is_numeric_dtype(column) else "string"


def kind_of_polars(column):
    if column.dtype == polars.Boolean:
        return "boolean"
    if column.dtype.is_integer():
        return "integer"
    return "number" if column.dtype.is_numeric() else "string"


def kind_of_duckdb(name):
    if name == "BOOLEAN":
        return "boolean"
    if name == "DATE":
        return "date"
    if "INT" in name:
        return "integer"
    return "number" if name in ("DOUBLE", "FLOAT") or name.startswith("DECIMAL") else "string"


def fits(kind, seen, has_gaps):
    if kind == "date":
        return seen in ("date", "string")
    if kind == "number":
        # Also where all values are whole: another study of the same shape then has the same types.
        return seen == "number"
    if kind == "integer":
        # A whole number with gaps is a decimal one to pandas.
        return seen == "integer" or (has_gaps and seen == "number")
    if kind == "string":
        # A name made of digits, such as a year, may be read as a number.
        return seen in ("string", "integer", "number", "date", "boolean")
    # Truth with gaps has no type of its own in pandas.
    return seen == kind or (has_gaps and seen == "string")


package = json.loads((directory / "datapackage.json").read_text())
tables = 0
for resource in package["resources"]:
    if resource["format"] != "csv":
        continue
    tables += 1
    path = directory / resource["path"]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    lines = path.read_text().count("\n") - 1
    read = {
        "pandas": pandas.read_csv(path),
        "polars": polars.read_csv(path),
        "duckdb": duckdb.sql(f"select * from '{path}'"),
    }
    for program, table in read.items():
        if list(table.columns) != names:
            faults.append(f"{path.name}: {program} sees the columns {list(table.columns)}")
            continue
        if table.shape[0] != lines:
            faults.append(f"{path.name}: {program} sees {table.shape[0]} rows of {lines}")
        for at, field in enumerate(fields):
            column = read["pandas"][field["name"]]
            if column.isna().all():
                continue
            if program == "pandas":
                seen = kind_of_pandas(table[field["name"]])
            elif program == "polars":
                seen = kind_of_polars(table[field["name"]])
            else:
                seen = kind_of_duckdb(str(table.types[at]))
            if not fits(field["type"], seen, column.isna().any()):
                faults.append(f"{path.name}: {program} takes {field['name']} for {seen}, it is {field['type']}")

print(f"{tables} tables")
print("\n".join(faults))
sys.exit(1 if faults or tables == 0 else 0)
