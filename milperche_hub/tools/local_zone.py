"""Is this farm "local" for this client? One question, as many answers as definitions.

No law says what local is: each canteen or association chooses. A definition compares
the places of the farm and of the client; where a fact is missing the answer is
``None``, "unknown", never a guess.

>>> farm = make_place("61061", "61110", (48.4312, 0.8878))
>>> client = make_place("28280", "28400", (48.3216, 0.8218))
>>> is_local("radius", farm, client, radius_km=20)
True
>>> is_local("department", farm, client), is_local("region", farm, client)
(False, False)
"""

import re
import unicodedata
from typing import NamedTuple

from .distance import haversine_km

# Département → région, codes of the Code officiel géographique (INSEE).
_DEPARTMENTS_OF = {
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
    "01": "971",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
}
REGION_OF = {
    department: region
    for region, departments in _DEPARTMENTS_OF.items()
    for department in departments.split()
}


class Place(NamedTuple):
    """Where a farm or a client is; ``None`` for what nobody recorded."""

    commune: str | None = None
    department: str | None = None
    region: str | None = None
    point: tuple[float, float] | None = None


def make_place(commune=None, postcode=None, point=None):
    """A place from what is stored; the commune's code decides the département.

    >>> make_place("72180", "72600").region
    '52'
    >>> make_place(postcode="28400").department
    '28'
    >>> make_place()
    Place(commune=None, department=None, region=None, point=None)
    """
    department = department_of(commune) or department_of_postcode(postcode)
    return Place(commune or None, department, REGION_OF.get(department), point)


def department_of(commune):
    """Département of a commune's INSEE code.

    >>> department_of("61061"), department_of("97411"), department_of("2A004")
    ('61', '974', '2A')
    >>> department_of("99999") is None, department_of(None) is None
    (True, True)
    """
    commune = commune or ""
    code = commune[:3] if commune.startswith("97") else commune[:2]
    return code if code in REGION_OF else None


def department_of_postcode(postcode):
    """Département a postcode tells; Corsica is told apart by its third digit.

    >>> department_of_postcode("61110"), department_of_postcode("20200")
    ('61', '2B')
    >>> department_of_postcode("B-1000") is None, department_of_postcode("") is None
    (True, True)
    """
    postcode = (postcode or "").strip()
    if not re.fullmatch(r"\d{5}", postcode):
        return None
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return department_of(postcode)


def commune_key(name):
    """How a commune's name is compared, however it is typed.

    >>> commune_key("L'Hôme-Chamondot") == commune_key("l’home chamondot")
    True
    >>> commune_key("St Langis lès Mortagne")
    'saint langis les mortagne'
    """
    full = {"st": "saint", "ste": "sainte"}
    joined = re.sub(r"[’']", " ", (name or "").lower().replace("œ", "oe"))
    plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(full.get(word, word) for word in words)


def distance_km(farm, client):
    """Straight-line kilometres, ``None`` when a point is unknown."""
    if not farm.point or not client.point:
        return None
    return haversine_km(*farm.point, *client.point)


def is_local(kind, farm, client, radius_km=0.0, codes=()):
    """Answer one definition: ``True``, ``False``, or ``None`` for unknown.

    :param str kind: ``communes`` (the farm lies in one of ``codes``), ``radius``
        (farm and client at most ``radius_km`` apart), ``department`` or ``region``
        (the farm's is one of ``codes``; without codes, it is the client's)

    >>> farm = make_place("61061", point=(48.4312, 0.8878))
    >>> is_local("communes", farm, Place(), codes=("61061", "61293"))
    True
    >>> is_local("communes", Place(), Place(), codes=("61061",)) is None
    True
    >>> is_local("radius", farm, Place(), radius_km=50) is None
    True
    >>> is_local("department", farm, Place(), codes=("28", "61"))
    True
    >>> is_local("region", farm, make_place("28280"))
    False
    """
    if kind == "radius":
        distance = distance_km(farm, client)
        return None if distance is None else distance <= radius_km
    if kind == "communes":
        return None if not farm.commune else farm.commune in codes
    ours = getattr(farm, kind)
    theirs = set(codes) or {getattr(client, kind)}
    if not ours or None in theirs:
        return None
    return ours in theirs
