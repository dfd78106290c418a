"""Names of lots that make themselves."""


def name_variant(base, traits, known):
    """The first of ``base``, ``base-2``, ``base-3``… that is free or the same lot.

    :param traits: what tells two lots of one product and day apart
    :param known: ``{name: traits}`` of the lots that exist already

    >>> name_variant("TFA-260308", ("", None), {})
    'TFA-260308'
    >>> known = {"TFA-260308": ("", None), "TFA-260308-2": ("L7", None)}
    >>> name_variant("TFA-260308", ("L7", None), known)
    'TFA-260308-2'
    >>> name_variant("TFA-260308", ("L8", None), known)
    'TFA-260308-3'
    """
    name, number = base, 1
    while known.get(name, traits) != traits:
        number += 1
        name = f"{base}-{number}"
    return name
