"""The product × client table of a packing day."""

from collections import defaultdict


def fold(columns, most):
    """Cut many columns into sheets of about the same width.

    >>> fold(list("abcdefg"), 3)
    [['a', 'b', 'c'], ['d', 'e'], ['f', 'g']]
    >>> [len(sheet) for sheet in fold(list(range(100)), 26)]
    [25, 25, 25, 25]
    >>> fold([], 26)
    []
    """
    if not columns:
        return []
    count = -(-len(columns) // most)
    size, more = divmod(len(columns), count)
    sheets, start = [], 0
    for number in range(count):
        end = start + size + (number < more)
        sheets.append(columns[start:end])
        start = end
    return sheets


def tabulate(lines, row, column, value):
    """Add lines up by row and column.

    :return: ``{row: {column: sum}}``, rows in the order they come

    >>> lines = [("leek", "school", 2.0), ("leek", "school", 1.5), ("leek", "inn", 1)]
    >>> tabulate(lines, *(lambda line, i=i: line[i] for i in range(3)))
    {'leek': {'school': 3.5, 'inn': 1.0}}
    """
    table = defaultdict(lambda: defaultdict(float))
    for line in lines:
        table[row(line)][column(line)] += value(line)
    return {key: dict(cells) for key, cells in table.items()}
